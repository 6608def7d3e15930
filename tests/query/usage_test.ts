import assert from "node:assert/strict";
import { createUsageMeter } from "../../src/query/usage.ts";
import { openMemory } from "../../src/store/drivers/memory.ts";
import { ANN, EVE } from "../fault/scripted.ts";

Deno.test("A counter that cannot be written holds up no other, and loses nothing", async () => {
  const store = openMemory();
  let full = true;
  const meter = createUsageMeter({
    store: {
      ...store,
      commit: (checks, writes) =>
        full && writes.some(({ key }) => key.includes(ANN.tenantId))
          ? Promise.reject(new Error("No room."))
          : store.commit(checks, writes),
    },
    limits: { principal_day_read_units: 100, tenant_day_read_units: 100 },
    clock: () => Date.UTC(2026, 6, 4),
    onError: () => assert.fail("No write in the background."),
  });
  const unitsOf = async (tenant: string) =>
    (await store.get<{ ddbReadUnits: number }>(["usage", tenant, "2026-07-04"]))?.value.ddbReadUnits;
  meter.add(ANN, { ddbReadUnits: 3 });
  meter.add(EVE, { ddbReadUnits: 5 });
  await assert.rejects(meter.flush(), /No room/);
  assert.deepEqual([await unitsOf(ANN.tenantId), await unitsOf(EVE.tenantId)], [undefined, 5]);
  full = false;
  await meter.flush();
  assert.deepEqual([await unitsOf(ANN.tenantId), await unitsOf(EVE.tenantId)], [3, 5]);
  await meter.close();
  await store.close();
});
