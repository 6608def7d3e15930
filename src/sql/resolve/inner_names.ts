/**
 * Inner names are those of columns that DuckDB cannot know by the attribute's own name. Where a statement compares names
 * of columns or shows them as values, it compares and shows the attributes' own.
 *
 * `SELECT "current_user" FROM users UNION BY NAME SELECT 'x' AS "current_user"` → both columns are `current_user#1`;
 * `SELECT users FROM users` → a struct with the field `current_user`
 * @module
 */
import type { TableDescription } from "../../catalog/description.ts";
import { quoteName } from "../../catalog/names.ts";
import { type Node, nodes, str, strs } from "../tree.ts";
import { call, expression, starNode } from "../typed/nodes.ts";
import { selected, subquery } from "../typed/subqueries.ts";
import { nameError } from "./context.ts";
import { shownColumns } from "./draft.ts";
import { foldName, sameName } from "./identifiers.ts";
import type { Column, Context, Output, Source } from "./model.ts";

/** Whether DuckDB knows the column by another name. */
export const isInner = ({ name, actual }: Pick<Column, "name" | "actual">): boolean =>
  !sameName(name, actual);

/** The columns of sources, or of queries, that have inner names. */
export const innerOf = (sources: readonly Pick<Output, "columns">[]): readonly Column[] =>
  sources.flatMap(({ columns }) => columns.filter(isInner));

/** Whether a query is UNION BY NAME, which compares names. */
export const isByName = (query: Node): boolean => str(query, "setop_type").endsWith("BY_NAME");

/**
 * The column with an inner name that has the name of a column that the statement makes itself.
 * @throws DynamoSqlError `ambiguous_name` where there are several, and none of the very name
 */
function counterpart(context: Context, at: Node, own: Column, inner: readonly Column[]): Column | null {
  if (isInner(own)) return null;
  const alike = inner.filter(({ name }) => sameName(name, own.name));
  const exact = alike.find(({ name }) => name === own.name);
  const names = [...new Set(alike.map(({ name }) => name))];
  if (exact !== undefined || names.length < 2) return exact ?? alike[0] ?? null;
  throw nameError(
    context,
    "ambiguous_name",
    `Ambiguous column name: ${quoteName(own.name)} can be ${names.map(quoteName).join(" or ")}`,
    at,
  );
}

/**
 * Gives the columns of a query, or of what stands in FROM, the inner names that others of their name have.
 * @param wrap makes a query of all columns of what `at` became, which has such an alias
 * @param one folded names that are one column's in any case, with the name that DuckDB is to know it by
 * @returns the columns under their names from now on
 */
function renamed(
  context: Context,
  at: Node,
  { columns, open }: Pick<Output, "columns" | "open">,
  inner: readonly Column[],
  wrap: (star: Node, mapped: Node, names: readonly string[]) => Node,
  one: ReadonlyMap<string, string> = new Map(),
): readonly Column[] {
  const taken = new Set(columns.map(({ actual }) => foldName(actual)));
  const to = new Map<Column, string>();
  const isExact = (own: Column) => inner.some(({ name }) => name === own.name);
  // What differs by case gives way to the very name.
  for (const own of [...columns.filter(isExact), ...columns.filter((each) => !isExact(each))]) {
    const actual = one.get(foldName(own.name)) ?? counterpart(context, at, own, inner)?.actual;
    if (actual === undefined || taken.has(foldName(actual))) continue;
    taken.add(foldName(actual));
    to.set(own, actual);
  }
  if (to.size === 0) return columns;
  const after = columns.map((column) => ({ ...column, actual: to.get(column) ?? column.actual }));
  const isPlaced = !open && columns.every(({ moves }) => moves !== true);
  const star = starNode(
    isPlaced ? [] : [...to].map(([{ actual }, inner]) => ({ from: actual, to: inner })),
  );
  const names = isPlaced ? after.map(({ actual }) => actual) : [];
  const before = context.rewrites.get(at);
  context.rewrites.set(at, (mapped) => wrap(star, before?.(mapped) ?? mapped, names));
  return after;
}

/** The parts of UNION BY NAME with equal names for equal columns: their outputs. */
export function namedAlike(
  context: Context,
  parts: readonly { readonly query: Node; readonly output: Output }[],
): readonly Output[] {
  context.seenNames ??= "inner";
  const outputs = parts.map(({ output }) => output);
  const inner = innerOf(outputs);
  if (inner.length === 0) return outputs;
  const wrap = (star: Node, query: Node, names: readonly string[]) =>
    selected([star], subquery(query, PART, names));
  const one = oneInAnyCase(outputs);
  return parts.map(({ query, output }) => ({
    ...output,
    columns: renamed(context, query, output, inner, wrap, one),
  }));
}

/**
 * Folded names that differ by case among the parts of UNION BY NAME and are one column's, with the name that DuckDB knows
 * the first by: those that are neither two columns of one part nor two attributes of one table.
 */
function oneInAnyCase(parts: readonly Output[]): ReadonlyMap<string, string> {
  const one = new Map<string, string>();
  const several = (columns: readonly Column[]) => new Set(columns.map(({ name }) => name)).size > 1;
  for (const [folded, alike] of Map.groupBy(parts.flatMap(({ columns }) => columns), byFolded)) {
    const tables = new Set(alike.flatMap(tablesOf));
    const isApart = parts.some(({ columns }) =>
      several(columns.filter((each) => byFolded(each) === folded))
    ) ||
      [...tables].some((table) => several(alike.filter((each) => tablesOf(each).includes(table))));
    const [first] = alike;
    if (first !== undefined && several(alike) && !isApart) one.set(folded, first.actual);
  }
  return one;
}

const byFolded = ({ name }: Column): string => foldName(name);

/** The tables of which the column holds an attribute, as far as they are known. */
export function tablesOf({ tables, origin, branches }: Column): readonly TableDescription[] {
  return tables ?? (origin === null ? branches ?? [] : [origin]).map(({ draft }) => draft.table);
}

const PART = "dynamosql_part";

/** Gives columns of derived tables the inner names that columns of the other side of a join have, which has to find them. */
export function joinedAlike(
  context: Context,
  sources: readonly Source[],
  others: readonly Source[],
  isJoined: (name: string) => boolean,
): void {
  const inner = innerOf(others).filter(({ name }) => isJoined(name));
  if (inner.length === 0) return;
  for (const source of sources) {
    const { from, actual, columns } = source;
    if (from === undefined) continue;
    const wrap = (star: Node, table: Node, names: readonly string[]) =>
      subquery(selected([star], table), actual, names);
    const after = renamed(context, from, source, inner, wrap);
    if (after !== columns) columns.splice(0, columns.length, ...after);
  }
}

/** Gives what `struct_pack(a, b.c)` packs the names that it was written with. */
export function nameArguments(context: Context, pack: Node): void {
  if (foldName(str(pack, "function_name")) !== "struct_pack") return;
  for (const of of nodes(pack, "children")) {
    const name = strs(of, "column_names").at(-1);
    const before = context.rewrites.get(of);
    if (name === undefined || str(of, "alias") !== "" || before === undefined) continue;
    context.rewrites.set(of, (mapped) => ({ ...before(mapped), alias: name }));
  }
}

/**
 * Lets a reference to whole rows give structs with the attributes' own names. Names that differ by case alone stay inner
 * ones, which DuckDB can tell apart: where they are seen, they are replaced afterwards.
 */
export function nameFields(context: Context, reference: Node, row: Source): void {
  context.seenNames ??= "inner";
  context.rewrites.set(reference, (mapped) => {
    const columns = row.draft === null || row.columns.length !== row.draft.columns.length
      ? row.columns
      : shownColumns(row.draft).map(({ attribute, column }) => ({ name: attribute, actual: column }));
    if (row.open) context.innerFields = true;
    if (row.open || !columns.some(isInner)) return mapped;
    context.seenNames = "all";
    const alike = Map.groupBy(columns, ({ name }) => foldName(name));
    const values = columns.map(({ name, actual }): Node => {
      const isAlone = alike.get(foldName(name))?.length === 1;
      if (!isAlone) context.innerFields = true;
      return {
        ...expression("COLUMN_REF", "COLUMN_REF", { column_names: [row.actual, actual] }),
        alias: isAlone ? name : actual,
      };
    });
    return { ...call("struct_pack", []), children: values, alias: str(mapped, "alias") };
  });
}
