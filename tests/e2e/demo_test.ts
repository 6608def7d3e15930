import assert from "node:assert/strict";
import { runCli, type Served, startServer } from "../fixtures/cli.ts";
import { obtainProgram } from "../fixtures/programs.ts";
import { scriptedBrowser } from "../fixtures/scripted_browser.ts";
import { within } from "../fixtures/within.ts";
import { connect } from "./session.ts";

/** A demo whose notice is complete. */
async function startDemo(): Promise<{ served: Served; line: (heading: string) => string; ms: number }> {
  const from = performance.now();
  const served = await startServer(["--demo"]);
  while (!served.output().stdout.includes("Ctrl-C ends the demo.")) {
    assert.ok(performance.now() - from < 30_000, "the notice comes within 30 s");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const lines = served.output().stdout.split("\n");
  return {
    served,
    ms: performance.now() - from,
    line: (heading) => {
      const at = lines.findIndex((line) => line.startsWith(heading));
      assert.ok(at >= 0, `the notice has ${heading}`);
      return lines[at + 2] ?? "";
    },
  };
}

/** Runs a pasted line, which may call curl. `path` goes before everything else on PATH. */
async function paste(line: string, path?: string): Promise<string> {
  await obtainProgram("curl");
  const { success, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", line],
    stdin: "null",
    ...(path === undefined ? {} : { env: { PATH: `${path}:${Deno.env.get("PATH")}` } }),
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

Deno.test("the demo is there within five seconds", async () => {
  await within(5_000, async () => {
    const { served, ms } = await startDemo();
    await served.stop();
    return ms;
  });
});

Deno.test("every line that the demo prints works when pasted", async (t) => {
  const { served, line } = await startDemo();
  try {
    await t.step("it says loudly that it is a demo", () => {
      assert.match(served.output().stdout, /DEMO\. Invented data .* open to this machine\n {2}only/);
    });

    await t.step("the sign-in that it prints opens the account page", async () => {
      const { stdout } = served.output();
      const email = /^Sign-in: +(\S+)$/m.exec(stdout)?.[1] ?? "";
      const password = /^Password: +(\S+)$/m.exec(stdout)?.[1] ?? "";
      const browser = scriptedBrowser({ email, password });
      const first = await browser.open(`${served.url}/portal/account`);
      assert.ok("page" in first);
      const form = first.page.forms.find(({ controls }) => controls.some(({ type }) => type === "password"));
      assert.ok(form !== undefined);
      const second = await browser.submit(first.page, form, { email, password }, /sign in/i);
      assert.ok("page" in second);
      assert.equal(second.page.url.pathname, "/portal/account");
      assert.ok(second.page.text.includes(email));
    });

    await t.step("the token line fetches a token", async () => {
      const token = JSON.parse(await paste(line("Fetch a token")));
      assert.equal(token.token_type, "Bearer");
      assert.equal(token.expires_in, 600);
    });

    await t.step("the SQL line answers with rows", async () => {
      const answer = await paste(line("Run SQL"));
      const message = JSON.parse(answer);
      const result = message.result.structuredContent;
      assert.equal(message.result.isError ?? false, false, answer);
      assert.equal(result.rows.length, 5);
      assert.deepEqual(result.columns.map((one: { name: string }) => one.name), [
        "name",
        "city",
        "orders",
        "spent",
      ]);
    });

    await t.step("the claude and codex lines hand over a token that opens the server", async () => {
      const bin = await Deno.makeTempDir();
      try {
        // Stand-ins that show what the real programs would be given: the documented command lines.
        for (const name of ["claude", "codex"]) {
          const script = '#!/bin/sh\nprintf "%s\\n" "$@" "token=$DYNAMOSQL_MCP_TOKEN"\n';
          await Deno.writeTextFile(`${bin}/${name}`, script, { mode: 0o755 });
        }
        const claude = (await paste(line("Connect Claude Code"), bin)).split("\n");
        assert.deepEqual(claude.slice(0, 7), [
          ...["mcp", "add", "--transport", "http", "dynamosql", `${served.url}/mcp`, "--header"],
        ]);
        const bearer = /^Authorization: Bearer ([\w.-]+)$/.exec(claude[7] ?? "")?.[1];
        const codex = (await paste(line("Connect Codex"), bin)).split("\n");
        assert.deepEqual(codex.slice(0, 7), [
          ...["mcp", "add", "dynamosql", "--url", `${served.url}/mcp`, "--bearer-token-env-var"],
          "DYNAMOSQL_MCP_TOKEN",
        ]);
        const exported = /^token=([\w.-]+)$/.exec(codex[7] ?? "")?.[1];
        for (const token of [bearer, exported]) {
          assert.ok(token !== undefined);
          await using session = await connect(served.url, token, "2025");
          const { tables } = await session.call("list_tables", {});
          assert.ok(Array.isArray(tables));
          assert.deepEqual(
            tables.map((one) => [one.name, one.item_count]),
            [["customers", 200], ["events", 1000], ["order_items", 1909], ["orders", 800], ["products", 40]],
          );
        }
      } finally {
        await Deno.remove(bin, { recursive: true });
      }
    });

    await t.step("other commands work on the store that it names", async () => {
      const store = /^Store: +(\S+)$/m.exec(served.output().stdout)?.[1];
      assert.ok(store !== undefined);
      const { code, stdout } = await runCli(["schema", "list", "--store", store]);
      assert.equal(code, 0);
      assert.match(stdout, /^east \*/m);
    });

    await t.step("nested, sparse and mixed attributes can be asked for", async () => {
      const token = JSON.parse(await paste(line("Fetch a token"))).access_token;
      await using session = await connect(served.url, token);
      const rows = async (sql: string) => (await session.call("run_sql", { sql }))["rows"];
      assert.deepEqual(
        await rows("SELECT count(*) FROM orders WHERE shipping.tracking IS NOT NULL AND status = 'pending'"),
        [[0]],
      );
      assert.deepEqual(await rows("SELECT count(*) FROM events WHERE value = 'unknown'"), [[38]]);
      assert.deepEqual(
        await rows("SELECT count(DISTINCT date_trunc('month', occurred_at)) FROM events"),
        [[12]],
        "no attribute's name needs quoting",
      );
      const last = await session.call("run_sql", {
        sql: "SELECT occurred_at FROM events WHERE session_id = 'S0018' ORDER BY occurred_at DESC LIMIT 1",
      });
      assert.match(JSON.stringify(last["stats"]), /"items_read":1,/, "as docs/costs says");
      const spread = await rows("SELECT loyalty.tier, count(*) FROM customers GROUP BY 1 ORDER BY 1");
      assert.ok(Array.isArray(spread) && spread.length === 4);
    });
  } finally {
    assert.equal(await served.stop(), 0);
  }
});

Deno.test("the demo does not advertise metadata documents of clients: it works without the internet", async () => {
  const { served } = await startDemo();
  try {
    const metadata: object = await (await fetch(`${served.url}/.well-known/oauth-authorization-server`))
      .json();
    assert.ok("registration_endpoint" in metadata);
    assert.ok(!("client_id_metadata_document_supported" in metadata));
  } finally {
    await served.stop();
  }
});

Deno.test("a demo leaves no store behind", async () => {
  const { served } = await startDemo();
  const store = /^Store: +kv:(\S+)$/m.exec(served.output().stdout)?.[1] ?? "";
  assert.ok((await Deno.stat(store)).isFile);
  await served.stop("SIGINT");
  await assert.rejects(Deno.stat(store));
});

Deno.test("the demo keeps out of a store that holds schemas of its operator", async () => {
  const folder = await Deno.makeTempDir({ prefix: "dynamosql-e2e-" });
  try {
    const env = { DYNAMOSQL_STORE: `kv:${folder}/store.kv` };
    assert.equal((await runCli(["schema", "add", "shop", "--region", "eu-west-1"], { env })).code, 0);
    const { code, stderr } = await runCli(["serve", "--demo", "--port", "0"], { env });
    assert.equal(code, 2, stderr);
    assert.match(stderr, /holds schemas that are not the demo's/);
    const { stdout } = await runCli(["schema", "list"], { env });
    assert.match(stdout, /^shop \*/m);
    assert.doesNotMatch(stdout, /east/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
