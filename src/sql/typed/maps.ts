/**
 * Rewrites what a statement does with maps of items: text, JSON, hashes, equality and order depend on the keys that
 * are there, and neither on other items' keys nor on STRUCT or MAP.
 * @module
 */
import type { Dialect } from "../dialect.ts";
import { type Node, walk } from "../tree.ts";
import { mapComparisons, mapDefaults } from "./map_equality.ts";
import { mapHashes, mapSinks } from "./map_sinks.ts";
import { mapMembers, mapOrders, maps } from "./map_order.ts";
import type { Shapes } from "./map_text.ts";
import { orderedColumns } from "./ordered_columns.ts";
import { ordering, orderingOfTexts } from "./ordering.ts";
import { rewriteBy } from "./typed.ts";
import { callName, type World } from "./rewrite.ts";

/** Rewrites a statement over tables that have maps of these shapes. One that does not bind comes back as it is. */
export async function rewriteMaps(
  query: Node,
  dialect: Dialect,
  world: World,
  shapes: Shapes,
): Promise<Node> {
  const rewrites = [
    mapDefaults,
    mapSinks(shapes),
    mapHashes(shapes),
    mapComparisons(shapes),
    mapOrders(shapes),
    mapMembers(shapes),
    ordering(maps(shapes)),
    orderingOfTexts(maps(shapes)),
    orderedColumns(maps(shapes)),
  ];
  return (await rewriteBy(rewrites, query, dialect, world)).tree;
}

/** Whether a statement makes maps by itself. */
export function makesMaps(query: Node): boolean {
  let found = false;
  walk(query, (of) => !(found ||= /^(map|histogram)/.test(callName(of))));
  return found;
}
