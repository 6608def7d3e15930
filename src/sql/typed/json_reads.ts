/**
 * Finds the readings of JSON columns in a statement, by which values that cannot be read so become NULL.
 * @module
 */
import type { Base, Origins } from "../text_dates/origin.ts";
import { type Node, node, nodes, str, walk } from "../tree.ts";
import { OF_ONE_KIND } from "./json_apart.ts";
import { NUMBER_KINDS } from "./json_reading.ts";
import { callName } from "./rewrite.ts";
import { LOST_DIGITS } from "./widening.ts";

/** One reading of a column of a base table. */
export interface JsonRead {
  readonly base: Base;
  readonly as: "number" | "boolean" | "list";
  /** All digits of numbers are kept. */
  readonly exact: boolean;
}

/** The readings in a statement, each once. */
export function jsonReadsIn(root: Node, origins: Origins): readonly JsonRead[] {
  const found = new Map<string, JsonRead>();
  walk(root, (of) => {
    // Values that it cannot read are compared as they are.
    if (str(of, "alias") === OF_ONE_KIND) return false;
    const read = readOf(of, origins);
    if (read !== null) found.set(JSON.stringify(read), read);
    return true;
  });
  return [...found.values()];
}

function readOf(of: Node, origins: Origins): JsonRead | null {
  const checks = str(of, "class") === "CASE" ? nodes(of, "case_checks") : [];
  const kinds = checks.map((check) => kindOf(node(check, "when_expr")));
  const as = NUMBER_KINDS.every((name, at) => kinds[at]?.name === name)
    ? "number"
    : kinds.length === 1 && kinds[0]?.name === "BOOLEAN"
    ? "boolean"
    : kinds.length === 1 && kinds[0]?.name === "ARRAY" && isNullOrNone(node(of, "else_expr"))
    ? "list"
    : null;
  const value = kinds[0]?.value;
  const base = as === null || value === undefined ? null : origins.of(value);
  return as === null || base === null || base.elements ? null : { base, as, exact: keepsDigits(of) };
}

const isNullOrNone = (of: Node | null) => of === null || node(of, "value")?.["is_null"] === true;

/** The test for a kind of JSON. */
function kindOf(of: Node | null): { readonly name: string; readonly value: Node | undefined } | null {
  const [left, right] = [node(of ?? {}, "left"), node(of ?? {}, "right")];
  if (left === null || right === null || callName(left) !== "json_type") return null;
  return { name: str(node(right, "value") ?? {}, "value"), value: nodes(left, "children")[0] };
}

function keepsDigits(of: Node): boolean {
  let found = false;
  walk(of, (each) => {
    // A sort key is a struct that keeps all digits.
    found ||= str(node(each, "value") ?? {}, "value") === LOST_DIGITS || callName(each) === "struct_pack";
    return !found;
  });
  return found;
}
