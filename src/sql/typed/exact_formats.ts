/**
 * Numbers of more digits than doubles have, written as `format` and `printf` write doubles, with all digits that are asked for.
 * @module
 */
import { textConstant } from "../constant.ts";
import type { Node } from "../tree.ts";
import { type BoundType, digitsOf, isInteger, plain } from "./bound_type.ts";
import { call, caseOf, castTo, comparison, integer, joined, once, text } from "./nodes.ts";
import { numberAsText } from "./written.ts";

/** How a number is written: in decimals, not in an exponent's way. */
interface Spec {
  /** How its text is set in a width, as `format` takes it. */
  readonly set: string;
  /** What stands before what is not negative. */
  readonly plus: string;
  /** The width that zeros fill. */
  readonly filled: number | null;
  readonly separator: string;
  /** Digits after the point; null: as many as it has. */
  readonly digits: number | null;
}

/** Fill and place, sign, zeros, width, or what separates thousands; digits after the point; the type. */
const BRACED = /^(?:(?:(.?)([<>^]))?([-+ ]?)(0?)(\d*)|([,_]))(?:\.(\d+))?([fF]?)$/;
const PERCENT = /^([-+ #0,]*)(\d*)(?:\.(\d+))?[fF]$/;
const DEFAULT_DIGITS = 6;
/** Digits that every double keeps. */
const DOUBLE_DIGITS = 15;

/** What a placeholder says; null where it writes no decimals. */
function specOf(spec: string, printf: boolean): Spec | null {
  const [all, ...parts] = (printf ? PERCENT : BRACED).exec(spec) ?? [];
  if (all === undefined) return null;
  if (printf) {
    const [flags = "", width = "", digits = DEFAULT_DIGITS] = parts;
    // Its point would stand without digits.
    if (flags.includes("#") && Number(digits) === 0) return null;
    const separator = flags.includes(",") ? "," : "";
    return {
      set: width === "" || flags.includes("0") ? "" : `${flags.includes("-") ? "<" : ">"}${width}`,
      plus: flags.includes("+") ? "+" : flags.includes(" ") ? " " : "",
      filled: width !== "" && flags.includes("0") ? Number(width) : null,
      separator,
      digits: Number(digits),
    };
  }
  const [fill = "", place = "", sign = "", zero = "", width = "", separator = "", digits, type = ""] = parts;
  // `.3` alone counts all digits.
  if (digits !== undefined && type === "") return null;
  const isFilled = width !== "" && zero !== "" && place === "";
  return {
    set: width === "" || isFilled ? "" : `${fill}${place === "" ? ">" : place}${width}`,
    plus: sign === "-" ? "" : sign,
    filled: isFilled ? Number(width) : null,
    separator,
    digits: type === "" ? null : Number(digits ?? DEFAULT_DIGITS),
  };
}

/** Whether doubles may lose some of the number's digits. */
function mayLose(type: BoundType): boolean {
  const digits = digitsOf(type);
  return digits !== null && digits.whole + digits.scale > DOUBLE_DIGITS;
}

/** In an exponent's way, in hexadecimal digits, or with so many digits in all. */
const ROUNDED = /(?:\.(\d+))?([eEgG]?)$/;

/** Whether a placeholder that writes no decimals asks for digits that doubles may not have. */
export function asksForMore(spec: string, printf: boolean, type: BoundType | null): boolean {
  if (type === null || !mayLose(type) || specOf(spec, printf) !== null) return false;
  return /[aA]$/.test(spec) || Number(ROUNDED.exec(spec)?.[1] ?? 0) > DOUBLE_DIGITS;
}

/**
 * A number as a placeholder writes it: as `plainly` has it where a double is the same number.
 * @returns null where that is all that can be said
 */
export function exactFormat(
  spec: string,
  printf: boolean,
  type: BoundType,
): ((value: Node, plainly: Node) => Node) | null {
  const said = mayLose(type) ? specOf(spec, printf) : null;
  if (said === null) return null;
  return (value, plainly) => {
    const double = numberAsText(castTo(value, plain("DOUBLE")), plain("DOUBLE"));
    const isDouble = comparison("COMPARE_EQUAL", double, plainText(value, type, null));
    return caseOf([{ when: isDouble, then: plainly }], written(value, type, said));
  };
}

function written(value: Node, type: BoundType, { set, plus, filled, separator, digits }: Spec): Node {
  const whole = once(plainText(value, type, digits), (given) => {
    const size = call("ltrim", [given, text("-")]);
    const negative = call("starts_with", [given, text("-")]);
    const [before, after] = [call("split_part", [size, text("."), integer(1)]), pointOf(size)];
    const grouped = separator === "" ? before : thousands(before, separator);
    const sign = caseOf([{ when: negative, then: text("-") }], text(plus));
    const number = joined(grouped, after);
    if (filled === null) return joined(sign, number);
    const width = caseOf([{ when: negative, then: integer(filled - 1) }], integer(filled - plus.length));
    const zeros = castTo(call("greatest", [width, call("length", [number])]), plain("INTEGER"));
    return joined(sign, call("lpad", [number, zeros, text("0")]));
  }, "__plain");
  return set === "" ? whole : call("format", [textConstant(`{:${set}}`), whole]);
}

/** The point and what follows it. */
const pointOf = (size: Node) => call("regexp_extract", [size, text(String.raw`\..*$`)]);

function thousands(digits: Node, separator: string): Node {
  const marked = call("regexp_replace", [
    call("reverse", [digits]),
    text(String.raw`(\d{3})`),
    text(String.raw`\1${separator}`),
    text("g"),
  ]);
  return call("ltrim", [call("reverse", [marked]), text(separator)]);
}

/** A number's text with so many digits after the point. */
function plainText(value: Node, type: BoundType, digits: number | null): Node {
  if (digits === null) return isInteger(type) ? castTo(value, plain("VARCHAR")) : numberAsText(value, type);
  const { scale } = type;
  const said = castTo(digits < scale ? call("round", [value, integer(digits)]) : value, plain("VARCHAR"));
  if (digits <= scale) return said;
  return joined(said, text((scale === 0 ? "." : "") + "0".repeat(digits - scale)));
}
