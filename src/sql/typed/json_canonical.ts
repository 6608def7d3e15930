/**
 * Writes JSON constants of a statement in canonical form, the form of JSON columns: keys in order, numbers as short
 * as possible. So `'{"b": 1.0, "a": 2}'::JSON` equals `{"a":2,"b":1}`.
 * @module
 */
import { isLosslessNumber, parse } from "lossless-json";
import { textConstant } from "../constant.ts";
import { isList, isNode, list, mapChildren, type Node, node, nodes, str, type TreeValue } from "../tree.ts";
import { callName } from "./rewrite.ts";

/** Digits of a fraction that are a number for every reader; with more it is a string. */
const DOUBLE_DIGITS = 15;
/** Exponents that numbers of DynamoDB have at most. */
const EXPONENT_MAX = 130;

/** The canonical form of a JSON text; null if it is no JSON, or holds more than a column can. */
export function canonicalJson(json: string): string | null {
  try {
    return written(parse(json));
  } catch {
    return null;
  }
}

function written(value: unknown): string {
  if (isLosslessNumber(value)) return writtenNumber(value.toString());
  if (Array.isArray(value)) return `[${value.map(written).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([one], [other]) => one < other ? -1 : 1);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${written(member)}`).join(",")}}`;
}

function writtenNumber(text: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(text) ?? [];
  if (Math.abs(Number(exponent)) > EXPONENT_MAX) return text;
  const point = whole.length + Number(exponent);
  const all = (whole + fraction).padStart(whole.length + fraction.length + Math.max(0, -point), "0");
  const at = Math.max(point, 0);
  const before = all.slice(0, at).padEnd(at, "0").replace(/^0+/, "") || "0";
  const after = all.slice(at).replace(/0+$/, "");
  if (after === "") return before === "0" ? "0" : sign + before;
  const digits = (before + after).replace(/^0+/, "");
  const plain = `${sign}${before}.${after}`;
  return digits.length <= DOUBLE_DIGITS ? plain : `"${plain}"`;
}

/** The text constant that a node makes JSON of; null for other nodes. */
export function jsonLiteral(of: Node): Node | null {
  const name = str(node(node(of, "cast_type") ?? {}, "type_info") ?? {}, "name");
  const child = str(of, "class") === "CAST" && name.toLowerCase() === "json"
    ? node(of, "child")
    : callName(of) === "json"
    ? nodes(of, "children")[0] ?? null
    : null;
  const value = child === null || str(child, "class") !== "CONSTANT" ? null : node(child, "value");
  return value !== null && typeof value["value"] === "string" ? child : null;
}

/** A literal of JSON in its canonical form; other nodes as they are. */
export function canonical(of: Node): Node {
  const literal = jsonLiteral(of);
  const said = literal === null ? null : canonicalJson(str(node(literal, "value") ?? {}, "value"));
  if (literal === null || said === null) return of;
  const constant = textConstant(said);
  return str(of, "class") === "CAST" ? { ...of, child: constant } : { ...of, children: [constant] };
}

/** Puts the constant keys of JSON that a statement makes in order; returns other nodes as they are. */
export function withSortedKeys(of: Node): Node {
  const name = callName(of);
  const parts = nodes(of, "children");
  if (str(of, "class") === "CAST") {
    const child = node(of, "child");
    return child === null ? of : { ...of, child: withSortedKeys(child) };
  }
  // Around JSON that is made of numbers: their shortest texts.
  if (name === "regexp_replace") {
    return { ...of, children: parts.map((part, at) => at === 0 ? withSortedKeys(part) : part) };
  }
  if (name === "json_object") {
    const pairs = parts.flatMap((part, at) =>
      at % 2 === 0 ? [{ key: keyIn(part), children: [part, withSortedKeys(parts[at + 1] ?? {})] }] : []
    );
    const keys = new Set(pairs.map(({ key }) => key));
    if (keys.has(null) || keys.size < pairs.length) return of;
    return { ...of, children: sorted(pairs).flatMap(({ children }) => children) };
  }
  if (name === "struct_pack") {
    const fields = parts.map((part) => ({
      key: str(part, "alias"),
      part: { ...withSortedKeys(part), alias: str(part, "alias") },
    }));
    return { ...of, children: sorted(fields).map(({ part }) => part) };
  }
  const makes = /^(to_json|json_array|list_value|json_quote|array_to_json|row_to_json)$/.test(name) ||
    str(of, "type") === "ARRAY_CONSTRUCTOR";
  return makes ? { ...of, children: parts.map(withSortedKeys) } : of;
}

function sorted<T extends { readonly key: string | null }>(parts: readonly T[]): readonly T[] {
  return parts.toSorted(({ key: one }, { key: other }) => (one ?? "") < (other ?? "") ? -1 : 1);
}

function keyIn(of: Node): string | null {
  const value = str(of, "class") === "CONSTANT" ? node(of, "value")?.["value"] : null;
  return typeof value === "string" ? value : null;
}

/** Calls that make JSON with keys in the order in which they are written. */
const MAKERS = /^(to_json|json_object|json_array|row_to_json|array_to_json)$/;

/**
 * A statement in which JSON that its subqueries and VALUES make of constant texts is in its canonical form, so that it
 * equals what it means, wherever their columns are used. What the statement itself selects is shown as it is written.
 */
export function withCanonicalColumns(query: Node): Node {
  const spelled = (of: Node): Node =>
    jsonLiteral(of) === null && !MAKERS.test(callName(of))
      ? of
      : { ...withSortedKeys(canonical(of)), alias: str(of, "alias") };
  const rows = (of: Node): Node => {
    const own = list(of, "values");
    if (!own.some((row) => isList(row) && row.some((value) => isNode(value) && spelled(value) !== value))) {
      return of;
    }
    const made = (row: TreeValue): TreeValue =>
      isList(row) ? row.map((value) => isNode(value) ? spelled(value) : value) : row;
    return { ...of, values: own.map(made) };
  };
  const visit = (of: Node, shown: boolean): Node => {
    const parts = str(of, "type") === "SET_OPERATION_NODE" ? [node(of, "left"), node(of, "right")] : [];
    const now = mapChildren(of, (child) => visit(child, shown && parts.includes(child)));
    if (str(of, "type") === "EXPRESSION_LIST") return rows(now);
    if (shown || str(of, "type") !== "SELECT_NODE") return now;
    const items = nodes(now, "select_list");
    const made = items.map(spelled);
    return made.every((item, at) => item === items[at]) ? now : { ...now, select_list: made };
  };
  return visit(query, true);
}
