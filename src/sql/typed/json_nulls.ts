/**
 * Takes keys whose values are NULL out of JSON: for comparison and order they count as missing.
 * @module
 */
import type { Node } from "../tree.ts";
import { call, caseOf, text } from "./nodes.ts";

/** A key whose value is null, and the comma behind it; another string, kept. */
const NULLS = String.raw`"(?:[^"\\]|\\.)*"\s*:\s*null\s*,?|("(?:[^"\\]|\\.)*")`;
/** A comma that stands before the end of a map; a string, kept. */
const COMMAS = String.raw`("(?:[^"\\]|\\.)*")|,\s*(\})`;

const replaced = (json: Node, pattern: string, by: string) =>
  call("regexp_replace", [json, text(pattern), text(by), text("g")]);

/** The text of JSON, without those keys, however deep. In lists, null stays. */
export function withoutNulls(json: Node): Node {
  return caseOf([{
    when: call("contains", [json, text("null")]),
    then: replaced(replaced(json, NULLS, String.raw`\1`), COMMAS, String.raw`\1\2`),
  }], json);
}
