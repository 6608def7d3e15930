/**
 * Rewrites casts of doubles to integers to round half away from zero, as for decimals. DuckDB casts the double 2.5 to
 * 2, but the decimal 2.5 to 3.
 * @module
 */
import { type Node, node, str } from "../tree.ts";
import { type BoundType, isFloat, isInteger, isNumber, readType } from "./bound_type.ts";
import { call, each } from "./nodes.ts";
import { hasColumn, type Rewrite } from "./rewrite.ts";
import { wholeNumber } from "./whole_number.ts";

/** The value that a cast reads, and the type that it gives; null for all else. */
export function castOf(of: Node): { readonly child: Node; readonly to: BoundType } | null {
  const child = str(of, "class") === "CAST" ? node(of, "child") : null;
  const to = child === null ? null : readType(node(of, "cast_type"));
  return child === null || to === null ? null : { child, to };
}

/** What is rounded of a value of one type when it is cast to the other; null where nothing is. */
function rounding(from: BoundType, to: BoundType): ((value: Node) => Node) | null {
  if (isFloat(from) && isInteger(to)) return (value) => call("round", [value]);
  if (isNumber(from) && !isInteger(from) && to.id === "BIT") {
    return (value) => wholeNumber(value, "BIGINT", from.id, "BIT");
  }
  if (from.id !== to.id || from.child === null || to.child === null || from.id === "MAP") return null;
  const inner = rounding(from.child, to.child);
  return inner === null ? null : (value) => each(value, "__value", inner);
}

/** Casts to whole numbers. */
export const wholeCasts: Rewrite = {
  wants(of, world) {
    const found = castOf(of);
    if (found === null || !(world.decimals || world.floats) || !hasColumn(found.child)) return [];
    const element = found.to.child ?? found.to;
    return isInteger(element) || element.id === "BIT" ? [found.child] : [];
  },
  rewrite(of, typeOf) {
    const found = castOf(of);
    const from = found === null ? null : typeOf(found.child);
    const by = found === null || from === null ? null : rounding(from, found.to);
    if (by === null) return null;
    return (now) => {
      const child = node(now, "child");
      return child === null ? now : { ...now, child: by(child) };
    };
  },
};
