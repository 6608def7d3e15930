/**
 * A few items as parameters of a statement, in place of a table.
 * @module
 */
import {
  type DuckDBListType,
  DuckDBListValue,
  type DuckDBPreparedStatement,
  type DuckDBValue,
  LIST,
} from "@duckdb/node-api";
import { typeName } from "../../catalog/column_type.ts";
import type { AttributeValue, Item } from "../../dynamodb/access.ts";
import { parameterType, quoted } from "../values/column_type.ts";
import { noFindings } from "../values/encode.ts";
import { type LoadColumn, noteContradiction, settledType } from "../load/column.ts";

/** Items above which a table is faster than parameters. */
export const FEW_ITEMS = 16;

/**
 * A clause that gives a statement these columns under `name`, and as many rows as there are in the parameters: one
 * list a column. It stands before the statement.
 */
export function withRows(name: string, columns: readonly LoadColumn[]): string {
  const names = columns.map((column) => quoted(column.name));
  // As lists even for a single row: a bare NULL would have a type of its own, and DuckDB would plan anew.
  const met = metColumns(columns);
  const values = columns.map((column) => {
    const at = met.indexOf(column);
    return at < 0 ? "NULL" : `unnest($${at + 1}::${typeName(column.type)}[])`;
  });
  return `WITH ${quoted(name)}(${names.join(", ")}) AS (SELECT ${values.join(", ")}) `;
}

/** The columns of which a value was ever met: the others are NULL by name, and no parameter gives them a type. */
export function metColumns(columns: readonly LoadColumn[]): readonly LoadColumn[] {
  return columns.filter(({ type }) => type.kind !== "UNSEEN");
}

/** The values of a few items, a list for each column. */
export type InlineTable = readonly (readonly DuckDBValue[])[];

/**
 * Takes items as they would be in a table of these columns.
 * @returns null where a column would have to become wider first: a table can, parameters cannot
 */
export function makeInlineTable(columns: readonly LoadColumn[], items: readonly Item[]): InlineTable | null {
  const contradictions: { readonly column: LoadColumn; readonly value: AttributeValue }[] = [];
  const lists: DuckDBValue[][] = [];
  for (const column of columns) {
    const findings = noFindings();
    const values: DuckDBValue[] = [];
    for (const item of items) {
      const value = column.valueIn(item);
      if (value === undefined) column.astray?.note(item);
      const encoded = value === undefined ? null : column.encode(value, findings);
      values.push(encoded);
      if (findings.unfit) return null;
      if (encoded !== null) column.tally.own++;
      if (value !== undefined && findings.contradictions > 0) contradictions.push({ column, value });
      findings.contradictions = 0;
    }
    lists.push(values);
  }
  for (const { column, value } of contradictions) noteContradiction(column, value);
  // Where they are many, the column is to show them.
  return contradictions.some(({ column }) => settledType(column) !== null) ? null : lists;
}

/** Gives a statement that begins with {@link withRows} its items. */
export function bindRows(
  statement: DuckDBPreparedStatement,
  columns: readonly LoadColumn[],
  hand: InlineTable,
): void {
  let parameter = 0;
  for (const [at, column] of columns.entries()) {
    if (column.type.kind === "UNSEEN") continue;
    const type: DuckDBListType = LIST(parameterType(column.type));
    statement.bindList(++parameter, new DuckDBListValue(hand[at] ?? []), type);
  }
}
