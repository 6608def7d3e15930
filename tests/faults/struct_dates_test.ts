/** A text in a map or list of maps is read beside a date in a struct as it is beside a plain date. */
import assert from "node:assert/strict";
import { asking, faultTest } from "./asking.ts";

/** Hours go round from 0 to 8; i028 has no map, and the map of i029 holds no date. */
const evs = Array.from({ length: 30 }, (_, i) => {
  const at = `2026-01-08T0${i % 9}:00:00Z`;
  return {
    id: `i${String(i).padStart(3, "0")}`,
    n: i,
    ts: at,
    ...(i === 28 ? {} : { m: { t: i === 29 ? "none" : at, n: i } }),
    l: [{ t: at }],
    d: { a: [{ t: at }], n: i },
    o: i % 2 === 0 ? { t: at } : { t: at, u: 1 },
  };
});

const five = "TIMESTAMP '2026-01-08 05:00:00'";

// Hour 5 is that of i005, i014 and i023.
const cases: readonly (readonly [where: string, ids: readonly string[]])[] = [
  [`m = {'t': ${five}, 'n': 5}`, ["i005"]],
  [`{'n': 5, 't': ${five}} = m`, ["i005"]],
  [`m IN ({'t': ${five}, 'n': 5}, {'t': ${five}, 'n': 14}, {'t': ${five}, 'n': 15})`, ["i005", "i014"]],
  [`m <> {'t': ${five}, 'n': 5} AND n IN (4, 5, 28, 29)`, ["i004", "i029"]],
  [`m IS DISTINCT FROM {'t': ${five}, 'n': 5} AND n IN (4, 5, 28)`, ["i004", "i028"]],
  [`m = {'t': ts::TIMESTAMP, 'n': n} AND n > 26`, ["i027"]],
  [`m = {'t': DATE '2026-01-08', 'n': 5}`, ["i005"]],
  [`(m, n) = ({'t': ${five}, 'n': 14}, 14)`, ["i014"]],
  [`[m] = [{'t': ${five}, 'n': 23}]`, ["i023"]],
  [`l = [{'t': ${five}}]`, ["i005", "i014", "i023"]],
  [`l <> [{'t': ${five}}] AND n IN (4, 5)`, ["i004"]],
  [`list_contains(l, {'t': ${five}})`, ["i005", "i014", "i023"]],
  [`list_position(l, {'t': ${five}}) = 1 AND n > 9`, ["i014", "i023"]],
  [`{'t': ${five}} = ANY (l)`, ["i005", "i014", "i023"]],
  [`{'t': ${five}} IN l`, ["i005", "i014", "i023"]],
  [`{'t': ${five}} <> ALL (l) AND n IN (4, 5)`, ["i004"]],
  [`{'t': ${five}} < ANY (l) AND n < 9`, ["i006", "i007", "i008"]],
  [`{'t': ${five}} = ANY ([{'t': ts}]) AND n < 9`, ["i005"]],
  [`m = ANY ([{'t': ${five}, 'n': 5}])`, ["i005"]],
  [`m IN [{'n': 5, 't': ${five}}]`, ["i005"]],
  [`list_contains([{'t': ${five}}], {'t': ts}) AND n < 9`, ["i005"]],
  [`d = {'a': [{'t': ${five}}], 'n': 14}`, ["i014"]],
  [`o = {'t': ${five}, 'u': 1}`, ["i005", "i023"]],
  [`o = {'t': ${five}}`, ["i014"]],
];

for (const [where, ids] of cases) {
  faultTest(`Dates in structs: ${where}`, async () => {
    for (const sample of [7, 1, 1_000]) {
      for (const pageRows of [1_000, 20]) {
        await asking({ evs }, async (asks) => {
          const { answer } = await asks.answer(`SELECT id FROM evs WHERE ${where}`, pageRows);
          assert.deepEqual(answer.rows.map((row) => JSON.parse(row)[0]).sort(), ids, `sample of ${sample}`);
        }, sample);
      }
    }
  });
}

faultTest("Dates in structs: a join compares them, and a text that is no date is told of", async () => {
  for (const sample of [7, 1, 1_000]) {
    await asking({ evs }, async (asks) => {
      const { answer, warnings } = await asks.answer(
        "SELECT a.id, b.id FROM evs a JOIN evs b ON a.m = {'t': b.ts::TIMESTAMP, 'n': b.n} WHERE b.n IN (3, 28, 29)",
      );
      assert.deepEqual(answer.rows, ['["i003","i003"]']);
      assert.match(warnings.join(), /1 value made of evs\.m is not a date and reads as NULL/);
    }, sample);
  }
});
