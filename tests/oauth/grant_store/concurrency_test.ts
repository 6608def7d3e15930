import assert from "node:assert/strict";
import { openStore, type Store } from "../../../src/store/mod.ts";
import { post, startServer, type TestServer, VERIFIER } from "../fixture.ts";
import { type Answer, aSignIn, mcpStatus, read, tokens } from "../people.ts";
import { startReplica } from "../replica.ts";

/** Many at once: one code, one refresh token; in one process, and in two processes on one file. */

const MANY = 64;

/** A server that others share the store of. */
type Where = (test: (server: TestServer, origins: readonly string[]) => Promise<void>) => Promise<void>;

async function onStore(spec: string, test: (store: Store) => Promise<void>): Promise<void> {
  const store = await openStore(spec);
  try {
    await test(store);
  } finally {
    await store.close();
  }
}

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "dynamosql-oauth-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const WHERE: Readonly<Record<string, Where>> = {
  "in memory": (test) =>
    onStore("memory:", async (store) => {
      await using server = await startServer({ store });
      await test(server, [server.origin]);
    }),
  "on a file": (test) =>
    inFolder((folder) =>
      onStore(`kv:${folder}/store.kv`, async (store) => {
        await using server = await startServer({ store });
        await test(server, [server.origin]);
      })
    ),
  "in two more processes on the same file": (test) =>
    inFolder((folder) =>
      onStore(`kv:${folder}/store.kv`, async (store) => {
        await using server = await startServer({ store });
        await server.keys.jwks();
        const spec = `kv:${folder}/store.kv`;
        await using a = await startReplica(spec, server.endpoints.issuer);
        await using b = await startReplica(spec, server.endpoints.issuer);
        await test(server, [a.origin, b.origin]);
      })
    ),
};

/** The same form so many times at once, shared out among the origins. */
function atOnce(
  origins: readonly string[],
  form: (index: number) => Record<string, string>,
  times = MANY,
): Promise<Answer[]> {
  return Promise.all(
    Array.from({ length: times }, (_, index) => {
      const origin = origins[index % origins.length] ?? "";
      return read(post({ origin }, "/token", form(index)));
    }),
  );
}

const winners = (answers: readonly Answer[]) => answers.filter(({ status }) => status === 200);

for (const [where, on] of Object.entries(WHERE)) {
  Deno.test(`${MANY} redemptions of one code at once, ${where}: exactly one wins, and the abuse ends its grant`, async () => {
    await on(async (server, origins) => {
      const one = await aSignIn(server);
      const code = await one.issue();
      const answers = await atOnce(origins, () => ({
        grant_type: "authorization_code",
        code,
        client_id: one.clientId,
        code_verifier: VERIFIER,
      }));
      const won = winners(answers);
      assert.equal(won.length, 1, answers.map(({ status, text }) => `${status} ${text}`).join("\n"));
      for (const { status, body } of answers) {
        if (status !== 200) assert.deepEqual([status, body["error"]], [400, "invalid_grant"]);
      }
      // The others were valid second requests: whoever had the code and the verifier, had them twice.
      assert.deepEqual(await server.grants.list("default"), []);
      await server.revision.poll();
      assert.equal(await mcpStatus(server, String(won[0]?.body["access_token"])), 401);
    });
  });

  Deno.test(`three refreshes with one token at once, ${where}: all get the same successor, one family, no twins`, async () => {
    await on(async (server, origins) => {
      const one = await aSignIn(server);
      let current = (await one.signIn()).refresh;
      // One rotation and two replays each time; five replays a day are allowed.
      for (let round = 0; round < 2; round++) {
        const form = { grant_type: "refresh_token", refresh_token: current, client_id: one.clientId };
        const answers = await atOnce(origins, () => form, 3);
        assert.equal(winners(answers).length, 3, answers.map(({ text }) => text).join("\n"));
        const successors = new Set(answers.map((answer) => tokens(answer).refresh));
        assert.equal(successors.size, 1);
        assert.equal(new Set(answers.map((answer) => tokens(answer).access)).size, 3);
        [current = ""] = successors;
      }
      assert.equal((await server.grants.list("default")).length, 1);
      assert.equal((await one.refresh(current)).status, 200);
    });
  });

  Deno.test(`${MANY} refreshes with one token at once, ${where}: three win with one successor, and the abuse ends the family`, async () => {
    await on(async (server, origins) => {
      const one = await aSignIn(server);
      const { refresh } = await one.signIn();
      const form = { grant_type: "refresh_token", refresh_token: refresh, client_id: one.clientId };
      const answers = await atOnce(origins, () => form);
      assert.equal(winners(answers).length, 3, answers.map(({ text }) => text).join("\n"));
      const [successor = "", ...twins] = new Set(winners(answers).map((answer) => tokens(answer).refresh));
      assert.deepEqual(twins, []);
      for (const { status, body } of answers) {
        if (status !== 200) assert.deepEqual([status, body["error"]], [400, "invalid_grant"]);
      }
      assert.equal((await one.refresh(successor)).status, 400);
      assert.deepEqual(await server.grants.list("default"), []);
    });
  });

  Deno.test(`a spent token among ${MANY} refreshes at once, ${where}: the family ends and nobody keeps a live token`, async () => {
    await on(async (server, origins) => {
      const one = await aSignIn(server);
      const first = await one.signIn();
      const second = tokens(await one.refresh(first.refresh));
      const third = tokens(await one.refresh(second.refresh));
      const answers = await atOnce(origins, (index) => ({
        grant_type: "refresh_token",
        client_id: one.clientId,
        refresh_token: index === MANY / 2 ? first.refresh : third.refresh,
      }));
      assert.ok(winners(answers).length < MANY);
      for (const answer of winners(answers)) {
        assert.equal((await one.refresh(tokens(answer).refresh)).status, 400);
      }
      assert.deepEqual(await server.grants.list("default"), []);
    });
  });

  Deno.test(`grants revoked while codes are redeemed at once, ${where}: none survives`, async () => {
    await on(async (server, origins) => {
      const one = await aSignIn(server);
      const codes: string[] = [];
      for (let index = 0; index < MANY; index++) codes.push(await one.issue());
      const redeeming = atOnce(origins, (index) => ({
        grant_type: "authorization_code",
        code: codes[index] ?? "",
        client_id: one.clientId,
        code_verifier: VERIFIER,
      }));
      const revoked = await server.grants.revokeAll({ userId: one.user.userId });
      const answers = await redeeming;
      assert.equal(winners(answers).length, revoked);
      assert.deepEqual(await server.grants.list("default"), []);
    });
  });
}
