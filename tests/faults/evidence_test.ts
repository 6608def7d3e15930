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
