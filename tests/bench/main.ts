/**
 * `deno task bench`: what issue-sized promises cost, as ratios within one run on one machine, so that they mean the
 * same on a slow one. Prints a table; the exit code is 1 only if something could not be measured.
 * @module
 */
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { fileURLToPath } from "node:url";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { startServer } from "../fixtures/cli.ts";
import { createTable, putItems } from "../fixtures/tables.ts";
import { fetchToken, startWorld, type World } from "../e2e/session.ts";
import { legacy, modern } from "../mcp/harness.ts";
import { childPids, type Measured, median, rate, report, residentMb, took } from "./measure.ts";
import { measureSelectOne } from "./peer.ts";

const ROUNDS = 5;
const ROUND_MS = 2_000;
const WORKERS = 16;
const KEY_CALLS = 400;
const STARTS = 7;

const rows: Measured[] = [];
const add = (name: string, value: number, unit: string, aim: string, met: boolean) =>
  rows.push({ name, value: `${value.toFixed(value < 10 ? 2 : 0)}${unit && ` ${unit}`}`, aim, met });

const world = await startWorld(async (database) => {
  await createTable(database, { name: "orders", hash: "order_id" });
  await putItems(
    database,
    "orders",
    Array.from(
      { length: 200 },
      (_, n) => ({ order_id: `o${n}`, total: n * 10, status: "paid", note: "x".repeat(200) }),
    ),
  );
}, { DYNAMOSQL_CALLS_PER_MINUTE: "1000000" });
try {
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const serverMb = residentMb(world.served.pid);
  add("server resident after start", serverMb, "MB", "≤ 90 MB", serverMb <= 90);

  const token = await world.token();
  const first = await took(() => sql(world, token, "SELECT status FROM orders WHERE order_id = 'o1'"));
  await new Promise((resolve) => setTimeout(resolve, 500));
  const [engine] = childPids(world.served.pid);
  if (engine === undefined) throw new Error("No engine process after the first query.");
  const engineMb = residentMb(engine);
  add("engine resident after its first query", engineMb, "MB", "≤ 200 MB", engineMb <= 200);
  add("first query, engine start and sampling included", first, "ms", "(no aim)", true);

  await starts();
  await toolList(world, token);
  await keyLookup(world, token);
  rows.push(...await measureSelectOne(Number(new URL(world.served.url).port), token));
  await tokens(world, token);
} finally {
  await world.close();
}
console.log(report(rows));
Deno.exit(0);

/** Spawn → listening line; and → the first SQL answer of a fresh server. */
async function starts(): Promise<void> {
  const listening: number[] = [];
  const answered: number[] = [];
  for (let n = 0; n < STARTS; n++) {
    const from = performance.now();
    const served = await startServer(["--store", world.store, "--calls-per-minute", "1000000"]);
    listening.push(served.startMs);
    const token = await fetchToken(served.url, world.clientId, world.clientSecret);
    await sql({ served }, token, "SELECT status FROM orders WHERE order_id = 'o1'");
    answered.push(performance.now() - from);
    await served.stop();
  }
  const ms = median(listening);
  add(`start → listening, median of ${STARTS}`, ms, "ms", "≤ 300 ms", ms <= 300);
  add("start → first SQL answer", median(answered), "ms", "(no aim)", true);
}

/** The product's authenticated tools/list against the SDK's handler with the same tools and nothing around it. */
async function toolList(world: World, token: string): Promise<void> {
  const bare = await startBare();
  try {
    for (const [era, send] of [["2026-07-28", modern], ["2025-11-25", legacy]] as const) {
      const ask = (origin: string) => async () => {
        const response = await send({ origin }, "tools/list", {}, { authorization: `Bearer ${token}` });
        const text = await response.text();
        if (!response.ok || !text.includes("run_sql")) {
          throw new Error(`tools/list answered ${response.status} ${text}`);
        }
      };
      const [product, yardstick] = [ask(world.served.url.replace("localhost", "127.0.0.1")), ask(bare.url)];
      for (const once of [product, yardstick]) await rate(once, WORKERS, ROUND_MS);
      const rates: { product: number; bare: number }[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        rates.push({
          product: await rate(product, WORKERS, ROUND_MS),
          bare: await rate(yardstick, WORKERS, ROUND_MS),
        });
      }
      const ratio = median(rates.map((one) => one.product / one.bare));
      add(`tools/list ${era}, ours`, median(rates.map((one) => one.product)), "/s", "(no aim)", true);
      add(`tools/list ${era}, bare handler`, median(rates.map((one) => one.bare)), "/s", "(no aim)", true);
      add(`tools/list ${era}, ours ÷ bare`, ratio, "", "≥ 0.8", ratio >= 0.8);
    }
  } finally {
    bare.stop();
  }
}

async function startBare(): Promise<{ url: string; stop: () => void }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", fileURLToPath(new URL("bare_mcp.ts", import.meta.url))],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await reader.read();
  return { url: value.trim(), stop: () => child.kill() };
}

/** A lookup by full key through token, MCP, SQL, engine – against the SDK's GetItem of the same item. */
async function keyLookup(world: World, token: string): Promise<void> {
  const { endpoint, region = "us-east-1" } = world.database;
  const client = new DynamoDBClient({
    endpoint,
    region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const bare = (n: number) =>
    client.send(new GetItemCommand({ TableName: "orders", Key: { order_id: { S: `o${n % 200}` } } }));
  const ours = (n: number) => sql(world, token, `SELECT * FROM orders WHERE order_id = 'o${n % 200}'`);
  for (let n = 0; n < 100; n++) await Promise.all([bare(n), ours(n)]);
  const [direct, through]: [number[], number[]] = [[], []];
  for (let n = 0; n < KEY_CALLS; n++) {
    direct.push(await took(() => bare(n)));
    through.push(await took(() => ours(n)));
  }
  client.destroy();
  const added = median(through) - median(direct);
  add("GetItem by the SDK, p50", median(direct), "ms", "(no aim)", true);
  add("run_sql by key, p50", median(through), "ms", "(no aim)", true);
  add("run_sql by key, added p50", added, "ms", "≤ 4 ms", added <= 4);
  add("run_sql by key ÷ GetItem, p50", median(through) / median(direct), "", "(no aim)", true);
}

/** What the tool list costs a client's context. */
async function tokens(world: World, token: string): Promise<void> {
  const response = await modern({ origin: world.served.url }, "tools/list", {}, {
    authorization: `Bearer ${token}`,
  });
  const message = JSON.parse(/\{.*\}/s.exec(await response.text())?.[0] ?? "{}");
  const count = countTokens(JSON.stringify(message.result));
  add("tokens of tools/list (o200k)", count, "", "≤ 1500", count <= 1500);
}

async function sql(world: Pick<World, "served">, token: string, text: string): Promise<void> {
  const response = await modern(
    { origin: world.served.url.replace("localhost", "127.0.0.1") },
    "tools/call",
    { name: "run_sql", arguments: { sql: text } },
    { authorization: `Bearer ${token}` },
  );
  const body = await response.text();
  if (!response.ok || body.includes('"isError":true')) {
    throw new Error(`run_sql answered ${response.status} ${body}`);
  }
}
