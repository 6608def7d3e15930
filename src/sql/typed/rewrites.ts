/**
 * The rewrites, in order: of several that an expression is a matter of, the first that has something to say is taken.
 * @module
 */
import { arithmetic } from "./arithmetic.ts";
import { comparisons } from "./comparisons.ts";
import { defaults } from "./defaults.ts";
import { integerDivision } from "./integer_division.ts";
import { jsonValues } from "./json_values.ts";
import { numberText } from "./number_text.ts";
import { quantiles } from "./quantiles.ts";
import type { Rewrite } from "./rewrite.ts";
import { spreads } from "./spreads.ts";
import { sums } from "./sums.ts";
import type { Widening } from "./widening.ts";

const ALWAYS: readonly Rewrite[] = [
  jsonValues,
  comparisons,
  quantiles,
  defaults,
  integerDivision,
  numberText,
  sums,
  spreads,
];

/** The rewrites of a statement. */
export function rewritesFor(widening: Widening): readonly Rewrite[] {
  return widening === "none" ? ALWAYS : [...ALWAYS, arithmetic(widening)];
}
