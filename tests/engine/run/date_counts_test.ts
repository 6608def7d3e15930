import assert from "node:assert/strict";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { open, openWorld } from "../world.ts";

/** Of 100 items, the last 80 have texts; those of every tenth, eight, are no dates. No sample of ten items has one. */
const items = Array.from({ length: 100 }, (_, no) => ({
  id: "k",
  no: num(String(no)),
  ...(no < 20 ? {} : { lx: `2026-01-0${no % 10}`, doc: { x: `2026-01-0${no % 10}` }, list: ["2026-01-00"] }),
}));

const LX = "8 values of things.lx are not dates and read as NULL. " +
  "WHERE lx IS NOT NULL AND CAST(lx AS DATE) IS NULL shows them.";
const MADE = "8 values made of things.lx are not dates and read as NULL.";
const ONE = "1 value made of things.lx is not a date and reads as NULL.";

/** By hand. */
const cases: readonly (readonly [string, string, readonly string[]])[] = [
  ['SELECT max("lx"::DATE) FROM things', '["2026-01-09"]', [LX]],
  ["SELECT count(*) FROM things WHERE \"lx\"::DATE > DATE '2026-01-05'", "[32]", [LX]],
  ["SELECT count(*) FROM things WHERE \"lx\" = DATE '2026-01-05'", "[8]", [LX]],
  ['SELECT max(year("lx"::DATE)) FROM things', "[2026]", [LX]],
  ['SELECT max("doc"."x"::DATE) FROM things', '["2026-01-09"]', [
    "8 values of things.doc.x are not dates and read as NULL. " +
    "WHERE doc.x IS NOT NULL AND CAST(doc.x AS DATE) IS NULL shows them.",
  ]],
  [
    'SELECT max(x::DATE) FROM things, UNNEST("list") AS u(x)',
    "[null]",
    [
      "80 values of things.list are not dates and read as NULL. " +
      "list_filter(list, lambda x: x IS NOT NULL AND CAST(x AS DATE) IS NULL) shows them.",
    ],
  ],
  ['SELECT min("lx")::DATE FROM things', "[null]", [LX]],
  ["SELECT string_agg(\"lx\", ' ')::DATE FROM things", "[null]", [ONE]],
  ["SELECT (max(\"lx\") || '')::DATE FROM things", '["2026-01-09"]', []],
  ["SELECT (min(\"lx\") || '')::DATE FROM things WHERE no > 25", "[null]", [ONE]],
  [
    "SELECT no, (max(\"lx\") || '')::DATE FROM things GROUP BY no ORDER BY no DESC LIMIT 1",
    '[99,"2026-01-09"]',
    [MADE],
  ],
  ["SELECT no, (max(\"lx\") || '')::DATE FROM things GROUP BY ALL ORDER BY no LIMIT 1", "[0,null]", [MADE]],
  [
    "SELECT no FROM things GROUP BY no HAVING (max(\"lx\") || '')::DATE < DATE '2026-01-02' ORDER BY no LIMIT 1",
    "[21]",
    [MADE],
  ],
  ['SELECT count(concat(a."lx", b."lx")::DATE) FROM things a JOIN things b USING (no)', "[0]", [
    "100 values made of things.lx are not dates and read as NULL.",
  ]],
];

for (const [sql, rows, warnings] of cases) {
  Deno.test({
    name: `texts that are no dates are counted at the first run and at every later one: ${sql}`,
    ...open,
    async fn() {
      for (const sampleItems of [10, 1_000]) {
        const world = await openWorld({ sampleItems });
        try {
          await createTable(world.database, { name: "things", hash: "id", sort: "no:N" });
          await putItems(world.database, "things", items);
          for (let run = 0; run < 2; run++) {
            const answer = await world.run(sql);
            assert.equal(answer.rows.join(), rows);
            assert.deepEqual(answer.warnings, warnings);
            await world.catalog.learn("default", answer.learned);
          }
        } finally {
          await world.close();
        }
      }
    },
  });
}
