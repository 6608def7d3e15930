import assert from "node:assert/strict";
import { createInstallationKeys } from "../../src/identity/installation_keys.ts";
import { systemRandom } from "../../src/lib/random.ts";
import { openStore, type Store } from "../../src/store/mod.ts";

const keysOn = (store: Store) => createInstallationKeys({ store, clock: Date.now, random: systemRandom });

Deno.test("many replicas that start at once make one key", async () => {
  const store = await openStore("memory:");
  const replicas = Array.from({ length: 16 }, () => keysOn(store));
  const macs = await Promise.all(replicas.map((keys) => keys.mac("csrf", "text")));
  assert.equal(new Set(macs).size, 1);
  assert.equal(new Set(await Promise.all(replicas.map((keys) => keys.activeId()))).size, 1);
});

Deno.test("a MAC is good for its purpose, its text and its key alone; a key that never was costs no write", async () => {
  const store = await openStore("memory:");
  const keys = keysOn(store);
  const [id, mac] = [await keys.activeId(), await keys.mac("csrf", "text")];
  let writes = 0;
  const commit = store.commit.bind(store);
  store.commit = (...given) => {
    writes++;
    return commit(...given);
  };
  assert.equal(await keys.verify("csrf", "text", mac, id), true);
  assert.equal(await keys.verify("reset", "text", mac, id), false);
  assert.equal(await keys.verify("csrf", "texts", mac, id), false);
  assert.equal(await keys.verify("csrf", "text", mac.slice(1), id), false);
  for (let n = 0; n < 10; n++) assert.equal(await keys.verify("csrf", "text", mac, `k_nobody${n}`), false);
  assert.equal(writes, 0);
});
