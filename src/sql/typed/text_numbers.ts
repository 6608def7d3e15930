/**
 * Makes numbers of texts that say a number with a fraction, where they are compared with a calculated number. DuckDB
 * would round them to the type of the other side: `count(*) = '5.5'` would be true of 6. Columns see {@linkcode
 * withNumbers}.
 * @module
 */
import { type Node, nodes, str } from "../tree.ts";
import { isNumber } from "./bound_type.ts";
import { replaced } from "./json_values.ts";
import { callName, type Rewrite } from "./rewrite.ts";
import { sidesOf } from "./sides.ts";
import { numberOf, textOf } from "./unlike.ts";

/** What is compared; `nullif` does, too. */
const comparedIn = (of: Node) => callName(of) === "nullif" ? nodes(of, "children") : sidesOf(of);

const isFractionText = (of: Node) => textOf(of)?.includes(".") === true && numberOf(textOf(of)) !== null;

/** Comparisons of numbers with such texts. */
export const textNumbers: Rewrite = {
  wants(of, world) {
    const sides = comparedIn(of);
    const others = sides.filter((side) => !isFractionText(side));
    if (others.length === sides.length) return [];
    // A table's own columns have been looked at.
    const calculated = world.derived === true || others.some((side) => str(side, "class") !== "COLUMN_REF");
    return calculated ? others : [];
  },
  rewrite(of, typeOf) {
    const others = comparedIn(of).filter((side) => !isFractionText(side));
    const types = others.map(typeOf);
    if (!types.some((type) => type !== null && isNumber(type))) return null;
    if (!types.every((type) => type === null || isNumber(type))) return null;
    return (now) => {
      const by = new Map<Node, Node>();
      for (const side of comparedIn(now)) {
        const number = isFractionText(side) ? numberOf(textOf(side)) : null;
        if (number !== null) by.set(side, { ...number, query_location: side["query_location"] ?? null });
      }
      return replaced(now, by);
    };
  },
};
