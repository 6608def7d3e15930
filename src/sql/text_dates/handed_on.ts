/**
 * Says what calls hand on: values of the first thing they are given, elements of it, or a part by its key.
 *
 * `max(day)` → `day`; `unnest(days)` → elements of `days`; `doc->>'day'` → the part `day` of `doc`
 * @module
 */
import { type Node, node, nodes, str } from "../tree.ts";

/** Functions that give one of the values they are given first. */
const HANDS_ON =
  /^(min|max|any_value|first|last|arg_min|arg_max|min_by|max_by|lag|lead|first_value|last_value|nth_value)$/;

/** Functions that give an element of the list they are given first. */
const OF_LIST = /^(unnest|(list|array)_(extract|element|min|max|first|last|any_value))$/;

/** Gives the values of a map: they are one place, as elements of a list are. */
const OF_MAP = /^map_values$/;

/** Functions that give a list of elements of the list they are given first. */
const SAME_LIST =
  /^((list|array)_(sort|reverse_sort|distinct|reverse|filter|slice)|filter|flatten|array_pop_(back|front))$/;

/** Functions that make a list of the one thing they are given: what is in it is handed on. */
const LISTS = /^(list|array_agg|list_value)$/;

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

/** What a call gives one of, or a part of. */
export interface Handed {
  readonly from: Node;
  readonly elements: boolean;
  readonly keys: readonly string[];
  /** It is put into a list. */
  readonly listed: boolean;
}

/** What a call gives one of, or a part of; null for other expressions. */
export function handedOn(of: Node): Handed | null {
  const part = partOf(of);
  const name = str(of, "function_name").toLowerCase();
  const [from, ...others] = nodes(of, "children");
  if (from === undefined) return null;
  if ((LISTS.test(name) || str(of, "type") === "ARRAY_CONSTRUCTOR") && others.length === 0) {
    return { from, elements: false, keys: [], listed: true };
  }
  if (part !== null) return { from: part.whole, elements: false, keys: part.keys, listed: false };
  if (HANDS_ON.test(name) || SAME_LIST.test(name) || name === "json_extract_string") {
    return { from, elements: false, keys: [], listed: false };
  }
  if (OF_MAP.test(name)) return { from: structOf(from) ?? from, elements: true, keys: [], listed: false };
  return OF_LIST.test(name) || /^(OPERATOR_UNNEST|ARRAY_EXTRACT)$/.test(str(of, "type"))
    ? { from, elements: true, keys: [], listed: false }
    : null;
}

/** The STRUCT that a map is made of (`asMap`); null where it is no such map. */
function structOf(map: Node): Node | null {
  const made = str(node(map, "else_expr") ?? {}, "function_name") === "map_from_entries";
  const [check] = nodes(map, "case_checks");
  return made ? nodes(node(check ?? {}, "when_expr") ?? {}, "children")[0] ?? null : null;
}
