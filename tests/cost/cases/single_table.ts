/** One table of several kinds. */
import type { CostCase } from "../case.ts";

// app: 500 bytes an item, so 8 a block; a user is 11 items = 5,500 bytes = 2 blocks; the table 110,000 bytes = 27.
/** One table of several kinds. */
export const singleTable: readonly CostCase[] = [
  // 11 items of 500 bytes = 2 blocks.
  { sql: "SELECT * FROM app WHERE pk = 'USER#004'", units: 1, rows: 11 },
  { sql: "SELECT name FROM app WHERE pk = 'USER#004' AND sk = 'PROFILE'", units: 0.5, rows: 1 },
  { sql: "SELECT sum(amount) FROM app WHERE pk = 'USER#004' AND sk LIKE 'ORDER#%'", units: 1, rows: 1 },
  {
    sql: "SELECT * FROM app WHERE pk = 'USER#004' AND sk BETWEEN 'ORDER#002' AND 'ORDER#005'",
    units: 0.5,
    rows: 4,
  },
  // The sparse index: 40 open orders of 500 bytes = 5 blocks; a day's 2 = 1 block.
  { sql: "SELECT * FROM app WHERE gsi1pk = 'STATUS#open' AND gsi1sk IS NOT NULL", units: 2.5, rows: 40 },
  { sql: "SELECT * FROM app WHERE gsi1pk = 'STATUS#open'", units: 13.5, rows: 40 },
  {
    sql: "SELECT * FROM app WHERE gsi1pk = 'STATUS#open' AND gsi1sk LIKE '2026-01-05%'",
    units: 0.5,
    rows: 2,
  },
  { sql: "SELECT * FROM app WHERE gsi1pk IS NOT NULL", units: 13.5, rows: 40 },
  { sql: "SELECT * FROM app WHERE gsi1pk IS NOT NULL AND gsi1sk IS NOT NULL", units: 2.5, rows: 40 },
  // A key and a range: 1 item = 1 block, 10 items = 2 blocks. (That nothing lies between them nobody knows.)
  {
    sql: "SELECT * FROM app WHERE pk = 'USER#004' AND (sk = 'PROFILE' OR sk LIKE 'ORDER#00%')",
    units: 1.5,
    rows: 11,
  },
  // By the table's key or by the index's: 11 items = 2 blocks + 2 items = 1 block.
  {
    sql: "SELECT * FROM app WHERE pk = 'USER#004' OR (gsi1pk = 'STATUS#open' AND gsi1sk LIKE '2026-01-07%')",
    units: 1.5,
    rows: 13,
  },
  { sql: "SELECT * FROM customers WHERE id = 'c001' OR email = 'c002@example.com'", units: 1, rows: 2 },
];
