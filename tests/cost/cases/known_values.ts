/** Keys that stand in parts of the statement that look at no table. */
import type { CostCase } from "../case.ts";

// customers: 1 block an item. orders: a partition of 40 = 10 blocks, an item = 1 block. docs by key: 3 blocks.
/** Keys that stand in parts of the statement that look at no table. */
export const knownValues: readonly CostCase[] = [
  {
    sql: "WITH p AS (SELECT $1 AS cid) SELECT o.total FROM orders o, p WHERE o.customer = p.cid",
    parameters: ["c003"],
    units: 5,
    rows: 40,
  },
  { sql: "SELECT total FROM orders WHERE customer = (SELECT 'c003')", units: 5, rows: 40 },
  // A range of the sort key: 8 days = 2 blocks.
  {
    sql:
      "WITH p AS (SELECT 'c003' AS c, '2026-01-01' AS since, '2026-01-08' AS until) SELECT total FROM orders, p WHERE customer = p.c AND placed BETWEEN p.since AND p.until",
    units: 1,
    rows: 8,
  },
  { sql: "SELECT email FROM customers WHERE id IN (VALUES ('c001'), ('c002'))", units: 1, rows: 2 },
  // Twice the same, and none.
  {
    sql: "SELECT email FROM customers WHERE id IN (VALUES ('c001'), ('c001'), (NULL))",
    units: 0.5,
    rows: 1,
  },
  {
    sql: "SELECT c.email FROM customers c JOIN (VALUES ('c001'), ('c002')) v(id) ON v.id = c.id",
    units: 1,
    rows: 2,
  },
  {
    sql: "SELECT v.id, c.email FROM (VALUES ('c001'), (NULL)) v(id) LEFT JOIN customers c USING (id)",
    units: 0.5,
    rows: 2,
  },
  { sql: "SELECT email FROM customers WHERE id = ANY(['c001', 'c002'])", units: 1, rows: 2 },
  { sql: "SELECT email FROM customers WHERE list_contains(['c001', 'c002'], id)", units: 1, rows: 2 },
  { sql: "SELECT title FROM docs WHERE id IN (SELECT unnest([5, 6]))", units: 3, rows: 2 },
  { sql: "SELECT title FROM docs WHERE id IN (SELECT * FROM generate_series(5, 6))", units: 3, rows: 2 },
  { sql: "SELECT d.title FROM range(5, 7) r(n) JOIN docs d ON d.id = r.n", units: 3, rows: 2 },
  // Whole keys, column by column: 2 items, not each customer on each day.
  {
    sql:
      "SELECT total FROM orders WHERE (customer, placed) IN (VALUES ('c003', '2026-01-01'), ('c004', '2026-01-02'))",
    units: 1,
    rows: 2,
  },
  {
    sql:
      "SELECT total FROM orders o JOIN (VALUES ('c003', '2026-01-01'), ('c004', '2026-01-02')) v(c, p) ON o.customer = v.c AND o.placed = v.p",
    units: 1,
    rows: 2,
  },
  // No key: nothing is read.
  { sql: "SELECT title FROM docs WHERE id IN (SELECT n FROM range(5, 5) r(n))", units: 0, rows: 0 },
  // More keys than the table has blocks: the Scan, 49 blocks.
  {
    sql:
      "SELECT count(*) FROM customers WHERE id IN (SELECT 'c' || lpad(n::VARCHAR, 3, '0') FROM range(9999) r(n))",
    units: 24.5,
    rows: 1,
  },
  // All but one.
  { sql: "SELECT email FROM customers WHERE id NOT IN (VALUES ('c001'))", units: 24.5, rows: 199 },
];
