/**
 * The tables of the resolver tests, and what was resolved as text.
 * @module
 */
import type { Item } from "../../../src/dynamodb/access.ts";
import { parse } from "../../../src/sql/parse.ts";
import { conditionText } from "../../../src/sql/plan/print_condition.ts";
import { tableNames } from "../../../src/sql/resolve/table_names.ts";
import { described, key, resolved, rewrittenSql } from "../described.ts";
import { testDialect } from "../duckdb_dialect.ts";

/** DuckDB, for parsing and printing. */
export const dialect = await testDialect();

const order: Item = {
  id: { S: "o1" },
  customer: { S: "c1" },
  total: { N: "12.50" },
  count: { N: "3" },
  paid: { BOOL: true },
  address: { M: { city: { S: "Oslo" }, zip: { S: "0150" } } },
  tags: { L: [{ S: "a" }] },
  note: { S: "x" },
};
/** Tables of two schemas, with names of all kinds. */
export const tables = [
  described("orders", { key: key("id S"), items: [order], complete: false }),
  described("customers", {
    key: key("id S"),
    items: [{ id: { S: "c1" }, Name: { S: "Ada" }, country: { S: "NO" } }],
  }),
  described("twins", {
    key: key("id S"),
    items: [{ id: { S: "1" }, Name: { S: "a" }, name: { S: "b" }, plain: { N: "1" } }],
  }),
  described("orders", {
    key: key("id S"),
    items: [{ id: { S: "o9" }, legacy: { S: "y" } }],
    schemaName: "old",
  }),
  described("dot.ted name", { key: key("a.b S"), items: [{ "a.b": { S: "1" }, "select": { S: "2" } }] }),
];

/** The base tables that a statement names. */
export const names = async (sql: string) =>
  tableNames((await parse(sql, dialect)).node).map(({ schema, table }) =>
    schema === undefined ? table : `${schema}.${table}`
  );
/** `orders(id, total) customers(*)`, by relation. */
export const needed = async (sql: string) =>
  (await resolved(dialect, sql, tables)).relations.map(({ alias, columns, allColumns }) =>
    `${alias}(${allColumns ? "*" : columns.map((column) => column.attribute).join(", ")})`
  ).join(" ");
/** The statement as DuckDB runs it. */
export const rewritten = async (sql: string) => {
  const found = await resolved(dialect, sql, tables);
  return await rewrittenSql(dialect, found);
};
/** What is known of the items of each relation. */
export const conditions = async (sql: string) =>
  (await resolved(dialect, sql, tables)).relations.map(({ condition }) =>
    condition === null ? "all" : conditionText(condition)
  ).join("; ");
