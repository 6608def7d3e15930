import assert from "node:assert/strict";
import { openEvidenceWorld } from "../../evidence/world.ts";
import { toItem } from "../../fixtures/tables.ts";

const NO_JSON =
  "A text is not valid JSON: txt is VARCHAR (texts only): write CASE WHEN json_valid(txt) THEN ";

Deno.test("Text that is read as JSON and is none is told with its column, and what is told runs", async () => {
  const world = await openEvidenceWorld();
  try {
    const items = [{ id: "a", txt: '{"a":5}' }, { id: "b", txt: "plain" }].map(toItem);
    world.tables.set("tab", { name: "tab", hash: "id", items, served: [] });
    for (const sample of [1, 100]) {
      const who = await world.fresh(sample);
      for (
        const [read, rows] of [
          ["json_extract(txt, '$.a')", ["[5]", "[null]"]],
          ["txt ->> 'a'", ['["5"]', "[null]"]],
          ["txt -> '$.a'", ["[5]", "[null]"]],
          ["json_array_length(txt)", ["[0]", "[null]"]],
        ] as const
      ) {
        const outcome = await who.run(`SELECT ${read} FROM tab ORDER BY id`);
        assert.ok("code" in outcome, read);
        assert.equal(outcome.code, "type_mismatch");
        assert.ok(outcome.message.startsWith(`${NO_JSON}${read} END.`), outcome.message);
        const written = /write (.* END)\./.exec(outcome.message)?.[1];
        const again = await who.run(`SELECT ${written} FROM tab ORDER BY id`);
        assert.deepEqual("answer" in again ? again.answer.rows : again.message, rows, read);
      }
    }
  } finally {
    await world.close();
  }
});
