import assert from "node:assert/strict";
import { openEvidenceWorld } from "../../evidence/world.ts";
import { toItem } from "../../fixtures/tables.ts";

Deno.test("Where values turn to another kind inside maps and lists, the warning names the place and what it is read as", async () => {
  const world = await openEvidenceWorld();
  try {
    const item = (n: number, late: boolean) =>
      toItem({
        id: `k${String(n).padStart(3, "0")}`,
        m: { a: late ? `t${n}` : n, b: n },
        l: late ? [`t${n}`] : [n],
        maps: late ? [{ c: 1 }] : [n],
        plain: late ? `t${n}` : n,
      });
    const table = (late: boolean) => ({
      name: "evts",
      hash: "id",
      items: Array.from({ length: 120 }, (_, n) => item(n, late && n >= 60)),
      pageItems: 10,
      served: [],
    });
    world.tables.set("evts", table(false));
    const who = await world.fresh(10);
    const outcome = await who.run("SELECT * FROM evts", 15, () => {
      world.tables.set("evts", table(true));
      return Promise.resolve();
    });
    assert.ok("answer" in outcome, "message" in outcome ? outcome.message : "");
    const told = outcome.warnings.flatMap((warning) => {
      const [, place, type] = /^Of evts\.(\S+), more than 1 % .* it is read as (.*)\.$/.exec(warning) ?? [];
      return place === undefined ? [] : [`${place} ${type}`];
    });
    assert.deepEqual(told.toSorted(), ["l[] VARCHAR", "m.a VARCHAR", "maps[] JSON", "plain VARCHAR"]);
  } finally {
    await world.close();
  }
});
