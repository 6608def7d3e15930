/** Numbers in JSON keep their digits, whatever digits other items have; all that orders JSON goes by value. */
import assert from "node:assert/strict";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { open, openWorld, type World } from "../world.ts";

const world: World = await openWorld({ sampleItems: 100_000 });
Deno.test.afterAll(() => world.close());

const LARGE = "12345678901234567890123456789012345678";

await createTable(world.database, { name: "digits", hash: "id" });
await putItems(world.database, "digits", [
  { id: "a", j: 10 },
  { id: "b", j: 9 },
  { id: "c", j: "x" },
  { id: "d", j: { a: 1 } },
  { id: "e", j: num("1e-7") },
  { id: "f", j: num("100000.12345678901234567") },
  { id: "g", j: [3, 4] },
  { id: "h", j: false },
  { id: "i", j: num(LARGE) },
]);

async function answer(sql: string) {
  const { rows, warnings } = await world.run(sql);
  const read = rows.map((row): unknown[] => JSON.parse(row));
  return { values: read.map((row) => row.length === 1 ? row[0] : row), warnings };
}

Deno.test({
  name: "comparisons, sums, order and nullif of JSON keep all digits beside numbers of any size",
  ...open,
  async fn() {
    for (
      const [where, right] of [
        ["j > 100000.12345678901234566", ["f", "i"]],
        ["j < 12345678901234567890123456789012345679 AND j > 11", ["f", "i"]],
        ["j > 12345678901234567890123456789012345677", ["i"]],
        ["j = 100000.12345678901234567", ["f"]],
        ["j BETWEEN 0.0000001 AND 100000.12345678901234567", ["a", "b", "e", "f"]],
        [`j IN (9.0, ${LARGE}, 0.0000001)`, ["b", "e", "i"]],
        ["j > ANY (SELECT j FROM digits WHERE id = 'b')", ["a", "c", "d", "f", "g", "h", "i"]],
        ["j <= ALL (SELECT j FROM digits WHERE id IN ('a', 'b'))", ["b", "e"]],
      ] as const
    ) {
      assert.deepEqual(
        (await answer(`SELECT id FROM digits WHERE ${where} ORDER BY id`)).values,
        right,
        where,
      );
    }
    for (
      const [select, right] of [
        ["sum(j) FROM digits WHERE id IN ('a', 'f')", "100010.12345678901234567"],
        ["percentile_disc(0.5) WITHIN GROUP (ORDER BY j) FROM digits", 10],
        [
          "string_agg(j, ',' ORDER BY j) FROM digits",
          `0.0000001,9,10,100000.12345678901234567,${LARGE},x,false,[3,4],{"a":1}`,
        ],
        ["nullif(j, 10) FROM digits WHERE id = 'a'", null],
        ["nullif(j, 10) FROM digits WHERE id = 'c'", "x"],
        ["nullif(j, 'x') FROM digits WHERE id = 'c'", null],
        ["nullif(j, 'x') FROM digits WHERE id = 'b'", 9],
        ["nullif(j, 10) FROM digits WHERE id = 'd'", { a: 1 }],
      ] as const
    ) assert.deepEqual((await answer(`SELECT ${select}`)).values, [right], select);
    const { warnings } = await answer("SELECT sum(j) FROM digits WHERE id = 'i'");
    assert.match(warnings.join("\n"), /1 number of digits\.j has more digits than DOUBLE keeps/);
  },
});

Deno.test({
  name: "averages of JSON are exact up to nine digits after the point, and those of doubles beyond",
  ...open,
  async fn() {
    await createTable(world.database, { name: "averages", hash: "id" });
    await putItems(world.database, "averages", [
      { id: "a", few: num("100000000000000000.123456789"), many: num("100000000000000000.1234567891") },
      { id: "b", few: num("-100000000000000000"), many: num("-100000000000000000") },
      { id: "c", few: "x", many: "x" },
      { id: "d", few: [1], many: [1] },
    ]);
    const average = (column: string) => answer(`SELECT avg(${column}) FROM averages WHERE id IN ('a', 'b')`);
    // Half of 0.123456789; both numbers of `many` are 1e17 as doubles.
    assert.deepEqual(await average("few"), { values: [0.0617283945], warnings: [] });
    assert.deepEqual(await average("many"), {
      values: [0],
      warnings: [
        "1 number of averages.many has more digits than DOUBLE keeps (about 15), in which it is calculated.",
      ],
    });
  },
});

Deno.test({
  name:
    "digits that a double loses are told of on every way: whole, streamed, joined by batches, aggregated in two phases",
  ...open,
  async fn() {
    await createTable(world.database, { name: "lost", hash: "p", sort: "n:N" });
    await createTable(world.database, { name: "groups", hash: "p" });
    // One number is too long to be calculated with but as a double; 81 values are no numbers.
    await putItems(
      world.database,
      "lost",
      Array.from({ length: 400 }, (_, n) => ({
        p: `p${n % 4}`,
        n,
        j: n === 333 ? num(LARGE) : n % 5 === 0 ? { a: 1 } : n === 201 ? "x" : n,
      })),
    );
    await putItems(world.database, "groups", Array.from({ length: 4 }, (_, n) => ({ p: `p${n}` })));
    // Sums are doubles only when they do not fit: then all that the statement reads as numbers is read so.
    for (
      const [sql, options] of [
        ["SELECT n, j * 10 AS more FROM lost ORDER BY n", {}],
        ["SELECT n, j * 10 AS more FROM lost", {}],
        ["SELECT l.n, l.j * 10 AS more FROM lost l JOIN groups g ON g.p = l.p LIMIT 1000", {}],
        ["SELECT sum(j) AS more FROM lost", {}],
        ["SELECT p, sum(j) AS more FROM lost GROUP BY p", { twoPhase: true }],
      ] as const
    ) {
      const { warnings } = await world.run(sql, options);
      assert.match(warnings.join("\n"), /1 number of lost\.j has more digits than DOUBLE keeps/, sql);
      assert.match(warnings.join("\n"), /81 values of lost\.j are not numbers and read as NULL/, sql);
    }
  },
});
