/**
 * DuckDB takes no alias of an expression that may end in an error of its own, which is what rewriting makes of sums and
 * averages that would lose digits. Such a name gives way to the expression.
 *
 * `SELECT k, sum(a * b) AS r FROM t GROUP BY k HAVING r > 10` → `… HAVING sum(a * b) > 10`
 * @module
 */
import { readDuckDbError } from "../duckdb_error.ts";
import { isAggregate } from "../resolve/aggregates.ts";
import { sameName } from "../resolve/identifiers.ts";
import { itemsInHaving } from "../resolve/item_names.ts";
import { mapChildren, type Node, node, nodes, str, strs, walk } from "../tree.ts";
import { isVolatile } from "../volatile.ts";
import { callName, type World } from "./rewrite.ts";

const REFUSED = /^Alias "(.*)" referenced .*the expression has side effects/s;

/** The same statement where an error of binding it is of another kind, or is due to what the caller wrote. */
export function withoutVolatileAlias(tree: Node, error: unknown, { kindsOf }: World): Node {
  const name = REFUSED.exec(readDuckDbError(error)?.message ?? "")?.[1];
  // Elsewhere than in HAVING a column of the name comes first.
  return name === undefined ? tree : visit(tree, name, (kindsOf?.(name).size ?? 0) > 0);
}

function visit(of: Node, name: string, isColumn: boolean): Node {
  const now = mapChildren(of, (child) => visit(child, name, isColumn));
  if (str(of, "type") !== "SELECT_NODE") return now;
  const item = nodes(now, "select_list").find((each) => sameName(str(each, "alias"), name));
  if (item === undefined || !mayFail(item)) return now;
  const having = itemsInHaving(now);
  const written = { ...item, alias: "" };
  const inline = (part: Node): Node => {
    if (having.get(part) === item || (!isColumn && isAlone(part, name))) {
      return { ...written, alias: str(part, "alias") };
    }
    return isAggregate(part) || str(part, "class") === "SUBQUERY" ? part : mapChildren(part, inline);
  };
  return {
    ...now,
    select_list: nodes(now, "select_list").map((each) => each === item ? each : inline(each)),
    having: optional(node(now, "having"), inline),
    qualify: optional(node(now, "qualify"), inline),
    // Alone it is the item there.
    modifiers: nodes(now, "modifiers").map((modifier) =>
      mapChildren(modifier, (part) => isAlone(part, name) ? part : inline(part))
    ),
  };
}

const optional = (part: Node | null, by: (of: Node) => Node) => part === null ? null : by(part);

const isAlone = (of: Node, name: string) =>
  strs(of, "column_names").length === 1 && sameName(strs(of, "column_names")[0] ?? "", name);

/** Whether rewriting has put an error into it, and nothing else in it gives another value each time. */
function mayFail(item: Node): boolean {
  let fails = false;
  walk(item, (of) => !(fails ||= callName(of) === "error"));
  return fails && !isVolatile(item);
}
