import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { DynamoSqlError } from "../../src/errors.ts";
import { createApiClients } from "../../src/identity/api_clients.ts";
import { createTenants } from "../../src/identity/tenants.ts";
import { createRevision, openStore, type Store } from "../../src/store/mod.ts";
import { systemRuntime } from "../../src/telemetry/runtime.ts";

async function setUp(store?: Store) {
  const opened = store ?? await openStore("memory:");
  let now = Date.UTC(2026, 0, 1);
  const revision = createRevision(opened);
  const clock = () => now;
  return {
    store: opened,
    revision,
    clients: createApiClients({ ...systemRuntime, store: opened, revision, clock }),
    tenants: createTenants({ store: opened, revision, clock }),
    advance: (seconds: number) => void (now += seconds * 1000),
    clock,
  };
}

const failsWith = (code: string) => (error: unknown) =>
  error instanceof DynamoSqlError && error.code === code;

Deno.test("ids and secrets have prefixes a scanner can match, 130 and 256 random bits, and are all different", async () => {
  const { clients } = await setUp();
  const seen = new Set<string>();
  for (let time = 0; time < 50; time++) {
    const { clientId, clientSecret } = await clients.create({ tenantId: "default", label: "a" });
    assert.match(clientId, /^dsc_[0-9A-Za-z]{22}$/);
    assert.match(clientSecret, /^dss_[0-9A-Za-z]{43}$/);
    seen.add(clientId).add(clientSecret);
  }
  assert.equal(seen.size, 100);
});

Deno.test("a new client has the default scopes and is seen without its secret", async () => {
  const { clients, clock } = await setUp();
  const { client, clientId, clientSecret } = await clients.create({ tenantId: "default", label: "etl" });
  assert.deepEqual(client, {
    clientId,
    tenantId: "default",
    label: "etl",
    scopes: ["query", "schemas:read"],
    disabled: false,
    createdAt: clock(),
    secretCreatedAt: clock(),
  });
  assert.deepEqual(await clients.get("default", clientId), client);
  assert.deepEqual(await clients.list("default"), [client]);
  assert.ok(!JSON.stringify(client).includes(clientSecret));
});

Deno.test("the store holds the secret's SHA-256 and nowhere the secret", async () => {
  const { clients, store } = await setUp();
  const { clientId, clientSecret } = await clients.create({ tenantId: "default", label: "a" });
  await clients.authenticate(clientId, clientSecret);
  await clients.settle();
  const all = JSON.stringify(await Array.fromAsync(store.list([])));
  assert.ok(!all.includes(clientSecret) && !all.includes(clientSecret.slice(4)));
  assert.ok(all.includes(createHash("sha256").update(clientSecret).digest("base64url")));
});

Deno.test("labels are for people: empty, overlong or with control characters they are refused", async () => {
  const { clients } = await setUp();
  for (const label of ["", "  ", "x".repeat(101), "a\nb", "a\u001b[31mb"]) {
    await assert.rejects(clients.create({ tenantId: "default", label }), failsWith("invalid_parameter"));
  }
  for (const label of ["x".repeat(100), "Überwachung 監視 😀", `<b>"&'`]) {
    assert.equal((await clients.create({ tenantId: "default", label })).client.label, label);
  }
});

Deno.test("a client needs a scope and an existing tenant", async () => {
  const { clients, tenants } = await setUp();
  await assert.rejects(
    clients.create({ tenantId: "default", label: "a", scopes: [] }),
    failsWith("invalid_parameter"),
  );
  for (const tenantId of ["other", ""]) {
    await assert.rejects(clients.create({ tenantId, label: "a" }), failsWith("not_found"));
  }
  await tenants.add("other");
  assert.equal((await clients.create({ tenantId: "other", label: "a" })).client.tenantId, "other");
});

Deno.test("a tenant sees and changes its own clients only, and another's like one that is not there", async () => {
  const { clients, tenants } = await setUp();
  await tenants.add("other");
  const { clientId, clientSecret } = await clients.create({ tenantId: "default", label: "mine" });
  const missing = `dsc_${"0".repeat(22)}`;
  assert.deepEqual(await clients.list("other"), []);
  assert.deepEqual(await clients.list(""), []);
  assert.equal(await clients.get("other", clientId), null);
  const actions = [
    (id: string) => clients.rotate("other", id),
    (id: string) => clients.disable("other", id),
    (id: string) => clients.enable("other", id),
    (id: string) => clients.delete("other", id),
  ];
  for (const action of actions) {
    const messages: string[] = [];
    for (const id of [clientId, missing, "nonsense/\u0000", ""]) {
      await assert.rejects(action(id), (error: unknown) => {
        assert.ok(error instanceof DynamoSqlError && error.code === "not_found");
        messages.push(error.message);
        return true;
      });
    }
    assert.equal(new Set(messages).size, 1);
  }
  assert.equal((await clients.authenticate(clientId, clientSecret)).label, "mine");
});

Deno.test("every reason not to authenticate reads the same", async () => {
  const { clients } = await setUp();
  const { clientId, clientSecret } = await clients.create({ tenantId: "default", label: "a" });
  const off = await clients.create({ tenantId: "default", label: "b" });
  await clients.disable("default", off.clientId);
  const reasons = [
    [clientId, "wrong"],
    [clientId, ""],
    [clientId, clientSecret.toLowerCase()],
    [clientId, `${clientSecret} `],
    [clientId, off.clientSecret],
    [off.clientId, off.clientSecret],
    [`dsc_${"0".repeat(22)}`, clientSecret],
    ["nonsense", clientSecret],
    ["", ""],
  ] as const;
  const messages = new Set<string>();
  for (const [id, secret] of reasons) {
    await assert.rejects(clients.authenticate(id, secret), (error: unknown) => {
      assert.ok(error instanceof DynamoSqlError && error.code === "invalid_client");
      messages.add(error.message);
      return true;
    });
  }
  assert.equal(messages.size, 1);
});

Deno.test("rotation without an overlap ends the old secret at once", async () => {
  const { clients } = await setUp();
  const { clientId, clientSecret } = await clients.create({ tenantId: "default", label: "a" });
  const rotated = await clients.rotate("default", clientId);
  assert.notEqual(rotated.clientSecret, clientSecret);
  await assert.rejects(clients.authenticate(clientId, clientSecret), failsWith("invalid_client"));
  await clients.authenticate(clientId, rotated.clientSecret);
});

Deno.test("rotation with an overlap keeps the old secret for that long, to the second", async () => {
  const { clients, advance, clock } = await setUp();
  const { clientId, clientSecret } = await clients.create({ tenantId: "default", label: "a" });
  const { client, clientSecret: fresh } = await clients.rotate("default", clientId, { overlapSeconds: 60 });
  assert.equal(client.overlapEndsAt, clock() + 60_000);
  advance(59);
  await clients.authenticate(clientId, clientSecret);
  advance(1);
  await assert.rejects(clients.authenticate(clientId, clientSecret), failsWith("invalid_client"));
  await clients.authenticate(clientId, fresh);
  assert.equal((await clients.get("default", clientId))?.overlapEndsAt, undefined);
});

Deno.test("a second rotation never prolongs a secret that was ending", async () => {
  const { clients, advance } = await setUp();
  const first = await clients.create({ tenantId: "default", label: "a" });
  await clients.rotate("default", first.clientId, { overlapSeconds: 60 });
  const third = await clients.rotate("default", first.clientId, { overlapSeconds: 3600 });
  await clients.authenticate(first.clientId, first.clientSecret);
  advance(61);
  await assert.rejects(clients.authenticate(first.clientId, first.clientSecret), failsWith("invalid_client"));
  await clients.authenticate(first.clientId, third.clientSecret);
  // A rotation without overlap ends all of them: that is what one does after a leak.
  await clients.rotate("default", first.clientId);
  await assert.rejects(clients.authenticate(first.clientId, third.clientSecret), failsWith("invalid_client"));
});

Deno.test("rotations at once leave secrets that work, and none is lost but by the bound of five", async () => {
  const { clients } = await setUp();
  const { clientId, clientSecret } = await clients.create({ tenantId: "default", label: "a" });
  const rotated = await Promise.all(
    Array.from({ length: 4 }, () => clients.rotate("default", clientId, { overlapSeconds: 60 })),
  );
  for (const secret of [clientSecret, ...rotated.map((each) => each.clientSecret)]) {
    await clients.authenticate(clientId, secret);
  }
});

Deno.test("an overlap is whole seconds up to thirty days", async () => {
  const { clients } = await setUp();
  const { clientId } = await clients.create({ tenantId: "default", label: "a" });
  for (const overlapSeconds of [-1, 0.5, NaN, Infinity, 30 * 86_400 + 1]) {
    await assert.rejects(
      clients.rotate("default", clientId, { overlapSeconds }),
      failsWith("invalid_parameter"),
    );
  }
});

Deno.test("a deleted client leaves nothing behind", async () => {
  const { clients, store } = await setUp();
  const { clientId, clientSecret } = await clients.create({ tenantId: "default", label: "a" });
  await clients.authenticate(clientId, clientSecret);
  await clients.settle();
  await clients.delete("default", clientId);
  assert.deepEqual(await clients.list("default"), []);
  assert.ok(!JSON.stringify(await Array.fromAsync(store.list([]))).includes(clientId));
});

Deno.test("the last use is noted, at most once a minute", async () => {
  const { clients, advance, clock } = await setUp();
  const { clientId, clientSecret } = await clients.create({ tenantId: "default", label: "a" });
  const use = async () => {
    await clients.authenticate(clientId, clientSecret);
    await clients.settle();
    return (await clients.get("default", clientId))?.lastUsedAt;
  };
  const first = clock();
  assert.equal(await use(), first);
  advance(30);
  assert.equal(await use(), first);
  advance(31);
  assert.equal(await use(), clock());
});

Deno.test("a last use that cannot be noted does not fail the request", async () => {
  const memory = await openStore("memory:");
  const { clients } = await setUp({
    ...memory,
    set: () => Promise.reject(new DynamoSqlError("unavailable", "locked")),
  });
  const { clientId, clientSecret } = await clients.create({ tenantId: "default", label: "a" });
  await clients.authenticate(clientId, clientSecret);
  await clients.settle();
  assert.equal((await clients.get("default", clientId))?.lastUsedAt, undefined);
});

Deno.test("every change of a client is a notice to all processes", async () => {
  const { clients, store } = await setUp();
  const listener = createRevision(store);
  await listener.poll();
  let heard = 0;
  listener.onChange("clients", () => heard++);
  const { clientId } = await clients.create({ tenantId: "default", label: "a" });
  const changes = [
    () => clients.rotate("default", clientId),
    () => clients.disable("default", clientId),
    () => clients.enable("default", clientId),
    () => clients.delete("default", clientId),
  ];
  for (const [index, change] of changes.entries()) {
    await change();
    await listener.poll();
    assert.equal(heard, index + 1);
  }
});
