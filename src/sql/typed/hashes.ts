/**
 * Rewrites `hash` of numbers, and `approx_count_distinct`, which goes by hashes, to hash their text, so that 3 has one
 * hash whatever its type; lists, structs and maps are hashed as their JSON.
 * @module
 */
import { type Node, nodes } from "../tree.ts";
import { type BoundType, isNumber, plain } from "./bound_type.ts";
import { mapText } from "./map_text.ts";
import { castTo } from "./nodes.ts";
import { callName, type Rewrite } from "./rewrite.ts";
import { written } from "./written.ts";

const isNested = ({ id, child, fields }: BoundType) =>
  (child !== null || fields.length > 0) && fields.every(({ name }) => name !== "") && id !== "ARRAY";

const HASHING: ReadonlySet<string> = new Set(["hash", "approx_count_distinct"]);

/** Hashes of numbers, alone or within lists, structs and maps. */
export const hashes: Rewrite = {
  wants: (of) => HASHING.has(callName(of)) ? nodes(of, "children") : [],
  rewrite(of, typeOf) {
    const types = nodes(of, "children").map(typeOf);
    const said = types.map((type) => type !== null && (isNumber(type) || isNested(type)) ? type : null);
    if (said.every((type) => type === null)) return null;
    const text = (child: Node, at: number): Node => {
      const type = said[at] ?? null;
      if (type === null) return child;
      return isNumber(type) ? castTo(written(child, type), plain("VARCHAR")) : mapText(child, type, [], true);
    };
    return (now) => ({ ...now, children: nodes(now, "children").map(text) });
  },
};
