/**
 * Items as parameters of a statement: a clause that stands before it and makes a table of them. For one item at most
 * it is made of plain values, which DuckDB takes in half the time of lists.
 * @module
 */
import {
  DuckDBDecimalValue,
  DuckDBListValue,
  type DuckDBPreparedStatement,
  type DuckDBValue,
  LIST,
} from "@duckdb/node-api";
import { typeName } from "../../catalog/column_type.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import type { Access } from "../../dynamodb/access.ts";
import type { LoadColumn } from "../load/column.ts";
import { bindRows, type InlineTable, metColumns, withRows } from "./inline_table.ts";
import { parameterType, quoted } from "../values/column_type.ts";

/** A table made of parameters. */
export interface InlineRows {
  /** SQL that stands before the statement. */
  readonly clause: string;
  /** Its parameters: the first ones. */
  readonly parameters: number;
  bind(statement: DuckDBPreparedStatement, hand: InlineTable): void;
}

/** The table of what a read gives. There is at least one column that was met. */
export function inlineRows(name: string, columns: readonly LoadColumn[], access: Access): InlineRows {
  if (access.kind === "get" && access.keys.length === 1) return oneRow(name, columns);
  return {
    clause: withRows(name, columns),
    parameters: metColumns(columns).length,
    bind: (statement, hand) => bindRows(statement, columns, hand),
  };
}

/** The last parameter says whether there is a row. */
function oneRow(name: string, columns: readonly LoadColumn[]): InlineRows {
  const met = metColumns(columns);
  const last = 2 * met.length + 1;
  const names = columns.map((column) => quoted(column.name)).join(", ");
  const values = columns.map((column) => {
    const at = met.indexOf(column);
    if (at < 0) return "NULL";
    const { type } = column;
    const value = isPlain(type)
      ? `$${2 * at + 2}::${typeName(type)}`
      : `($${2 * at + 2}::${typeName(type)}[])[1]`;
    return `CASE WHEN $${2 * at + 1}::BOOLEAN THEN ${value} END`;
  }).join(", ");
  return {
    clause: `WITH ${quoted(name)}(${names}) AS (SELECT ${values} WHERE $${last}::BOOLEAN) `,
    parameters: last,
    bind(statement, hand) {
      let parameter = 0;
      for (const [at, { type }] of columns.entries()) {
        if (type.kind === "UNSEEN") continue;
        const value = hand[at]?.[0] ?? null;
        // A bare NULL has a type of its own as a parameter, and DuckDB would plan anew.
        statement.bindBoolean(++parameter, value !== null);
        bindPlain(statement, ++parameter, type, value);
      }
      statement.bindBoolean(last, (hand[0]?.length ?? 0) > 0);
    },
  };
}

function isPlain({ kind }: SqlType): boolean {
  return kind === "VARCHAR" || kind === "BIGINT" || kind === "DOUBLE" || kind === "BOOLEAN" ||
    kind === "DECIMAL";
}

/** Binds a value as its column's type; what is not plain, as a list of it. For NULL, any value of that type. */
function bindPlain(statement: DuckDBPreparedStatement, at: number, type: SqlType, value: DuckDBValue): void {
  switch (type.kind) {
    case "VARCHAR":
      return statement.bindVarchar(at, typeof value === "string" ? value : "");
    case "BIGINT":
      return statement.bindBigInt(at, typeof value === "bigint" ? value : 0n);
    case "DOUBLE":
      return statement.bindDouble(at, typeof value === "number" ? value : 0);
    case "BOOLEAN":
      return statement.bindBoolean(at, value === true);
    case "DECIMAL": {
      const zero = () => new DuckDBDecimalValue(0n, type.width, type.scale);
      return statement.bindDecimal(at, value instanceof DuckDBDecimalValue ? value : zero());
    }
    default:
      return statement.bindList(at, new DuckDBListValue([value]), LIST(parameterType(type)));
  }
}
