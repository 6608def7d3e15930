/** Maps that are keys of a map, as text. */
import assert from "node:assert/strict";
import { openEvidenceWorld } from "../../evidence/world.ts";
import { toItem } from "../../fixtures/tables.ts";
import { open } from "../world.ts";

const world = await openEvidenceWorld();
Deno.test.afterAll(() => world.close());

const items = [{ id: "a", m: { k: 1 } }, { id: "b", m: { q: "t" } }, { id: "c", m: { k: 1 } }];
world.tables.set("keyed", { name: "keyed", hash: "id", items: items.map(toItem), served: [] });

Deno.test({
  name: "the text of a map whose keys are maps shows of each the keys that are there",
  ...open,
  async fn() {
    const outcome = await (await world.fresh(1_000)).run(
      "SELECT histogram(m)::VARCHAR FROM keyed WHERE id <> 'b'",
    );
    assert.ok("answer" in outcome, JSON.stringify(outcome));
    // Two maps {"k":1}; the key q is another item's.
    assert.deepEqual(outcome.answer.rows.map((row) => JSON.parse(String(row))), [['{{"k":1}:2}']]);
  },
});
