/**
 * Orders JSON, and values that contain JSON, by value, wherever a statement orders. See {@linkcode orderOf}.
 * @module
 */
import type { Node } from "../tree.ts";
import { type BoundType, sameType } from "./bound_type.ts";
import { withSortedKeys } from "./json_canonical.ts";
import { keyOf, type Met } from "./json_key.ts";
import { hasJson, orderOf } from "./json_parts.ts";
import { asJson } from "./json_text.ts";
import { orderedColumns } from "./ordered_columns.ts";
import { type Ordered, ordering, orderingOfTexts } from "./ordering.ts";

/** Values of one type, or JSON beside what has parts, which becomes JSON. */
function meeting(types: readonly BoundType[]): readonly Met[] | null {
  const [first] = types;
  if (first === undefined) return null;
  if (types.every((type) => sameType(type, first))) {
    return types.map((type) => ({ by: (of) => orderOf(of, type), give: (of) => of }));
  }
  const isJson = ({ id }: BoundType) => id === "JSON";
  if (!types.some(isJson)) return null;
  if (!types.every((type) => isJson(type) || type.child !== null || type.fields.length > 0)) return null;
  return types.map((type) => {
    const give = (of: Node) => isJson(type) ? of : withSortedKeys(asJson(of, type));
    return { by: (of) => keyOf(give(of)), give };
  });
}

const jsons: Ordered = { among: (world) => world.json, isIn: hasJson, by: orderOf, meeting };

/** ORDER BY, of windows and aggregates, too; calls that order. */
export const jsonOrder = ordering(jsons);

/** ORDER BY of aggregates that make text of their arguments first. */
export const jsonOrderOfTexts = orderingOfTexts(jsons);

/** Queries that order by columns that are not named. */
export const jsonColumns = orderedColumns(jsons);
