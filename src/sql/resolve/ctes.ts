/**
 * Scopes of common table expressions: which one a table name can mean, place by place.
 *
 * `WITH a AS (SELECT 1 AS x), b AS (SELECT * FROM a) SELECT * FROM b, main.a` → `a` within `b` is the first CTE;
 * `main.a` is a base table. DuckDB's rules: a CTE sees the ones before it, and itself only in the recursive term.
 * @module
 */
import { type Node, node, nodes, str, strs } from "../tree.ts";
import { foldName } from "./identifiers.ts";

/** The CTEs in scope, by folded name. Immutable. */
export type Ctes<T> = ReadonlyMap<string, T>;

/** DuckDB's name for the schema through which a recursive term reads everything found so far (`USING KEY`). */
const RECURRING = "recurring";

/** One entry of a query's WITH clause. */
export interface CteDefinition {
  readonly name: string;
  /** Names for its columns, as in `WITH c(a, b) AS …`; may be fewer than the columns. */
  readonly aliases: readonly string[];
  readonly query: Node;
}

/** The WITH clause of a query node, in order. */
export function cteDefinitions(query: Node): readonly CteDefinition[] {
  const map = node(query, "cte_map");
  if (map === null) return [];
  return nodes(map, "map").flatMap((entry) => {
    const info = node(entry, "value");
    const inner = info === null ? null : node(info, "query");
    const body = inner === null ? null : node(inner, "node") ?? inner;
    if (info === null || body === null) return [];
    return [{ name: str(entry, "key"), aliases: strs(info, "aliases"), query: body }];
  });
}

/** The CTE that a BASE_TABLE node means; undefined = a base table. */
export function cteOf<T>(table: Node, ctes: Ctes<T>): T | undefined {
  const schema = foldName(str(table, "schema_name"));
  if (schema !== "" && schema !== RECURRING) return undefined;
  return ctes.get(foldName(str(table, "table_name")));
}

/** The scope with one more CTE, which hides an outer one of the same name. */
export function withCte<T>(ctes: Ctes<T>, name: string, cte: T): Ctes<T> {
  return new Map(ctes).set(foldName(name), cte);
}
