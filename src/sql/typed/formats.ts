/**
 * `format` and `printf` with numbers: what a placeholder takes is decided by the number, not by how it is held.
 * @module
 */
import { doubleConstant, textConstant } from "../constant.ts";
import { type Node, node, nodes, str } from "../tree.ts";
import { type BoundType, digitsOf, isInteger, isNumber, plain } from "./bound_type.ts";
import { both, call, caseOf, castTo, comparison, once } from "./nodes.ts";
import { callName, type Rewrite } from "./rewrite.ts";
import { wholeNumber } from "./whole_number.ts";
import { isFraction, numberAsText } from "./written.ts";

/** `{…}` of format, without `{{`; which argument, and how it is written. */
const BRACES = /\{\{|\}\}|\{(\d*)(?::([^{}]*))?\}/g;
const PERCENTS = /%%|%(?:\d+\$)?([-+ #0]*\d*(?:\.\d+)?[a-zA-Z])/g;

/** Below it, whole numbers are written as BIGINT. */
const WHOLE_BELOW = "9e18";

type Reading = (argument: Node, type: BoundType) => Node;

/** How an argument is read. */
interface Placeholder {
  readonly read: Reading;
  /** What it becomes is its text already, for a placeholder that says nothing. */
  readonly written?: true;
}

/** What a conversion such as `.2f`, `d`, `>8` takes; null: anything. */
function placeholderOf(spec: string, printf: boolean): Placeholder | null {
  const kind = /[a-zA-Z]$/.exec(spec)?.[0] ?? "";
  if (/[fFeEgGaA]/.test(kind) || /\.\d/.test(spec)) return { read: kind === "s" ? asText : asDouble };
  if (/[dixXobc]/.test(kind)) return { read: asWhole(printf ? "printf" : "format") };
  // A width alone sets numbers to the right and texts to the left.
  if (kind === "s" || (!printf && /^(.?[<>^]\d*)?$/.test(spec))) return { read: asText };
  return printf || kind !== "" ? null : { read: asWritten(spec), written: true };
}

/** As `,`, `+` or `05` say, without a point where the number is whole. */
function asWritten(spec: string): Reading {
  const format = (of: Node) => call("format", [textConstant(`{:${spec}}`), of]);
  return (of, type) =>
    isInteger(type) ? format(of) : once(of, (value) => {
      const isWhole = both(
        comparison("COMPARE_EQUAL", call("trunc", [value]), value),
        comparison("COMPARE_LESSTHAN", call("abs", [value]), doubleConstant(WHOLE_BELOW)),
      );
      const whole = format(castTo(value, plain("BIGINT")));
      return caseOf([{ when: isWhole, then: whole }], format(asDouble(value, type)));
    });
}

const asText: Reading = (of, type) =>
  isFraction(type) ? numberAsText(of, type) : castTo(of, plain("VARCHAR"));
const asDouble: Reading = (of, type) => type.id === "DOUBLE" ? of : castTo(of, plain("DOUBLE"));
const asWhole = (name: string): Reading => (of, type) =>
  isInteger(type) ? of : wholeNumber(of, "BIGINT", digitsOf(type) === null ? "DOUBLE" : "DECIMAL", name);

/** The format, where it is known. */
function formatOf(of: Node): string {
  const name = callName(of);
  const [first] = nodes(of, "children");
  const value = first === undefined || str(first, "class") !== "CONSTANT" ? null : node(first, "value");
  return value === null || (name !== "format" && name !== "printf") ? "" : str(value, "value");
}

/** Arguments of format and printf. */
export const formats: Rewrite = {
  wants: (of) => formatOf(of) === "" ? [] : nodes(of, "children").slice(1),
  rewrite(of, typeOf) {
    const printf = callName(of) === "printf";
    const types = nodes(of, "children").map(typeOf);
    const found = new Map<number, Placeholder>();
    let next = 1;
    const format = formatOf(of).replaceAll(
      printf ? PERCENTS : BRACES,
      (match: string, first: string = "", second: string = "") => {
        if (/^(%%|\{\{|\}\})$/.test(match)) return match;
        const [place, spec] = printf ? ["", first] : [first, second];
        const at = place === "" ? next++ : Number(place) + 1;
        const [placeholder, type] = [placeholderOf(spec, printf), types[at] ?? null];
        if (placeholder === null || type === null || !isNumber(type)) return match;
        // What is written twice is not written in two ways.
        if (placeholder.written === true && found.has(at)) return match;
        found.set(at, placeholder);
        return placeholder.written === true ? `{${place}}` : match;
      },
    );
    if (found.size === 0) return null;
    return (now) => ({
      ...now,
      children: nodes(now, "children").map((child, at) => {
        const [type, placeholder] = [types[at] ?? null, found.get(at)];
        if (at === 0) return format === formatOf(of) ? child : textConstant(format);
        return type === null || placeholder === undefined ? child : placeholder.read(child, type);
      }),
    });
  },
};
