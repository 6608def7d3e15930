/**
 * The rooms of the house: what may know what.
 * @module
 */

/**
 * The top folders and files of `src`, from the outside in. A file imports from its own room and from rooms after it in
 * this list, never from one before it. `docs/architecture.md` and `CONTRIBUTING.md` quote this list.
 */
export const ROOMS: readonly string[] = [
  "main",
  "cli",
  "demo",
  "app",
  "http",
  "mcp",
  "oauth",
  "portal",
  "identity",
  "pages",
  "query",
  "engine",
  "sql",
  "catalog",
  "dynamodb",
  "store",
  "telemetry",
  "lib",
  "config",
  "errors",
  "version",
];

/** Files of `engine/` that hold the messages between the server and an engine process: all that others may import. */
export const ENGINE_MESSAGES: readonly string[] = [
  "src/engine/messages/frames.ts",
  "src/engine/messages/job.ts",
  "src/engine/messages/protocol.ts",
  "src/engine/messages/rows.ts",
];

/** The room of a file below `src`: `src/sql/parse.ts` → `sql`, `src/config_load.ts` → `config`. */
export function roomOf(file: string): string {
  const [, first = "", ...rest] = file.split("/");
  if (rest.length > 0) return first;
  const name = first.replace(/\.[a-z]+$/, "");
  return ROOMS.find((room) => name === room || name.startsWith(`${room}_`)) ?? name;
}

/** The list as documents quote it: each name in backticks, with commas between. */
export function quotedRooms(): string {
  return ROOMS.map((room) => `\`${room}\``).join(", ");
}
