/** Subqueries of which a few items decide. */
import type { CostCase } from "../case.ts";

// customers, orders: an item = 1 block, 4 orders = 1 block. metrics: 200 bytes each. docs by key: 3 blocks.
// big: 150 items of 20,000 bytes, 3 MB; a page ends with the item that passes 1 MB = 1,048,576 bytes, the 53rd:
// 1,060,000 bytes = 258.8 → 259 blocks.
/** Subqueries of which a few items decide. */
export const subqueries: readonly CostCase[] = [
  // Each would probably read all of it to find one item in twenty: 180,000 bytes = 44 blocks, once.
  {
    sql:
      "SELECT EXISTS (SELECT 1 FROM docs WHERE title = 'title 003'), EXISTS (SELECT 1 FROM docs WHERE title = 'title 012')",
    units: 22,
    rows: 1,
  },
  { sql: "SELECT EXISTS (SELECT 1 FROM customers) AS x", units: 0.5, rows: 1 },
  // A partition of 10 blocks, and a customer; a document of 3 blocks, and a customer.
  {
    sql:
      "SELECT email FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer = c.id AND o.customer = 'c003')",
    units: 5.5,
    rows: 1,
  },
  {
    sql:
      "SELECT email FROM customers c WHERE EXISTS (SELECT 1 FROM docs d WHERE d.id = 7 AND c.id = 'c00' || d.id)",
    units: 2,
    rows: 1,
  },
  {
    sql:
      "SELECT email FROM customers c WHERE EXISTS (SELECT 1 FROM (VALUES ('c001'), ('c002')) v(id) WHERE v.id = c.id)",
    units: 1,
    rows: 2,
  },
  // Where a row must not be there, all are read.
  {
    sql:
      "SELECT email FROM customers c WHERE NOT EXISTS (SELECT 1 FROM (VALUES ('c001'), ('c002')) v(id) WHERE v.id = c.id)",
    units: 24.5,
    rows: 198,
  },
  { sql: "SELECT NOT EXISTS (SELECT * FROM customers) AS x", units: 0.5, rows: 1 },
  // One document by key, one item of a partition.
  {
    sql: "SELECT title FROM docs WHERE id = 3 AND EXISTS (SELECT 1 FROM orders WHERE customer = 'c003')",
    units: 2,
    rows: 1,
  },
  {
    sql: "SELECT title FROM docs WHERE id = 3 AND NOT EXISTS (SELECT 1 FROM orders WHERE state = 'open')",
    units: 2,
    rows: 0,
  },
  // OFFSET counts: 4 items, 8 items.
  { sql: "SELECT EXISTS (SELECT 1 FROM orders WHERE customer = 'c003' OFFSET 3) AS x", units: 0.5, rows: 1 },
  { sql: "SELECT EXISTS (SELECT 1 FROM orders WHERE customer = 'c003' OFFSET 7) AS x", units: 1, rows: 1 },
  { sql: "SELECT EXISTS (SELECT 1 FROM orders LIMIT 0) AS x", units: 0, rows: 1 },
  // 3 metrics = 1 block, of one device; its document = 3 blocks.
  { sql: "SELECT title FROM docs WHERE id IN (SELECT device FROM metrics LIMIT 3)", units: 2, rows: 1 },
  { sql: "SELECT (SELECT email FROM customers LIMIT 1) IS NOT NULL AS x", units: 0.5, rows: 1 },
  // The newest order: 1 item from the end of its partition.
  {
    sql: "SELECT (SELECT total FROM orders WHERE customer = 'c003' ORDER BY placed DESC LIMIT 1) AS x",
    units: 0.5,
    rows: 1,
  },
  // 4 orders, one customer.
  {
    sql:
      "SELECT c.email FROM (SELECT customer FROM orders WHERE customer = 'c003' LIMIT 4) o JOIN customers c ON c.id = o.customer",
    units: 1,
    rows: 4,
  },
  {
    sql: "WITH few AS (SELECT customer FROM orders LIMIT 4) SELECT count(*) FROM few",
    units: 0.5,
    rows: 1,
  },
  // Twice the same few: one read.
  {
    sql: "SELECT EXISTS (SELECT 1 FROM orders) AS a, EXISTS (SELECT 2 FROM orders) AS b",
    units: 0.5,
    rows: 1,
  },
  // The table is read whole anyway: 49 blocks, and that serves EXISTS too.
  { sql: "SELECT count(email), EXISTS (SELECT 1 FROM customers) AS x FROM customers", units: 24.5, rows: 1 },
  // One item in three passes: 3 items = 15 blocks are looked at, and one of them does.
  { sql: "SELECT EXISTS (SELECT 1 FROM big WHERE kind = 'k1') AS x", units: 7.5, rows: 1 },
  // Nearly all are thought to pass: 3 items for 2. As one of them did, 3 more for the other: 15 + 15 blocks, and 3 by key.
  {
    sql:
      "SELECT (SELECT count(*) FROM (SELECT id FROM big WHERE kind <> 'k1' LIMIT 2)) AS n FROM docs WHERE id = 3",
    units: 16.5,
    rows: 1,
  },
  // No item passes, which nobody knows: 3, 6, 12, 24 and 48 items are looked at, then a page of 53 and the last 4. Each
  // rounds up by itself: 15 + 30 + 59 + 118 + 235 + 259 + 20 blocks; three pages would be 259 + 259 + 215.
  {
    sql: "SELECT EXISTS (SELECT 1 FROM big WHERE kind = 'k9') AS x",
    units: 368,
    optimum: 366.5,
    rows: 1,
  },
];
