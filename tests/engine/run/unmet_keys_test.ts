/** A key of a map that no item has is told of, as a name is that no item has. */
import assert from "node:assert/strict";
import { openEvidenceWorld } from "../../evidence/world.ts";
import { toItem } from "../../fixtures/tables.ts";
import { open } from "../world.ts";

const parcels = [
  { id: "p1", to: { city: "Oslo", zip: "0150", note: null } },
  { id: "p2", to: { city: "Bergen" } },
];

const cases: readonly (readonly [sql: string, told: readonly string[]])[] = [
  ["SELECT \"to\"['citty'] FROM parcels WHERE \"to\"['citty'] = 'x'", ["citty"]],
  ['SELECT p."to"."Citi" FROM parcels p', ["Citi"]],
  ["SELECT x['zipp'], x['cty'] FROM (SELECT \"to\" AS x FROM parcels) t", ["cty", "zipp"]],
  ["SELECT \"to\"['zip'] FROM parcels WHERE id = 'p2'", []],
  ["SELECT \"to\"['note'] FROM parcels", []],
  ['SELECT "to"."city" FROM parcels', []],
];

for (const [sql, told] of cases) {
  Deno.test({
    name: `keys that no map has are told of, and no others: ${sql}`,
    ...open,
    async fn() {
      const world = await openEvidenceWorld();
      world.tables.set("parcels", { name: "parcels", hash: "id", items: parcels.map(toItem), served: [] });
      try {
        for (const sample of [100, 1]) {
          const who = await world.fresh(sample);
          // Whoever asks again is told again.
          for (let time = 0; time < 3; time++) {
            const given = await who.run(sql);
            assert.ok("answer" in given, JSON.stringify(given));
            const found = given.warnings.flatMap((each) =>
              /^No value of parcels\.to\.(\w+) was met: no map/.exec(each)?.[1] ?? []
            );
            assert.deepEqual(found.sort(), told, `sample of ${sample}, time ${time}`);
          }
        }
      } finally {
        await world.close();
      }
    },
  });
}
