/**
 * Rewrites calls that unite lists with lists or with an element: `list_append`, `list_concat`, `list_contains`, … If
 * decimals need more than 38 digits together, DuckDB rounds the digits after the point. See {@linkcode uniting}.
 * @module
 */
import { type Node, nodes, str } from "../tree.ts";
import type { BoundType } from "./bound_type.ts";
import type { TypeOf } from "./markers.ts";
import { castTo } from "./nodes.ts";
import { callName, columnsIn, type Rewrite } from "./rewrite.ts";
import { unitedNumber, unitedWarning, unitingType } from "./uniting.ts";
import type { Widening } from "./widening.ts";

/** Calls of lists alone. */
const OF_LISTS: ReadonlySet<string> = new Set(
  ("|| concat list_concat list_cat array_concat array_cat list_has_any array_has_any list_has_all array_has_all " +
    "list_intersect array_intersect && @> <@").split(" "),
);

/** Calls of a list and an element, and where the element is. */
const ELEMENTS: ReadonlyMap<string, number> = new Map([
  ...("list_append array_append array_push_back array_push_front list_contains list_has array_contains array_has " +
    "contains list_position list_indexof array_position array_indexof").split(" ")
    .map((name) => [name, 1] as const),
  ["list_prepend", 0],
  ["array_prepend", 0],
]);

/** Whether a call unites lists with lists or with an element. */
export const isOfLists = (of: Node): boolean => OF_LISTS.has(callName(of)) || ELEMENTS.has(callName(of));

/** The element of a list, or what is one; null where the types are not those of such a call. */
function elementsOf(of: Node, typeOf: TypeOf): readonly (BoundType | null)[] | null {
  const single = ELEMENTS.get(callName(of));
  const elements: (BoundType | null)[] = [];
  for (const [at, part] of nodes(of, "children").entries()) {
    if (at === single) elements.push(unitingType(part, typeOf));
    else {
      const type = typeOf(part);
      if (type !== null && type.id !== "LIST") return null;
      elements.push(type?.child ?? null);
    }
  }
  return elements;
}

/** Lists that are brought together. */
export function unitedLists(widening: Widening): Rewrite {
  return {
    wants(of, world) {
      const children = nodes(of, "children");
      return isOfLists(of) && children.length > 1 &&
          (world.wide || widening !== "none")
        ? children
        : [];
    },
    rewrite(of, typeOf, notes) {
      const elements = elementsOf(of, typeOf);
      const element = elements === null ? null : unitedNumber(elements, widening);
      if (element === null) return null;
      if (widening === "double") notes.warn(unitedWarning(columnsIn(of)));
      const single = ELEMENTS.get(callName(of));
      const listed: BoundType = { id: "LIST", width: 0, scale: 0, child: element, fields: [] };
      return (now) => ({
        ...now,
        children: nodes(now, "children").map((part, at) => ({
          ...castTo(part, at === single ? element : listed),
          alias: str(part, "alias"),
        })),
      });
    },
  };
}
