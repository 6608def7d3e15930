/**
 * Exact forms: which parts of an expression are looked at as JSON or as text, so that maps and lists are read in
 * their exact text.
 *
 * `SELECT doc::VARCHAR, json_keys(doc) FROM orders` → one column of type JSON with the item's own text of `doc`, and
 * no STRUCT
 * @module
 */
import type { SqlType } from "../../catalog/sql_type.ts";
import { type Node, node, nodes, str } from "../tree.ts";
import { OF_TEXT } from "../typed/json_meetings.ts";
import { isMade } from "../typed/made.ts";

/** A part of an expression, and the kinds of types that are read in their exact text there. */
export interface Look {
  readonly at: Node;
  readonly kinds: ReadonlySet<SqlType["kind"]>;
}

/** Lists stay lists where a function is one of lists, too. What is JSON so far may turn out to hold lists. */
const MAPS: ReadonlySet<SqlType["kind"]> = new Set(["STRUCT", "MAP"]);
/** JSON columns leave out the keys whose values are NULL, as STRUCTs do. */
const CONTAINERS: ReadonlySet<SqlType["kind"]> = new Set(["STRUCT", "MAP", "LIST", "JSON"]);
/** A place that was not seen yet may hold any of them; its JSON is read by value. */
const ANYTHING: ReadonlySet<SqlType["kind"]> = new Set(["STRUCT", "MAP", "LIST", "JSON", "UNSEEN"]);

/** Functions that look at their first argument as JSON. */
const OF_JSON =
  /^(->>?|to_json|json_(extract|extract_path|extract_string|extract_path_text|keys|array_length|type|contains|exists|value))$/;

/** Functions of text that are functions of lists too. */
const OF_LISTS: ReadonlySet<string> = new Set(["length", "len", "contains", "reverse", "repeat"]);

/** Functions that join lists, unless one of their arguments is a text. */
const JOINING: ReadonlySet<string> = new Set(["||", "concat"]);

/** The parts of an expression that are looked at as JSON or as text. */
export function exactLooks(of: Node): readonly Look[] {
  switch (str(of, "class")) {
    case "CAST": {
      const child = node(of, "child");
      if (child === null) return [];
      if (isText(of)) return [{ at: child, kinds: ANYTHING }];
      return isJson(node(of, "cast_type")) ? [{ at: child, kinds: CONTAINERS }] : [];
    }
    // `doc -> '$.a'` parses as a lambda does.
    case "LAMBDA": {
      const left = node(of, "lhs");
      return left === null || str(node(of, "expr") ?? {}, "class") !== "CONSTANT"
        ? []
        : [{ at: left, kinds: CONTAINERS }];
    }
    case "FUNCTION":
      return inCall(str(of, "function_name").toLowerCase(), nodes(of, "children"));
    default:
      return [];
  }
}

function inCall(name: string, given: readonly Node[]): readonly Look[] {
  const [first] = given;
  if (OF_JSON.test(name)) {
    return first === undefined ? [] : [{ at: first, kinds: name === "to_json" ? ANYTHING : CONTAINERS }];
  }
  // `x IN [a, b]` is parsed as `contains([a, b], x)`.
  if (!OF_TEXT.test(name) || (name === "contains" && first !== undefined && isMade(first))) return [];
  const kinds = OF_LISTS.has(name) || (JOINING.has(name) && !given.some(isText)) ? MAPS : ANYTHING;
  return given.map((at) => ({ at, kinds }));
}

/** Whether an expression is surely text. */
function isText(of: Node): boolean {
  const kind = str(of, "class");
  if (kind === "CAST") return str(node(of, "cast_type") ?? {}, "id") === "VARCHAR";
  return kind === "CONSTANT" && str(node(node(of, "value") ?? {}, "type") ?? {}, "id") === "VARCHAR";
}

function isJson(type: Node | null): boolean {
  return type !== null &&
    (str(type, "alias") === "JSON" || str(node(type, "type_info") ?? {}, "alias") === "JSON");
}
