/**
 * `format` and `printf` with numbers: what a placeholder takes is decided by the number, not by how it is held.
 * @module
 */
import { type Node, node, nodes, str } from "../tree.ts";
import { type BoundType, digitsOf, isInteger, isNumber, plain } from "./bound_type.ts";
import { castTo } from "./nodes.ts";
import { callName, type Rewrite } from "./rewrite.ts";
import { wholeNumber } from "./whole_number.ts";
import { isFraction, numberAsText } from "./written.ts";

/** `{…}` of format, without `{{`; which argument, and how it is written. */
const BRACES = /\{\{|\}\}|\{(\d*)(?::([^{}]*))?\}/g;
const PERCENTS = /%%|%(?:\d+\$)?([-+ #0]*\d*(?:\.\d+)?[a-zA-Z])/g;

type Reading = (argument: Node, type: BoundType) => Node;

/** What a conversion such as `.2f`, `d`, `>8` takes; null: anything. */
function readingOf(spec: string, printf: boolean): Reading | null {
  const kind = /[a-zA-Z]$/.exec(spec)?.[0] ?? "";
  if (/[fFeEgGaA]/.test(kind) || /\.\d/.test(spec)) return kind === "s" ? asText : asDouble;
  if (/[dixXobc]/.test(kind)) return asWhole(printf ? "printf" : "format");
  // A width alone sets numbers to the right and texts to the left.
  return kind === "s" || (!printf && /^(.?[<>^]\d*)?$/.test(spec)) ? asText : null;
}

const asText: Reading = (of, type) =>
  isFraction(type) ? numberAsText(of, type) : castTo(of, plain("VARCHAR"));
const asDouble: Reading = (of, type) => type.id === "DOUBLE" ? of : castTo(of, plain("DOUBLE"));
const asWhole = (name: string): Reading => (of, type) =>
  isInteger(type) ? of : wholeNumber(of, "BIGINT", digitsOf(type) === null ? "DOUBLE" : "DECIMAL", name);

/** How the arguments are read, by their places; null where the format is not known. */
function readingsOf(of: Node): ReadonlyMap<number, Reading> | null {
  const name = callName(of);
  const [first] = nodes(of, "children");
  const value = first === undefined || str(first, "class") !== "CONSTANT" ? null : node(first, "value");
  const format = value === null ? "" : str(value, "value");
  if ((name !== "format" && name !== "printf") || format === "") return null;
  const found = new Map<number, Reading>();
  let next = 1;
  for (const match of format.matchAll(name === "printf" ? PERCENTS : BRACES)) {
    if (match[0].length === 2 && /^(%%|\{\{|\}\})$/.test(match[0])) continue;
    const [place, spec] = name === "printf" ? ["", match[1] ?? ""] : [match[1] ?? "", match[2] ?? ""];
    const at = place === "" ? next++ : Number(place) + 1;
    const reading = readingOf(spec, name === "printf");
    if (reading !== null) found.set(at, reading);
  }
  return found;
}

/** Arguments of format and printf. */
export const formats: Rewrite = {
  wants: (of) => readingsOf(of) === null ? [] : nodes(of, "children").slice(1),
  rewrite(of, typeOf) {
    const readings = readingsOf(of);
    if (readings === null) return null;
    const types = nodes(of, "children").map(typeOf);
    if (!types.some((type, at) => type !== null && isNumber(type) && readings.has(at))) return null;
    return (now) => ({
      ...now,
      children: nodes(now, "children").map((child, at) => {
        const [type, reading] = [types[at] ?? null, readings.get(at)];
        return type === null || !isNumber(type) || reading === undefined ? child : reading(child, type);
      }),
    });
  },
};
