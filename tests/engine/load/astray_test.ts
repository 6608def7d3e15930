import assert from "node:assert/strict";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { pagesOf, rowsOf } from "../pages.ts";
import { type Answer, open, openWorld, type World } from "../world.ts";

/** One odd item in 300, past what ten items show; of `e` a fifth, of `g` none. */
const items = Array.from({ length: 300 }, (_, at) => ({
  id: "k",
  no: num(String(at)),
  l: at === 200 ? { a: num("1") } : [num(String(at))],
  d: at === 200
    ? "text"
    : { p: num(String(at)), q: at === 201 ? ["list"] : { r: num(String(at)), s: [num("1")] } },
  e: at % 5 === 0 ? "text" : { p: num(String(at)) },
  g: at % 2 === 0 ? { p: num(String(at)) } : at % 3 === 0 ? null : {},
}));

async function world(sampleItems: number): Promise<World> {
  const made = await openWorld({ sampleItems });
  await createTable(made.database, { name: "things", hash: "id", sort: "no:N" });
  await putItems(made.database, "things", items);
  return made;
}

const L = "1 value of things.l is not a list: paths into it read as NULL. CAST(l AS JSON) shows it.";
const D = "1 value of things.d is not a map: paths into it read as NULL. CAST(d AS JSON) shows it.";
const Q = "1 value of things.d.q is not a map: paths into it read as NULL. CAST(d.q AS JSON) shows it.";
const E = "60 values of things.e are not maps: paths into them read as NULL. CAST(e AS JSON) shows them.";

/** By hand: the sum of 0 to 299 is 44,850. */
const cases: readonly (readonly [string, string, readonly string[]])[] = [
  ["SELECT count(*) FROM things WHERE l[1] = 200", "[0]", [L]],
  ["SELECT count(l[1]), count(l[-1]) FROM things", "[299,299]", [L]],
  ["SELECT sum(d.p) FROM things", "[44650]", [D]],
  ["SELECT max(d.q.r) FROM things", "[299]", [D, Q]],
  ["SELECT sum(d.q.s[1]) FROM things", "[298]", [D, Q]],
  ["SELECT no FROM things ORDER BY d.p DESC, no LIMIT 1", "[299]", [D]],
  ["SELECT sum(e.p) FROM things", "[36000]", [E]],
  ["SELECT sum(x.p) FROM (SELECT e AS x FROM things)", "[36000]", [E]],
  ["SELECT sum(g.p) FROM things", "[22350]", []],
  ["SELECT d.p FROM things WHERE id = 'k' AND no = 200", "[null]", [D]],
];

for (const [sql, rows, warnings] of cases) {
  Deno.test({
    name: `what a path goes into is counted where it is of another kind, at every run: ${sql}`,
    ...open,
    async fn() {
      for (const sampleItems of [10, 1_000]) {
        const own = await world(sampleItems);
        try {
          for (const more of [{}, {}, { pushDown: false }, { twoPhase: true }, { plainly: true }]) {
            const answer = await own.run(sql, more);
            assert.equal(answer.rows.join(), rows);
            assert.deepEqual(
              [...answer.warnings].filter((each) => /paths into/.test(each)).sort(),
              [...warnings].sort(),
            );
          }
        } finally {
          await own.close();
        }
      }
    },
  });
}

Deno.test({
  name: "the page that meets it warns of what a path goes into, and what was learned warns later",
  ...open,
  async fn() {
    const own = await world(10);
    try {
      const sql = "SELECT no, d.p FROM things";
      const learn = ({ learned }: Answer) => own.catalog.learn("default", learned);
      const pages = await pagesOf(own, sql, { pageRows: 50, pageBytes: 500 }, { between: learn });
      const told = pages.flatMap(({ warnings }) => warnings);
      assert.equal(rowsOf(pages).length, 300);
      assert.ok(told.includes(D), told.join());
      const one = await own.run("SELECT d.p FROM things WHERE id = 'k' AND no = 7");
      assert.deepEqual(one.warnings, [
        "Some values of things.d are not maps: where they are read, paths into them are NULL. CAST(d AS JSON) shows them.",
      ]);
      assert.deepEqual(
        (await own.run("SELECT CAST(d AS JSON) FROM things WHERE id = 'k' AND no = 200")).rows,
        ['["text"]'],
      );
    } finally {
      await own.close();
    }
  },
});
