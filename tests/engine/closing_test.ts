import assert from "node:assert/strict";
import { createTable, putItems } from "../fixtures/tables.ts";
import { open, openWorld } from "./world.ts";

Deno.test({
  name: "an executor closes while there is something to learn, and nothing crashes",
  ...open,
  async fn() {
    for (const wait of [0, 1, 2, 3, 5]) {
      const world = await openWorld();
      await createTable(world.database, { name: "closing", hash: "p", sort: "n:N" });
      await putItems(world.database, "closing", [{ p: "a", n: 1 }]);
      for (const column of ["p", "n", "n + 1", "n * 2"]) {
        const { rows } = await world.run(`SELECT ${column} FROM closing WHERE p = 'a' AND n = 1`);
        assert.equal(rows.length, 1);
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
      await world.close();
    }
  },
});
