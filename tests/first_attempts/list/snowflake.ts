/** First attempts in Snowflake's words. @module */
import { advised, type Attempt, same } from "../attempt.ts";

/** From docs.snowflake.com. */
export const SNOWFLAKE: readonly Attempt[] = [
  same("SELECT TO_VARCHAR(TO_TIMESTAMP_NTZ(created_at), 'YYYY-MM') FROM orders WHERE order_id = 'O00001'", [
    "2025-03",
  ]),
  same("SELECT DATEADD(day, 7, created_at::timestamp) FROM orders WHERE order_id = 'O00008'", [
    "2026-03-07T16:20:00",
  ]),
  same(
    "SELECT IFF(total > 100, 'big', 'small') AS s, COUNT(*) FROM orders GROUP BY s ORDER BY s",
    ["big", 2],
    [
      "small",
      6,
    ],
  ),
  same("SELECT ZEROIFNULL(SUM(discount_percent)) FROM order_items WHERE order_id = 'O00001'", [0]),
  same("SELECT LISTAGG(sku, ',') WITHIN GROUP (ORDER BY sku) FROM products WHERE category = 'kitchen'", [
    "KIT-001,KIT-002",
  ]),
  advised("SELECT address:city::string FROM customers WHERE customer_id = 'C0003'", "address:city", [
    "Paris",
  ]),
  advised(
    "SELECT f.value FROM customers c, LATERAL FLATTEN(input => c.tags) f WHERE customer_id = 'C0001' ORDER BY 1",
    "LATERAL FLATTEN(input => c.tags) f",
    ["b2b"],
    ["vip"],
  ),
  same("SELECT customer_id FROM customers WHERE ARRAY_CONTAINS('vip'::VARIANT, tags)", ["C0001"]),
  same("SELECT ARRAY_SIZE(tags) FROM customers WHERE customer_id = 'C0001'", [2]),
  advised("SELECT tags[0] FROM customers WHERE customer_id = 'C0004'", "tags[0]", ["camping"]),
  same(
    "SELECT order_id FROM orders QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY total DESC) = 1 ORDER BY 1",
    [
      "O00001",
    ],
    ["O00003"],
    ["O00004"],
    ["O00006"],
    ["O00008"],
  ),
  same("SELECT SUM(TRY_TO_NUMBER(value)) FROM events", [17]),
  advised(
    "SELECT OBJECT_CONSTRUCT('id', order_id, 'paid', status = 'paid') FROM orders WHERE order_id = 'O00008'",
    "OBJECT_CONSTRUCT('id', order_id, 'paid', status = 'paid')",
    [{
      id: "O00008",
      paid: true,
    }],
  ),
  same("SELECT DIV0(total, 0) FROM orders WHERE order_id = 'O00001'", [0]),
];
