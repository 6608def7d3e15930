/**
 * DuckDB's own syntax tree, as `json_serialize_sql` gives it, read without loss.
 * Numbers that a double cannot hold stay exact: they are `Numeral`s, written back digit by digit.
 * @module
 */
import { parse as parseLossless } from "lossless-json";
import { DynamoSqlError } from "../errors.ts";

/** A number of the tree in its exact text, `Infinity` and `NaN` included. */
export class Numeral {
  constructor(readonly text: string) {}
}

/** Any value of the tree. */
export type TreeValue = null | boolean | string | Numeral | readonly TreeValue[] | Node;

/** One object of the tree: a statement, an expression, a table reference, … Immutable. */
export type Node = { readonly [member: string]: TreeValue };

/** What becomes of an expression. */
export type NodeChange = (now: Node) => Node;

/**
 * Nesting of the JSON text above which a tree is refused. DuckDB stops an expression at depth 1,000, which is
 * about 2,000 levels of JSON; recursion over so many levels still fits a worker's default stack.
 */
export const MAX_TREE_DEPTH = 2_000;

/** DuckDB's mark for "no place in the text": 2^64 − 1. */
const NO_LOCATION = "18446744073709551615";

/**
 * Stand-ins for the three bare words that DuckDB writes and JSON does not have. DuckDB never writes such
 * numbers itself: no double has that exponent.
 */
const BARE_WORDS: ReadonlyMap<string, string> = new Map([
  ["Infinity", "1e99999999"],
  ["-Infinity", "-1e99999999"],
  ["NaN", "2e99999999"],
]);
const BARE_NUMERALS: ReadonlyMap<string, string> = new Map(
  [...BARE_WORDS].map(([word, mark]) => [mark, word]),
);

/** The depth of nesting of a JSON text, strings skipped. */
function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < json.length; at++) {
    const char = json.charCodeAt(at);
    if (char === 0x22) {
      while (++at < json.length && json.charCodeAt(at) !== 0x22) if (json.charCodeAt(at) === 0x5c) at++;
    } else if (char === 0x7b || char === 0x5b) {
      if (++depth > deepest) deepest = depth;
    } else if (char === 0x7d || char === 0x5d) {
      depth--;
    }
  }
  return deepest;
}

/**
 * Reads the JSON text of a tree.
 * @throws DynamoSqlError `invalid_query` if it nests deeper than {@link MAX_TREE_DEPTH}
 */
export function readTree(json: string): Node {
  if (depthOf(json) > MAX_TREE_DEPTH) {
    throw new DynamoSqlError("invalid_query", "The statement is nested too deeply: flatten it.");
  }
  const plain = /Infinity|NaN/.test(json)
    ? json.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (token) => BARE_WORDS.get(token) ?? token)
    : json;
  // lossless-json types its result `unknown`; with this number parser it makes TreeValues and nothing else.
  const value = parseLossless(plain, undefined, {
    parseNumber: (text) => new Numeral(BARE_NUMERALS.get(text) ?? text),
  }) as TreeValue;
  if (!isNode(value)) throw new DynamoSqlError("internal", "The syntax tree is not an object.");
  return value;
}

/** Writes a tree as the JSON text it was read from, whitespace apart. */
export function writeTree(value: TreeValue): string {
  if (value === null) return "null";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "boolean") return value ? "true" : "false";
  if (value instanceof Numeral) return value.text;
  if (isList(value)) return `[${value.map(writeTree).join(",")}]`;
  const members: string[] = [];
  for (const [name, member] of Object.entries(value)) {
    members.push(`${JSON.stringify(name)}:${writeTree(member)}`);
  }
  return `{${members.join(",")}}`;
}

/** Whether a value is an object of the tree. */
export function isNode(value: TreeValue | undefined): value is Node {
  return typeof value === "object" && value !== null && !(value instanceof Numeral) && !Array.isArray(value);
}

/** Whether a value is a list. */
export function isList(value: TreeValue | undefined): value is readonly TreeValue[] {
  return Array.isArray(value);
}

/** A text member; empty if absent or of another kind. */
export function str(node: Node, member: string): string {
  const value = node[member];
  return typeof value === "string" ? value : "";
}

/** A truth member; false if absent or of another kind. */
export function bool(node: Node, member: string): boolean {
  return node[member] === true;
}

/** A number member in its exact text; null if absent or of another kind. */
export function numeral(node: Node, member: string): string | null {
  const value = node[member];
  return value instanceof Numeral ? value.text : null;
}

/** An object member; null if absent, null or of another kind. */
export function node(parent: Node, member: string): Node | null {
  const value = parent[member];
  return isNode(value) ? value : null;
}

/** The objects of a list member; empty if absent or of another kind. Entries that are no objects are left out. */
export function nodes(parent: Node, member: string): readonly Node[] {
  return list(parent, member).filter(isNode);
}

/** The texts of a list member (`column_names`, …); empty if absent. */
export function strs(parent: Node, member: string): readonly string[] {
  return list(parent, member).filter((value) => typeof value === "string");
}

/** A list member; empty if absent or of another kind. */
export function list(parent: Node, member: string): readonly TreeValue[] {
  const value = parent[member];
  return isList(value) ? value : [];
}

/** Byte offset in the UTF-8 text that a node came from; null where DuckDB keeps none. */
export function location(of: Node): number | null {
  const text = numeral(of, "query_location");
  return text === null || text === NO_LOCATION ? null : Number(text);
}

/** The direct child objects, those in lists included, in the order of the tree. */
export function children(of: Node): readonly Node[] {
  const found: Node[] = [];
  for (const name of Object.keys(of)) collect(of[name], found);
  return found;
}

function collect(value: TreeValue | undefined, found: Node[]): void {
  if (isNode(value)) found.push(value);
  else if (isList(value)) { for (const entry of value) collect(entry, found); }
}

/** Visits a node and all below it, parents first. `visit` returns false to leave out what is below. */
export function walk(root: Node, visit: (node: Node) => boolean | void): void {
  if (visit(root) === false) return;
  for (const child of children(root)) walk(child, visit);
}

/** The node with each direct child object replaced by `replace(child)`; itself if none changes. */
export function mapChildren(of: Node, replace: (child: Node) => Node): Node {
  // A statement can have a million nodes, most of which do not change: a copy is made where one does.
  let copy: Record<string, TreeValue> | null = null;
  for (const name of Object.keys(of)) {
    const value = of[name];
    if (typeof value !== "object" || value === null) continue;
    const mapped = mapValue(value, replace);
    if (mapped !== value) (copy ??= { ...of })[name] = mapped;
  }
  return copy ?? of;
}

function mapValue(value: TreeValue, replace: (child: Node) => Node): TreeValue {
  if (isNode(value)) return replace(value);
  if (!isList(value)) return value;
  let copy: TreeValue[] | null = null;
  for (const [at, entry] of value.entries()) {
    const mapped = mapValue(entry, replace);
    if (mapped !== entry) (copy ??= [...value])[at] = mapped;
  }
  return copy ?? value;
}

/** The tree with every node replaced by `replace(node)`, children first. Parts that do not change are shared. */
export function transform(root: Node, replace: (node: Node) => Node): Node {
  return replace(mapChildren(root, (child) => transform(child, replace)));
}
