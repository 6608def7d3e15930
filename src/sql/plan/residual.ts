/**
 * A residual is what a key condition leaves over of a condition: the filter.
 *
 * `WHERE customer = 'c1' AND total > 5`, read by the key `customer` → the residual `total > 5`
 * @module
 */
import type { Condition } from "../../dynamodb/access.ts";
import { allOf, ALWAYS, anyOf, attributesIn, isAlways } from "../resolve/conditions.ts";

/**
 * The condition without these attributes, as a filter that is true wherever the condition is. DynamoDB refuses key
 * attributes of the queried table or index in a filter.
 */
export function withoutAttributes(condition: Condition, attributes: ReadonlySet<string>): Condition | null {
  const rest = strip(condition, attributes);
  return isAlways(rest) ? null : rest;
}

function strip(condition: Condition, attributes: ReadonlySet<string>): Condition {
  switch (condition.op) {
    case "and":
      return allOf(condition.args.map((arg) => strip(arg, attributes)));
    case "or":
      return anyOf(condition.args.map((arg) => strip(arg, attributes)));
    default:
      return attributesIn(condition).isDisjointFrom(attributes) ? condition : ALWAYS;
  }
}

/** The parts that must all hold. */
export function conjunctsOf(condition: Condition): readonly Condition[] {
  return condition.op === "and" ? condition.args : [condition];
}

/**
 * Whether the condition holds only of items that have the attribute with a value of this type: such items are in an
 * index whose key it is. (DynamoDB refuses to store an item whose attribute could not be a key of an index.)
 */
export function provesPresent(condition: Condition, attribute: string, type: string): boolean {
  switch (condition.op) {
    case "and":
      return condition.args.some((arg) => provesPresent(arg, attribute, type));
    case "or":
      return condition.args.every((arg) => provesPresent(arg, attribute, type));
    case "not":
    case "exists":
    case "not_exists":
    case "foreign":
      return false;
    case "type":
      return condition.attribute === attribute && condition.type === type;
    case "in":
      return condition.attribute === attribute && condition.values.every((value) => value.type === type);
    case "between":
      return condition.attribute === attribute && condition.low.type === type;
    default:
      return condition.attribute === attribute && condition.value.type === type;
  }
}
