import assert from "node:assert/strict";
import { createTable, num, putItems } from "../fixtures/tables.ts";
import { world } from "./execute_world.ts";
import { pagesOf } from "./pages.ts";
import { failure, open, openWorld } from "./world.ts";

await createTable(world.database, { name: "small", hash: "id" });
await putItems(world.database, "small", [
  { id: "a", value: 1, day: "2024-01-01", shape: { x: 1 } },
  { id: "b", value: 2, day: "not a day", shape: { x: 2 } },
  { id: "c", value: num("3"), day: "2024-02-30" },
]);

Deno.test({
  name: "a page stops the read: the first page of a wide table costs what its rows cost",
  ...open,
  async fn() {
    const first = await world.run("select doc, n from lines", { pageRows: 20 });
    assert.equal(first.rows.length, 20);
    assert.equal(first.stats.itemsRead, 20);
    assert.ok(first.stats.readUnits <= 3, String(first.stats.readUnits));
    assert.ok(first.resume);
  },
});

Deno.test({
  name: "the pages of a streamable query give every row once and read every item once",
  ...open,
  async fn() {
    for (const where of ["", "where odd", "where rare = 1", "where n % 7 = 3"]) {
      const answers = await pagesOf(world, `select n from lines ${where}`, { pageRows: 30 });
      const rows = answers.flatMap((answer) => answer.rows);
      const whole = await world.run(`select n from lines ${where} order by n + 0`);
      assert.deepEqual(
        rows.map((row) => JSON.parse(row)[0]).sort((a, b) => a - b),
        whole.rows.map((row) => JSON.parse(row)[0]),
      );
      assert.equal(answers.reduce((sum, answer) => sum + answer.stats.itemsRead, 0), 1000);
    }
  },
});

Deno.test({
  name: "LIMIT and OFFSET are counted over pages, and the last page has nowhere to go on",
  ...open,
  async fn() {
    const answers = await pagesOf(world, "select n from lines where doc = 'd1' limit 50 offset 10", {
      pageRows: 20,
    });
    assert.deepEqual(
      answers.flatMap((answer) => answer.rows),
      Array.from({ length: 50 }, (_, at) => `[${(at + 10) * 4 + 1}]`),
    );
    assert.equal(answers.reduce((sum, answer) => sum + answer.stats.itemsRead, 0), 60);
  },
});

Deno.test({
  name: "bytes fill a page as rows do",
  ...open,
  async fn() {
    const page = await world.run("select * from lines", { pageBytes: 10_000 });
    assert.ok(page.rows.length >= 5 && page.rows.length <= 40, String(page.rows.length));
    assert.ok(page.resume);
  },
});

Deno.test({
  name: "surplus rows of the page in hand are emitted, not lost",
  ...open,
  async fn() {
    const page = await world.run("select n from lines where doc = 'd2' and odd = false", { pageRows: 10 });
    const rest = await pagesOf(world, "select n from lines where doc = 'd2' and odd = false", {
      pageRows: 10,
    });
    assert.ok(page.rows.length >= 10);
    assert.equal(rest.flatMap((answer) => answer.rows).length, 250);
  },
});

Deno.test({
  name: "count(*) transfers no item and counts right, LIMIT 0 reads nothing",
  ...open,
  async fn() {
    const count = await world.run("select count(*) from lines");
    assert.deepEqual(count.rows, ["[1000]"]);
    const one = await world.run("select count(*) from lines where doc = 'd3'");
    assert.deepEqual(one.rows, ["[250]"]);
    const none = await world.run("select * from lines limit 0");
    assert.deepEqual([none.rows.length, none.stats.readUnits, none.columns.length], [0, 0, 5]);
  },
});

Deno.test({
  name: "two scans of one table are one read",
  ...open,
  async fn() {
    const one = await world.run("select sum(n) from lines");
    const two = await world.run("select sum(a.n) from lines a join lines b on a.n = b.n + 1 where a.odd");
    assert.equal(two.stats.readUnits, one.stats.readUnits);
    assert.equal(two.stats.itemsRead, 1000);
  },
});

Deno.test({
  name: "texts that are no dates are counted in a warning",
  ...open,
  async fn() {
    const answer = await world.run("select id from small where day >= date '2024-01-01'");
    assert.deepEqual(answer.rows, ['["a"]']);
    assert.deepEqual(answer.warnings, [
      "2 values of small.day are not dates and read as NULL. WHERE day IS NOT NULL AND CAST(day AS DATE) IS NULL shows them.",
    ]);
  },
});

Deno.test({
  name: "new values widen columns, are warned of, and are learned for the catalogue",
  ...open,
  async fn() {
    const fresh = await openWorld();
    try {
      await createTable(fresh.database, { name: "grown", hash: "id" });
      await putItems(fresh.database, "grown", [{ id: "a", n: 1, flag: true, shape: { x: 1 } }]);
      await fresh.run("select * from grown");
      await putItems(fresh.database, "grown", [
        { id: "b", n: num("2.5"), flag: "yes", shape: { x: 1, y: 2 } },
        { id: "c", n: num("12345678901234567890123456789012345678"), flag: false },
      ]);
      const answer = await fresh.run("select id, n, flag, shape from grown order by id", {});
      assert.deepEqual(answer.rows, [
        '["a",1,"true",{"x":1,"y":null}]',
        '["b",2.5,"yes",{"x":1,"y":2}]',
        '["c",1.2345678901234568e+37,"false",null]',
      ]);
      assert.deepEqual(answer.columns.map((column) => column.type), [
        "VARCHAR",
        "DOUBLE",
        "VARCHAR",
        "STRUCT(x BIGINT, y BIGINT)",
      ]);
      assert.deepEqual(answer.warnings, [
        "grown.n holds numbers beyond 38 digits: it is DOUBLE, and not exact.",
      ]);
      const [learned] = answer.learned;
      assert.deepEqual(Object.keys(learned?.attributes ?? {}).sort(), ["flag", "n", "shape"]);
      await fresh.catalog.learn("default", answer.learned);
      const again = await fresh.run("select id, flag, shape from grown order by id");
      assert.deepEqual(again.columns.map((column) => column.type), [
        "VARCHAR",
        "VARCHAR",
        "STRUCT(x BIGINT, y BIGINT)",
      ]);
      assert.deepEqual(again.rows[1], '["b","yes",{"x":1,"y":2}]');
      assert.deepEqual(again.warnings, []);
      assert.deepEqual(again.learned, []);
    } finally {
      await fresh.close();
    }
  },
});

Deno.test({
  name: "decimals that are brought together keep their digits, or the answer says that they are doubles",
  ...open,
  async fn() {
    await createTable(world.database, { name: "sums", hash: "id" });
    await putItems(world.database, "sums", [
      {
        id: "a",
        large: num("12345678901234567890123456789012345678"),
        small: num("0.012345678901234567891"),
        cents: num("1.25"),
      },
    ]);
    for (
      const sql of [
        "select coalesce(small, large), [small, large] from sums",
        "select large from sums union all select small from sums",
        "select [small, large] from sums",
        "select coalesce(large, 0.5) from sums",
      ]
    ) {
      const { warnings } = await world.run(sql);
      assert.match(warnings.join(), /large.* need more than 38 digits in one column: .* in DOUBLE/, sql);
    }
    for (
      const sql of [
        "select coalesce(small, large) from sums",
        "select case when id = 'b' then large else small end from sums",
        "select greatest(small, case when id = 'b' then large end) from sums",
        "select small from sums union all select large from sums where id = 'b'",
      ]
    ) {
      const { rows, warnings } = await world.run(sql);
      assert.deepEqual([rows, warnings], [['["0.012345678901234567891"]'], []], sql);
    }
    for (
      const sql of [
        "select small, large from sums",
        "select coalesce(small, cents) from sums",
        "select coalesce(small, 0) from sums union all select cents from sums",
      ]
    ) {
      assert.deepEqual((await world.run(sql)).warnings, [], sql);
    }
  },
});

Deno.test({
  name: "plan mode reads nothing and shows the read",
  ...open,
  async fn() {
    const planned = await world.plan("select n from lines where doc = 'd1' and n > 10");
    assert.equal(planned.stats.readUnits, 0);
    assert.equal(planned.tables[0]?.access, "query");
    assert.match(planned.plan, /\n {2}passes: choose_reads \(lines\)/);
    assert.match(planned.normalizedSql, /^SELECT n FROM lines WHERE/);
    await failure(world.plan("select nope from lines"));
  },
});

Deno.test({
  name: "rows with equal column names and values that no table could hold come through",
  ...open,
  async fn() {
    const answer = await world.run(`select 1 as a, 2 as a, 3 as "c0", row(4, 'x'), null, [row(1)]`);
    assert.deepEqual(answer.columns.map((column) => column.name).slice(0, 3), ["a", "a", "c0"]);
    assert.deepEqual(answer.rows, ['[1,2,3,[4,"x"],null,[[1]]]']);
  },
});

Deno.test({
  name: "a rare value of another family contradicts its column at the first run and at every later one",
  ...open,
  async fn() {
    const fresh = await openWorld();
    try {
      await createTable(fresh.database, { name: "rare", hash: "id" });
      const good = Array.from({ length: 400 }, (_, at) => ({ id: `g${at}`, late: at, m: { k: at } }));
      await putItems(fresh.database, "rare", good);
      await fresh.run("select count(late) from rare");
      await putItems(fresh.database, "rare", [{ id: "x", late: "oops", m: { k: ["oops"] } }]);
      for (let run = 0; run < 3; run++) {
        const { rows, warnings, learned } = await fresh.run("select sum(late) from rare");
        assert.deepEqual(rows, ["[79800]"]);
        assert.deepEqual(warnings, [
          "1 value of rare.late is not a number and reads as NULL. CAST(late AS JSON) shows it.",
        ]);
        await fresh.catalog.learn("default", learned);
        const shown = await fresh.run("select CAST(late AS JSON), m.k::JSON from rare where id = 'x'");
        assert.deepEqual(shown.rows, ['["oops",["oops"]]']);
        const odd = await fresh.run("select late from rare where id = 'x'");
        assert.deepEqual(odd.rows, ["[null]"]);
        await fresh.catalog.learn("default", odd.learned);
        const elsewhere = await fresh.run("select late from rare where id = 'g7'");
        assert.deepEqual(elsewhere.rows, ["[7]"]);
        assert.deepEqual(elsewhere.warnings, [
          "Some values of rare.late are not numbers: where they are read, they are NULL. CAST(late AS JSON) shows them.",
        ]);
      }
      const { rows, warnings } = await fresh.run("select sum(m.k) from rare");
      assert.deepEqual(rows, ["[79800]"]);
      assert.match(warnings.join(), /1 value of rare\.m\.k is not a number and reads as NULL/);
    } finally {
      await fresh.close();
    }
  },
});
