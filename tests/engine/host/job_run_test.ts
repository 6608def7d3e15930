import assert from "node:assert/strict";
import { DynamoSqlError } from "../../../src/errors.ts";
import { runJob } from "../../../src/engine/host/job_run.ts";
import type { FromEngine } from "../../../src/engine/messages/protocol.ts";
import { job } from "../world.ts";

/** What becomes of a job that fails: what is sent of it, and why its process ends. */
async function failing(thrown: unknown, usable: boolean) {
  const sent: FromEngine[] = [];
  const deaths: string[] = [];
  const executor = { execute: () => Promise.reject(thrown), usable: () => Promise.resolve(usable) };
  await runJob(
    { id: 1, job: job("SELECT 1"), rowBytes: 1_000 },
    Promise.resolve(executor),
    new Map(),
    (message) => {
      sent.push(message);
      return Promise.resolve();
    },
    (reason) => void deaths.push(reason),
  );
  return { sent: sent.map(({ type }) => type), deaths };
}

/** An error of DuckDB's in its own words, as the engine hands it on. */
function ofDuckDb(type: string, message: string, code: "internal" | "invalid_query" = "invalid_query") {
  const cause = new Error(JSON.stringify({ exception_type: type, exception_message: message }));
  return new DynamoSqlError(code, "It failed.", { cause });
}

const INVALIDATED = "Conversion of 'sekret' failed: database has been invalidated because of a fatal error";

Deno.test("an engine that is spoilt ends, also where only the message of its error says so behind a value", async () => {
  for (
    const thrown of [ofDuckDb("Invalid Input", INVALIDATED), ofDuckDb("INTERNAL", "Assertion", "internal")]
  ) {
    const { sent, deaths } = await failing(thrown, false);
    assert.deepEqual([sent, deaths.length], [[], 1]);
    assert.doesNotMatch(String(deaths[0]), /sekret/);
  }
});

Deno.test("an engine ends of a fatal error without being asked, in either of DuckDB's ways to say it", async () => {
  const plain = new DynamoSqlError("internal", "It failed.", { cause: new Error("FATAL Error: no more") });
  for (const thrown of [ofDuckDb("FATAL", "no more"), plain, new Error("FATAL Error: no more")]) {
    const { sent, deaths } = await failing(thrown, true);
    assert.deepEqual([sent, deaths.length], [[], 1]);
  }
});

Deno.test("an engine that works lives on, whatever a caller's texts say", async () => {
  const nested = '{"exception_type":"FATAL","exception_message":"database has been invalidated"}';
  for (const message of [INVALIDATED, nested, '"exception_type":"FATAL"']) {
    const { sent, deaths } = await failing(ofDuckDb("Invalid Input", message), true);
    assert.deepEqual([sent, deaths], [["error"], []]);
  }
});
