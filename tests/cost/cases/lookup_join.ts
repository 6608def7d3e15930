/** Lookup joins: reads by keys that are counted while running. */
import type { CostCase } from "../case.ts";

// links: 8 blocks whole. customers: 49 blocks whole, 1 block an item. Which links are hot decides, and that is not known
// before: 140 of 150, though there are two kinds.
/** Lookup joins: reads by keys that are counted while running. */
export const lookupJoin: readonly CostCase[] = [
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
  // The partition from one relation, the sort key from another: each with each. An index block, 3 links, and one customer
  // on two days.
  {
    sql:
      "SELECT o.total FROM orders o WHERE o.customer IN (SELECT id FROM customers WHERE city = 'city3' AND age = 20) AND o.placed IN (SELECT day FROM links WHERE id IN ('l001', 'l002', 'l021'))",
    units: 3,
    rows: 2,
  },
  {
    sql:
      "SELECT o.total, l.id FROM customers c, links l, orders o WHERE o.customer = c.id AND o.placed = l.day AND c.city = 'city3' AND c.age = 20 AND l.id = 'l007'",
    units: 1.5,
    rows: 1,
  },
  {
    sql:
      "SELECT o.total, l.id FROM customers c CROSS JOIN links l LEFT JOIN orders o ON o.customer = c.id AND o.placed = l.day WHERE c.city = 'city4' AND c.age = 20 AND l.id IN ('l007', 'l010')",
    units: 2.5,
    rows: 2,
  },
  // Many days: the partition, 10 blocks, is less than 20 keys. All links are 8 blocks.
  {
    sql:
      "SELECT count(*) FROM customers c, links l, orders o WHERE o.customer = c.id AND o.placed = l.day AND c.city = 'city3' AND c.age = 20",
    units: 9.5,
    rows: 1,
  },
];
