/**
 * Key values: which values a condition leaves to an attribute, and whether known values contradict the condition.
 *
 * `WHERE id IN ('a', 'b') AND id <> 'b'` → `id` is one of `'a'` and `'b'`, and `'b'` contradicts: GetItem of `'a'`
 * @module
 */
import type { Condition, Item, Scalar } from "../../dynamodb/access.ts";
import { matches } from "../../dynamodb/evaluate.ts";
import { scalarIdentity, toWire } from "../../dynamodb/scalar.ts";
import { isListed, sidesFor } from "./or_lookup.ts";
import { allOf, ALWAYS, anyOf, isAlways, isNever, NEVER } from "../resolve/conditions.ts";

/** At most so many values of one attribute, or key tuples, are listed one by one. */
export const VALUES_MAX = 10_000;

/**
 * The distinct values of which an attribute must have one; null = there is no such list. Empty = no value is
 * possible.
 */
export function possibleValues(condition: Condition, attribute: string): readonly Scalar[] | null {
  switch (condition.op) {
    case "and": {
      const lists = condition.args.flatMap((arg) => {
        const values = possibleValues(arg, attribute);
        return values === null ? [] : [values];
      });
      const [first, ...others] = lists;
      return first === undefined ? null : others.reduce(intersection, first);
    }
    case "or": {
      const all: Scalar[] = [];
      for (const arg of condition.args) {
        const values = possibleValues(arg, attribute);
        if (values === null) return null;
        all.push(...values);
      }
      return capped(all);
    }
    case "=":
      return condition.attribute === attribute ? [condition.value] : null;
    case "in":
      return condition.attribute === attribute ? capped(condition.values) : null;
    case "between": {
      const { low, high } = condition;
      return condition.attribute === attribute && scalarIdentity(low) === scalarIdentity(high) ? [low] : null;
    }
    default:
      return null;
  }
}

function capped(values: readonly Scalar[]): readonly Scalar[] | null {
  const distinct = [...new Map(values.map((value) => [scalarIdentity(value), value])).values()];
  return distinct.length > VALUES_MAX ? null : distinct;
}

function intersection(a: readonly Scalar[], b: readonly Scalar[]): readonly Scalar[] {
  const wanted = new Set(b.map(scalarIdentity));
  return a.filter((value) => wanted.has(scalarIdentity(value)));
}

/** Simplifies the condition for items whose attribute has this value. */
export function withValue(condition: Condition, attribute: string, value: Scalar): Condition {
  const item: Item = { [attribute]: toWire(value) };
  const simplify = (part: Condition): Condition => {
    switch (part.op) {
      case "and":
        return allOf(part.args.map(simplify));
      case "or":
        return anyOf(sidesFor(part.args, attribute, value).map(simplify));
      case "not": {
        const arg = simplify(part.arg);
        return isNever(arg) ? ALWAYS : isAlways(arg) ? NEVER : { op: "not", arg };
      }
      default:
        return part.attribute !== attribute ? part : holds(item, part, value) ? ALWAYS : NEVER;
    }
  };
  return simplify(condition);
}

/** Whether an item with these attributes can satisfy the condition, whatever else it holds. */
export function canHold(condition: Condition, known: ReadonlyMap<string, Scalar>): boolean {
  const item: Item = Object.fromEntries([...known].map(([name, value]) => [name, toWire(value)]));
  return truth(condition, item, known) !== false;
}

/** True, false, or null where it depends on attributes that are not known. */
function truth(condition: Condition, item: Item, known: ReadonlyMap<string, Scalar>): boolean | null {
  switch (condition.op) {
    case "and": {
      const parts = condition.args.map((arg) => truth(arg, item, known));
      return parts.includes(false) ? false : parts.includes(null) ? null : true;
    }
    case "or": {
      let sides = condition.args;
      for (const [attribute, value] of known) {
        sides = shorter(sides, sidesFor(condition.args, attribute, value));
      }
      const parts = sides.map((arg) => truth(arg, item, known));
      return parts.includes(true) ? true : parts.includes(null) ? null : false;
    }
    case "not": {
      const part = truth(condition.arg, item, known);
      return part === null ? null : !part;
    }
    default:
      return Object.hasOwn(item, condition.attribute)
        ? holds(item, condition, known.get(condition.attribute))
        : null;
  }
}

/** Whether a plain condition holds of the item, whose attribute has this value. */
function holds(item: Item, condition: Condition, value: Scalar | undefined): boolean {
  return condition.op === "in" && value !== undefined
    ? isListed(condition.values, value)
    : matches(item, condition);
}

function shorter(a: readonly Condition[], b: readonly Condition[]): readonly Condition[] {
  return b.length < a.length ? b : a;
}
