/**
 * The binder of paths makes a column of its own of a path of constant steps from a base table's attribute.
 *
 * `SELECT doc.price FROM orders` → `SELECT dynamosql_place_1 AS price FROM loaded_0 AS orders`
 * @module
 */
import { quoteName } from "../../catalog/names.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import { type Node, node, str, strs } from "../tree.ts";
import { mayBeRow, rewriteReference } from "./bind_name.ts";
import { noteCase, noteKey, noteUnmetKey } from "./probes.ts";
import { noteCaptured } from "./captured.ts";
import { nameError } from "./context.ts";
import { isKey } from "./draft.ts";
import { type ColumnOf, inGroup } from "./grouped.ts";
import { foldName } from "./identifiers.ts";
import { chainOf, chainText, dottedSteps, type Step } from "./path_steps.ts";
import { type Place, placeOf } from "./places.ts";
import { placingOf } from "./placing.ts";
import { find, isAround } from "./scope.ts";
import type { Context, Draft, Hit, Placed, PlaceName, Placing, Scope, Wanted } from "./model.ts";

/**
 * Makes a column of the place that an expression means, where it is one.
 * @param exact the expression is looked at as JSON or as text: values of these types are read in their exact text
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
  if (chain === null || context.itemNames.has(chain.reference)) return null;
  const names = strs(chain.reference, "column_names");
  const { hit, at } = sureColumn(names, scope);
  const placing = hit === null ? null : placingOf(context, hit.source, hit.column);
  if (hit === null || placing === null || (exact !== undefined && placing.distinct)) return null;
  const dotted = dottedSteps(text, chain.reference, hit.used);
  const steps = [...dotted, ...chain.steps];
  if (steps.length === 0 && exact === undefined) return null;
  const found = placesFor(
    context,
    chain.reference,
    hit.column.name,
    placing,
    steps,
    isAround(names[0] ?? "", at.parent),
  );
  if (found === null) return null;
  const { taken, places } = found;
  // Only values with several representations are read in their exact text; a text may itself be JSON.
  if (exact !== undefined && (taken < steps.length || !places.some(({ type }) => exact.has(type.kind)))) {
    return null;
  }
  if (taken === 0 && exact === undefined) return null;
  const grouped = inGroup(context, expression, hit, steps.slice(0, taken), exact !== undefined);
  if (grouped === "none") return null;
  const part = chain.parts[taken - dotted.length];
  if (part === undefined) return null;
  const placed = placing.make({
    ...(exact === undefined ? { places } : { places: places.map(asJson), form: "json" }),
    text: chainText(part),
  });
  noteCase(context, chain.reference, hit);
  noteCaptured(context, names, scope, { hit, at });
  rewriteReference(context, chain.reference, names, hit, at);
  standFor(context, part, hit, placed, { grouped });
  return part;
}

/**
 * The places that steps from a column lead to, in each base column that it comes from; null if these places are
 * unlike.
 * @param known what was looked at decides, whatever other items may have
 */
function placesFor(
  context: Context,
  reference: Node,
  name: string,
  { origins }: Placing,
  steps: readonly Step[],
  known: boolean,
): { readonly taken: number; readonly places: Wanted["places"] } | null {
  const found = origins.map(({ draft, attribute }) => {
    const { table } = draft;
    const place = placeIn(draft, attribute, name, steps, known);
    // The table may have items with it by now.
    if ("problem" in place || place.type.kind === "UNSEEN") context.unknown.add(table);
    if (!("problem" in place)) noteKeys(context, draft, attribute, place);
    return place;
  });
  const good = found.flatMap((place) => "problem" in place ? [] : [place]);
  const [first] = good;
  const bad = found.find((place) => "problem" in place);
  if (bad !== undefined && "problem" in bad && (first === undefined || bad.problem !== "unknown")) {
    throw nameError(context, PROBLEMS[bad.problem], bad.message, reference, ...bad.advice ?? []);
  }
  if (first === undefined || good.some(({ taken }) => taken !== first.taken)) return null;
  const unseen = { path: first.path, type: { kind: "UNSEEN" } } as const;
  const places = found.map((place) => {
    return "problem" in place ? unseen : { path: place.path, type: place.type };
  });
  return { taken: first.taken, places };
}

/** Notes keys that may turn out to be others: those of another case, and those that were not met. */
function noteKeys(
  context: Context,
  draft: Draft,
  attribute: string,
  { byCase, unmet }: Extract<Place, { readonly path: unknown }>,
): void {
  for (const each of byCase) noteKey(context, draft, attribute, each);
  if (unmet !== undefined) noteUnmetKey(context, draft, attribute, unmet);
}

/** The place that steps from an attribute of a table lead to. */
function placeIn(
  { table }: Draft,
  attribute: string,
  name: string,
  steps: readonly Step[],
  known = false,
): Place {
  const evidence = Object.hasOwn(table.attributes, attribute) ? table.attributes[attribute] : undefined;
  const isKnown = known || isKey(table.key, attribute);
  return placeOf(quoteName(name), evidence, steps, isKnown);
}

function asJson({ path }: Wanted["places"][number]): Wanted["places"][number] {
  return { path, type: { kind: "JSON" } };
}

/**
 * Makes a column of `x::JSON`: the value as it is in the item, also where the column does not show it.
 * @returns whether the expression is such a cast, of an attribute or of a place inside one
 */
export function bindJsonForm(context: Context, expression: Node, scope: Scope): boolean {
  const name = str(node(node(expression, "cast_type") ?? {}, "type_info") ?? {}, "name");
  const child = node(expression, "child");
  if (str(expression, "class") !== "CAST" || foldName(name) !== "json" || child === null) return false;
  const chain = chainOf(context.statement.text, child);
  if (chain === null || context.itemNames.has(chain.reference)) return false;
  const names = strs(chain.reference, "column_names");
  const { hit, at } = sureColumn(names, scope);
  const placing = hit === null ? null : placingOf(context, hit.source, hit.column);
  if (hit === null || placing === null || placing.distinct) return false;
  const steps = [...dottedSteps(context.statement.text, chain.reference, hit.used), ...chain.steps];
  const places = placing.origins.flatMap(({ draft, attribute }) => {
    const place = placeIn(draft, attribute, hit.column.name, steps);
    if ("problem" in place || place.taken < steps.length) return [];
    noteKeys(context, draft, attribute, place);
    return [asJson(place)];
  });
  if (places.length < placing.origins.length) return false;
  const grouped = inGroup(context, expression, hit, steps, true);
  if (grouped === "none") return false;
  const text = `CAST(${chainText(child)} AS "${name}")`;
  const placed = placing.make({ places, form: "json", text });
  noteCase(context, chain.reference, hit);
  noteCaptured(context, names, scope, { hit, at });
  rewriteReference(context, chain.reference, names, hit, at);
  standFor(context, expression, hit, placed, { text, grouped });
  return true;
}

/**
 * The name of a place's column, for one way to write the place. DuckDB takes names that differ by case for one, but
 * names results as they are written.
 */
function nameFor({ column, text, variants }: PlaceName, as: string): string {
  if (as === text) return column;
  const known = variants.get(as);
  if (known !== undefined) return known;
  const number = variants.size + 1;
  const letters = [...column].map((letter, at) => (number >> at) % 2 === 1 ? letter.toUpperCase() : letter);
  const name = number < 2 ** VARIED_LETTERS ? letters.join("") : column;
  if (name !== column) variants.set(as, name);
  return name;
}

/** Letters at the beginning of such names. */
const VARIED_LETTERS = "dynamosql".length;

const PROBLEMS = {
  unknown: "column_not_found",
  ambiguous: "ambiguous_name",
  scalar: "type_mismatch",
} as const;

/** The rewritten statement names the column where the expression was. */
function standFor(
  context: Context,
  expression: Node,
  { source, used }: Hit,
  { column, isThere }: Placed,
  { text = chainText(expression), grouped }: {
    readonly text?: string;
    readonly grouped: ((value: Node) => Node) | null;
  },
): void {
  const before = context.rewrites.get(expression);
  // A subquery can be there twice; a base table's columns for places have names of their own.
  const isQualified = source.draft === null && used > 1 && source.actual !== "";
  // DuckDB adds the qualifier to what it names after the column.
  const shown = isQualified && text === chainText(expression) ? text.slice(text.indexOf(".") + 1) : text;
  const name = nameFor(column, shown);
  context.rewrites.set(expression, (mapped) => {
    if (!isThere()) return before?.(mapped) ?? mapped;
    const value = {
      class: "COLUMN_REF",
      type: "COLUMN_REF",
      alias: str(expression, "alias"),
      query_location: expression["query_location"] ?? null,
      column_names: isQualified ? [source.actual, name] : [name],
    };
    return grouped === null ? value : { ...grouped(value), alias: value.alias };
  });
}

/** The column of a SELECT's own that the beginning of a dotted name surely means. */
export const ownColumn: ColumnOf = (names, scope) => {
  const { hit, at } = sureColumn(names, scope);
  return at === scope ? hit : null;
};

/** The column that the beginning of a dotted name surely means. */
function sureColumn(
  names: readonly string[],
  scope: Scope,
): { readonly hit: Hit | null; readonly at: Scope } {
  const [first = ""] = names;
  const none = { hit: null, at: scope };
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    if (at.variables.has(foldName(first))) return none;
    const { hits, sure, row } = find(names, at);
    if (sure !== null) return { hit: sure, at };
    // Beside an outer alias or a column of unknown name, DuckDB may prefer that one.
    const unsure = at.loose.has(foldName(first)) || at.aliases.has(foldName(first)) ||
      at.sources.some((source) => source.open);
    if (hits.length > 0 || (row !== null && mayBeRow(names, row)) || unsure) return none;
  }
  return none;
}
