/**
 * Callers who mean harm, each in a loop of its own until it is told to end. None looks at its answers.
 * @module
 */
import { type Input, TO_MCP, TO_OTHERS } from "./inputs.ts";

/** Where they send to, and with what right. */
export interface Target {
  readonly url: string;
  /** A good access token; a new one when the old one ends. */
  token(): Promise<string>;
}

/** Runs all of them. Resolves when the last one has ended. */
export async function attack(target: Target, signal: AbortSignal): Promise<{ readonly sent: number }> {
  let sent = 0;
  const loop = async (pauseMs: number, step: (round: number) => Promise<unknown>) => {
    for (let round = 0; !signal.aborted; round++) {
      sent++;
      // A refusal, a cut connection and an answer are all the same here: who is honest is looked at.
      await step(round).catch(() => {});
      await pause(pauseMs, signal);
    }
  };
  await Promise.all([
    loop(20, (round) => send(target, nth(TO_MCP, round), target.token())),
    loop(20, (round) => send(target, nth(TO_OTHERS, round), Promise.resolve(null))),
    loop(10, (round) => send(target, nth(TO_MCP, round), Promise.resolve(`bad.${round}.token`))),
    loop(200, (round) => runSql(target, HEAVY[round % HEAVY.length] ?? "", 2_000)),
    loop(100, (round) => runSql(target, `SELECT ${round} FROM customers c${"(".repeat(round % 300)}`, 2_000)),
    loop(50, () => tool(target, "describe_table", { table_name: "orders", refresh: "force" }, 5_000)),
    loop(300, () => unfinished(target, signal)),
  ]);
  return { sent };
}

/** Statements that would run long, make much, or crash the engine. */
const HEAVY: readonly string[] = [
  "SELECT max(a.range * b.range % 1000003) FROM range(100000) a, range(100000) b",
  "SELECT repeat('x', 1000000000)",
  "SELECT json_structure(repeat('[', 100000) || repeat(']', 100000))",
  "SELECT (0, 0) < ANY (SELECT order_id, total FROM orders)",
  "SELECT list_sort(range(20000000))",
  "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t",
  "SELECT count(*) FROM orders a, orders b, orders c, orders d",
];

async function send({ url }: Target, input: Input, token: Promise<string | null>): Promise<void> {
  const { path, method = "GET", headers = {}, body } = input;
  const bearer = await token;
  const response = await fetch(`${url}${path}`, {
    method,
    redirect: "manual",
    headers: {
      accept: "application/json, text/event-stream",
      ...(bearer === null || path !== "/mcp" ? {} : { authorization: `Bearer ${bearer}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  await response.body?.cancel();
}

const runSql = (target: Target, sql: string, milliseconds: number) =>
  tool(target, "run_sql", { sql }, milliseconds);

/** Calls a tool and goes away after a while. */
export async function tool(
  { url, token }: Target,
  name: string,
  args: Readonly<Record<string, unknown>>,
  milliseconds: number,
): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(`${url}/mcp`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${await token()}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2025-11-25",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: args } }),
    signal: AbortSignal.timeout(milliseconds),
  });
  return { status: response.status, text: await response.text() };
}

/** Opens connections whose bodies never end, and keeps them for a while. */
async function unfinished({ url }: Target, signal: AbortSignal): Promise<void> {
  const { hostname, port } = new URL(url);
  const connections: Deno.TcpConn[] = [];
  try {
    const head = `POST /mcp HTTP/1.1\r\nhost: ${hostname}:${port}\r\ntransfer-encoding: chunked\r\n\r\n`;
    const chunk = `${(16_384).toString(16)}\r\n${"x".repeat(16_384)}\r\n`;
    for (let count = 0; count < 20; count++) {
      const connection = await Deno.connect({ hostname, port: Number(port) });
      connections.push(connection);
      await connection.write(new TextEncoder().encode(head + chunk));
    }
    await pause(5_000, signal);
  } finally {
    for (const connection of connections) connection.close();
  }
}

function nth(inputs: Readonly<Record<string, Input>>, round: number): Input {
  const all = Object.values(inputs);
  return all[round % all.length] ?? { path: "/", status: 200 };
}

/** Waits, or less where the signal aborts. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
  });
}
