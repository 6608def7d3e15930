/** First attempts in PostgreSQL's words. @module */
import { advised, type Attempt, same } from "../attempt.ts";

/** From the manual of PostgreSQL 17. */
export const POSTGRESQL: readonly Attempt[] = [
  same(
    "SELECT to_char(created_at::timestamp, 'YYYY-MM') AS month, count(*) FROM orders GROUP BY 1 ORDER BY 1",
    ...[["2025-03", 2], ["2025-04", 1], ["2025-11", 1], ["2025-12", 1], ["2026-01", 2], ["2026-02", 1]],
  ),
  same(
    "SELECT date_trunc('month', created_at::timestamptz)::date AS m, sum(total) FROM orders " +
      "WHERE status = 'delivered' GROUP BY 1 ORDER BY 1",
    ...[["2025-03-01", 94.89], ["2025-04-01", 245.45], ["2026-01-01", 30.5]],
  ),
  same(
    "SELECT DISTINCT ON (customer_id) customer_id, order_id FROM orders ORDER BY customer_id, created_at DESC",
    ...[["C0001", "O00002"], ["C0002", "O00003"], ["C0003", "O00005"], ["C0004", "O00006"], [
      "C0005",
      "O00008",
    ]],
  ),
  same("SELECT count(*) FILTER (WHERE coupon IS NOT NULL) FROM orders", [3]),
  same("SELECT name FROM products WHERE name ~* '^k' ORDER BY 1", ["Kettle"], ["Kite"]),
  advised(
    "SELECT name FROM products WHERE name ~ 'e' ORDER BY 1",
    "name ~ 'e'",
    ["Chef's knife"],
    [
      "Desk lamp",
    ],
    ["Kettle"],
    ["Kite"],
    ["Notebook"],
    ["Tent"],
  ),
  advised(
    "SELECT name FROM customers WHERE name SIMILAR TO '(Ada|Emma)%' ORDER BY 1",
    "name SIMILAR TO '(Ada|Emma)%'",
    ["Ada Bauer"],
    ["Emma Dubois"],
  ),
  same(
    "SELECT extract(epoch FROM (shipped_at::timestamp - created_at::timestamp)) / 3600 FROM orders " +
      "WHERE order_id = 'O00001'",
    [46],
  ),
  same(
    "SELECT d::date, count(o.order_id) FROM generate_series('2025-12-30'::date, '2026-01-01'::date, " +
      "interval '1 day') AS d LEFT JOIN orders o ON o.created_at::date = d::date GROUP BY 1 ORDER BY 1",
    ...[["2025-12-30", 0], ["2025-12-31", 1], ["2026-01-01", 1]],
  ),
  same("SELECT string_agg(order_id, ', ' ORDER BY order_id) FROM orders WHERE customer_id = 'C0005'", [
    "O00007, O00008",
  ]),
  same("SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY total) FROM orders", [64.45]),
  same("SELECT mode() WITHIN GROUP (ORDER BY status) FROM orders", ["delivered"]),
  same("SELECT name, address->>'city' AS city FROM customers WHERE address->>'country' = 'DE' ORDER BY 1", [
    "Ada Bauer",
    "Berlin",
  ], ["Finn Weber", "Hamburg"]),
  same("SELECT customer_id FROM customers WHERE 'vip' = ANY(tags)", ["C0001"]),
  same("SELECT customer_id, array_length(tags, 1) FROM customers ORDER BY 1 LIMIT 3", ["C0001", 2], [
    "C0002",
    1,
  ], ["C0003", null]),
  same("SELECT regexp_replace(name, '[aeiou]', '', 'g') FROM products WHERE sku = 'OFF-001'", ["Ntbk"]),
  same("SELECT substring(email from '@(.*)$') FROM customers WHERE customer_id = 'C0001'", ["example.com"]),
  same("SELECT to_char(total, 'FM999990.00') FROM orders WHERE order_id = 'O00002'", ["39.00"]),
  same("SELECT initcap(status) FROM orders WHERE order_id = 'O00001'", ["Delivered"]),
  same(
    "SELECT jsonb_array_elements_text(to_jsonb(tags)) AS tag FROM customers WHERE customer_id = 'C0001' ORDER BY 1",
    ["b2b"],
    ["vip"],
  ),
  same(
    "SELECT json_build_object('id', order_id, 'total', total) FROM orders WHERE order_id = 'O00007'",
    [{ id: "O00007", total: 30.5 }],
  ),
  same("SELECT jsonb_agg(sku ORDER BY sku) FROM products WHERE category = 'office'", [[
    "OFF-001",
    "OFF-002",
  ]]),
  same("SELECT greatest(NULL, stock, 5) FROM products WHERE sku = 'TOY-001'", [40]),
  same(
    "SELECT order_id FROM orders WHERE created_at::timestamp + make_interval(days => 2) > '2026-03-01'::timestamp",
    ["O00008"],
  ),
  same("SELECT btrim('  ' || status || ' ') FROM orders WHERE order_id = 'O00008'", ["paid"]),
  advised("SELECT cardinality(tags) FROM customers WHERE customer_id = 'C0004'", "cardinality(tags)", [2]),
];
