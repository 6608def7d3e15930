import assert from "node:assert/strict";
import { cliJson, makeStore, runCli } from "../fixtures/cli.ts";

/** A store of its own, and what each command line needs to reach it. */
async function withStore(use: (env: Record<string, string>, folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "dynamosql-cli-" });
  const store = `kv:${folder}/store.kv`;
  try {
    await makeStore(store);
    await use({ DYNAMOSQL_STORE: store }, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

interface ClientJson {
  readonly client_id: string;
  readonly tenant_id: string;
  readonly client_secret?: string;
  readonly label: string;
  readonly scope: string;
  readonly status: string;
  readonly overlap_ends_at: string | null;
}

Deno.test("--version prints the release, the commit, and what it runs on", async () => {
  const { code, stdout, stderr } = await runCli(["--version"]);
  assert.deepEqual([code, stderr], [0, ""]);
  const lock = JSON.parse(await Deno.readTextFile(new URL("../../src/deno.json", import.meta.url)));
  const duckdb = /@(\d+\.\d+\.\d+)/.exec(lock.imports["@duckdb/node-api"].slice(1))?.[1];
  const lines = stdout.split("\n");
  assert.match(lines[0] ?? "", /^dynamosql \d+\.\d+\.\d+$/);
  assert.match(lines[1] ?? "", /^commit ([0-9a-f]{40}|unknown)$/);
  assert.deepEqual(lines.slice(2), [`Deno ${Deno.version.deno}`, `DuckDB ${duckdb}`, ""]);
  assert.equal((await runCli(["-V"])).stdout, stdout);
});

Deno.test("--help works on every level and lists only what there is", async () => {
  const root = await runCli(["--help"]);
  assert.equal(root.code, 0);
  for (
    const name of [
      "serve",
      "user",
      "client",
      "app",
      "grant",
      "schema",
      "tables",
      "describe",
      "query",
      "keys",
      "tenant",
      "iam",
      "completions",
    ]
  ) {
    assert.match(root.stdout, new RegExp(`^  ${name}\\b`, "m"));
  }
  assert.doesNotMatch(root.stdout, /^ {2}(engine|doctor|audit|help)\b/m);
  const levels = [["serve"], ["client"], ["client", "create"], ["schema", "add"], ["query"], [
    "keys",
    "rotate",
  ]];
  for (const level of levels) {
    const { code, stdout } = await runCli([...level, "--help"]);
    assert.equal(code, 0, level.join(" "));
    assert.match(stdout, new RegExp(`^Usage: dynamosql ${level.join(" ")}`));
  }
});

Deno.test("wrong usage exits 2, says so on standard error only, and suggests the nearest name", async () => {
  const cases: [string[], RegExp][] = [
    [[], /Usage: dynamosql/],
    [["client"], /Usage: dynamosql client/],
    [["clinet"], /unknown command 'clinet'\n\(Did you mean client\?\)/],
    [["client", "crate"], /unknown command 'crate'\n\(Did you mean create\?\)/],
    [["client", "create", "--lable", "x"], /unknown option '--lable'\n\(Did you mean --label\?\)/],
    [["client", "create"], /required option '--label' not specified/],
    [["schema", "add", "east"], /required option '--region' not specified/],
    [["client", "rotate"], /missing required argument 'client-id'/],
    [["client", "rotate", "x", "--overlap", "soon"], /must be seconds, such as/],
    [["query"], /missing required argument 'sql'/],
    [["query", "SELECT 1", "--format", "xml"], /Allowed choices are table, json, csv, ndjson/],
    [["query", "SELECT 1", "--max-rows", "-3"], /must be a whole number of at least 1/],
    [["query", "SELECT", "1"], /too many arguments/],
    [["serve", "--port", "http"], /port \(from --port\): must be a whole number/],
    [["serve", "--prot", "1"], /unknown option '--prot'\n\(Did you mean --port\?\)/],
    [["serve", "--port", "-1"], /port \(from --port\): must be at least 0/],
    [["serve", "--max-read-units", "-1"], /max_read_units \(from --max-read-units\): must be at least 1/],
    [["serve", "--page-rows", "0"], /page_rows \(from --page-rows\): must be at least 1/],
    [["serve", "--store-token", "secret"], /unknown option '--store-token'/],
    [["serve", "--host", "0.0.0.0"], /Plain HTTP on 0\.0\.0\.0 .* --tls-cert .* --trust-proxy/],
    [
      ["serve", "--host", "0.0.0.0", "--demo", "--trust-proxy", "10.0.0.1"],
      /--demo listens on loopback only/,
    ],
    [["serve", "--tls-cert", "x.pem"], /go together/],
    [["serve", "--tls-cert", "no.pem", "--tls-key", "no.pem"], /--tls-cert: cannot read the file no\.pem/],
    [["serve", "--config", "/does/not/exist"], /cannot read the file/],
    [["completions", "tcsh"], /Allowed choices are bash, zsh, fish/],
    [["serve", "--port", "0", "--store", "redis:x"], /must be kv:PATH, kv:URL or memory:/],
  ];
  for (const [args, expected] of cases) {
    const { code, stdout, stderr } = await runCli(args);
    const line = `dynamosql ${args.join(" ")}`;
    assert.equal(code, 2, `${line}: ${stderr}`);
    assert.match(stderr, expected, line);
    assert.equal(stdout, "", line);
    assert.doesNotMatch(stderr, /\n\s+at /, `${line} shows no stack`);
    // What to do: the values there are, the flags to give, or where to read on.
    assert.match(
      stderr,
      /Usage:|\nSee: dynamosql.* --help\n|must be|[gG]ive --|--demo listens|go together|cannot read/,
      line,
    );
  }
});

Deno.test("a failure exits 1 with what happened and what to do, and no stack", async () => {
  await withStore(async (env) => {
    const cases: [string[], RegExp][] = [
      [["client", "disable", "dsc_0000000000000000000000"], /No such API client.*dynamosql client list/],
      [["user", "disable", "nobody@example.com"], /No such user.*dynamosql user list/],
      [["app", "remove", "nope"], /No client of that id.*dynamosql app list/],
      [["grant", "revoke", "grt_nope"], /No such grant.*dynamosql grant list/],
      [["client", "create", "--label", "x", "--tenant", "nobody"], /No tenant nobody\. Add it with/],
      [["client", "list", "--tenant", "nobody"], /No tenant nobody/],
      [["schema", "list", "--tenant", "nobody"], /No tenant nobody/],
      [["query", "SELECT 1", "--tenant", "nobody"], /No tenant nobody/],
      [["schema", "validate", "nope"], /Schema not found: nope/],
      [["iam", "policy", "nope"], /Schema not found: nope/],
    ];
    for (const [args, expected] of cases) {
      const { code, stdout, stderr } = await runCli(args, { env });
      assert.equal(code, 1, `${args.join(" ")}: ${stderr}`);
      assert.match(stderr, expected);
      assert.equal(stdout, "");
      assert.doesNotMatch(stderr, /\n\s+at |list_tables/);
    }
  });
});

Deno.test("a value that cannot be is wrong usage, whichever part of the program finds out", async () => {
  await withStore(async (env) => {
    const cases: [string[], RegExp][] = [
      [["client", "create", "--label", "x", "--scope", "query fly"], /Unknown scope.*schemas:read\b.*\n$/],
      [["schema", "add", "1bad", "--region", "eu-west-1"], /<name> must be letters/],
      [
        ["schema", "add", "east", "--region", "eu-west-1", "--role-arn", "nope"],
        /--role-arn must be a role's ARN/,
      ],
      [
        ["schema", "add", "east", "--region", "eu-west-1", "--external-id", "abc"],
        /--external-id goes with --role-arn/,
      ],
      [
        ["schema", "add", "east", "--region", "eu-west-1", "--external-id", "x"],
        /--external-id must be 2 to 1224/,
      ],
      [
        ["schema", "add", "east", "--region", "eu-west-1", "--table", "?"],
        /--table "\?" is no name of a DynamoDB table/,
      ],
      [["schema", "add", "east", "--region", "eu-west-1", "--prefix", " "], /--prefix must be the beginning/],
      [["schema", "add", "east", "--region", "nowhere"], /region must be an AWS region/],
      [["tenant", "add", "Not Good"], /lower-case letters/],
      [
        ["app", "add", "x", "--name", "X", "--redirect-uri", "https://a.example/cb#f"],
        /^Error: A redirect URI must not have a fragment\.\n$/,
      ],
      [
        [
          "app",
          "add",
          "x",
          "--name",
          "X",
          "--redirect-uri",
          "https://a.example/cb",
          "--redirect-uri",
          "http://b.example",
        ],
        /^Error: Redirect URI 2 of 2: .* needs a loopback host\.\n$/,
      ],
      [["query", "SELECT 1", "--params", "{"], /--params must be a JSON array/],
    ];
    for (const [args, expected] of cases) {
      const { code, stderr } = await runCli(args, { env });
      assert.equal(code, 2, `${args.join(" ")}: ${stderr}`);
      assert.match(stderr, expected);
    }
  });
});

Deno.test("a reader that goes away is no failure", async () => {
  for (const args of [["--help"], ["completions", "bash"]]) {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "src/main.ts", ...args],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    await child.stdout.cancel();
    const stderr = await new Response(child.stderr).text();
    assert.equal((await child.status).code, 0, stderr);
    assert.doesNotMatch(stderr, /pipe/i);
  }
});

Deno.test("a client is made, listed, rotated, disabled, enabled and deleted", async () => {
  await withStore(async (env) => {
    const list = async () => await cliJson<ClientJson[]>(["client", "list", "--json"], { env });
    const made = await cliJson<ClientJson>(["client", "create", "--label", "a script", "--json"], { env });
    assert.match(made.client_id, /^dsc_[0-9A-Za-z]{22}$/);
    assert.match(String(made.client_secret), /^dss_[0-9A-Za-z]+$/);
    assert.equal(made.scope, "query schemas:read");
    const narrow = await cliJson<ClientJson>(
      ["client", "create", "--label", "narrow", "--scope", "query", "--json"],
      { env },
    );
    assert.equal(narrow.scope, "query");
    assert.deepEqual((await list()).map((one) => one.label).sort(), ["a script", "narrow"]);
    assert.ok((await list()).every((one) => !("client_secret" in one)), "a list shows no secret");

    const rotated = await cliJson<ClientJson>(
      ["client", "rotate", made.client_id, "--overlap", "1h", "--json"],
      { env },
    );
    assert.notEqual(rotated.client_secret, made.client_secret);
    assert.ok(
      rotated.overlap_ends_at !== null && Date.parse(rotated.overlap_ends_at) > Date.now() + 3_500_000,
    );

    const status = async () => (await list()).find((one) => one.client_id === made.client_id)?.status;
    assert.equal((await runCli(["client", "disable", made.client_id], { env })).code, 0);
    assert.equal(await status(), "disabled");
    assert.equal((await runCli(["client", "enable", made.client_id], { env })).code, 0);
    assert.equal(await status(), "active");
    assert.equal((await runCli(["client", "delete", made.client_id], { env })).code, 0);
    assert.equal(await status(), undefined);
  });
});

Deno.test("the secret goes to standard output, the warning beside it to standard error", async () => {
  await withStore(async (env) => {
    const { stdout, stderr } = await runCli(["client", "create", "--label", "x"], { env });
    assert.match(stdout, /^client_id: {5}dsc_\w+\nclient_secret: dss_\w+\n$/);
    assert.match(stderr, /shown this once/);
  });
});

Deno.test("schemas are added, listed and removed; the first one is the default", async () => {
  await withStore(async (env) => {
    const role = "arn:aws:iam::123456789012:role/team/dynamosql";
    await cliJson(["schema", "add", "east", "--region", "eu-central-1", "--json"], { env });
    const west = await cliJson<Record<string, unknown>>([
      ...["schema", "add", "west", "--region", "us-west-2", "--role-arn", role, "--external-id", "abc-123"],
      ...["--table", "orders", "--table", "users", "--default", "--json"],
    ], { env });
    assert.equal(west["account_id"], "123456789012");
    assert.deepEqual(west["table_allowlist"], ["orders", "users"]);
    const all = await cliJson<Record<string, unknown>[]>(["schema", "list", "--json"], { env });
    assert.deepEqual(all.map((one) => [one["schema_name"], one["is_default"]]), [["east", false], [
      "west",
      true,
    ]]);
    assert.match((await runCli(["schema", "list"], { env })).stdout, /^west \* +us-west-2/m);

    const again = await runCli(["schema", "add", "EAST", "--region", "eu-central-1"], { env });
    assert.equal(again.code, 1);
    assert.match(again.stderr, /exists already/);

    const iam = await cliJson<{
      trust_policy: unknown;
      read_policy: { Statement: { Action: string | string[]; Resource: unknown }[] };
      script: string;
    }>(["iam", "policy", "west", "--json"], { env });
    assert.match(JSON.stringify(iam.trust_policy), /"sts:ExternalId":"abc-123"/);
    const actions = iam.read_policy.Statement.flatMap((one) => one.Action);
    assert.deepEqual(actions, [
      "dynamodb:BatchGetItem",
      "dynamodb:DescribeTable",
      "dynamodb:GetItem",
      "dynamodb:Query",
      "dynamodb:Scan",
    ]);
    assert.match(JSON.stringify(iam.read_policy), /us-west-2:123456789012:table\/orders\/index\/\*/);
    assert.match(iam.script, /create-role --role-name 'dynamosql' --path '\/team\/'/);

    assert.equal((await runCli(["schema", "remove", "west"], { env })).code, 0);
    const left = await cliJson<Record<string, unknown>[]>(["schema", "list", "--json"], { env });
    assert.deepEqual(left.map((one) => [one["schema_name"], one["is_default"]]), [["east", true]]);
  });
});

Deno.test("tenants see nothing of each other", async () => {
  await withStore(async (env) => {
    await cliJson(["tenant", "add", "acme", "--json"], { env });
    const tenants = await cliJson<{ tenant_id: string }[]>(["tenant", "list", "--json"], { env });
    assert.deepEqual(tenants.map((one) => one.tenant_id), ["acme", "default"]);
    const made = await cliJson<ClientJson>(
      ["client", "create", "--label", "x", "--tenant", "acme", "--json"],
      {
        env,
      },
    );
    assert.deepEqual(await cliJson(["client", "list", "--json"], { env }), []);
    const foreign = await runCli(["client", "delete", made.client_id], { env });
    assert.match(foreign.stderr, /No such API client/);
    const own = await cliJson<unknown[]>(["client", "list", "--json"], {
      env: { ...env, DYNAMOSQL_TENANT: "acme" },
    });
    assert.equal(own.length, 1);
  });
});

Deno.test("keys are made, listed and rotated; the old one stays published", async () => {
  await withStore(async (env) => {
    const first = await cliJson<{ kid: string }>(["keys", "rotate", "--json"], { env });
    const second = await cliJson<{ kid: string }>(["keys", "rotate", "--json"], { env });
    const all = await cliJson<{ kid: string; status: string }[]>(["keys", "list", "--json"], { env });
    assert.deepEqual(all.slice(0, 2).map((one) => [one.kid, one.status]), [
      [second.kid, "active"],
      [first.kid, "retired"],
    ]);
  });
});

Deno.test("an unknown variable is a warning and the command goes on", async () => {
  await withStore(async (env) => {
    const { code, stderr } = await runCli(["client", "list"], {
      env: { ...env, DYNAMOSQL_STOER: "x", DYNAMOSQL_MCP_TOKEN: "y" },
    });
    assert.equal(code, 0);
    assert.equal(
      stderr,
      "Warning: Unknown variable DYNAMOSQL_STOER is ignored. Did you mean DYNAMOSQL_STORE?\n",
    );
  });
});

Deno.test("a flag beats a variable beats the config file, in the real command", async () => {
  await withStore(async (env, folder) => {
    const config = `${folder}/c.jsonc`;
    await Deno.writeTextFile(config, `{ "tenant": "from-file" /* lowest */ }`);
    for (const name of ["from-file", "from-variable", "from-flag"]) {
      await runCli(["tenant", "add", name], { env });
    }
    const tenantOf = async (args: string[], more: Record<string, string>) => {
      const made = await cliJson<ClientJson>(["client", "create", "--label", "x", "--json", ...args], {
        env: { ...env, ...more },
      });
      return made.tenant_id;
    };
    assert.equal(await tenantOf(["--config", config], {}), "from-file");
    const variable = { DYNAMOSQL_TENANT: "from-variable", DYNAMOSQL_CONFIG: config };
    assert.equal(await tenantOf([], variable), "from-variable");
    assert.equal(await tenantOf(["--tenant", "from-flag"], variable), "from-flag");
  });
});

Deno.test("without --store, state lies in the user's data folder, readable by its owner only", async () => {
  const home = await Deno.makeTempDir({ prefix: "dynamosql-home-" });
  try {
    // Deno's own cache must not move with the home.
    const env = { HOME: home, XDG_DATA_HOME: "", DENO_DIR: await denoFolder() };
    await cliJson(["user", "add", "ann@example.com", "--json"], { env });
    const folder = `${home}/.local/share/dynamosql/data`;
    const { mode } = await Deno.stat(folder);
    assert.equal((mode ?? 0) & 0o777, 0o700);
    assert.equal(((await Deno.stat(`${folder}/store.kv`)).mode ?? 0) & 0o077, 0);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

async function denoFolder(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}
