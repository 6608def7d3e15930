/** Names that differ only by case, where the sample met one of them: the answer is that of the very name. */
import assert from "node:assert/strict";
import { num, putItems } from "../../fixtures/tables.ts";
import { open } from "../world.ts";
import { tableIn, worldsOf } from "../worlds.ts";

/** Of one the sample sees the first ten items only. */
const worlds = await worldsOf([10, 1_000]);
const [few, all] = worlds;

/** The first twenty items have `Temp` = 1 and `doc.Code` = 1, the other eighty `temp` = 2.5 and `doc.code` = 2. */
const items = Array.from({ length: 100 }, (_, n) => ({
  id: "k",
  n: num(String(n)),
  kind: `k${n % 2}`,
  ...(n < 20 ? { Temp: num("1") } : { temp: num("2.5") }),
  doc: n < 20 ? { Code: num("1") } : { code: num("2") },
  tags: [n < 20 ? { Sku: "S" } : { sku: "s" }],
  ...(n < 20 ? { Deep: { x: num("1") } } : { deep: { x: num("2") } }),
}));
let tables = 0;

const keyed = (name: string) => ({
  name,
  hash: "id",
  sort: "n:N",
  gsis: [{ name: "by_kind", hash: "kind", sort: "n:N" }],
});

/** A table of these items of which nobody has met more than the sample. */
async function fresh(): Promise<string> {
  const name = `cases${tables++}`;
  await tableIn(worlds, keyed(name), items);
  return name;
}

/** By hand. */
const cases: readonly (readonly [sql: string, ...rows: string[]])[] = [
  ['SELECT sum("temp"), sum("Temp"), sum(temp) FROM t', "[200,20,200]"],
  ["SELECT count(*) FROM t WHERE temp = 2.5", "[80]"],
  ['SELECT count(*) FROM t WHERE "temp" = 2.5', "[80]"],
  ["SELECT count(*) FROM t WHERE temp = 1", "[0]"],
  ["SELECT count(*) FROM t WHERE temp IS NULL", "[20]"],
  ["SELECT count(*) FROM t WHERE temp IS NULL AND kind = 'k1'", "[10]"],
  ["SELECT count(temp) FROM t WHERE kind = 'k1'", "[40]"],
  ["SELECT temp, count(*) AS c FROM t GROUP BY temp ORDER BY temp", "[null,20]", "[2.5,80]"],
  ["SELECT n, temp FROM t WHERE n IN (0, 50) ORDER BY n", "[0,null]", "[50,2.5]"],
  ["SELECT n FROM t ORDER BY temp DESC, n LIMIT 1", "[20]"],
  ["SELECT sum(temp) FROM t WHERE id = 'k' AND n > 90", "[22.5]"],
  ["SELECT sum(temp) FROM (SELECT * FROM t)", "[200]"],
  ['WITH c AS (SELECT * FROM t) SELECT sum(c.temp), sum(c."Temp") FROM c', "[200,20]"],
  ["SELECT sum(temp) FROM (SELECT temp FROM t)", "[200]"],
  ["SELECT sum(temp) FROM (SELECT * FROM t WHERE n < 50 UNION ALL SELECT * FROM t)", "[275]"],
  [
    "SELECT (SELECT sum(temp) FROM t u WHERE u.n = t.n) FROM t WHERE n IN (3, 30) ORDER BY n",
    "[null]",
    "[2.5]",
  ],
  ["SELECT count(*) FROM t a JOIN t b ON a.n = b.n AND a.temp = b.temp", "[80]"],
  ["SELECT count(*) FROM t a JOIN t b USING (n, temp)", "[80]"],
  ["SELECT sum(deep.x) FROM t", "[160]"],
  ["SELECT sum(t.deep['x']) FROM t WHERE t.deep.x > 1", "[160]"],
  ["SELECT sum(doc.code) FROM t", "[160]"],
  ["SELECT sum(doc['code']), sum(doc.\"Code\") FROM t", "[160,20]"],
  ["SELECT count(*) FROM t WHERE doc.code = 1", "[0]"],
  ["SELECT count(tags[1].sku) FROM t", "[80]"],
  ["SELECT count(DISTINCT doc.code) FROM (SELECT * FROM t)", "[1]"],
  ["SELECT sum(temp) FROM t WHERE kind = 'k0'", "[100]"],
];

/** The statement over a table of its own. */
function over(sql: string, table: string): string {
  return sql.replaceAll(/(FROM|JOIN) t\b( [abu]\b)?/g, (_, word, alias = " t") => `${word} ${table}${alias}`);
}

Deno.test({
  name: "a name means the very attribute, whatever other case of it the sample met",
  ...open,
  async fn(t) {
    for (const [sql, ...expected] of cases) {
      const text = over(sql, await fresh());
      await t.step(sql, async () => {
        for (const world of [all, few]) {
          const answer = await world.run(text);
          assert.deepEqual([answer.rows, answer.warnings], [expected, []], world === few ? "few" : "all");
          await world.catalog.learn("default", answer.learned);
          const again = await world.run(text);
          assert.deepEqual([again.rows, again.warnings, again.columns], [expected, [], answer.columns]);
        }
      });
    }
  },
});

/** What is said of a name of which the read met none. */
const told = (table: string, name: string, other: string) => [
  `${name} is read as ${table}.${other}, which differs by case: no item that was looked at has the former.`,
];

Deno.test({
  name:
    "a name of which a narrow read meets another case only is told of; once the very one is met, it is meant",
  ...open,
  async fn() {
    const name = await fresh();
    for (
      const [written, other, value] of [["temp", "Temp", 1], ["doc.code", "doc.Code", 1], [
        "deep.x",
        "Deep",
        1,
      ]] as const
    ) {
      const sql = (n: number) => `SELECT ${written} AS v FROM ${name} WHERE id = 'k' AND n = ${n}`;
      for (const n of [1, 2, 3]) {
        const { rows, warnings } = await few.run(sql(n));
        await few.executor.learned();
        assert.deepEqual([rows, warnings], [[`[${value}]`], told(name, written.replace(".x", ""), other)]);
      }
      // The third one ran at once, and so would this one.
      const met = await few.run(sql(50));
      assert.deepEqual([met.rows, met.warnings], [[written === "temp" ? "[2.5]" : "[2]"], []]);
      await few.catalog.learn("default", met.learned);
      assert.deepEqual((await few.run(sql(1))).rows, ["[null]"]);
    }
    assert.deepEqual((await few.run(`SELECT max(N) FROM ${name}`)).warnings, []);
    assert.deepEqual((await few.run(`SELECT max("N") FROM ${name}`)).warnings, told(name, "N", "n"));
    assert.deepEqual((await few.run(`SELECT sum("Temp"), sum(doc."Code") FROM ${name}`)).warnings, []);
  },
});

Deno.test({
  name: "names in another case than that of keys and indexes read by them, and count without a look at items",
  ...open,
  async fn() {
    const name = await fresh();
    const byKey = await few.plan(`SELECT ID, KIND FROM ${name} WHERE ID = 'k' AND N = 3`);
    assert.equal(byKey.tables[0]?.access, "get");
    const byIndex = await few.run(`SELECT count(*) FROM ${name} WHERE KIND = 'k1' AND TEMP = 1`);
    assert.deepEqual([byIndex.rows, byIndex.stats.itemsRead], [["[10]"], 50]);
    assert.deepEqual(byIndex.warnings, [...told(name, "KIND", "kind"), ...told(name, "TEMP", "Temp")]);
    const counted = await few.plan(`SELECT count(*) FROM ${name} WHERE ID = 'k' AND N < 9`);
    assert.match(counted.plan, /Query \(count\)/);
  },
});

Deno.test({
  name: "a cursor that began with another case of a name ends where the very one is met, and says so",
  ...open,
  async fn() {
    const name = await fresh();
    for (
      const [sql, written, other] of [
        [`SELECT n, temp FROM ${name} WHERE id = 'k'`, "temp", "Temp"],
        [`SELECT *, DOC.code AS c FROM ${name} WHERE id = 'k'`, "doc.code", "doc.Code"],
      ] as const
    ) {
      const first = await few.run(sql, { pageRows: 5 });
      assert.ok(first.resume);
      assert.ok(first.warnings.includes(told(name, written, other)[0] ?? ""), first.warnings.join());
      const later = async () => {
        for (let { resume } = first; resume !== undefined;) {
          ({ resume } = await few.run(sql, { pageRows: 50, resume }));
        }
      };
      await assert.rejects(later(), {
        code: "cursor_expired",
        message:
          `Items further on have ${name}.${written}, which the first page did not know, so that it read ` +
          `${name}.${other} in its place. It is known now: run the SQL again without a cursor, and it will answer. ` +
          "Consumed so far: 0.5 read units, 50 items.",
      });
    }
    // Somebody else met it meanwhile: the pages do not change over.
    const { resume } = await few.run(`SELECT n, temp FROM ${name} WHERE id = 'k'`, { pageRows: 5 });
    assert.ok(resume);
    await few.catalog.learn("default", (await few.run(`SELECT * FROM ${name}`)).learned);
    await assert.rejects(few.run(`SELECT n, temp FROM ${name} WHERE id = 'k'`, { pageRows: 5, resume }), {
      code: "cursor_expired",
    });
    const again = await few.run(`SELECT n, temp FROM ${name} WHERE id = 'k'`, { pageRows: 25 });
    assert.deepEqual([again.rows[0], again.rows[24]], ["[0,null]", "[24,2.5]"]);
  },
});

Deno.test({
  name:
    "a quoted name that nobody met in any case is the very attribute, else that of a common other spelling",
  ...open,
  async fn(t) {
    for (
      const [sql, right, warned] of [
        // Items from 50 on have `Rare` = 3, from 60 on `both` = 1 and from 70 on `Both` = 2; 50 to 59 `Odd` = 2, then `odd` = 1.
        [`SELECT sum("rare") FROM t`, ["[150]"], ["rare", "Rare"]],
        [`SELECT sum("RARE") FROM t`, ["[150]"], ["RARE", "Rare"]],
        [`SELECT sum("Rare") FROM t`, ["[150]"], null],
        [`SELECT count(*) FROM t WHERE "rare" = 3`, ["[50]"], ["rare", "Rare"]],
        [`SELECT count(*) FROM t WHERE "rare" IS NULL`, ["[50]"], ["rare", "Rare"]],
        [`SELECT sum("rare") FROM t WHERE kind = 'k1'`, ["[75]"], ["rare", "Rare"]],
        [`SELECT sum("rare") FROM (SELECT * FROM t)`, ["[150]"], ["rare", "Rare"]],
        [`SELECT "rare" FROM t WHERE id = 'k' AND n = 60`, ["[3]"], ["rare", "Rare"]],
        // Not one of the spellings that are read along.
        [`SELECT sum("listprice") FROM t`, ["[null]"], "unmet"],
        [`SELECT sum("listPrice") FROM t`, ["[200]"], ["listPrice", "ListPrice"]],
        [`SELECT sum("both") FROM t`, ["[40]"], null],
        [`SELECT sum("odd"), sum("Odd") FROM t`, ["[40,20]"], null],
      ] as const
    ) {
      const name = `spelled${tables++}`;
      await tableIn(
        worlds,
        keyed(name),
        Array.from({ length: 100 }, (_, n) => ({
          id: "k",
          n: num(String(n)),
          kind: `k${n % 2}`,
          ...(n >= 50
            ? { Rare: num("3"), ListPrice: num("4"), [n < 60 ? "Odd" : "odd"]: num(n < 60 ? "2" : "1") }
            : {}),
          ...(n >= 60 ? { both: num("1") } : {}),
          ...(n >= 70 ? { Both: num("2") } : {}),
        })),
      );
      await t.step(sql, async () => {
        const text = over(sql, name);
        const expected = [...right];
        for (const run of [1, 2]) {
          const answer = await few.run(text);
          await few.catalog.learn("default", answer.learned);
          assert.deepEqual(answer.rows, expected, `run ${run}`);
          if (warned === "unmet") {
            assert.deepEqual(answer.warnings, [
              `No value of ${name}.listprice was met: no item that came has an attribute of this spelling.`,
            ]);
          } else if (warned === null) assert.deepEqual(answer.warnings, []);
          else assert.deepEqual(answer.warnings, told(name, warned[0], warned[1]));
        }
        // Under complete evidence.
        if (warned !== "unmet") {
          const answer = await all.run(text);
          assert.deepEqual([answer.rows, answer.warnings], [expected, []]);
        }
      });
    }
  },
});

Deno.test({
  name: "a quoted name of which no value was met is told of at every run, and no longer once one was",
  ...open,
  async fn() {
    const name = await fresh();
    const sql = (n: number) => `SELECT n, "nowhere" FROM ${name} WHERE id = 'k' AND n = ${n}`;
    const warning =
      `No value of ${name}.nowhere was met: no item that came has an attribute of this spelling.`;
    for (const n of [1, 2, 3, 4]) {
      const { rows, warnings } = await few.run(sql(n));
      await few.executor.learned();
      assert.deepEqual([rows, warnings], [[`[${n},null]`], [warning]]);
    }
    assert.deepEqual((await few.run(sql(1_000))).warnings, []);
    await putItems(few.database, name, [{ id: "k", n: num("200"), nowhere: "here" }]);
    const met = await few.run(sql(200));
    assert.deepEqual([met.rows, met.warnings], [['[200,"here"]'], []]);
    await few.catalog.learn("default", met.learned);
    assert.deepEqual((await few.run(sql(1))).warnings, []);
  },
});
