/**
 * Reads decimals of more than 22 decimals from their text where they become doubles. DuckDB divides by a power of ten,
 * which is no double itself then: `0.0000000000000000000000007` was another double than `7e-25`.
 * @module
 */
import { EXACT_POWERS } from "../constant.ts";
import { type Node, node, nodes, str } from "../tree.ts";
import { type BoundType, isFloat, plain } from "./bound_type.ts";
import { callName, type Rewrite } from "./rewrite.ts";
import { castTo, constantType } from "./nodes.ts";
import { sidesOf, withSides } from "./sides.ts";
import { castOf } from "./whole_casts.ts";

const isLong = (type: BoundType | null) => type?.id === "DECIMAL" && type.scale > EXACT_POWERS;

/** A constant of so many decimals, also a negative one. */
function isLongConstant(of: Node): boolean {
  const [negated] = callName(of) === "-" ? nodes(of, "children") : [];
  return isLong(constantType(negated ?? of));
}

const said = (of: Node) => castTo(of, plain("VARCHAR"));

/** Casts of such decimals to doubles, and constants of them that are compared with doubles. */
export const longDecimals: Rewrite = {
  wants(of, world) {
    const cast = castOf(of);
    if (cast !== null) {
      return isFloat(cast.to) && (world.wide || isLongConstant(cast.child)) ? [cast.child] : [];
    }
    const sides = sidesOf(of);
    return sides.some(isLongConstant) ? sides : [];
  },
  rewrite(of, typeOf) {
    const cast = castOf(of);
    if (cast !== null) {
      if (!isLong(typeOf(cast.child))) return null;
      return (now) => {
        const child = node(now, "child");
        return child === null ? now : { ...now, child: { ...said(child), alias: str(child, "alias") } };
      };
    }
    const types = sidesOf(of).map(typeOf);
    if (!types.some((type) => type !== null && isFloat(type))) return null;
    return (now) =>
      withSides(now, (side, at) => isLong(types[at] ?? null) ? castTo(said(side), plain("DOUBLE")) : side);
  },
};
