/**
 * The arguments of a query, checked once for every interface.
 * @module
 */
import { Buffer } from "node:buffer";
import { DynamoSqlError } from "../errors.ts";
import type { Limits } from "../config.ts";
import type { QueryRequest } from "./service.ts";

/** The limits that bound a request. */
export type RequestLimits = Pick<Limits, "page_rows" | "page_rows_max" | "max_read_units" | "sql_bytes">;

/** The SQL text. Fails with `invalid_parameter` where there is none, `too_large` above the limit. */
export function checkedSql({ sql }: QueryRequest, limits: RequestLimits): string {
  if (sql === undefined || sql.trim() === "") {
    throw new DynamoSqlError("invalid_parameter", "sql is missing: send one SELECT statement.");
  }
  const bytes = Buffer.byteLength(sql);
  if (bytes > limits.sql_bytes) {
    throw new DynamoSqlError(
      "too_large",
      `The SQL text has ${bytes} bytes; at most ${limits.sql_bytes} are allowed: shorten the text, or spread its lists ` +
        "over several queries.",
    );
  }
  return sql;
}

/** Rows of the page. Fails with `invalid_parameter`. */
export function checkedMaxRows({ maxRows }: QueryRequest, limits: RequestLimits): number {
  if (maxRows === undefined) return Math.min(limits.page_rows, limits.page_rows_max);
  if (!Number.isInteger(maxRows) || maxRows < 1 || maxRows > limits.page_rows_max) {
    throw new DynamoSqlError(
      "invalid_parameter",
      `max_rows must be a whole number from 1 to ${limits.page_rows_max}.`,
    );
  }
  return maxRows;
}

/** Read units the query may use: the operator's budget or less. Fails with `invalid_parameter`. */
export function checkedReadUnits({ maxReadUnits }: QueryRequest, limits: RequestLimits): number {
  if (maxReadUnits === undefined) return limits.max_read_units;
  if (!Number.isFinite(maxReadUnits) || maxReadUnits <= 0) {
    throw new DynamoSqlError("invalid_parameter", "max_read_units must be a number above 0.");
  }
  return Math.min(maxReadUnits, limits.max_read_units);
}
