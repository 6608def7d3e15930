/** A sample that met only the rarer form of dates: all that is read decides, as where all items are known. */
import assert from "node:assert/strict";
import { datedAt, loadColumn } from "../../../src/engine/load/column.ts";
import { takeForms } from "../../../src/engine/run/date_forms.ts";
import { typesOf } from "../../../src/engine/run/on_loaded.ts";
import { openEvidenceWorld } from "../../evidence/world.ts";
import { toItem } from "../../fixtures/tables.ts";
import { described } from "../load/loading.ts";
import { open } from "../world.ts";

const world = await openEvidenceWorld();
Deno.test.afterAll(() => world.close());

const ALL = 1_000_000;
const day = (n: number) => String(n % 28 + 1).padStart(2, "0");
const extended = (n: number) => `2026-01-${day(n)}`;
const basic = (n: number) => `202601${day(n)}`;

/** A table of texts in `v` and in `d.v`, where they are not absent. */
function tableOf(name: string, texts: readonly (string | undefined)[]): void {
  const items = texts.map((v, n) =>
    toItem({ id: `i${String(n).padStart(3, "0")}`, n, ...(v === undefined ? {} : { v, d: { v } }) })
  );
  world.tables.set(name, { name, hash: "id", items, served: [] });
}

/** Every fifth is basic (8), every fifth is absent, 24 are extended. */
tableOf(
  "older",
  Array.from(
    { length: 40 },
    (_, n) => n % 5 === 0 ? basic(n) : n % 5 === 4 ? undefined : extended(n),
  ),
);
/** The first is extended, 199 are basic: of all, half of one in a hundred. */
tableOf("newer", Array.from({ length: 200 }, (_, n) => n === 0 ? extended(n) : basic(n)));
/** Texts that are no dates, then basic ones. */
tableOf("words", Array.from({ length: 40 }, (_, n) => n < 10 ? `word ${n}` : basic(n)));

/** How many of the 24 extended dates are of the tenth or later: n from 0 to 39, n % 5 in 1, 2, 3, n % 28 from 9. */
const LATER = Array.from({ length: 40 }, (_, n) => n)
  .filter((n) => n % 5 > 0 && n % 5 < 4 && n % 28 >= 9).length;

const cases: readonly (readonly [string, readonly unknown[][], RegExp | null])[] = [
  [
    "SELECT count(*) FROM older WHERE v >= DATE '2026-01-10'",
    [[LATER]],
    /^8 values of older\.v are not dates/,
  ],
  [
    "SELECT month(v) AS m, count(*) FROM older GROUP BY m ORDER BY m NULLS FIRST",
    [[null, 16], [1, 24]],
    /^8 values of older\.v are/,
  ],
  [
    "SELECT month(d.v) AS m, count(*) FROM older GROUP BY m ORDER BY m NULLS FIRST",
    [[null, 16], [1, 24]],
    /^8 values of older\.d\.v are/,
  ],
  // Dates of texts that are made of the column.
  ["SELECT count(trim(v)::DATE) FROM older", [[24]], /^8 values made of older\.v are/],
  // Several tables of the same items: 24 rows of a day each, four days of them twice (n and n + 28).
  [
    "SELECT count(*) FROM older a JOIN older b ON a.v::DATE = b.v::DATE AND a.n = b.n",
    [[24]],
    /^8 values of older\.v are/,
  ],
  // Rows that are handed on as they are read.
  ["SELECT n, day(v) FROM older WHERE n % 40 IN (1, 5)", [[1, 2], [5, null]], /^8 values of older\.v are/],
  ["SELECT count(v::DATE), count(*) FROM newer", [[199, 200]], /^1 value of newer\.v is not a date/],
  [
    "SELECT n, day(d.v) FROM newer WHERE n % 200 < 2",
    [[0, null], [1, 2]],
    /^1 value of newer\.d\.v is not a date/,
  ],
  ["SELECT count(v::DATE), count(*) FROM words", [[30, 40]], /^10 values of words\.v are not dates/],
];
for (const [sql, wanted, warned] of cases) {
  Deno.test({
    name: `dates have the form that most have, however few were looked at: ${sql}`,
    ...open,
    async fn() {
      for (const sampled of [ALL, 1, 3]) {
        const who = await world.fresh(sampled);
        for (const round of [1, 2]) {
          const outcome = await who.run(sql);
          assert.ok("answer" in outcome, JSON.stringify(outcome));
          const rows = outcome.answer.rows.map((row) => JSON.parse(String(row)));
          const at = `${sampled} looked at, run ${round}`;
          assert.deepEqual(rows.toSorted((a, b) => a[0] - b[0]), wanted, at);
          if (warned !== null) assert.ok(outcome.warnings.some((each) => warned.test(each)), at);
        }
      }
    },
  });
}

Deno.test({
  name: "what a read of some items shows of dates counts as much as they are of all, and is kept",
  ...open,
  async fn() {
    const who = await world.fresh(1);
    // One item, by its key: its date is of the form that the sample lacks.
    const one = await who.run("SELECT day(v) FROM older WHERE id = 'i001'");
    assert.ok("answer" in one);
    // Then all are read by what is known now.
    const all = await who.run("SELECT count(v::DATE) FROM older");
    assert.ok("answer" in all);
    assert.deepEqual(all.answer.rows.map((row) => JSON.parse(String(row))), [[24]]);
  },
});

Deno.test({
  name: "where rows are told page by page, later statements have the form of what the pages read",
  ...open,
  async fn() {
    const who = await world.fresh(1);
    const paged = await who.run("SELECT n, day(v) FROM newer", 20);
    assert.ok("answer" in paged);
    assert.equal(paged.answer.rows.length, 200);
    const all = await who.run("SELECT count(v::DATE) FROM newer");
    assert.ok("answer" in all);
    assert.deepEqual(all.answer.rows.map((row) => JSON.parse(String(row))), [[199]]);
  },
});

Deno.test("texts that are no dates bind a statement again only where they change the form", () => {
  const { attributes } = described([extended(1), extended(2)].map((v) => toItem({ v })));
  const loaded = (read: { readonly extended: number; readonly basic: number }) => {
    const description = { ...described([]), attributes };
    const column = loadColumn(
      { attribute: "v", path: [], column: "v", type: { kind: "VARCHAR" } },
      description,
    );
    const looked = { description, relations: [], table: { columns: [column] } };
    const before = typesOf(looked);
    datedAt(column, []).read = read;
    return { changed: takeForms([looked]), stale: typesOf(looked) !== before };
  };
  assert.deepEqual(loaded({ extended: 20, basic: 0 }), { changed: false, stale: false });
  assert.deepEqual(loaded({ extended: 20, basic: 5 }), { changed: false, stale: false });
  assert.deepEqual(loaded({ extended: 0, basic: 500 }), { changed: true, stale: true });
});
