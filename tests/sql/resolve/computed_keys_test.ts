import assert from "node:assert/strict";
import { printSql } from "../../../src/sql/print.ts";
import { resolved } from "../described.ts";
import { dialect, tables } from "./tables.ts";

/** The edges of a statement, with the queries of computed keys. */
async function edgesOf(sql: string): Promise<readonly string[]> {
  const { edges, relations } = await resolved(dialect, sql, tables);
  const shown = await Promise.all(edges.map(async ({ from, to }) => {
    const source = from.computed === undefined
      ? `${relations[from.relation]?.alias}.${from.attribute}`
      : await printSql(from.computed.query, dialect);
    return `${source} > ${relations[to.relation]?.alias}.${to.attribute}`;
  }));
  return shown.toSorted();
}

Deno.test("what is computed of one table's items can look up another", async () => {
  const joined = "SELECT ('ORDER#' || o.id) FROM loaded_0 AS o > c.id";
  const selected = "SELECT ('ORDER#' || id) FROM loaded_1 AS orders > c.id";
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["SELECT 1 FROM orders o JOIN customers c ON c.id = 'ORDER#' || o.id", [joined]],
    ["SELECT 1 FROM orders o, customers c WHERE 'ORDER#' || o.id = c.id", [joined]],
    ["SELECT 1 FROM orders o LEFT JOIN customers c ON c.id = 'ORDER#' || o.id", [joined]],
    ["SELECT 1 FROM orders o, LATERAL (SELECT * FROM customers c WHERE c.id = 'ORDER#' || o.id) x", [joined]],
    ["SELECT (SELECT max(c.id) FROM customers c WHERE c.id = 'ORDER#' || o.id) FROM orders o", [joined]],
    ["SELECT 1 FROM customers c WHERE id IN (SELECT 'ORDER#' || id FROM orders)", [selected]],
    ["SELECT 1 FROM customers c WHERE id = (SELECT 'ORDER#' || id FROM orders)", [selected]],
    ["SELECT 1 FROM customers c JOIN (SELECT 'ORDER#' || id AS k FROM orders) o ON o.k = c.id", [selected]],
    [
      "SELECT 1 FROM customers c LEFT JOIN (SELECT 'ORDER#' || id AS k FROM orders) o ON o.k = c.id WHERE o.k = c.id",
      [selected],
    ],
    [
      "SELECT 1 FROM orders o JOIN customers c ON c.id = CASE WHEN o.paid THEN lower(o.note) ELSE coalesce(o.customer, 'x') END",
      ["SELECT CASE  WHEN (o.paid) THEN (lower(o.note)) ELSE COALESCE(o.customer, 'x') END FROM loaded_0 AS o > c.id"],
    ],
    // One of a column's values.
    ["SELECT 1 FROM customers c WHERE id = (SELECT max(customer) FROM orders o)", ["o.customer > c.id"]],
    ["SELECT 1 FROM customers c WHERE id IN (SELECT any_value(customer) FROM orders o GROUP BY note)", [
      "o.customer > c.id",
    ]],
    [
      "WITH m AS (SELECT min(customer) AS low FROM orders o) SELECT 1 FROM customers c, m WHERE c.id = m.low",
      ["o.customer > c.id"],
    ],
  ];
  for (const [sql, expected] of cases) assert.deepEqual(await edgesOf(sql), expected, sql);
});

Deno.test("nothing is looked up by what is computed of several tables, of missing rows, or anew each time", async () => {
  const none = [
    // In the place of a missing row, the expression has a value that no item gives.
    "SELECT 1 FROM customers a LEFT JOIN orders o ON o.paid JOIN twins c ON c.id = concat('ORDER#', o.id)",
    "SELECT 1 FROM (SELECT concat('x', o.id) AS k FROM customers a LEFT JOIN orders o ON o.paid) x JOIN twins c ON c.id = x.k",
    "SELECT 1 FROM (SELECT concat('x', id) AS k FROM orders GROUP BY ROLLUP (id)) x JOIN customers c ON c.id = x.k",
    "SELECT 1 FROM (SELECT concat('x', max(id)) AS k FROM orders) x JOIN customers c ON c.id = x.k",
    "SELECT 1 FROM orders o JOIN customers a ON o.paid JOIN twins c ON c.id = o.note || a.country",
    "SELECT 1 FROM orders o JOIN customers c ON c.id = o.note || c.country",
    "SELECT 1 FROM orders o JOIN customers c ON c.id = o.note || random()::VARCHAR",
    "SELECT 1 FROM orders o TABLESAMPLE 50% JOIN customers c ON c.id = 'x' || o.note",
    "SELECT 1 FROM orders o JOIN customers c ON c.id > 'x' || o.note",
    "SELECT 1 FROM orders o JOIN customers c ON c.id <> 'x' || o.note",
    // The side that is kept.
    "SELECT 1 FROM orders o RIGHT JOIN customers c ON c.id = 'x' || o.note",
    "SELECT 1 FROM orders o FULL JOIN customers c ON c.id = 'x' || o.note",
    "SELECT 1 FROM customers c ANTI JOIN orders o ON c.id = 'x' || o.note",
    "SELECT 1 FROM customers c WHERE id NOT IN (SELECT 'x' || note FROM orders)",
    "SELECT 1 FROM customers c WHERE id = (SELECT max(customer, 2)[1] FROM orders)",
    "SELECT 1 FROM customers c WHERE id IN (SELECT 'x' || note FROM orders UNION ALL SELECT 'y')",
    "SELECT 1 FROM customers c WHERE id IN (SELECT string_agg(note) FROM orders)",
  ];
  for (const sql of none) assert.deepEqual(await edgesOf(sql), [], sql);
});
