/**
 * Which column of a base table a text expression hands on: the form of its dates is that column's (SPEC section 6).
 * @module
 */
import { children, list, type Node, node, nodes, str, strs } from "../tree.ts";
import type { DateForm } from "./text_as_date.ts";

/** Of each base table, by its name in the statement, the columns and the form that their dates have. */
export type Forms = ReadonlyMap<string, ReadonlyMap<string, DateForm>>;

/** A query and where it stands. */
interface Scope {
  readonly select: Node;
  readonly ctes: ReadonlyMap<string, Node>;
  readonly outer: Scope | null;
}

/** Queries within queries that a column is followed through, at most. */
const DEPTH = 20;

/** Functions that give one of the values they are given first. */
const HANDS_ON =
  /^(min|max|any_value|first|last|arg_min|arg_max|min_by|max_by|lag|lead|first_value|last_value|nth_value)$/;

/** Tells the form of the dates in text expressions of a statement; by the nodes it has now. */
export function formsIn(root: Node, forms: Forms): (text: Node) => DateForm {
  if (![...forms.values()].some((columns) => [...columns.values()].includes("basic"))) {
    return () => "extended";
  }
  const scopes = new Map<Node, Scope>();
  scopeAll(root, { ctes: new Map(), outer: null }, scopes);
  const formOf = (of: Node): DateForm | null => {
    const name = str(of, "function_name").toLowerCase();
    const [first] = nodes(of, "children");
    if (first !== undefined && (HANDS_ON.test(name) || name === "json_extract_string")) return formOf(first);
    const [only] = nodes(node(node(of, "subquery") ?? {}, "node") ?? {}, "select_list");
    if (only !== undefined) return formOf(only);
    const scope = scopes.get(of);
    return str(of, "class") === "COLUMN_REF" && scope !== undefined
      ? resolve(strs(of, "column_names"), scope, forms, 0)
      : null;
  };
  return (text) => formOf(text) ?? "extended";
}

type Around = Pick<Scope, "ctes" | "outer">;

/** Notes the scope of each column that is mentioned. */
function scopeAll(of: Node, around: Around, found: Map<Node, Scope>, scope: Scope | null = null): void {
  if (str(of, "class") === "COLUMN_REF") {
    if (scope !== null) found.set(of, scope);
    return;
  }
  // Parameters of lambdas look like columns.
  if (str(of, "class") === "LAMBDA") return;
  const type = str(of, "type");
  if (!/_NODE$/.test(type)) {
    for (const child of children(of)) scopeAll(child, around, found, scope);
    return;
  }
  const ctes = withCtes(of, around.ctes);
  const inner = type === "SELECT_NODE" ? { select: of, ctes, outer: scope ?? around.outer } : null;
  for (const child of children(of)) scopeAll(child, { ctes, outer: scope ?? around.outer }, found, inner);
}

function withCtes(query: Node, known: ReadonlyMap<string, Node>): ReadonlyMap<string, Node> {
  const entries = nodes(node(query, "cte_map") ?? {}, "map");
  if (entries.length === 0) return known;
  const all = new Map(known);
  for (const entry of entries) all.set(str(entry, "key").toLowerCase(), node(entry, "value") ?? {});
  return all;
}

/** The form of a column; null where it is not known which one it is. */
function resolve(names: readonly string[], scope: Scope, forms: Forms, depth: number): DateForm | null {
  const [first = "", second] = names.map((name) => name.toLowerCase());
  if (names.length > 2 || depth > DEPTH) return null;
  for (const source of sourcesOf(node(scope.select, "from_table"))) {
    const alias = (str(source, "alias") || str(source, "table_name")).toLowerCase();
    if (second !== undefined && alias !== first) continue;
    const form = columnOf(source, second ?? first, scope, forms, depth);
    if (form === "unknown") return null;
    if (form !== "none") return form;
  }
  return scope.outer === null ? null : resolve(names, scope.outer, forms, depth + 1);
}

function sourcesOf(from: Node | null): readonly Node[] {
  if (from === null) return [];
  if (str(from, "type") !== "JOIN") return [from];
  return [...sourcesOf(node(from, "left")), ...sourcesOf(node(from, "right"))];
}

/** What a source has under a name. */
type Found = DateForm | "none" | "unknown" | null;

function columnOf(source: Node, name: string, scope: Scope, forms: Forms, depth: number): Found {
  if (list(source, "column_name_alias").length > 0) return "unknown";
  if (str(source, "type") === "SUBQUERY") {
    return outputOf(node(node(source, "subquery") ?? {}, "node"), name, scope, forms, depth);
  }
  if (str(source, "type") === "EMPTY") return "none";
  if (str(source, "type") !== "BASE_TABLE") return "unknown";
  const table = str(source, "table_name").toLowerCase();
  const cte = scope.ctes.get(table);
  if (cte === undefined) {
    const columns = forms.get(table);
    return columns === undefined ? "unknown" : columns.get(name) ?? "none";
  }
  if (list(cte, "aliases").length > 0) return "unknown";
  return outputOf(node(node(cte, "query") ?? {}, "node"), name, scope, forms, depth);
}

/** What a query gives under a name. */
function outputOf(query: Node | null, name: string, around: Around, forms: Forms, depth: number): Found {
  if (query === null || str(query, "type") !== "SELECT_NODE" || depth > DEPTH) return "unknown";
  const scope: Scope = { select: query, ctes: withCtes(query, around.ctes), outer: around.outer };
  let star = false;
  for (const item of nodes(query, "select_list")) {
    const names = strs(item, "column_names");
    const own = (str(item, "alias") || names.at(-1) || "").toLowerCase();
    star ||= str(item, "class") === "STAR";
    if (own !== name) continue;
    return str(item, "class") === "COLUMN_REF" ? resolve(names, scope, forms, depth + 1) : null;
  }
  return star ? resolve([name], scope, forms, depth + 1) ?? "unknown" : "none";
}
