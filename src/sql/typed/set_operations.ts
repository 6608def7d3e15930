/**
 * Rewrites UNION, INTERSECT and EXCEPT (by position or name, also in recursive queries) whose columns are text in one
 * query and numbers or JSON in another, or need more than 38 digits together. Numbers become their shortest text,
 * JSON is read as text, and decimals are united without rounding.
 * @module
 */
import { isStarred } from "../orders.ts";
import { type Node, node, type NodeChange, nodes, str } from "../tree.ts";
import type { BoundType } from "./bound_type.ts";
import { canonical, jsonLiteral } from "./json_canonical.ts";
import { jsonString } from "./json_reading.ts";
import { asJson } from "./json_text.ts";
import type { TypeOf } from "./markers.ts";
import { castTo, column } from "./nodes.ts";
import { columnsIn, type Rewrite, type World } from "./rewrite.ts";
import { CHANGED, nameIn, namesOf, selected, subquery } from "./subqueries.ts";
import { unitedNumber, unitedWarning, unitingType } from "./uniting.ts";
import type { Widening } from "./widening.ts";
import { hasFraction, meeting, written } from "./written.ts";

/** How the columns of the queries are matched; null if the node is no set operation. */
function kindOf(of: Node): "place" | "name" | "recursion" | null {
  if (str(of, "type") === "RECURSIVE_CTE_NODE") return "recursion";
  if (str(of, "type") !== "SET_OPERATION_NODE") return null;
  return str(of, "setop_type") === "UNION_BY_NAME" ? "name" : "place";
}

/** Whether a node is UNION or one of its relatives. */
export function isSetOperation(of: Node): boolean {
  return kindOf(of) !== null;
}

/** Whether a query within a set operation has its columns brought together by that one. */
export function isPartOf(of: Node, whole: Node): boolean {
  const kind = kindOf(of);
  return kind !== null && kind !== "recursion" && kind === kindOf(whole) &&
    nodes(of, "modifiers").length === 0;
}

/** The queries that are brought together, in order. */
function queriesOf(of: Node): readonly Node[] {
  return [node(of, "left"), node(of, "right")].flatMap((side) =>
    side === null ? [] : isPartOf(side, of) ? queriesOf(side) : [side]
  );
}

/** The selected expressions, where each is one column. */
function itemsOf(query: Node): readonly Node[] | null {
  const items = str(query, "type") === "SELECT_NODE" ? nodes(query, "select_list") : [];
  return items.length === 0 || items.some(isStarred) ? null : items;
}

/** What has the types of the columns that are brought together. */
export const partsOfSet = (of: Node): readonly Node[] =>
  queriesOf(of).flatMap((query) => itemsOf(query) ?? [query]);

/** `UNION`, or what else it is. */
export const namedIn = (of: Node): string => str(of, "setop_type").replace("_BY_NAME", "") || "UNION";

/** A column of a query. */
export interface SetColumn {
  readonly name: string;
  readonly type: BoundType | null;
  readonly item: Node | null;
}

function columnsOf(query: Node, typeOf: TypeOf): readonly SetColumn[] {
  const items = itemsOf(query);
  if (items !== null) {
    return items.map((item) => ({ name: nameIn(item), type: unitingType(item, typeOf), item }));
  }
  const fields = typeOf(query)?.fields ?? [];
  const names = namesOf(query, fields.map(({ name }) => name));
  return fields.map(({ type }, at) => ({ name: names[at] ?? "", type, item: null }));
}

/** Whether some query can have a column that is brought together with one of another type. */
function matters(queries: readonly Node[], { decimals, floats, json, nested, derived }: World): boolean {
  return decimals || floats || json || nested || derived === true ||
    queries.some((query) => nodes(query, "select_list").some((item) => str(item, "class") !== "COLUMN_REF"));
}

/** Set operations. */
export function setOperations(widening: Widening): Rewrite {
  return {
    wants(of, world) {
      if (!isSetOperation(of)) return [];
      const queries = queriesOf(of);
      return matters(queries, world) ? partsOfSet(of) : [];
    },
    rewrite(of, typeOf, notes) {
      const queries = queriesOf(of);
      const kind = kindOf(of);
      const columns = queries.map((query) => columnsOf(query, typeOf));
      const changes = columns.map((each) => each.map((): NodeChange | null => null));
      for (const places of together(columns, kind === "name")) {
        const met = places.map(([which, at]) => columns[which]?.[at]);
        const types = met.map((column) => column?.type ?? null);
        // What recursion adds becomes what it began with.
        const united = kind === "recursion" ? null : unitedNumber(types, widening);
        if (united !== null && widening === "double") notes.warn(unitedWarning(named(met)));
        const into = kind === "recursion" ? types.slice(0, 1) : types;
        for (const [place, [which, at]] of places.entries()) {
          const type = types[place] ?? null;
          const change = type === null || (kind === "recursion" && place === 0) ? null : changeOf(
            type,
            met[place]?.item ?? null,
            into.filter((each) => each !== null).filter((each) => each !== type),
          ) ??
            (united === null ? null : (column: Node) => castTo(column, united));
          const own = changes[which];
          if (own !== undefined) own[at] = change;
        }
      }
      if (changes.every((each) => each.every((change) => change === null))) return null;
      return (now) => {
        let which = 0;
        const visit = (query: Node, was: Node): Node => {
          const [left, right] = [node(was, "left"), node(was, "right")];
          if (left === null || right === null || (was !== of && !isPartOf(was, of))) {
            const at = which++;
            return changed(query, was, columns[at] ?? [], changes[at] ?? []);
          }
          return {
            ...query,
            left: visit(node(query, "left") ?? {}, left),
            right: visit(node(query, "right") ?? {}, right),
          };
        };
        return visit(now, of);
      };
    },
  };
}

/** The columns that are brought together. */
export function broughtTogether(of: Node, typeOf: TypeOf): readonly (readonly SetColumn[])[] {
  const columns = queriesOf(of).map((query) => columnsOf(query, typeOf));
  return together(columns, kindOf(of) === "name").map((places) =>
    places.flatMap(([which, at]) => columns[which]?.[at] ?? [])
  );
}

/** The places of columns that are brought together, as query and column. */
function together(
  columns: readonly (readonly SetColumn[])[],
  byName: boolean,
): readonly (readonly (readonly [query: number, column: number])[])[] {
  const all = columns.flatMap((each, which) =>
    each.map(({ name }, at) => ({ key: byName ? name.toLowerCase() : at, place: [which, at] as const }))
  );
  return [...Map.groupBy(all, ({ key }) => key).values()].map((each) => each.map(({ place }) => place));
}

const canonicalIn = (item: Node | null): NodeChange | null =>
  item === null || jsonLiteral(item) === null ? null : canonical;

/** How a column changes beside columns of these types, apart from digits; null = it does not. */
function changeOf(type: BoundType, item: Node | null, others: readonly BoundType[]): NodeChange | null {
  if (type.id === "JSON") return others.some(({ id }) => id === "VARCHAR") ? jsonString : canonicalIn(item);
  const texts = meeting("VARCHAR", type, others);
  if (hasFraction(texts)) return (of) => written(of, texts);
  const jsons = meeting("JSON", type, others);
  return hasFraction(jsons) ? (of) => written(of, jsons, asJson) : null;
}

const named = (columns: readonly (SetColumn | undefined)[]) =>
  [
    ...new Set(
      columns.flatMap((each) =>
        each === undefined ? [] : each.item === null ? each.name : columnsIn(each.item)
      )
        .filter((name) => name !== ""),
    ),
  ].join(", ");

/** A query with its columns changed; in a query around it, if they decide its rows or their order. */
function changed(
  query: Node,
  was: Node,
  columns: readonly SetColumn[],
  changes: readonly (NodeChange | null)[],
): Node {
  if (changes.every((change) => change === null)) return query;
  const items = itemsOf(was) === null ? null : nodes(query, "select_list");
  const modified = (of: readonly Node[]) =>
    of.map((item, at) => {
      const change = changes[at] ?? null;
      return { ...(change === null ? item : change(item)), alias: columns[at]?.name ?? "" };
    });
  const plainly = items !== null && nodes(query, "modifiers").length === 0 &&
    nodes(query, "group_expressions").length === 0 && nodes(query, "group_sets").length === 0 &&
    str(query, "aggregate_handling") === "STANDARD_HANDLING";
  if (plainly) {
    const fresh = modified(items);
    return {
      ...query,
      select_list: items.map((item, at) => (changes[at] ?? null) === null ? item : fresh[at] ?? item),
    };
  }
  const names = columns.map((_, at) => `__c${at}`);
  return selected(modified(names.map(column)), subquery(query, CHANGED, names));
}
