/**
 * The structured log: one line an event, JSON or text, on standard error. Secrets never reach it.
 * @module
 */
import { setImmediate } from "node:timers";
import { LOG_LEVELS } from "../config.ts";
import { defined } from "../lib/defined.ts";

/** How much is logged: one of {@linkcode LOG_LEVELS}. */
export type LogLevel = typeof LOG_LEVELS[number];

/**
 * What an event carries beside its message. Errors are written as name, message and stack, names in snake_case, numbers
 * to the thousandth.
 */
export type LogFields = { readonly [name: string]: unknown };

/** Writes events. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger that adds these fields to every event: `log.with({ requestId })`. */
  with(fields: LogFields): Logger;
}

/** How a logger is made. */
export interface LoggerOptions {
  /** Default `info`. */
  readonly level?: LogLevel;
  /** `json` (default) for machines, `text` for people. */
  readonly format?: "json" | "text";
  /** Takes one line without its line end; default standard error. */
  readonly write?: (line: string, level: LogLevel) => void;
  /** Milliseconds since the epoch; default the system's clock. */
  readonly clock?: () => number;
}

/** A logger. */
export function createLogger(options: LoggerOptions = {}): Logger {
  const { level = "info", format = "json", write = writeToStderr, clock = Date.now } = options;
  const least = LOG_LEVELS.indexOf(level);

  function at(fields: LogFields): Logger {
    function event(own: LogLevel) {
      const rank = LOG_LEVELS.indexOf(own);
      return (message: string, more: LogFields = {}): void => {
        if (rank < least) return;
        const time = new Date(clock()).toISOString();
        const clean = redactFields({ ...fields, ...more });
        const text = redactText(message);
        write(
          format === "json"
            ? JSON.stringify({ time, level: own, message: text, ...clean })
            : textLine(time, own, text, clean),
          own,
        );
      };
    }
    return {
      debug: event("debug"),
      info: event("info"),
      warn: event("warn"),
      error: event("error"),
      with: (more) => at({ ...fields, ...more }),
    };
  }
  return at({});
}

/** A logger that writes nothing. */
export const silentLogger: Logger = createLogger({ level: "silent", write: () => {} });

const REDACTED = "[redacted]";

/** Names of fields whose value is a secret whatever it looks like. */
const SECRET_NAME = /secret|password|passwd|authorization|cookie|private|credential|token$|(^|_)key$/i;

/** What looks like a secret of ours or of AWS wherever it stands: client secrets, JWTs, access keys, headers. */
const SECRET_TEXT =
  /dss_[0-9A-Za-z]{8,}|eyJ[\w-]{8,}\.[\w-]+\.[\w-]*|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\b(?:Bearer|Basic)\s+[\w.~+/=-]{8,}/gi;

/** Depth to which fields are written; deeper is cut. */
const MAX_DEPTH = 6;

/** The text with everything that looks like a secret replaced. */
function redactText(text: string): string {
  return text.replaceAll(SECRET_TEXT, REDACTED);
}

/** One style of names, whoever wrote the field: `readUnits` → `read_units`. */
function snake(name: string): string {
  return name.replace(/[a-z0-9][A-Z]/g, ([before = "", after = ""]) => `${before}_${after.toLowerCase()}`);
}

function redactFields(fields: LogFields): Record<string, unknown> {
  const clean: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    clean[snake(name)] = SECRET_NAME.test(name) && value !== undefined ? REDACTED : redactValue(value, 0);
  }
  return clean;
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value === "number") return Math.round(value * 1000) / 1000;
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (depth >= MAX_DEPTH) return "[…]";
  if (value instanceof Error) {
    const { name, message, stack, cause } = value;
    return redactValue({ name, message, stack, ...defined({ cause }) }, depth + 1);
  }
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
  const clean: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    clean[snake(name)] = SECRET_NAME.test(name) ? REDACTED : redactValue(inner, depth + 1);
  }
  return clean;
}

function textLine(time: string, level: LogLevel, message: string, fields: Record<string, unknown>): string {
  const parts = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${typeof value === "string" ? plain(value) : JSON.stringify(value)}`]
  );
  return [time, level.toUpperCase().padEnd(5), plain(message), ...parts].join(" ");
}

/** As it is where that keeps the line one line and its fields apart; else quoted. */
function plain(text: string): string {
  // Control characters must not reach a terminal.
  return /[\p{Cc}"]/u.test(text) ? JSON.stringify(text) : text;
}

const utf8 = new TextEncoder();
let waiting = "";

/**
 * Lines of one turn of the event loop go out in one write, after what the turn answers: each write wakes the reader. What
 * may be the last words goes out at once.
 */
function writeToStderr(line: string, level: LogLevel): void {
  if (waiting === "") setImmediate(writeWaiting);
  waiting += `${line}\n`;
  if (level !== "debug" && level !== "info") writeWaiting();
}

function writeWaiting(): void {
  const bytes = utf8.encode(waiting);
  waiting = "";
  try {
    for (let at = 0; at < bytes.length;) at += Deno.stderr.writeSync(bytes.subarray(at));
  } catch {
    // Nobody reads the log any more, and there is nowhere else to say it.
  }
}

// What ends a process without an exit of its own comes without `unload`.
for (const ending of ["unload", "error", "unhandledrejection"]) {
  globalThis.addEventListener(ending, writeWaiting);
}
