/**
 * The origin of a text expression is the column of a base table that it hands on: the form of its dates is that
 * column's (docs/reference/sql_and_types.md#iso-8601).
 * @module
 */
import { children, list, type Node, node, nodes, str, strs } from "../tree.ts";
import { foldName } from "../resolve/identifiers.ts";
import { placeIn, sourcesOf, takesApart, withCtes } from "./columns.ts";
import { type Handed, handedOn } from "./handed_on.ts";
import { itemsInHaving } from "../resolve/item_names.ts";
import type { Path } from "../../catalog/path.ts";
import { call, type DateForm } from "./text_as_date.ts";

/**
 * The form that the dates at a place inside a column have: `[]` are its own texts, `[0, "k"]` are the keys `k` of the maps
 * in its lists.
 */
export type FormsWithin = (place: Path) => DateForm;

/** Of each base table, by its name in the statement, the columns and the form that their dates have, at all places or at each. */
export type Forms = ReadonlyMap<string, ReadonlyMap<string, DateForm | FormsWithin>>;

/** A query and where it stands. */
export interface SelectScope {
  readonly select: Node;
  readonly ctes: ReadonlyMap<string, Node>;
  readonly outer: SelectScope | null;
  /** Seen from within this source of its FROM: those before it are known there. */
  readonly from?: Node;
}

/** Queries within queries that a column is followed through, at most. */
const DEPTH = 20;

/** A column of a base table, or what is in its lists. */
export interface Base {
  /** Its name in the statement. */
  readonly table: string;
  readonly column: string;
  /** The texts are in a list there. */
  readonly elements: boolean;
  /** A list is made around its values, `[a]`: what is handed on has another type. */
  readonly listed: boolean;
}

/** Where texts are inside a column of a base table. */
export interface TextPlace {
  readonly table: string;
  readonly column: string;
  /** Texts are keys of maps, `0` any element of a list or value of a map; lists of lists are one place. */
  readonly path: Path;
  /** How many lists are made around them, `[[a]]`: what is handed on has another type. */
  readonly lists: number;
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
  const [items, mentions] = [new Map<Node, Node>(), { scopes, lambdas, parts }];
  if (forms.size === 0) {
    return { of: () => null, placeOf: () => null, listOf: () => null, formOf: () => "extended", mentions };
  }
  scopeAll(root, { ctes: new Map(), outer: null }, { ...mentions, items });
  const placeOf = (text: Node): TextPlace | null => {
    const list = lambdas.get(text);
    if (list !== undefined) return elementsOf(placeOf(list));
    const [only = items.get(text)] = nodes(node(node(text, "subquery") ?? {}, "node") ?? {}, "select_list");
    if (only !== undefined) return placeOf(only);
    const handed = handedOn(text);
    if (handed !== null) return handedPlace(handed, placeOf(handed.from));
    const scope = scopes.get(text);
    if (str(text, "class") !== "COLUMN_REF" || scope === undefined) return null;
    const names = strs(text, "column_names");
    const part = parts.get(text);
    if (part === undefined) return resolve(names, scope, forms, 0);
    // The parameter of a lambda, unless it is an alias.
    return qualified(names, scope, forms, 0) ??
      (part === null ? null : within(elementsOf(placeOf(part)), names.slice(1)));
  };
  const of = (text: Node): Base | null => {
    const place = placeOf(text);
    return place === null ? null : baseOf(place);
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
      const place = placeOf(text);
      return place === null ? "extended" : formAt(place, forms);
    },
    mentions,
  };
}

function formAt({ table, column, path }: TextPlace, forms: Forms): DateForm {
  const form = forms.get(table)?.get(column) ?? "extended";
  return typeof form === "string" ? form : form(path);
}

/** The column, where the texts are its own, or those in its lists. */
export function baseOf({ table, column, path, lists }: TextPlace): Base | null {
  const elements = path.length === 1 && path[0] === 0;
  return path.length === 0 || elements ? { table, column, elements, listed: lists > 0 } : null;
}

function elementsOf(place: TextPlace | null): TextPlace | null {
  // What is in a list that the statement makes is no element of what items have.
  if (place !== null && place.lists > 0) return { ...place, lists: place.lists - 1 };
  return place === null || place.path.at(-1) === 0 ? place : { ...place, path: [...place.path, 0] };
}

function within(place: TextPlace | null, keys: readonly string[]): TextPlace | null {
  return place === null ? null : { ...place, path: [...place.path, ...keys] };
}

function handedPlace({ elements, keys, listed }: Handed, from: TextPlace | null): TextPlace | null {
  const place = elements ? elementsOf(from) : within(from, keys);
  return listed && place !== null ? { ...place, lists: place.lists + 1 } : place;
}

/** What is noted of columns that are mentioned. */
interface MentionsSoFar {
  readonly scopes: Map<Node, SelectScope>;
  readonly lambdas: Map<Node, Node>;
  readonly parts: Map<Node, Node | null>;
  /** Names in HAVING → the item of the select list that they mean. */
  readonly items: Map<Node, Node>;
}

/** What the parameters of lambdas are an element of; null for those that are none: places, what is reduced so far. */
type LambdaParameters = ReadonlyMap<string, Node | null>;

type Around = Pick<SelectScope, "ctes" | "outer">;

/** Notes the scope of each column that is mentioned. */
function scopeAll(
  of: Node,
  around: Around,
  notes: MentionsSoFar,
  scope: SelectScope | null = null,
  parameters: LambdaParameters = new Map(),
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
  for (const [name, item] of itemsInHaving(of)) notes.items.set(name, item);
  for (const child of children(of)) {
    scopeAll(child, { ctes, outer: scope ?? around.outer }, notes, inner, parameters);
  }
}

/** Calls whose lambda is given what it made so far, and then the element. */
const REDUCES = /reduce$/i;

/** @param element which parameter is the element of the list */
function withParameters(
  lambda: Node,
  list: Node,
  element: number,
  parameters: LambdaParameters,
): LambdaParameters {
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

/** The place of a column, or of a part of one; null where it is not known which one it is. */
function resolve(
  names: readonly string[],
  scope: SelectScope,
  forms: Forms,
  depth: number,
): TextPlace | null {
  return qualified(names, scope, forms, depth) ??
    within(named(names, 1, scope, forms, depth), names.slice(1));
}

/** The place of what an alias stands before: `t.doc.d`. */
function qualified(
  names: readonly string[],
  scope: SelectScope,
  forms: Forms,
  depth: number,
): TextPlace | null {
  return names.length < 2 ? null : within(named(names, 2, scope, forms, depth), names.slice(2));
}

/** @param count 1 = a column; 2 = one of an alias */
function named(
  names: readonly string[],
  count: 1 | 2,
  scope: SelectScope,
  forms: Forms,
  depth: number,
): TextPlace | null {
  const [first = "", second] = names.slice(0, count).map(foldName);
  if (depth > DEPTH) return null;
  for (const source of sourcesOf(node(scope.select, "from_table"))) {
    if (source === scope.from) break;
    const alias = foldName(str(source, "alias") || str(source, "table_name"));
    if (second !== undefined && alias !== first) continue;
    const found = columnOf(source, second ?? first, scope, forms, depth);
    if (found === "unknown") return null;
    if (found !== "none") return found;
  }
  return scope.outer === null ? null : named(names, count, scope.outer, forms, depth + 1);
}

/** What a source has under a name. */
type FoundText = TextPlace | "none" | "unknown" | null;

function columnOf(source: Node, name: string, scope: SelectScope, forms: Forms, depth: number): FoundText {
  const aliases = list(source, "column_name_alias").map((each) => foldName(String(each)));
  const call = str(source, "type") === "TABLE_FUNCTION" ? node(source, "function") : null;
  if (call !== null && str(call, "function_name").toLowerCase() === "unnest") {
    const [own = "unnest", ...others] = aliases;
    if (others.length > 0) return "unknown";
    if (own !== name) return "none";
    const [from] = nodes(call, "children");
    return from === undefined ? null : elementsOf(selected(from, scope, forms, depth + 1));
  }
  if (str(source, "type") === "SUBQUERY") {
    // It may be lateral: what stands before it is known in it.
    const around = { ctes: scope.ctes, outer: { ...scope, from: source } };
    return outputOf(
      node(node(source, "subquery") ?? {}, "node"),
      name,
      aliases,
      around,
      forms,
      depth,
    );
  }
  if (str(source, "type") === "EMPTY") return "none";
  if (str(source, "type") !== "BASE_TABLE") return "unknown";
  const table = foldName(str(source, "table_name"));
  const cte = scope.ctes.get(table);
  if (cte === undefined) {
    const columns = forms.get(table);
    if (columns === undefined || aliases.length > 0) return "unknown";
    return columns.has(name) ? { table, column: name, path: [], lists: 0 } : "none";
  }
  const own = list(cte, "aliases").map((each) => foldName(String(each)));
  const names = [...aliases, ...own.slice(aliases.length)];
  return outputOf(node(node(cte, "query") ?? {}, "node"), name, names, scope, forms, depth);
}

/**
 * What a query gives under a name.
 * @param aliases of its first columns, from outside
 */
function outputOf(
  query: Node | null,
  name: string,
  aliases: readonly string[],
  around: Around,
  forms: Forms,
  depth: number,
): FoundText {
  if (query === null || str(query, "type") !== "SELECT_NODE" || depth > DEPTH) return "unknown";
  const scope: SelectScope = { select: query, ctes: withCtes(query, around.ctes), outer: around.outer };
  const items = nodes(query, "select_list");
  const star = items.findIndex((item) => str(item, "class") === "STAR");
  const apart = items.findIndex(takesApart);
  const given = aliases.indexOf(name);
  const at = given < 0 ? placeIn(query, name) : given;
  // These give several columns, so that it is not known which ones the aliases are of.
  if (aliases.length > 0 && [star, apart].some((each) => each >= 0 && (at < 0 || each <= at))) {
    return "unknown";
  }
  if (given < 0 && at >= 0 && at < aliases.length) return "none";
  if (items[at] !== undefined) return selected(items[at], scope, forms, depth + 1);
  if (star >= 0) return resolve([name], scope, forms, depth + 1) ?? "unknown";
  const [list] = nodes(items[apart] ?? {}, "children");
  if (list === undefined) return "none";
  const place = within(elementsOf(selected(list, scope, forms, depth + 1)), [name]);
  // It may be deeper in the maps.
  return place !== null && formAt(place, forms) === "basic" ? place : "unknown";
}

/** The place of what a query selects. */
function selected(item: Node, scope: SelectScope, forms: Forms, depth: number): TextPlace | null {
  if (str(item, "class") === "COLUMN_REF") return resolve(strs(item, "column_names"), scope, forms, depth);
  const handed = handedOn(item);
  return handed === null ? null : handedPlace(handed, selected(handed.from, scope, forms, depth));
}
