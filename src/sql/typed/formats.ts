/**
 * Rewrites `format` and `printf`, so that the number decides how a placeholder writes it, and not its type.
 * @module
 */
import { doubleConstant, textConstant } from "../constant.ts";
import { type Node, node, nodes, str } from "../tree.ts";
import { isVolatile } from "../volatile.ts";
import { type BoundType, digitsOf, isInteger, isNumber, plain } from "./bound_type.ts";
import {
  both,
  call,
  caseOf,
  castTo,
  comparison,
  each,
  integer,
  once,
  onceEach,
  operator,
  unnamed,
} from "./nodes.ts";
import { asksForMore, exactFormat } from "./exact_formats.ts";
import { callName, columnsIn, type Rewrite } from "./rewrite.ts";
import { wholeNumber } from "./whole_number.ts";
import { hasFraction, isFraction, numberAsText, written } from "./written.ts";

/** `{…}` of format, without `{{`; which argument, and how it is written. */
const BRACES = /\{\{|\}\}|\{(\d*)(?::([^{}]*))?\}/g;
const PERCENTS = /%%|%(?:(\d+)\$)?([-+ #0,]*\d*(?:\.\d+)?[a-zA-Z])/g;

const ESCAPED = /%%|\{\{|\}\}/g;

/** Below it, whole numbers are written as BIGINT. */
const WHOLE_BELOW = "9e18";
/** Digits that BIGINT has for all numbers of so many. */
const BIGINT_DIGITS = 18;

type ArgumentReading = (argument: Node, type: BoundType) => Node;

/** How an argument is read. */
interface Placeholder {
  readonly read: ArgumentReading;
  /** Whether the result is already its text, for a placeholder without a format. */
  readonly written?: true;
}

/** What a conversion such as `.2f`, `d`, `>8` takes; null: anything. */
function placeholderOf(spec: string, printf: boolean, type: BoundType): Placeholder | null {
  const kind = /[a-zA-Z]$/.exec(spec)?.[0] ?? "";
  if (!isNumber(type)) {
    return hasFraction(type) && takesText(spec, kind, printf) ? { read: asText } : null;
  }
  if (/[fFeEgGaA]/.test(kind) || /\.\d/.test(spec)) {
    return kind === "s"
      ? { read: asText }
      : exactly(spec, printf, type, asPrinted(spec, printf)) ?? { read: asDouble };
  }
  if (/[dixXobc]/.test(kind)) return asLongWhole(spec, printf, type) ?? { read: asWhole(nameOf(printf)) };
  if (takesText(spec, kind, printf)) return { read: asText };
  if (printf || kind !== "") return null;
  // Signs and fills are not for them.
  const long = type.id === "HUGEINT" ? asLongWhole(`${spec}d`, printf, type) : null;
  return long ?? exactly(spec, printf, type, asWritten(spec)) ?? { read: asWritten(spec), written: true };
}

/** Whether a placeholder takes text. A width alone sets numbers to the right and texts to the left. */
const takesText = (spec: string, kind: string, printf: boolean): boolean =>
  kind === "s" || (!printf && /^(.?[<>^]\d*)?$/.test(spec));

/** `d` of whole numbers that BIGINT may not hold; null for others. */
function asLongWhole(spec: string, printf: boolean, type: BoundType): Placeholder | null {
  const digits = digitsOf(type);
  if (!/[di]$/.test(spec) || digits === null || digits.whole <= BIGINT_DIGITS) return null;
  const long = plain("HUGEINT");
  const exact = exactFormat(spec.replace(/[di]$/, ".0f"), printf, long);
  if (exact === null) return null;
  const read: ArgumentReading = (of) => {
    const whole = isInteger(type) ? castTo(of, long) : wholeNumber(of, "HUGEINT", "DECIMAL", nameOf(printf));
    return once(
      whole,
      (value) => exact(value, asPrinted(spec.replace(/[di]$/, ".0f"), printf)(value, long)),
      "__shown",
    );
  };
  return { read, written: true };
}

/** All digits of a number where doubles do not have them; else as `reading` writes it. */
function exactly(
  spec: string,
  printf: boolean,
  type: BoundType,
  reading: ArgumentReading,
): Placeholder | null {
  const exact = isInteger(type) && !/[fF]$/.test(spec) ? null : exactFormat(spec, printf, type);
  if (exact === null) return null;
  return { read: (of) => once(of, (value) => exact(value, reading(value, type)), "__shown"), written: true };
}

/** As `.2f` says. */
const asPrinted = (spec: string, printf: boolean): ArgumentReading => (of, type) =>
  printf
    ? call("printf", [textConstant(`%${spec}`), asDouble(of, type)])
    : call("format", [textConstant(`{:${spec}}`), asDouble(of, type)]);

/** As `,`, `+` or `05` say, without a point where the number is whole. */
function asWritten(spec: string): ArgumentReading {
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

const asText: ArgumentReading = (of, type) =>
  isFraction(type) ? numberAsText(of, type) : castTo(written(of, type), plain("VARCHAR"));
/** A zero has no sign, as among decimals. */
const asDouble: ArgumentReading = (of, type) =>
  type.id === "DOUBLE" ? operator("+", of, doubleConstant("0")) : castTo(of, plain("DOUBLE"));
const nameOf = (printf: boolean): string => printf ? "printf" : "format";
const asWhole = (name: string): ArgumentReading => (of, type) =>
  isInteger(type) ? of : wholeNumber(of, "BIGINT", digitsOf(type) === null ? "DOUBLE" : "DECIMAL", name);

/** The format, where it is known. */
function formatOf(of: Node): string {
  const name = callName(of);
  const [first] = nodes(of, "children");
  const value = first === undefined || str(first, "class") !== "CONSTANT" ? null : node(first, "value");
  return value === null || (name !== "format" && name !== "printf") ? "" : str(value, "value");
}

/** A placeholder where it stands: what it is, the argument that it shows, and what it says of it. */
interface PlacedPlaceholder {
  readonly at: number;
  readonly spec: string;
  readonly placeholder: Placeholder | null;
}

/** The text between placeholders, and those. */
function placesIn(
  format: string,
  printf: boolean,
  types: readonly (BoundType | null)[],
): { readonly between: readonly string[]; readonly places: readonly PlacedPlaceholder[] } {
  const between = [""];
  const places: PlacedPlaceholder[] = [];
  let next = 1;
  let end = 0;
  for (const match of format.matchAll(printf ? PERCENTS : BRACES)) {
    const [whole, place = "", spec = ""] = match;
    const before = format.slice(end, match.index);
    end = match.index + whole.length;
    between[places.length] += before;
    if (whole.replace(ESCAPED, "") === "") {
      between[places.length] += whole;
      continue;
    }
    const at = place === "" ? next++ : Number(place) + (printf ? 0 : 1);
    const type = types[at] ?? null;
    const placeholder = type === null ? null : placeholderOf(spec, printf, type);
    places.push({ at, spec, placeholder });
    between.push("");
  }
  between[places.length] += format.slice(end);
  return { between, places };
}

/** Arguments of format and printf: one for each argument and way of writing it. */
export const formats: Rewrite = {
  wants: (of) => formatOf(of) === "" ? [] : nodes(of, "children").slice(1),
  rewrite(of, typeOf, notes) {
    const printf = callName(of) === "printf";
    const children = nodes(of, "children");
    const types = children.map(typeOf);
    const { between, places } = placesIn(formatOf(of), printf, types);
    if (places.every(({ placeholder }) => placeholder === null)) return null;
    // What else takes an argument, such as a width, is not known here.
    if (between.some((said) => (printf ? /%/ : /[{}]/).test(said.replaceAll(ESCAPED, "")))) return null;
    if (places.some(({ at }) => at >= types.length)) return null;
    const distinct = new Map(places.map((place) => [keyOf(place), place]));
    const counts = Map.groupBy(distinct.values(), ({ at }) => at);
    // What changes with each use is one value for all placeholders that show it.
    if ([...counts].some(([at, shown]) => shown.length > 1 && isVolatile(children[at] ?? {}))) return null;
    const inexact = places.filter(({ at, spec }) => asksForMore(spec, printf, types[at] ?? null));
    for (const columns of new Set(inexact.map(({ at }) => columnsIn(children[at] ?? {}) || "a number"))) {
      notes.warn(`${nameOf(printf)} of ${columns} is calculated in DOUBLE, which keeps about 15 digits.`);
    }
    const keys = [...distinct.keys()];
    const numbered = keys.length < places.length;
    const format = between.map((said, at) => {
      const place = places[at];
      if (place === undefined) return said;
      const spec = place.placeholder?.written === true ? (printf ? "s" : "") : place.spec;
      const number = numbered ? keys.indexOf(keyOf(place)) : null;
      if (printf) return `${said}%${number === null ? "" : `${number + 1}$`}${spec}`;
      return `${said}{${number ?? ""}${spec === "" ? "" : `:${spec}`}}`;
    }).join("");
    return (now) => {
      const given = nodes(now, "children");
      const text = format === formatOf(of) ? given[0] ?? {} : textConstant(format);
      const shown = [...distinct.values()].map(({ at, spec, placeholder }) => ({
        child: given[at] ?? {},
        type: types[at] ?? null,
        spec,
        placeholder,
      }));
      return {
        ...withShown(shown, (children) => ({ ...unnamed(now), children: [text, ...children] })),
        alias: str(now, "alias"),
      };
    };
  },
};

const keyOf = ({ at, spec }: PlacedPlaceholder): string => `${at} ${spec}`;

/** What a placeholder shows. */
interface ShownArgument extends Pick<PlacedPlaceholder, "spec" | "placeholder"> {
  readonly child: Node;
  readonly type: BoundType | null;
}

/**
 * A call with what its placeholders show. Those of one kind are elements of one list, so that the expression that reads
 * them stands once: it is long, and placeholders may be many.
 */
function withShown(shown: readonly ShownArgument[], make: (children: readonly Node[]) => Node): Node {
  const read = ({ child, type, placeholder }: ShownArgument, value = child) =>
    placeholder === null || type === null ? value : placeholder.read(value, type);
  const groups = [
    ...Map.groupBy(
      shown,
      (each) => each.placeholder === null ? each : `${each.spec} ${JSON.stringify(each.type)}`,
    ).values(),
  ];
  if (groups.length === shown.length) return make(shown.map((each) => read(each)));
  const values = groups.map((group) => {
    const [first] = group;
    if (first === undefined || group.length === 1) return group.map((each) => read(each))[0] ?? {};
    return each(call("list_value", group.map(({ child }) => child)), "__one", (value) => read(first, value));
  });
  return onceEach(values, (parts) => {
    const children = new Map(groups.flatMap((group, at) =>
      group.map((each, place) => {
        const part = parts[at] ?? {};
        return [each, group.length === 1 ? part : call("list_extract", [part, integer(place + 1)])] as const;
      })
    ));
    return make(shown.map((each) => children.get(each) ?? {}));
  }, "__shown_all");
}
