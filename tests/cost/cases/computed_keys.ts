/** Keys that are computed of what is read before. */
import type { CostCase } from "../case.ts";

// customers: 1 block an item; the table 49 blocks. orders: an item 1 block. docs by key: 3 blocks an item.
/** Keys that are computed of what is read before. */
export const computedKeys: readonly CostCase[] = [
  // A document, and a customer.
  {
    sql:
      "SELECT c.email FROM docs d JOIN customers c ON c.id = 'c' || lpad(d.id::VARCHAR, 3, '0') WHERE d.id = 7",
    units: 2,
    rows: 1,
  },
  {
    sql:
      "SELECT c.email FROM docs d, LATERAL (SELECT * FROM customers WHERE id = format('c{:03d}', d.id)) c WHERE d.id = 7",
    units: 2,
    rows: 1,
  },
  {
    sql:
      "SELECT email FROM customers WHERE id IN (SELECT concat('c', lpad(id::VARCHAR, 3, '0')) FROM docs WHERE id IN (7, 8))",
    units: 4,
    rows: 2,
  },
  {
    sql:
      "WITH k AS (SELECT 'c' || lpad(id::VARCHAR, 3, '0') AS cid FROM docs WHERE id = 7) SELECT k.cid, c.email FROM k LEFT JOIN customers c ON c.id = k.cid",
    units: 2,
    rows: 1,
  },
  // A number of a text: a customer, and a document.
  {
    sql: "SELECT d.title FROM customers c JOIN docs d ON d.id = substr(c.id, 2)::INT WHERE c.id = 'c007'",
    units: 2,
    rows: 1,
  },
  // Part of the key is a constant: an order.
  {
    sql:
      "SELECT o.total FROM docs d JOIN orders o ON o.customer = 'c' || lpad(d.id::VARCHAR, 3, '0') AND o.placed = '2026-01-02' WHERE d.id = 7",
    units: 2,
    rows: 1,
  },
  // NULLs are no keys: a document.
  {
    sql:
      "SELECT c.email FROM docs d JOIN customers c ON c.id = CASE WHEN d.id = 8 THEN 'c' || d.title END WHERE d.id = 7",
    units: 1.5,
    rows: 0,
  },
  // One of the values that were found: a document, and a customer's order.
  {
    sql: "SELECT email FROM customers WHERE id = (SELECT max(customer) FROM orders WHERE customer = 'c003')",
    units: 5.5,
    rows: 1,
  },
  // Where each customer is kept, all are read: 49 blocks, and a document.
  {
    sql:
      "SELECT count(*) FROM customers c LEFT JOIN docs d ON c.id = 'c' || lpad(d.id::VARCHAR, 3, '0') AND d.id = 7",
    units: 26,
    rows: 1,
  },
];
