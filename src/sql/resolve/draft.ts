/**
 * A draft is a relation under construction: one use of a base table while the statement is being resolved.
 *
 * `SELECT "Name", name FROM cased`, whose items have both attributes → the columns `Name#1` and `name#2`, as DuckDB
 * cannot tell names apart that differ only by case
 * @module
 */
import { inOrder } from "../../catalog/attribute_order.ts";
import { columnType } from "../../catalog/column_type.ts";
import type { KeyAttribute, KeySchema, TableDescription } from "../../catalog/description.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import { isWhole, type KeptColumns, type RelationColumn } from "../query.ts";
import { foldName } from "./identifiers.ts";
import { UNFIT_NAMES } from "./value_functions.ts";
import type { Draft, PlaceColumn } from "./model.ts";

/**
 * A new relation over a table.
 * @param isAround whether a table of a query around has a name
 */
export function newDraft(
  id: number,
  names: { readonly loadName: string; readonly alias: string },
  table: TableDescription,
  internal: ReadonlyMap<string, string>,
  isAround: (name: string) => boolean = () => false,
): Draft {
  const columns = tableColumns(table, internal);
  return {
    id,
    ...names,
    table,
    columns: columns.map((column) =>
      mayBeMap(column.type) && isAround(column.attribute) ? hidden(column, columns) : column
    ),
    isAround,
    places: [],
    needed: new Set(),
    allNeeded: false,
    rowNeeded: false,
    neededBesideWhere: new Set(),
    mattersWith: [],
    facts: [],
  };
}

/**
 * A table's attributes as columns, in the order of {@link inOrder}.
 * @param internal as {@link internalNames} gives them for the table, alone or among others
 */
export function tableColumns(
  table: TableDescription,
  internal: ReadonlyMap<string, string>,
): RelationColumn[] {
  const keys = keyAttributes(table);
  return attributesOf(table).map((attribute) => {
    const evidence = table.attributes[attribute];
    const key = keys.get(attribute);
    return {
      attribute,
      path: [],
      column: internal.get(attribute) ?? attribute,
      type: columnType(evidence, key),
    };
  });
}

/** A column of a relation for an attribute that no item was seen to have. */
export function sparseColumn(
  attribute: string,
  { columns, isAround }: Pick<Draft, "columns" | "isAround">,
): RelationColumn {
  const column: RelationColumn = { attribute, path: [], column: attribute, type: { kind: "UNSEEN" } };
  return isUnfit(foldName(attribute)) || isAround(attribute) ? hidden(column, columns) : column;
}

/** A column under a name that nobody writes. */
function hidden(column: RelationColumn, others: readonly RelationColumn[]): RelationColumn {
  const taken = new Set(others.map((other) => foldName(other.column)));
  let number = 0;
  let name;
  do name = `${withoutNul(column.attribute)}#${++number}`; while (taken.has(foldName(name)));
  return { ...column, column: name };
}

/**
 * Whether values of a type may have fields, of which a table around with the column's name is to be told apart:
 * in `orders.id` the table is meant.
 */
export function mayBeMap({ kind }: SqlType): boolean {
  return kind === "STRUCT" || kind === "MAP" || kind === "JSON" || kind === "UNSEEN";
}

/** The columns that a `*` shows, in its order. */
export function shownColumns({ columns, table }: Draft): readonly RelationColumn[] {
  const order = new Map(
    inOrder(columns.map(({ attribute }) => attribute), table.key).map((name, at) => [name, at]),
  );
  return columns.toSorted((a, b) => (order.get(a.attribute) ?? 0) - (order.get(b.attribute) ?? 0));
}

/** Gives a relation the columns that it had on the first page. */
export function keepColumns({ columns }: Draft, kept: KeptColumns): void {
  const whole = kept.columns.filter(isWhole);
  const had = new Set(whole.map(({ attribute }) => attribute));
  const others = kept.all ? [] : columns.filter(({ attribute }) => !had.has(attribute));
  columns.splice(0, columns.length, ...whole, ...others);
}

/** The places that are columns of the loaded table. */
export function placesOf({ places, rowNeeded }: Draft): readonly PlaceColumn[] {
  return rowNeeded ? [] : places;
}

/** The attributes that are keys of the table or of an index, by name: the table definition fixes their types. */
export function keyAttributes(table: TableDescription): ReadonlyMap<string, KeyAttribute> {
  const schemas = [...table.indexes.map((index) => index.key), table.key];
  const keys = schemas.flatMap(({ hash, sort }) => sort === undefined ? [hash] : [hash, sort]);
  return new Map(keys.map((key) => [key.name, key]));
}

/** Whether the attribute is one of the keys. */
export function isKey({ hash, sort }: KeySchema, attribute: string): boolean {
  return attribute === hash.name || attribute === sort?.name;
}

function attributesOf(table: TableDescription): readonly string[] {
  return inOrder([...Object.keys(table.attributes), ...keyAttributes(table).keys()], table.key);
}

/**
 * Column names for attributes of a table that has others whose names differ only by case: DuckDB cannot tell those
 * apart. Also for names with a NUL, at which DuckDB's text ends, and for {@link UNFIT_NAMES}. One attribute has one
 * name in all tables, so that USING and NATURAL find equal names for equal attributes.
 */
export function internalNames(tables: readonly TableDescription[]): ReadonlyMap<string, string> {
  const groups = tables.map((table) => Map.groupBy(attributesOf(table), foldName));
  const taken = new Set(groups.flatMap((group) => [...group.keys()].map(withoutNul)));
  const internal = new Map<string, string>();
  for (const [folded, alike] of groups.flatMap((group) => [...group])) {
    if (alike.length === 1 && !isUnfit(folded)) continue;
    const stem = withoutNul(folded);
    let number = 0;
    for (const attribute of new Set(groups.flatMap((group) => group.get(folded) ?? []))) {
      if (internal.has(attribute)) continue;
      do number++; while (taken.has(`${stem}#${number}`));
      taken.add(`${stem}#${number}`);
      internal.set(attribute, `${withoutNul(attribute)}#${number}`);
    }
  }
  return internal;
}

/** Names that no column of a loaded table may have. */
function isUnfit(folded: string): boolean {
  return folded.includes("\0") || UNFIT_NAMES.has(folded);
}

function withoutNul(name: string): string {
  return name.replaceAll("\0", "");
}

/** The internal names that a table needs: for its own attributes, and for those that a join compares by name. */
export function namesFor(
  table: TableDescription,
  internal: ReadonlyMap<string, string>,
  compared: (folded: string) => boolean,
): ReadonlyMap<string, string> {
  if (internal.size === 0) return internal;
  const alike = Map.groupBy(attributesOf(table), foldName);
  return new Map(
    [...internal].filter(([attribute]) => {
      const folded = foldName(attribute);
      return (alike.get(folded)?.length ?? 0) > 1 || isUnfit(folded) || compared(folded);
    }),
  );
}
