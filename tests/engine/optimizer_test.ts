import assert from "node:assert/strict";
import { createTable, num, putItems } from "../fixtures/tables.ts";
import { openWorld, type World } from "./world.ts";

/** The AWS client keeps connections between tests. */
const open = { sanitizeResources: false, sanitizeOps: false };

const world: World = await openWorld();
Deno.test.afterAll(() => world.close());

async function table(
  name: string,
  items: readonly Record<string, unknown>[],
  { hash, sort }: { readonly hash: string; readonly sort?: string } = { hash: "id:N" },
): Promise<void> {
  await createTable(world.database, { name, hash, ...(sort === undefined ? {} : { sort }) });
  await putItems(world.database, name, items);
}

await table(
  "sensors",
  [
    { dev: "d1", ts: "1", temp: 20, site: "A" },
    { dev: "d1", ts: "2", temp: 21, site: "A" },
    { dev: "d2", ts: "1", temp: 25, site: "B" },
  ],
  { hash: "dev", sort: "ts" },
);
await table(
  "orders",
  [
    { pk: "c1", sk: "o1", placed: "2026-01-01", total: num("10.5") },
    { pk: "c1", sk: "o2", placed: "n/a", total: 20 },
    { pk: "c2", sk: "o3", placed: "tbd", total: 7 },
    { pk: "c2", sk: "o4", placed: "2026-02-01", total: 9 },
    { pk: "c3", sk: "o5", placed: "none", total: 3 },
  ],
  { hash: "pk", sort: "sk" },
);
await table("posts", [
  { id: 1, views: 100, likes: 10 },
  { id: 2, views: 150, likes: 20 },
  { id: 3, likes: 5 },
  { id: 4, views: 80, likes: 15 },
  { id: 5, views: 60, likes: 30 },
]);
await table("pairs", [
  { id: 1, a: "x", b: "x" },
  { id: 2, a: "x", b: "y" },
  { id: 3, a: "x" },
  { id: 4, b: "y" },
  { id: 5, c: "neither" },
]);
await table("customers", [{ id: 1, since: 1 }, { id: 2, since: 2 }]);
await table("visits", [{ id: 1, kind: "ab", day: 5 }, { id: 2, kind: "cd", day: 6 }]);
await table("stock", [{ id: 1, wh: "n" }, { id: 2, wh: "s" }, { id: 3, wh: "w" }]);
await table("moved", [{ id: 1, wh: "n" }, { id: 2, wh: "n" }]);
await table("sales", [
  { id: 1, a: 1, b: 1, v: 10, k: 3, x: "p", c: "r" },
  { id: 2, a: 1, b: 1, v: 20, k: 1, x: "q", c: "g" },
  { id: 3, a: 1, b: 2, v: 30, k: 2, x: "p", c: "r" },
  { id: 4, a: 2, b: 1, v: 40, k: 3, x: "q", c: "b" },
  { id: 5, a: 2, b: 2, v: 50, k: 1, x: "q", c: "g" },
  { id: 6, a: 2, b: 2, v: 60, k: 2, x: "p", c: "r" },
]);
await table("docs", [{ id: 1, d: { a: 3, b: "x" } }, { id: 2, d: { a: 1, b: "y" } }, { id: 3, d: { a: 2 } }]);

/** SQL and its rows, by hand. */
type Case = readonly [sql: string, rows: readonly (readonly unknown[])[]];

/** The rows of the usual run, with the optimizer (but for its faulty rules), and without. */
function check(name: string, cases: readonly Case[]): void {
  Deno.test({
    name,
    ...open,
    async fn() {
      for (const [sql, rows] of cases) {
        for (const more of [{}, { optimized: true }, { optimized: false }]) {
          const answer = await world.run(sql, more);
          assert.deepEqual(
            answer.rows.map((row) => JSON.parse(row)),
            rows,
            `${sql}\n${JSON.stringify(more)}`,
          );
        }
      }
    },
  });
}

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

check("EXISTS heeds every comparison with the row outside", [
  [
    "SELECT id FROM posts a WHERE NOT EXISTS (SELECT 1 FROM posts b WHERE b.id <> a.id AND b.views > a.views) " +
    "ORDER BY id",
    [[2], [3]],
  ],
  [
    "SELECT id FROM posts a WHERE EXISTS (SELECT 1 FROM posts b WHERE b.id <> a.id AND b.views > a.views) ORDER BY id",
    [[1], [4], [5]],
  ],
  [
    "SELECT sk FROM orders a WHERE NOT EXISTS (SELECT 1 FROM orders b WHERE b.pk = a.pk AND b.sk <> a.sk AND " +
    "b.total > a.total) ORDER BY sk",
    [["o2"], ["o4"], ["o5"]],
  ],
  [
    "SELECT id FROM posts a WHERE NOT EXISTS (SELECT 1 FROM posts b WHERE b.id IS DISTINCT FROM a.id AND " +
    "b.views >= a.views) ORDER BY id",
    [[2], [3]],
  ],
  [
    "SELECT id FROM posts a WHERE EXISTS (SELECT 1 FROM posts b WHERE b.id <> a.id AND b.likes BETWEEN a.likes AND " +
    "a.views) ORDER BY id",
    [[1], [2], [4]],
  ],
  [
    "SELECT id, (SELECT count(*) FROM posts b WHERE b.id <> a.id AND b.views > a.views) FROM posts a ORDER BY id",
    [[1, 1], [2, 0], [3, 0], [4, 2], [5, 3]],
  ],
]);

check("a CTE that looks at the row outside, used twice, is that row's both times", [
  [
    "SELECT o.pk, x.h FROM orders o, LATERAL (WITH sc AS (SELECT pk, sk FROM orders WHERE pk = o.pk) SELECT EXISTS " +
    "(SELECT 1 FROM sc i WHERE i.pk = c.pk AND i.sk <= c.sk) AS h FROM sc c) x ORDER BY 1",
    ["c1", "c1", "c1", "c1", "c2", "c2", "c2", "c2", "c3"].map((pk) => [pk, true]),
  ],
  [
    "SELECT o.sk, x.n FROM orders o, LATERAL (WITH sc(p, s) AS (SELECT pk, sk FROM orders WHERE pk = o.pk) SELECT " +
    "count(*) n FROM sc AS c(q) WHERE EXISTS (SELECT 1 FROM sc WHERE sc.p = c.q AND sc.s < c.s)) x ORDER BY 1",
    [["o1", 1], ["o2", 1], ["o3", 1], ["o4", 1], ["o5", 0]],
  ],
  [
    "SELECT o.sk, (WITH sc AS (SELECT pk, total FROM orders WHERE pk = o.pk) SELECT count(*) FROM sc WHERE total >= " +
    "(SELECT avg(total) FROM sc)) n FROM orders o ORDER BY 1",
    ["o1", "o2", "o3", "o4", "o5"].map((sk) => [sk, 1]),
  ],
  [
    "SELECT o.sk FROM orders o WHERE EXISTS (WITH sc AS (SELECT sk FROM orders WHERE pk = o.pk), later AS (SELECT sk " +
    "FROM sc WHERE sk > o.sk) SELECT 1 FROM later l WHERE EXISTS (SELECT 1 FROM later m WHERE m.sk = l.sk)) " +
    "ORDER BY 1",
    [["o1"], ["o3"]],
  ],
]);

Deno.test({
  name: "a CTE that cannot be written in each place of its use is refused with a sentence",
  ...open,
  async fn() {
    await assert.rejects(
      world.run(
        "SELECT o.sk FROM orders o, LATERAL (WITH sc AS (SELECT sk FROM orders WHERE pk = o.pk) SELECT 1 FROM sc, " +
          "posts o, sc AS again) x",
      ),
      /The WITH query sc uses columns of the query around it and is used more than once/,
    );
  },
});

Deno.test({
  name: "CTEs that use each other twice, over and over, are refused or answered, and soon",
  ...open,
  async fn() {
    const chain = Array.from(
      { length: 40 },
      (_, n) => `c${n + 1} AS (SELECT sk FROM c${n} UNION ALL FROM c${n})`,
    );
    const began = Date.now();
    await assert.rejects(
      world.run(
        `SELECT o.sk, (WITH c0 AS (SELECT sk FROM orders WHERE pk = o.pk AND false), ${chain.join(", ")} ` +
          "SELECT count(*) FROM c40) FROM orders o",
        { budget: { readUnits: 5_000, items: 1e6, bytes: 1e9, deadline: Date.now() + 10_000 } },
      ),
    );
    assert.ok(Date.now() - began < 15_000);
  },
});

const changed = "(a = b OR (a IS NULL AND b IS NULL))";
check("the test for a change is unknown where one side is missing", [
  [`SELECT id FROM pairs WHERE NOT ${changed} ORDER BY id`, [[2]]],
  [`SELECT count(*) FILTER (WHERE NOT ${changed}) FROM pairs`, [[1]]],
  [
    `SELECT id, ${changed} IS NULL AS unknown FROM pairs ORDER BY id`,
    [[1, false], [2, false], [3, true], [4, true], [5, false]],
  ],
  [
    `SELECT id, CASE WHEN NOT ${changed} THEN 'changed' ELSE 'same' END FROM pairs ORDER BY id`,
    [[1, "same"], [2, "changed"], [3, "same"], [4, "same"], [5, "same"]],
  ],
  [
    `SELECT id, ${changed} FROM pairs ORDER BY id`,
    [[1, true], [2, false], [3, null], [4, null], [5, true]],
  ],
  [`SELECT id FROM pairs WHERE ${changed} ORDER BY id`, [[1], [5]]],
  [
    `SELECT p.id, q.id FROM pairs p JOIN pairs q ON p.id = q.id AND NOT (p.a = q.b OR (p.a IS NULL AND q.b IS NULL))`,
    [
      [2, 2],
    ],
  ],
  [`SELECT ${changed} same, count(*) FROM pairs GROUP BY ${changed} ORDER BY 1`, [[null, 2], [false, 1], [
    true,
    2,
  ]]],
  [`SELECT max(id) FROM pairs GROUP BY a, b HAVING NOT ${changed}`, [[2]]],
  [`SELECT id FROM pairs WHERE NOT ((b IS NULL AND a IS NULL) OR b = a) ORDER BY id`, [[2]]],
  [
    "SELECT id FROM pairs WHERE NOT ((a = b AND id < 100) OR (a IS NULL AND b IS NULL AND id < 100)) ORDER BY id",
    [[2]],
  ],
  [`SELECT id FROM (SELECT id, ${changed} AS same FROM pairs) WHERE NOT same ORDER BY id`, [[2]]],
]);

check("no partner is none, whatever the values on the other side could be", [
  [
    "SELECT id FROM customers c ANTI JOIN (SELECT * FROM visits WHERE length(kind) > 3) v ON c.since <= v.day ORDER BY id",
    [[1], [2]],
  ],
  [
    "SELECT id FROM customers c SEMI JOIN (SELECT * FROM visits WHERE length(kind) > 3) v ON c.since <= v.day",
    [],
  ],
  [
    "SELECT c.id, v.id FROM customers c LEFT JOIN (SELECT * FROM visits WHERE length(kind) > 3) v ON c.since < v.day " +
    "ORDER BY c.id",
    [[1, null], [2, null]],
  ],
  [
    "SELECT id FROM customers c ANTI JOIN (SELECT * FROM visits WHERE kind LIKE '%z%') v ON c.since <> v.day ORDER BY id",
    [[1], [2]],
  ],
  [
    "SELECT s.id, EXISTS (SELECT 1 FROM stock r WHERE r.wh <> x.wh) FROM stock s LEFT JOIN moved x ON x.id = s.id " +
    "ORDER BY 1",
    [[1, true], [2, true], [3, false]],
  ],
  [
    "SELECT s.id FROM stock s LEFT JOIN moved x USING (id) WHERE EXISTS (SELECT 1 FROM stock r WHERE r.wh <> x.wh) " +
    "ORDER BY 1",
    [[1], [2]],
  ],
  [
    "SELECT s.id FROM stock s LEFT JOIN moved x USING (id) WHERE NOT EXISTS (SELECT 1 FROM stock r WHERE r.wh <> x.wh)",
    [[3]],
  ],
  [
    "SELECT s.id, (SELECT count(*) FROM stock r WHERE r.wh <> x.wh) FROM stock s LEFT JOIN moved x USING (id) ORDER BY 1",
    [[1, 2], [2, 2], [3, 0]],
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

check("a field of a cast map is its own, sorted and limited or not", [
  ["SELECT id, (d::STRUCT(a INTEGER, b VARCHAR)).a FROM docs ORDER BY id LIMIT 2", [[1, 3], [2, 1]]],
  ["SELECT (d::STRUCT(a VARCHAR, b VARCHAR)).a AS a FROM docs ORDER BY d.a DESC LIMIT 2", [["3"], ["2"]]],
  ["SELECT id, (d::STRUCT(a DOUBLE, b VARCHAR)).b FROM docs ORDER BY d.a LIMIT 1", [[2, "y"]]],
  ["SELECT (d::STRUCT(a INTEGER, b VARCHAR)).a + 1 FROM docs ORDER BY id DESC LIMIT 1 OFFSET 1", [[2]]],
]);

Deno.test({
  name: "a cast that a later condition keeps from failing does not fail, however little is loaded",
  ...open,
  async fn() {
    const sql =
      "SELECT sk FROM orders WHERE placed::DATE IS NOT NULL AND placed::INTEGER > 0 AND sk = 'none'";
    assert.deepEqual((await world.run(sql)).rows, []);
    const cast = "SELECT id FROM pairs WHERE a::BOOLEAN IS NOT NULL AND id = 4";
    assert.deepEqual((await world.run(cast, { pushDown: false })).rows, []);
  },
});

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
