/**
 * Comparisons of what is made of a column: they say of the column itself what it can be.
 *
 * `WHERE coalesce(num + 1, 0) IN (6, 8)` → `num IN (5, 7)`
 * @module
 */
import type { Node } from "../tree.ts";
import { type ColumnSubject, compare, type Comparison, type Translation, UNKNOWN } from "./atoms.ts";
import type { Constant } from "./constants.ts";
import { compareDatePart, compareDates } from "./date_functions.ts";
import { compareJoined, compareNumberText, compareWithDefault } from "./made_texts.ts";
import { compareNumber } from "./number_ranges.ts";
import { comparePrefix } from "./prefix_functions.ts";

/**
 * `expression op constant`, where the expression is not a column itself.
 * @param subjectIn the column that an expression is, if it is one
 */
export function compareMade(
  expression: Node,
  op: Comparison,
  constant: Constant,
  subjectIn: (of: Node) => ColumnSubject | null,
): Translation {
  const inner = (of: Node, innerOp: Comparison, by: Constant): Translation => {
    const subject = subjectIn(of);
    return subject === null ? compareMade(of, innerOp, by, subjectIn) : compare(subject, innerOp, by);
  };
  const ways = [
    () => comparePrefix(expression, op, constant, subjectIn),
    () => compareWithDefault(expression, op, constant, inner),
    () => compareJoined(expression, op, constant, inner),
    () => compareNumberText(expression, op, constant, subjectIn, inner),
    () => compareNumber(expression, op, constant, subjectIn),
    () => compareDates(expression, op, constant, subjectIn),
    () => compareDatePart(expression, op, constant, subjectIn),
  ];
  for (const way of ways) {
    const found = way();
    if (found.condition !== null) return found;
  }
  return UNKNOWN;
}
