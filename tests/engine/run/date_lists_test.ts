import assert from "node:assert/strict";
import { createTable, putItems } from "../../fixtures/tables.ts";
import { open, openWorld } from "../world.ts";

/** Of four texts, and of five in lists, two are no dates here. */
const items = [
  { id: "1", d: "2020-01-05 10:00:00 Asia/Tokyo", ds: ["2020-01-06", "epoch"] },
  { id: "2", d: "2020-01-08", ds: ["2020/01/05"] },
  { id: "3", d: "2020-1-8", ds: [] },
  { id: "4", d: "2020-01-09T01:30:00+02:00", ds: ["2020-01-07", "2020-01-09"] },
];

const OF_D =
  "2 values of tok.d are not dates and read as NULL. WHERE d IS NOT NULL AND CAST(d AS DATE) IS NULL " +
  "shows them.";
const MADE = "2 values made of tok.d are not dates and read as NULL.";
const OF_DS = "2 values of tok.ds are not dates and read as NULL. " +
  "list_filter(ds, lambda x: x IS NOT NULL AND CAST(x AS DATE) IS NULL) shows them.";

/** SQL, rows by hand, warnings. */
const cases: readonly (readonly [string, string, readonly string[]])[] = [
  ["SELECT [d]::DATE[] FROM tok ORDER BY id", '[[null]],[["2020-01-08"]],[[null]],[["2020-01-08"]]', [OF_D]],
  ["SELECT list_value(d)::DATE[1] FROM tok WHERE id = '2'", '[["2020-01-08"]]', []],
  ["SELECT list(d ORDER BY id)::DATE[] FROM tok", '[[null,"2020-01-08",null,"2020-01-08"]]', [OF_D]],
  ["SELECT [[d]]::DATE[][] FROM tok ORDER BY id DESC LIMIT 1", '[[["2020-01-08"]]]', [OF_D]],
  ["SELECT [d, id]::DATE[] FROM tok ORDER BY id DESC LIMIT 1", '[["2020-01-08",null]]', [
    "6 values made of tok.id, tok.d are not dates and read as NULL.",
  ]],
  ["SELECT ds::DATE[] FROM tok ORDER BY id LIMIT 1", '[["2020-01-06",null]]', [OF_DS]],
  ["SELECT string_split(d, '|')::DATE[] FROM tok ORDER BY id DESC LIMIT 1", '[["2020-01-08"]]', [MADE]],
  ["SELECT [string_split(d, '|')]::DATE[][] FROM tok ORDER BY id DESC LIMIT 1", '[[["2020-01-08"]]]', [MADE]],
  [
    "SELECT list_concat(ds, [d])::DATE[] FROM tok ORDER BY id DESC LIMIT 1",
    '[["2020-01-07","2020-01-09","2020-01-08"]]',
    [
      "4 values made of tok.d, tok.ds are not dates and read as NULL.",
    ],
  ],
  ["SELECT [ds[2]]::DATE[] FROM tok ORDER BY id DESC LIMIT 1", '[["2020-01-09"]]', [
    "1 value of tok.ds[2] is not a date and reads as NULL. WHERE ds[2] IS NOT NULL AND CAST(ds[2] AS DATE) IS NULL " +
    "shows it.",
  ]],
  // What the warnings tell shows them.
  ["SELECT id FROM tok WHERE d IS NOT NULL AND CAST(d AS DATE) IS NULL ORDER BY id", '["1"],["3"]', [OF_D]],
  [
    "SELECT id, list_filter(ds, lambda x: x IS NOT NULL AND CAST(x AS DATE) IS NULL) AS odd FROM tok WHERE len(odd) > 0 ORDER BY id",
    '["1",["epoch"]],["2",["2020/01/05"]]',
    [OF_DS],
  ],
];

Deno.test({
  name: "texts in lists that are no dates are counted as others are, with what shows them",
  ...open,
  async fn(t) {
    for (const sampleItems of [1, 1_000]) {
      const world = await openWorld({ sampleItems });
      try {
        await createTable(world.database, { name: "tok", hash: "id" });
        await putItems(world.database, "tok", items);
        for (const [sql, rows, warnings] of cases) {
          await t.step(`${sampleItems}: ${sql}`, async () => {
            const answer = await world.run(sql);
            assert.equal(answer.rows.join(), rows);
            assert.deepEqual(answer.warnings, warnings);
          });
        }
      } finally {
        await world.close();
      }
    }
  },
});
