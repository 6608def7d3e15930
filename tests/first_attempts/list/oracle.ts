/** First attempts in Oracle's words. @module */
import { advised, type Attempt, same } from "../attempt.ts";

/** From the SQL Language Reference of Oracle Database 23ai. */
export const ORACLE: readonly Attempt[] = [
  same("SELECT CASE WHEN SYSDATE > DATE '2020-01-01' THEN 1 ELSE 0 END FROM dual", [1]),
  advised(
    "SELECT order_id FROM (SELECT order_id FROM orders ORDER BY total DESC) WHERE ROWNUM <= 2",
    "WHERE ROWNUM <= 2",
    ["O00004"],
    ["O00006"],
  ),
  same(
    "SELECT TO_CHAR(TO_DATE(SUBSTR(created_at, 1, 10), 'YYYY-MM-DD'), 'DD.MM.YYYY') FROM orders WHERE order_id = 'O00001'",
    ["01.03.2025"],
  ),
  advised(
    "SELECT c.name, e.type FROM customers c, events e WHERE c.customer_id = e.customer_id(+) AND c.country = 'FR'",
    "FROM customers c, events e WHERE c.customer_id = e.customer_id(+) AND c.country = 'FR'",
    ["Emma Dubois", null],
  ),
  same("SELECT customer_id FROM customers MINUS SELECT customer_id FROM events ORDER BY 1", ["C0003"], [
    "C0004",
  ]),
  advised("SELECT ADD_MONTHS(DATE '2026-02-28', 1) FROM dual", ["ADD_MONTHS(DATE '2026-02-28', 1)", 1], [
    "2026-03-31",
  ]),
];
