/**
 * Errors of commands: for people as sentences, with `--json` as one line of JSON, both on standard error; and the exit
 * codes that go with them.
 * @module
 */
import { credentialsReason } from "../dynamodb/client/credentials_reason.ts";
import { DynamoSqlError, type ErrorCode, ERRORS } from "../errors.ts";
import { defined } from "../lib/defined.ts";

/** Errors of what was typed or configured. */
const USAGE: ReadonlySet<ErrorCode> = new Set([
  "config_invalid",
  "invalid_parameter",
  "invalid_redirect_uri",
  "invalid_scope",
]);

/** Advice for a terminal, where the table of errors speaks to a model or to a program; empty = the message has it. */
const ADVICE: { readonly [code in ErrorCode]?: string } = {
  schema_not_found: "List them with: dynamosql schema list",
  table_not_found: "See the names with: dynamosql tables; a schema's allow-list and prefix hide others",
  column_not_found: "See what there is: dynamosql describe <table>",
  statement_not_allowed: "Send one SELECT. To look round: dynamosql tables, dynamosql describe <table>",
  invalid_parameter: "",
  invalid_redirect_uri: "",
  invalid_scope: "",
  budget_exceeded: "",
};

/** Whether a command line asks for JSON, and so gets its errors as JSON. */
export function wantsJson(args: readonly string[]): boolean {
  const own = args.slice(0, args.includes("--") ? args.indexOf("--") : undefined);
  return own.includes("--json") || /(?:^|\n)--format[=\n](?:nd)?json(?:\n|$)/.test(own.join("\n"));
}

/** 1 failed, 2 wrong usage, 130 interrupted (128 and SIGINT, as shells have it). */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof DynamoSqlError)) return 1;
  if (error.code === "cancelled") return 130;
  return USAGE.has(error.code) ? 2 : 1;
}

/** What happened and what to do. A stack only with DYNAMOSQL_DEBUG. */
export function report(error: unknown, json: boolean): void {
  const debug = Boolean(Deno.env.get("DYNAMOSQL_DEBUG"));
  if (debug) console.error(error);
  const { code, message, advice, reason, excerpt, line, column } = parts(error);
  if (json) {
    console.error(JSON.stringify({ error: { code, message, reason, advice, line, column, excerpt } }));
    return;
  }
  console.error(`Error: ${message}`);
  if (reason !== undefined) console.error(`AWS says: ${reason}`);
  if (excerpt !== undefined && !message.includes(excerpt)) console.error(excerpt);
  if (advice !== undefined) console.error(advice);
  if (code === "internal" && !debug) console.error("Set DYNAMOSQL_DEBUG=1 to see where it happened.");
}

/** What there is to say of an error. */
interface ReportedError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly advice?: string;
  readonly reason?: string;
  readonly excerpt?: string;
  readonly line?: number;
  readonly column?: number;
}

function parts(error: unknown): ReportedError {
  if (error instanceof DynamoSqlError && error.code !== "internal") {
    const { code, message, detail: { position, cause } } = error;
    const advice = ADVICE[code] ?? ERRORS[code].advice;
    return {
      code,
      message,
      ...defined({
        // A message that names a command says what to do already.
        advice: advice === "" || /dynamosql \w/.test(message) ? undefined : advice,
        reason: code === "credentials_unavailable" ? credentialsReason(cause) : undefined,
        excerpt: position?.excerpt,
        line: position?.line,
        column: position?.column,
      }),
    };
  }
  const cause = error instanceof DynamoSqlError ? error.detail.cause ?? error : error;
  const text = cause instanceof Error ? cause.message : String(cause);
  // Across the engine's process a cause comes with its stack.
  return { code: "internal", message: text.split("\n    at ", 1)[0] ?? text };
}

/** A line that the parser of the command line wrote, as the JSON of an error. */
export function usageJson(text: string): string {
  const message = text.replace(/^error: /, "").trim();
  return `${JSON.stringify({ error: { code: "invalid_parameter", message } })}\n`;
}
