/**
 * Rewrites `j[1]` of JSON columns to the first entry of a list, as in columns of lists. DuckDB counts from 0 in JSON,
 * and takes a slice of its text.
 * @module
 */
import { type Node, nodes, str } from "../tree.ts";
import { isNumber, plain } from "./bound_type.ts";
import { jsonList } from "./json_reading.ts";
import { castTo } from "./nodes.ts";
import { callName, type Rewrite, withChild } from "./rewrite.ts";

const SUBSCRIPTS: ReadonlySet<string> = new Set(["ARRAY_EXTRACT", "ARRAY_SLICE"]);
const CALLS = /^(list|array)_(extract|element|slice)$/;
/** Calls that make JSON; in their results DuckDB counts from 0. */
const MADE = /^(->>?|json|json_\w+|to_json|array_to_json|row_to_json)$/;

function isMade(of: Node): boolean {
  const [first] = nodes(of, "children");
  if (first !== undefined && (SUBSCRIPTS.has(str(of, "type")) || CALLS.test(callName(of)))) {
    return isMade(first);
  }
  // `j -> '$.k'` parses as a lambda does.
  return MADE.test(callName(of)) || ["CAST", "LAMBDA"].includes(str(of, "class"));
}

/** Places in lists that are JSON. */
export const jsonSubscripts: Rewrite = {
  wants(of, world) {
    const [list, place] = nodes(of, "children");
    const takes = SUBSCRIPTS.has(str(of, "type")) || CALLS.test(callName(of));
    return !world.json || !takes || list === undefined || place === undefined || isMade(list)
      ? []
      : [list, place];
  },
  rewrite(of, typeOf) {
    const [list, place] = nodes(of, "children").map(typeOf);
    const slice = str(of, "type") === "ARRAY_SLICE" || callName(of).endsWith("_slice");
    if (list?.id !== "JSON" || (!slice && (place === null || place === undefined || !isNumber(place)))) {
      return null;
    }
    return (now) =>
      withChild(
        now,
        0,
        (child) => slice ? jsonList(child) : castTo(child, { ...plain("LIST"), child: plain("JSON") }, true),
      );
  },
};
