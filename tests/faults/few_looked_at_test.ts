/** Few values looked at, of two kinds: what is answered is what all values say, or a warning names the column. */
import assert from "node:assert/strict";
import { asking, faultTest } from "./asking.ts";

/** Two of 200 are texts, so that the column is of numbers: 66 are 5 (i000, i003, … i198 but i150), 66 are 7. */
const items = Array.from({ length: 200 }, (_, i) => ({
  id: `i${String(i).padStart(3, "0")}`,
  st: i === 150 ? "x5" : i === 151 ? "5" : 5 + i % 3,
  half: i % 2 === 0 ? i : "x",
}));

const shown = /values? of items\.st (?:is a text|are texts): (?:it is|they are) shown because more than 1 %/;
const none = /values of items\.st are not numbers/;

for (const sample of [1_000, 1, 2, 7, 20, 100]) {
  for (const pageRows of [1_000, 20]) {
    faultTest(`Few values of two kinds: ${sample} items looked at, ${pageRows} rows a page`, async () => {
      await asking({ items }, async (asks) => {
        for (const _time of [1, 2]) {
          const { answer, warnings } = await asks.answer("SELECT id, st FROM items", pageRows);
          const isText = answer.rows[150] === '["i150","x5"]';
          assert.deepEqual(
            [answer.rows[149], answer.rows[150], answer.rows[151]],
            isText
              ? ['["i149","7"]', '["i150","x5"]', '["i151","5"]']
              : ['["i149",7]', '["i150",null]', '["i151",null]'],
          );
          assert.match(warnings.join(), isText ? shown : none);
        }
      }, sample);
      // What the sample alone would refuse is judged by all that there is.
      for (
        const [sql, rows] of [
          ["SELECT id FROM items WHERE st = 5", 66],
          ["SELECT id FROM items WHERE st > 5", 132],
          ["SELECT id, st + 1 FROM items", 200],
          ["SELECT id FROM items WHERE st IN (5, 7) LIMIT 3", 3],
        ] as const
      ) {
        await asking({ items }, async (asks) => {
          for (const _time of [1, 2]) {
            const { answer, warnings } = await asks.answer(sql, pageRows);
            assert.equal(answer.rows.length, rows, sql);
            assert.match(warnings.join(), none);
          }
        }, sample);
      }
      await asking({ items }, async (asks) => {
        const refused = await asks.outcome("SELECT id FROM items WHERE half = 5", pageRows);
        assert.ok("code" in refused && refused.code === "type_mismatch", JSON.stringify(refused));
        assert.match(refused.message, /^half is VARCHAR \(50 % numbers, 50 % texts\), 5 is INTEGER/);
      }, sample);
    });
  }
}
