/** Ranges of a sort key. */
import type { CostCase } from "../case.ts";

// orders: a partition is 40 × 1,000 bytes = 9.8 → 10 blocks; n days of it are n × 1,000 bytes. metrics: 200 bytes each.
/** Ranges of a sort key. */
export const bySort: readonly CostCase[] = [
  // Whole key: 1 block.
  { sql: "SELECT * FROM orders WHERE customer = 'c003' AND placed = '2026-01-05'", units: 0.5, rows: 1 },
  { sql: "SELECT * FROM orders WHERE (customer, placed) = ('c003', '2026-01-05')", units: 0.5, rows: 1 },
  // Two keys, 1 block each: not four.
  {
    sql: "SELECT * FROM orders WHERE (customer, placed) IN (('c003', '2026-01-05'), ('c004', '2026-01-06'))",
    units: 1,
    rows: 2,
  },
  {
    sql:
      "SELECT * FROM orders WHERE (customer = 'c003' AND placed = '2026-01-05') OR (customer = 'c004' AND placed = '2026-01-06')",
    units: 1,
    rows: 2,
  },
  // 2 × 2 keys, 1 block each. (That the two days are neighbours nobody knows beforehand.)
  {
    sql: "SELECT * FROM orders WHERE customer IN ('c003', 'c004') AND placed IN ('2026-01-01', '2026-01-02')",
    units: 2,
    rows: 4,
  },
  // Partition: 40,000 bytes = 10 blocks.
  { sql: "SELECT * FROM orders WHERE customer = 'c003'", units: 5, rows: 40 },
  { sql: "SELECT count(*) FROM orders WHERE customer = 'c003'", units: 5, rows: 1 },
  { sql: "SELECT sum(total) FROM orders WHERE customer = 'c003'", consistentRead: true, units: 10, rows: 1 },
  { sql: "SELECT * FROM orders WHERE customer IN ('c003', 'c004', 'nobody')", units: 10, rows: 80 },
  // 8 days of a partition: 8,000 bytes = 2 blocks.
  {
    sql: "SELECT * FROM orders WHERE customer = 'c003' AND placed BETWEEN '2026-01-01' AND '2026-01-08'",
    units: 1,
    rows: 8,
  },
  { sql: "SELECT * FROM orders WHERE customer = 'c003' AND placed >= '2026-02-01'", units: 1.5, rows: 9 },
  // `>` and `<` by themselves are one range; DynamoDB has BETWEEN only, whose ends are read too: 10 items.
  {
    sql: "SELECT * FROM orders WHERE customer = 'c003' AND placed > '2026-01-01' AND placed < '2026-01-10'",
    units: 1.5,
    rows: 8,
  },
  // A prefix: 9 items = 3 blocks.
  { sql: "SELECT * FROM orders WHERE customer = 'c003' AND placed LIKE '2026-02%'", units: 1.5, rows: 9 },
  {
    sql: "SELECT * FROM orders WHERE customer = 'c003' AND starts_with(placed, '2026-02')",
    units: 1.5,
    rows: 9,
  },
  { sql: "SELECT * FROM orders WHERE customer = 'c003' AND placed ^@ '2026-02'", units: 1.5, rows: 9 },
  // Two ends of a partition, 4 items = 1 block each: not the 10 blocks between.
  {
    sql:
      "SELECT * FROM orders WHERE customer = 'c003' AND (placed <= '2026-01-04' OR placed >= '2026-02-06')",
    units: 1,
    rows: 8,
  },
  {
    sql:
      "SELECT * FROM orders WHERE customer = 'c003' AND (placed LIKE '2026-01-0%' OR placed LIKE '2026-02-0%')",
    // 9 items each: 3 blocks each.
    units: 3,
    rows: 18,
  },
  // Different ranges of different partitions: 4 items = 1 block each.
  {
    sql:
      "SELECT * FROM orders WHERE (customer = 'c003' AND placed <= '2026-01-04') OR (customer = 'c004' AND placed >= '2026-02-06')",
    units: 1,
    rows: 8,
  },
  // Ranges that overlap are one: 8 items = 2 blocks.
  {
    sql:
      "SELECT * FROM orders WHERE customer = 'c003' AND (placed <= '2026-01-05' OR placed BETWEEN '2026-01-03' AND '2026-01-08')",
    units: 1,
    rows: 8,
  },
  // The local index of keys: 40 entries of some 35 bytes = 1 block.
  {
    sql: "SELECT placed FROM orders WHERE customer = 'c003' AND total >= 380",
    units: 1.5,
    aws: 0.5,
    rows: 2,
  },
  // It fetches what it does not hold, item by item: 1 block + 1.
  { sql: "SELECT * FROM orders WHERE customer = 'c003' AND total = 380", units: 1, rows: 1 },
  // Here that would be 1 block + 2. How many pass is not known beforehand: of many, the partition is less.
  { sql: "SELECT * FROM orders WHERE customer = 'c003' AND total >= 380", units: 5, optimum: 1.5, rows: 2 },
  // Sparse local index: 4 of 40 = 1 block.
  { sql: "SELECT * FROM orders WHERE customer = 'c003' AND note IS NOT NULL", units: 0.5, rows: 4 },
  {
    sql: "SELECT * FROM orders WHERE customer = 'c003' AND note = 'note1'",
    consistentRead: true,
    units: 1,
    rows: 1,
  },
  // A date proves that the key is there. Of five days shipped three are read, of 10 orders each: 30 × 1,000 bytes = 8 blocks.
  {
    sql: "SELECT customer, placed FROM orders WHERE state = 'open' AND shipped >= DATE '2026-01-17'",
    units: 4,
    rows: 30,
  },
  {
    sql:
      "SELECT * FROM orders WHERE state = 'open' AND shipped::TIMESTAMP BETWEEN '2026-01-16' AND '2026-01-18'",
    units: 1.5,
    rows: 10,
  },
  // All 50 orders = 13 blocks, 98 by Scan.
  {
    sql: "SELECT sum(total) FROM orders WHERE state = 'open' AND year(shipped::DATE) = 2026",
    units: 6.5,
    rows: 1,
  },
  {
    sql: "SELECT sum(total) FROM orders WHERE state = 'open' AND isodow(shipped::DATE) >= 0",
    units: 6.5,
    rows: 1,
  },
  // 30 orders as texts, one third of those of the first day begins with the day before: 27 × 1,000 bytes = 7 blocks.
  { sql: "SELECT placed FROM orders WHERE state = 'open' AND shipped >= '2026-01-17'", units: 3.5, rows: 27 },
  // Orders that were not shipped are not in it, and are wanted.
  {
    sql: "SELECT placed FROM orders WHERE state = 'paid' AND coalesce(shipped, '2026-01-17') = '2026-01-17'",
    units: 43,
    rows: 300,
  },
  // Global index: 50 open orders = 13 blocks; of one day, 10 = 3.
  { sql: "SELECT * FROM orders WHERE state = 'open'", units: 6.5, rows: 50 },
  { sql: "SELECT * FROM orders WHERE state = 'open' AND placed = '2026-01-09'", units: 1.5, rows: 10 },
  // The partition (10 blocks) is less than the index's 350 paid ones.
  { sql: "SELECT * FROM orders WHERE state = 'paid' AND customer = 'c003'", units: 5, rows: 35 },
  // 5 keys of one range.
  {
    sql: "SELECT * FROM orders WHERE customer = 'c003' AND placed IN ('2026-01-01', '2026-02-09')",
    units: 1,
    rows: 2,
  },
  // Contradictions in the sort key.
  {
    sql: "SELECT * FROM orders WHERE customer = 'c003' AND placed > '2026-02' AND placed < '2026-01'",
    units: 0,
    rows: 0,
  },
  {
    sql: "SELECT * FROM orders WHERE customer = 'c003' AND placed LIKE 'a%' AND placed LIKE 'b%'",
    units: 0,
    rows: 0,
  },
  // Numbers.
  { sql: "SELECT * FROM metrics WHERE device = 2", units: 2.5, rows: 100 },
  // 20 × 200 bytes = 1 block.
  { sql: "SELECT * FROM metrics WHERE device = 2 AND ts BETWEEN 40 AND 59", units: 0.5, rows: 20 },
  { sql: "SELECT * FROM metrics WHERE device = 2 AND ts < 10 + 10", units: 0.5, rows: 20 },
  // Whole keys in rows, also as texts: two items. Of a number that only the rows tell, the partition.
  { sql: "SELECT * FROM metrics WHERE (device, ts) IN ((2, '4'), ('3', 5))", units: 1, rows: 2 },
  { sql: "SELECT * FROM metrics WHERE (device, ts) = ('2', '4')", units: 0.5, rows: 1 },
  { sql: "SELECT * FROM metrics WHERE (device, ts) IN ((2, true), (2, 4))", units: 2.5, rows: 2 },
  { sql: "SELECT * FROM metrics WHERE device = 1 + 1 AND ts >= 80.0", units: 0.5, rows: 20 },
  { sql: "SELECT * FROM metrics WHERE device = 2 AND NOT (ts >= 20)", units: 0.5, rows: 20 },
  // Filtered: the whole partition is read all the same.
  { sql: "SELECT * FROM metrics WHERE device = 0 AND bad = 1", units: 2.5, rows: 10 },
];
