/** First attempts in SQLite's words. @module */
import { type Attempt, same } from "../attempt.ts";

/** From sqlite.org/lang.html. */
export const SQLITE: readonly Attempt[] = [
  same("SELECT strftime('%Y-%m', created_at) AS m, count(*) FROM orders GROUP BY m ORDER BY m LIMIT 1", [
    "2025-03",
    2,
  ]),
  same("SELECT count(*) FROM orders WHERE date(created_at) = date('2025-12-31')", [1]),
  same("SELECT julianday(shipped_at) - julianday(created_at) FROM orders WHERE order_id = 'O00004'", [3]),
  same("SELECT instr(email, '@') FROM customers WHERE customer_id = 'C0001'", [11]),
  same(
    "SELECT substr(sku, 1, 3) AS p, count(*) FROM products GROUP BY p ORDER BY p",
    ["KIT", 2],
    ["OFF", 2],
    [
      "OUT",
      1,
    ],
    ["TOY", 1],
  ),
  same("SELECT datetime(created_at, '+1 day') FROM orders WHERE order_id = 'O00008'", [
    "2026-03-01T16:20:00",
  ]),
  same("SELECT order_id FROM orders WHERE coupon ISNULL ORDER BY total LIMIT 1", ["O00005"]),
  same("SELECT printf('%.2f', avg(total)) FROM orders", ["88.12"]),
  same("SELECT CAST(strftime('%s', created_at) AS INTEGER) FROM orders WHERE order_id = 'O00006'", [
    1767225600,
  ]),
  same("SELECT total(quantity) FROM order_items", [12]),
  same("SELECT order_id FROM orders WHERE status GLOB 'ret*'", ["O00006"]),
];
