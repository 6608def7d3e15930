/**
 * Errors about names that are found nowhere: what comes near, and what else may be meant.
 *
 * `SELECT totl FROM orders` → `Column not found: totl. Nearest: total.`; `WHERE status = paid` →
 * `If it is a text, write 'paid'.`; `SELECT x.total FROM orders o` → `FROM has no table or alias x. There is o.`
 * @module
 */
import { inQuotes, namesNear, quoteName, textLiteral } from "../../catalog/names.ts";
import { besideIn, datePartMeant } from "../meant_texts.ts";
import { type Node, node, nodes, str, strs, walk } from "../tree.ts";
import { constantOf } from "./constants.ts";
import { nameError } from "./context.ts";
import { foldName } from "./identifiers.ts";
import type { Context, Scope, Source } from "./model.ts";
import { columnsAlike, find, mayHaveMore } from "./scope.ts";

/** What one may write for names that other engines have. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ["rownum", "Rows are counted by LIMIT at the end of the SELECT, or by row_number() OVER ()."],
  ["level", "There is no CONNECT BY: write WITH RECURSIVE."],
  ["sysdate", "Write now(), or current_date."],
  ["systimestamp", "Write now()."],
]);

/** `"o.total"` for `o.total`. */
export function apart(name: string, { sources }: Scope): readonly string[] {
  const [table = "", ...rest] = name.split(".");
  const column = rest.join(".");
  const source = sources.find((each) => each.name !== "" && foldName(each.name) === foldName(table));
  if (source === undefined || columnsAlike(column, source).length === 0) return [];
  return [`A table and its column are quoted apart: ${quoteName(source.name)}.${quoteName(column)}.`];
}

/** What is surely meant where no column has a name: a part of dates, what other engines have; null for others. */
function surelyMeant({ statement }: Context, reference: Node, names: readonly string[]): string | null {
  const [name = "", ...others] = names;
  if (others.length > 0) return null;
  const [, curly] = /^[‘’‚“”„](.*?)[‘’“”]?$/u.exec(name) ?? [];
  if (curly !== undefined) return `A text stands in straight single quotes: write ${textLiteral(curly)}.`;
  const part = datePartMeant(statement.node, reference);
  const most = foldName(name) === "rownum" ? mostRows(statement.node, reference) : null;
  if (most !== null) return most;
  return part !== null ? `Parts of dates are texts: write ${part}.` : ELSEWHERE.get(foldName(name)) ?? null;
}

/** Oracle's `WHERE ROWNUM <= 5`, which counts rows before they are ordered; null where something else is asked of it. */
function mostRows(root: Node, reference: Node): string | null {
  let said: string | null = null;
  walk(root, (select) => {
    const where = node(select, "where_clause");
    if (where === null || str(select, "type") !== "SELECT_NODE") return;
    const isOrdered = nodes(select, "modifiers").length > 0 || nodes(select, "group_expressions").length > 0;
    walk(where, (of) => {
      const value = node(of, "left") === reference ? constantOf(node(of, "right") ?? {}) : null;
      const count = value?.kind === "number" && /^\d+$/.test(value.value) ? Number(value.value) : null;
      const type = str(of, "type");
      if (count === null || isOrdered || !/^COMPARE_LESSTHAN/.test(type)) return;
      const most = type === "COMPARE_LESSTHAN" ? count - 1 : count;
      said = `Rows are counted by LIMIT, at the end of the SELECT: write LIMIT ${most} for WHERE ROWNUM.`;
    });
  });
  return said;
}

/** A text that may be meant where no column has a name. */
export function otherwiseMeant(
  { statement }: Context,
  reference: Node,
  names: readonly string[],
  scope: Scope,
): readonly string[] {
  const [name = "", ...others] = names;
  if (others.length > 0) return [];
  const beside = besideIn(statement.node, (of) => of === reference);
  return beside.some((of) => mayHaveTexts(of, scope)) ? [`If it is a text, write ${textLiteral(name)}.`] : [];
}

const TEXTLESS: ReadonlySet<string> = new Set(["BIGINT", "DECIMAL", "DOUBLE", "BOOLEAN", "BLOB"]);

/** Whether an expression holds a column that may have texts. */
function mayHaveTexts(of: Node, scope: Scope): boolean {
  let found = false;
  walk(of, (part) => {
    if (str(part, "class") !== "COLUMN_REF") return;
    for (let at: Scope | null = scope; at !== null && !found; at = at.parent) {
      found = find(strs(part, "column_names"), at).hits.some(({ column: { origin } }) =>
        !TEXTLESS.has(
          origin?.draft.columns.find(({ attribute }) => attribute === origin.attribute)?.type.kind ?? "",
        )
      );
    }
  });
  return found;
}

/** A name before a column's that is no table's; null where it may be an attribute's. */
function noTable(context: Context, reference: Node, names: readonly string[], visible: readonly Source[]) {
  const [first = "", second] = names;
  const tables = visible.map((source) => source.name).filter((name) => name !== "");
  if (second === undefined || tables.length === 0) return null;
  if (!visible.some((source) => columnsAlike(second, source).length > 0)) return null;
  return nameError(
    context,
    "table_not_found",
    `FROM has no table or alias ${quoteName(first)}`,
    reference,
    `There ${tables.length > 1 ? "are" : "is"} ${tables.map(quoteName).join(", ")}.`,
  );
}

/** The error that a name is found nowhere. */
export function notFound(context: Context, reference: Node, names: readonly string[], scope: Scope) {
  const [first = "", second] = names;
  const visible: Source[] = [];
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const row = find(names, at).row;
    if (row !== null && second !== undefined) {
      return error(`${quoteName(row.name)}.${quoteName(second)}`, second, [row]);
    }
    visible.push(...at.sources);
  }
  return noTable(context, reference, names, visible) ??
    error(names.map(quoteName).join("."), first, visible);

  function error(shown: string, wanted: string, sources: readonly Source[]) {
    const own = sources.every((source) => source.draft !== null);
    // A subquery's columns come from its tables.
    for (const draft of own ? sources.map((source) => source.draft) : context.drafts) {
      if (draft !== null) context.unknown.add(draft.table);
    }
    const columns = new Set(sources.flatMap((source) => source.columns.map((column) => column.name)));
    // `a.b` asks for the key `b` of `a`; an attribute may be called so, dot and all.
    const dotted = names.join(".");
    if (names.length > 1 && columns.has(dotted)) {
      const meant = `Did you mean ${quoteName(dotted)}?`;
      return nameError(context, "column_not_found", `Column not found: ${shown}`, reference, meant);
    }
    const meant = surelyMeant(context, reference, names);
    if (meant !== null) {
      return nameError(context, "column_not_found", `Column not found: ${shown}`, reference, meant);
    }
    const rare = sources.some(mayHaveMore)
      ? [`If few items have it, write ${inQuotes(wanted)}: in double quotes it is read all the same.`]
      : [];
    return nameError(
      context,
      "column_not_found",
      `Column not found: ${shown}`,
      reference,
      ...otherwiseMeant(context, reference, names, scope),
      ...namesNear(wanted, [...columns]),
      ...rare,
    );
  }
}
