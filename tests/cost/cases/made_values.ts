/** Conditions on what is made of a key. */
import type { CostCase } from "../case.ts";

// app: a user's partition is 11 × 500 bytes = 2 blocks, the profile alone 1. metrics: a partition is 5 blocks. docs: an
// item is 3 blocks.
/** Conditions on what is made of a key. */
export const madeValues: readonly CostCase[] = [
  ...[
    "left(sk, 4) = 'PROF'",
    "substr(sk, 1, 4) = 'PROF'",
    "substring(sk FROM 1 FOR 4) IN ('PROF', 'PERF')",
    "sk[:4] = 'PROF'",
    "left(sk, 1) > 'O'",
    "NOT left(sk, 1) <= 'O'",
    "split_part(sk, '#', 1) = 'PROFILE'",
    "string_split(sk, '#')[1] = 'PROFILE'",
    "regexp_matches(sk, '^PROF')",
    "regexp_full_match(sk, 'PROF[A-Z]+')",
    "coalesce(sk, '') = 'PROFILE'",
    "'#' || sk = '#PROFILE'",
    "concat(sk, '#') = 'PROFILE#'",
  ].map((condition) => ({
    sql: `SELECT name FROM app WHERE pk = 'USER#003' AND ${condition}`,
    units: 0.5,
    rows: 1,
  })),
  // The key itself, of one item and of two.
  { sql: "SELECT title FROM docs WHERE id + 1 = 6", units: 1.5, rows: 1 },
  { sql: "SELECT title FROM docs WHERE 12 - id = 7", units: 1.5, rows: 1 },
  { sql: "SELECT title FROM docs WHERE CAST(id AS VARCHAR) = '5'", units: 1.5, rows: 1 },
  { sql: "SELECT title FROM docs WHERE id * 2 IN (10, 12)", units: 3, rows: 2 },
  { sql: "SELECT title FROM docs WHERE coalesce(id, 0) = 5", units: 1.5, rows: 1 },
  // Of an index that leaves items out, too: 20 orders of a day are open, 2 of each user, 500 bytes each.
  {
    sql: "SELECT amount FROM app WHERE gsi1pk = 'STATUS#open' AND left(gsi1sk, 10) = '2026-01-04'",
    units: 0.5,
    rows: 2,
  },
  // 5 of 100 seconds, 200 bytes each.
  { sql: "SELECT reading FROM metrics WHERE device = 1 AND ts / 10 >= 9.5", units: 0.5, rows: 5 },
  { sql: "SELECT reading FROM metrics WHERE device = 1 AND ts + 5 > 99", units: 0.5, rows: 5 },
  { sql: "SELECT sum(reading) FROM metrics WHERE device = 1 AND 99 - ts < 5", units: 0.5, rows: 1 },
  { sql: "SELECT count(*) FROM metrics WHERE device = 1 AND ts // 10 = 3", units: 0.5, rows: 1 },
  { sql: "SELECT count(*) FROM metrics WHERE device = 1 AND -ts BETWEEN -20 AND -10", units: 0.5, rows: 1 },
];
