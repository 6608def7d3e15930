import assert from "node:assert/strict";
import { within } from "../fixtures/within.ts";
import { type Attacked, startAttacked } from "./attacked.ts";
import { type Input, TO_MCP, TO_OTHERS } from "./inputs.ts";

/** No request may keep all others waiting longer, in milliseconds. */
const LONGEST_MS = 50;
/** Of an answer in JSON or plain text, in bytes: no refusal repeats more than a little of what was sent. */
const LONGEST_REFUSAL = 8_192;

async function send({ url, token }: Attacked, input: Input): Promise<void> {
  const { path, method = "GET", headers = {}, body, status } = input;
  const authorization = path === "/mcp" ? { authorization: `Bearer ${token}` } : {};
  const response = await fetch(`${url}${path}`, {
    method,
    redirect: "manual",
    headers: { accept: "application/json, text/event-stream", ...authorization, ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  assert.equal(response.status, status, text.slice(0, 300));
  const isPage = response.headers.get("content-type")?.startsWith("text/html") === true;
  if (!isPage && (status >= 400 || /"error":|"isError":true/.test(text))) {
    assert.ok(text.length <= LONGEST_REFUSAL, `${text.length} characters: ${text.slice(0, 300)}`);
  }
}

// No more than a principal may call: what is measured is what one request costs.
const CALLS = { DYNAMOSQL_CALLS_PER_MINUTE: "100000" };

for (const [where, inputs] of Object.entries({ "/mcp": TO_MCP, "every other route": TO_OTHERS })) {
  Deno.test(`no request to ${where} keeps the others waiting for 50 ms`, async (t) => {
    await using server = await startAttacked([], CALLS);
    // Modules load, and code is compiled, at the first of each kind.
    for (const input of Object.values(inputs)) await send(server, input).catch(() => {});
    const before = server.residentMiB();
    for (const [name, input] of Object.entries(inputs)) {
      await t.step(name, () => within(LONGEST_MS, () => server.longestDuring(() => send(server, input))));
    }
    await t.step("and the memory is what it was", () => {
      const grown = server.residentMiB() - before;
      assert.ok(grown < 64, `${Math.round(grown)} MiB more`);
    });
  });
}
