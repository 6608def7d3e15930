import assert from "node:assert/strict";
import { createTable, putItems } from "../fixtures/tables.ts";
import { pagesOf } from "./pages.ts";
import { open, openWorld, type World } from "./world.ts";

/** Only three items of each table are sampled. */
const world: World = await openWorld({ sampleItems: 3 });
Deno.test.afterAll(() => world.close());

Deno.test({
  name: "a column that a page met no value of may become anything, also beside a star; no other may",
  ...open,
  async fn() {
    const late = Array.from({ length: 40 }, (_, n) => ({
      p: "a",
      n,
      id: n,
      ...(n === 30 ? { later: "text" } : {}),
    }));
    for (const [at, list] of ["later AS l, *", "*, later AS l", "later AS l, n"].entries()) {
      const name = `beside${at}`;
      await createTable(world.database, { name, hash: "p", sort: "n:N" });
      await putItems(world.database, name, late);
      const sql = `SELECT ${list} FROM ${name} WHERE p = 'a'`.replaceAll("later AS l", '"later" AS l');
      const answers = await pagesOf(world, sql, { pageRows: 10 }, {
        between: ({ learned }) => world.catalog.learn("default", learned),
      });
      const column = answers[0]?.columns.findIndex((each) => each.name === "l") ?? -1;
      const shown = answers.flatMap(({ rows }) => rows.map((row) => JSON.parse(row)[column]));
      assert.deepEqual(shown.filter((value) => value !== null), ["text"], sql);
    }
  },
});
