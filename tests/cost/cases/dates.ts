/** Conditions on dates: of texts, and of numbers since 1970. */
import type { CostCase } from "../case.ts";

// orders: a partition is 40 days of 1,000 bytes, 10 blocks. A text may have an offset, which moves its day by one: a range
// of days is read with the day before and the day behind. metrics: 100 seconds from 1970 on, 200 bytes each.
/** Conditions on dates. */
export const dates: readonly CostCase[] = [
  // 9 days and the one before: 3 blocks.
  ...[
    "placed >= DATE '2026-02-01'",
    "placed > TIMESTAMP '2026-01-31 23:59:59'",
    "DATE '2026-01-31' < placed",
    "NOT placed < TIMESTAMPTZ '2026-02-01 00:00:00+00'",
    "placed::DATE >= '2026-02-01'",
    "placed::TIMESTAMP >= DATE '2026-02-01'",
    "TRY_CAST(placed AS DATE) BETWEEN DATE '2026-02-01' AND DATE '2026-12-31'",
    "date_trunc('month', placed) = DATE '2026-02-01'",
    "date_trunc('month', placed::DATE) > DATE '2026-01-15'",
  ].map((condition) => ({
    sql: `SELECT total FROM orders WHERE customer = 'c003' AND ${condition}`,
    units: 1.5,
    rows: 9,
  })),
  // 6 days and two: 2 blocks.
  {
    sql:
      "SELECT total FROM orders WHERE customer = 'c003' AND placed BETWEEN DATE '2026-01-02' AND DATE '2026-01-07'",
    units: 1,
    rows: 6,
  },
  // A day and two: 1 block, for each day listed.
  {
    sql: "SELECT total FROM orders WHERE customer = 'c003' AND placed = DATE '2026-01-05'",
    units: 0.5,
    rows: 1,
  },
  {
    sql:
      "SELECT total FROM orders WHERE customer = 'c003' AND placed::DATE IN (DATE '2026-01-05', DATE '2026-02-05')",
    units: 1,
    rows: 2,
  },
  { sql: "SELECT count(*) FROM orders WHERE customer = 'c003' AND year(placed) < 2026", units: 0.5, rows: 1 },
  {
    sql: "SELECT count(*) FROM orders WHERE customer = 'c003' AND extract(year FROM placed) >= 2026",
    units: 5,
    rows: 1,
  },
  // Of seconds since 1970 the last 10: 1 block.
  ...[
    "to_timestamp(ts) >= TIMESTAMPTZ '1970-01-01 00:01:30+00'",
    "epoch_ms(ts * 1000) >= TIMESTAMP '1970-01-01 00:01:30'",
    "make_timestamp(ts * 1000000) > TIMESTAMP '1970-01-01 00:01:29'",
    "date_trunc('second', to_timestamp(ts)) >= TIMESTAMPTZ '1970-01-01 00:01:30Z'",
  ].map((condition) => ({
    sql: `SELECT reading FROM metrics WHERE device = 1 AND ${condition}`,
    units: 0.5,
    rows: 10,
  })),
  {
    sql: "SELECT reading FROM metrics WHERE device = 1 AND to_timestamp(ts)::DATE = DATE '1971-01-01'",
    units: 0,
    aws: 0,
    rows: 0,
  },
];
