import assert from "node:assert/strict";
import { createInstallationKeys } from "../../src/identity/installation_keys.ts";
import { createLockout } from "../../src/identity/lockout.ts";
import { systemRandom } from "../../src/lib/random.ts";
import { openStore, type Store } from "../../src/store/mod.ts";

function lockoutOn(store: Store, clock = Date.now, tries = 10) {
  const keys = createInstallationKeys({ store, clock, random: systemRandom });
  return createLockout({ store, keys, tries, clock });
}

Deno.test("replicas count together: of many tries at once on two of them no more than ten get through", async () => {
  const folder = await Deno.makeTempDir({ prefix: "dynamosql-lockout-" });
  const spec = `kv:${folder}/s.kv`;
  const stores = [await openStore(spec), await openStore(spec)];
  try {
    const lockouts = stores.map((store) => lockoutOn(store));
    const tries = await Promise.allSettled(
      Array.from({ length: 40 }, (_, n) => lockouts[n % 2]?.begin("ada@example.com", `192.0.2.${n}`)),
    );
    assert.equal(tries.filter(({ status }) => status === "fulfilled").length, 10);
  } finally {
    for (const store of stores) await store.close();
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the counters are bounded, whatever is typed, and gone after a quarter of an hour", async () => {
  let now = 1_800_000_000_000;
  const clock = () => now;
  const store = await openStore("memory:", { clock });
  const lockout = lockoutOn(store, clock);
  for (let n = 0; n < 300; n++) await lockout.begin(`someone ${n} ${"x".repeat(200)}`, `10.0.${n}.1`);
  let counters = 0;
  for await (const { key } of store.list(["signin_tries"])) {
    counters++;
    assert.match(key.at(-1) ?? "", /^[\w-]{3}$/, "one of 2^18, and nothing that was typed");
  }
  assert.ok(counters > 500 && counters <= 600);
  now += 15 * 60_000;
  for await (const { key } of store.list(["signin_tries"])) assert.fail(key.join());
});

Deno.test("the window begins with the first try and is not made longer by others", async () => {
  let now = 1_800_000_000_000;
  const clock = () => now;
  const lockout = lockoutOn(await openStore("memory:", { clock }), clock, 2);
  await lockout.begin("a", "192.0.2.1");
  now += 14 * 60_000;
  await lockout.begin("a", "192.0.2.2");
  await assert.rejects(lockout.begin("a", "192.0.2.3"), { code: "rate_limited" });
  now += 60_000;
  await lockout.begin("a", "192.0.2.3");
});

Deno.test("addresses that cannot be read are counted as they are", async () => {
  const lockout = lockoutOn(await openStore("memory:"), Date.now, 1);
  for (const address of ["unknown", "", "x".repeat(5000), "999.1.1.1"]) {
    await lockout.begin(undefined, address);
    await assert.rejects(lockout.begin(undefined, address), { code: "rate_limited" });
  }
  await lockout.begin(undefined, "::ffff:192.0.2.1");
  await assert.rejects(
    lockout.begin(undefined, "192.0.2.1"),
    { code: "rate_limited" },
    "one caller, two spellings",
  );
});
