/**
 * Calls that make values of parts: rows, structs and lists as they are written.
 * @module
 */
import { type Node, str } from "../tree.ts";
import { callName } from "./rewrite.ts";

/** `(a, b)` or `{'k': a}`. */
export function isWrittenFields(of: Node): boolean {
  return callName(of) === "row" || callName(of) === "struct_pack";
}

/** `[a, b]`. */
export function isWrittenList(of: Node): boolean {
  return callName(of) === "list_value" || str(of, "type") === "ARRAY_CONSTRUCTOR";
}

/** Whether an expression is one of them. */
export function isMade(of: Node): boolean {
  return isWrittenFields(of) || isWrittenList(of);
}
