/** Clients that the operator registers: through the command line, in the config file, and what a server sees of them. */
import assert from "node:assert/strict";
import { settingsSchema } from "../../../src/config.ts";
import { matches } from "../../../src/identity/client_secret.ts";
import {
  createOperatorClients,
  type NewOperatorClient,
} from "../../../src/oauth/clients/operator_clients.ts";
import { createRevision, openStore } from "../../../src/store/mod.ts";
import { cliJson, makeStore, runCli } from "../../fixtures/cli.ts";
import { refusalOf, startClientServer } from "./fixture.ts";
import { systemRuntime } from "../../../src/telemetry/runtime.ts";

const GOOD: NewOperatorClient = { clientId: "desk", name: "Desk", redirectUris: ["https://desk.example/cb"] };

async function withOperator(
  use: (apps: ReturnType<typeof createOperatorClients>) => Promise<void>,
  configured: readonly NewOperatorClient[] = [],
) {
  const store = await openStore("memory:");
  try {
    const revision = createRevision(store);
    await use(
      createOperatorClients({
        ...systemRuntime,
        store,
        revision,
        privateRedirects: ["cursor://x/cb"],
        configured,
      }),
    );
  } finally {
    await store.close();
  }
}

/** [rule, change, code] */
const REFUSED: readonly (readonly [string, Partial<NewOperatorClient>, string])[] = [
  ["an empty id", { clientId: "" }, "invalid_parameter"],
  ["an id that is a URL without TLS", { clientId: "http://desk.example/client.json" }, "invalid_parameter"],
  ["an id that is a URL without a path", { clientId: "https://desk.example/" }, "invalid_parameter"],
  [
    "an id that is a URL in another spelling",
    { clientId: "https://DESK.example/a.json" },
    "invalid_parameter",
  ],
  ["an id that looks like an API client's", { clientId: "dsc_desk" }, "invalid_parameter"],
  [
    "an id that looks like a self-registered one's",
    { clientId: "dsr_0123456789012345678901" },
    "invalid_parameter",
  ],
  ["an id that looks like a user's", { clientId: "usr_desk" }, "invalid_parameter"],
  ["an id that looks like a user's in upper case", { clientId: "USR_desk" }, "invalid_parameter"],
  ["an id with a space", { clientId: "my desk" }, "invalid_parameter"],
  ["an id with a slash", { clientId: "a/b" }, "invalid_parameter"],
  ["an id with a colon", { clientId: "a:b" }, "invalid_parameter"],
  ["an id with a line end", { clientId: "desk\n" }, "invalid_parameter"],
  ["an id of 101 characters", { clientId: "a".repeat(101) }, "invalid_parameter"],
  ["an empty name", { name: " " }, "invalid_parameter"],
  ["a name with a bidirectional mark", { name: "De\u202esk" }, "invalid_parameter"],
  ["a name of 101 characters", { name: "a".repeat(101) }, "invalid_parameter"],
  ["no redirect URI", { redirectUris: [] }, "invalid_parameter"],
  ["http elsewhere", { redirectUris: ["http://desk.example/cb"] }, "invalid_redirect_uri"],
  ["a fragment", { redirectUris: ["https://desk.example/cb#x"] }, "invalid_redirect_uri"],
  [
    "a private scheme with a secret",
    { redirectUris: ["cursor://x/cb"], confidential: true },
    "invalid_redirect_uri",
  ],
  ["a secret and keys", { confidential: true, jwksUri: "https://desk.example/jwks" }, "invalid_parameter"],
  ["keys on loopback", { jwksUri: "https://127.0.0.1/jwks" }, "invalid_parameter"],
  ["a scope for REST", { scopes: ["schemas:write"] }, "invalid_parameter"],
  ["no scope", { scopes: [] }, "invalid_parameter"],
];

for (const [rule, change, code] of REFUSED) {
  Deno.test(`an operator's client is refused with ${rule}`, async () => {
    await withOperator(async (apps) => {
      assert.equal((await refusalOf(apps.add({ ...GOOD, ...change }))).code, code);
      assert.deepEqual(await apps.list(), []);
    });
  });
}

Deno.test("the URL of a metadata document may be an id: found, listed, taken once, and removed", async () => {
  await withOperator(async (apps) => {
    const clientId = `https://desk.example/${"a".repeat(400)}/client.json`;
    await apps.add({ ...GOOD, clientId });
    assert.equal((await apps.find(clientId))?.clientId, clientId);
    assert.deepEqual((await apps.list()).map((one) => one.clientId), [clientId]);
    assert.equal((await refusalOf(apps.add({ ...GOOD, clientId }))).code, "conflict");
    await apps.remove(clientId);
    assert.equal(await apps.find(clientId), null);
  });
});

Deno.test("a wrong client of the config file is config_invalid and says which one", async () => {
  const store = await openStore("memory:");
  try {
    assert.throws(() =>
      createOperatorClients({
        ...systemRuntime,
        store,
        revision: createRevision(store),
        privateRedirects: [],
        configured: [{ ...GOOD, redirectUris: ["http://desk.example/cb"] }],
      }), /^DynamoSqlError: apps: desk: .*loopback/);
  } finally {
    await store.close();
  }
});

/** [setting, value, accepted] */
const SETTINGS: readonly (readonly [string, unknown, boolean])[] = [
  ["cimd_allow", ["claude.ai", "*.openai.com", "client.example:8443"], true],
  ["cimd_allow", "claude.ai, vscode.dev", true],
  ["cimd_allow", ["https://claude.ai"], false],
  ["cimd_allow", ["claude.ai/oauth"], false],
  ["cimd_deny", ["*"], false],
  ["cimd_deny", ["a.*.example"], false],
  ["private_redirects", ["cursor://anysphere.cursor-mcp/oauth/callback", "com.example.app:/cb"], true],
  ["private_redirects", [], true],
  ["private_redirects", ["http://app.example/cb"], false],
  ["private_redirects", ["https://app.example/cb"], false],
  ["private_redirects", ["javascript:alert(1)"], false],
  ["private_redirects", ["data:text/html,x"], false],
  ["private_redirects", ["file:///etc/passwd"], false],
  ["private_redirects", ["app://x/#y"], false],
  ["private_redirects", ["app://*"], false],
  ["private_redirects", ["app://x y"], false],
  ["private_redirects", ["App://x"], false],
  ["apps", [{ id: "a", name: "A", redirect_uris: ["https://a.example/"] }], true],
  ["apps", [{ id: "a", name: "A" }], false],
  ["apps", "not JSON", false],
  ["apps", [{ id: "a", name: "A", redirect_uris: [], secret: "x" }], false],
];

for (const [name, value, accepted] of SETTINGS) {
  Deno.test(`the setting ${name} ${accepted ? "may" : "must not"} be ${JSON.stringify(value)}`, () => {
    assert.equal(settingsSchema.safeParse({ [name]: value }).success, accepted);
  });
}

Deno.test("a confidential client's secret comes back once, is stored as a hash, and only then", async () => {
  await withOperator(async (apps) => {
    const { client, clientSecret = "" } = await apps.add({ ...GOOD, confidential: true });
    assert.equal(client.authMethod, "client_secret_basic");
    assert.ok(matches(clientSecret, client.secrets, Date.now()));
    assert.ok(!JSON.stringify(await apps.list()).includes(clientSecret));
    const open = await apps.add({ ...GOOD, clientId: "open" });
    assert.equal(open.clientSecret, undefined);
    assert.deepEqual([open.client.authMethod, open.client.secrets], ["none", []]);
  });
});

Deno.test("two who add one id at once: one of them gets it", async () => {
  await withOperator(async (apps) => {
    const all = await Promise.allSettled(
      Array.from({ length: 16 }, () => apps.add({ ...GOOD, confidential: true })),
    );
    assert.equal(all.filter(({ status }) => status === "fulfilled").length, 1);
    for (const one of all) if (one.status === "rejected") assert.equal(one.reason.code, "conflict");
  });
});

Deno.test("the config file's clients go before the store's, and cannot be removed or taken", async () => {
  await withOperator(async (apps) => {
    assert.equal((await apps.find("desk"))?.name, "Desk");
    assert.equal((await refusalOf(apps.add(GOOD))).code, "conflict");
    assert.equal((await refusalOf(apps.remove("desk"))).code, "conflict");
    assert.deepEqual((await apps.list()).map(({ clientId, createdAt }) => [clientId, createdAt]), [[
      "desk",
      undefined,
    ]]);
  }, [GOOD]);
});

Deno.test("a server finds clients of the settings and of the store; one that is removed is unknown at once", async () => {
  const apps = [{ id: "configured", name: "Configured", redirect_uris: ["http://localhost/cb"] }];
  await using server = await startClientServer({ settings: { apps } });
  const { clients } = server;
  assert.equal((await clients.find("configured", "authorize"))?.known, "operator");
  assert.equal(await clients.find("desk", "authorize"), null);
  await clients.operator.add(GOOD);
  assert.equal((await clients.find("desk", "authorize"))?.name, "Desk");
  await clients.operator.remove("desk");
  assert.equal(await clients.find("desk", "token"), null);
});

Deno.test("another replica forgets a removed client at its next look at the store", async () => {
  await using one = await startClientServer();
  await using two = await startClientServer({ store: one.store });
  await one.clients.operator.add(GOOD);
  assert.ok(await two.clients.find("desk", "token"));
  await one.clients.operator.remove("desk");
  await two.revision.poll();
  assert.equal(await two.clients.find("desk", "token"), null);
});

Deno.test("ids of no kind are unknown clients: no error, no fetch, no read", async () => {
  await using server = await startClientServer();
  for (
    const id of [
      "",
      " ",
      "dsr_short",
      "dsc_0123456789012345678901",
      "http://x.example/c",
      "a/b",
      "x".repeat(5_000),
      "\0",
      "🦊",
    ]
  ) {
    assert.equal(await server.clients.find(id, "authorize"), null, JSON.stringify(id));
  }
});

interface App {
  readonly client_id: string;
  readonly client_secret?: string;
  readonly token_endpoint_auth_method: string;
  readonly redirect_uris: readonly string[];
  readonly from: string;
}

async function withStoreFile(use: (store: string) => Promise<void>) {
  const folder = await Deno.makeTempDir({ prefix: "dynamosql-app-" });
  try {
    await makeStore(`kv:${folder}/store.kv`);
    await use(`kv:${folder}/store.kv`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("app add, list and remove; the secret is shown once; removing revokes what people granted", async () => {
  await withStoreFile(async (store) => {
    const uris = ["--redirect-uri", "https://desk.example/cb", "--redirect-uri", "http://localhost/cb"];
    const made = await cliJson<App>([
      "app",
      "add",
      "desk",
      "--name",
      "Desk",
      ...uris,
      "--confidential",
      "--json",
      "--store",
      store,
    ]);
    assert.match(made.client_secret ?? "", /^dss_[0-9A-Za-z]{43}$/);
    assert.equal(made.token_endpoint_auth_method, "client_secret_basic");
    const open = await cliJson<App>([
      "app",
      "add",
      "open",
      "--name",
      "Open",
      "--redirect-uri",
      "http://127.0.0.1/cb",
      "--json",
      "--store",
      store,
    ]);
    assert.ok(!("client_secret" in open));
    const all = await cliJson<App[]>(["app", "list", "--json", "--store", store]);
    assert.deepEqual(all.map(({ client_id }) => client_id), ["desk", "open"]);
    assert.deepEqual(all[0]?.redirect_uris, ["https://desk.example/cb", "http://localhost/cb"]);
    assert.ok(!JSON.stringify(all).includes(String(made.client_secret)));
    assert.match(
      (await runCli(["app", "list", "--store", store])).stdout,
      /desk +Desk +secret +https:\/\/desk\.example\/cb/,
    );
    assert.deepEqual(await cliJson(["app", "remove", "desk", "--json", "--store", store]), {
      client_id: "desk",
      removed: true,
      grants_revoked: 0,
    });
    const again = await runCli(["app", "remove", "desk", "--store", store]);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /^Error: No client of that id/);
  });
});

Deno.test("app add: wrong usage exits 2 and says what is right", async () => {
  await withStoreFile(async (store) => {
    const cases: [string[], RegExp][] = [
      [["app", "add"], /missing required argument 'id'/],
      [["app", "add", "x", "--name", "X"], /required option '--redirect-uri' not specified/],
      [["app", "add", "x", "--redirect-uri", "https://x.example/"], /required option '--name' not specified/],
      [
        ["app", "add", "dsc_x", "--name", "X", "--redirect-uri", "https://x.example/"],
        /A client id is 1 to 100/,
      ],
      [
        ["app", "add", "x", "--name", "X", "--redirect-uri", "https://x.example/", "--scope", "everything"],
        /Unknown scope/,
      ],
      [
        ["app", "add", "x", "--name", "X", "--redirect-uri", "http://x.example/"],
        /^Error: A redirect URI with http needs a loopback host\.\n/,
      ],
    ];
    for (const [args, message] of cases) {
      const { code, stdout, stderr } = await runCli([...args, "--store", store]);
      assert.deepEqual([code, stdout], [2, ""], args.join(" "));
      assert.match(stderr, message);
    }
  });
});

Deno.test("apps of the config file are listed as such, may not hold secrets, and may come as JSON in a variable", async () => {
  const folder = await Deno.makeTempDir({ prefix: "dynamosql-app-" });
  try {
    const store = `kv:${folder}/store.kv`;
    const config = `${folder}/c.jsonc`;
    const app = { id: "desk", name: "Desk", redirect_uris: ["https://desk.example/cb"] };
    await Deno.writeTextFile(config, JSON.stringify({ apps: [app] }));
    await makeStore(store);
    const listed = await cliJson<App[]>(["app", "list", "--json", "--store", store, "--config", config]);
    assert.deepEqual(listed.map(({ client_id, from }) => [client_id, from]), [["desk", "config"]]);
    const env = { DYNAMOSQL_APPS: JSON.stringify([app]) };
    assert.equal((await cliJson<App[]>(["app", "list", "--json", "--store", store], { env })).length, 1);
    await Deno.writeTextFile(config, JSON.stringify({ apps: [{ ...app, client_secret: "hunter2" }] }));
    const refused = await runCli(["app", "list", "--store", store, "--config", config]);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /apps/);
    assert.doesNotMatch(refused.stderr, /hunter2/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
