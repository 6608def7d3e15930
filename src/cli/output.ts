/**
 * Prints answers of commands: JSON for scripts, tables for people. Errors go to standard error elsewhere.
 * @module
 */

import { textTable } from "./text_table.ts";

/** The reader of standard output has gone, as `| head` does: no failure, but nobody is left to tell. */
export class OutputClosed extends Error {}

/** Writes all of `text` to standard output. Fails with {@linkcode OutputClosed} where its reader has gone. */
export function print(text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
  } catch (error) {
    throw error instanceof Deno.errors.BrokenPipe ? new OutputClosed() : error;
  }
}

/** One JSON document and a newline. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2) + "\n");
}

/** A time as scripts read it; null where there is none. */
export function iso(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : new Date(milliseconds).toISOString();
}

/** After a change: servers that run hear of it by the store's revision. */
export const SOON = " Running servers know within 5 seconds.";

/** Cells of a line of the terminal that standard output is; undefined where it is a file or a pipe. */
export function terminalWidth(): number | undefined {
  if (!Deno.stdout.isTerminal()) return undefined;
  try {
    return Deno.consoleSize().columns || undefined;
  } catch {
    // A terminal that does not say: nothing is cut.
    return undefined;
  }
}

/** An aligned table, cut at the width of the terminal. What would steer a terminal is shown escaped. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return textTable(header, rows, terminalWidth());
}
