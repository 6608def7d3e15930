/** First attempts in the words of MySQL and MariaDB. @module */
import { advised, type Attempt, same } from "../attempt.ts";

/** From the manuals of MySQL 8.4 and MariaDB 11. */
export const MYSQL: readonly Attempt[] = [
  same(
    "SELECT DATE_FORMAT(created_at, '%Y-%m') AS ym, SUM(total) FROM orders GROUP BY ym ORDER BY ym LIMIT 2",
    ["2025-03", 110.14],
    ["2025-04", 245.45],
  ),
  same("SELECT `order_id` FROM `orders` WHERE `status` = 'paid'", ["O00008"]),
  same("SELECT IFNULL(coupon, 'none') AS c, COUNT(*) FROM orders GROUP BY 1 ORDER BY 1", ["SPRING26", 1], [
    "WELCOME10",
    2,
  ], ["none", 5]),
  same("SELECT GROUP_CONCAT(DISTINCT category ORDER BY category SEPARATOR '|') FROM products", [
    "kitchen|office|outdoor|toys",
  ]),
  same("SELECT order_id FROM orders ORDER BY total DESC LIMIT 2, 3", ["O00001"], ["O00008"], ["O00002"]),
  same("SELECT DATEDIFF(shipped_at, created_at) FROM orders WHERE order_id = 'O00002'", [2]),
  same("SELECT TIMESTAMPDIFF(HOUR, created_at, shipped_at) FROM orders WHERE order_id = 'O00002'", [26]),
  same(
    "SELECT TIMESTAMPDIFF(MONTH, created_at, '2026-03-01T00:00:00Z') FROM orders WHERE order_id = 'O00003'",
    [11],
  ),
  advised(
    "SELECT DAYOFWEEK(created_at) FROM orders WHERE order_id = 'O00007'",
    ["DAYOFWEEK(created_at)", 1],
    [2],
  ),
  advised(
    "SELECT WEEKDAY(occurred_at) FROM events WHERE type = 'search'",
    ["WEEKDAY(occurred_at)", 1],
    [6],
  ),
  advised("SELECT name FROM products WHERE name REGEXP '^k' ORDER BY name", "name REGEXP '^k'", ["Kettle"], [
    "Kite",
  ]),
  same("SELECT SUBSTRING_INDEX(email, '@', -1) FROM customers WHERE customer_id = 'C0001'", ["example.com"]),
  same("SELECT IF(newsletter, 'yes', 'no') AS n, COUNT(*) FROM customers GROUP BY 1 ORDER BY 1", ["no", 2], [
    "yes",
    3,
  ]),
  same("SELECT JSON_UNQUOTE(JSON_EXTRACT(address, '$.city')) FROM customers WHERE customer_id = 'C0005'", [
    "Dublin",
  ]),
  same("SELECT UNIX_TIMESTAMP(created_at) FROM orders WHERE order_id = 'O00006'", [1767225600]),
  same("SELECT DATE_ADD(created_at, INTERVAL 1 MONTH) FROM orders WHERE order_id = 'O00008'", [
    "2026-03-28T16:20:00",
  ]),
  advised("SELECT ROUND(LOG(stock), 3) FROM products WHERE sku = 'TOY-001'", ["LOG(stock)", 1], [3.689]),
  same("SELECT stock DIV 100, stock MOD 100 FROM products WHERE sku = 'OFF-001'", [2, 50]),
  same(
    "SELECT status, COUNT(*) AS n FROM orders GROUP BY status WITH ROLLUP ORDER BY n DESC LIMIT 1",
    [null, 8],
  ),
  same("SELECT COUNT(*) FROM orders WHERE coupon <=> NULL", [5]),
  same("SELECT FIND_IN_SET('b', 'a,b,c') + COUNT(*) FROM customers", [7]),
  advised('SELECT COUNT(*) FROM orders WHERE status = "delivered"', '"delivered"', [3]),
];
