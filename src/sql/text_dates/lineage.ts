/**
 * Lineage says which columns of base tables a text is made of, through queries in FROM and WITH, whatever is made of
 * them there.
 * @module
 */
import { foldName } from "../resolve/identifiers.ts";
import { isStarred } from "../orders.ts";
import { list, type Node, node, nodes, str, strs } from "../tree.ts";
import { nodesOf } from "./bound_tree.ts";
import { placeIn, sourcesOf, takesApart, withCtes } from "./columns.ts";
import type { Base, Forms, Mentions, SelectScope } from "./origin.ts";

/** The columns of base tables that an expression of a statement is made of, as far as they are known. */
export function madeOfColumns(of: Node, { scopes, lambdas, parts }: Mentions, forms: Forms): readonly Base[] {
  const found = new Map<string, Base>();
  const seen = new Set<Node>();

  const visit = (expression: Node): void => {
    for (const column of nodesOf(expression, (each) => str(each, "class") === "COLUMN_REF")) {
      if (seen.has(column)) continue;
      seen.add(column);
      const elements = lambdas.get(column);
      if (elements !== undefined) {
        visit(elements);
        continue;
      }
      const scope = scopes.get(column);
      const names = strs(column, "column_names").map(foldName);
      if (scope === undefined) continue;
      const [first = "", second] = names;
      // `doc.d` is a column of an alias, or a part of a column.
      if (second !== undefined && named(scope, first, second)) continue;
      const list = parts.get(column);
      if (list === undefined) named(scope, null, first);
      else if (list !== null) visit(list);
    }
  };

  const named = (scope: SelectScope | null, alias: string | null, name: string, depth = 0): boolean => {
    if (scope === null || depth > 20) return false;
    for (const source of sourcesOf(node(scope.select, "from_table"))) {
      const own = foldName(str(source, "alias") || str(source, "table_name"));
      if ((alias === null || alias === own) && inSource(source, name, scope, depth)) return true;
    }
    return named(scope.outer, alias, name, depth + 1);
  };

  const inSource = (source: Node, name: string, scope: SelectScope, depth: number): boolean => {
    const aliases = list(source, "column_name_alias").map((each) => foldName(String(each)));
    const at = aliases.length > 0 ? aliases.indexOf(name) : null;
    if (str(source, "type") === "TABLE_FUNCTION") {
      if (at !== null && at < 0) return false;
      visit(node(source, "function") ?? {});
      return true;
    }
    const table = foldName(str(source, "table_name"));
    const cte = scope.ctes.get(table);
    const query = str(source, "type") === "SUBQUERY"
      ? node(node(source, "subquery") ?? {}, "node")
      : cte === undefined
      ? null
      : node(node(cte, "query") ?? {}, "node");
    if (query !== null) {
      const others = cte === undefined ? [] : list(cte, "aliases").map((each) => foldName(String(each)));
      const place = at ?? (others.length > 0 ? others.indexOf(name) : null);
      return place !== null && place < 0 ? false : inQuery(query, place, name, scope, depth + 1);
    }
    const columns = forms.get(table);
    const column = at === null ? name : [...columns?.keys() ?? []][at] ?? "";
    if (columns?.has(column) !== true) return false;
    found.set(`${table}\n${column}`, { table, column, elements: false, listed: false });
    return true;
  };

  const inQuery = (
    query: Node,
    place: number | null,
    name: string,
    around: SelectScope,
    depth: number,
  ): boolean => {
    if (depth > 20) return false;
    const parts = [node(query, "left"), node(query, "right")].filter((part) => part !== null);
    const ctes = withCtes(query, around.ctes);
    if (str(query, "type") !== "SELECT_NODE") {
      const scope = { ...around, ctes };
      const [first] = parts;
      const at = place ?? (first === undefined ? -1 : placeIn(first, name));
      return parts.map((part) => inQuery(part, at < 0 ? null : at, name, scope, depth + 1)).includes(true);
    }
    const items = nodes(query, "select_list");
    const at = place ?? placeIn(query, name);
    const item = items.some(isStarred) && place !== null ? undefined : items[at];
    if (item !== undefined && !isStarred(item)) {
      visit(item);
      return true;
    }
    if (
      items.some(isStarred) && named({ select: query, ctes, outer: around.outer }, null, name, depth + 1)
    ) return true;
    // Columns without a name here are the fields of what it takes apart.
    const apart = items.filter(takesApart);
    apart.forEach(visit);
    return apart.length > 0;
  };

  visit(of);
  return [...found.values()];
}
