import assert from "node:assert/strict";
import { DynamoSqlError } from "../../../src/errors.ts";
import { openStore, type Store } from "../../../src/store/mod.ts";
import { startServer } from "../fixture.ts";
import { aSignIn, assertRefused, mcpStatus, tokens } from "../people.ts";

/** An access token is signed while the rotation is written: what if one of the two fails. */

const away = () => new DynamoSqlError("unavailable", "away");

/** A server on a store whose commits fail while `broken.commit`, and whose signing key is away while `broken.key`. */
async function breakable() {
  const memory = await openStore("memory:");
  const broken = { commit: false, key: false };
  const store: Store = {
    ...memory,
    commit: async (...change) => {
      // Later than the key says so: a failure that nobody waits for any more must not end the process.
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (broken.commit) throw away();
      return await memory.commit(...change);
    },
  };
  const server = await startServer({ store });
  const active = server.keys.active;
  server.keys.active = async () => {
    if (broken.key) throw away();
    return await active();
  };
  const one = await aSignIn(server);
  return {
    ...one,
    server,
    broken,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await memory.close();
    },
  };
}

for (const [what, failing] of Object.entries({ commit: ["commit"], key: ["key"], both: ["commit", "key"] })) {
  Deno.test(`a refresh that fails half way (${what}) gives no token of either kind, and logs nobody out`, async () => {
    await using one = await breakable();
    const first = await one.signIn();
    one.broken.commit = failing.includes("commit");
    one.broken.key = failing.includes("key");
    const answer = await one.refresh(first.refresh);
    assertRefused(answer, 503, "temporarily_unavailable");
    assert.ok(!answer.text.includes("dst_") && !answer.text.includes("eyJ"));
    one.broken.commit = one.broken.key = false;
    const second = tokens(await one.refresh(first.refresh));
    assert.equal(await mcpStatus(one.server, second.access), 200);
    assert.notEqual(tokens(await one.refresh(second.refresh)).refresh, second.refresh);
  });
}
