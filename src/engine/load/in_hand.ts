/**
 * A few items as lists, one a column: what a statement takes as parameters in place of a table.
 * @module
 */
import { type DuckDBListType, DuckDBListValue, type DuckDBValue, LIST } from "@duckdb/node-api";
import { typeName } from "../../catalog/column_type.ts";
import type { AttributeValue, Item } from "../../dynamodb/access.ts";
import { parameterType, quoted } from "../values/column_type.ts";
import { noFindings } from "../values/encode.ts";
import { type LoadColumn, noteContradiction } from "./column.ts";

/** Items above which a table is faster than parameters. */
export const FEW_ITEMS = 16;

/** A column as a parameter. */
export interface ColumnList {
  readonly value: DuckDBListValue;
  readonly type: DuckDBListType;
}

/**
 * A clause that gives a statement these columns under `name`: one parameter a column, each a list. It stands before the
 * statement.
 */
export function withClause(name: string, columns: readonly LoadColumn[]): string {
  const names = columns.map((column) => quoted(column.name)).join(", ");
  const values = columns.map((column, at) => `unnest($${at + 1}::${typeName(column.type)}[])`).join(", ");
  return `WITH ${quoted(name)}(${names}) AS (SELECT ${values}) `;
}

/**
 * Takes items as they are in a table of these columns.
 * @returns null where a column would have to become wider first: a table can, parameters cannot
 */
export function takeInHand(columns: readonly LoadColumn[], items: readonly Item[]): ColumnList[] | null {
  const contradictions: { readonly column: LoadColumn; readonly value: AttributeValue }[] = [];
  const lists: ColumnList[] = [];
  for (const column of columns) {
    const findings = noFindings();
    const values: DuckDBValue[] = [];
    for (const item of items) {
      const value = column.valueIn(item);
      values.push(value === undefined ? null : column.encode(value, findings));
      if (findings.unfit || findings.reshape) return null;
      if (value !== undefined && findings.contradictions > 0) contradictions.push({ column, value });
      findings.contradictions = 0;
    }
    lists.push({ value: new DuckDBListValue(values), type: LIST(parameterType(column.type)) });
  }
  for (const { column, value } of contradictions) {
    column.contradictions++;
    noteContradiction(column, value);
  }
  return lists;
}
