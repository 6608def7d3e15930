/** Indexes: with all that is wanted, with keys alone, sparse ones, and those that must be fetched from. */
import type { CostCase } from "../case.ts";

// An entry of by_city is id 2 + 4, city 4 + 5, age 3 + 2 = 20 bytes; docs: 9,000 bytes = 2.2 → 3 blocks an item.
/** Indexes: with all that is wanted, with keys alone, sparse ones, and those that must be fetched from. */
export const byIndex: readonly CostCase[] = [
  // An index that holds everything: 1 item.
  { sql: "SELECT * FROM customers WHERE email = 'c010@example.com'", units: 0.5, rows: 1 },
  {
    sql: "SELECT * FROM customers WHERE email IN ('c010@example.com', 'c011@example.com')",
    units: 1,
    rows: 2,
  },
  // A consistent read cannot use it: 49 blocks, one unit each.
  {
    sql: "SELECT * FROM customers WHERE email = 'c010@example.com'",
    consistentRead: true,
    units: 49,
    rows: 1,
  },
  // Of keys alone: 20 entries of 20 bytes = 1 block.
  { sql: "SELECT id, age FROM customers WHERE city = 'city3' AND age > 0", units: 0.5, rows: 20 },
  // A customer without an age would not be in it, and is wanted: 49 blocks.
  { sql: "SELECT id FROM customers WHERE city = 'city3'", units: 24.5, rows: 20 },
  { sql: "SELECT id FROM customers WHERE city = 'city3' AND age BETWEEN 25 AND 29", units: 0.5, rows: 5 },
  { sql: "SELECT count(*) FROM customers WHERE city = 'city3' AND age IS NOT NULL", units: 0.5, rows: 1 },
  // 200 entries of 20 bytes = 4,000 = 1 block, by Scan of the index: what is not in it is not wanted. (Local: 49.)
  {
    sql: "SELECT city, count(*) FROM customers WHERE city IS NOT NULL AND age IS NOT NULL GROUP BY city",
    units: 24.5,
    aws: 0.5,
    rows: 10,
  },
  // The index gives the key, the table the rest: 1 block + 1 item.
  { sql: "SELECT * FROM customers WHERE city = 'city3' AND age = 25", units: 1, rows: 1 },
  // The same in rows, however the number is written; what is calculated of an age is not NULL, so that it has one.
  { sql: "SELECT * FROM customers WHERE (city, age) = ('city3', '25')", units: 1, rows: 1 },
  { sql: "SELECT * FROM customers WHERE (city, age) IN (('city3', '25'), ('city3', 26))", units: 2, rows: 2 },
  { sql: "SELECT id FROM customers WHERE (city, age + 0) = ('city3', 25)", units: 0.5, rows: 1 },
  // 1 block + 5 items.
  {
    sql: "SELECT id, email FROM customers WHERE city = 'city3' AND age BETWEEN 25 AND 29",
    units: 3,
    rows: 5,
  },
  // 1 block + 20 items: less than the Scan's 24.5.
  { sql: "SELECT * FROM customers WHERE city = 'city3' AND age IS NOT NULL", units: 10.5, rows: 20 },
  // Sparse, with what is needed: 10 entries = 1 block.
  { sql: "SELECT email FROM customers WHERE tier = 'gold' AND age < 200", units: 0.5, rows: 10 },
  {
    sql: "SELECT id, email, tier FROM customers WHERE tier IS NOT NULL AND age IS NOT NULL",
    units: 1.5,
    aws: 0.5,
    rows: 10,
  },
  // Who has no tier is not in it: 49 blocks.
  { sql: "SELECT id FROM customers WHERE tier IS NULL", units: 24.5, rows: 190 },
  // Sparse, without what is needed: 1 block + 10 items.
  { sql: "SELECT id, status FROM customers WHERE tier = 'gold' AND age > 0", units: 5.5, rows: 10 },
  // An item of 9,000 bytes is 3 blocks: index 1 block, then 5 × 3.
  { sql: "SELECT * FROM docs WHERE owner = 'o1'", units: 8, rows: 5 },
  { sql: "SELECT id FROM docs WHERE owner = 'o1'", units: 0.5, rows: 5 },
  // 10 × 3 blocks + 1 = 15.5 units by fetching; all 180,000 bytes = 44 blocks by Scan.
  { sql: "SELECT * FROM docs WHERE kind = 'k1'", units: 15.5, rows: 10 },
  { sql: "SELECT title FROM docs WHERE kind = 'k1'", units: 0.5, rows: 10 },
  // By key: 2 × 3 blocks.
  { sql: "SELECT title FROM docs WHERE id IN (3, 4)", units: 3, rows: 2 },
  { sql: "SELECT title FROM docs WHERE id = 3", consistentRead: true, units: 3, rows: 1 },
  // Two entries, 1 block each way.
  { sql: "SELECT id FROM docs WHERE owner IN ('o1', 'o2')", units: 1, rows: 10 },
];
