/**
 * Functions that make much out of little. DuckDB's memory limit and interrupts do not bound a scalar function at
 * work, so literal sizes are bounded here; sizes that come from data are left to the process limits.
 * @module
 */
import { constantNumber, constantText } from "./constants.ts";
import { type Node, nodes, str } from "../tree.ts";

/** Elements or characters that one call may make when its size is written in the statement. */
export const MAX_MADE = 1_000_000;

/** Rows that one call in a FROM clause may make; these stream, so they may be more. */
export const MAX_ROWS_MADE = 10_000_000;

/** Elements of a fixed-size array type, all its dimensions together: every row reserves them. */
export const MAX_ARRAY_SIZE = 16_384;

type Measure = (args: readonly Node[]) => number | null;

const argument = (at: number): Measure => (args) => {
  const arg = args[at];
  return arg === undefined ? null : constantNumber(arg);
};

/** Numbers from `range(stop)`, `range(start, stop)` or `range(start, stop, step)`. */
const rangeLength: Measure = (args) => {
  const [first, second, third] = args.map(constantNumber);
  if (first === undefined || first === null) return null;
  if (second === undefined) return first;
  if (second === null || third === null) return null;
  return Math.abs((second - first) / (third ?? 1));
};

/** Characters of `repeat('text', count)`, elements of `repeat([…], count)`. */
const repeatLength: Measure = (args) => {
  const [what, count] = args;
  const times = count === undefined ? null : constantNumber(count);
  if (what === undefined || times === null) return null;
  return times * Math.max(1, constantText(what)?.length ?? nodes(what, "children").length);
};

/**
 * The greatest width or precision in a format text, or among the number arguments where it takes one from those.
 * @param taken finds in the format that it does
 */
const formatWidth = (taken: RegExp): Measure => (args) => {
  const [format, ...values] = args;
  const text = format === undefined ? null : constantText(format);
  if (text === null) return null;
  const written = [...text.matchAll(/\d+/g)].map(([digits]) => Number(digits));
  const given = taken.test(text) ? values.map((value) => constantNumber(value) ?? 0) : [];
  return [...written, ...given].reduce((most, each) => Math.max(most, each), 0);
};

const SCALARS: ReadonlyMap<string, Measure> = new Map([
  ["range", rangeLength],
  ["generate_series", rangeLength],
  ["repeat", repeatLength],
  ["lpad", argument(1)],
  ["rpad", argument(1)],
  ["list_resize", argument(1)],
  ["array_resize", argument(1)],
  ["bitstring", argument(1)],
  ["bar", argument(3)],
  ["to_base", argument(2)],
  ["equi_width_bins", argument(2)],
  ["format", formatWidth(/\{[^{}]*\{/)],
  ["printf", formatWidth(/%[-+ #0,.\d$]*\*/)],
]);

/** How much a call makes, where its arguments say; null where they do not, or where the function makes little. */
export function amplification(call: Node): number | null {
  const made = SCALARS.get(str(call, "function_name").toLowerCase())?.(nodes(call, "children")) ?? null;
  return made === null || Number.isNaN(made) ? null : made;
}
