/**
 * The message of a POST to `/mcp`: counted, parsed, and asked what it is, before the SDK gets it.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import { jsonExcess } from "../lib/json_bounds.ts";

// JSON-RPC batching was removed with 2025-06-18; a missing header means 2025-03-26, which still has it.
const LAST_BATCH_REVISION = "2025-03-26";

/** Characters of what a request names at most: a method, a tool, a prompt, a resource. Errors repeat it. */
const LONGEST_NAME = 2_000;

/**
 * The value of the text.
 * @throws {DynamoSqlError} `bad_request` where it holds or names more than any request needs, or is a batch that the revision does
 * not have (docs/reference/protocol_rules.md#l6); `parse_error` where it is no JSON
 */
export function parseMessage(text: string, version: string | null): unknown {
  const excess = jsonExcess(text);
  if (excess !== null) {
    throw new DynamoSqlError("bad_request", `The message ${excess} Send less in one call.`);
  }
  const message = parse(text);
  refuseLateBatch(message, version);
  for (const one of Array.isArray(message) ? message : [message]) refuseLongName(one);
  return message;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DynamoSqlError("parse_error", "Parse error: the body is not valid JSON.");
  }
}

function refuseLateBatch(message: unknown, version: string | null): void {
  if (!Array.isArray(message)) return;
  if (version !== null && version > LAST_BATCH_REVISION) {
    throw new DynamoSqlError(
      "bad_request",
      `Protocol revision ${revision(version)} has no batches: send one message.`,
    );
  }
  if (message.length === 0) throw new DynamoSqlError("bad_request", "Invalid request: an empty batch.");
}

function revision(version: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(version) ? version : "after 2025-03-26";
}

function refuseLongName(message: unknown): void {
  const params = memberOf(message, "params");
  const names = { method: methodOf(message), name: memberOf(params, "name"), uri: memberOf(params, "uri") };
  for (const [what, name] of Object.entries(names)) {
    if (typeof name !== "string" || name.length <= LONGEST_NAME) continue;
    throw new DynamoSqlError("bad_request", `The ${what} has more than ${LONGEST_NAME} characters.`);
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** The method of a single message; undefined for a batch and for what is no message. */
export function methodOf(message: unknown): string | undefined {
  const method = memberOf(message, "method");
  return typeof method === "string" ? method : undefined;
}
