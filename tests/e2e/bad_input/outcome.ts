/**
 * What came of a call, as plain data to compare.
 * @module
 */
import type { McpSession, World } from "../session.ts";

/** A failed tool call, as the model reads it. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
  readonly excerpt?: string;
}

/** The failure of a tool call that must fail. */
export async function failure(
  session: McpSession,
  sql: string,
  more: Record<string, unknown> = {},
): Promise<Failure> {
  const { isError, content } = await session.client.callTool({
    name: "run_sql",
    arguments: { sql, ...more },
  });
  const first = content[0];
  const text = first?.type === "text" ? first.text : "";
  if (!isError) throw new Error(`It did not fail: ${sql.slice(0, 80)} answered ${text.slice(0, 200)}`);
  return JSON.parse(text);
}

/** The code of a tool call that must fail. */
export async function code(session: McpSession, sql: string): Promise<string> {
  return (await failure(session, sql)).code;
}

/** Throws unless the same server process still answers a query. */
export async function stillWorks(world: World, session: McpSession): Promise<void> {
  const answer = await session.call("run_sql", { sql: "SELECT count(*) FROM cars" });
  if (JSON.stringify(answer["rows"]) !== "[[406]]") {
    throw new Error(`count(*) answered ${JSON.stringify(answer)}`);
  }
  const health = await fetch(`${world.served.url}/readyz`);
  await health.body?.cancel();
  if (!health.ok) throw new Error(`/readyz answered ${health.status}`);
}
