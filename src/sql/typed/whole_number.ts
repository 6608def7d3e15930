/**
 * Reads a number as an integer where one is needed; a fraction is an error.
 * @module
 */
import type { Node } from "../tree.ts";
import { plain } from "./bound_type.ts";
import { call, caseOf, castTo, comparison, once, text } from "./nodes.ts";

/**
 * A number as a whole one: by value, so that a fraction is an error.
 * @param type what it is read as
 * @param from the type that it has, as DuckDB names it
 * @param name of what needs it
 */
export function wholeNumber(of: Node, type: string, from: string, name: string): Node {
  if (!/^(DECIMAL|DOUBLE|FLOAT)/.test(from)) return castTo(of, plain(type));
  return once(of, (value) =>
    caseOf([{
      when: comparison("COMPARE_NOTEQUAL", value, call("trunc", [value])),
      then: castTo(call("error", [text(`A whole number is needed by ${name}`)]), plain(type)),
    }], castTo(value, plain(type))));
}
