import assert from "node:assert/strict";
import { createTable, putItems } from "../fixtures/tables.ts";
import { openWorld } from "./world.ts";

/** The AWS client keeps connections between tests. */
const open = { sanitizeResources: false, sanitizeOps: false };

Deno.test({
  name: "texts are dates in one closed form, whatever other items hold, and those that are none are counted",
  ...open,
  async fn() {
    const world = await openWorld();
    try {
      await createTable(world.database, { name: "tex", hash: "k", sort: "id" });
      await putItems(
        world.database,
        "tex",
        ["2020-01-05 10:00:00 Asia/Tokyo", "2020-01-05", "2020-01-05T01:30:00+02:00", "2020-01-05", "epoch"]
          .map((d, id) => ({
            k: "x",
            id: `${id}`,
            d,
          })),
      );
      const warnings = ["2 values of tex.d are not dates and read as NULL."];
      const expected = ["2020-01-05", "2020-01-04", "2020-01-05"];
      const days = ["null", ...expected.map((day) => `"${day}"`), "null"].map((day, id) =>
        `["${id}",${day}]`
      );
      for (
        const cast of [
          "d::DATE",
          "CAST(d AS TIMESTAMPTZ)::DATE",
          "TRY_CAST(d AS DATE)",
          "date_trunc('day', d)::DATE",
        ]
      ) {
        const answer = await world.run(`select id, ${cast} from tex where k = 'x' order by id`);
        assert.deepEqual(answer.rows, days, cast);
        assert.deepEqual(answer.warnings, warnings, cast);
      }
      for (
        const clause of [
          "d >= TIMESTAMP '2020-01-05'",
          "d::TIMESTAMP >= DATE '2020-01-05'",
          "d + INTERVAL 0 DAY >= '2020-01-05'",
        ]
      ) {
        const answer = await world.run(`select id from tex where ${clause} order by id`);
        assert.deepEqual(answer.rows, ['["1"]', '["3"]'], clause);
        assert.deepEqual(answer.warnings, warnings, clause);
      }
      // The shape of the statement is known after a few: a literal with a zone must still be read as one.
      for (
        const [literal, day] of [["2020-01-05", "05"], ["2020-01-06", "06"], ["2020-01-07", "07"], [
          "2020-01-05T01:00:00+02:00",
          "04",
        ]]
      ) {
        const answer = await world.run(
          `select d, (timestamp '${literal}')::date from tex where k = 'x' and id = '1'`,
        );
        assert.deepEqual(answer.rows, [`["2020-01-05","2020-01-${day}"]`], literal);
        await world.executor.learned();
      }
      const one = await world.run("select d::DATE from tex where k = 'x' and id = '2'");
      assert.deepEqual(one.rows, ['["2020-01-04"]']);
      assert.deepEqual(one.warnings, []);
    } finally {
      await world.close();
    }
  },
});

Deno.test({
  name: "a column of the basic form has that one",
  ...open,
  async fn() {
    const world = await openWorld();
    try {
      await createTable(world.database, { name: "bas", hash: "id" });
      const dates = [...Array(199).fill("20240102T013000+0200"), "2024-01-02"];
      await putItems(world.database, "bas", dates.map((d, id) => ({ id: `${id}`, d })));
      const answer = await world.run("select d::DATE, count(*) from bas group by 1 order by 2");
      assert.deepEqual(answer.rows, ["[null,1]", '["2024-01-01",199]']);
      assert.deepEqual(answer.warnings, ["1 value of bas.d is not a date and reads as NULL."]);
    } finally {
      await world.close();
    }
  },
});
