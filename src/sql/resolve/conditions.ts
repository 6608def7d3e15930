/**
 * The algebra of conditions puts them together by AND and OR, with constants worked out and equal parts once.
 *
 * `WHERE customer = 'a' AND (customer = 'a' AND true)` → `customer = 'a'`
 * @module
 */
import { parseDecimal } from "../../dynamodb/decimal.ts";
import type { Condition } from "../../dynamodb/access.ts";

/** True of every item. */
export const ALWAYS: Condition = { op: "and", args: [] };
/** True of no item. */
export const NEVER: Condition = { op: "or", args: [] };

/** Whether the condition is the constant `NEVER`. */
export function isNever(condition: Condition): boolean {
  return condition.op === "or" && condition.args.length === 0;
}

/** Whether the condition is the constant `ALWAYS`. */
export function isAlways(condition: Condition): boolean {
  return condition.op === "and" && condition.args.length === 0;
}

/**
 * The conjunction of conditions, flat, with constants worked out.
 * @example
 * ```ts
 * const isA = { op: "=", attribute: "customer", value: { type: "S", value: "a" } } as const;
 * assert.deepEqual(allOf([isA, allOf([isA, ALWAYS])]), isA);
 * assert.deepEqual(allOf([isA, NEVER]), NEVER);
 * ```
 */
export function allOf(conditions: readonly Condition[]): Condition {
  const args = conditions.flatMap((each) => each.op === "and" ? each.args : [each]);
  if (args.some(isNever)) return NEVER;
  const [only, ...others] = distinct(args);
  if (only === undefined) return ALWAYS;
  return others.length === 0 ? only : { op: "and", args: [only, ...others] };
}

/** The disjunction of conditions, flat, with constants worked out. */
export function anyOf(conditions: readonly Condition[]): Condition {
  const args = conditions.flatMap((each) => each.op === "or" ? each.args : [each]);
  if (args.some(isAlways)) return ALWAYS;
  const [only, ...others] = distinct(args);
  if (only === undefined) return NEVER;
  return others.length === 0 ? only : { op: "or", args: [only, ...others] };
}

function distinct(conditions: readonly Condition[]): readonly Condition[] {
  if (conditions.length < 2) return conditions;
  return [...new Map(conditions.map((each) => [JSON.stringify(each), each])).values()];
}

/** The attributes that a condition names. */
export function attributesIn(condition: Condition): ReadonlySet<string> {
  switch (condition.op) {
    case "and":
    case "or":
      return new Set(condition.args.flatMap((arg) => [...attributesIn(arg)]));
    case "not":
      return attributesIn(condition.arg);
    default:
      return new Set([condition.attribute]);
  }
}

/** The same condition about another attribute. */
export function renamed(condition: Condition, attribute: string): Condition {
  switch (condition.op) {
    case "and":
    case "or":
      return { ...condition, args: condition.args.map((arg) => renamed(arg, attribute)) };
    case "not":
      return { ...condition, arg: renamed(condition.arg, attribute) };
    default:
      return { ...condition, attribute };
  }
}

/** A number's plain text: no exponent, no needless zeros. The text itself if it is no number. */
export function plainNumber(text: string): string {
  const number = parseDecimal(text);
  if (number === null) return text;
  const { sign, digits, exponent } = number;
  if (sign === 0) return "0";
  const whole = exponent <= 0 ? "0" : digits.slice(0, exponent).padEnd(exponent, "0");
  const fraction = exponent <= 0 ? "0".repeat(-exponent) + digits : digits.slice(exponent);
  return `${sign < 0 ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}
