import assert from "node:assert/strict";
import { num } from "../fixtures/tables.ts";
import { asking, faultTest } from "./asking.ts";

const many = 3_000;

/** Items of which the last few are otherwise, where no sample of the first looks. */
function items(usual: (at: number) => Record<string, unknown>, odd: readonly Record<string, unknown>[]) {
  return Array.from({ length: many }, (_, at) => ({
    id: `i${at}`,
    ...(many - 2 - at < odd.length && at < many - 1 ? odd[many - 2 - at] : usual(at)),
  }));
}

faultTest("A rare key of a map counts, wherever its one item is", () =>
  asking({
    docs: items((at) => ({ d: { name: `n${at % 3}`, price: num(`${at % 1000}.5`) } }), [
      {
        d: { name: "rare", price: num("4999.5"), discount: num("0.25"), tags: ["x"], deep: { note: "here" } },
      },
    ]),
  }, async ({ value, rows }) => {
    assert.equal(await value("SELECT max(d.price) FROM docs"), 4999.5);
    assert.equal(await value(`SELECT max(d."discount") FROM docs`), 0.25);
    assert.deepEqual(await rows(`SELECT d."deep".note FROM docs WHERE d."deep".note IS NOT NULL`), [
      '["here"]',
    ]);
    assert.equal(await value(`SELECT count(*) FROM docs WHERE d."tags"[1] = 'x'`), 1);
    assert.deepEqual(await rows(`SELECT d.name FROM docs WHERE d.price > 1000 ORDER BY d."discount"`), [
      '["rare"]',
    ]);
    assert.equal(await value("SELECT max(d['price']) FROM docs"), 4999.5);
  }, 20));

faultTest("One odd item changes nobody's answers about the others, at any run", () =>
  asking({
    things: items((at) => ({ n: at % 100, d: { p: at % 50 }, t: `w${at % 9}`, l: [at % 5] }), [
      { n: "oops", d: "none", t: num("5"), l: { a: 1 } },
    ]),
  }, async ({ value, answer }) => {
    for (let run = 0; run < 3; run++) {
      // One item in the middle of the hundreds does not count: at 2998 it would have been 98.
      assert.equal(await value("SELECT sum(n) FROM things"), 148_500 - 98, `run ${run}`);
      assert.equal(await value("SELECT max(n) FROM things"), 99);
      assert.equal(await value("SELECT max(d.p) FROM things"), 49);
      assert.equal(await value("SELECT count(*) FROM things WHERE n > 9"), 2_700 - 1);
      assert.equal(await value("SELECT count(*) FROM things WHERE l[1] = 4"), 600);
      assert.equal(await value("SELECT count(*) FROM things WHERE t = 'w0'"), 334);
      const { warnings } = await answer("SELECT sum(n) FROM things");
      assert.ok(warnings.some((warning) => /\bn\b/.test(warning)), `run ${run}: ${warnings}`);
    }
  }, 20));

faultTest("A column keeps its family where few values contradict it, and every run says so", () =>
  asking({
    late: items((at) => ({ n: at, flag: at % 2 === 0, word: `w${at}`, deep: { n: at } }), [
      { n: "oops", flag: "yes", word: num("1"), deep: { n: "oops" } },
      { n: "oops", flag: "yes", word: num("1"), deep: { n: "oops" } },
      { n: "oops", flag: "yes", word: num("1"), deep: { n: "oops" } },
    ]),
  }, async ({ answer }) => {
    const right: readonly (readonly [string, string, RegExp])[] = [
      // 0 to 2999 without the three before the last.
      ["SELECT sum(n) FROM late", `[${many * (many - 1) / 2 - (2996 + 2997 + 2998)}]`, /\bn\b/],
      ["SELECT count(*) FILTER (WHERE flag) FROM late", "[1498]", /\bflag\b/],
      ["SELECT max(word) FROM late", '["w999"]', /\bword\b/],
      ["SELECT sum(deep.n) FROM late", `[${many * (many - 1) / 2 - (2996 + 2997 + 2998)}]`, /deep/],
    ];
    for (let run = 0; run < 3; run++) {
      for (const [sql, row, name] of right) {
        const { answer: { rows }, warnings } = await answer(sql);
        assert.deepEqual(rows, [row], `${sql}, run ${run}`);
        assert.ok(warnings.some((warning) => name.test(warning)), `${sql}, run ${run}: ${warnings}`);
      }
    }
  }, 20));

faultTest("`*` shows every attribute met while reading, keys first, then by name", () =>
  asking({
    wide: items((at) => ({ b: at }), [{ b: 1, a: "new", zz: true }, { b: 2, c: { k: 1 } }]),
  }, async ({ answer, value }) => {
    const names = async (sql: string) => (await answer(sql)).answer.names;
    assert.deepEqual(await names("SELECT * FROM wide"), ["id", "a", "b", "c", "zz"]);
    assert.deepEqual(await names("SELECT * FROM wide ORDER BY 2 DESC LIMIT 3"), ["id", "a", "b", "c", "zz"]);
    assert.deepEqual(await names("SELECT * FROM wide UNION ALL SELECT * FROM wide"), [
      "id",
      "a",
      "b",
      "c",
      "zz",
    ]);
    assert.deepEqual(await names("SELECT x.* FROM wide x WHERE x.a = 'new'"), ["id", "a", "b", "c", "zz"]);
    assert.equal(await value("SELECT a FROM (SELECT * FROM wide) WHERE zz"), "new");
  }, 20));

faultTest("A cursor keeps the columns it began with, and says which attributes came later", () =>
  asking({
    wide: items((at) => ({ b: at }), [{ b: 1, late: "new" }]),
  }, async ({ answer }) => {
    const { answer: { names, rows }, warnings } = await answer("SELECT * FROM wide", 100);
    assert.equal(rows.length, many);
    assert.ok(names.includes("late") || warnings.some((warning) => warning.includes("late")), `${warnings}`);
  }, 20));

faultTest("One odd item among the few that were looked at is not what the column is", async () => {
  const things = {
    things: Array.from({ length: 300 }, (_, at) => ({
      id: `i${at}`,
      n: at === 0 ? "oops" : at,
      d: { n: at === 0 ? "oops" : at },
      t: at === 0 ? num("5") : `t${at % 3}`,
      l: at === 0 ? "none" : [at],
      m: at === 0 ? "none" : { k: at },
    })),
  };
  for (const sample of [1, 3, 10, 30, 1_000]) {
    await asking(things, async ({ value, rows, answer }) => {
      for (let run = 0; run < 2; run++) {
        const sum = (299 * 300) / 2;
        assert.equal(await value("SELECT sum(n) FROM things"), sum, `sample of ${sample}, run ${run}`);
        assert.equal(await value("SELECT sum(d.n) FROM things"), sum);
        assert.equal(await value("SELECT max(t) FROM things"), "t2");
        assert.equal(await value("SELECT sum(l[1]) FROM things"), sum);
        assert.equal(await value("SELECT sum(len(l)) FROM things"), 299);
        assert.equal(await value("SELECT sum(m.k) FROM things WHERE m.k > 100"), sum - 5_050);
        const { warnings } = await answer("SELECT max(n) FROM things");
        assert.ok(warnings.some((warning) => /\bn\b/.test(warning)), `${warnings}`);
      }
      await answer("SELECT d, l, m FROM things");
      assert.deepEqual(await rows("SELECT n, d, t, l, m FROM things WHERE id = 'i7'"), [
        '[7,{"n":7},"t1",[7],{"k":7}]',
      ]);
    }, sample);
  }
});

faultTest(
  "Many odd items that the sample missed, or found too few of, are what the column is, too",
  async () => {
    const things = {
      things: Array.from({ length: 400 }, (_, at) => ({ id: `i${at}`, n: at % 50 === 1 ? "text" : at })),
    };
    for (const sample of [1, 3, 30, 120, 1_000]) {
      await asking(things, async ({ value, rows }) => {
        for (let run = 0; run < 2; run++) {
          assert.equal(await value("SELECT count(*) FROM things WHERE n = 'text'"), 8, `${sample}, ${run}`);
          assert.equal(await value("SELECT max(n) FROM things"), "text");
          assert.deepEqual(await rows("SELECT n FROM things WHERE id = 'i7'"), ['["7"]']);
        }
      }, sample);
    }
  },
);

faultTest(
  "Several reads of one table in one statement show the same columns, in the same types",
  () =>
    asking({
      parts: items((at) => ({ m: {}, n: at, g: at % 7 }), [
        { g: 1, m: { p: "x", q: num("26.5") }, n: num("0.125"), late: true },
        { g: 1, m: { p: "y" }, n: "odd" },
      ]),
    }, async ({ answer, rows }) => {
      const { answer: { names, types, rows: all } } = await answer(
        "SELECT * FROM parts WHERE id = 'i0' UNION ALL SELECT * FROM parts",
      );
      assert.deepEqual(names, ["id", "g", "late", "m", "n"]);
      assert.deepEqual(types, [
        "VARCHAR",
        "BIGINT",
        "BOOLEAN",
        "STRUCT(p VARCHAR, q DECIMAL(18,1))",
        "DECIMAL(18,3)",
      ]);
      assert.equal(all.length, many + 1);
      assert.equal(all.filter((row) => row === '["i2998",1,true,{"p":"x","q":26.5},0.125]').length, 1);
      assert.deepEqual(
        await rows(
          "SELECT * FROM parts WHERE id = 'i0' UNION SELECT * FROM parts WHERE m.q > 1 AND late",
        ),
        ['["i0",0,null,{"p":null,"q":null},0]', '["i2998",1,true,{"p":"x","q":26.5},0.125]'],
      );
      assert.deepEqual(
        await rows("SELECT * FROM parts WHERE id = 'i2997' EXCEPT SELECT * FROM parts WHERE g <> 1"),
        ['["i2997",1,null,{"p":"y","q":null},null]'],
      );
    }, 20),
);
