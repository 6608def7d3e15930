/**
 * Values in JSON, read as what they meet: the text of a string or of another scalar, a number, a truth value. What
 * cannot be read as asked is NULL.
 * @module
 */
import type { Node } from "../tree.ts";
import { plain } from "./bound_type.ts";
import { call, caseOf, castTo, comparison, once, operator, text } from "./nodes.ts";
import { nullConstant } from "../constant.ts";

/** What JSON is read as. */
export type JsonReading = "VARCHAR" | "DOUBLE" | "BOOLEAN";

/** An expression of type JSON, read. */
export function jsonAs(reading: JsonReading, of: Node): Node {
  if (reading === "VARCHAR") return operator("->>", of, text("$"));
  return once(of, (value) => {
    const kind = call("json_type", [value]);
    const is = (name: string) => comparison("COMPARE_EQUAL", kind, text(name));
    const read = castTo(value, plain(reading), true);
    const kinds = reading === "BOOLEAN" ? ["BOOLEAN"] : ["UBIGINT", "BIGINT", "DOUBLE", "HUGEINT"];
    return caseOf(kinds.map((name) => ({ when: is(name), then: read })), nullConstant());
  });
}
