/**
 * Which column of a base table a text expression hands on: the form of its dates is that column's
 * (docs/reference/sql_and_types.md#iso-8601).
 * @module
 */
import { children, list, type Node, node, nodes, str, strs } from "../tree.ts";
import { foldName } from "../resolve/identifiers.ts";
import { call, type DateForm } from "./text_as_date.ts";

/** Of each base table, by its name in the statement, the columns and the form that their dates have. */
export type Forms = ReadonlyMap<string, ReadonlyMap<string, DateForm>>;

/** A query and where it stands. */
export interface SelectScope {
  readonly select: Node;
  readonly ctes: ReadonlyMap<string, Node>;
  readonly outer: SelectScope | null;
}

/** Queries within queries that a column is followed through, at most. */
const DEPTH = 20;

/** Functions that give one of the values they are given first. */
const HANDS_ON =
  /^(min|max|any_value|first|last|arg_min|arg_max|min_by|max_by|lag|lead|first_value|last_value|nth_value)$/;

/** Functions that make a list of the one thing they are given: what is in it is handed on. */
const LISTS = /^(list|array_agg|list_value)$/;

/** A column of a base table, or what is in its lists. */
export interface Base {
  /** Its name in the statement. */
  readonly table: string;
  readonly column: string;
  /** The texts are in a list there. */
  readonly elements: boolean;
}

/** Where texts are inside a column, or inside what is in its lists. */
export interface TextPlace {
  readonly base: Base;
  /** Keys of maps. */
  readonly keys: readonly string[];
}

/** Where texts come from. */
export interface Origins {
  /** The column that a text expression hands on; null where it is another, or where that is not known. */
  of(text: Node): Base | null;
  /** The place inside a column that a text expression hands on, by constant keys; null as above. */
  placeOf(text: Node): TextPlace | null;
  /** Of a parameter of a lambda, the list that it is of, lists of lists taken apart; null for other expressions. */
  listOf(text: Node): Node | null;
  /** The form of the dates in a text expression. */
  formOf(text: Node): DateForm;
  readonly mentions: Mentions;
}

/** Where the columns that a statement mentions stand. */
export interface Mentions {
  readonly scopes: ReadonlyMap<Node, SelectScope>;
  /** Parameters of lambdas → the list that they are of. */
  readonly lambdas: ReadonlyMap<Node, Node>;
  /** The same for what may be a part of one, `s.at`; null for other parameters. A column of an alias comes first. */
  readonly parts: ReadonlyMap<Node, Node | null>;
}

/** Tells where the texts of a statement come from; by the nodes it has now. */
export function originsIn(root: Node, forms: Forms): Origins {
  const scopes = new Map<Node, SelectScope>();
  const lambdas = new Map<Node, Node>();
  const parts = new Map<Node, Node | null>();
  const mentions = { scopes, lambdas, parts };
  if (forms.size === 0) {
    return { of: () => null, placeOf: () => null, listOf: () => null, formOf: () => "extended", mentions };
  }
  scopeAll(root, { ctes: new Map(), outer: null }, mentions);
  const of = (text: Node): Base | null => {
    const list = lambdas.get(text);
    if (list !== undefined) return elementsOf(of(list));
    const [only] = nodes(node(node(text, "subquery") ?? {}, "node") ?? {}, "select_list");
    if (only !== undefined) return of(only);
    const handed = handedOn(text);
    if (handed !== null) return handed.elements ? elementsOf(of(handed.from)) : of(handed.from);
    const scope = scopes.get(text);
    return str(text, "class") === "COLUMN_REF" && scope !== undefined
      ? resolve(strs(text, "column_names"), scope, forms, 0)
      : null;
  };
  const placeOf = (text: Node): TextPlace | null => {
    const base = of(text);
    if (base !== null) return { base, keys: [] };
    const part = partOf(text);
    if (part !== null) return within(placeOf(part.whole), part.keys);
    const names = strs(text, "column_names");
    const list = parts.get(text);
    const scope = scopes.get(text);
    if (str(text, "class") !== "COLUMN_REF" || names.length < 2 || scope === undefined) return null;
    const named = names.length > 2 ? resolve(names.slice(0, 2), scope, forms, 0) : null;
    if (named !== null) return { base: named, keys: names.slice(2) };
    if (list === null) return null;
    const whole = list !== undefined ? elementsOf(of(list)) : resolve(names.slice(0, 1), scope, forms, 0);
    return whole === null ? null : { base: whole, keys: names.slice(1) };
  };
  return {
    of,
    placeOf,
    listOf(text) {
      const list = lambdas.get(text);
      if (list === undefined || !lambdas.has(list)) return list ?? null;
      const outer = this.listOf(list);
      return outer === null ? null : call("flatten", [outer]);
    },
    formOf(text) {
      const base = of(text);
      return base === null ? "extended" : forms.get(base.table)?.get(base.column) ?? "extended";
    },
    mentions,
  };
}

const elementsOf = (base: Base | null): Base | null => base === null ? null : { ...base, elements: true };

const within = (place: TextPlace | null, keys: readonly string[]): TextPlace | null =>
  place === null ? null : { ...place, keys: [...place.keys, ...keys] };

/** Calls and operators that give a part by its key. */
const BY_KEY = /^(struct_extract|json_extract|json_extract_string|->>?|array_extract)$/i;

/** What an expression gives a part of, by a constant key; null for other expressions. */
function partOf(of: Node): { readonly whole: Node; readonly keys: readonly string[] } | null {
  const [whole, by, ...others] = nodes(of, "children");
  const name = str(of, "function_name") || str(of, "type");
  if (whole === undefined || by === undefined || others.length > 0 || !BY_KEY.test(name)) return null;
  const key = str(node(by, "value") ?? {}, "value");
  if (key === "$") return { whole, keys: [] };
  // Paths of JSON are longer than one key, or have marks of their own.
  return str(by, "class") === "CONSTANT" && /^[\p{L}_][\p{L}\d_ -]*$/u.test(key)
    ? { whole, keys: [key] }
    : null;
}

/** What a call gives one of; null for other expressions. */
function handedOn(of: Node): { readonly from: Node; readonly elements: boolean } | null {
  const name = str(of, "function_name").toLowerCase();
  const [from, ...others] = nodes(of, "children");
  if (from === undefined) return null;
  if ((LISTS.test(name) || str(of, "type") === "ARRAY_CONSTRUCTOR") && others.length === 0) {
    return { from, elements: false };
  }
  if (HANDS_ON.test(name) || name === "json_extract_string") return { from, elements: false };
  return name === "unnest" || str(of, "type") === "OPERATOR_UNNEST" ? { from, elements: true } : null;
}

/** What is noted of columns that are mentioned. */
interface Notes {
  readonly scopes: Map<Node, SelectScope>;
  /** Parameters of lambdas → the list that they are of. */
  readonly lambdas: Map<Node, Node>;
  readonly parts: Map<Node, Node | null>;
}

/** What the parameters of lambdas are an element of; null for those that are none: places, what is reduced so far. */
type Parameters = ReadonlyMap<string, Node | null>;

type Around = Pick<SelectScope, "ctes" | "outer">;

/** Notes the scope of each column that is mentioned. */
function scopeAll(
  of: Node,
  around: Around,
  notes: Notes,
  scope: SelectScope | null = null,
  parameters: Parameters = new Map(),
): void {
  if (str(of, "class") === "COLUMN_REF") {
    const names = strs(of, "column_names");
    const list = parameters.get(foldName(names[0] ?? ""));
    if (list === undefined || names.length > 1) {
      if (scope !== null) notes.scopes.set(of, scope);
      if (list !== undefined) notes.parts.set(of, list);
    } else if (list !== null) notes.lambdas.set(of, list);
    return;
  }
  const type = str(of, "type");
  if (!/_NODE$/.test(type)) {
    const [list, lambda] = nodes(of, "children");
    const inner = list !== undefined && lambda !== undefined
      ? withParameters(lambda, list, REDUCES.test(str(of, "function_name")) ? 1 : 0, parameters)
      : parameters;
    for (const child of children(of)) {
      scopeAll(child, around, notes, scope, child === lambda ? inner : parameters);
    }
    return;
  }
  const ctes = withCtes(of, around.ctes);
  const inner = type === "SELECT_NODE" ? { select: of, ctes, outer: scope ?? around.outer } : null;
  for (const child of children(of)) {
    scopeAll(child, { ctes, outer: scope ?? around.outer }, notes, inner, parameters);
  }
}

/** Calls whose lambda is given what it made so far, and then the element. */
const REDUCES = /reduce$/i;

/** @param element which parameter is the element of the list */
function withParameters(lambda: Node, list: Node, element: number, parameters: Parameters): Parameters {
  const lhs = str(lambda, "class") === "LAMBDA" ? node(lambda, "lhs") : null;
  if (lhs === null) return parameters;
  const names = str(lhs, "class") === "COLUMN_REF" ? [lhs] : nodes(lhs, "children");
  return new Map([
    ...parameters,
    ...names.map((each, at): [string, Node | null] => [
      foldName(strs(each, "column_names").join()),
      at === element ? list : null,
    ]),
  ]);
}

/** What WITH gives a query, with what is given from around it. */
export function withCtes(query: Node, known: ReadonlyMap<string, Node>): ReadonlyMap<string, Node> {
  const entries = nodes(node(query, "cte_map") ?? {}, "map");
  if (entries.length === 0) return known;
  const all = new Map(known);
  for (const entry of entries) all.set(foldName(str(entry, "key")), node(entry, "value") ?? {});
  return all;
}

/** The base of a column; null where it is not known which one it is. */
function resolve(names: readonly string[], scope: SelectScope, forms: Forms, depth: number): Base | null {
  const [first = "", second] = names.map(foldName);
  if (names.length > 2 || depth > DEPTH) return null;
  for (const source of sourcesOf(node(scope.select, "from_table"))) {
    const alias = foldName(str(source, "alias") || str(source, "table_name"));
    if (second !== undefined && alias !== first) continue;
    const found = columnOf(source, second ?? first, scope, forms, depth);
    if (found === "unknown") return null;
    if (found !== "none") return found;
  }
  return scope.outer === null ? null : resolve(names, scope.outer, forms, depth + 1);
}

/** What FROM joins. */
export function sourcesOf(from: Node | null): readonly Node[] {
  if (from === null) return [];
  if (str(from, "type") !== "JOIN") return [from];
  return [...sourcesOf(node(from, "left")), ...sourcesOf(node(from, "right"))];
}

/** What a source has under a name. */
type Found = Base | "none" | "unknown" | null;

function columnOf(source: Node, name: string, scope: SelectScope, forms: Forms, depth: number): Found {
  const aliases = list(source, "column_name_alias");
  const call = str(source, "type") === "TABLE_FUNCTION" ? node(source, "function") : null;
  if (call !== null && aliases.length === 1 && str(call, "function_name").toLowerCase() === "unnest") {
    if (foldName(String(aliases[0])) !== name) return "none";
    const [from] = nodes(call, "children");
    return from === undefined || str(from, "class") !== "COLUMN_REF"
      ? null
      : elementsOf(resolve(strs(from, "column_names"), scope, forms, depth + 1));
  }
  if (aliases.length > 0) return "unknown";
  if (str(source, "type") === "SUBQUERY") {
    return outputOf(node(node(source, "subquery") ?? {}, "node"), name, scope, forms, depth);
  }
  if (str(source, "type") === "EMPTY") return "none";
  if (str(source, "type") !== "BASE_TABLE") return "unknown";
  const table = foldName(str(source, "table_name"));
  const cte = scope.ctes.get(table);
  if (cte === undefined) {
    const columns = forms.get(table);
    if (columns === undefined) return "unknown";
    return columns.has(name) ? { table, column: name, elements: false } : "none";
  }
  if (list(cte, "aliases").length > 0) return "unknown";
  return outputOf(node(node(cte, "query") ?? {}, "node"), name, scope, forms, depth);
}

/** What a query gives under a name. */
function outputOf(query: Node | null, name: string, around: Around, forms: Forms, depth: number): Found {
  if (query === null || str(query, "type") !== "SELECT_NODE" || depth > DEPTH) return "unknown";
  const scope: SelectScope = { select: query, ctes: withCtes(query, around.ctes), outer: around.outer };
  let star = false;
  for (const item of nodes(query, "select_list")) {
    const names = strs(item, "column_names");
    const own = foldName(str(item, "alias") || names.at(-1) || "");
    star ||= str(item, "class") === "STAR";
    if (own !== name) continue;
    return selected(item, scope, forms, depth + 1);
  }
  return star ? resolve([name], scope, forms, depth + 1) ?? "unknown" : "none";
}

/** The base of what a query selects. */
function selected(item: Node, scope: SelectScope, forms: Forms, depth: number): Base | null {
  if (str(item, "class") === "COLUMN_REF") return resolve(strs(item, "column_names"), scope, forms, depth);
  const handed = handedOn(item);
  if (handed === null) return null;
  const base = selected(handed.from, scope, forms, depth);
  return handed.elements ? elementsOf(base) : base;
}
