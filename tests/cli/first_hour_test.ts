/** What a person meets in the first hour on the command line, and what a script relies on. */
import assert from "node:assert/strict";
import { cliJson, runCli, startServer } from "../fixtures/cli.ts";
import { dynamodbLocal } from "../fixtures/dynamodb_local.ts";
import { createTable, putItems, uniqueRegion } from "../fixtures/tables.ts";

async function withShop(
  use: (env: Record<string, string>, place: readonly string[]) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "dynamosql-hour-" });
  const env = { DYNAMOSQL_STORE: `kv:${folder}/store.kv` };
  const database = { endpoint: await dynamodbLocal(), region: uniqueRegion() };
  await createTable(database, { name: "orders", hash: "customer", sort: "no:N" });
  await createTable(database, { name: "my-orders", hash: "id" });
  await putItems(database, "orders", Array.from({ length: 250 }, (_, no) => ({ customer: "ada", no })));
  const place = ["--region", database.region, "--endpoint", database.endpoint];
  try {
    await cliJson(["schema", "add", "shop", ...place, "--json"], { env });
    await use(env, place);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("tables and describe answer what the tools answer, for people and as JSON", async () => {
  await withShop(async (env) => {
    const { stdout } = await runCli(["tables"], { env });
    assert.deepEqual(stdout.split("\n").map((line) => line.split(/\s{2,}/)[0]), [
      "TABLE",
      "----------------",
      'shop."my-orders"',
      "shop.orders",
      "",
    ]);
    const listed = await cliJson<{ tables: { name: string }[] }>(
      ["tables", "shop", "--name-contains", "MY-", "--json"],
      { env },
    );
    assert.deepEqual(listed.tables.map(({ name }) => name), ["my-orders"]);
    for (const name of ["orders", "shop.orders", 'shop."orders"']) {
      const described = await cliJson<{ table_name: string }>(["describe", name, "--json"], { env });
      assert.equal(described.table_name, "orders");
    }
    const shown = (await runCli(["describe", "orders"], { env })).stdout;
    assert.match(shown, /^shop\.orders: 250 items; columns are known from all of 250 items\.\n/);
    assert.match(shown, /^customer +VARCHAR +100 %$/m);
    assert.match(shown, /^PRIMARY +PRIMARY +customer \(S\) +no \(N\)/m);
  });
});

Deno.test("csv, ndjson and json give all rows; a table gives a page, and says so", async () => {
  await withShop(async (env) => {
    const query = ["query", "SELECT no FROM orders"];
    const csv = await runCli([...query, "--format", "csv"], { env });
    assert.deepEqual([csv.code, csv.stdout.trimEnd().split("\r\n").length], [0, 251]);
    assert.match(csv.stderr, /^250 rows, 250 items read/m);
    assert.equal(
      (await runCli([...query, "--format", "ndjson"], { env })).stdout.trimEnd().split("\n").length,
      250,
    );
    const json = await cliJson<{ row_count: number; complete: boolean }>([...query, "--json"], { env });
    assert.deepEqual([json.row_count, json.complete], [250, true]);
    const table = await runCli(query, { env });
    assert.equal(table.stdout.trimEnd().split("\n").length, 102);
    assert.match(table.stderr, /There are more rows: raise --max-rows/);
    const one = await runCli(["query", "SELECT no FROM orders WHERE customer = 'ada' AND no = 7"], { env });
    assert.match(one.stderr, /^1 row, 1 item read, 0\.5 read units\.$/m);
  });
});

Deno.test("an answer that is longer than what is kept of one fails after its rows, so that no export loses any in silence", async () => {
  await withShop(async (env) => {
    const sql = "SELECT no FROM orders ORDER BY no";
    const { code, stdout, stderr } = await runCli(["query", sql, "--format", "csv"], {
      env: { ...env, DYNAMOSQL_KEPT_ROWS: "120" },
    });
    assert.equal(code, 1);
    assert.equal(stdout.trimEnd().split("\r\n").length, 121);
    assert.match(stderr, /^Error: The answer has more rows than are kept of one, and ends after 120 rows\./m);
  });
});

Deno.test("with --json an error is one line of JSON with a code, whatever failed", async () => {
  await withShop(async (env) => {
    const cases: readonly (readonly [readonly string[], number, string])[] = [
      [["query", "SELECT x FROM nope", "--json"], 1, "table_not_found"],
      [["query", "SELECT FROM orders WHERE", "--format", "json"], 1, "syntax_error"],
      [["query", "SELECT 1", "--json", "--schema", "nope"], 1, "schema_not_found"],
      [["schema", "validate", "nope", "--json"], 1, "schema_not_found"],
      [["query", "SELECT 1", "--json", "--params", "x"], 2, "invalid_parameter"],
      [["query", "SELECT 1", "--json", "--frmat", "x"], 2, "invalid_parameter"],
      [["tables", "--json", "--tenant", "nobody"], 1, "not_found"],
    ];
    for (const [args, exit, expected] of cases) {
      const { code, stdout, stderr } = await runCli(args, { env });
      assert.deepEqual([code, stdout], [exit, ""], args.join(" "));
      const { error } = JSON.parse(stderr);
      assert.equal(error.code, expected, stderr);
      assert.ok(error.message.length > 0);
    }
  });
});

Deno.test("an unknown schema is an error in the same words everywhere", async () => {
  await withShop(async (env) => {
    const commands = [
      ["query", "SELECT 1", "--schema", "shp"],
      ["query", "SELECT * FROM orders", "--schema", "shp"],
      ["query", "SELECT 1", "--plan", "--schema", "shp"],
      ["tables", "shp"],
      ["describe", "orders", "--schema", "shp"],
      ["schema", "validate", "shp"],
      ["schema", "refresh", "shp"],
    ];
    const said = new Set<string>();
    for (const args of commands) {
      const { code, stderr } = await runCli(args, { env });
      assert.equal(code, 1, args.join(" "));
      said.add(stderr.split("\n")[0] ?? "");
    }
    assert.deepEqual([...said], ["Error: Schema not found: shp. Did you mean shop?"]);
  });
});

Deno.test("Ctrl-C ends a query with 130", async () => {
  await withShop(async (env) => {
    const main = new URL("../../src/main.ts", import.meta.url).pathname;
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--no-check",
        main,
        "query",
        "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b",
      ],
      env: { ...env, NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    child.kill("SIGINT");
    const { code, stderr } = await child.output();
    assert.equal(code, 130, new TextDecoder().decode(stderr));
  });
});

Deno.test("serve says where its state is, what it serves, as whom, and what to do next", async () => {
  await withShop(async (env, place) => {
    const notice = async () => {
      const served = await startServer([], { env });
      try {
        while (!/^(?:Next|\(for DynamoDB Local)/m.test(served.output().stdout)) {
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        return { ...served.output(), url: served.url };
      } finally {
        await served.stop();
      }
    };
    const with_ = await notice();
    assert.match(with_.stdout, new RegExp(`^Store: ${env["DYNAMOSQL_STORE"]}$`, "m"));
    assert.match(with_.stdout, new RegExp(`^Schemas: shop \\(${place[1]}, default\\)$`, "m"));
    assert.ok(with_.stdout.includes(`claude mcp add --transport http dynamosql ${with_.url}/mcp`));
    await cliJson(["schema", "add", "cloud", "--region", "eu-central-1", "--json"], { env });
    assert.match((await notice()).stdout, /^AWS: access key (?:loca|….*)…/m);
    for (const name of ["shop", "cloud"]) await cliJson(["schema", "remove", name, "--json"], { env });
    assert.match((await notice()).stdout, /^No schema yet: .*dynamosql schema add NAME --region REGION$/m);
  });
});

Deno.test("a refresh of a schema whose allow-list names a table that is not there fails, and names it", async () => {
  await withShop(async (env, place) => {
    await cliJson(["schema", "add", "some", ...place, "--table", "orders", "--table", "gone", "--json"], {
      env,
    });
    const { code, stdout, stderr } = await runCli(["schema", "refresh", "some"], { env });
    assert.equal(code, 1);
    assert.match(stdout, /^orders +250/m);
    assert.match(stderr, /^Error: DynamoDB has no table gone, which the schema's allow-list names\./);
  });
});

Deno.test("help of serve begins with where it listens, shows bytes as they are typed, and what is switched on", async () => {
  const { stdout } = await runCli(["serve", "--help"]);
  const flags = [...stdout.matchAll(/^ {2}--([a-z-]+)/gm)].map(([, name]) => name);
  assert.deepEqual(flags.slice(0, 4), ["port", "host", "public-url", "store"]);
  assert.match(stdout, /--engine-memory [^(]*\(default:\s+1GiB\)/);
  assert.match(stdout, /--cimd [^-]*\(default:\s+true\)/);
});

Deno.test("no help has a line of more than 100 columns", async () => {
  const { stdout } = await runCli(["--help"]);
  const names = [...stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name ?? "");
  assert.ok(names.includes("serve") && names.includes("completions"));
  for (const args of [[], ...names.map((name) => [name]), ["schema", "add"], ["client", "create"]]) {
    const help = await runCli([...args, "--help"]);
    assert.equal(help.code, 0);
    assert.deepEqual(help.stdout.split("\n").filter((line) => line.length > 100), [], args.join(" "));
  }
});

Deno.test("serve refuses memory in which no engine runs, and a public URL by which all goes in the clear", async () => {
  const tried: readonly (readonly [readonly string[], RegExp])[] = [
    [["--engine-memory", "1"], /engine_memory.* must be at least 64MiB/],
    [["--engine-memory", "63MiB"], /engine_memory.* must be at least 64MiB/],
    [["--public-url", "http://sql.example.com"], /in the clear.*https/],
    [["--public-url", "http://192.0.2.1:8080"], /in the clear.*https/],
  ];
  for (const [args, words] of tried) {
    const { code, stderr } = await runCli(["serve", "--store", "memory:", "--port", "0", ...args]);
    assert.equal(code, 2, stderr);
    assert.match(stderr, words);
  }
});

Deno.test("a store at ~ is in the home folder, also behind kv:, where no shell reads it so", async () => {
  const home = await Deno.makeTempDir({ prefix: "dynamosql-home-" });
  const env = { HOME: home, DENO_DIR: await denoFolder(), DYNAMOSQL_STORE: "kv:~/state/store.kv" };
  await cliJson(["schema", "add", "first", "--region", "eu-central-1", "--json"], { env, cwd: home });
  assert.ok((await Deno.stat(`${home}/state/store.kv`)).isFile);
  await assert.rejects(Deno.stat(`${home}/~`));
  await Deno.remove(home, { recursive: true });
});

Deno.test("without a home, what would keep its store there is refused, and makes nothing in the current folder", async () => {
  const cwd = await Deno.makeTempDir({ prefix: "dynamosql-home-" });
  const env = { HOME: "", USERPROFILE: "", XDG_DATA_HOME: "", DENO_DIR: await denoFolder() };
  const refused = [
    ["serve", "--port", "0"],
    ["user", "add", "ann@example.com"],
    ["query", "SELECT 1"],
    ["store", "backup", "copy.kv"],
    ["tenant", "list", "--store", "kv:~/store.kv"],
  ];
  try {
    for (const args of refused) {
      const { code, stderr } = await runCli(args, { env, cwd });
      assert.equal(code, 2, args.join(" "));
      assert.match(
        stderr,
        /^Error: HOME is not set, .* Name the store with --store kv:PATH or DYNAMOSQL_STORE/,
      );
    }
    for (const args of [["--demo"], ["--store", "memory:"], ["--store", `kv:${cwd}/given/store.kv`]]) {
      const served = await startServer(args, { env, cwd });
      assert.equal(await served.stop(), 0, args.join(" "));
    }
    const data = { ...env, XDG_DATA_HOME: `${cwd}/data` };
    await cliJson(["user", "add", "ann@example.com", "--json"], { env: data, cwd });
    assert.deepEqual([...Deno.readDirSync(cwd)].map(({ name }) => name).toSorted(), ["data", "given"]);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
});

/** Deno's own cache must not move with the home. */
async function denoFolder(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}
