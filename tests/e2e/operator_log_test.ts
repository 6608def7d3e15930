/** What the operator of a spawned server reads in its log when AWS is not there, and when an engine process dies. */
import assert from "node:assert/strict";
import { cliJson, runCli, startServer } from "../fixtures/cli.ts";
import { connect, fetchToken } from "./session.ts";

type Line = Readonly<Record<string, unknown>>;

async function startWorld(endpoint: string, args: readonly string[] = [], env: Record<string, string> = {}) {
  const folder = await Deno.makeTempDir({ prefix: "dynamosql-log-" });
  const store = ["--store", `kv:${folder}/store.kv`];
  const region = ["--region", "eu-central-1", "--endpoint", endpoint];
  await cliJson(["schema", "add", "east", "--json", ...region, ...store]);
  const made = await cliJson<{ client_id: string; client_secret: string }>(
    ["client", "create", "--label", "log", "--json", ...store],
  );
  const served = await startServer([...store, ...args], { env });
  return {
    served,
    store,
    token: () => fetchToken(served.url, made.client_id, made.client_secret),
    lines: () =>
      served.output().stderr.split("\n").filter((line) => line.startsWith("{")).map((line): Line =>
        JSON.parse(line)
      ),
    async [Symbol.asyncDispose]() {
      await served.stop();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** A server that answers every request with a page, as captive portals and broken proxies do. */
function startPortal(status: number) {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () =>
      new Response("<html>Sign in to the network</html>", {
        status,
        headers: { "content-type": "text/html" },
      }),
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** A port where nobody listens. */
function closedPort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

const CALLS: readonly (readonly [string, Record<string, unknown>])[] = [
  ["list_tables", {}],
  ["describe_table", { table_name: "orders" }],
  ["run_sql", { sql: "SELECT * FROM orders" }],
];

Deno.test("whatever tool meets a DynamoDB that is not there, the operator reads it as an error, once a minute a cause", async () => {
  await using portal = startPortal(200);
  await using world = await startWorld(portal.url);
  await using session = await connect(world.served.url, await world.token(), "2025");
  for (const [tool, args] of [...CALLS, ...CALLS]) {
    await assert.rejects(session.call(tool, args), /is not DynamoDB: a proxy or a captive portal/);
  }
  const loud = world.lines().filter(({ level }) => level === "error" || level === "warn");
  const [first] = loud;
  assert.equal(loud.length, 1, JSON.stringify(loud));
  assert.equal(first?.["code"], "dynamodb_unreachable");
  assert.equal(first?.["tool"], "list_tables");
  assert.match(String(first?.["cause"]), /^SyntaxError: /);
  const text = world.served.output().stderr;
  assert.doesNotMatch(text.replaceAll(/"cause":"[^"]*"/g, ""), /\.ts:\d|\n\s+at /);
});

Deno.test("the request id joins all lines of a request, in one style of names", async () => {
  await using portal = startPortal(403);
  await using world = await startWorld(portal.url);
  const response = await fetch(`${world.served.url}/mcp`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${await world.token()}`,
      "content-type": "application/json",
      accept: "application/json",
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name: "run_sql", arguments: { sql: "SELECT * FROM orders" } },
    }),
  });
  await response.text();
  const id = response.headers.get("x-request-id");
  const found = () => world.lines().filter((line) => line["request_id"] === id);
  while (found().length < 3) await new Promise((resolve) => setTimeout(resolve, 20));
  const mine = found();
  assert.deepEqual(mine.map(({ message }) => String(message).split(" ")[0]).sort(), [
    "What",
    "query",
    "request",
  ]);
  for (const name of mine.flatMap((line) => Object.keys(line))) assert.match(name, /^[a-z0-9_]+$/);
  const query = mine.find(({ message }) => message === "query");
  assert.deepEqual([query?.["tenant_id"], query?.["principal_kind"], query?.["outcome"]], [
    "default",
    "client",
    "dynamodb_unreachable",
  ]);
  assert.equal(Math.round(Number(query?.["ms"]) * 1000) / 1000, query?.["ms"]);
});

Deno.test("an engine process that dies is a warning, and the query is answered all the same", async () => {
  await using world = await startWorld(`http://127.0.0.1:${closedPort()}`, ["--engines", "1"]);
  await using session = await connect(world.served.url, await world.token(), "2025");
  await session.call("run_sql", { sql: "SELECT 1" });
  const running = session.call("run_sql", {
    sql: "SELECT count(a.range + b.range) AS n FROM range(10000000) a, range(30) b",
  });
  const children = await new Deno.Command("ps", {
    args: ["-o", "pid=", "--ppid", String(world.served.pid)],
  }).output();
  const [pid] = new TextDecoder().decode(children.stdout).trim().split(/\s+/);
  assert.ok(pid !== undefined && pid !== "", "the engine's process");
  Deno.kill(Number(pid), "SIGKILL");
  assert.deepEqual((await running)["rows"], [[300000000]]);
  const [line, ...others] = world.lines().filter(({ level }) => level === "warn");
  assert.deepEqual([line?.["pid"], line?.["cause"], others.length], [Number(pid), "crash", 0]);
  assert.match(String(line?.["detail"]), /SIGKILL/);
});

Deno.test("log_level and log_format choose what is written, and how", async () => {
  const endpoint = `http://127.0.0.1:${closedPort()}`;
  await using quiet = await startWorld(endpoint, ["--log-level", "error"]);
  await (await fetch(`${quiet.served.url}/nothing`)).text();
  assert.equal(quiet.served.output().stderr, "");
  await using text = await startWorld(endpoint, [], { DYNAMOSQL_LOG_FORMAT: "text" });
  await (await fetch(`${text.served.url}/nothing`)).text();
  // Lines are written after what they tell of was answered.
  while (!text.served.output().stderr.includes("/nothing")) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.match(
    text.served.output().stderr,
    /^\S+Z INFO +request request_id=\S+ method=GET path=\/nothing status=404/m,
  );
  const { code, stderr } = await runCli(["serve", "--log-level", "loud", ...text.store]);
  assert.equal(code, 2);
  assert.match(stderr, /log_level .*must be one of debug, info, warn, error, silent/);
});

Deno.test("the command line tells STS from DynamoDB, and neither shows a stack nor a path", async () => {
  const folder = await Deno.makeTempDir({ prefix: "dynamosql-sts-" });
  const store = ["--store", `kv:${folder}/store.kv`];
  const port = closedPort();
  const role = ["--role-arn", "arn:aws:iam::123456789012:role/reader", "--external-id", "abc"];
  const added = ["--json", "--region", "eu-central-1", ...store];
  await cliJson(["schema", "add", "assumed", ...role, ...added]);
  await cliJson(["schema", "add", "local", "--endpoint", `http://127.0.0.1:${port}`, ...added]);
  await cliJson(["schema", "add", "plain", ...added]);
  const validate = async (name: string, env: Record<string, string>) =>
    (await runCli(["schema", "validate", name, ...store], { env })).stderr;

  assert.match(
    await validate("assumed", { AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${port}` }),
    /^Error: AWS STS .* cannot be reached, so arn:aws:iam::123456789012:role\/reader cannot be assumed\. DynamoDB was not asked\.\n$/,
  );
  assert.match(
    await validate("local", {}),
    /^Error: DynamoDB cannot be reached \(region eu-central-1, at the/,
  );
  for (const status of [200, 302, 403, 502]) {
    await using portal = startPortal(status);
    const sts = await validate("assumed", { AWS_ENDPOINT_URL_STS: portal.url });
    assert.match(sts, /AWS STS/, `${status}: ${sts}`);
    assert.doesNotMatch(sts, /\.ts:|\n\s+at /);
  }

  const profiles = `${folder}/config`;
  await Deno.writeTextFile(
    profiles,
    "[profile failing]\ncredential_process = /bin/false\n[profile sso]\nsso_start_url = https://x.awsapps.com/start\n" +
      "sso_region = eu-central-1\nsso_account_id = 123456789012\nsso_role_name = reader\n",
  );
  const reasons: readonly (readonly [string, RegExp])[] = [
    ["nobody", /AWS says: .*profile.*nobody/],
    ["failing", /AWS says: .*(?:Command failed|credential_process|failed)/i],
    ["sso", /AWS says: .*SSO session/],
  ];
  for (const [profile, reason] of reasons) {
    const env = {
      AWS_ACCESS_KEY_ID: "",
      AWS_SECRET_ACCESS_KEY: "",
      AWS_PROFILE: profile,
      AWS_CONFIG_FILE: profiles,
      AWS_SHARED_CREDENTIALS_FILE: `${folder}/none`,
    };
    assert.match(await validate("plain", env), reason, profile);
    const { stderr } = await runCli(["query", "SELECT * FROM t", "--schema", "plain", ...store], { env });
    assert.match(stderr, reason, profile);
    assert.doesNotMatch(stderr, /\.ts:|\n\s+at /);
  }
  await Deno.remove(folder, { recursive: true });
});
