/**
 * `deno task attack [--seconds 600]`: hostile and honest callers at once, at a demo server of its own; or at a server
 * that runs, `--url URL --honest ID:SECRET --hostile ID:SECRET [--pid N]`, of which the tables of the demo are asked.
 * It fails where the honest wait twice as long as in quiet, where one of them gets an error, or where memory grows.
 * @module
 */
import { parseArgs } from "node:util";
import { cliJson, startServer } from "../fixtures/cli.ts";
import { attack, pause, type Target, tool } from "./hostile.ts";

const HONEST = [
  ["run_sql", { sql: "SELECT * FROM customers WHERE customer_id = 'c-001'" }],
  ["run_sql", { sql: "SELECT status, count(*), sum(total) FROM orders GROUP BY status" }],
  ["run_sql", { sql: "SELECT 1" }],
  ["list_tables", {}],
  ["describe_table", { table_name: "orders" }],
] as const;
const CALLERS = 3;
/** Between the calls of one of them: together they stay within what a principal may call. */
const PAUSE_MS = 500;

/** What the honest met. */
interface Met {
  readonly calls: number;
  readonly p95: number;
  readonly failures: readonly string[];
}

async function honest(target: Target, seconds: number): Promise<Met> {
  const times: number[] = [];
  const failures: string[] = [];
  const end = AbortSignal.timeout(seconds * 1000);
  await Promise.all(Array.from({ length: CALLERS }, async (_, caller) => {
    for (let round = caller; !end.aborted; round++) {
      const [name, args] = HONEST[round % HONEST.length] ?? HONEST[0];
      const from = performance.now();
      const { status, text } = await tool(target, name, args, 60_000).catch((error: unknown) => {
        return { status: 0, text: String(error) };
      });
      times.push(performance.now() - from);
      if (status !== 200 || /"isError":true|"error":/.test(text)) {
        failures.push(`${status} ${text.slice(0, 200)}`);
      }
      await pause(PAUSE_MS, end);
    }
  }));
  const sorted = times.toSorted((a, b) => a - b);
  return { calls: times.length, p95: sorted[Math.floor(sorted.length * 0.95)] ?? 0, failures };
}

/** Tokens of an API client, fetched anew before they end. */
function tokens(url: string, credentials: string): () => Promise<string> {
  let known: { readonly token: Promise<string>; readonly until: number } | undefined;
  return () => {
    if (known === undefined || known.until < Date.now()) {
      const token = fetch(`${url}/token`, {
        method: "POST",
        headers: { authorization: `Basic ${btoa(credentials)}` },
        body: new URLSearchParams({ grant_type: "client_credentials" }),
      }).then(async (response): Promise<string> => (await response.json()).access_token);
      known = { token, until: Date.now() + 300_000 };
    }
    return known.token;
  };
}

/** Resident memory in MiB; null where the process cannot be seen. */
function memoryOf(pid: number | undefined): number | null {
  if (pid === undefined) return null;
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1];
  return kib === undefined ? null : Number(kib) / 1024;
}

async function demo() {
  const served = await startServer(["--demo"]);
  // Its lines come after the address.
  const lines = () => served.output().stdout;
  while (!/^Store:/m.test(lines())) await new Promise((resolve) => setTimeout(resolve, 50));
  const stdout = lines();
  const read = (label: string) => new RegExp(`^${label}:\\s+(\\S+)$`, "m").exec(stdout)?.[1] ?? "";
  const made = await cliJson<{ client_id: string; client_secret: string }>(
    ["client", "create", "--label", "hostile", "--json", "--store", read("Store")],
  );
  return {
    url: served.url,
    honest: `${read("Client id")}:${read("Client secret")}`,
    hostile: `${made.client_id}:${made.client_secret}`,
    pid: served.pid,
    stop: () => served.stop(),
  };
}

const { values } = parseArgs({
  args: Deno.args,
  options: {
    seconds: { type: "string", default: "600" },
    url: { type: "string" },
    honest: { type: "string", default: "" },
    hostile: { type: "string", default: "" },
    pid: { type: "string" },
  },
});
const seconds = Number(values.seconds);
const server = values.url === undefined ? await demo() : {
  url: values.url.replace(/\/$/, ""),
  honest: values.honest,
  hostile: values.hostile,
  pid: values.pid === undefined ? undefined : Number(values.pid),
  stop: () => Promise.resolve(0),
};
const friend: Target = { url: server.url, token: tokens(server.url, server.honest) };
const foe: Target = { url: server.url, token: tokens(server.url, server.hostile) };
const say = (what: string, { calls, p95, failures }: Met) =>
  console.log(`${what}: ${calls} calls, p95 ${p95.toFixed(0)} ms, ${failures.length} failures`);

await honest(friend, 10);
const quiet = await honest(friend, Math.min(60, seconds));
say("quiet", quiet);
const end = new AbortController();
const attacked = attack(foe, end.signal);
await honest(friend, 10);
const early = memoryOf(server.pid);
const loaded = await honest(friend, seconds);
const late = memoryOf(server.pid);
end.abort();
const { sent } = await attacked;
say(`attacked by ${sent} requests`, loaded);
if (early !== null && late !== null) {
  console.log(`memory: ${early.toFixed(0)} MiB, then ${late.toFixed(0)} MiB`);
}
const code = await server.stop();

const wrong = [
  ...(loaded.p95 > 2 * quiet.p95
    ? [`the honest waited ${(loaded.p95 / quiet.p95).toFixed(2)} times as long`]
    : []),
  ...(loaded.failures.length > 0 ? [`the honest got errors: ${loaded.failures.slice(0, 5).join("; ")}`] : []),
  ...(early !== null && late !== null && late > early * 1.25 + 64 ? ["memory grew"] : []),
  ...(code === 0 ? [] : [`the server ended with ${code}`]),
];
console.log(wrong.length === 0 ? "Held." : `Did not hold: ${wrong.join(". ")}.`);
Deno.exit(wrong.length === 0 ? 0 : 1);
