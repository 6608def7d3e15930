/**
 * The 22 queries, and what plain DuckDB is asked in their place.
 * @module
 */
import type { Case } from "../differential/cases.ts";

/** A query of TPC-H. */
export interface Query extends Case {
  /** For example `Q1: pricing summary report`. */
  readonly title: string;
}

/** All that plain DuckDB needs of its optimizer to run these joins: conditions go into them, and they get an order. */
export const JOINS = ["filter_pushdown", "join_order"];

/** Columns that are dates, by table: text in DynamoDB, DATE where plain DuckDB computes. */
const dates: readonly (readonly [table: string, columns: readonly string[]])[] = [
  ["orders", ["o_orderdate"]],
  ["lineitem", ["l_shipdate", "l_commitdate", "l_receiptdate"]],
];

/** Reads the queries. */
export async function readQueries(): Promise<readonly Query[]> {
  const text = await Deno.readTextFile(new URL("./queries.sql", import.meta.url));
  return [...text.matchAll(/^-- (Q\d+: .*)\n([^;]*);/gm)].map(([, title = "", sql = ""]) => ({
    title,
    sql,
    plain: plainText(sql),
    parameters: [],
    mayReadMore: false,
    compare: "ordered",
  }));
}

/** Over real DATE columns, and with those in the answer as text again: nothing here reads a text as a date. */
function plainText(sql: string): string {
  const used = dates.filter(([table]) => new RegExp(`\\b${table}\\b`).test(sql));
  if (used.length === 0) return sql;
  const views = used.map(([table, columns]) =>
    `${table} AS (SELECT * REPLACE (${
      columns.map((column) => `CAST(${column} AS DATE) AS ${column}`).join(", ")
    }) FROM memory.main.${table})`
  );
  const whole = sql.startsWith("with ")
    ? `WITH ${views.join(", ")}, ${sql.slice("with ".length)}`
    : `WITH ${views.join(", ")} ${sql}`;
  const [outputs = ""] = sql.split(/\bfrom\b/, 1);
  return /,\s*o_orderdate\b/.test(outputs)
    ? `SELECT * REPLACE (o_orderdate::VARCHAR AS o_orderdate) FROM (${whole})`
    : whole;
}
