/**
 * `SELECT 1` through `/mcp`, against dbhub's `execute_sql` over its own SQLite: token, budgets and a process apart on our side, none
 * of them on theirs.
 * @module
 */
import { MODERN_META } from "../mcp/harness.ts";
import { startDbhub } from "./dbhub.ts";
import { type Connection, connectTo } from "./keep_alive.ts";
import { type Measured, median, rate } from "./measure.ts";

const ROUNDS = 9;
const ROUND_MS = 1_000;
const WARM_ROUNDS = 2;

/** A server and the tool of it that runs SQL. */
interface Peer {
  readonly name: string;
  readonly port: number;
  readonly tool: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * All in turn, over one connection and over three.
 * @param port ours
 */
export async function measureSelectOne(port: number, token: string): Promise<Measured[]> {
  const started = [await startDbhub("node"), await startDbhub("deno")];
  try {
    const peers: readonly Peer[] = [
      { name: "ours", port, tool: "run_sql", headers: { authorization: `Bearer ${token}` } },
      ...started.map(({ name, port }) => ({ name, port, tool: "execute_sql", headers: {} })),
    ];
    return [...await compare(peers, 1), ...await compare(peers, 3)];
  } finally {
    for (const each of started) await each.stop();
  }
}

/** The first of them with the others. The aim is against the second: dbhub as it is run. */
async function compare(peers: readonly Peer[], connections: number): Promise<Measured[]> {
  const rates = peers.map((): number[] => []);
  for (let round = -WARM_ROUNDS; round < ROUNDS; round++) {
    for (const [at, peer] of peers.entries()) {
      const calls = await callsOf(peer, connections);
      if (round >= 0) rates[at]?.push(calls);
    }
  }
  const name = `select 1, ${connections} connection${connections > 1 ? "s" : ""}`;
  const lines = peers.map((peer, at) => {
    const value = `${median(rates[at] ?? []).toFixed(0)} /s`;
    return { name: `${name}, ${peer.name}`, value, aim: "(no aim)", met: true };
  });
  const ratios = peers.slice(1).map((peer, at) => {
    const ratio = median(
      (rates[0] ?? []).map((ours, round) => ours / (rates[at + 1]?.[round] ?? Number.NaN)),
    );
    const aim = at === 0 ? "≥ 0.8" : "(no aim)";
    const met = at > 0 || ratio >= 0.8;
    return { name: `${name}, ours ÷ ${peer.name}`, value: ratio.toFixed(2), aim, met };
  });
  return [...lines, ...ratios];
}

/** Calls a second. */
async function callsOf(peer: Peer, connections: number): Promise<number> {
  const idle = await Promise.all(Array.from({ length: connections }, () => connectTo(peer.port)));
  const all = [...idle];
  try {
    return await rate(
      async () => {
        const connection = idle.pop();
        if (connection === undefined) throw new Error("More calls than connections.");
        await selectOne(connection, peer);
        idle.push(connection);
      },
      connections,
      ROUND_MS,
    );
  } finally {
    for (const connection of all) connection.close();
  }
}

async function selectOne(connection: Connection, { tool, headers }: Peer): Promise<void> {
  const params = { name: tool, arguments: { sql: "SELECT 1" }, _meta: MODERN_META };
  const { status, body } = await connection.send(
    "POST",
    "/mcp",
    {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": tool,
      ...headers,
    },
    JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }),
  );
  if (status !== 200 || !body.includes('"result"') || body.includes('"isError":true')) {
    throw new Error(`${tool} answered ${status} ${body}`);
  }
}
