/**
 * Text constants that say a number become numbers where they are compared with columns of numbers.
 * @module
 */
import type { SqlType } from "../../catalog/sql_type.ts";
import type { FactsIn } from "../../sql/advice/facts.ts";
import { foldName } from "../../sql/resolve/identifiers.ts";
import { type Node, nodes, str, strs, walk } from "../../sql/tree.ts";
import { type KindsOf, suspectsIn, withNumbers } from "../../sql/typed/unlike.ts";
import type { Looked } from "./looked.ts";

/** The statement in which texts that are compared with columns of numbers are the numbers that they say. */
export function withMetNumbers(query: Node, kindsOf: KindsOf, facts: FactsIn): Node {
  const suspects = suspectsIn(query, kindsOf);
  return suspects.length === 0 ? query : withNumbers(query, suspects, facts(query));
}

/**
 * The kinds of the columns of each name, in all that is loaded; none where the statement calls another column so.
 * @param kindOf what counts as a column's kind
 */
export function kindsIn(
  loads: readonly Looked[],
  query: Node,
  kindOf = ({ kind }: SqlType): SqlType["kind"] => kind,
): KindsOf {
  const kinds = new Map<string, Set<SqlType["kind"]>>();
  for (const { table } of loads) {
    for (const { name, type } of table.columns) {
      const own = kinds.get(foldName(name));
      if (own === undefined) kinds.set(foldName(name), new Set([kindOf(type)]));
      else own.add(kindOf(type));
    }
  }
  for (const name of renamedIn(query)) kinds.delete(name);
  return (name) => kinds.get(foldName(name)) ?? new Set();
}

/** The kind of what is in a list; of others, their own. */
export function elementKind(type: SqlType): SqlType["kind"] {
  return type.kind === "LIST" ? type.element.kind : type.kind;
}

/** The names that a statement gives to columns which have another: `s AS n`, `FROM t AS x(n)`. */
function renamedIn(query: Node): ReadonlySet<string> {
  const renamed = new Set<string>();
  walk(query, (of) => {
    for (const item of nodes(of, "select_list")) {
      const [name, alias] = [strs(item, "column_names").at(-1), foldName(str(item, "alias"))];
      if (name !== undefined && alias !== "" && alias !== foldName(name)) renamed.add(alias);
    }
    for (const name of strs(of, "column_name_alias")) renamed.add(foldName(name));
  });
  return renamed;
}
