/** Places that nobody knew before they are read: their families are those of all values, not of the first page's. */
import assert from "node:assert/strict";
import { type EvidenceWorld, openEvidenceWorld } from "../../evidence/world.ts";
import { toItem } from "../../fixtures/tables.ts";
import { open } from "../world.ts";

const world: EvidenceWorld = await openEvidenceWorld();
Deno.test.afterAll(() => world.close());

const ITEMS = 300;
const PAGE = 50;

/** Runs a statement over a table that was empty when it was looked at; numbers are among its texts where `isNumber` says. */
async function firstRun(sql: string, isNumber: (n: number) => boolean, pageItems = PAGE) {
  const name = "first_met";
  const value = (n: number) => isNumber(n) ? n : `t${n}`;
  const items = Array.from(
    { length: ITEMS },
    (_, n) => toItem({ id: `i${n}`, v: value(n), m: { v: value(n) }, l: [{ v: value(n) }], "w": [value(n)] }),
  );
  const table = { name, hash: "id", items: items.slice(0, 0), pageItems, served: [] };
  world.tables.set(name, table);
  const knowledge = await world.fresh(1_000);
  await knowledge.look(name);
  table.items = items;
  const outcome = await knowledge.run(sql.replaceAll("FROM t", `FROM ${name} t`));
  assert.ok("answer" in outcome, JSON.stringify(outcome));
  return outcome;
}

const id = (n: number) => `i${n}`;
/** Each item's value as text; null where it is a number that does not count. */
const rows = (isNull: (n: number) => boolean) =>
  Array.from({ length: ITEMS }, (_, n): [string, string | null] => [id(n), isNull(n) ? null : `t${n}`]);

const statements = [
  "SELECT t.id, t.v FROM t",
  "SELECT t.id, t.m.v FROM t",
  "SELECT t.id, t.l[1].v FROM t",
  "SELECT t.id, t.w[1] FROM t",
  "SELECT t.id, x FROM t, unnest(t.w) AS n(x)",
  "SELECT id, v FROM (SELECT * FROM t)",
  "SELECT id, v FROM (SELECT * FROM t WHERE false UNION ALL SELECT * FROM t)",
  "SELECT id, m.v FROM (SELECT * FROM t WHERE id = 'none' UNION ALL SELECT * FROM t)",
];

for (
  const [what, isNumber] of [
    ["at the beginning of the first page", (n: number) => n < 2],
    ["in the first page, among others", (n: number) => n === 10 || n === 40],
    ["in the last page", (n: number) => n > ITEMS - 3],
  ] as const
) {
  Deno.test({
    name: `two numbers of 300 values, ${what}, are no texts, and are warned of`,
    ...open,
    async fn() {
      for (const sql of statements) {
        // A name that is not known has the table looked at again: small pages make a small sample, which is another matter.
        for (const pageItems of sql.includes("*") ? [3, PAGE] : [PAGE]) {
          const { answer, warnings } = await firstRun(sql, isNumber, pageItems);
          const given = answer.rows.map((row): [string, string | null] => JSON.parse(row));
          assert.deepEqual(given.toSorted(), rows(isNumber).toSorted(), `${sql}, ${pageItems}`);
          assert.ok(warnings.some((warning) => /\b2 values? /.test(warning)), `${sql}: ${warnings}`);
        }
      }
    },
  });
}

Deno.test({
  name: "four numbers of 300 values are texts as the others, wherever they come",
  ...open,
  async fn() {
    for (
      const isNumber of [(n: number) => n < 4, (n: number) => n > ITEMS - 5, (n: number) => n % 75 === 0]
    ) {
      for (const sql of statements) {
        const { answer, warnings } = await firstRun(sql, isNumber);
        const given = answer.rows.map((row): [string, string | null] => JSON.parse(row));
        const all = Array.from({ length: ITEMS }, (_, n) => [id(n), isNumber(n) ? `${n}` : `t${n}`]);
        assert.deepEqual(given.toSorted(), all.toSorted(), sql);
        assert.deepEqual(warnings, [], sql);
      }
    }
  },
});
