/**
 * LIMIT push-down through joins: which relation's first items are enough for the first rows of a join.
 *
 * `SELECT o.total, c.email FROM orders o JOIN customers c ON c.id = o.customer LIMIT 4` → either `orders` or
 * `customers` may be read bit by bit; of a LEFT JOIN → the left one alone
 * @module
 */
import type { Prefix } from "../query.ts";
import { type Node, node, nodes, str, strs } from "../tree.ts";
import { conjunctsOf } from "./conjuncts.ts";
import { saysExactly } from "./facts.ts";
import { find } from "./scope.ts";
import { joinShapeOf, orderingOf, shapeOf, withoutLimit } from "./streamable.ts";
import type { Context, Draft, Origin, Scope } from "./model.ts";

/** How a statement with LIMIT over several relations can be cut into batches; null if it cannot, or has no LIMIT. */
export function prefixOf(context: Context, rewritten: Node): Prefix | null {
  const { statement, places, rootScope } = context;
  const from = node(statement.node, "from_table");
  const shape = joinShapeOf(statement.node);
  if (from === null || shape === null || !shape.rowWise || rootScope === undefined) return null;
  const { window, orders } = shape;
  if (window === null || window.limit === null) return null;
  const free = freeIn(from, places).map((draft) => draft.id);
  const given = { rewritten: withoutLimit(rewritten), window: { ...window, limit: window.limit } };
  if (orders.length === 0) {
    const listed = listedIn(context);
    return free.length + listed.length === 0 ? null : { ...given, free, listed, ordering: null };
  }
  let relation = -1;
  const ordering = orderingOf(statement.node, orders, (reference) => {
    const origin = attributeIn(rootScope, reference);
    if (origin === null || origin.nullable || origin.sealed || !free.includes(origin.draft.id)) return null;
    relation = origin.draft.id;
    return origin.attribute;
  });
  return ordering === null
    ? null
    : { ...given, free: [relation], listed: [], ordering: { ...ordering, relation } };
}

/**
 * The base tables of a FROM clause whose items give their rows independently of each other: not one that an outer
 * join fills up with NULLs, nor the right side of a semi or anti join.
 */
function freeIn(from: Node, places: ReadonlyMap<Node, Draft>): readonly Draft[] {
  if (str(from, "type") === "BASE_TABLE") {
    const draft = places.get(from);
    return draft === undefined || node(from, "sample") !== null ? [] : [draft];
  }
  if (str(from, "type") !== "JOIN" || !["REGULAR", "NATURAL", "CROSS"].includes(str(from, "ref_type"))) {
    return [];
  }
  const side = (name: "left" | "right") => {
    const at = node(from, name);
    return at === null ? [] : freeIn(at, places);
  };
  switch (str(from, "join_type")) {
    case "INNER":
      return [...side("left"), ...side("right")];
    case "LEFT":
    case "SEMI":
    case "ANTI":
      return side("left");
    case "RIGHT":
      return side("right");
    default:
      return [];
  }
}

/**
 * The relations of `x IN (SELECT y FROM relation WHERE …)` in the statement's WHERE, where y is text or bytes. Of
 * other types, several values in DynamoDB can be one value in SQL.
 */
function listedIn(context: Context): Prefix["listed"] {
  const where = node(context.statement.node, "where_clause");
  return (where === null ? [] : conjunctsOf(where)).flatMap((conjunct) => {
    if (str(conjunct, "subquery_type") !== "ANY" || str(conjunct, "comparison_type") !== "COMPARE_EQUAL") {
      return [];
    }
    const select = node(node(conjunct, "subquery") ?? {}, "node");
    const plain = context.plain.find((each) => each.select === select);
    const shape = select === null ? null : shapeOf(select);
    const [item, ...others] = select === null ? [] : nodes(select, "select_list");
    if (plain === undefined || shape === null || item === undefined || others.length > 0) return [];
    const { rowWise, window, orders } = shape;
    if (!rowWise || window === null || window.limit !== null || window.offset > 0 || orders.length > 0) {
      return [];
    }
    if (plain.where !== null && !saysExactly(plain.where, plain.draft)) return [];
    const origin = attributeIn(plain.scope, item);
    const column = origin?.draft.columns.find((each) => each.attribute === origin.attribute);
    const isText = column?.type.kind === "BLOB" || (column?.type.kind === "VARCHAR" && !column.type.mixed);
    return origin === null || origin.draft !== plain.draft || !isText
      ? []
      : [{ relation: origin.draft.id, attribute: origin.attribute }];
  });
}

/** The base column that a whole reference surely means in this scope. */
export function attributeIn(scope: Scope, reference: Node): Origin | null {
  const names = strs(reference, "column_names");
  if (str(reference, "class") !== "COLUMN_REF") return null;
  const { sure } = find(names, scope);
  if (sure === null || sure.used < names.length || sure.column.origin === null) return null;
  const { origin } = sure.column;
  return { ...origin, nullable: origin.nullable || sure.source.nullable };
}
