import assert from "node:assert/strict";
import { DynamoSqlError } from "../../../src/errors.ts";
import { createTable, putItems } from "../../fixtures/tables.ts";
import { pagesOf, rowsOf } from "../pages.ts";
import { open, openWorld, type World } from "../world.ts";

/** Only three items of each table are sampled. */
const world: World = await openWorld({ sampleItems: 3 });
Deno.test.afterAll(() => world.close());

/** Of 40 items, those from the 20th on have a list of maps, a list of numbers, a map and a date. Nothing is learned. */
const table = "unmet";
await createTable(world.database, { name: table, hash: "p", sort: "n:N" });
await putItems(
  world.database,
  table,
  Array.from({ length: 40 }, (_, n) => ({
    p: "a",
    n,
    ...(n < 20 ? {} : {
      lines: Array.from({ length: n % 3 }, (_, at) => ({ sku: `s${n}-${at}`, qty: n })),
      numbers: [n, 1],
      doc: { x: n, y: [{ z: n }] },
      day: `2024-01-${String(n - 9).padStart(2, "0")}`,
    }),
  })),
);

const later = Array.from({ length: 20 }, (_, at) => at + 20);

const cases: readonly (readonly [string, unknown[]])[] = [
  [
    'SELECT t.n, x.sku FROM unmet t, unnest(t."lines") AS u(x) WHERE x.qty < 24 ORDER BY t.n, x.sku',
    [[20, "s20-0"], [20, "s20-1"], [22, "s22-0"], [23, "s23-0"], [23, "s23-1"]],
  ],
  ['SELECT sum(x.qty), count(*) FROM unmet t, unnest(t."lines") AS u(x)', [[
    later.reduce((sum, n) => sum + n * (n % 3), 0),
    later.reduce((sum, n) => sum + n % 3, 0),
  ]]],
  ['SELECT sum(x) FROM unmet t, unnest(t."numbers") AS u(x)', [[later.reduce((sum, n) => sum + n + 1, 0)]]],
  ["SELECT n FROM unmet WHERE date_trunc('month', \"day\") = DATE '2024-01-01' AND n < 22", [[20], [21]]],
  ['SELECT n, "lines"[1].sku FROM unmet WHERE "lines"[1].qty = 23', [[23, "s23-0"]]],
  ['SELECT n, (list_filter("lines", lambda l: l.qty > 3))[1].sku FROM unmet WHERE n = 23', [[23, "s23-0"]]],
  ['SELECT list_transform("lines", lambda l: l.sku) FROM unmet WHERE n = 23', [[["s23-0", "s23-1"]]]],
  ['SELECT x.z FROM unmet t, unnest(t."doc".y) AS u(x) WHERE t.n = 21', [[21]]],
  ['SELECT t.n FROM unmet t WHERE EXISTS (SELECT 1 FROM unnest(t."numbers") AS u(x) WHERE x = 25)', [[25]]],
  [
    'SELECT a.n, x FROM unmet a JOIN unmet b ON a.n = b.n + 1, unnest(b."numbers") AS u(x) WHERE b.n = 21 ORDER BY x LIMIT 1',
    [[22, 1]],
  ],
];

for (const [sql, expected] of cases) {
  Deno.test({
    name: `a column that nobody met before reading has the type of what is met: ${sql}`,
    ...open,
    async fn() {
      for (const more of [{}, { plainly: true }, { twoPhase: true }]) {
        const { rows } = await world.run(sql, more);
        assert.deepEqual(rows.map((row) => JSON.parse(row)), expected);
      }
    },
  });
}

Deno.test({
  name: "pages go on until a value is met that the statement binds with, and from there",
  ...open,
  async fn() {
    const sql = "SELECT n, date_trunc('month', \"day\") FROM unmet WHERE p = 'a'";
    const pages = await pagesOf(world, sql, { pageRows: 3 });
    for (const { columns } of pages) {
      assert.deepEqual(columns.map(({ type }) => type), ["BIGINT", "TIMESTAMP"]);
    }
    assert.deepEqual(rowsOf(pages), [
      ...Array.from({ length: 20 }, (_, n) => [n, null]),
      ...later.map((n) => [n, "2024-01-01T00:00:00"]),
    ]);
    assert.ok(pages.length > 1);
  },
});

Deno.test({
  name: "where no value is met at all, the error names the column",
  ...open,
  async fn() {
    for (
      const sql of [
        'SELECT t.n, x FROM unmet t, unnest(t."nowhere") AS u(x)',
        'SELECT count(*) FROM unmet t, unnest(t."nowhere") AS u(x)',
        "SELECT x FROM unmet t, unnest(t.\"nowhere\") AS u(x) WHERE p = 'none'",
      ]
    ) {
      await assert.rejects(
        () => world.run(sql),
        (error) =>
          error instanceof DynamoSqlError && error.code === "type_mismatch" &&
          /takes a list .*\. No value of unmet\.nowhere was met/.test(error.message),
      );
    }
  },
});

Deno.test({
  name: "an error that no value could mend costs no read",
  ...open,
  async fn() {
    for (const sql of ['SELECT nofunction("nowhere") FROM unmet', 'SELECT n, sum("nowhere") FROM unmet']) {
      await assert.rejects(
        () => world.run(sql),
        (error) => error instanceof DynamoSqlError && !/read units/.test(error.message),
      );
    }
  },
});

/** Of 40 items, with two lines each, one has a line with further keys. Nothing is learned. */
await createTable(world.database, { name: "rarekeys", hash: "p", sort: "n:N" });
await putItems(
  world.database,
  "rarekeys",
  Array.from({ length: 40 }, (_, n) => ({
    p: "a",
    n,
    lines: n === 30
      ? [{ sku: "rare", qty: 2, opt: 5, "no te": "x" }, { note: "only" }]
      : [{ sku: "a", qty: 1 }, { sku: "b", qty: n }],
  })),
);

const rare: readonly (readonly [string, unknown[][]])[] = [
  // 39 times 1, 0 to 39 without 30, and 2.
  [
    'SELECT sum(x.qty), count(x."opt"), max(x."opt"), sum(x."opt"), count(DISTINCT x.sku) FROM rarekeys, unnest(lines) u(x)',
    [[39 + 750 + 2, 1, 5, 5, 3]],
  ],
  ['SELECT n, x."opt" FROM rarekeys, unnest(lines) u(x) WHERE x."opt" > 1', [[30, 5]]],
  ['SELECT n, x."opt" FROM rarekeys, unnest(lines) u(x) WHERE n IN (2, 30) ORDER BY n, x."opt" NULLS LAST', [
    [2, null],
    [2, null],
    [30, 5],
    [30, null],
  ]],
  [
    'SELECT max(x."opt"), max(x."no te"), max(x."note"), count(*) FROM (SELECT unnest(lines) AS x FROM rarekeys)',
    [
      [5, "x", "only", 80],
    ],
  ],
  ['SELECT sum(list_sum(list_transform(lines, lambda x: x."opt"))) FROM rarekeys', [[5]]],
  ['SELECT n FROM rarekeys WHERE len(list_filter(lines, lambda x: x."opt" = 5)) = 1', [[30]]],
  ['SELECT n, x."opt", x."nowhere" FROM rarekeys, unnest(lines) u(x) WHERE n = 1 AND x.sku = \'a\'', [[
    1,
    null,
    null,
  ]]],
];

for (const [sql, expected] of rare) {
  Deno.test({
    name: `a quoted key that nobody met is read through UNNEST and in lambdas: ${sql}`,
    ...open,
    async fn() {
      for (const more of [{}, { plainly: true }, { twoPhase: true }, {}]) {
        const { rows } = await world.run(sql, more);
        assert.deepEqual(rows.map((row) => JSON.parse(row)), expected);
        await world.executor.learned();
      }
    },
  });
}

Deno.test({
  name: "a key without quotes that nobody met names the nearest",
  ...open,
  async fn() {
    await assert.rejects(() => world.run("SELECT x.skus FROM rarekeys, unnest(lines) u(x)"), {
      code: "column_not_found",
      message: /"skus" in the map\. Nearest: sku\./,
    });
  },
});
