/**
 * Conditions are printed as SQL-like text, for plans.
 *
 * `WHERE placed LIKE '2026%' AND note IS NULL` → `begins_with(placed, '2026') AND NOT attribute_type(note, S)`
 * @module
 */
import { quoteName, textLiteral } from "../../catalog/names.ts";
import type { Condition, Scalar, SortRange } from "../../dynamodb/access.ts";

/** Operands of IN shown at most. */
const SHOWN_MAX = 10;

/** A scalar as a literal. */
export function scalarText(scalar: Scalar): string {
  switch (scalar.type) {
    case "S":
      return textLiteral(scalar.value);
    case "B":
      return `from_base64('${scalar.value}')`;
    default:
      return String(scalar.value);
  }
}

/** `a IN (1, 2, … 7 more)`, or `a = 1`. */
export function membershipText(attribute: string, values: readonly Scalar[]): string {
  const [only, ...others] = values;
  if (only !== undefined && others.length === 0) return `${quoteName(attribute)} = ${scalarText(only)}`;
  const shown = values.slice(0, SHOWN_MAX).map(scalarText).join(", ");
  const more = values.length > SHOWN_MAX ? `, … ${values.length - SHOWN_MAX} more` : "";
  return `${quoteName(attribute)} IN (${shown}${more})`;
}

/** ` on index "by_city"`; nothing for the table. */
export function indexText(index: string | undefined): string {
  return index === undefined ? "" : ` on index ${quoteName(index)}`;
}

/** A sort range as text. */
export function rangeText(attribute: string, range: SortRange): string {
  return conditionText({ ...range, attribute });
}

/** A condition as text. */
export function conditionText(condition: Condition): string {
  switch (condition.op) {
    case "and":
    case "or": {
      if (condition.args.length === 0) return condition.op === "and" ? "true" : "false";
      const parts = condition.args.map((arg) => {
        const text = conditionText(arg);
        return (arg.op === "and" || arg.op === "or") && arg.args.length > 1 ? `(${text})` : text;
      });
      return parts.join(condition.op === "and" ? " AND " : " OR ");
    }
    case "not":
      return `NOT ${
        "args" in condition.arg ? `(${conditionText(condition.arg)})` : conditionText(condition.arg)
      }`;
  }
  const name = quoteName(condition.attribute);
  switch (condition.op) {
    case "between":
      return `${name} BETWEEN ${scalarText(condition.low)} AND ${scalarText(condition.high)}`;
    case "in":
      return membershipText(condition.attribute, condition.values);
    case "begins_with":
    case "contains":
      return `${condition.op}(${name}, ${scalarText(condition.value)})`;
    case "exists":
      return `attribute_exists(${name})`;
    case "not_exists":
      return `attribute_not_exists(${name})`;
    case "type":
      return `attribute_type(${name}, ${condition.type})`;
    case "foreign":
      return `NOT attribute_type(${name}, ${condition.shown.join(" or ")})`;
    default:
      return `${name} ${condition.op} ${scalarText(condition.value)}`;
  }
}
