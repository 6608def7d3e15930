import assert from "node:assert/strict";
import { createTokenVerifier } from "../../../src/oauth/mod.ts";
import { openStore, type Store } from "../../../src/store/mod.ts";
import { callResource, postToken, startServer, tokenOf } from "../fixture.ts";
import { systemRuntime } from "../../../src/telemetry/runtime.ts";

/** Revocation and key rotation across replicas on one store. `poll()` is what each does every 2 s. */

Deno.test("replicas that start at once agree on one signing key", async () => {
  await onBothStores(async (store) => {
    const servers = await Promise.all(Array.from({ length: 5 }, () => startServer({ store })));
    try {
      const kids = await Promise.all(servers.map(async ({ keys }) => (await keys.active()).kid));
      assert.equal(new Set(kids).size, 1);
      const published = await Promise.all(servers.map(async ({ keys }) => (await keys.jwks()).keys.length));
      assert.deepEqual(published, [1, 1, 1, 1, 1]);
    } finally {
      for (const server of servers) await server[Symbol.asyncDispose]();
    }
  });
});

Deno.test("the signing key survives a restart", async () => {
  const store = await openStore("memory:");
  const before = await startServer({ store });
  const token = await tokenOf(before, await before.createClient());
  const publicUrl = before.endpoints.issuer;
  await before[Symbol.asyncDispose]();
  await using after = await startServer({ store, publicUrl });
  assert.equal((await callResource(after, `Bearer ${token}`)).status, 200);
});

const REVOKING = {
  disabled: (server: Awaited<ReturnType<typeof startServer>>, id: string) =>
    server.clients.disable("default", id),
  deleted: (server: Awaited<ReturnType<typeof startServer>>, id: string) =>
    server.clients.delete("default", id),
};

for (const [what, revoke] of Object.entries(REVOKING)) {
  Deno.test(`a client ${what} here is refused here at once, elsewhere after the next poll`, async () => {
    await onBothStores(async (store) => {
      await using here = await startServer({ store });
      await using there = await startServer({ store, publicUrl: here.endpoints.issuer });
      const client = await here.createClient();
      const bearer = `Bearer ${await tokenOf(here, client)}`;
      for (const server of [here, there]) assert.equal((await callResource(server, bearer)).status, 200);
      await there.revision.poll();
      assert.equal((await callResource(there, bearer)).status, 200);
      await revoke(here, client.clientId);
      assert.equal((await callResource(here, bearer)).status, 401);
      await there.revision.poll();
      assert.equal((await callResource(there, bearer)).status, 401);
    });
  });
}

Deno.test("a client disabled elsewhere is refused within five seconds by a polling server", async () => {
  const store = await openStore("memory:");
  await using here = await startServer({ store });
  await using there = await startServer({ store, publicUrl: here.endpoints.issuer });
  there.revision.start();
  const client = await here.createClient();
  const bearer = `Bearer ${await tokenOf(here, client)}`;
  assert.equal((await callResource(there, bearer)).status, 200);
  await here.clients.disable("default", client.clientId);
  const started = performance.now();
  while ((await callResource(there, bearer)).status === 200) {
    assert.ok(performance.now() - started < 5000, "still accepted after five seconds");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await there.revision.stop();
});

Deno.test("an enabled client's token works again until it expires", async () => {
  await using server = await startServer();
  const client = await server.createClient();
  const bearer = `Bearer ${await tokenOf(server, client)}`;
  await server.clients.disable("default", client.clientId);
  assert.equal((await callResource(server, bearer)).status, 401);
  await server.clients.enable("default", client.clientId);
  assert.equal((await callResource(server, bearer)).status, 200);
});

Deno.test("a verification under way while a client is disabled is not remembered", async () => {
  await using server = await startServer();
  const client = await server.createClient();
  const bearer = `Bearer ${await tokenOf(server, client)}`;
  const [found, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const { endpoints, keys, revision, clock } = server;
  const verifier = createTokenVerifier({
    ...systemRuntime,
    issuer: endpoints.issuer,
    keys,
    revision,
    clock,
    clients: {
      // The client as it was before: read, and then the reader is held up.
      async find(id) {
        const before = await server.clients.find(id);
        found.resolve();
        await goOn.promise;
        return before;
      },
    },
  });
  const verifying = verifier.verify(bearer, endpoints.mcp);
  await found.promise;
  await server.clients.disable("default", client.clientId);
  goOn.resolve();
  await verifying;
  assert.equal((await verifier.verify(bearer, endpoints.mcp)).ok, false);
  verifier.close();
});

Deno.test("when the store is away a cached token is refused with 503 rather than trusted", async () => {
  await using server = await startServer();
  const bearer = `Bearer ${await tokenOf(server, await server.createClient())}`;
  assert.equal((await server.verifier.verify(bearer, server.endpoints.mcp)).ok, true);
  await server.clients.settle();
  await server.store.close();
  await server.revision.poll();
  await assert.rejects(server.verifier.verify(bearer, server.endpoints.mcp), /store/);
});

Deno.test("after a rotation the new key signs, and tokens of the old one are good until they expire", async () => {
  await using server = await startServer();
  const client = await server.createClient();
  const old = await tokenOf(server, client);
  const oldKid = (await server.keys.active()).kid;
  const fresh = await server.keys.rotate();
  assert.notEqual(fresh.kid, oldKid);
  assert.deepEqual([(await server.keys.active()).kid, fresh.active], [fresh.kid, true]);
  const infos = await server.keys.list();
  assert.deepEqual(infos.map(({ kid, active }) => [kid, active]), [[fresh.kid, true], [oldKid, false]]);
  assert.equal((await callResource(server, `Bearer ${old}`)).status, 200);
  assert.equal((await callResource(server, `Bearer ${await tokenOf(server, client)}`)).status, 200);
});

Deno.test("a retired key leaves the JWKS when the longest-lived token it signed has expired", async () => {
  await using server = await startServer();
  const first = (await server.keys.active()).kid;
  const second = (await server.keys.rotate()).kid;
  const published = async () => (await server.keys.jwks()).keys.map(({ kid }) => kid);
  server.advance(3600);
  assert.deepEqual(await published(), [second, first]);
  server.advance(61);
  assert.deepEqual(await published(), [second]);
  assert.equal(await server.keys.publicKey(first), null);
  // The next rotation forgets it in the store, too.
  await server.keys.rotate();
  assert.equal((await server.keys.list()).length, 2);
  assert.ok(!JSON.stringify(await server.store.get(["oauth", "signing_keys"])).includes(first));
});

Deno.test("a token signed with a key this replica has not heard of yet is verified all the same", async () => {
  const store = await openStore("memory:");
  await using here = await startServer({ store });
  await using there = await startServer({ store, publicUrl: here.endpoints.issuer });
  const client = await here.createClient();
  await there.keys.active();
  // More than once: looking again must not be something that works a single time.
  for (let rotation = 0; rotation < 3; rotation++) {
    await here.keys.rotate();
    const token = await tokenOf(here, client);
    assert.equal((await callResource(there, `Bearer ${token}`)).status, 200);
    assert.equal((await there.keys.active()).kid, (await here.keys.active()).kid);
  }
});

Deno.test("rotations at once on several replicas all stand, one of them active everywhere", async () => {
  await onBothStores(async (store) => {
    await using here = await startServer({ store });
    await using there = await startServer({ store });
    await here.keys.active();
    const rotated = await Promise.all([here.keys.rotate(), there.keys.rotate(), here.keys.rotate()]);
    const listed = await there.keys.list();
    assert.equal(listed.length, 4);
    assert.deepEqual(listed.filter(({ active }) => active).length, 1);
    for (const { kid } of rotated) assert.ok(listed.some((info) => info.kid === kid));
    await here.revision.poll();
    assert.equal((await here.keys.active()).kid, (await there.keys.active()).kid);
  });
});

Deno.test("a flood of unknown key ids reads the store a few times, not once each", async () => {
  const memory = await openStore("memory:");
  let reads = 0;
  const counted: Store = {
    ...memory,
    get(key) {
      reads++;
      return memory.get(key);
    },
  };
  await using server = await startServer({ store: counted });
  await server.keys.active();
  reads = 0;
  const kids = Array.from({ length: 500 }, (_, index) => String(index).padStart(43, "k"));
  const found = await Promise.all(kids.map((kid) => server.keys.publicKey(kid)));
  assert.ok(found.every((key) => key === null));
  assert.ok(reads <= 2, `${reads} reads`);
});

Deno.test("a rotated secret: both work during the overlap, then only the new one", async () => {
  await using server = await startServer();
  const { clientId, clientSecret } = await server.createClient();
  const rotated = await server.clients.rotate("default", clientId, { overlapSeconds: 100 });
  const status = async (secret: string) => {
    const form = { grant_type: "client_credentials", client_id: clientId, client_secret: secret };
    const response = await postToken(server, form);
    await response.body?.cancel();
    return response.status;
  };
  assert.deepEqual([await status(clientSecret), await status(rotated.clientSecret)], [200, 200]);
  server.advance(101);
  assert.deepEqual([await status(clientSecret), await status(rotated.clientSecret)], [401, 200]);
});

async function onBothStores(test: (store: Store) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const spec of ["memory:", `kv:${folder}/store.db`]) {
      const store = await openStore(spec);
      await test(store);
      await store.close();
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
