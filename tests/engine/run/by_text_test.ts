import assert from "node:assert/strict";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { open, openWorld, type World } from "../world.ts";

const world: World = await openWorld({ sampleItems: 1_000 });
Deno.test.afterAll(() => world.close());

/** A tenth of `v` and of `w.a` is texts, half of `t` truth values, a third of `j` maps. */
await createTable(world.database, { name: "things", hash: "id", sort: "no:N" });
await putItems(
  world.database,
  "things",
  Array.from({ length: 100 }, (_, no) => ({
    id: "k",
    no: num(String(no)),
    v: no % 10 === 0 ? `t${no}` : num(String(no)),
    w: { a: no % 10 === 0 ? "x" : num(`${no}.5`) },
    t: no % 2 === 0 ? "yes" : true,
    j: no % 3 === 0 ? { a: num("1") } : num(String(no)),
  })),
);

const V =
  "things.v holds 90 % numbers, 10 % texts, and is put in order as text: '10' comes before '9'. TRY_CAST(v AS BIGINT) is its numbers.";
const W =
  "things.w.a holds 90 % numbers, 10 % texts, and is put in order as text: '10' comes before '9'. TRY_CAST(w.a AS DECIMAL(18,1)) is its numbers.";

/** By hand: of the texts `1` to `99` and `t0` to `t90`, the least is `1`, the greatest `t90`. */
const cases: readonly (readonly [string, string, readonly string[]])[] = [
  ["SELECT min(v), max(v) FROM things", '["1","t90"]', [V]],
  ["SELECT no FROM things ORDER BY v, no LIMIT 2", "[1],[11]", [V]],
  ["SELECT v AS x FROM things ORDER BY x LIMIT 1", '["1"]', [V]],
  ["SELECT v FROM things ORDER BY 1 LIMIT 1", '["1"]', [V]],
  ["SELECT count(*) FROM things WHERE v > 'm'", "[10]", [V]],
  ["SELECT count(*) FROM things WHERE v BETWEEN '9' AND '91'", "[2]", [V]],
  ["SELECT arg_max(no, v) FROM things", "[90]", [V]],
  ["SELECT max(x) FROM (SELECT v AS x FROM things)", '["t90"]', [V]],
  ["SELECT first_value(no) OVER (ORDER BY w.a) AS f FROM things LIMIT 1", "[1]", [W]],
  ["SELECT least(v, w.a) FROM things WHERE id = 'k' AND no = 12", '["12"]', [V, W]],
  ["SELECT v > 'a' FROM things WHERE id = 'k' AND no = 1", "[false]", [V]],
  ["SELECT count(*) FROM things WHERE (v, no) > ('m', 5)", "[10]", [V]],
  ["SELECT count(*) FROM things WHERE coalesce(v, 'z') > 'm'", "[10]", [V]],
  ["SELECT count(*) FROM things WHERE [v] > ['m']", "[10]", [V]],
  ["SELECT max(CASE WHEN no > 0 THEN v END) FROM things", '["t90"]', [V]],
  ["SELECT no FROM things ORDER BY (coalesce(w.a, v), no) LIMIT 1", "[1]", [W, V]],
  ["SELECT count(*) FROM things WHERE (v, no) = ('5', 5)", "[1]", []],
  // After a star, the second column is the table's second, `j`.
  ["SELECT count(*) FROM (SELECT *, v AS last FROM things ORDER BY 2 LIMIT 1)", "[1]", []],
  ["SELECT count(*) FROM things WHERE v = '5'", "[1]", []],
  ["SELECT count(DISTINCT v) FROM things", "[100]", []],
  ["SELECT max(TRY_CAST(v AS BIGINT)) FROM things", "[99]", []],
  ["SELECT no FROM things ORDER BY TRY_CAST(v AS BIGINT) DESC LIMIT 1", "[99]", []],
  ["SELECT max(t) FROM things", '["yes"]', []],
  ["SELECT min(j), max(no) FROM things", "[1,99]", []],
];
for (const [sql, rows, warnings] of cases) {
  Deno.test({
    name: `a column of numbers and texts that is put in order warns, once and at every run: ${sql}`,
    ...open,
    async fn() {
      for (const more of [{}, {}, {}, { twoPhase: true }, { pushDown: false }]) {
        const answer = await world.run(sql, more);
        assert.equal(answer.rows.join(), rows);
        assert.deepEqual([...answer.warnings].filter((each) => /in order/.test(each)), warnings);
        await world.executor.learned();
      }
    },
  });
}

Deno.test({
  name: "shares that are told of a column are those of the whole: 44 texts and 10 numbers are 81 % and 19 %",
  ...open,
  async fn() {
    await createTable(world.database, { name: "most", hash: "id" });
    const items = Array.from(
      { length: 54 },
      (_, no) => ({ id: `i${no}`, v: no < 44 ? `t${no}` : num(String(no)) }),
    );
    await putItems(world.database, "most", items);
    const { warnings } = await world.run("SELECT max(v) FROM most");
    assert.match(warnings.join(), /^most\.v holds 81 % texts, 19 % numbers, and is put in order as text/);
  },
});

Deno.test({
  name:
    "of a kind that few items looked at were all of, the warning does not say that it is the most frequent",
  ...open,
  async fn() {
    const few = await openWorld({ sampleItems: 1 });
    try {
      await createTable(few.database, { name: "jobs", hash: "id", sort: "no:N" });
      const items = Array.from({ length: 24 }, (_, no) => ({
        id: "k",
        no: num(String(no)),
        tn: no % 3 === 0 ? `${no}` : num(String(no)),
      }));
      await putItems(few.database, "jobs", items);
      for (let run = 0; run < 2; run++) {
        const warnings = (await few.run("SELECT no FROM jobs WHERE tn > '2'")).warnings.join();
        assert.match(
          warnings,
          /^jobs\.tn holds (texts, at least \d+ % numbers|67 % numbers, 33 % texts), and is put/,
        );
        await few.executor.learned();
      }
    } finally {
      await few.close();
    }
  },
});
