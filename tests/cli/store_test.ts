import assert from "node:assert/strict";
import { cliJson, runCli, type Served, startServer } from "../fixtures/cli.ts";
import { obtainProgram } from "../fixtures/programs.ts";
import { openStore } from "../../src/store/mod.ts";
import { fetchToken } from "../e2e/session.ts";
import { holdsLock } from "../store/drivers/locks.ts";

/** Registers clients, each a write to the store, until it is stopped; gives the ids that were answered. */
function writeTo(served: Served): { until(count: number): Promise<void>; stop(): Promise<string[]> } {
  const ids: string[] = [];
  let stopped = false;
  const loops = [1, 2, 3].map(async (loop) => {
    for (let index = 0; !stopped; index++) {
      const response = await fetch(`${served.url}/register`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          client_name: `c${loop}-${index}`,
          redirect_uris: ["http://127.0.0.1/cb"],
          token_endpoint_auth_method: "none",
        }),
      });
      const { client_id } = await response.json();
      assert.equal(response.status, 201);
      ids.push(client_id);
    }
  });
  return {
    async until(count) {
      while (ids.length < count) await new Promise((resolve) => setTimeout(resolve, 10));
    },
    async stop() {
      stopped = true;
      await Promise.all(loops);
      return ids;
    },
  };
}

/** Makes a store with a person and a client. */
async function fill(store: string): Promise<{ readonly client_id: string; readonly client_secret: string }> {
  await cliJson(["user", "add", "a@example.com", "--json", "--store", store]);
  return await cliJson(["client", "create", "--label", "one", "--json", "--store", store]);
}

Deno.test("another program's backup beside a loaded server takes nothing from it: no lock, no write, no revocation", async () => {
  await obtainProgram("sqlite3");
  await withFolder(async (folder) => {
    const store = `kv:${folder}/store.kv`;
    const { client_id, client_secret } = await fill(store);
    const served = await startServer(["--store", store]);
    try {
      await fetchToken(served.url, client_id, client_secret);
      const load = writeTo(served);
      for (let round = 0; round < 5; round++) {
        await load.until(8 * (round + 1));
        const { success, stderr } = await new Deno.Command("sqlite3", {
          args: [`${folder}/store.kv`, `.backup ${folder}/copy${round}`],
        }).output();
        assert.ok(success, new TextDecoder().decode(stderr));
        assert.ok(holdsLock(`${folder}/store.kv`, served.pid), `after backup ${round}`);
      }
      const registered = await load.stop();
      assert.ok(registered.length >= 40, `${registered.length} registered`);
      await cliJson(["client", "disable", client_id, "--json", "--store", store]);
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      await assert.rejects(fetchToken(served.url, client_id, client_secret));
      assert.equal(await served.stop("SIGKILL"), 137);

      const again = await startServer(["--store", store]);
      try {
        await assert.rejects(fetchToken(again.url, client_id, client_secret));
      } finally {
        assert.equal(await again.stop(), 0);
      }
      await expectRegistered(store, registered);
    } finally {
      await served.stop("SIGKILL");
    }
  });
});

Deno.test("store backup beside a loaded server gives a store that serves the users and clients of that moment", async () => {
  await withFolder(async (folder) => {
    const store = `kv:${folder}/store.kv`;
    const { client_id, client_secret } = await fill(store);
    const served = await startServer(["--store", store]);
    const load = writeTo(served);
    const copy = `${folder}/copy.kv`;
    try {
      const made = await runCli(["store", "backup", copy, "--store", store]);
      assert.equal(made.code, 0, made.stderr);
      assert.match(
        made.stdout,
        /^Copied the store at \S+\/store\.kv to \S+\/copy\.kv \(\d+ bytes\)\. It holds keys/,
      );
      assert.ok(holdsLock(`${folder}/store.kv`, served.pid));
      assert.ok((await load.stop()).length > 0);
    } finally {
      assert.equal(await served.stop(), 0);
    }
    // Stopped in order, the store is one file, and its copy by hand would be whole, too.
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), ["copy.kv", "store.kv"]);
    const users = await cliJson<{ email: string }[]>(["user", "list", "--json", "--store", `kv:${copy}`]);
    assert.deepEqual(users.map(({ email }) => email), ["a@example.com"]);
    const restored = await startServer(["--store", `kv:${copy}`]);
    try {
      await fetchToken(restored.url, client_id, client_secret);
    } finally {
      assert.equal(await restored.stop(), 0);
    }
  });
});

Deno.test("store backup as JSON, of a store that is not there, to a file that is, and without a file", async () => {
  await withFolder(async (folder) => {
    const flags = ["--store", `kv:${folder}/store.kv`];
    const none = await runCli(["store", "backup", `${folder}/copy`, ...flags]);
    assert.deepEqual([none.code, none.stdout], [2, ""]);
    assert.match(none.stderr, /^Error: There is no store at \S+\/store\.kv\. Check --store/);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
    await cliJson(["user", "add", "a@example.com", "--json", ...flags]);
    const made = await cliJson<{ store: string; file: string; bytes: number }>(
      ["store", "backup", `${folder}/copy`, "--json", ...flags],
    );
    const { size } = await Deno.stat(`${folder}/copy`);
    assert.deepEqual(made, { store: `${folder}/store.kv`, file: `${folder}/copy`, bytes: size });
    const twice = await runCli(["store", "backup", `${folder}/copy`, ...flags]);
    assert.deepEqual([twice.code, twice.stdout], [1, ""]);
    assert.match(twice.stderr, /^Error: \S+\/copy is there already\. Choose another name/);
    assert.equal((await runCli(["store", "backup", ...flags])).code, 2);
  });
});

Deno.test("only serve, user add and schema add make a store, and say where", async () => {
  await withFolder(async (folder) => {
    const flags = ["--store", `kv:${folder}/new/store.kv`];
    for (
      const args of [
        ["client", "create", "--label", "x"],
        ["app", "add", "x", "--name", "X", "--redirect-uri", "https://x.example/cb"],
        ["tenant", "add", "x"],
        ["keys", "rotate"],
      ]
    ) {
      const { code, stderr } = await runCli([...args, ...flags]);
      assert.equal(code, 2, args.join(" "));
      assert.match(stderr, /^Error: There is no store at \S+\/new\/store\.kv\./, args.join(" "));
      assert.deepEqual([...Deno.readDirSync(folder)], []);
    }
    const added = await runCli(["user", "add", "a@example.com", ...flags]);
    assert.equal(added.code, 0);
    assert.match(added.stderr, /^A new store was made at \S+\/new\/store\.kv\.\n/);
    const second = await runCli(["user", "add", "b@example.com", ...flags]);
    assert.doesNotMatch(second.stderr, /new store/);
    const other = ["--store", `kv:${folder}/other.kv`];
    const schema = await runCli(["schema", "add", "s", "--region", "eu-central-1", ...other]);
    assert.match(schema.stderr, /^A new store was made at \S+\/other\.kv\.\n/);
    const served = await startServer(["--store", `kv:${folder}/served.kv`]);
    assert.equal(await served.stop(), 0);
    assert.match(served.output().stderr, /^A new store was made at \S+\/served\.kv\.\n/);
  });
});

/** The store holds every client that the server had answered for. */
async function expectRegistered(spec: string, ids: readonly string[]): Promise<void> {
  const store = await openStore(spec, { missing: "refuse" });
  const keys = new Set<string>();
  for await (const { key } of store.list([])) for (const part of key) keys.add(part);
  await store.close();
  assert.deepEqual(ids.filter((id) => !keys.has(id)), []);
}

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "dynamosql-store-" });
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
