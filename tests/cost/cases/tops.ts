/** The first items of each group. */
import type { CostCase } from "../case.ts";

// orders: a partition is 40 × 1,000 bytes = 10 blocks, of which the first 4 items are one; the same by state in the
// index. metrics: 200 bytes each, 100 in a partition.
/** The first items of each group. */
export const tops: readonly CostCase[] = [
  // Of each customer one item = 1 block.
  {
    sql: "SELECT customer, max(placed) FROM orders WHERE customer IN ('c003', 'c004') GROUP BY customer",
    units: 1,
    rows: 2,
  },
  // From both ends of each.
  {
    sql:
      "SELECT customer, min(placed), max(placed) FROM orders WHERE customer IN ('c003', 'c004') GROUP BY ALL",
    units: 2,
    rows: 2,
  },
  { sql: "SELECT min(placed), max(placed) FROM orders WHERE customer = 'c003'", units: 1, rows: 1 },
  // Every order has a total: the last item is enough.
  { sql: "SELECT arg_max(total, placed) FROM orders WHERE customer = 'c003'", units: 0.5, rows: 1 },
  // The last of 40 days that was shipped is the 37th: one request looks at 4 items, all of one block.
  { sql: "SELECT arg_max(shipped, placed) FROM orders WHERE customer = 'c003'", units: 0.5, rows: 1 },
  // It also counts: all are read.
  {
    sql:
      "SELECT customer, max(placed), count(*) FROM orders WHERE customer IN ('c003', 'c004') GROUP BY customer",
    units: 10,
    rows: 2,
  },
  // Items of one partition are of several groups.
  {
    sql: "SELECT state, max(placed) FROM orders WHERE customer IN ('c003', 'c004') GROUP BY state",
    units: 10,
    rows: 2,
  },
  {
    sql:
      "SELECT DISTINCT ON (customer) customer, total FROM orders WHERE customer IN ('c003', 'c004') ORDER BY customer, placed",
    units: 1,
    rows: 2,
  },
  // 3 items of each = 1 block; 5 items = 2 blocks.
  {
    sql:
      "SELECT customer, placed FROM orders WHERE customer IN ('c003', 'c004') QUALIFY row_number() OVER (PARTITION BY customer ORDER BY placed DESC) <= 3",
    units: 1,
    rows: 6,
  },
  {
    sql:
      "SELECT * FROM (SELECT customer, placed, rank() OVER (PARTITION BY customer ORDER BY placed) AS n FROM orders WHERE customer IN ('c003', 'c004')) WHERE n < 6",
    units: 2,
    rows: 10,
  },
  // In the index days are not unique, and rank() gives equal days one number: all of 50 open orders = 13 blocks.
  {
    sql:
      "SELECT customer, placed FROM orders WHERE state = 'open' QUALIFY rank() OVER (PARTITION BY state ORDER BY placed) = 1",
    units: 6.5,
    rows: 10,
  },
  // 4 items of each partition = 1 block.
  {
    sql:
      "SELECT max(placed) FROM (SELECT placed FROM orders WHERE state IN ('open', 'paid') ORDER BY placed DESC LIMIT 4)",
    units: 1,
    rows: 1,
  },
  // The newest of each of 2 customers, by keys that a join finds: 2 gets and 2 queries.
  {
    sql:
      "SELECT c.email, (SELECT max(placed) FROM orders o WHERE o.customer = c.id) FROM customers c WHERE c.id IN ('c003', 'c004')",
    units: 2,
    rows: 2,
  },
  {
    sql:
      "SELECT c.email, x.placed FROM customers c, LATERAL (SELECT placed FROM orders o WHERE o.customer = c.id ORDER BY placed DESC LIMIT 3) x WHERE c.id IN ('c003', 'c004')",
    units: 2,
    rows: 6,
  },
  // Every fourth day was shipped, 20 open orders among them: enough of the sparse index. Sorted by it, the others are last.
  {
    sql:
      "SELECT max(shipped) FROM (SELECT shipped FROM orders WHERE state = 'open' ORDER BY shipped DESC LIMIT 3)",
    units: 0.5,
    rows: 1,
  },
];
