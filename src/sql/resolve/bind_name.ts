/**
 * The binder of names: a column reference becomes the attributes that it may need, a rewrite where DuckDB must see
 * another name, or an error where it can mean nothing.
 *
 * `SELECT totl FROM orders` → `Column not found: totl. Nearest: total…`; `SELECT "rare" FROM orders`, an attribute
 * that nobody has seen → a column of type UNSEEN
 * @module
 */
import { quoteName } from "../../catalog/names.ts";
import { keyMeant } from "../meant_texts.ts";
import { location, type Node, str, strs } from "../tree.ts";
import { call } from "../typed/nodes.ts";
import { noteCase, noteUnmet } from "./probes.ts";
import { noteAlias, noteCaptured, noteRow } from "./captured.ts";
import { nameError } from "./context.ts";
import { sparseColumn } from "./draft.ts";
import { foldName, quotedParts } from "./identifiers.ts";
import { nameFields } from "./inner_names.ts";
import { apart, notFound, otherwiseMeant } from "./not_found.ts";
import { columnsAlike, find, mayHaveMore } from "./scope.ts";
import { VALUE_FUNCTIONS } from "./value_functions.ts";
import type { Column, Context, Draft, Hit, Scope, Source } from "./model.ts";

/** Marks what the reference may need, in every scope it can reach. Gives the column that it surely means. */
export function bindReference(context: Context, reference: Node, scope: Scope): Column | null {
  if (context.itemNames.has(reference)) return null;
  const names = strs(reference, "column_names");
  const [first = ""] = names;
  const isFunction = isValueFunction(context, reference, names, scope);
  let unsure = isFunction;
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    if (at.variables.has(foldName(first))) return null;
    const { hits, sure, row } = find(names, at, !isFunction);
    for (const hit of sure === null || unsure ? hits : [sure]) need(hit);
    if (sure !== null) {
      noteCase(context, reference, sure);
      noteCaptured(context, names, scope, { hit: sure, at });
      // Beside an outer alias or a column of unknown name, DuckDB may prefer that one.
      if (!unsure) rewriteReference(context, reference, names, sure, at);
      return unsure || sure.used < names.length ? null : sure.column;
    }
    if (hits.length > 0) {
      // A column of a table whose columns are not known here comes first.
      if (names.length > 1 && row?.open === true) return null;
      if (!isFunction) {
        checkCase(context, reference, names, hits);
        checkApart(context, reference, names, hits, at);
      }
      if (!unsure) renameAlike(context, reference, names, hits);
      return null;
    }
    if (row !== null && mayBeRow(names, row)) {
      needRow(row);
      if (names.length === 1) {
        noteRow(context, row, scope, at);
        nameFields(context, reference, row);
      }
      return null;
    }
    // Whatever other sources hold, a column of this table is meant.
    if (row !== null && row.draft !== null && !unsure && !at.aliases.has(foldName(first))) break;
    if (at.aliases.has(foldName(first))) {
      const said = isFunction ? VALUE_FUNCTIONS.get(foldName(first)) : undefined;
      if (said !== undefined) {
        // Without parentheses DuckDB would take the item of this name.
        context.rewrites.set(reference, () => ({ ...call(said, []), alias: str(reference, "alias") }));
        return null;
      }
      if (!isFunction) noteAlias(context, first, scope, at);
    }
    unsure ||= at.loose.has(foldName(first)) || at.aliases.has(foldName(first)) ||
      at.sources.some((source) => source.open);
  }
  return unsure ? null : sparse(context, reference, names, scope);
}

/**
 * Whether a name is a function where the statement gives no column this name. In double quotes it is an attribute's,
 * and so is `user`, a common name, where there are tables.
 */
function isValueFunction(
  context: Context,
  reference: Node,
  names: readonly string[],
  scope: Scope,
): boolean {
  const [first = "", second] = names;
  const folded = foldName(first);
  const isOne = VALUE_FUNCTIONS.has(folded) || (folded === "user" && scope.sources.length === 0);
  if (second !== undefined || !isOne) return false;
  const [quoted] = quotedParts(context.statement.text, location(reference), 1);
  return quoted !== true;
}

/** Loads the attribute that a column holds. */
export function need({ source, column }: { readonly source: Source; readonly column: Column }): void {
  if (source.draft !== null && column.origin !== null) source.draft.needed.add(column.origin.attribute);
}

/** Loads all that a source has. */
export function needAll(source: Source): void {
  if (source.draft !== null) source.draft.allNeeded = true;
}

/** Loads all that a source has, and no hidden columns, which a whole row would show. */
export function needRow(source: Source): void {
  needAll(source);
  if (source.draft !== null) source.draft.rowNeeded = true;
  if (source.hidden !== undefined) source.hidden.rowNeeded = true;
}

/**
 * Whether a name can mean a whole row: `t` alone does; `t.x` may mean a field of the row if the columns of `t` are
 * not known.
 */
export function mayBeRow(names: readonly string[], row: Source): boolean {
  return names.length === 1 || row.open;
}

/** The reference under the names that DuckDB knows. */
export function rewriteReference(
  context: Context,
  reference: Node,
  names: readonly string[],
  hit: Hit,
  scope: Scope,
): void {
  const { source, column, used } = hit;
  // An item of the select list may have this name without an alias, and would be found before the column.
  const isImplied = used === 1 && names.length === 1 && scope.implied.has(foldName(names[0] ?? ""));
  const alone = used > 1 || scope.merged.has(foldName(column.actual)) ||
    scope.sources.flatMap((each) => columnsAlike(column.name, each)).length <= 1;
  if (
    used < 3 && alone && !isImplied && column.actual === column.name &&
    (used === 1 || source.actual === source.name)
  ) {
    return;
  }
  const mustQualify = !alone || isImplied;
  const canQualify = source.actual !== "";
  // A source without a name cannot qualify the column; its internal name is enough.
  if (mustQualify && !canQualify && column.actual === column.name) return;
  const qualifier = used > 1 || (mustQualify && canQualify) ? [source.actual] : [];
  const renamed = [...qualifier, column.actual, ...names.slice(used)];
  context.rewrites.set(reference, (mapped) => ({ ...mapped, column_names: renamed }));
}

/** Renames a reference to several columns that have one name for DuckDB, as the merged column of a FULL JOIN does. */
function renameAlike(
  context: Context,
  reference: Node,
  names: readonly string[],
  hits: readonly Hit[],
): void {
  const [actual, ...others] = new Set(hits.map((hit) => hit.column.actual));
  if (actual === undefined || others.length > 0 || hits.some((hit) => hit.used > 1)) return;
  if (foldName(actual) === foldName(names[0] ?? "")) return;
  context.rewrites.set(reference, (mapped) => ({ ...mapped, column_names: [actual, ...names.slice(1)] }));
}

/** Refuses a name that differs from several attributes of one table only by case. */
function checkCase(context: Context, reference: Node, names: readonly string[], hits: readonly Hit[]): void {
  const [first] = hits;
  if (first === undefined || hits.some((hit) => hit.source !== first.source || hit.used !== first.used)) {
    return;
  }
  const name = names[first.used - 1] ?? "";
  const candidates = hits.map((hit) => quoteName(hit.column.name));
  if (new Set(candidates).size < 2) return;
  // An attribute of this very name may have been written since.
  if (first.source.draft !== null) context.unknown.add(first.source.draft.table);
  throw nameError(
    context,
    "ambiguous_name",
    `Ambiguous column name: ${quoteName(name)} can be ${candidates.join(" or ")}`,
    reference,
  );
}

/** Refuses a name that several tables have, where DuckDB knows it in one of them alone or would tell it as it is written. */
function checkApart(
  context: Context,
  reference: Node,
  names: readonly string[],
  hits: readonly Hit[],
  scope: Scope,
): void {
  const actual = new Set(hits.map(({ column }) => foldName(column.actual)));
  const isMerged = actual.values().some((name) => scope.merged.has(name));
  if (isMerged || hits.some(({ used }) => used > 1)) return;
  const [name = ""] = names;
  const isOtherCase = new Set(hits.map(({ source }) => source)).size > 1 &&
    !scope.aliases.has(foldName(name)) &&
    hits.every(({ column }) => column.name !== name);
  if (actual.size < 2 && !isOtherCase) return;
  const candidates = hits.map(({ source, column }) => `${quoteName(source.name)}.${quoteName(column.name)}`);
  throw nameError(
    context,
    "ambiguous_name",
    `Ambiguous column name: ${quoteName(name)} can be ${candidates.join(" or ")}`,
    reference,
  );
}

/**
 * Handles a name that is found nowhere: it becomes a sparse attribute if it may be one, else an error is thrown. Gives
 * its column where DuckDB knows that by another name.
 */
function sparse(
  context: Context,
  reference: Node,
  names: readonly string[],
  scope: Scope,
): Column | null {
  const [first = "", second] = names;
  const quoted = quotedParts(context.statement.text, location(reference), names.length);
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const row = find(names, at).row;
    const qualified = second !== undefined && row !== null;
    const candidates = (qualified ? [row] : at.sources).filter(mayHaveMore);
    const name = qualified ? second : first;
    if (quoted[qualified ? 1 : 0] === true && candidates.length > 0) {
      const [only, ...others] = candidates;
      if (others.length > 0) {
        throw nameError(
          context,
          "ambiguous_name",
          `Unknown attribute ${quoteName(name)} of ${
            candidates.map((each) => each.name).join(" or ")
          }: qualify it`,
          reference,
          ...apart(name, at),
          ...otherwiseMeant(context, reference, names, scope),
        );
      }
      const mayBeKey = !qualified && context.statement.text.includes("[");
      const key = mayBeKey ? keyMeant(context.statement.node, reference) : null;
      if (key !== null) {
        for (const { draft } of candidates) if (draft !== null) context.unknown.add(draft.table);
        throw nameError(
          context,
          "column_not_found",
          `Column not found: ${quoteName(name)}`,
          reference,
          `The key of a map is a text, in single quotes: write ${key}.`,
        );
      }
      const column = only === undefined ? null : addSparse(context, only, name);
      if (only !== undefined && column !== null) {
        const hit = { source: only, column, used: qualified ? 2 : 1 };
        if (column.actual === name) return null;
        rewriteReference(context, reference, names, hit, at);
        return column;
      }
    }
    if (qualified) break;
  }
  throw notFound(context, reference, names, scope);
}

/** Adds an attribute that is not known to a source; null if it cannot have one. */
export function addSparse(context: Context, source: Source, name: string): Column | null {
  const { draft } = source;
  const column = draft === null ? source.sparse?.(context, name) ?? null : sparseIn(context, draft, name);
  if (column !== null) source.columns.push(column);
  return column;
}

function sparseIn(context: Context, draft: Draft, name: string): Column {
  context.unknown.add(draft.table);
  // Another use of a CTE may have named it before.
  const known = draft.columns.find(({ attribute }) => attribute === name);
  const column = known ?? sparseColumn(name, draft);
  if (known === undefined) draft.columns.push(column);
  noteUnmet(context, draft, name);
  draft.needed.add(name);
  const origin = { draft, attribute: name, nullable: false, sealed: false, ctes: [] };
  return { name, actual: column.column, origin };
}
