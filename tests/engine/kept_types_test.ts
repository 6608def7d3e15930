import assert from "node:assert/strict";
import { DynamoSqlError } from "../../src/errors.ts";
import { createTable, num, putItems } from "../fixtures/tables.ts";
import { pagesOf, rowsOf } from "./pages.ts";
import { type Answer, open, openWorld, type World } from "./world.ts";

/** Only three items of each table are sampled. */
const world: World = await openWorld({ sampleItems: 3 });
Deno.test.afterAll(() => world.close());

/** Each test has its own: all is learned. */
async function table(name: string): Promise<void> {
  await createTable(world.database, { name, hash: "p", sort: "n:N" });
  await putItems(world.database, name, items);
}

const items = Array.from({ length: 30 }, (_, n) => ({
  p: "a",
  n,
  small: n < 25 ? n : num("0.5"),
  mostly: n === 12 ? "text" : n,
  doc: { x: n, ...(n > 12 ? { y: `y${n}` } : {}) },
  ...(n >= 15 ? { fresh: n } : {}),
  ...(n >= 5 ? { found: "yes" } : {}),
}));

/** All pages of 10 rows; what the catalogue learns is learned between them. */
function pages(sql: string): Promise<Answer[]> {
  return pagesOf(world, sql, { pageRows: 10 }, {
    between: ({ learned }) => world.catalog.learn("default", learned),
  });
}

Deno.test({
  name: "later pages have the columns of the first; what they do not show is named",
  ...open,
  async fn() {
    await table("later1");
    const answers = await pages("SELECT * EXCLUDE (small, doc, mostly) FROM later1 WHERE p = 'a'");
    const names = answers.map(({ columns }) => columns.map(({ name }) => name).join(" "));
    assert.deepEqual([...new Set(names)], ["p n found"]);
    assert.equal(answers[0]?.rows[9], '["a",9,"yes"]');
    assert.equal(answers[2]?.rows[9], '["a",29,"yes"]');
    assert.match(answers[1]?.warnings.join() ?? "", /does not show: fresh\./);
  },
});

Deno.test({
  name: "what later pages do not show is known when the SQL runs again",
  ...open,
  async fn() {
    await table("later1b");
    const sql = "SELECT * EXCLUDE (small, doc, mostly) FROM later1b WHERE p = 'a'";
    await pages(sql);
    const answers = await pages(sql);
    const names = answers.map(({ columns }) => columns.map(({ name, type }) => `${name} ${type}`).join(", "));
    assert.deepEqual([...new Set(names)], ["p VARCHAR, n BIGINT, found VARCHAR, fresh BIGINT"]);
    assert.deepEqual([answers[1]?.rows[4], answers[1]?.rows[5]], [
      '["a",14,"yes",null]',
      '["a",15,"yes",15]',
    ]);
    assert.deepEqual(answers.flatMap(({ warnings }) => warnings), []);
  },
});

Deno.test({
  name: "a value of another family is NULL on a later page, and counted",
  ...open,
  async fn() {
    await table("later2");
    const answers = await pages("SELECT n, mostly FROM later2 WHERE p = 'a'");
    assert.deepEqual([...new Set(answers.map(({ columns }) => columns[1]?.type))], ["BIGINT"]);
    assert.equal(answers[1]?.rows[2], "[12,null]");
    assert.match(answers[1]?.warnings.join() ?? "", /mostly/);
  },
});

Deno.test({
  name: "a place keeps its type from page to page, also one that nobody had met",
  ...open,
  async fn() {
    await table("later3");
    const answers = await pages(
      "SELECT n, doc.x, doc.x + 1 AS more FROM later3 WHERE p = 'a' AND doc.x % 2 = 0",
    );
    assert.deepEqual(
      answers.flatMap(({ rows }) => rows),
      Array.from({ length: 15 }, (_, at) => `[${2 * at},${2 * at},${2 * at + 1}]`),
    );
  },
});

Deno.test({
  name:
    "a number that would change a column's type ends the cursor, and the SQL answers when it is run again",
  ...open,
  async fn() {
    await table("later4");
    const sql = "SELECT n, small FROM later4 WHERE p = 'a'";
    const first = await world.run(sql, { pageRows: 10 });
    assert.ok(first.resume);
    const second = await world.run(sql, { pageRows: 10, resume: first.resume });
    const { resume } = second;
    assert.ok(resume);
    await assert.rejects(
      () => world.run(sql, { pageRows: 10, resume }),
      (error) =>
        error instanceof DynamoSqlError && error.code === "cursor_expired" &&
        /column small was BIGINT on the first page/.test(error.message),
    );
  },
});

Deno.test({
  name:
    "a cursor goes on in its own read, in its order, where the statement would be planned otherwise by now",
  ...open,
  async fn() {
    await createTable(world.database, {
      name: "later9",
      hash: "p",
      sort: "n:N",
      gsis: [{ name: "by_other", hash: "g", sort: "other:N", project: ["m"] }],
    });
    const numbers = Array.from({ length: 30 }, (_, n) => n);
    await putItems(
      world.database,
      "later9",
      numbers.map((n) => ({ p: "a", n, g: "x", other: (n * 7) % 30, m: n, z: n })),
    );
    for (
      const [sql, first, then, expected] of [
        ["SELECT n FROM later9 WHERE p = 'a'", {}, { consistentRead: true }, numbers],
        [
          "SELECT n FROM later9 WHERE p = 'a' ORDER BY n DESC",
          {},
          { consistentRead: true },
          numbers.toReversed(),
        ],
        ["SELECT n FROM later9 WHERE p = 'a' AND n > 3", {}, { consistentRead: true }, numbers.slice(4)],
      ] as const
    ) {
      const answers = await pagesOf(world, sql, { ...first, pageRows: 7 }, {
        then: { ...then, pageRows: 7 },
      });
      assert.deepEqual(rowsOf(answers).map(([value]) => value), expected, sql);
      assert.ok(answers.length > 2, sql);
    }
  },
});

Deno.test({
  name: "a cursor has expired where the index that it reads is gone, or holds less",
  ...open,
  async fn() {
    const sql = "SELECT n, z FROM later9 WHERE p = 'a'";
    const { resume } = await world.run(sql, { pageRows: 7 });
    assert.ok(resume);
    const { access } = resume;
    if (access.kind !== "query") assert.fail();
    for (
      const other of [
        { ...access, index: "gone" },
        // It has no z.
        { ...access, index: "by_other", hash: { ...access.hash, attribute: "g" } },
        { ...access, hash: { ...access.hash, attribute: "q" } },
        { ...access, table: "later1" },
        { ...access, countOnly: true },
        { ...access, attributes: ["n"] },
      ]
    ) {
      await assert.rejects(
        () => world.run(sql, { pageRows: 7, resume: { ...resume, access: other } }),
        (error) => error instanceof DynamoSqlError && error.code === "cursor_expired",
      );
    }
  },
});
