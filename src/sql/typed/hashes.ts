/**
 * `hash` of numbers, alone or within lists and the like: of the text that says them, so that 3 has one hash however it is
 * held.
 * @module
 */
import { type Node, nodes } from "../tree.ts";
import { isNumber, plain, some } from "./bound_type.ts";
import { castTo } from "./nodes.ts";
import { callName, hasColumn, type Rewrite } from "./rewrite.ts";
import { written } from "./written.ts";

/** Hashes of numbers. */
export const hashes: Rewrite = {
  wants: (of) => callName(of) === "hash" ? nodes(of, "children").filter(hasColumn) : [],
  rewrite(of, typeOf) {
    const types = nodes(of, "children").map(typeOf);
    const numbers = types.map((type) => type !== null && some(type, isNumber) ? type : null);
    if (numbers.every((type) => type === null)) return null;
    const text = (child: Node, at: number): Node => {
      const type = numbers[at] ?? null;
      return type === null ? child : castTo(written(child, type), plain("VARCHAR"));
    };
    return (now) => ({ ...now, children: nodes(now, "children").map(text) });
  },
};
