/**
 * Stars, and what they call the columns that they show.
 *
 * `SELECT * RENAME (total AS sum) FROM orders` → `total` is called `sum`
 * @module
 */
import { list, type Node, node, nodes, str, strs } from "../tree.ts";
import { foldName, matching, sameName } from "./identifiers.ts";
import { bare, mayHaveMore } from "./scope.ts";
import type { Column, Scope, Source } from "./model.ts";

/** `* RENAME (from AS to)`. */
export interface Renamed {
  /** The table's name before the column's; empty where there is none. */
  readonly table?: string;
  readonly from: string;
  readonly to: string;
}

/** The columns that a star gives other names. */
export function renamesOf(star: Node): readonly Renamed[] {
  return nodes(star, "rename_list").map((entry) => {
    const key = node(entry, "key") ?? {};
    return { table: str(key, "table"), from: str(key, "column"), to: str(entry, "value") };
  });
}

/** The columns of `*` or `t.*`; null where they are not all known. */
export function starColumns(star: Node, scope: Scope): readonly { column: Column; source: Source }[] | null {
  if (star["columns"] === true || node(star, "expr") !== null) return null;
  const relation = str(star, "relation_name");
  const sources = scope.sources.filter((source) => relation === "" || sameName(source.name, relation));
  // Without a source of this name it is `column.*`, and the fields are known once the column is loaded.
  if (relation !== "" && sources.length === 0) return null;
  if (sources.some((source) => source.open)) return null;
  const renames = renamesOf(star);
  if (renames.some(({ table }) => table !== "") || list(star, "qualified_exclude_list").length > 0) {
    return null;
  }
  const excluded = strs(star, "exclude_list");
  const replaced = nodes(star, "replace_list").map((entry) => str(entry, "key"));
  const seen = new Set<string>();
  return sources.flatMap((source) =>
    source.columns.flatMap((column) => {
      const folded = foldName(column.actual);
      if (excluded.some((name) => name === column.name || sameName(name, column.actual))) return [];
      const merged = relation === "" ? scope.merged.get(folded) : undefined;
      if (merged !== undefined) {
        if (seen.has(folded)) return [];
        seen.add(folded);
        if (merged === null) return [{ source, column: bare(column) }];
        return [merged];
      }
      const own = replaced.some((name) => sameName(name, column.name)) ? bare(column) : column;
      const to = renames.find(({ from }) =>
        matching(from, source.columns, (each) => each.name).includes(column)
      )
        ?.to;
      return [{ source, column: to === undefined ? own : { ...own, name: to, actual: to } }];
    })
  );
}

/** The columns that are known of those that a star shows where others are not: by their names alone. */
export function namesShown(star: Node, scope: Scope): readonly Column[] {
  const changes = ["exclude_list", "replace_list", "rename_list", "qualified_exclude_list"];
  if (star["columns"] === true || node(star, "expr") !== null) return [];
  if (changes.some((each) => list(star, each).length > 0)) return [];
  const relation = str(star, "relation_name");
  return scope.sources.filter(({ name }) => relation === "" || sameName(name, relation))
    .flatMap(({ columns }) => columns.map(bare));
}

/** The sources of which an item of the select list shows all attributes, also unknown ones. */
export function openStar(item: Node, scope: Scope): readonly Source[] {
  const some = ["exclude_list", "rename_list"].some((each) => list(item, each).length > 0);
  if (str(item, "class") !== "STAR" || some) return [];
  if (starColumns(item, scope) === null) return [];
  const relation = str(item, "relation_name");
  return scope.sources.filter((source) =>
    (relation === "" || sameName(source.name, relation)) && mayHaveMore(source)
  );
}
