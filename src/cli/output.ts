/**
 * Prints answers of commands: JSON for scripts, tables for people. Errors go to standard error elsewhere.
 * @module
 */

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

/** An aligned table. Control characters are shown escaped, so that data cannot steer the terminal. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const shown = rows.map((row) => row.map(harmless));
  const widths = header.map((title, at) =>
    shown.reduce((width, row) => Math.max(width, cells(row[at] ?? "")), cells(title))
  );
  const line = (row: readonly string[]) =>
    row.map((text, at) => text + " ".repeat(Math.max(0, (widths[at] ?? 0) - cells(text)))).join("  ")
      .trimEnd();
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  return [line(header.map(harmless)), rule, ...shown.map(line)].join("\n") + "\n";
}

/** Code points: near enough to terminal cells for most scripts. */
const cells = (text: string): number => [...text].length;

function harmless(text: string): string {
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, (char) => {
    const short: Record<string, string> = { "\n": "\\n", "\t": "\\t", "\r": "\\r" };
    return short[char] ?? `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
}
