/** Joins with LIMIT: as much of one table as the page needs, and the items of the others that its keys name. */
import type { CostCase } from "../case.ts";

// A Scan gives a partition's items one after the other, and each partition here is longer than any page asked for: so
// the first items have one key between them. orders: 4 items = 4,000 bytes = 1 block. customers by key: 1 block.
/** Joins with LIMIT. */
export const joinPrefix: readonly CostCase[] = [
  // 4 orders = 1 block, and their customer = 1.
  {
    sql: "SELECT o.placed, c.email FROM orders o JOIN customers c ON c.id = o.customer LIMIT 4",
    units: 1,
    rows: 4,
  },
  {
    sql: "SELECT o.placed, c.email FROM customers c JOIN orders o ON c.id = o.customer LIMIT 4",
    units: 1,
    rows: 4,
  },
  {
    sql: "SELECT o.placed, c.email FROM orders o LEFT JOIN customers c ON c.id = o.customer LIMIT 4",
    units: 1,
    rows: 4,
  },
  {
    sql: "SELECT o.placed, c.email FROM customers c RIGHT JOIN orders o ON c.id = o.customer LIMIT 4",
    units: 1,
    rows: 4,
  },
  {
    sql: "SELECT o.placed FROM orders o SEMI JOIN customers c ON c.id = o.customer LIMIT 4",
    units: 1,
    rows: 4,
  },
  {
    sql:
      "SELECT placed FROM orders o WHERE EXISTS (SELECT 1 FROM customers c WHERE c.id = o.customer) LIMIT 4",
    units: 1,
    rows: 4,
  },
  // 8 orders = 2 blocks, one customer.
  {
    sql: "SELECT o.placed, c.email FROM orders o JOIN customers c ON c.id = o.customer LIMIT 4 OFFSET 4",
    units: 1.5,
    rows: 4,
  },
  // In the order of the sort key, from its end: 4 orders of one customer.
  {
    sql:
      "SELECT o.placed, c.email FROM orders o JOIN customers c ON c.id = o.customer WHERE o.customer = 'c003' ORDER BY o.placed DESC LIMIT 4",
    units: 1,
    rows: 4,
  },
  {
    sql:
      "SELECT o.placed, c.email FROM orders o LEFT JOIN customers c ON c.id = o.customer WHERE o.state = 'open' AND o.customer = 'c004' ORDER BY o.placed LIMIT 2",
    // One of two states: 4 items are looked at. Days 0 and 8 are open: the next 4 are not, then 8. 1 + 1 + 2 blocks, 1 key.
    units: 2.5,
    rows: 2,
  },
  // 5 metrics = 1,000 bytes = 1 block; their device's document = 3.
  {
    sql: "SELECT m.ts, d.title FROM metrics m JOIN docs d ON d.id = m.device LIMIT 5",
    units: 2,
    rows: 5,
  },
  // 4 items of the one table = 1 block; no key of the other is there: a block all the same.
  {
    sql: "SELECT a.sk FROM app a WHERE NOT EXISTS (SELECT 1 FROM customers c WHERE c.id = a.pk) LIMIT 4",
    units: 1,
    rows: 4,
  },
  // DynamoDB filters the index of keys: the 114 entries of its first block, which DynamoDB Local counts as 28 blocks.
  {
    sql:
      "SELECT o.placed, c.email FROM orders o JOIN customers c ON c.id = o.customer WHERE o.total > 100 LIMIT 4",
    units: 14.5,
    aws: 1,
    rows: 4,
  },
  // Along a chain: 4 orders, 1 customer, and the keys of the customer's city on the index: 1 block each.
  {
    sql:
      "SELECT o.placed, n.id FROM orders o JOIN customers c ON c.id = o.customer JOIN customers n ON n.email = c.email LIMIT 4",
    units: 1.5,
    rows: 4,
  },
  // The local index has the order asked for, but fetches each item that it passes on the way to one with a note (0.5
  // each: 2 + 4 + 8 + 16 of them in batches, 17.5 units): the partition is less, 10 blocks, and the index of the notes
  // least, 4 items = 1 block. Then 1 key.
  {
    sql:
      "SELECT o.total, c.email FROM orders o JOIN customers c ON c.id = o.customer WHERE o.customer = 'c003' AND o.total IS NOT NULL AND o.note IS NOT NULL ORDER BY o.total DESC LIMIT 2",
    units: 1,
    rows: 2,
  },
  {
    sql:
      "SELECT o.total, c.email FROM orders o JOIN customers c ON c.id = o.customer WHERE o.customer = 'c003' AND o.total >= 0 AND o.note LIKE '%2' ORDER BY o.total LIMIT 1",
    units: 1,
    rows: 1,
  },
  // Without an index of what is filtered by, the partition: 10 blocks, 1 key. (One order in eight is open.)
  {
    sql:
      "SELECT o.total, c.email FROM orders o JOIN customers c ON c.id = o.customer WHERE o.customer = 'c003' AND o.total IS NOT NULL AND o.state = 'open' ORDER BY o.total LIMIT 2",
    units: 5.5,
    rows: 2,
  },
  {
    sql:
      "SELECT o.total, c.email FROM orders o JOIN customers c ON c.id = o.customer WHERE o.customer = 'c003' AND o.state = 'open' AND o.note IS NULL LIMIT 2",
    // About one in two is thought to pass: 8 items, of which none does; 16 more have days 8 and 16. 2 + 4 blocks.
    units: 3.5,
    rows: 2,
  },
  // Along a chain: the orders with a note (2 items = 1 block), their customer, that one by its address.
  {
    sql:
      "SELECT o.note, d.email FROM orders o JOIN customers c ON c.id = o.customer JOIN customers d ON d.email = c.email WHERE o.note IS NOT NULL LIMIT 2",
    units: 1.5,
    rows: 2,
  },
  // The sparse index filtered by its own key: 40 items = 10 blocks; 4 of those that pass, each of another customer.
  {
    sql:
      "SELECT o.placed, c.email FROM orders o JOIN customers c ON c.id = o.customer WHERE o.note = 'note1' LIMIT 4",
    units: 7,
    rows: 4,
  },
  // Nothing is asked for.
  {
    sql: "SELECT o.placed, c.email FROM orders o JOIN customers c ON c.id = o.customer LIMIT 0",
    units: 0,
    rows: 0,
  },
  // Not a prefix: a sort by another attribute, an aggregate, an outer join the other way need all: 98 + 10 keys.
  {
    sql:
      "SELECT o.pad, c.email FROM orders o JOIN customers c ON c.id = o.customer ORDER BY o.pad, o.placed LIMIT 4",
    units: 54,
    rows: 4,
  },
  // A list of values: as many as the page needs. Two open orders of a day = 1 block, their customers.
  {
    sql:
      "SELECT id, email FROM customers WHERE id IN (SELECT customer FROM orders WHERE state = 'open') LIMIT 2",
    units: 1.5,
    rows: 2,
  },
  // 4 links = 1 block, 4 customers.
  { sql: "SELECT id, email FROM customers WHERE id IN (SELECT one FROM links) LIMIT 4", units: 2.5, rows: 4 },
  // DynamoDB filters: the 20 items of a block are looked at; of what passes 5 customers.
  {
    sql: "SELECT id FROM customers WHERE id IN (SELECT one FROM links WHERE kind = 'hot') LIMIT 5",
    units: 3,
    rows: 5,
  },
  // The second customer is in the 41st order (11 blocks, 2 keys); that 2, 4, 8, 16 and 32 orders must be asked for to find
  // it nobody knows: 1 + 1 + 2 + 4 + 8 blocks.
  {
    sql: "SELECT id, email FROM customers WHERE id IN (SELECT customer FROM orders) LIMIT 2",
    units: 9,
    optimum: 6.5,
    rows: 2,
  },
  // Only one customer in twenty has orders: all customers, and the first orders.
  {
    sql: "SELECT placed FROM orders WHERE customer IN (SELECT id FROM customers) LIMIT 3",
    units: 25,
    rows: 3,
  },
];
