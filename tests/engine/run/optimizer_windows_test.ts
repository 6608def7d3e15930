import assert from "node:assert/strict";
import { check, table, world } from "./optimizer_checks.ts";
import { open } from "../world.ts";

await table(
  "sensors",
  [
    { dev: "d1", ts: "1", temp: 20, site: "A" },
    { dev: "d1", ts: "2", temp: 21, site: "A" },
    { dev: "d2", ts: "1", temp: 25, site: "B" },
  ],
  { hash: "dev", sort: "ts" },
);
await table("sales", [
  { id: 1, a: 1, b: 1, v: 10, k: 3, x: "p", c: "r" },
  { id: 2, a: 1, b: 1, v: 20, k: 1, x: "q", c: "g" },
  { id: 3, a: 1, b: 2, v: 30, k: 2, x: "p", c: "r" },
  { id: 4, a: 2, b: 1, v: 40, k: 3, x: "q", c: "b" },
  { id: 5, a: 2, b: 2, v: 50, k: 1, x: "q", c: "g" },
  { id: 6, a: 2, b: 2, v: 60, k: 2, x: "p", c: "r" },
]);

check("the first of no rows is no row", [
  ["SELECT dev, ts, temp FROM sensors WHERE site='Z' QUALIFY row_number() OVER (ORDER BY temp DESC) = 1", []],
  ["SELECT a FROM (VALUES (1),(2)) t(a) WHERE a > 5 QUALIFY row_number() OVER (ORDER BY a DESC) = 1", []],
  [
    "WITH r AS (SELECT *, row_number() OVER (ORDER BY temp DESC) rn FROM sensors WHERE dev = 'd9') " +
    "SELECT count(*) FROM r WHERE rn = 1",
    [[0]],
  ],
  [
    "SELECT count(*) FROM (SELECT temp, rank() OVER (ORDER BY temp) r FROM sensors WHERE site = 'Z') WHERE r = 1",
    [[0]],
  ],
  [
    "SELECT temp FROM sensors WHERE site = 'Z' QUALIFY row_number() OVER (PARTITION BY dev ORDER BY ts) = 1",
    [],
  ],
  ["SELECT max(temp) FROM (SELECT temp FROM sensors WHERE temp > 99 ORDER BY temp LIMIT 1)", [[null]]],
]);

check("the first of each group is there, whatever its order expression is", [
  [
    "SELECT pk, sk FROM orders QUALIFY row_number() OVER (PARTITION BY pk ORDER BY " +
    "try_cast(placed AS TIMESTAMP) DESC) <= 2 ORDER BY sk",
    [["c1", "o1"], ["c1", "o2"], ["c2", "o3"], ["c2", "o4"], ["c3", "o5"]],
  ],
  [
    "SELECT pk, placed FROM orders QUALIFY row_number() OVER (PARTITION BY pk ORDER BY " +
    "try_cast(placed AS TIMESTAMP) DESC) = 1 ORDER BY pk",
    [["c1", "2026-01-01"], ["c2", "2026-02-01"], ["c3", "none"]],
  ],
  [
    "SELECT sk FROM orders QUALIFY row_number() OVER (PARTITION BY pk ORDER BY nullif(total, 20) DESC, sk) = 1 " +
    "ORDER BY sk",
    [["o1"], ["o4"], ["o5"]],
  ],
  [
    "SELECT id, likes FROM posts QUALIFY row_number() OVER (ORDER BY views) = 1",
    [[3, 5]],
  ],
  [
    "SELECT pk, sk FROM (SELECT *, row_number() OVER (PARTITION BY pk ORDER BY try_cast(placed AS DATE)) n " +
    "FROM orders) WHERE n = 1 ORDER BY pk",
    [["c1", "o2"], ["c2", "o3"], ["c3", "o5"]],
  ],
]);

check("a window's partition, frame and order of arguments are what is written", [
  [
    "SELECT id, sum(v) OVER (PARTITION BY a, b), sum(v) OVER (PARTITION BY a, a) FROM sales ORDER BY id",
    [[1, 30, 60], [2, 30, 60], [3, 30, 60], [4, 40, 150], [5, 110, 150], [6, 110, 150]],
  ],
  [
    "SELECT id, sum(v) OVER (PARTITION BY a, a), sum(v) OVER (PARTITION BY a, b) FROM sales ORDER BY id",
    [[1, 60, 30], [2, 60, 30], [3, 60, 30], [4, 150, 40], [5, 150, 110], [6, 150, 110]],
  ],
  [
    "SELECT id, sum(v) OVER (PARTITION BY a, s.A), sum(v) OVER (PARTITION BY a, b) FROM sales s ORDER BY id",
    [[1, 60, 30], [2, 60, 30], [3, 60, 30], [4, 150, 40], [5, 150, 110], [6, 150, 110]],
  ],
  [
    "SELECT a AS y, sum(v) OVER (PARTITION BY y, a), sum(v) OVER (PARTITION BY a, b) FROM sales ORDER BY id",
    [[1, 60, 30], [1, 60, 30], [1, 60, 30], [2, 150, 40], [2, 150, 110], [2, 150, 110]],
  ],
  [
    "SELECT id, rank() OVER w, rank() OVER (PARTITION BY a, b ORDER BY v) FROM sales " +
    "WINDOW w AS (PARTITION BY a, a ORDER BY v) ORDER BY id",
    [[1, 1, 1], [2, 2, 2], [3, 3, 1], [4, 1, 1], [5, 2, 1], [6, 3, 2]],
  ],
  [
    "SELECT id, row_number() OVER (PARTITION BY a + 1, a + 1 ORDER BY id), count(*) OVER (PARTITION BY a + 1, b) " +
    "FROM sales ORDER BY id",
    [[1, 1, 2], [2, 2, 2], [3, 3, 1], [4, 1, 1], [5, 2, 2], [6, 3, 2]],
  ],
  [
    "SELECT id, count(*) OVER (PARTITION BY b, b, b), count(*) OVER (PARTITION BY b, x) FROM sales ORDER BY id",
    [[1, 3, 1], [2, 3, 2], [3, 3, 2], [4, 3, 2], [5, 3, 1], [6, 3, 2]],
  ],
  [
    "SELECT id, first_value(id) OVER (ROWS BETWEEN CURRENT ROW AND CURRENT ROW) FROM sales ORDER BY id",
    [1, 2, 3, 4, 5, 6].map((id) => [id, id]),
  ],
  [
    "SELECT count(*) FROM (SELECT id, first_value(id) OVER (ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING) f FROM sales) " +
    "WHERE id = f",
    [[6]],
  ],
  [
    "SELECT count(*) FROM (SELECT id, first_value(id) OVER (ROWS BETWEEN 0 PRECEDING AND UNBOUNDED FOLLOWING) f FROM " +
    "sales) WHERE id <> f",
    [[0]],
  ],
  [
    "SELECT count(f) FROM (SELECT first_value(id) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING) f FROM sales)",
    [[4]],
  ],
  [
    "SELECT id, rank(ORDER BY k) OVER (ORDER BY k, id) FROM sales ORDER BY id",
    [[1, 5], [2, 1], [3, 3], [4, 5], [5, 1], [6, 3]],
  ],
  [
    "SELECT id, percent_rank(ORDER BY k) OVER (ORDER BY k, id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED " +
    "FOLLOWING) FROM sales ORDER BY id",
    [[1, 0.8], [2, 0], [3, 0.4], [4, 0.8], [5, 0], [6, 0.4]],
  ],
  [
    "SELECT id, rank(ORDER BY a DESC) OVER (ORDER BY a DESC, id) FROM sales ORDER BY id",
    [[1, 4], [2, 4], [3, 4], [4, 1], [5, 1], [6, 1]],
  ],
  [
    "SELECT id, mode(x ORDER BY id) OVER (ORDER BY id) FROM sales ORDER BY id",
    [[1, "p"], [2, "p"], [3, "p"], [4, "p"], [5, "q"], [6, "p"]],
  ],
  [
    "SELECT id, mode(x) OVER (ORDER BY id) FROM sales ORDER BY id",
    [[1, "p"], [2, "p"], [3, "p"], [4, "p"], [5, "q"], [6, "p"]],
  ],
  [
    "SELECT id, mode(x ORDER BY id DESC) OVER (ORDER BY id DESC) FROM sales ORDER BY id",
    [[1, "p"], [2, "q"], [3, "p"], [4, "q"], [5, "p"], [6, "p"]],
  ],
  [
    "SELECT id, list(DISTINCT c ORDER BY c) OVER (ORDER BY c) FROM sales ORDER BY id",
    [
      [1, ["b", "g", "r"]],
      [2, ["b", "g"]],
      [3, ["b", "g", "r"]],
      [4, ["b"]],
      [5, ["b", "g"]],
      [6, ["b", "g", "r"]],
    ],
  ],
  [
    "SELECT id, list(DISTINCT c ORDER BY c DESC) OVER (ORDER BY c, id) FROM sales ORDER BY id",
    [
      [1, ["r", "g", "b"]],
      [2, ["g", "b"]],
      [3, ["r", "g", "b"]],
      [4, ["b"]],
      [5, ["g", "b"]],
      [6, ["r", "g", "b"]],
    ],
  ],
]);

Deno.test({
  name: "columns that were mended keep the names that DuckDB gives them",
  ...open,
  async fn() {
    const { columns } = await world.run(
      `SELECT rank(ORDER BY k) OVER (ORDER BY k, id), a = b OR (a IS NULL AND b IS NULL) FROM sales`,
    );
    assert.deepEqual(columns.map(({ name }) => name), [
      "rank( ORDER BY k) OVER (ORDER BY k, id)",
      "((a = b) OR ((a IS NULL) AND (b IS NULL)))",
    ]);
  },
});
