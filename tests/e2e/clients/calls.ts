/**
 * What every client does once it is in.
 * @module
 */
import assert from "node:assert/strict";
import { QUESTION } from "../../fixtures/signed_in_server.ts";
import { connect } from "../session.ts";

/** Lists the tools and runs SQL with a bearer token, in both eras. */
export async function useToken(issuer: string, token: string): Promise<void> {
  for (const era of ["2026", "2025"] as const) {
    await using session = await connect(issuer, token, era);
    const { tools } = await session.client.listTools();
    assert.deepEqual(tools.map(({ name }) => name), ["list_tables", "describe_table", "run_sql"]);
    const answer = await session.call("run_sql", { sql: QUESTION.sql });
    assert.deepEqual(answer["rows"], QUESTION.rows);
  }
}

/** The rows of a structured result. */
export function rowsOf(content: unknown): unknown {
  assert.ok(typeof content === "object" && content !== null && "rows" in content, JSON.stringify(content));
  return content.rows;
}

/** Status of a bare `tools/list` with a token: 200, 401 or 403. */
export async function statusOf(mcp: string, token: string): Promise<number> {
  const response = await fetch(mcp, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2025-11-25",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
  });
  await response.body?.cancel();
  return response.status;
}

/** Waits until `tools/list` with the token answers `status`. Fails after `ms`. */
export async function becomes(mcp: string, token: string, status: number, ms: number): Promise<void> {
  const from = performance.now();
  for (;;) {
    const now = await statusOf(mcp, token);
    if (now === status) return;
    assert.ok(performance.now() - from < ms, `${now} after ${ms} ms, not ${status}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
