/** Conditions from outside on what windows, DISTINCT ON and parts of UNION keep together. */
import type { CostCase } from "../case.ts";

// orders: a partition is 40 items of 1,000 bytes = 10 blocks; the table 98 blocks. Of numbered rows, the first are read.
/** Conditions from outside on what windows, DISTINCT ON and parts of UNION keep together. */
export const windows: readonly CostCase[] = [
  {
    sql:
      "SELECT * FROM (SELECT *, rank() OVER (PARTITION BY customer ORDER BY placed) AS r FROM orders) WHERE customer = 'c003' AND r <= 3",
    units: 0.5,
    rows: 3,
  },
  {
    sql:
      "SELECT * FROM (SELECT *, rank() OVER (PARTITION BY customer ORDER BY total) AS r FROM orders) WHERE customer = 'c003'",
    units: 5,
    rows: 40,
  },
  {
    sql:
      "WITH ranked AS (SELECT customer, placed, row_number() OVER (PARTITION BY customer ORDER BY placed DESC) AS n FROM orders) SELECT placed FROM ranked WHERE customer IN ('c003', 'c004') AND n = 1",
    units: 1,
    rows: 2,
  },
  {
    sql:
      "SELECT * FROM (SELECT customer, placed FROM orders QUALIFY placed = max(placed) OVER (PARTITION BY customer)) WHERE customer = 'c003'",
    units: 5,
    rows: 1,
  },
  {
    sql:
      "SELECT * FROM (SELECT DISTINCT ON (customer) customer, placed FROM orders ORDER BY customer, placed) WHERE customer = 'c003'",
    units: 0.5,
    rows: 1,
  },
  {
    sql:
      "SELECT count(*) FROM (SELECT customer, total FROM orders UNION ALL SELECT customer, -total FROM orders) WHERE customer = 'c003'",
    units: 5,
    rows: 1,
  },
  // The customer's block, and the first of the partition by its key.
  {
    sql:
      "SELECT c.email, r.placed FROM customers c JOIN (SELECT *, row_number() OVER (PARTITION BY customer ORDER BY placed) AS n FROM orders) r ON r.customer = c.id WHERE c.id = 'c003' AND r.n = 1",
    units: 1,
    rows: 1,
  },
  // Another window looks at all of them.
  {
    sql:
      "SELECT * FROM (SELECT customer, placed, rank() OVER (PARTITION BY customer ORDER BY placed) AS r, count(*) OVER () AS n FROM orders) WHERE customer = 'c003' AND r = 1",
    units: 49,
    rows: 1,
  },
];
