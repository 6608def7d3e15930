import assert from "node:assert/strict";
import { num } from "../../fixtures/tables.ts";
import { open } from "../world.ts";
import { tableIn, worldsOf } from "../worlds.ts";

/** Two worlds of the same items: of one the sample sees a kind of each attribute only, of the other all kinds. */
const worlds = await worldsOf([10, 1_000]);
const [few, all] = worlds;

/** The first fifth of the items, in the order of their keys, has other kinds than the rest. */
const items = Array.from({ length: 100 }, (_, n) => ({
  id: "k",
  n: num(String(n)),
  flag: n < 20 ? "true" : true,
  fb: n < 20 ? true : "true",
  num: n < 20 ? "5" : num("5"),
  nn: n < 20 ? num("5") : "5",
  doc: n < 20 ? { x: num("1") } : "text",
  bin: n < 20 ? "b" : num("7"),
}));
/** One in two thousand contradicts. */
const rare = Array.from({ length: 2_000 }, (_, n) => ({
  id: "k",
  n: num(String(n)),
  late: n === 1_500 ? "oops" : num(String(n)),
  f: n === 1_500 ? "yes" : n % 2 === 0,
}));
/** The first ten have numbers in `v` and `w`; all have one of five kinds by turns, or three. */
const ordered = Array.from({ length: 40 }, (_, n) => ({
  id: "k",
  n: num(String(n)),
  v: n < 10 || n % 5 === 0 || n % 5 === 4
    ? num(String(n))
    : n % 5 === 1
    ? String(n)
    : n % 5 === 2
    ? num(`${n}.5`)
    : `t${n}`,
  w: n < 10 ? num(String(n)) : n % 2 === 0 ? { a: num(String(n)) } : num(String(n)),
}));
await tableIn(worlds, { name: "ordered", hash: "id", sort: "n:N" }, ordered);
await tableIn(worlds, { name: "ttt", hash: "id", sort: "n:N" }, items);
await tableIn(worlds, { name: "lates", hash: "id", sort: "n:N" }, rare);

/** By hand: each of the hundred items passes, or none does. */
const cases: readonly (readonly [string, string])[] = [
  ["SELECT count(*) FROM ttt WHERE flag = 'true'", "[100]"],
  ["SELECT count(*) FROM ttt WHERE flag IS NOT NULL AND flag::BOOLEAN", "[100]"],
  ["SELECT count(*) FROM ttt WHERE fb = 'true'", "[100]"],
  ["SELECT count(*) FROM ttt WHERE num = '5'", "[100]"],
  ["SELECT count(*) FROM ttt WHERE num IN ('5', '6')", "[100]"],
  ["SELECT count(*) FROM ttt WHERE num LIKE '5%'", "[100]"],
  ["SELECT count(*) FROM ttt WHERE num LIKE '%5%'", "[100]"],
  ["SELECT count(*) FROM ttt WHERE num >= '4'", "[100]"],
  ["SELECT count(*) FROM ttt WHERE num BETWEEN '4' AND '6'", "[100]"],
  ["SELECT count(*) FROM ttt WHERE num <> '6'", "[100]"],
  ["SELECT count(*) FROM ttt WHERE NOT (num = '6')", "[100]"],
  ["SELECT count(*) FROM ttt WHERE num NOT IN ('6', '7')", "[100]"],
  ["SELECT count(*) FROM ttt WHERE num NOT LIKE '6%'", "[100]"],
  ["SELECT count(*) FROM ttt WHERE num IS NULL", "[0]"],
  ["SELECT count(*) FROM ttt WHERE num IS NOT NULL", "[100]"],
  ["SELECT count(*) FROM ttt WHERE nn = '5'", "[100]"],
  ["SELECT count(*) FROM ttt WHERE nn IS NULL", "[0]"],
  ["SELECT count(*) FROM ttt WHERE doc IS NULL", "[0]"],
  ["SELECT count(*) FROM ttt WHERE doc IS NOT NULL", "[100]"],
  ["SELECT count(*) FROM ttt WHERE bin = 'b' OR bin = '7'", "[100]"],
  ["SELECT count(*) FROM ttt WHERE num = '5' AND flag = 'true' AND n >= 10", "[90]"],
  ["SELECT n FROM ttt WHERE num = '5' ORDER BY n DESC LIMIT 2", "[99],[98]"],
  ["SELECT n FROM ttt WHERE id = 'k' AND flag = 'true' ORDER BY n DESC LIMIT 2", "[99],[98]"],
  ["SELECT max(n) FROM ttt WHERE id = 'k' AND num = '5'", "[99]"],
  ["SELECT EXISTS (SELECT 1 FROM ttt WHERE num = '5' AND n > 50) AS x", "[true]"],
  ["SELECT count(*) FROM (SELECT n FROM ttt WHERE num IS NULL LIMIT 5)", "[0]"],
  ["SELECT count(*) FROM (SELECT n FROM ttt WHERE num = '5' AND n > 15 LIMIT 50)", "[50]"],
  // Put in order as texts, as soon as there are texts; beside maps, too: JSON meets texts by value.
  ["SELECT count(*) FROM ordered WHERE v < '3'", "[19]"],
  ["SELECT count(*) FROM ordered WHERE NOT (v > '5')", "[30]"],
  ["SELECT count(*) FROM ordered WHERE v BETWEEN '10' AND '20'", "[10]"],
  ["SELECT count(*) FROM ordered WHERE v >= '2' AND v <= '3'", "[10]"],
  ["SELECT count(*) FROM ordered WHERE v > '30'", "[19]"],
  ["SELECT count(*) FROM ordered WHERE '30' < v", "[19]"],
  ["SELECT count(*) FROM ordered WHERE NOT (v BETWEEN '10' AND '20')", "[30]"],
  ["SELECT max(v) FROM ordered WHERE v < '3'", '["29"]'],
  ["SELECT count(*) FROM ordered WHERE w < '3'", "[13]"],
  ["SELECT count(*) FROM ordered WHERE w BETWEEN '1' AND '2'", "[7]"],
];
for (const [sql, expected] of cases) {
  Deno.test({
    name: `a condition finds values of kinds that the sample did not see: ${sql}`,
    ...open,
    async fn() {
      for (const world of worlds) {
        assert.equal((await world.run(sql)).rows.join(), expected);
        assert.equal((await world.run(sql, { pushDown: false })).rows.join(), expected);
      }
    },
  });
}

/** Refused alike, whatever is known: a column of texts and numbers is text. */
for (
  const sql of [
    "SELECT count(*) FROM ttt WHERE nn > 4",
    "SELECT count(*) FROM ttt WHERE nn BETWEEN 4 AND 6",
    "SELECT count(*) FROM ttt WHERE NOT (nn > 6)",
  ]
) {
  Deno.test({
    name: `a condition that the whole table's types refuse is refused after any sample: ${sql}`,
    ...open,
    async fn() {
      for (const world of worlds) await assert.rejects(world.run(sql), { code: "type_mismatch" });
    },
  });
}

for (
  const [sql, expected] of [
    ["SELECT count(*) FROM lates WHERE late > 999", "[999]"],
    ["SELECT count(*) FROM lates WHERE late = 7", "[1]"],
    ["SELECT count(*) FROM lates WHERE f", "[999]"],
    ["SELECT count(*) FROM lates WHERE late IS NULL", "[1]"],
  ] as const
) {
  Deno.test({
    name: `a condition over contradictions warns of them at every run: ${sql}`,
    ...open,
    async fn() {
      for (const world of [few, few, all]) {
        const { rows, warnings } = await world.run(sql);
        assert.equal(rows.join(), expected);
        assert.match(warnings.join(), /lates\.(late|f)/);
      }
    },
  });
}
