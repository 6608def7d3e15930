/** Later pages of an answer whose first page did not know all keys of its maps. */
import assert from "node:assert/strict";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { pagesOf, rowsOf } from "../pages.ts";
import { type Answer, failure, open, openWorld, type World } from "../world.ts";

/** Only three items of each table are sampled. */
const world: World = await openWorld({ sampleItems: 3 });
Deno.test.afterAll(() => world.close());

const NUMBERS = Array.from({ length: 30 }, (_, n) => n);

/** Pages of 10 rows of a table of 30 items; what the catalogue learns is learned between them. */
async function pages(
  name: string,
  of: (n: number) => Record<string, unknown>,
  columns: string,
): Promise<Answer[]> {
  await createTable(world.database, { name, hash: "p", sort: "n:N" });
  await putItems(world.database, name, NUMBERS.map((n) => ({ p: "a", n, ...of(n) })));
  return await pagesOf(world, `SELECT ${columns} FROM ${name} WHERE p = 'a'`, { pageRows: 10 }, {
    between: ({ learned }) => world.catalog.learn("default", learned),
  });
}

const warned = (answers: readonly Answer[]) => [...new Set(answers.flatMap(({ warnings }) => warnings))];
const types = (answers: readonly Answer[]) => [
  ...new Set(answers.map(({ columns }) => columns.map(({ name, type }) => `${name} ${type}`).join(", "))),
];

Deno.test({
  name: "a star over a map shows the keys of the first page, wherever it stands; others are named",
  ...open,
  async fn() {
    const of = (n: number) => ({ m: { b: n, ...(n >= 15 ? { a: 1, c: "x" } : {}), z: 1 }, d: { z: n } });
    for (
      const [at, columns, shown, star] of [
        [1, "n, m.*", (n: number) => [n, n, 1], "m.*"],
        [2, "m.*, n", (n: number) => [n, 1, n], "m.*"],
        [3, "m.*, n + 1 AS next, d.*", (n: number) => [n, 1, n + 1, n], "m.*, d.*"],
        [4, "* EXCLUDE (p, m), m.*", (n: number) => [n, { z: n }, n, 1], "m.*"],
        [5, "m.* EXCLUDE (z), n", (n: number) => [n, n], "m.*"],
      ] as const
    ) {
      const answers = await pages(`stars${at}`, of, columns);
      assert.deepEqual(rowsOf(answers), NUMBERS.map(shown), columns);
      assert.equal(types(answers).length, 1, columns);
      assert.deepEqual(warned(answers), [
        `Maps shown by ${star} have keys that this answer's first page did not know, and that it does not show: ` +
        `a, c. Run the SQL again without a cursor to see them.`,
      ]);
    }
  },
});

Deno.test({
  name:
    "a star over a map whose new key is called as a column beside it ends the cursor, and the SQL answers",
  ...open,
  async fn() {
    const of = (n: number) => ({ m: { b: n, ...(n >= 15 ? { n: "x" } : {}) } });
    await assert.rejects(pages("twice1", of, "m.*, n"), {
      code: "cursor_expired",
      message: /column n was BIGINT on the first page/,
    });
    await world.catalog.learn("default", world.learnedByFailing);
    const { rows } = await world.run("SELECT m.*, n FROM twice1 WHERE p = 'a'");
    assert.deepEqual([rows[14], rows[15]], ["[14,null,14]", '[15,"x",15]']);
  },
});

Deno.test({
  name: "a map that had no keys so far stays without, alone and within others; the keys are named",
  ...open,
  async fn() {
    const late = <T>(n: number, then: T) => n >= 15 ? then : {};
    const many = (n: number) =>
      Object.fromEntries(
        NUMBERS.concat(NUMBERS.map((k) => k + 30), 60, 61, 62, 63, 64)
          .map((k) => [`k${k}`, n]),
      );
    for (
      const [at, columns, of, shown, keys] of [
        [
          1,
          "n, e",
          (n: number) => ({ e: late(n, { q: n }) }),
          (n: number) => [n, {}],
          "column e .*: e\\.q\\.",
        ],
        [2, "* EXCLUDE (p)", (n: number) => ({ e: late(n, { q: n }) }), (n: number) => [n, {}], "e\\.q\\."],
        [
          3,
          "n, d, d.e AS e",
          (n: number) => ({ d: { e: late(n, { q: { r: 1 } }), l: [late(n, { s: 1 })] } }),
          (n: number) => [n, { e: {}, l: [{}] }, {}],
          "column d .*: d\\.e\\.q, d\\.l\\[\\]\\.s\\.",
        ],
        [
          4,
          "n, e",
          (n: number) => ({ e: late(n, many(n)) }),
          (n: number) => [n, {}],
          "column e .*: e\\.\\*\\.",
        ],
      ] as const
    ) {
      const answers = await pages(`empty${at}`, of, columns);
      assert.deepEqual(
        rowsOf(answers),
        NUMBERS.map(shown),
        columns,
      );
      assert.equal(types(answers).length, 1, columns);
      assert.match(warned(answers).join(), new RegExp(keys));
    }
  },
});

Deno.test({
  name: "a map that comes to have more keys than a STRUCT has shows those of the first page",
  ...open,
  async fn() {
    const of = (n: number) => ({
      m: {
        b: n,
        a: num(`${n}.5`),
        ...Object.fromEntries(NUMBERS.map((k) => [`k${k + n * 10}`, 1]).slice(0, n < 12 ? 0 : 30)),
      },
    });
    const answers = await pages("grown1", of, "n, m");
    assert.deepEqual(rowsOf(answers), NUMBERS.map((n) => [n, { a: n + 0.5, b: n }]));
    assert.match(warned(answers).join(), /column m .* does not show: m\./);
    const { columns } = await world.run("SELECT m FROM grown1 WHERE p = 'a'");
    assert.match(columns[0]?.type ?? "", /^MAP\(VARCHAR, DECIMAL/);
  },
});

Deno.test({
  name: "whole parts of numbers that gain decimals go on",
  ...open,
  async fn() {
    const of = (n: number) => ({ x: num(n < 15 ? `${n}` : `${n}.5`) });
    const answers = await pages("floors1", of, "n, floor(x), ceil(x), round(x), x // 2, trunc(x)");
    assert.deepEqual(
      rowsOf(answers),
      NUMBERS.map((n) => [n, n, n < 15 ? n : n + 1, n < 15 ? n : n + 1, Math.floor(n / 2), n]),
    );
    assert.equal(types(answers).length, 1);
  },
});

Deno.test({
  name:
    "a column of which the first page met no value has the type of the first value, which a warning tells once",
  ...open,
  async fn() {
    const of = (n: number) => ({
      d: { x: n, ...(n >= 15 ? { k: n } : {}) },
      ...(n >= 15 ? { late: "t" } : {}),
    });
    const answers = await pages("unmet1", of, `d.*, "late", d."k" AS k2, d."k" + 1 AS k3`);
    assert.deepEqual(rowsOf(answers).slice(14, 16), [[14, null, null, null], [15, "t", 15, 16]]);
    assert.deepEqual(answers.slice(0, 3).map(({ columns }) => columns.map(({ type }) => type).join()), [
      "BIGINT,INTEGER,INTEGER,INTEGER",
      "BIGINT,VARCHAR,BIGINT,INTEGER",
      "BIGINT,VARCHAR,BIGINT,INTEGER",
    ]);
    const told = (page: number) => answers[page]?.warnings.filter((each) => /from here on/.test(each));
    assert.deepEqual([told(1), told(2)], [[
      "No value of column late was met before this page: it is VARCHAR from here on.",
      "No value of column k2 was met before this page: it is BIGINT from here on.",
    ], []]);
  },
});

Deno.test({
  name: "what is made of what nobody had met ends the cursor where it comes to be of another kind",
  ...open,
  async fn() {
    const of = (n: number) => n >= 15 ? { late: "t" } : {};
    const error = await failure(pages("unmet2", of, `n, coalesce("late", NULL) AS v`));
    assert.equal(error.code, "cursor_expired");
    assert.match(
      error.message,
      /^What comes further on changes a type: column v was INTEGER on the first page/,
    );
  },
});
