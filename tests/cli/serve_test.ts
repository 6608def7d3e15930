import assert from "node:assert/strict";
import { cliJson, runCli, startServer } from "../fixtures/cli.ts";
import { fetchToken } from "../e2e/session.ts";
import { testCertificates } from "../oauth/clients/document_host.ts";

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "dynamosql-serve-" });
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Status of `POST /token` with these credentials. */
async function tokenStatus(url: string, id: string, secret: string): Promise<number> {
  const response = await fetch(`${url}/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "client_credentials", client_id: id, client_secret: secret }),
  });
  await response.body?.cancel();
  return response.status;
}

async function eventually(milliseconds: number, probe: () => Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  while (!await probe()) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return true;
}

Deno.test("by default the server answers on both loopback families under http://localhost:<bound port>", async () => {
  await withFolder(async (folder) => {
    const served = await startServer(["--store", `kv:${folder}/s.kv`]);
    try {
      const port = new URL(served.url).port;
      assert.equal(served.url, `http://localhost:${port}`);
      for (const host of ["127.0.0.1", "[::1]", "localhost"]) {
        const response = await fetch(`http://${host}:${port}/healthz`);
        assert.equal(response.status, 200, host);
        await response.body?.cancel();
      }
      const metadata = await (await fetch(`${served.url}/.well-known/oauth-authorization-server`)).json();
      assert.equal(metadata.issuer, served.url);
    } finally {
      assert.equal(await served.stop(), 0);
    }
  });
});

Deno.test("the configured public URL is the only source of absolute URLs", async () => {
  await withFolder(async (folder) => {
    const args = ["--store", `kv:${folder}/s.kv`, "--public-url", "https://sql.example.com/"];
    // The listening line shows the public URL, so the port must be known.
    const port = freePort();
    const served = await startServer([...args, "--port", String(port)]);
    try {
      const response = await fetch(`http://127.0.0.1:${port}/.well-known/oauth-protected-resource/mcp`, {
        headers: { host: "sql.example.com", "x-forwarded-host": "evil.example" },
      });
      const text = await response.text();
      assert.doesNotMatch(text, /evil|127\.0\.0\.1|localhost/);
      if (response.ok) assert.equal(JSON.parse(text).resource, "https://sql.example.com/mcp");
    } finally {
      await served.stop();
    }
  });
});

Deno.test("commands work on the store of a running server, which sees their changes within 5 seconds", async () => {
  await withFolder(async (folder) => {
    const env = { DYNAMOSQL_STORE: `kv:${folder}/s.kv` };
    const served = await startServer([], { env });
    try {
      const made = await cliJson<{ client_id: string; client_secret: string }>(
        ["client", "create", "--label", "made while serving", "--json"],
        { env },
      );
      const status = () => tokenStatus(served.url, made.client_id, made.client_secret);
      assert.equal(await status(), 200);

      await runCli(["client", "disable", made.client_id], { env });
      assert.ok(await eventually(5_000, async () => await status() === 401), "disabled");
      await runCli(["client", "enable", made.client_id], { env });
      assert.ok(await eventually(5_000, async () => await status() === 200), "enabled");

      const before = await keyIds(served.url);
      const { kid } = await cliJson<{ kid: string }>(["keys", "rotate", "--json"], { env });
      assert.ok(await eventually(5_000, async () => (await keyIds(served.url)).includes(kid)), "new key");
      assert.ok((await keyIds(served.url)).includes(before[0] ?? ""), "the old key stays published");

      const rotated = await cliJson<{ client_secret: string }>(
        ["client", "rotate", made.client_id, "--json"],
        { env },
      );
      assert.ok(await eventually(5_000, async () => await status() === 401), "the old secret");
      await fetchToken(served.url, made.client_id, rotated.client_secret);
    } finally {
      await served.stop();
    }
  });
});

Deno.test("many commands and a busy server share one store without a failure", async () => {
  await withFolder(async (folder) => {
    // The load is one client's, as fast as it can.
    const env = { DYNAMOSQL_STORE: `kv:${folder}/s.kv`, DYNAMOSQL_CALLS_PER_MINUTE: "1000000" };
    const served = await startServer([], { env });
    try {
      const made = await cliJson<{ client_id: string; client_secret: string }>(
        ["client", "create", "--label", "busy", "--json"],
        { env },
      );
      let busy = true;
      const statuses = new Map<number, number>();
      const load = (async () => {
        while (busy) {
          const status = await tokenStatus(served.url, made.client_id, made.client_secret);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
      })();
      const results = await Promise.all(
        Array.from(
          { length: 6 },
          (_, at) => runCli(["client", "create", "--label", `c${at}`, "--json"], { env }),
        ),
      );
      busy = false;
      await load;
      assert.deepEqual(results.map((one) => [one.code, one.stderr]), results.map(() => [0, ""]));
      assert.deepEqual([...statuses.keys()], [200]);
      assert.equal((await cliJson<unknown[]>(["client", "list", "--json"], { env })).length, 7);
    } finally {
      await served.stop();
    }
  });
});

Deno.test("what one server stored, the next one serves: clients and signing keys survive a restart", async () => {
  await withFolder(async (folder) => {
    const env = { DYNAMOSQL_STORE: `kv:${folder}/s.kv` };
    const first = await startServer([], { env });
    const made = await cliJson<{ client_id: string; client_secret: string }>(
      ["client", "create", "--label", "x", "--json"],
      { env },
    );
    const keys = await keyIds(first.url);
    await first.stop();
    const second = await startServer([], { env });
    try {
      assert.deepEqual(await keyIds(second.url), keys);
      assert.equal(await tokenStatus(second.url, made.client_id, made.client_secret), 200);
    } finally {
      await second.stop();
    }
  });
});

Deno.test("a port in use is a failure that says what to do", async () => {
  await withFolder(async (folder) => {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const port = String(listener.addr.port);
    try {
      const { code, stderr } = await runCli(["serve", "--port", port, "--store", `kv:${folder}/s.kv`]);
      assert.equal(code, 1);
      assert.match(stderr, new RegExp(`^Error: Port ${port} on 127.0.0.1 is in use\\. .*--port`));
    } finally {
      listener.close();
    }
  });
});

Deno.test("SIGINT and SIGTERM both end the server with exit code 0 and its word", async () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    const served = await startServer(["--store", "memory:"]);
    assert.equal(await served.stop(signal), 0);
    assert.match(served.output().stderr, /Stopping\./);
    assert.doesNotMatch(served.output().stderr, /Error/);
  }
});

Deno.test("TLS files make the server speak https", async () => {
  await withFolder(async (folder) => {
    const [cert, key] = [`${folder}/cert.pem`, `${folder}/key.pem`];
    const made = await testCertificates();
    await Deno.writeTextFile(cert, made.cert);
    await Deno.writeTextFile(key, made.key);
    const served = await startServer(["--store", "memory:", "--tls-cert", cert, "--tls-key", key]);
    try {
      assert.match(served.url, /^https:\/\/localhost:\d+$/);
      using client = Deno.createHttpClient({ caCerts: [made.ca] });
      const response = await fetch(`${served.url}/.well-known/oauth-authorization-server`, { client });
      assert.equal((await response.json()).issuer, served.url);
    } finally {
      await served.stop();
    }
  });
});

async function keyIds(url: string): Promise<string[]> {
  const { keys } = await (await fetch(`${url}/.well-known/jwks.json`)).json();
  return keys.map((key: { kid: string }) => key.kid);
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}
