import assert from "node:assert/strict";
import { num } from "../fixtures/tables.ts";
import { type Asking, asking, faultTest, type Tables } from "./asking.ts";

const SAMPLES = [1, 3, 7, 100_000];

/** The rows of statements, whatever was looked at beforehand, at the first run and at the second. */
async function always(
  tables: Tables,
  statements: readonly (readonly [sql: string, rows: readonly string[]])[],
  also: (asking: Asking) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  for (const sample of SAMPLES) {
    await asking(tables, async (asks) => {
      for (const time of ["first", "second"]) {
        for (const [sql, rows] of statements) {
          assert.deepEqual(await asks.inOrder(sql), rows, `${sql}, ${sample} items seen, ${time} run`);
        }
      }
      await also(asks);
    }, sample);
  }
}

/** Numbers, texts, maps and one list. */
const mix = {
  mix: [
    { id: "a1", j: 1 },
    { id: "a2", j: "xyz" },
    { id: "a3", j: { a: 1 } },
    { id: "a4", j: 2 },
    { id: "a5", j: "t" },
    { id: "a6", j: [1, num("2.5")] },
    { id: "a7", j: { a: [5, 6] } },
    { id: "a8", j: 3 },
    { id: "a9", j: "u" },
  ],
};

faultTest("Places in JSON count from 1, whether a list was seen there or not", () =>
  always(mix, [
    ["SELECT j[1], j[2], j[-1] FROM mix WHERE id = 'a6'", ["[1,2.5,2.5]"]],
    ["SELECT list_extract(j, 1), array_extract(j, 2) FROM mix WHERE id = 'a6'", ["[1,2.5]"]],
    ["SELECT j['a'][2], j.a[1] FROM mix WHERE id = 'a7'", ["[6,5]"]],
    ["SELECT k[1] FROM (SELECT j AS k, id FROM mix) WHERE id = 'a6'", ["[1]"]],
    ["SELECT coalesce(j, j)[1], max(j)[2] FROM mix WHERE id = 'a6' GROUP BY j", ["[1,2.5]"]],
    ["SELECT j[1:2], j[2:] FROM mix WHERE id = 'a6'", ["[[1,2.5],[2.5]]"]],
    ["SELECT j[i] FROM mix, range(1, 3) r(i) WHERE id = 'a6' ORDER BY i", ["[1]", "[2.5]"]],
    ["SELECT id FROM mix WHERE j[1] = 1", ['["a6"]']],
    ["SELECT j['a'], j[1] FROM mix WHERE id = 'a2'", ["[null,null]"]],
  ]));
