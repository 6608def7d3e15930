/** A key that few maps in lists have is read by text functions as by all else, whatever was looked at. */
import assert from "node:assert/strict";
import { asking, faultTest } from "./asking.ts";

/** Two of 300 lists have a map with a note. */
const items = Array.from({ length: 300 }, (_, i) => {
  const note = new Map([[131, "fox"], [140, "zebra"]]).get(i);
  return { id: `i${String(i).padStart(3, "0")}`, q: [{ sku: "a", ...(note === undefined ? {} : { note }) }] };
});

const cases: readonly (readonly [where: string, ids: readonly string[]])[] = [
  [`regexp_matches(q[1]."note", '^[a-m]')`, ["i131"]],
  [`q[1]."note" LIKE 'f%'`, ["i131"]],
  [`q[1]['note'] LIKE 'f%'`, ["i131"]],
  [`q[1]."note" NOT LIKE 'f%'`, ["i140"]],
  [`upper(q[1]."note") = 'FOX'`, ["i131"]],
  [`q[1]."note" || 'x' = 'zebrax'`, ["i140"]],
  [`length(q[-1]."note") = 3`, ["i131"]],
  [`q[1]."note"::VARCHAR = 'fox'`, ["i131"]],
  [`q[1]."note" = 'fox'`, ["i131"]],
  [`q[1]."note" IS NOT NULL`, ["i131", "i140"]],
];

for (const [where, ids] of cases) {
  faultTest(`Keys in lists: ${where}`, async () => {
    for (const sample of [7, 1, 1_000]) {
      for (const pageRows of [1_000, 1]) {
        await asking({ items }, async (asks) => {
          for (const _time of [1, 2]) {
            const { answer } = await asks.answer(`SELECT id FROM items WHERE ${where}`, pageRows);
            assert.deepEqual(answer.rows.map((row) => JSON.parse(row)[0]), ids, `sample of ${sample}`);
          }
          assert.equal(await asks.value(`SELECT count(*) FROM items WHERE ${where}`), ids.length);
        }, sample);
      }
    }
  });
}
