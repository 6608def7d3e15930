/**
 * Makes the command that starts an engine process: the server's own executable, the only program the server may run.
 * @module
 */

/** A program with its arguments. */
export interface EngineCommand {
  readonly file: string;
  readonly args: readonly string[];
}

/**
 * The command for an engine process with `tempDirectory` as its own. Compiled: this binary with the hidden
 * subcommand. From source: Deno with this tree's main module and the least permissions that an engine needs:
 * DynamoDB (net), credentials (env, read, sys), DuckDB (ffi), no program to run, and no place to write but its own.
 */
export function engineCommand(tempDirectory: string): EngineCommand {
  if (Deno.build.standalone) return { file: Deno.execPath(), args: ["engine"] };
  return { file: Deno.execPath(), args: sourceArguments(import.meta.resolve("../main.ts"), tempDirectory) };
}

/** Arguments of `deno` that run `module engine` with an engine's permissions. */
function sourceArguments(module: string, tempDirectory: string): string[] {
  return [
    "run",
    "--quiet",
    "--no-prompt",
    "--allow-net",
    "--allow-env",
    "--allow-sys",
    "--allow-ffi",
    "--allow-read",
    `--allow-write=${tempDirectory}`,
    module,
    "engine",
  ];
}

/** Variables of the server's own: its settings, its store, its telemetry. They may hold secrets. */
const SERVERS_OWN = /^(DYNAMOSQL|DENO_KV|OTEL)_/i;

/**
 * The environment of an engine: the server's, for AWS credentials and proxies, without what is the server's alone:
 * SQL has no business near it.
 */
export function engineEnvironment(): Record<string, string> {
  const all = Object.entries(Deno.env.toObject());
  return Object.fromEntries(all.filter(([name]) => !SERVERS_OWN.test(name)));
}
