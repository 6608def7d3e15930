/** First attempts in T-SQL. @module */
import { advised, type Attempt, same } from "../attempt.ts";

/** From the reference of Transact-SQL. */
export const TSQL: readonly Attempt[] = [
  same("SELECT TOP 3 order_id, total FROM orders ORDER BY total DESC", ["O00004", 245.45], [
    "O00006",
    179.96,
  ], ["O00001", 94.89]),
  same("SELECT [name] FROM [customers] WHERE [country] = 'DE' ORDER BY [name]", ["Ada Bauer"], [
    "Finn Weber",
  ]),
  same(
    "SELECT CONVERT(VARCHAR(7), CAST(created_at AS DATETIME2), 126) FROM orders WHERE order_id = 'O00001'",
    [
      "2025-03",
    ],
  ),
  same(
    "SELECT DATEPART(year, created_at) AS y, COUNT(*) FROM orders GROUP BY DATEPART(year, created_at) ORDER BY 1",
    [
      2025,
      5,
    ],
    [2026, 3],
  ),
  same("SELECT DATEDIFF(day, created_at, shipped_at) FROM orders WHERE order_id = 'O00002'", [2]),
  advised("SELECT FORMAT(total, 'N2') FROM orders WHERE order_id = 'O00004'", "FORMAT(total, 'N2')", [
    "245.45",
  ]),
  same("SELECT order_id FROM orders ORDER BY order_id OFFSET 2 ROWS FETCH NEXT 2 ROWS ONLY", ["O00003"], [
    "O00004",
  ]),
  advised("SELECT name + ' ' + country FROM customers WHERE customer_id = 'C0005'", "name + ' ' + country", [
    "Grace Quinn IE",
  ]),
  same("SELECT COUNT(*) FROM orders WITH (NOLOCK)", [8]),
  same("SELECT SUM(TRY_CONVERT(INT, value)) FROM events", [17]),
  advised(
    "SELECT c.customer_id, x.order_id FROM customers c CROSS APPLY (SELECT order_id FROM orders o " +
      "WHERE o.customer_id = c.customer_id ORDER BY total DESC LIMIT 1) x ORDER BY 1 LIMIT 2",
    "CROSS APPLY",
    ["C0001", "O00001"],
    ["C0002", "O00003"],
  ),
];
