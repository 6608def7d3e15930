/**
 * Rewrites shapes that DuckDB 1.5.6 answers wrongly whatever rules of its optimizer are off, into equal ones that it
 * answers rightly. The rows, the columns and their names stay as they were written.
 * @module
 */
import { nameOf } from "../text_dates/scope.ts";
import type { Dialect } from "../dialect.ts";
import { foldName } from "../resolve/identifiers.ts";
import { isList, mapChildren, type Node, nodes, str, type TreeValue } from "../tree.ts";
import { bothMissing } from "./both_missing.ts";
import { inlineCorrelated } from "./correlated_cte.ts";
import { deepJson } from "./deep_json.ts";
import { firstOfFrame } from "./first_of_frame.ts";
import { groupsOfAll } from "./groups_of_all.ts";
import { onlyTrueIn } from "./only_true.ts";
import { operatorNames } from "./operator_names.ts";
import { repeatedPartition } from "./repeated_partition.ts";
import { lambdaVariables } from "./variables.ts";
import { weightedAverage } from "./weighted_average.ts";
import { windowArgumentOrder } from "./window_argument_order.ts";

/**
 * A mend rewrites an expression, whose parts are mended already, into an equal one, or returns it as it is. `filters`
 * = it stands where only true counts, so that false and NULL are the same. `aliases` = the folded names that its
 * SELECT gives.
 */
export type Mend = (expression: Node, filters: boolean, aliases: ReadonlySet<string>) => Node;

/** All mends, in the order in which they are applied. */
export const MENDS: readonly Mend[] = [
  operatorNames,
  weightedAverage,
  windowArgumentOrder,
  repeatedPartition,
  firstOfFrame,
  bothMissing,
  deepJson,
  lambdaVariables,
];

/**
 * Mends a query.
 * @throws DynamoSqlError `invalid_query` for a shape that is answered wrongly and cannot be mended
 */
export async function mendQuery(query: Node, dialect: Dialect): Promise<Node> {
  const inlined = inlineCorrelated(query);
  const changed = new Map<Node, Node>();
  const mended = visit(inlined, false, new Set(), (item, select) => (changed.set(item, select), ""));
  if (changed.size === 0) return mended;
  const names = new Map<Node, string>();
  for (const [item, select] of changed) names.set(item, await nameOf(item, select, dialect));
  return visit(inlined, false, new Set(), (item) => names.get(item) ?? "");
}

/** @param nameFor the name for a selected expression that changes and has none */
function visit(
  of: Node,
  filters: boolean,
  around: ReadonlySet<string>,
  nameFor: (item: Node, select: Node) => string,
): Node {
  const isSelect = str(of, "type") === "SELECT_NODE";
  const aliases = isSelect
    ? new Set(nodes(of, "select_list").map((item) => foldName(str(item, "alias"))))
    : around;
  const filtersAt = onlyTrueIn(of, filters);
  const mapped = mapChildren(of, (child) => visit(child, filtersAt(child), aliases, nameFor));
  if (isSelect) {
    return groupsOfAll(mapped === of ? of : { ...mapped, select_list: named(of, mapped, nameFor) });
  }
  if (str(of, "class") === "") return mapped;
  return MENDS.reduce((expression, mend) => mend(expression, filters, aliases), mapped);
}

function named(before: Node, after: Node, nameFor: (item: Node, select: Node) => string): TreeValue {
  const old = nodes(before, "select_list");
  const items = after["select_list"];
  if (!isList(items)) return null;
  return nodes(after, "select_list").map((item, at) => {
    const was = old[at];
    if (was === undefined || was === item || str(item, "alias") !== "" || str(item, "class") === "STAR") {
      return item;
    }
    return { ...item, alias: nameFor(was, before) };
  });
}
