/** Reads driven by keys that are counted while running. */
import type { CostCase } from "../case.ts";

// links: 8 blocks whole. customers: 49 blocks whole, 1 block an item. Which links are hot decides, and that is not known
// before: 140 of 150, though there are two kinds.
/** Reads driven by keys that are counted while running. */
export const driven: readonly CostCase[] = [
  // 10 cold links, 10 customers twice.
  {
    sql:
      "SELECT l.id, a.email, b.city FROM links l JOIN customers a ON a.id = l.one JOIN customers b ON b.id = l.two WHERE l.kind = 'cold'",
    units: 14,
    rows: 10,
  },
  // 140 hot ones: one Scan of customers serves both uses.
  {
    sql:
      "SELECT l.id, a.email, b.city FROM links l JOIN customers a ON a.id = l.one JOIN customers b ON b.id = l.two WHERE l.kind = 'hot'",
    units: 28.5,
    rows: 140,
  },
  {
    sql:
      "SELECT count(*), max(b.email) FROM links l JOIN customers a ON a.id = l.one AND a.age < 30 LEFT JOIN customers b ON b.id = l.two AND b.status = 'active' WHERE l.kind = 'hot'",
    units: 28.5,
    rows: 1,
  },
];
