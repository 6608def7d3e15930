/**
 * Inlines correlated CTEs: a CTE inside a subquery may use columns of the query around it. If it is used more than
 * once, DuckDB mixes up the outer rows of its uses, whatever its optimizer's settings. So each use becomes a subquery
 * of its own.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import { foldName } from "../resolve/identifiers.ts";
import { isVolatile } from "../volatile.ts";
import { list, mapChildren, type Node, node, nodes, str, strs, transform, walk } from "../tree.ts";

/** A statement may have so many nodes after that, as uses of uses multiply. */
const MOST_NODES = 50_000;

/**
 * Inlines them.
 * @throws DynamoSqlError `invalid_query` where that would change what the statement means
 */
export function inlineCorrelated(query: Node): Node {
  return inlineIn(query, false);
}

/** @param within whether there is a query around whose columns can be used */
function inlineIn(of: Node, within: boolean): Node {
  const lateral = str(of, "class") === "SUBQUERY";
  const right = str(of, "type") === "JOIN" ? node(of, "right") : null;
  const mapped = mapChildren(of, (child) => inlineIn(child, within || lateral || child === right));
  return within ? inlineUses(mapped) : mapped;
}

/** Takes entries that must not stay out of a query's WITH clause, and puts each where it is used. */
function inlineUses(query: Node): Node {
  let current = query;
  // The last entry comes first, as its query may use the others.
  for (const entry of entriesOf(query).toReversed()) {
    const name = str(entry, "key");
    const rest = entriesOf(current);
    const at = rest.findIndex((each) => str(each, "key") === name);
    const info = node(rest[at] ?? {}, "value");
    const inner = info === null ? null : node(info, "query");
    const body = inner === null ? null : node(inner, "node") ?? inner;
    if (info === null || body === null || str(body, "type") === "RECURSIVE_CTE_NODE") continue;
    const outside = withEntries(current, rest.filter((_, other) => other > at));
    const uses = usesOf(outside, name);
    if (uses < 2 || !mayLookOut(body)) continue;
    const tooMany = uses * sizeOf(body) + sizeOf(outside) > MOST_NODES;
    const doubt = tooMany || isMoved(body, outside, name);
    if (doubt) {
      if (looksOut(body)) throw refusal(name);
      continue;
    }
    const aliases = list(info, "aliases");
    const replaced = replaceUses(outside, name, (table) => ({
      type: "SUBQUERY",
      alias: str(table, "alias") || str(table, "table_name"),
      sample: table["sample"] ?? null,
      query_location: table["query_location"] ?? null,
      subquery: { node: copyOf(body), named_param_map: [] },
      column_name_alias: [
        ...list(table, "column_name_alias"),
        ...aliases.slice(list(table, "column_name_alias").length),
      ],
    }));
    current = withEntries(replaced, [...rest.slice(0, at), ...entriesOf(replaced)]);
  }
  return current;
}

function entriesOf(query: Node): readonly Node[] {
  return nodes(node(query, "cte_map") ?? {}, "map");
}

function withEntries(query: Node, map: readonly Node[]): Node {
  return { ...query, cte_map: { ...node(query, "cte_map"), map } };
}

function isUse(of: Node, name: string): boolean {
  return str(of, "type") === "BASE_TABLE" && str(of, "schema_name") === "" &&
    foldName(str(of, "table_name")) === foldName(name);
}

/** Whether a query gives the name a meaning of its own. */
function hides(of: Node, name: string): boolean {
  return entriesOf(of).some((entry) => foldName(str(entry, "key")) === foldName(name));
}

function usesOf(of: Node, name: string): number {
  let uses = 0;
  walk(of, (each) => {
    if (isUse(each, name)) uses++;
    return !hides(each, name);
  });
  return uses;
}

function replaceUses(of: Node, name: string, by: (table: Node) => Node): Node {
  if (isUse(of, name)) return by(of);
  return hides(of, name) ? of : mapChildren(of, (child) => replaceUses(child, name, by));
}

function sizeOf(of: Node): number {
  let size = 0;
  walk(of, () => {
    size++;
  });
  return size;
}

/** Two uses must not share a node: the resolver knows them by identity. */
function copyOf(of: Node): Node {
  return transform(of, (each) => ({ ...each }));
}

/** The names by which a query's own sources go, wherever in it. */
function sourcesOf(of: Node): ReadonlySet<string> {
  const names = new Set<string>();
  walk(of, (each) => {
    const type = str(each, "type");
    if (!["BASE_TABLE", "SUBQUERY", "TABLE_FUNCTION", "EXPRESSION_LIST"].includes(type)) return;
    names.add(foldName(str(each, "alias") || str(each, "table_name")));
  });
  return names;
}

/** The first names of a query's qualified columns that none of its own sources has. */
function foreignNames(of: Node): ReadonlySet<string> {
  const own = sourcesOf(of);
  const foreign = new Set<string>();
  walk(of, (each) => {
    const [first = "", ...others] = str(each, "class") === "COLUMN_REF" ? strs(each, "column_names") : [];
    if (others.length > 0 && !own.has(foldName(first))) foreign.add(foldName(first));
  });
  return foreign;
}

/** Whether a query certainly uses columns of a query around it (or fields of its own columns). */
function looksOut(of: Node): boolean {
  return foreignNames(of).size > 0;
}

/** Whether a query may use columns of a query around it: an unqualified name can be one. */
function mayLookOut(of: Node): boolean {
  let alone = false;
  walk(of, (each) => {
    if (str(each, "class") === "COLUMN_REF" && strs(each, "column_names").length === 1) alone = true;
  });
  return alone || looksOut(of);
}

/** Whether its names would mean something else where it is used, or its values change with each use. */
function isMoved(body: Node, outside: Node, name: string): boolean {
  const foreign = foreignNames(body);
  if ([...sourcesOf(outside)].some((source) => source !== foldName(name) && foreign.has(source))) return true;
  const tables = new Set<string>();
  walk(body, (each) => {
    if (str(each, "type") === "BASE_TABLE") tables.add(foldName(str(each, "table_name")));
  });
  let hidden = false;
  walk(outside, (each) => {
    if (entriesOf(each).some((entry) => tables.has(foldName(str(entry, "key"))))) hidden = true;
  });
  return hidden || isVolatile(body);
}

function refusal(name: string): DynamoSqlError {
  return new DynamoSqlError(
    "invalid_query",
    `The WITH query ${name} uses columns of the query around it and is used more than once, which cannot be done here: write it as ` +
      "a subquery in each place, with aliases of its own.",
  );
}
