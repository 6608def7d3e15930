/**
 * Rewrites calls that search, extend and write lists of JSON to work by value: a text is looked for as a text, while
 * DuckDB would parse it as JSON. `length` of JSON counts a list's entries or a text's characters.
 * @module
 */
import { type Node, type NodeChange, nodes } from "../tree.ts";
import { type BoundType, isNested, plain } from "./bound_type.ts";
import { hasJson, read, readingsOf } from "./json_parts.ts";
import { jsonList, jsonString } from "./json_reading.ts";
import { asJson } from "./json_text.ts";
import { call, caseOf, castTo, comparison, each, lambda, once, text } from "./nodes.ts";
import { listIn } from "./list_in.ts";
import { callName, type Rewrite, withChild } from "./rewrite.ts";
import { comparedInLists, withListsCompared } from "./row_texts.ts";

/** Calls that look for an entry. */
const SEARCHES: ReadonlySet<string> = new Set(
  ("list_contains list_has array_contains array_has contains list_position list_indexof array_position " +
    "array_indexof").split(" "),
);
/** Calls that look for the entries of another list. */
const OF_TWO: ReadonlySet<string> = new Set(
  "list_has_any array_has_any list_has_all array_has_all && @> <@".split(" "),
);
const INTERSECTS: ReadonlySet<string> = new Set(["list_intersect", "array_intersect"]);
/** Calls that add an entry, and where that is. */
const ADDS: ReadonlyMap<string, number> = new Map([
  ["list_append", 1],
  ["array_append", 1],
  ["array_push_back", 1],
  ["array_push_front", 1],
  ["list_prepend", 0],
  ["array_prepend", 0],
]);
const JOINS: ReadonlySet<string> = new Set(["list_concat", "list_cat", "array_concat", "array_cat"]);
const WRITES: ReadonlySet<string> = new Set(["array_to_string", "list_string_agg"]);
const LENGTHS: ReadonlySet<string> = new Set(["len", "length"]);
/** Calls that make JSON: what they give is left to DuckDB. */
const MADE = /^(->>?|json|json_\w+|to_json|array_to_json|row_to_json)$/;

const CALLS: ReadonlySet<string> = new Set([
  ...SEARCHES,
  ...OF_TWO,
  ...INTERSECTS,
  ...ADDS.keys(),
  ...JOINS,
  ...WRITES,
  ...LENGTHS,
]);

/** Calls over lists of JSON, and lengths of JSON. */
export const jsonLists: Rewrite = {
  wants: (of, world) =>
    world.json && (CALLS.has(callName(of)) || listIn(of) !== null) ? comparedInLists(of).slice(0, 2) : [],
  rewrite(of, typeOf) {
    const name = callName(of);
    const children = comparedInLists(of);
    const [first, second] = children.map(typeOf);
    if (first === undefined || first === null) return null;
    if (LENGTHS.has(name)) {
      const made = MADE.test(callName(children[0] ?? {}));
      return first.id === "JSON" && children.length === 1 && !made ? lengthOf : null;
    }
    if (WRITES.has(name)) {
      const isJson = first.id === "JSON";
      if (!isJson && first.child?.id !== "JSON") return null;
      return (now) =>
        withChild(now, 0, (part) => each(isJson ? jsonList(part) : part, "__entry", jsonString));
    }
    if (second === undefined || second === null || children.length !== 2) return null;
    const place = ADDS.get(name);
    if (place !== undefined) return place === 0 ? added(second, first, 0) : added(first, second, 1);
    if (JOINS.has(name)) return joined([first, second]);
    // Values without parts are compared with those of the list as with those of any query.
    if (listIn(of) !== null) return isNested(second) ? searched(first, second) : null;
    if (SEARCHES.has(name)) return searched(first, second);
    return sought(first, second, INTERSECTS.has(name));
  },
};

const listRead =
  (list: BoundType, reading: ReturnType<typeof readingsOf>[number] | undefined) => (of: Node) =>
    read(of, list, reading === null || reading === undefined ? null : { child: reading, fields: [] });

function searched(list: BoundType, entry: BoundType): NodeChange | null {
  if (list.id !== "LIST" || list.child === null || !(hasJson(list) || hasJson(entry))) return null;
  const [inner = null, other = null] = readingsOf([list.child, entry]);
  if (inner === null && other === null) return null;
  return (now) =>
    withListsCompared(now, (part, at) => at === 0 ? listRead(list, inner)(part) : read(part, entry, other));
}

function sought(one: BoundType, other: BoundType, intersects: boolean): NodeChange | null {
  if (one.id !== "LIST" || other.id !== "LIST" || one.child === null || other.child === null) return null;
  if (!(hasJson(one) || hasJson(other))) return null;
  const inner = one.child;
  const [left = null, right = null] = readingsOf([inner, other.child]);
  if (left === null && right === null) return null;
  if (!intersects) {
    return (now) => withChild(withChild(now, 0, listRead(one, left)), 1, listRead(other, right));
  }
  return (now) => {
    const [list = {}, among = {}] = nodes(now, "children");
    const isThere = lambda(
      "__entry",
      (entry) => call("list_contains", [listRead(other, right)(among), read(entry, inner, left)]),
    );
    return { ...call("list_distinct", [call("list_filter", [list, isThere])]), alias: now["alias"] ?? "" };
  };
}

function added(list: BoundType, entry: BoundType, at: number): NodeChange | null {
  if (list.id !== "LIST" || list.child?.id !== "JSON" || hasJson(entry)) return null;
  return (now) => withChild(now, at, (part) => asJson(part, entry));
}

function joined(lists: readonly BoundType[]): NodeChange | null {
  if (!lists.some(({ child }) => child?.id === "JSON")) return null;
  const others = lists.map(({ id, child }) => id === "LIST" && child !== null && !hasJson(child));
  if (!others.includes(true)) return null;
  return (now) => ({
    ...now,
    children: nodes(now, "children").map((part, at) =>
      others[at] === true ? each(part, "__entry", (entry) => asJson(entry, lists[at]?.child ?? null)) : part
    ),
  });
}

/** The number of a list's entries, or else of the characters of the text. */
function lengthOf(now: Node): Node {
  const [json = {}] = nodes(now, "children");
  const whole = once(json, (value) => {
    const isList = comparison("COMPARE_EQUAL", call("json_type", [value]), text("ARRAY"));
    const entries = castTo(call("json_array_length", [value]), plain("BIGINT"));
    return caseOf([{ when: isList, then: entries }], call("length", [jsonString(value)]));
  }, "__long");
  return { ...whole, alias: now["alias"] ?? "" };
}
