/** Conditions on JSON columns that DynamoDB filters by give every item that the statement's own condition holds of. */
import assert from "node:assert/strict";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { open, openWorld, type World } from "../world.ts";

const world: World = await openWorld({ sampleItems: 100_000 });
Deno.test.afterAll(() => world.close());

const LONG = "1234567890123456789012345678901234567.5";
const LARGE = "12345678901234567890123456789012345678";

await createTable(world.database, { name: "held", hash: "id" });
await putItems(world.database, "held", [
  { id: "a_map", j: { a: 1 } },
  { id: "five", j: 5 },
  { id: "five_text", j: "5" },
  { id: "half", j: num("0.5") },
  { id: "large", j: num(LARGE) },
  { id: "large_text", j: LARGE },
  { id: "long", j: num(LONG) },
  { id: "long_text", j: LONG },
  { id: "tiny", j: num("1e-7") },
  { id: "big", j: num("1e20") },
  { id: "true", j: true },
  { id: "true_text", j: "true" },
]);

Deno.test({
  name: "a JSON column finds numbers of 38 digits and with exponents, however they are written",
  ...open,
  async fn() {
    for (
      const [where, right] of [
        // Numbers beside numbers; a text is none, but for the long fraction that a column holds as a text.
        [`j = 5`, ["five"]],
        [`j = 5.00`, ["five"]],
        [`j = 5e0`, ["five"]],
        [`j = 0.50`, ["half"]],
        [`j = ${LARGE}`, ["large"]],
        [`j = 100000000000000000000`, ["big"]],
        [`j = 1e20`, ["big"]],
        [`j = 0.0000001`, ["tiny"]],
        [`j = 1e-7`, ["tiny"]],
        [`j = ${LONG}`, ["long", "long_text"]],
        [`j IN (${LONG}, 5)`, ["five", "long", "long_text"]],
        [`j BETWEEN 5 AND 100000000000000000000`, ["big", "five"]],
        [`j < 0.5`, ["tiny"]],
        // Texts beside texts: a number's is its shortest.
        [`j = '5'`, ["five", "five_text"]],
        [`j = '5.0'`, []],
        [`j = '${LARGE}'`, ["large", "large_text"]],
        [`j = '${LONG}'`, ["long", "long_text"]],
        [`j = '100000000000000000000'`, ["big"]],
        [`j = '1e20'`, []],
        [`j = '0.0000001'`, ["tiny"]],
        [`j = '1e-7'`, []],
        [`j IN ('0.0000001', '100000000000000000000')`, ["big", "tiny"]],
        [`j LIKE '0.000%'`, ["tiny"]],
        [`j::VARCHAR = '0.0000001'`, ["tiny"]],
        [`j || '' = '0.0000001'`, ["tiny"]],
        [`lower(j) = '0.0000001'`, ["tiny"]],
        [`j->>'$' = '0.0000001'`, ["tiny"]],
        [`j->>'$' = '100000000000000000000'`, ["big"]],
        [`j IN ('${LARGE}', '0.5', 'true')`, ["half", "large", "large_text", "true", "true_text"]],
        [`j LIKE '1234567890123456789012345678901234567%'`, ["large", "large_text", "long", "long_text"]],
        [`j = true`, ["true"]],
        // JSON beside JSON.
        [`j = '5.0'::JSON`, ["five"]],
        [`j = '1e20'::JSON`, ["big"]],
        [`j = '"5"'::JSON`, ["five_text"]],
        [`j = '{ "a" : 1.0 }'::JSON`, ["a_map"]],
        [`j > '100000000000000000000'::JSON AND j < '"4"'::JSON AND id <> 'long_text'`, [
          "large",
          "large_text",
          "long",
        ]],
      ] as const
    ) {
      const sql = `SELECT id FROM held WHERE ${where} ORDER BY id`;
      // Under complete evidence, with it again, and of what is filtered here alone.
      const asked = [sql, sql, `SELECT id FROM (SELECT id, j FROM held OFFSET 0) WHERE ${where} ORDER BY id`];
      for (const each of asked) {
        const { rows } = await world.run(each);
        assert.deepEqual(rows.map((row) => JSON.parse(row)[0]), right, each);
      }
    }
  },
});

Deno.test({
  name: "numbers of JSON are written as the shortest decimals, as those of other columns are",
  ...open,
  async fn() {
    await createTable(world.database, { name: "shortest", hash: "id" });
    const small = {
      k: num("1e-7"),
      least: num("1e-16"),
      large: num("1e20"),
      half: num("10.50"),
      l: [num("1e-8")],
    };
    await putItems(world.database, "shortest", [
      { id: "a", n: num("1e-7"), j: num("1e-7"), doc: small, all: small },
      { id: "b", n: num("1.25"), j: "x", doc: "text", all: { ...small, k: "x", l: [num("1.25")] } },
      { id: "c", n: num("2"), j: { a: num("1e-7") }, doc: true, all: small },
    ]);
    for (
      const [expression, right] of [
        ["n::VARCHAR", "0.0000001"],
        ["j::VARCHAR", "0.0000001"],
        ["CAST(j AS TEXT)", "0.0000001"],
        ["j || '!'", "0.0000001!"],
        ["concat(j, '')", "0.0000001"],
        ["upper(j)", "0.0000001"],
        ["length(j)", 9],
        ["j->>'$'", "0.0000001"],
        ["string_agg(j, '') OVER (PARTITION BY id)", "0.0000001"],
        ["doc->>'k'", "0.0000001"],
        ["doc->>'$.k'", "0.0000001"],
        ["doc->>'$.l[0]'", "0.00000001"],
        ["json_extract_string(doc, '$.k')", "0.0000001"],
        ["doc->>'large'", "100000000000000000000"],
        ["doc->>'half'", "10.5"],
        // Below 1e-15, a number's text has an exponent, in whatever column.
        ["doc->>'least'", "1e-16"],
        ["all->>'least'", "1e-16"],
        ["doc.k::VARCHAR", "0.0000001"],
        ["(doc->'k')::VARCHAR", "0.0000001"],
        ["(doc->'k') || ''", "0.0000001"],
        ["all->>'k'", "0.0000001"],
        ["all->>'$.l[0]'", "0.00000001"],
        ["coalesce(j, 'none')::VARCHAR", "0.0000001"],
        ["CASE WHEN j = '0.0000001' THEN 'yes' ELSE 'no' END", "yes"],
      ] as const
    ) {
      const sql = `SELECT ${expression.replace(/\ball\b/, '"all"')} FROM shortest WHERE id = 'a'`;
      const { rows } = await world.run(sql);
      assert.deepEqual(rows.map((row) => JSON.parse(row)[0]), [right], sql);
    }
    const { rows } = await world.run("SELECT j::VARCHAR, (j->'a') || '' FROM shortest WHERE id = 'c'");
    assert.deepEqual(rows, ['["{\\"a\\":0.0000001}","0.0000001"]']);
    const grouped = await world.run(
      `SELECT doc->>'k' AS x, count(*) FROM shortest GROUP BY doc->>'k' ORDER BY doc->>'k'`,
    );
    assert.deepEqual(grouped.rows, ["[null,2]", '["0.0000001",1]']);
  },
});
