/**
 * T-SQL joins texts by `+`, which adds here: where one side is a text that says no number and no date, it is meant.
 *
 * `name + ' ' + country` → `name || ' ' || country`; `a + b` and `n + '1'` → as they are
 * @module
 */
import type { Statement } from "../parse.ts";
import { type Node, nodes, str, transform } from "../tree.ts";
import { textOf } from "../typed/unlike.ts";

/** The statement with texts joined by `||`. */
export function joinedTexts(statement: Statement): Statement {
  if (!/'[^\S\r\n]*\+|\+[^\S\r\n]*N?'/i.test(statement.text)) return statement;
  const node = transform(statement.node, (of) => {
    const [left, right, ...others] = str(of, "function_name") === "+" ? nodes(of, "children") : [];
    if (left === undefined || right === undefined || others.length > 0) return of;
    return isText(left) || isText(right) ? { ...of, function_name: "||" } : of;
  });
  return node === statement.node ? statement : { ...statement, node };
}

/** A text that can be nothing else: no digit is in it. */
function isText(of: Node): boolean {
  const text = textOf(of);
  if (text !== null) return !/\d/.test(text) && !/^\s*(?:today|now|epoch|infinity)\s*$/i.test(text);
  return str(of, "function_name") === "||" && str(of, "class") === "FUNCTION";
}
