/** Reads that stop early. */
import type { CostCase } from "../case.ts";

// orders: 4 items = 4,000 bytes = 1 block, 8 items = 1.95 → 2.
/** Reads that stop early. */
export const early: readonly CostCase[] = [
  // Whether there is an item: one is enough.
  { sql: "SELECT count(*) > 0 FROM orders WHERE customer = 'c003'", units: 0.5, rows: 1 },
  {
    sql: "SELECT 1 <= count(1) AS any, count(*) = 0 AS none FROM orders WHERE customer = 'c003'",
    units: 0.5,
    rows: 1,
  },
  { sql: "SELECT CASE WHEN count(*) > 0 THEN 'yes' ELSE 'no' END FROM customers", units: 0.5, rows: 1 },
  // Of two it is not.
  { sql: "SELECT count(*) > 1 FROM orders WHERE customer = 'c003'", units: 5, rows: 1 },
  // In the order of the sort key: 4 items = 1 block.
  { sql: "SELECT * FROM orders WHERE customer = 'c003' ORDER BY placed LIMIT 4", units: 0.5, rows: 4 },
  { sql: "SELECT * FROM orders WHERE customer = 'c003' ORDER BY placed DESC LIMIT 4", units: 0.5, rows: 4 },
  // OFFSET is read too: 8 items = 2 blocks.
  {
    sql: "SELECT * FROM orders WHERE customer = 'c003' ORDER BY placed DESC LIMIT 4 OFFSET 4",
    units: 1,
    rows: 4,
  },
  // By another attribute: the whole partition.
  { sql: "SELECT * FROM orders WHERE customer = 'c003' ORDER BY pad, placed LIMIT 4", units: 5, rows: 4 },
  // By the local index of keys: 1 block + 4 fetched.
  {
    sql: "SELECT * FROM orders WHERE customer = 'c003' AND total IS NOT NULL ORDER BY total DESC LIMIT 2",
    units: 1.5,
    rows: 2,
  },
  {
    sql: "SELECT total FROM orders WHERE customer = 'c003' AND total IS NOT NULL ORDER BY total DESC LIMIT 2",
    units: 1.5,
    aws: 0.5,
    rows: 2,
  },
  // How many it would fetch on the way to 4 open ones (25) nobody knows; the partition is 10 blocks.
  {
    sql:
      "SELECT * FROM orders WHERE customer = 'c003' AND total IS NOT NULL AND state = 'open' ORDER BY total LIMIT 4",
    units: 5,
    rows: 4,
  },
  // Nearly all pass: 1 block + 2 fetched.
  {
    sql:
      "SELECT * FROM orders WHERE customer = 'c003' AND total IS NOT NULL AND note IS NULL ORDER BY total DESC LIMIT 2",
    units: 1.5,
    rows: 2,
  },
  { sql: "SELECT * FROM orders WHERE state = 'open' ORDER BY placed DESC LIMIT 4", units: 0.5, rows: 4 },
  // min and max of the sort key: 1 item.
  { sql: "SELECT max(placed) FROM orders WHERE customer = 'c003'", units: 0.5, rows: 1 },
  { sql: "SELECT min(ts) FROM metrics WHERE device = 2 AND ts > 10", units: 0.5, rows: 1 },
  // What the index leaves out is nothing to max, min, count, sum and avg: 1 item; all 50 open orders, 50,000 bytes = 13
  // blocks; 20 entries of 20 bytes.
  { sql: "SELECT max(shipped) FROM orders WHERE state = 'open'", units: 0.5, rows: 1 },
  { sql: "SELECT min(shipped) FROM orders WHERE state = 'paid'", units: 0.5, rows: 1 },
  { sql: "SELECT count(shipped), max(shipped) FROM orders WHERE state = 'open'", units: 6.5, rows: 1 },
  { sql: "SELECT sum(age), avg(age) FROM customers WHERE city = 'city3'", units: 0.5, rows: 1 },
  // But a customer with a tier and without an age is not in it, and counts.
  { sql: "SELECT count(tier) FROM customers WHERE tier = 'gold'", units: 24.5, rows: 1 },
  { sql: "SELECT count(*), max(age) FROM customers WHERE city = 'city3'", units: 24.5, rows: 1 },
  // With a filter as much is looked at as will probably do: one metric in fifty is bad, so all 100 of the partition.
  { sql: "SELECT * FROM metrics WHERE device = 0 AND bad = 1 LIMIT 2", units: 2.5, rows: 2 },
];
