/**
 * Captured names: a name is taken for a column of the query around, for an item of the select list, or for a key of a
 * map that is called like the table, as long as no item is known to have an attribute of this name. Items may have one
 * all the same, in whatever case, and then that one is meant, as SQL finds the nearest first: so it is read along, with
 * the common variants by case. A name that one side of a join has in another case is looked for on the others.
 *
 * `SELECT id FROM orders WHERE EXISTS (SELECT 1 FROM items WHERE order_id = id AND status = 'open')`, no `status` of
 * `items` seen so far → means `orders.status`, reads `items.status` as a probe, and a warning says so
 * @module
 */
import { inQuotes, quoteName } from "../../catalog/names.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import type { Probe } from "../query.ts";
import { caseVariants, foldName, sameName } from "./identifiers.ts";
import { find } from "./scope.ts";
import type { Context, Draft, Hit, NotedProbe, Scope, Source } from "./model.ts";

/**
 * Notes which tables may have a name that was found further away.
 * @param names the reference's parts
 * @param scope where it stands
 * @param found what its first part was taken for, and in which scope
 */
export function noteCaptured(
  context: Context,
  names: readonly string[],
  scope: Scope,
  found: { readonly hit: Hit; readonly at: Scope },
): void {
  const { hit, at } = found;
  const [first = "", second] = names;
  // With its table's name before it, a column is meant.
  if (hit.used > 1) return noteMaps(context, names, scope, found);
  const read = `${hit.source.name === "" ? "" : `${quoteName(hit.source.name)}.`}${
    quoteName(hit.column.name)
  }`;
  for (let inner: Scope | null = scope; inner !== null && inner !== at; inner = inner.parent) {
    for (const { draft } of inner.sources) {
      if (draft !== null) note(context, draft, first, `the column ${read} of the query around`);
    }
  }
  noteBeside(context, first, found, read);
  const draft = second === undefined ? null : find(names, at).row?.draft ?? null;
  if (draft !== null && second !== undefined) note(context, draft, second, `a key of the map ${read}`);
}

/** Warns where a table around is meant and a table further in has maps of its name with a key of the column's. */
function noteMaps(
  context: Context,
  [first = "", second = ""]: readonly string[],
  scope: Scope,
  { hit: { source, column, used }, at }: { readonly hit: Hit; readonly at: Scope },
): void {
  if (used > 2) return;
  for (let inner: Scope | null = scope; inner !== null && inner !== at; inner = inner.parent) {
    for (const { draft } of inner.sources) {
      for (const { attribute, path, type } of draft?.columns ?? []) {
        if (draft === null || path.length > 0 || !sameName(attribute, first) || !mayHaveKey(type, second)) {
          continue;
        }
        const [alias, name, map, key] = [source.name, column.name, attribute, second].map(quoteName);
        context.around.add(
          `${alias}.${name} is read as the column ${name} of ${alias} of the query around, and not as the key ${key} ` +
            `of the maps ${map} of ${quoteName(draft.alias)}: write ${
              quoteName(draft.alias)
            }.${map}.${key} if they ` +
            "are meant.",
        );
      }
    }
  }
}

/** Whether values of a type are known to be maps that may have a key. */
function mayHaveKey(type: SqlType, key: string): boolean {
  if (type.kind === "STRUCT") return type.fields.some(({ name }) => sameName(name, key));
  return type.kind === "MAP" || type.kind === "JSON";
}

/** Notes that what the other tables beside it may have comes before a column of another case, or beside it. */
function noteBeside(
  context: Context,
  name: string,
  { hit: { source, column }, at }: { readonly hit: Hit; readonly at: Scope },
  read: string,
): void {
  if (column.name === name || at.merged.has(foldName(column.actual))) return;
  for (const other of at.sources) {
    if (other !== source && other.draft !== null) note(context, other.draft, name, `the column ${read}`);
  }
}

/** Notes the same of a name that an item of a select list has: there is no warning, as the statement says it. */
export function noteAlias(context: Context, name: string, scope: Scope, at: Scope): void {
  for (let inner: Scope | null = scope; inner !== null; inner = inner === at ? null : inner.parent) {
    for (const { draft } of inner.sources) if (draft !== null) note(context, draft, name);
  }
}

/** Notes that a name is taken for the rows of a table: of those beside it, and further in, a column would be meant. */
export function noteRow(context: Context, row: Source, scope: Scope, at: Scope): void {
  for (let inner: Scope | null = scope; inner !== null; inner = inner === at ? null : inner.parent) {
    for (const source of inner.sources) {
      if (source === row || source.draft === null) continue;
      note(context, source.draft, row.name, `the rows of ${quoteName(row.name)}`);
    }
  }
}

/** Whether a name was taken for something further away than its table. The select list is in sight. */
export const isCaptured = ({ elsewhere }: Probe): boolean => elsewhere !== undefined && elsewhere !== ITEM;

/** Warns of such a name. */
export function capturedWarnings(captured: NotedProbe): readonly string[] {
  if (!isCaptured(captured)) return [];
  const { draft, attribute, elsewhere } = captured;
  const table = quoteName(draft.table.name);
  return [
    `${
      quoteName(attribute)
    } is read as ${elsewhere}: no item of ${table} that was looked at has an attribute of this ` +
    `name, which would be meant. In full, ${quoteName(draft.alias)}.${inQuotes(attribute)} is the attribute.`,
  ];
}

const ITEM = "an item of the select list";

function note(context: Context, draft: Draft, attribute: string, elsewhere = ITEM): void {
  const instead = { attribute, path: [] };
  const probe = { draft, path: [], instead, quoted: false, elsewhere };
  context.probes.push({ ...probe, attribute });
  for (const variant of caseVariants(attribute)) {
    context.probes.push({ ...probe, attribute: variant, otherwise: true });
  }
}
