/** Conditions on JSON columns that DynamoDB filters by give every item that the statement's own condition holds of. */
import assert from "node:assert/strict";
import { createTable, num, putItems } from "../fixtures/tables.ts";
import { openWorld, type World } from "./world.ts";

/** The AWS client keeps connections between tests. */
const open = { sanitizeResources: false, sanitizeOps: false };

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
