/** First attempts in BigQuery's words. @module */
import { advised, type Attempt, same } from "../attempt.ts";

/** From the reference of GoogleSQL. */
export const BIGQUERY: readonly Attempt[] = [
  same(
    "SELECT FORMAT_TIMESTAMP('%Y-%m', TIMESTAMP(created_at)) AS m, COUNT(*) FROM orders GROUP BY m ORDER BY m LIMIT 1",
    [
      "2025-03",
      2,
    ],
  ),
  same("SELECT SAFE_DIVIDE(total, 0) FROM orders WHERE order_id = 'O00001'", [null]),
  same("SELECT COUNTIF(newsletter) FROM customers", [3]),
  same("SELECT name FROM `customers` WHERE country IN UNNEST(['DE', 'FR']) ORDER BY name", ["Ada Bauer"], [
    "Emma Dubois",
  ], ["Finn Weber"]),
  same("SELECT ARRAY_AGG(coupon IGNORE NULLS ORDER BY coupon) FROM orders", [[
    "SPRING26",
    "WELCOME10",
    "WELCOME10",
  ]]),
  same("SELECT DATE_DIFF(DATE(shipped_at), DATE(created_at), DAY) FROM orders WHERE order_id = 'O00002'", [
    2,
  ]),
  same(
    "SELECT TIMESTAMP_DIFF(TIMESTAMP(shipped_at), TIMESTAMP(created_at), HOUR) FROM orders WHERE order_id = 'O00002'",
    [
      26,
    ],
  ),
  advised("SELECT EXTRACT(DAYOFWEEK FROM DATE(created_at)) FROM orders WHERE order_id = 'O00007'", [
    "EXTRACT(DAYOFWEEK FROM DATE(created_at))",
    1,
  ], [2]),
  same(
    "SELECT * EXCEPT (price, stock, weight_kg, ratings, discontinued) FROM products WHERE sku = 'TOY-001'",
    [
      "TOY-001",
      "toys",
      "Kite",
    ],
  ),
  same("SELECT SUM(SAFE_CAST(value AS INT64)) FROM events", [17]),
  advised("SELECT REGEXP_EXTRACT(email, r'@(.+)$') FROM customers WHERE customer_id = 'C0001'", [
    "REGEXP_EXTRACT(email, r'@(.+)$')",
    1,
  ], ["example.com"]),
  same(
    "SELECT DATE_TRUNC(DATE(created_at), MONTH) AS m, SUM(total) FROM orders GROUP BY m ORDER BY m LIMIT 1",
    [
      "2025-03-01",
      110.14,
    ],
  ),
  same("SELECT PARSE_DATE('%Y-%m-%d', SUBSTR(created_at, 1, 10)) FROM orders WHERE order_id = 'O00001'", [
    "2025-03-01",
  ]),
  same("SELECT tags[OFFSET(0)], tags[SAFE_OFFSET(5)] FROM customers WHERE customer_id = 'C0001'", [
    "b2b",
    null,
  ]),
  same("SELECT GENERATE_DATE_ARRAY(DATE '2025-12-30', DATE '2026-01-01') FROM orders LIMIT 1", [[
    "2025-12-30",
    "2025-12-31",
    "2026-01-01",
  ]]),
  advised(
    "SELECT FORMAT('%s has %d', name, stock) FROM products WHERE sku = 'TOY-001'",
    "FORMAT('%s has %d', name, stock)",
    [
      "Kite has 40",
    ],
  ),
];
