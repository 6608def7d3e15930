/** What fails once all is read. */
import assert from "node:assert/strict";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { open, openWorld } from "../world.ts";

const world = await openWorld({ sampleItems: 5 });
Deno.test.afterAll(() => world.close());

Deno.test({
  name: "a comparison of texts with a number that is refused once all is read keeps what reading taught",
  ...open,
  async fn() {
    await createTable(world.database, { name: "texts", hash: "pk", sort: "n:N" });
    await putItems(
      world.database,
      "texts",
      Array.from({ length: 40 }, (_, n) => ({
        pk: "p",
        n: num(String(n)),
        name: "abc",
        late: n < 20 ? num("1") : "text",
      })),
    );
    await assert.rejects(
      () => world.run("SELECT count(late) FROM texts WHERE name = 5"),
      /name"? is VARCHAR \(texts only\), 5 is INTEGER/,
    );
    const [learned] = world.learnedByFailing;
    assert.ok(learned?.attributes["late"]?.types.S !== undefined);
  },
});
