import assert from "node:assert/strict";
import { resolved } from "../described.ts";
import { conditions, dialect, tables } from "./tables.ts";

const ids = Array.from({ length: 10_001 }, (_, at) => `('c${at}')`).join(", ");

Deno.test("values of parts that look at no table say which items matter, as constants do", async () => {
  const cases: readonly (readonly [string, string])[] = [
    // Selected beside the table.
    [
      "WITH p AS (SELECT 'c1' AS cid) SELECT o.id FROM orders o, p WHERE o.customer = p.cid",
      "customer = 'c1'",
    ],
    ["WITH p AS (SELECT 'c1' AS cid) SELECT o.id FROM orders o, p WHERE customer = cid", "customer = 'c1'"],
    [
      "SELECT o.id FROM orders o JOIN (VALUES ('c1'), ('c2')) v(c) ON v.c = o.customer",
      "customer IN ('c1', 'c2')",
    ],
    ["SELECT o.id FROM (VALUES ('c1')) v(customer) JOIN orders o USING (customer)", "customer = 'c1'"],
    ["SELECT o.id FROM orders o NATURAL JOIN (SELECT 'c1' AS customer) v", "customer = 'c1'"],
    ["SELECT o.id FROM orders o JOIN range(5, 8, 2) r(n) ON o.count = r.n", "count IN (5, 7)"],
    [
      "SELECT o.id FROM orders o, generate_series(1, 2) AS g WHERE o.count = g.generate_series + 1",
      "count = 2 OR count = 3",
    ],
    [
      "SELECT o.id FROM orders o, (SELECT i + 1 AS n FROM generate_series(1, 2) g(i)) x WHERE o.count = n",
      "count IN (2, 3)",
    ],
    [
      "SELECT o.id FROM orders o, unnest(['a', 'b', 'a', NULL]) u(c) WHERE o.customer = u.c",
      "customer IN ('a', 'b')",
    ],
    [
      "WITH a AS (VALUES ('x')), b(c) AS (SELECT 'c' || col0 FROM a) SELECT id FROM orders, b q(d) WHERE customer = d",
      "customer = 'cx'",
    ],
    [
      "SELECT o.id FROM (SELECT 'a' AS c UNION ALL SELECT 'b') v LEFT JOIN orders o ON o.customer = v.c",
      "customer IN ('a', 'b')",
    ],
    ["SELECT o.id FROM orders o RIGHT JOIN (VALUES ('a')) v(c) ON o.customer = v.c", "customer = 'a'"],
    ["SELECT o.id FROM orders o SEMI JOIN (VALUES ('a')) v(c) ON o.customer = v.c", "customer = 'a'"],
    [
      "SELECT o.id FROM (VALUES ('a')) v(c), LATERAL (SELECT * FROM orders WHERE customer = v.c) o",
      "customer = 'a'",
    ],
    ["SELECT (SELECT max(id) FROM orders WHERE customer = v.c) FROM (VALUES ('a')) v(c)", "customer = 'a'"],
    // Ranges, patterns, several columns of one row.
    [
      "WITH p AS (SELECT 3 AS lo, 5 AS hi) SELECT id FROM orders, p WHERE count BETWEEN lo AND hi",
      "count BETWEEN 3 AND 5",
    ],
    [
      "WITH p AS (SELECT 'c1' AS c, 3 AS n) SELECT id FROM orders, p WHERE customer = c AND count >= n",
      "customer = 'c1' AND count >= 3",
    ],
    [
      "SELECT id FROM orders JOIN (VALUES ('a', 1), ('b', 2)) v(c, n) ON customer = c AND count = n",
      "(customer = 'a' AND count = 1) OR (customer = 'b' AND count = 2)",
    ],
    [
      "WITH p AS (SELECT 'c' AS c) SELECT id FROM orders, p WHERE starts_with(customer, c)",
      "begins_with(customer, 'c')",
    ],
    ["WITH p AS (SELECT 'c' AS c) SELECT id FROM orders, p WHERE NOT (customer = c)", "customer <> 'c'"],
    [
      "WITH p AS (SELECT 'c' AS c) SELECT id FROM orders, p WHERE customer = c OR note = 'x'",
      "customer = 'c' OR note = 'x'",
    ],
    // In the place of values.
    ["SELECT id FROM orders WHERE customer = (SELECT 'c1')", "customer = 'c1'"],
    ["SELECT id FROM orders WHERE count BETWEEN (SELECT 1) AND (SELECT 2)", "count BETWEEN 1 AND 2"],
    ["SELECT id FROM orders WHERE customer IN (VALUES ('a'), ('b'))", "customer IN ('a', 'b')"],
    [
      "WITH v(c) AS (VALUES ('a'), ('b')) SELECT id FROM orders WHERE customer IN (SELECT c FROM v WHERE c <> 'a')",
      "customer = 'b'",
    ],
    ["SELECT id FROM orders WHERE customer = ANY(['a', 'b'])", "customer IN ('a', 'b')"],
    ["SELECT id FROM orders WHERE customer = ANY(ARRAY['a', 'b'])", "customer IN ('a', 'b')"],
    ["SELECT id FROM orders WHERE customer = ANY(string_split('a,b', ','))", "customer IN ('a', 'b')"],
    ["SELECT id FROM orders WHERE customer IN ['a', 'b']", "customer IN ('a', 'b')"],
    ["SELECT id FROM orders WHERE list_contains(['a', NULL], customer)", "customer = 'a'"],
    ["SELECT id FROM orders WHERE count IN (SELECT unnest([5, 6]))", "count IN (5, 6)"],
    ["SELECT id FROM orders WHERE count IN (SELECT * FROM generate_series(5, 6))", "count IN (5, 6)"],
    ["SELECT id FROM orders WHERE count IN (VALUES (5), (6.0))", "count IN (5, 6)"],
    ["SELECT id FROM orders WHERE (customer, count) IN (VALUES ('a', 1))", "customer = 'a' AND count = 1"],
    [
      "SELECT id FROM orders o WHERE EXISTS (SELECT 1 FROM (VALUES ('a'), ('b')) v(c) WHERE v.c = o.customer)",
      "customer IN ('a', 'b')",
    ],
    // No value: no item.
    ["SELECT id FROM orders WHERE customer IN (SELECT c FROM (VALUES ('a')) v(c) WHERE c = 'b')", "false"],
    ["SELECT id FROM orders WHERE customer IN (VALUES (NULL::VARCHAR))", "false"],
    ["SELECT id FROM orders, range(5, 5) r(n) WHERE count = n", "false"],
  ];
  for (const [sql, expected] of cases) {
    assert.equal(await conditions(sql), expected, sql);
  }
});

Deno.test("values say nothing where they would not compare as constants do, or their rows may be missing", async () => {
  const unknown = [
    // Rows of NULLs may stand in their place.
    "SELECT o.id FROM orders o LEFT JOIN (VALUES ('a')) v(c) ON o.customer = v.c",
    "SELECT o.id FROM orders o FULL JOIN (VALUES ('a')) v(c) ON o.customer = v.c",
    "SELECT o.id FROM orders o ANTI JOIN (VALUES ('a')) v(c) ON o.customer = v.c",
    "SELECT o.id FROM orders o LEFT JOIN (VALUES ('a')) v(c) ON true WHERE o.customer = coalesce(v.c, 'b')",
    "SELECT id FROM orders WHERE customer NOT IN (VALUES ('a'))",
    "SELECT id FROM orders WHERE NOT list_contains(['a', NULL], customer)",
    "SELECT id FROM orders WHERE customer <> ALL (VALUES ('a'))",
    "SELECT id FROM orders WHERE customer > ANY (VALUES ('a'))",
    // Other types.
    "SELECT id FROM orders WHERE count = (SELECT '5')",
    "SELECT id FROM orders WHERE count IN (VALUES ('5'))",
    "SELECT id FROM orders WHERE count IN (VALUES (5e0))",
    "SELECT id FROM orders WHERE customer IN (VALUES (5))",
    "SELECT id FROM orders WHERE customer IN (VALUES (DATE '2026-01-01'))",
    "SELECT id FROM orders WHERE count IN (VALUES (12345678901234567890123456789012345678))",
    // Not the same whenever they are asked for.
    "SELECT id FROM orders WHERE customer = (SELECT uuid()::VARCHAR)",
    "SELECT id FROM orders WHERE customer = (SELECT current_user)",
    "SELECT id FROM orders WHERE customer = (SELECT now()::VARCHAR)",
    "SELECT id FROM orders WHERE customer IN (SELECT c FROM (VALUES ('a'), ('b')) v(c) LIMIT 1)",
    "SELECT id FROM orders WHERE customer IN (SELECT c FROM (VALUES ('a'), ('b')) v(c) TABLESAMPLE 50%)",
    // Dependent on types of what is loaded.
    "SELECT id FROM orders WHERE customer = (SELECT 1.50::VARCHAR)",
    // Of the row around, or none.
    "SELECT id FROM orders WHERE customer = (SELECT note)",
    "SELECT id FROM orders o, LATERAL (SELECT o.note AS c) v WHERE customer = v.c",
    "SELECT id FROM orders WHERE customer = (SELECT c FROM (VALUES ('a'), ('b')) v(c))",
    // Too many.
    `SELECT id FROM orders WHERE customer IN (VALUES ${ids})`,
    "SELECT id FROM orders WHERE count IN (SELECT a.i FROM range(1000) a(i), range(1000) b(i))",
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT id FROM orders WHERE count IN (SELECT n FROM r)",
    "SELECT id FROM orders TABLESAMPLE 10% , (VALUES ('a')) v(c) WHERE upper(customer) = c",
  ];
  for (const sql of unknown) {
    assert.equal(await conditions(sql), "all", sql.slice(0, 200));
  }
});

Deno.test("10,000 known values are keys, and no push-down knows none", async () => {
  const values = ids.slice(0, ids.lastIndexOf(", "));
  const sql = `SELECT id FROM orders WHERE customer IN (VALUES ${values})`;
  const [relation] = (await resolved(dialect, sql, tables)).relations;
  assert.equal(relation?.condition?.op === "in" && relation.condition.values.length, 10_000);
  const [whole] = (await resolved(dialect, sql, tables, false)).relations;
  assert.equal(whole?.condition, null);
});
