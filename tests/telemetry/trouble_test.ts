import assert from "node:assert/strict";
import { DynamoSqlError, type ErrorCode, ERRORS } from "../../src/errors.ts";
import { createLogger } from "../../src/telemetry/log.ts";
import { createTrouble } from "../../src/telemetry/trouble.ts";

function world() {
  let now = 0;
  const lines: Record<string, unknown>[] = [];
  const log = createLogger({ write: (line) => void lines.push(JSON.parse(line)), clock: () => now });
  return {
    trouble: createTrouble({ log, clock: () => now }),
    lines,
    advance: (ms: number) => void (now += ms),
  };
}

Deno.test("what the operator has to mend is told at the level of its code, and nothing else is told", () => {
  const told: Record<string, unknown> = {};
  for (const code of Object.keys(ERRORS) as ErrorCode[]) { // the keys of the table are its codes
    const { trouble, lines } = world();
    trouble.tell(new DynamoSqlError(code, "What happened."), {});
    if (lines.length > 0) told[code] = lines[0]?.["level"];
  }
  assert.deepEqual(told, {
    credentials_unavailable: "error",
    dynamodb_unreachable: "error",
    unavailable: "error",
    access_denied: "warn",
    throttled: "warn",
  });
});

Deno.test("a cause is told once a minute, with how often it was met unsaid; another cause is told at once", () => {
  const { trouble, lines, advance } = world();
  const cause = new Error("The SSO session has expired.\nat somewhere");
  const tell = (table: string, request_id: string) =>
    trouble.tell(new DynamoSqlError("throttled", `DynamoDB throttled ${table}.`, { cause }), { request_id });
  tell("a", "r1");
  tell("a", "r2");
  tell("b", "r3");
  advance(59_999);
  tell("a", "r4");
  advance(1);
  tell("a", "r5");
  advance(60_000);
  tell("a", "r6");
  assert.deepEqual(
    lines.map(({ message, request_id, repeated, cause }) => [message, request_id, repeated, cause]),
    [
      ["DynamoDB throttled a.", "r1", undefined, "Error: The SSO session has expired."],
      ["DynamoDB throttled b.", "r3", undefined, "Error: The SSO session has expired."],
      ["DynamoDB throttled a.", "r5", 2, "Error: The SSO session has expired."],
      ["DynamoDB throttled a.", "r6", undefined, "Error: The SSO session has expired."],
    ],
  );
});
