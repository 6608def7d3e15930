/** What is said of one table and holds for another. */
import type { CostCase } from "../case.ts";

// customers: an item = 1 block; orders: a partition = 10 blocks, 8 days = 2.
/** What is said of one table and holds for another. */
export const carried: readonly CostCase[] = [
  // Customer: 1 block; orders: 10.
  {
    sql: "SELECT c.email, o.total FROM customers c JOIN orders o ON o.customer = c.id WHERE c.id = 'c003'",
    units: 5.5,
    rows: 40,
  },
  {
    sql:
      "SELECT c.email, o.total FROM customers c LEFT JOIN orders o ON o.customer = c.id WHERE c.id = 'c003'",
    units: 5.5,
    rows: 40,
  },
  // 1 block + 8 days.
  {
    sql:
      "SELECT c.email, o.total FROM customers c, orders o WHERE o.customer = c.id AND o.customer = 'c003' AND o.placed < '2026-01-09'",
    units: 1.5,
    rows: 8,
  },
  {
    sql:
      "WITH mine AS (SELECT * FROM orders WHERE customer = 'c003') SELECT sum(total) FROM mine WHERE placed <= '2026-01-08'",
    units: 1,
    rows: 1,
  },
  {
    sql:
      "SELECT * FROM (SELECT customer AS who, placed, total FROM orders) t WHERE who = 'c003' AND placed <= '2026-01-08'",
    units: 1,
    rows: 8,
  },
  // Through grouping by the key, DISTINCT, UNION ALL.
  {
    sql:
      "SELECT * FROM (SELECT customer, sum(total) AS s FROM orders GROUP BY customer) t WHERE customer = 'c003'",
    units: 5,
    rows: 1,
  },
  {
    sql: "SELECT * FROM (SELECT DISTINCT customer, state FROM orders) t WHERE customer = 'c003'",
    units: 5,
    rows: 2,
  },
  {
    sql: "SELECT customer, sum(total) FROM orders GROUP BY customer HAVING customer = 'c003'",
    units: 5,
    rows: 1,
  },
  {
    sql:
      "SELECT * FROM (SELECT id, email AS text FROM customers UNION ALL SELECT customer, placed FROM orders) u WHERE id = 'c003'",
    units: 5.5,
    rows: 41,
  },
  // A CTE used twice: each use says the same of it.
  {
    sql:
      "WITH o AS (SELECT * FROM orders) SELECT (SELECT count(*) FROM o WHERE customer = 'c003') AS a, (SELECT sum(total) FROM o WHERE customer = 'c003') AS b",
    units: 5,
    rows: 1,
  },
  // Two uses that want different things: two partitions, 10 blocks each.
  {
    sql:
      "WITH o AS (SELECT * FROM orders) SELECT (SELECT count(*) FROM o WHERE customer = 'c003') AS a, (SELECT max(total) FROM o WHERE customer = 'c004') AS b",
    units: 10,
    rows: 1,
  },
  // 1 item of one table; a partition of the other.
  {
    sql: "SELECT * FROM (SELECT id FROM customers EXCEPT SELECT customer FROM orders) t WHERE id = 'c003'",
    units: 5.5,
    rows: 0,
  },
  {
    sql:
      "SELECT customer, state, count(*) FROM orders GROUP BY ALL HAVING customer IN ('c003', 'c004') AND count(*) > 5",
    units: 10,
    rows: 2,
  },
  // The table twice: one item and its partition, which holds that item: 10 blocks.
  {
    sql:
      "SELECT * FROM orders a JOIN orders b USING (customer) WHERE a.customer = 'c003' AND a.placed = '2026-01-05'",
    units: 5,
    rows: 40,
  },
  // One partition holds what three uses want of it: 10 blocks.
  {
    sql:
      "SELECT (SELECT count(*) FROM orders WHERE customer = 'c003' AND placed > '2026-02') AS late, (SELECT max(total) FROM orders WHERE customer = 'c003' AND placed BETWEEN '2026-01-05' AND '2026-01-08') AS most, (SELECT sum(total) FROM orders WHERE customer = 'c003') AS all_",
    units: 5,
    rows: 1,
  },
  // Two ranges, neither in the other: 9 days = 3 blocks, 4 days = 1 block.
  {
    sql:
      "SELECT (SELECT count(total) FROM orders WHERE customer = 'c003' AND placed > '2026-02') AS late, (SELECT max(total) FROM orders WHERE customer = 'c003' AND placed BETWEEN '2026-01-05' AND '2026-01-08') AS most",
    units: 2,
    rows: 1,
  },
  // Where the item's own value drives another read, it is read alone: else each of the partition would. Item, partition
  // of 5 blocks, document of 3.
  {
    sql:
      "SELECT count(*), max(d.title) FROM metrics a JOIN metrics b USING (device) JOIN docs d ON d.id = a.reading WHERE a.device = 2 AND a.ts = 1",
    units: 4.5,
    rows: 1,
  },
];
