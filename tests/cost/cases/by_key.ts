/** Whole keys, contradictions, and what has no key. */
import type { CostCase } from "../case.ts";

// customers: 200 × 1,000 bytes = 200,000 = 48.8 → 49 blocks; one item = 1 block.
/** Whole keys, contradictions, and what has no key. */
export const byHashOnly: readonly CostCase[] = [
  // One item: 1 block.
  { sql: "SELECT * FROM customers WHERE id = 'c007'", units: 0.5, rows: 1 },
  { sql: "SELECT email FROM customers WHERE id = 'c007' AND status = 'active'", units: 0.5, rows: 1 },
  // Consistent: twice that.
  { sql: "SELECT * FROM customers WHERE id = 'c007'", consistentRead: true, units: 1, rows: 1 },
  // No item under the key: 1 block.
  { sql: "SELECT * FROM customers WHERE id = 'nobody'", units: 0.5, rows: 0 },
  // 3 keys, 1 block each; a key given twice is read once.
  { sql: "SELECT * FROM customers WHERE id IN ('c001', 'c002', 'c003', 'c001')", units: 1.5, rows: 3 },
  { sql: "SELECT * FROM customers WHERE id = 'c001' OR id = 'c002'", units: 1, rows: 2 },
  { sql: "SELECT * FROM customers WHERE id IN ('c001', 'c002') AND id <> 'c002'", units: 0.5, rows: 1 },
  // Constants worked out before reading.
  { sql: "SELECT * FROM customers WHERE id = 'c' || '001'", units: 0.5, rows: 1 },
  { sql: "SELECT * FROM customers WHERE id = lower('C001')", units: 0.5, rows: 1 },
  { sql: "SELECT * FROM customers WHERE id = concat('c', '00', '1')", units: 0.5, rows: 1 },
  { sql: "SELECT * FROM customers WHERE id = 'c' || lpad('1', 3, '0')", units: 0.5, rows: 1 },
  { sql: "SELECT * FROM customers WHERE id = ?", parameters: ["c001"], units: 0.5, rows: 1 },
  {
    sql: "SELECT * FROM customers WHERE id IN ($a, $b)",
    parameters: { a: "c001", b: "c002" },
    units: 1,
    rows: 2,
  },
  // Contradictions: nothing is read.
  { sql: "SELECT * FROM customers WHERE id = 'c001' AND id = 'c002'", units: 0, rows: 0 },
  { sql: "SELECT * FROM customers WHERE id IS NULL", units: 0, rows: 0 },
  { sql: "SELECT * FROM customers WHERE 1 = 0", units: 0, rows: 0 },
  { sql: "SELECT * FROM customers WHERE false AND status = 'active'", units: 0, rows: 0 },
  { sql: "SELECT * FROM customers WHERE id > 'c005' AND id < 'c005'", units: 0, rows: 0 },
  { sql: "SELECT * FROM customers WHERE id = NULL", units: 0, rows: 0 },
  { sql: "SELECT * FROM customers WHERE status = 'active' AND status = 'closed'", units: 0, rows: 0 },
  { sql: "SELECT * FROM customers LIMIT 0", units: 0, rows: 0 },
  // No key: 200,000 bytes = 49 blocks.
  { sql: "SELECT id FROM customers WHERE status = 'closed'", units: 24.5, rows: 50 },
  { sql: "SELECT count(*) FROM customers WHERE status = 'closed'", units: 24.5, rows: 1 },
  // 5 items are asked for, 5,000 bytes = 2 blocks.
  { sql: "SELECT id, status FROM customers LIMIT 5", units: 1, rows: 5 },
  { sql: "SELECT id, status FROM customers LIMIT 2 OFFSET 3", units: 1, rows: 2 },
];
