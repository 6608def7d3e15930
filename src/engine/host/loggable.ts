/**
 * Makes an error loggable: what the engine says of a running statement can hold values of the data, and so can what a
 * parser says of a text.
 * @module
 */
import { readDuckDbError } from "../../sql/duckdb_error.ts";
import { defined } from "../../lib/defined.ts";

/** An error in words without values of the data, with where in the code it came from. */
export function loggable(error: unknown): string {
  const said = error instanceof Error ? error : new Error(String(error));
  const read = readDuckDbError(said);
  if (read !== null) {
    const { type, subtype, message } = read;
    const kept = {
      exception_type: type,
      exception_message: withoutValues(message),
      ...defined({ error_subtype: subtype === "" ? undefined : subtype }),
    };
    return [JSON.stringify(kept), ...framesOf(error)].join("\n");
  }
  if (error instanceof SyntaxError) {
    return [`${error.name}: ${withoutValues(error.message)}`, ...framesOf(error)].join("\n");
  }
  return error instanceof Error ? error.stack ?? error.message : String(error);
}

/** What stands before the first thing that may be a value: a quote, a digit, a bracket, what follows a colon. */
const BEFORE_VALUES = /^[^'"`\d([{<%\\:=\n]*/;

function withoutValues(message: string): string {
  const [kept = ""] = BEFORE_VALUES.exec(message) ?? [];
  return kept === message ? kept : `${kept}…`;
}

/** The lines of a stack that say where. */
function framesOf(error: unknown): readonly string[] {
  const stack = error instanceof Error ? error.stack ?? "" : "";
  return stack.split("\n").filter((line) => /^ {4}at /.test(line));
}
