import assert from "node:assert/strict";
import { DynamoSqlError } from "../../../src/errors.ts";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { pagesOf, rowsOf } from "../pages.ts";
import { type Answer, open, openWorld, type World } from "../world.ts";

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
    "a wider number on a later page is shown as it is; the column keeps its type, and a warning tells of it",
  ...open,
  async fn() {
    await table("later4");
    const answers = await pages("SELECT n, small FROM later4 WHERE p = 'a'");
    assert.deepEqual([...new Set(answers.map(({ columns }) => columns[1]?.type))], ["BIGINT"]);
    assert.deepEqual(
      rowsOf(answers).map(([, small]) => small),
      Array.from({ length: 30 }, (_, n) => n < 25 ? n : 0.5),
    );
    assert.deepEqual(answers.slice(0, 3).map(({ warnings }) => warnings.join()), [
      "",
      "",
      "Column small was BIGINT on the first page; numbers on this page are DECIMAL(18,1).",
    ]);
  },
});

/** Pages of 20 until the cursor ends; how often it had expired before. */
async function untilAnswered(sql: string): Promise<{ expired: number; answers: Answer[] }> {
  for (let expired = 0;; expired++) {
    try {
      const answers: Answer[] = [];
      const learning = async (answer: Answer) => {
        answers.push(answer);
        await world.catalog.learn("default", answer.learned);
      };
      await learning(await world.run(sql, { pageRows: 20 }));
      for (let last = answers.at(-1); last?.resume !== undefined; last = answers.at(-1)) {
        await learning(await world.run(sql, { pageRows: 20, resume: last.resume }));
      }
      return { expired, answers };
    } catch (error) {
      if (!(error instanceof DynamoSqlError) || error.code !== "cursor_expired") throw error;
      assert.ok(expired < 10, error.message);

      await world.catalog.learn("default", world.learnedByFailing);
    }
  }
}

interface Growing {
  readonly n: number;
  readonly x: string;
  readonly next: string;
}

/** Items whose numbers gain a decimal every 50 items: 600 items, the last of 11 decimals. */
const growing: readonly Growing[] = Array.from({ length: 600 }, (_, n) => {
  const decimals = "1".repeat(Math.floor(n / 50));
  const x = decimals === "" ? `${n}` : `${n}.${decimals}`;
  const next = decimals === "" ? `${n + 1}` : `${n + 1}.${decimals}`;
  return { n, x, next };
});

async function growingTable(name: string): Promise<void> {
  await createTable(world.database, { name, hash: "p", sort: "n:N" });
  await putItems(
    world.database,
    name,
    growing.map(({ n, x }) => ({ p: "a", n, x: num(x), doc: { list: [num(x)] } })),
  );
}

Deno.test({
  name: "numbers that gain a decimal every few pages end no cursor, and each has one type",
  ...open,
  async fn() {
    const cases: readonly (readonly [at: number, columns: string, of: (item: Growing) => unknown[]])[] = [
      [1, "n, x", ({ n, x }: Growing) => [n, Number(x)]],
      [2, "* EXCLUDE (p)", ({ n, x }: Growing) => [n, { list: [Number(x)] }, Number(x)]],
      [3, "doc.list, x", ({ x }: Growing) => [[Number(x)], Number(x)]],
    ];
    for (const [at, columns, of] of cases) {
      await growingTable(`grows${at}`);
      const { expired, answers } = await untilAnswered(
        `SELECT ${columns} FROM grows${at} WHERE p = 'a' AND x >= 0`,
      );
      assert.equal(expired, 0, columns);
      assert.deepEqual(rowsOf(answers), growing.map(of), columns);
      const types = answers.map((answer) => answer.columns.map(({ type }) => type).join());
      assert.equal(new Set(types).size, 1, types.join(" "));
    }
  },
});

Deno.test({
  name: "what is calculated of numbers that gain a decimal every few pages stays exact, and ends no cursor",
  ...open,
  async fn() {
    await growingTable("grows4");
    const sql = "SELECT n, x + 1 AS next FROM grows4 WHERE p = 'a' AND x * 2 >= 0";
    // Once more when all is known.
    for (let run = 0; run < 2; run++) {
      const { expired, answers } = await untilAnswered(sql);
      assert.equal(expired, 0);
      assert.deepEqual(rowsOf(answers), growing.map(({ n, next }) => [n, Number(next)]));
      assert.equal(new Set(answers.map(({ columns }) => columns[1]?.type)).size, 1);
    }
  },
});

Deno.test({
  name: "what is calculated of numbers ends a cursor once where they have become doubles",
  ...open,
  async fn() {
    await createTable(world.database, { name: "wide4", hash: "p", sort: "n:N" });
    const x = (n: number) => n < 30 ? `${n}` : n < 50 ? `${n}.12345678901` : "1e30";
    const numbers = Array.from({ length: 60 }, (_, n) => n);
    await putItems(world.database, "wide4", numbers.map((n) => ({ p: "a", n, x: num(x(n)) })));
    const { expired, answers } = await untilAnswered("SELECT n, x * 2 AS twice FROM wide4");
    assert.equal(expired, 1);
    assert.deepEqual(rowsOf(answers), numbers.map((n) => [n, Number(x(n)) * 2]));
    assert.deepEqual([...new Set(answers.map(({ columns }) => columns[1]?.type))], ["DOUBLE"]);
  },
});

Deno.test({
  name: "several columns that widen on different pages end no cursor",
  ...open,
  async fn() {
    await createTable(world.database, { name: "wide1", hash: "p", sort: "n:N" });
    const numbers = Array.from({ length: 120 }, (_, n) => n);
    const val = (n: number) => n === 50 ? "1.25" : `${n}`;
    const big = (n: number) => n === 90 ? "1e30" : `${n}`;
    await putItems(
      world.database,
      "wide1",
      numbers.map((n) => ({ p: "a", n, val: num(val(n)), big: num(big(n)) })),
    );
    const { expired, answers } = await untilAnswered("SELECT n, val, big FROM wide1");
    assert.equal(expired, 0);
    assert.deepEqual(rowsOf(answers), numbers.map((n) => [n, Number(val(n)), Number(big(n))]));
  },
});

Deno.test({
  name: "numbers that no type holds exactly end a cursor once",
  ...open,
  async fn() {
    await createTable(world.database, { name: "wide2", hash: "p", sort: "n:N" });
    await putItems(
      world.database,
      "wide2",
      Array.from(
        { length: 60 },
        (_, n) => ({ p: "a", n, x: num(n === 50 ? "1234567890123456789e30" : `${n}`) }),
      ),
    );
    const { expired, answers } = await untilAnswered("SELECT n, x FROM wide2");
    assert.equal(expired, 1);
    assert.match(
      answers.flatMap(({ warnings }) => warnings).join(),
      /wide2\.x holds numbers beyond 38 digits/,
    );
  },
});

Deno.test({
  name: "arithmetic that only a later page cannot hold in 38 digits goes on in doubles, with a warning",
  ...open,
  async fn() {
    await createTable(world.database, { name: "wide3", hash: "p", sort: "n:N" });
    const x = (n: number) => n === 50 ? "123456789012345678901234567890.5" : `${n}.5`;
    await putItems(
      world.database,
      "wide3",
      Array.from({ length: 60 }, (_, n) => ({ p: "a", n, x: num(x(n)) })),
    );
    const sql = "SELECT n, x * x AS square FROM wide3";
    await untilAnswered(sql);
    const { expired, answers } = await untilAnswered(sql);
    assert.equal(expired, 0);
    const rows = rowsOf(answers);
    assert.deepEqual([rows[3], rows[59]], [[3, 12.25], [59, 3540.25]]);
    assert.ok(Math.abs(Number(rows[50]?.[1]) / 1.524157875323884e58 - 1) < 1e-12, String(rows[50]));
  },
});

Deno.test({
  name:
    "keys of maps that the first page did not know are not shown, and named; the SQL shows them when it runs again",
  ...open,
  async fn() {
    await table("later5");
    const sql = "SELECT n, doc, [doc] AS docs FROM later5 WHERE p = 'a'";
    const answers = await pages(sql);
    assert.deepEqual(
      rowsOf(answers),
      Array.from({ length: 30 }, (_, n) => [n, { x: n }, [{ x: n }]]),
    );
    assert.match(answers[1]?.warnings.join() ?? "", /does not show: doc\.y\. .*does not show: docs\[\]\.y\./);
    // As a star as well.
    await table("later5b");
    const stars = await pages("SELECT * EXCLUDE (p, small, mostly) FROM later5b WHERE p = 'a'");
    assert.deepEqual(
      rowsOf(stars),
      Array.from({ length: 30 }, (_, n) => [n, { x: n }, n < 5 ? null : "yes"]),
    );
    const again = rowsOf(await pages(sql));
    assert.deepEqual([again[12], again[13]], [
      [12, { x: 12, y: null }, [{ x: 12, y: null }]],
      [13, { x: 13, y: "y13" }, [{ x: 13, y: "y13" }]],
    ]);
  },
});

Deno.test({
  name: "an attribute that only a later page meets has its type from there on; another kind of value is NULL",
  ...open,
  async fn() {
    await createTable(world.database, { name: "later6", hash: "p", sort: "n:N" });
    const late = (n: number) => n < 15 ? {} : { late: n === 25 ? 7 : `t${n}` };
    await putItems(
      world.database,
      "later6",
      Array.from({ length: 40 }, (_, n) => ({ p: "a", n, ...late(n) })),
    );
    const answers = await pages(`SELECT n, "late" FROM later6 WHERE p = 'a'`);
    assert.deepEqual(
      rowsOf(answers),
      Array.from({ length: 40 }, (_, n) => [n, n < 15 || n === 25 ? null : `t${n}`]),
    );
    assert.match(answers[2]?.warnings.join() ?? "", /late/);
    assert.deepEqual([...new Set(answers.slice(1).map(({ columns }) => columns[1]?.type))], ["VARCHAR"]);
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
