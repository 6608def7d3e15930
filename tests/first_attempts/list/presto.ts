/** First attempts in the words of Presto, Trino and Athena. @module */
import { advised, type Attempt, same } from "../attempt.ts";

/** From the manuals of Trino and Athena (engine version 3). */
export const PRESTO: readonly Attempt[] = [
  same(
    "SELECT date_format(from_iso8601_timestamp(created_at), '%Y-%m-%d') FROM orders WHERE order_id = 'O00001'",
    ["2025-03-01"],
  ),
  same("SELECT approx_distinct(customer_id) FROM orders", [5]),
  same("SELECT element_at(tags, 1) FROM customers WHERE customer_id = 'C0001'", ["b2b"]),
  same(
    "SELECT t.tag, count(*) FROM customers CROSS JOIN UNNEST(tags) AS t(tag) GROUP BY t.tag ORDER BY t.tag",
    [
      "b2b",
      1,
    ],
    ["camping", 1],
    ["gifts", 1],
    ["kids", 1],
    ["vip", 1],
  ),
  advised(
    "SELECT date_diff('day', from_iso8601_timestamp(created_at), from_iso8601_timestamp(shipped_at)) " +
      "FROM orders WHERE order_id = 'O00002'",
    ["date_diff('day', from_iso8601_timestamp(created_at), from_iso8601_timestamp(shipped_at))", 0],
    [1],
  ),
  same(
    "SELECT json_extract_scalar(CAST(properties AS JSON), '$.path') AS p FROM events WHERE type = 'page_view' ORDER BY 1",
    [
      "/",
    ],
    ["/kitchen/knives"],
    ["/sale"],
  ),
  same(
    "SELECT regexp_like(email, '^ada'), regexp_extract(email, '(\\w+)\\.(\\w+)', 2) FROM customers WHERE customer_id = 'C0001'",
    [true, "bauer1"],
  ),
  same("SELECT day_of_week(from_iso8601_timestamp(created_at)) FROM orders WHERE order_id = 'O00007'", [1]),
  same("SELECT map_agg(sku, stock) FROM products WHERE category = 'toys'", [{ "TOY-001": 40 }]),
  same("SELECT array_join(array_sort(tags), '+') FROM customers WHERE customer_id = 'C0004'", [
    "camping+kids",
  ]),
  same("SELECT max_by(order_id, total) FROM orders", ["O00004"]),
  same("SELECT count_if(status = 'delivered') FROM orders", [3]),
  advised(
    "SELECT reduce(ratings, 0, (s, x) -> s + x, s -> s) FROM products WHERE sku = 'KIT-001'",
    "reduce(ratings, 0, (s, x) -> s + x, s -> s)",
    [14],
  ),
  same("SELECT approx_percentile(total, 0.5) FROM orders", [39]),
  same("SELECT date_add('month', -1, DATE '2026-03-31') FROM orders LIMIT 1", ["2026-02-28T00:00:00"]),
  advised(
    "SELECT url_extract_host('https://example.com/a') FROM orders LIMIT 1",
    "url_extract_host('https://example.com/a')",
    ["example.com"],
  ),
];
