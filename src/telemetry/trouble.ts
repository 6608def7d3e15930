/**
 * Trouble that an operator has to mend: credentials, permissions, throttling, what cannot be reached. Callers read of it
 * in their answers; this says it in the log, loud enough to alert on, at most once a minute for each cause.
 * @module
 */
import { type DynamoSqlError, type ErrorCode } from "../errors.ts";
import type { Clock } from "../lib/clock.ts";
import { boundedMap } from "../lib/lru_map.ts";
import type { LogFields, Logger, LogLevel } from "./log.ts";

/** Codes that are the operator's, and how loud they are: nothing works, or something does not. */
const LEVELS: { readonly [code in ErrorCode]?: Extract<LogLevel, "warn" | "error"> } = {
  credentials_unavailable: "error",
  dynamodb_unreachable: "error",
  unavailable: "error",
  access_denied: "warn",
  throttled: "warn",
};

/** Milliseconds of silence on a cause after it was told. */
const SILENT_MS = 60_000;
/** Causes that are remembered. */
const CAUSES = 1_000;

/** Hears of errors that callers got. */
export interface Trouble {
  /** Logs the error if it is the operator's, and its cause was not told within a minute. */
  tell(error: DynamoSqlError, fields: LogFields): void;
}

/** Nothing was told yet. */
export function createTrouble({ log, clock }: { readonly log: Logger; readonly clock: Clock }): Trouble {
  const told = boundedMap<string, { readonly until: number; more: number }>(CAUSES);
  return {
    tell(error, fields) {
      const level = LEVELS[error.code];
      if (level === undefined) return;
      // The message names action, table and region, and holds no data.
      const key = `${error.code} ${error.message}`;
      const before = told.get(key);
      if (before !== undefined && before.until > clock()) {
        before.more++;
        return;
      }
      told.set(key, { until: clock() + SILENT_MS, more: 0 });
      log[level](error.message, {
        code: error.code,
        ...fields,
        cause: firstLine(error.detail.cause),
        repeated: before === undefined || before.more === 0 ? undefined : before.more,
      });
    },
  };
}

/** What was behind an error, in one line: the SDK's own reason, a system's error. */
function firstLine(cause: unknown): string | undefined {
  if (cause === undefined) return undefined;
  const text = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return text.split("\n", 1)[0];
}
