/**
 * Rewrites `(a, b) IN (SELECT …)` and its relatives with JSON on one side, so that it is compared by value, column by
 * column, as in comparisons of rows.
 * @module
 */
import { type Node, node, nodes, str } from "../tree.ts";
import { keyOf } from "./json_key.ts";
import { hasJson, read, readingsOf } from "./json_parts.ts";
import { column } from "./nodes.ts";
import type { TypeOf } from "./markers.ts";
import { callName, type Rewrite } from "./rewrite.ts";
import { CHANGED, selected, subquery } from "./subqueries.ts";

const isRow = (of: Node | null) => callName(of ?? {}) === "row";

function queryOf(of: Node): Node | null {
  return node(node(of, "subquery") ?? {}, "node");
}

/** Rows looked for among those of a query. */
export const rowMembers: Rewrite = {
  wants(of, world) {
    const row = node(of, "child");
    const query = queryOf(of);
    if (world.json && row !== null && query !== null && !isRow(row)) return [row, query];
    if (!world.json || str(of, "class") !== "SUBQUERY" || row === null || query === null) return [];
    return isRow(row) ? [...nodes(row, "children"), query] : [];
  },
  rewrite(of, typeOf) {
    if (!isRow(node(of, "child"))) return single(of, typeOf);
    const own = nodes(node(of, "child") ?? {}, "children").map(typeOf);
    const others = typeOf(queryOf(of) ?? undefined)?.fields.map(({ type }) => type) ?? [];
    if (own.length !== others.length) return null;
    const pairs = own.map((type, at) => {
      const other = others[at];
      if (type === null || other === undefined || !(hasJson(type) || hasJson(other))) return null;
      const [left = null, right = null] = readingsOf([type, other]);
      return { left: { type, reading: left }, right: { type: other, reading: right } };
    });
    const isRead = pairs.some((pair) => pair !== null && (pair.left.reading ?? pair.right.reading) !== null);
    if (!isRead) return null;
    return (now) => {
      const row = node(now, "child");
      const query = queryOf(now);
      if (row === null || query === null) return now;
      const children = nodes(row, "children").map((part, at) => {
        const left = pairs[at]?.left;
        return left === undefined ? part : read(part, left.type, left.reading);
      });
      const names = others.map((_, at) => `__c${at}`);
      const items = names.map((name, at) => {
        const right = pairs[at]?.right;
        const item = column(name);
        return right === undefined ? item : read(item, right.type, right.reading);
      });
      const whole = selected(items, subquery(query, CHANGED, names));
      return { ...now, child: { ...row, children }, subquery: { ...node(now, "subquery"), node: whole } };
    };
  },
};

/** Compares JSON with JSON from a query by sort keys. (For equality of columns, texts are enough.) */
function single(of: Node, typeOf: TypeOf): ((now: Node) => Node) | null {
  const query = queryOf(of) ?? {};
  const [only, ...others] = typeOf(query)?.fields ?? [];
  if (typeOf(node(of, "child") ?? undefined)?.id !== "JSON" || only?.type.id !== "JSON") return null;
  if (others.length > 0) return null;
  const [item, ...more] = nodes(query, "select_list");
  const isColumn = item !== undefined && more.length === 0 && str(item, "class") === "COLUMN_REF";
  const orders = /^COMPARE_(LESS|GREATER)THAN/.test(str(of, "comparison_type"));
  if (!orders && isColumn) return null;
  return (now) => {
    const inner = queryOf(now) ?? {};
    const whole = selected([keyOf(column("__c0"))], subquery(inner, CHANGED, ["__c0"]));
    return {
      ...now,
      child: keyOf(node(now, "child") ?? {}),
      subquery: { ...node(now, "subquery"), node: whole },
    };
  };
}
