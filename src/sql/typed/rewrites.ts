/**
 * The rewrites, in order: of several that an expression is a matter of, the first that has something to say is taken.
 * @module
 */
import { arithmetic } from "./arithmetic.ts";
import { comparisons } from "./comparisons.ts";
import { defaults } from "./defaults.ts";
import { formats } from "./formats.ts";
import { integerDivision } from "./integer_division.ts";
import { jsonOrder } from "./json_order.ts";
import { jsonText } from "./json_text.ts";
import { jsonValues } from "./json_values.ts";
import { numberText } from "./number_text.ts";
import { quantiles } from "./quantiles.ts";
import type { Rewrite } from "./rewrite.ts";
import { setOperations } from "./set_operations.ts";
import { spreads } from "./spreads.ts";
import { sums } from "./sums.ts";
import { uniting } from "./uniting.ts";
import type { Widening } from "./widening.ts";

/** The rewrites of a statement. */
export function rewritesFor(widening: Widening): readonly Rewrite[] {
  const always = [
    jsonValues(widening),
    jsonOrder,
    comparisons,
    quantiles(widening),
    defaults,
    integerDivision,
    numberText,
    jsonText,
    formats,
    spreads(widening),
    sums,
    uniting(widening),
    setOperations(widening),
  ];
  return widening === "none" ? always : [...always, arithmetic(widening)];
}
