/**
 * `rewritesFor` lists the typed rewrites in order: the first one that changes an expression is taken.
 * @module
 */
import { arithmetic } from "./arithmetic.ts";
import { comparisons } from "./comparisons.ts";
import { decimalCasts } from "./decimal_casts.ts";
import { defaults } from "./defaults.ts";
import { evenRounding } from "./even_rounding.ts";
import { floatArithmetic } from "./float_arithmetic.ts";
import { floatRounding } from "./float_rounding.ts";
import { floatSums } from "./float_sums.ts";
import { formats } from "./formats.ts";
import { hashes } from "./hashes.ts";
import { inDoubles } from "./in_doubles.ts";
import { integerDivision } from "./integer_division.ts";
import { jsonArrows } from "./json_arrows.ts";
import { jsonComparisons } from "./json_comparisons.ts";
import { jsonLists } from "./json_lists.ts";
import { jsonColumns, jsonOrder, jsonOrderOfTexts } from "./json_order.ts";
import { jsonSubscripts } from "./json_subscripts.ts";
import { jsonText } from "./json_text.ts";
import { jsonValues } from "./json_values.ts";
import { longDecimals } from "./long_decimals.ts";
import { longNumbers } from "./long_numbers.ts";
import { metTexts } from "./met_texts.ts";
import { numberText } from "./number_text.ts";
import { quantiles } from "./quantiles.ts";
import type { Rewrite } from "./rewrite.ts";
import { rowMembers } from "./row_members.ts";
import { setOperations } from "./set_operations.ts";
import { spreads } from "./spreads.ts";
import { sums } from "./sums.ts";
import { textMembers } from "./text_members.ts";
import { textNumbers } from "./text_numbers.ts";
import { unitedLists } from "./united_lists.ts";
import { uniting } from "./uniting.ts";
import { wholeArguments } from "./whole_arguments.ts";
import { wholeCasts } from "./whole_casts.ts";
import { wholeRounding } from "./whole_rounding.ts";
import type { Widening } from "./widening.ts";

/** The rewrites of a statement. */
export function rewritesFor(widening: Widening): readonly Rewrite[] {
  const always = [
    textNumbers,
    textMembers,
    metTexts,
    jsonLists,
    jsonValues(widening),
    jsonArrows,
    jsonComparisons,
    jsonSubscripts,
    jsonOrder,
    longNumbers,
    comparisons,
    rowMembers,
    quantiles(widening),
    defaults,
    integerDivision(widening),
    numberText,
    jsonText,
    formats,
    wholeArguments,
    wholeCasts,
    wholeRounding,
    decimalCasts,
    longDecimals,
    inDoubles,
    hashes,
    floatArithmetic,
    floatRounding,
    evenRounding,
    floatSums,
    spreads(widening),
    sums(widening),
    unitedLists(widening),
    uniting(widening),
    setOperations(widening),
    jsonColumns,
    jsonOrderOfTexts,
  ];
  return widening === "none" ? always : [...always, arithmetic(widening)];
}
