/**
 * Views show a relation the columns that it asks for, where its load table has other ones.
 *
 * `SELECT a FROM t UNION ALL SELECT b FROM t` → one table with `a` and `b`, and a view of it for each side
 * @module
 */
import { inOrder } from "../../catalog/attribute_order.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import { isWhole, type Relation } from "../../sql/query.ts";
import type { Session } from "../duckdb/session.ts";
import { quoted } from "../values/column_type.ts";
import type { LoadColumn } from "./column.ts";
import type { Load } from "./load.ts";

/**
 * Whether relations look at their table through views. They do where they share it, where a column (or the elements of its
 * lists) was never met and has to bind like NULL, and where they show all attributes that are met.
 */
export function needViews(relations: readonly Relation[]): boolean {
  return relations.length > 1 ||
    relations.some(({ allColumns, columns }) => allColumns || columns.some(({ type }) => hasUnseen(type)));
}

/** Makes the views of a load, and makes them again after its columns changed. */
export async function createViews(session: Session, { relations, table }: Load): Promise<void> {
  if (!needViews(relations)) return;
  for (const relation of relations) {
    const { carried } = relation;
    const columns = [
      ...shownOf(relation, table.columns).filter((column) => table.isHeld?.(column) ?? true).map(
        ({ name, type }) =>
          hasUnseen(type) ? `${unseenSql(type, quoted(name))} AS ${quoted(name)}` : quoted(name),
      ),
      ...(carried === undefined ? [] : [quoted(carried.item)]),
    ];
    await session.run(
      `CREATE OR REPLACE TEMP VIEW ${quoted(relation.loadName)} AS SELECT ${
        columns.length === 0 ? `NULL::BOOLEAN AS "__row"` : columns.join(", ")
      } FROM ${quoted(table.name)}`,
    );
  }
}

/** Whether nobody has met a value, or an element of the lists. */
export function hasUnseen(type: SqlType): boolean {
  return type.kind === "UNSEEN" || (type.kind === "LIST" && hasUnseen(type.element));
}

/** Writes what was never met so that it binds like NULL, alone and in lists. */
function unseenSql(type: SqlType, value: string, depth = 0): string {
  if (type.kind !== "LIST") return "NULL";
  const element = `e${depth}`;
  return `list_transform(${value}, lambda ${element}: ${unseenSql(type.element, element, depth + 1)})`;
}

/** Whether items have the attribute, be it only as NULL. */
function wasMet({ type, seen }: LoadColumn): boolean {
  return type.kind !== "UNSEEN" || seen !== null;
}

/** A relation's columns as they are loaded; for `*`, also those that were met while reading. */
export function shownOf(
  { allColumns, columns, table: { key } }: Relation,
  loaded: readonly LoadColumn[],
): LoadColumn[] {
  const byName = new Map(loaded.map((column) => [column.name, column]));
  const own = columns.flatMap(({ column }) => byName.get(column) ?? []);
  if (!allColumns) return own;
  const known = new Set(columns.map(({ column }) => column));
  const whole = new Map(
    loaded.filter((column) => isWhole(column) && (known.has(column.name) || wasMet(column)))
      .map((column) => [column.attribute, column]),
  );
  return [
    ...inOrder(whole.keys(), key).flatMap((attribute) => whole.get(attribute) ?? []),
    ...own.filter((column) => !isWhole(column)),
  ];
}
