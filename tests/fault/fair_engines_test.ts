import assert from "node:assert/strict";
import { ANN, BEN, codeOf, withScripted } from "./scripted.ts";

/** One principal's queries wait for each other, not others for them (docs/reference/limits.md#fair). */

Deno.test("whoever sends nothing but statements that crash the only engine starves nobody", async () => {
  await withScripted({ engines: 1 }, async (service) => {
    // From now on it is known as one that crashes, and runs alone.
    assert.equal(await codeOf(service.page(ANN, { sql: "die" })), "invalid_query");
    let ended = false;
    let crashed = 0;
    const attack = Array.from({ length: 3 }, async () => {
      while (!ended) {
        assert.equal(await codeOf(service.page(ANN, { sql: "die" })), "invalid_query");
        crashed++;
      }
    });
    const waited: number[] = [];
    for (let n = 0; n < 6; n++) {
      const before = crashed;
      assert.equal((await service.page(BEN, { sql: "rows 1" })).rows.length, 1);
      waited.push(crashed - before);
    }
    ended = true;
    await Promise.all(attack);
    assert.ok(crashed > 3, "there was an attack");
    // The one under way, and the one whose turn it was.
    assert.ok(Math.max(...waited) <= 2, `crashes that each query waited for: ${waited}`);
  });
});
