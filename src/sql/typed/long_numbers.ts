/**
 * Compares exact numbers that need more than 38 digits together in halves. DuckDB would bring them to a decimal that does
 * not hold all: it fails, or rounds.
 *
 * `big > 0.5`, `big` a DECIMAL(38,0) → the digits before the point are compared, then those after it
 * @module
 */
import { nullConstant } from "../constant.ts";
import { type Node, node, nodes, str } from "../tree.ts";
import { plain, sameType } from "./bound_type.ts";
import { taken } from "./comparisons.ts";
import { halvesFor, inHalves, writtenType } from "./halves.ts";
import type { TypeOf } from "./markers.ts";
import { caseOf, comparison } from "./nodes.ts";
import { callName, type Rewrite } from "./rewrite.ts";
import { comparedIn, withSides } from "./sides.ts";

const isConstant = (of: Node) => str(of, "class") === "CONSTANT";
const isNull = (of: Node) => isConstant(of) && node(of, "value")?.["is_null"] === true;

/** Comparisons of such numbers. */
export const longNumbers: Rewrite = {
  wants(of, world) {
    const sides = comparedIn(of);
    if (sides.length < 2 || sides.every(isConstant)) return [];
    return world.wide || sides.some((side) => writtenType(side) !== null) ? sides : [];
  },
  rewrite: (of, typeOf) => comparedInHalves(comparedIn(of), typeOf),
};

/** Compares such sides in halves; null where some type holds all of them. */
export function comparedInHalves(sides: readonly Node[], typeOf: TypeOf): ((now: Node) => Node) | null {
  const types = sides.map((side) => isNull(side) ? plain("NULL") : typeOf(side));
  const known = types.filter((type) => type !== null);
  const to = known.length < types.length ? null : halvesFor(known);
  if (to === null) return null;
  const bring = (side: Node, at: number) => {
    const from = known[at];
    return from === undefined || isNull(side) || sameType(from, to) ? side : inHalves(side, from, to);
  };
  return (now) => {
    if (callName(now) !== "nullif") {
      const whole = withSides(now, bring);
      return str(now, "class") === "BETWEEN" ? taken(whole) : whole;
    }
    const [value = {}, other = {}] = nodes(now, "children");
    const same = comparison("COMPARE_EQUAL", bring(value, 0), bring(other, 1));
    return { ...caseOf([{ when: same, then: nullConstant() }], value), alias: str(now, "alias") };
  };
}
