/**
 * Dates with a zone that the statement writes itself. DuckDB forgets the zone of such a literal where it is cast to DATE or
 * TIMESTAMP, and does not read it at all without seconds: it is written in UTC beforehand, the instant it names.
 * @module
 */
import { textConstant } from "../constant.ts";
import type { Dialect } from "../dialect.ts";
import { type Node, node, str } from "../tree.ts";
import { nodesOf } from "./bound_tree.ts";
import { rewriteScope } from "./scope.ts";
import { dateType } from "./signatures.ts";

const ZONED =
  /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:Z|([+-])((?:[01]\d|2[0-3]))(?::([0-5]\d))?)$/;

/** Whether a text may be such a literal. */
export function isZonedDate(text: string): boolean {
  return ZONED.test(text);
}

/** A cast of such a literal, in UTC; null for other expressions, and where it is already. */
export function literalInUtc(of: Node): Node | null {
  const child = node(of, "child");
  const literal = str(of, "class") === "CAST" && str(child ?? {}, "class") === "CONSTANT"
    ? node(child ?? {}, "value")
    : null;
  if (child === null || literal === null || dateType(str(node(of, "cast_type") ?? {}, "id")) === null) {
    return null;
  }
  const was = str(literal, "value");
  const text = inUtc(was);
  if (text === null || text === was) return null;
  return { ...of, child: { ...child, value: textConstant(text)["value"] ?? null } };
}

/** The statement with all of them so. Columns of the answer keep their names. */
export async function literalsInUtc(query: Node, dialect: Dialect): Promise<Node> {
  let tree = query;
  for (;;) {
    const [target] = nodesOf(tree, (of) => literalInUtc(of) !== null);
    if (target === undefined) return tree;
    tree = await rewriteScope(tree, target, literalInUtc, dialect);
  }
}

/** A date with a zone as DuckDB reads it without one, and as one with one; null for other texts. */
function inUtc(text: string): string | null {
  const [, day, minutes, seconds = "00", fraction, sign, hours = "0", more = "0"] = ZONED.exec(text) ?? [];
  if (day === undefined) return null;
  const local = Date.parse(`${day}T${minutes}:${seconds}Z`);
  // JavaScript takes the thirtieth of February for the first of March.
  if (Number.isNaN(local) || !new Date(local).toISOString().startsWith(`${day}T`)) return null;
  const offset = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(more)) * 60_000;
  const written = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(new Date(local - offset).toISOString());
  if (written === null) return null;
  return `${written[1]} ${written[2]}${fraction === undefined ? "" : `.${fraction}`}+00`;
}
