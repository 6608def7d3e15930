/**
 * A path of constant steps from a base table's attribute → a column of its own.
 * @module
 */
import { quoteName } from "../../catalog/names.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import { type Node, node, str, strs } from "../tree.ts";
import { mayBeRow, rewriteReference, VALUE_FUNCTIONS } from "./bind_name.ts";
import { type Context, nameError } from "./context.ts";
import type { Draft, PlaceColumn } from "./draft.ts";
import { foldName } from "./identifiers.ts";
import { chainOf, chainText, dottedSteps } from "./path_steps.ts";
import { placeOf } from "./places.ts";
import { find, type Hit, type Scope } from "./scope.ts";

/**
 * Makes a column of the place that an expression means, where it is one.
 * @param exact it is looked at as JSON or as text: types of which it is read in its exact text; null where it has another
 * @returns the part of the expression that the column stands for, and the column; null where there is no such place
 * @throws DynamoSqlError `column_not_found`, `ambiguous_name` or `type_mismatch` for a place that cannot be
 */
export function bindPath(
  context: Context,
  expression: Node,
  scope: Scope,
  exact?: ReadonlySet<SqlType["kind"]>,
): Node | null {
  const { text } = context.statement;
  const chain = chainOf(text, expression);
  if (chain === null) return null;
  const names = strs(chain.reference, "column_names");
  const { hit, at } = sureColumn(names, scope);
  const draft = hit?.source.draft ?? null;
  const origin = hit?.column.origin ?? null;
  if (hit === null || draft === null || origin === null) return null;
  const dotted = dottedSteps(text, chain.reference, hit.used);
  const steps = [...dotted, ...chain.steps];
  if (steps.length === 0 && exact === undefined) return null;
  const { attribute } = origin;
  const evidence = Object.hasOwn(draft.table.attributes, attribute)
    ? draft.table.attributes[attribute]
    : undefined;
  const place = placeOf(quoteName(hit.column.name), evidence, steps);
  // DynamoDB may know more of it by now.
  if ("problem" in place || place.type.kind === "UNSEEN") context.unknown.add(draft.table);
  if ("problem" in place) {
    throw nameError(context, PROBLEMS[place.problem], place.message, chain.reference);
  }
  // Only what has several representations is looked at in its exact text; a text may be JSON itself.
  if (exact !== undefined && (place.taken < steps.length || !exact.has(place.type.kind))) return null;
  if (place.path.length === 0 && exact === undefined) return null;
  const part = chain.parts[place.taken - dotted.length];
  if (part === undefined) return null;
  const column = placeColumn(context, draft, {
    attribute,
    path: place.path,
    ...(exact === undefined ? { type: place.type } : { type: { kind: "JSON" }, form: "json" }),
    text: chainText(part),
  });
  rewriteReference(context, chain.reference, names, hit, at);
  standFor(context, part, draft, spelled(column, chainText(part)));
  return part;
}

/**
 * Makes a column of `x::JSON`: the value as it is in the item, also where the column does not show it.
 * @returns whether the expression is such a cast, of an attribute or of a place inside one
 */
export function bindJsonForm(context: Context, expression: Node, scope: Scope): boolean {
  const { text } = context.statement;
  const name = str(node(node(expression, "cast_type") ?? {}, "type_info") ?? {}, "name");
  const child = node(expression, "child");
  if (str(expression, "class") !== "CAST" || foldName(name) !== "json" || child === null) return false;
  const chain = chainOf(text, child);
  if (chain === null) return false;
  const names = strs(chain.reference, "column_names");
  const { hit, at } = sureColumn(names, scope);
  const draft = hit?.source.draft ?? null;
  const origin = hit?.column.origin ?? null;
  if (hit === null || draft === null || origin === null) return false;
  const { attribute } = origin;
  const steps = [...dottedSteps(text, chain.reference, hit.used), ...chain.steps];
  const evidence = Object.hasOwn(draft.table.attributes, attribute)
    ? draft.table.attributes[attribute]
    : undefined;
  const place = placeOf(quoteName(hit.column.name), evidence, steps);
  if ("problem" in place || place.taken < steps.length) return false;
  const column = placeColumn(context, draft, {
    attribute,
    path: place.path,
    form: "json",
    type: { kind: "JSON" },
    text: `CAST(${chainText(child)} AS "${name}")`,
  });
  rewriteReference(context, chain.reference, names, hit, at);
  standFor(context, expression, draft, spelled(column, `CAST(${chainText(child)} AS "${name}")`));
  return true;
}

/**
 * The name of a place's column, for one way to write the place: names that differ by case are one to DuckDB, and what it names
 * after them has them as they are written.
 */
function spelled({ column, text, spellings }: PlaceColumn, as: string): { readonly column: string } {
  if (as === text) return { column };
  const known = spellings.get(as);
  if (known !== undefined) return { column: known };
  const number = spellings.size + 1;
  const letters = [...column].map((letter, at) => (number >> at) % 2 === 1 ? letter.toUpperCase() : letter);
  const name = number < 2 ** SPELLED ? letters.join("") : column;
  if (name !== column) spellings.set(as, name);
  return { column: name };
}

/** Letters at the beginning of such names. */
const SPELLED = "dynamosql".length;

const PROBLEMS = {
  unknown: "column_not_found",
  ambiguous: "ambiguous_name",
  scalar: "type_mismatch",
} as const;

/** The rewritten statement names the column where the expression was. */
export function standFor(
  context: Context,
  expression: Node,
  draft: Draft,
  { column }: { readonly column: string },
): void {
  const before = context.rewrites.get(expression);
  context.rewrites.set(expression, (mapped) =>
    draft.rowNeeded ? before?.(mapped) ?? mapped : {
      class: "COLUMN_REF",
      type: "COLUMN_REF",
      alias: str(expression, "alias"),
      query_location: expression["query_location"] ?? null,
      column_names: [column],
    });
}

/** The column of a place: the same for the same place. */
export function placeColumn(
  context: Context,
  draft: Draft,
  place: { readonly text: string; readonly type: SqlType } & Pick<PlaceColumn, "attribute" | "path" | "form">,
): PlaceColumn {
  const { attribute, path, form } = place;
  const same = (each: PlaceColumn) =>
    each.attribute === attribute && each.form === form && JSON.stringify(each.path) === JSON.stringify(path);
  const known = draft.places.find(same);
  const kept = context.kept?.columns.find((each) =>
    each.attribute === attribute && each.form === form && JSON.stringify(each.path) === JSON.stringify(path)
  );
  const column = known ?? {
    ...place,
    type: kept?.type ?? place.type,
    column: placeName(context),
    spellings: new Map(),
  };
  if (known === undefined) draft.places.push(column);
  draft.needed.add(column.column);
  return column;
}

/** A name that nothing has: no name of the statement, no attribute. */
function placeName(context: Context): string {
  context.placePrefix ??= freePrefix(context);
  return `${context.placePrefix}${++context.placesMade}`;
}

function freePrefix({ statement, drafts }: Context): string {
  let prefix = "dynamosql_place_";
  const text = statement.text.toLowerCase();
  const isTaken = () =>
    text.includes(prefix) ||
    drafts.some(({ table }) =>
      Object.keys(table.attributes).some((name) => name.toLowerCase().startsWith(prefix))
    );
  while (isTaken()) prefix += "_";
  return prefix;
}

/** The column that the beginning of a dotted name surely means. */
function sureColumn(
  names: readonly string[],
  scope: Scope,
): { readonly hit: Hit | null; readonly at: Scope } {
  const [first = ""] = names;
  const none = { hit: null, at: scope };
  if (VALUE_FUNCTIONS.has(foldName(first))) return none;
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const { hits, sure, row } = find(names, at);
    if (sure !== null) return { hit: sure, at };
    // Beside an outer alias or a column of unknown name, DuckDB may prefer that one.
    const unsure = at.loose.has(foldName(first)) || at.aliases.has(foldName(first)) ||
      at.sources.some((source) => source.open);
    if (hits.length > 0 || (row !== null && mayBeRow(names, row)) || unsure) return none;
  }
  return none;
}
