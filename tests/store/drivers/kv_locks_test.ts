import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { openStore } from "../../../src/store/mod.ts";
import { holdsLock } from "./locks.ts";

Deno.test("the store's file is locked from its opening to its end, whatever else opens and closes it", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/store.kv`;
  try {
    const store = await openStore(`kv:${path}`);
    assert.ok(holdsLock(path), "after the first opening");
    for (const missing of ["make", "refuse"] as const) {
      await (await openStore(`kv:${path}`, { missing })).close();
      assert.ok(holdsLock(path), `after another opening that would ${missing}`);
    }
    const database = new DatabaseSync(path);
    database.exec("BEGIN IMMEDIATE; ROLLBACK");
    database.close();
    assert.ok(holdsLock(path), "after Node's SQLite");
    await store.set(["a"], 1);
    await Array.fromAsync(store.list([]));
    assert.ok(holdsLock(path), "after a write and a list");
    await store.close();
    assert.ok(!holdsLock(path), "after the end");
    // The judge itself: what opens and closes the file drops the lock.
    const again = await openStore(`kv:${path}`);
    Deno.openSync(path).close();
    assert.ok(!holdsLock(path), "after a stranger in this process");
    await again.close();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
