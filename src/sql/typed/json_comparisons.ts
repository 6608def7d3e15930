/**
 * Compares JSON with JSON by value: 9 < 10, and `1.0` in a statement equals 1. Columns hold JSON in canonical form,
 * so they are equal if their texts are.
 * @module
 */
import { type Node, node, str } from "../tree.ts";
import { taken } from "./comparisons.ts";
import { canonical, jsonLiteral, withSortedKeys } from "./json_canonical.ts";
import { keyOf } from "./json_key.ts";
import { callName, type Rewrite } from "./rewrite.ts";
import { isListed, sidesOf, withSides } from "./sides.ts";

const ORDERING: ReadonlySet<string> = new Set([
  "COMPARE_LESSTHAN",
  "COMPARE_GREATERTHAN",
  "COMPARE_LESSTHANOREQUALTO",
  "COMPARE_GREATERTHANOREQUALTO",
]);

/** Whether JSON comes as it is in a column or a place in one, and not from a statement's own making. */
function isHeld(of: Node): boolean {
  return str(of, "class") === "COLUMN_REF" || jsonLiteral(of) !== null ||
    /^(->|->>|json_extract\w*|struct_extract|list_extract|array_extract|map_extract\w*)$/.test(
      callName(of),
    ) ||
    str(of, "type") === "ARRAY_EXTRACT" || str(of, "type") === "STRUCT_EXTRACT";
}

/** Whether a literal of JSON may have keys whose values are NULL. */
function saysNull(of: Node): boolean {
  const literal = jsonLiteral(of);
  return literal !== null && /:\s*null/.test(str(node(literal, "value") ?? {}, "value"));
}

/** Comparisons of JSON with JSON. */
export const jsonComparisons: Rewrite = {
  wants(of, world) {
    const sides = world.json ? sidesOf(of) : [];
    if (sides.length < 2) return [];
    const orders = ORDERING.has(str(of, "type")) || str(of, "class") === "BETWEEN";
    return orders || sides.some((side) => !isHeld(side) || jsonLiteral(side) !== null) ? sides : [];
  },
  rewrite(of, typeOf) {
    const sides = sidesOf(of);
    if (!sides.every((side) => typeOf(side)?.id === "JSON")) return null;
    const between = str(of, "class") === "BETWEEN";
    const keyed = !isListed(of) &&
      (between || ORDERING.has(str(of, "type")) || !sides.every(isHeld) || sides.some(saysNull));
    const bring = (side: Node): Node => {
      const spelled = withSortedKeys(canonical(side));
      return keyed ? keyOf(spelled) : spelled;
    };
    return (now) => {
      const whole = withSides(now, bring);
      return between ? taken(whole) : whole;
    };
  },
};
