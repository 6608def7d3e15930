/**
 * `deno task dev` looks whether the port is free, fetches what the server needs, then runs `serve --demo`. It imports
 * no package itself, so that it runs at once, where nothing has been fetched yet.
 *
 * `deno run -A src/cli/dev.ts --port 8081` → the arguments are those of `serve`.
 * @module
 */

/** What the server listens on where neither `--port` nor `DYNAMOSQL_PORT` says another. */
const DEFAULT_PORT = 8080;

/** The greatest port there is. */
const LAST_PORT = 65_535;

/** Both are what `localhost` resolves to. */
const HOSTS: readonly string[] = ["127.0.0.1", "::1"];

/** The variables that say where a server listens. */
export interface DevVariables {
  readonly DYNAMOSQL_PORT?: string | undefined;
  readonly DYNAMOSQL_HOST?: string | undefined;
  readonly DYNAMOSQL_CONFIG?: string | undefined;
}

/**
 * The port that the server will be asked to listen on, as far as it can be told without reading settings.
 * @param args as for `serve`: `--port 8081` and `--port=8081` are read, the last one counts
 * @returns 0 for any free one; null where `serve` itself says better what is asked for: with other arguments (`--help`, a wrong
 *   one), with a config file, at another host, and for what is no port
 */
export function portOf(args: readonly string[], env: DevVariables): number | null {
  if (env.DYNAMOSQL_HOST !== undefined) return null;
  const asked: string[] = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "--port") asked.push(rest.shift() ?? "");
    else if (arg.startsWith("--port=")) asked.push(arg.slice("--port=".length));
    else return null;
  }
  const named = asked.at(-1) ?? env.DYNAMOSQL_PORT;
  if (named === undefined && env.DYNAMOSQL_CONFIG !== undefined) return null;
  const text = named ?? String(DEFAULT_PORT);
  const port = Number(text);
  return /^\d+$/.test(text) && port <= LAST_PORT ? port : null;
}

/** Whether another program listens on the port, on an address that the demo will listen on. */
export function isTaken(port: number): boolean {
  return port !== 0 && HOSTS.some((hostname) => {
    try {
      Deno.listen({ hostname, port }).close();
      return false;
    } catch (error) {
      // A machine may have no IPv6; a port below 1024 may be forbidden: `serve` says that.
      return error instanceof Deno.errors.AddrInUse;
    }
  });
}

/**
 * What to say of a port that is taken.
 * @param taken whether a port is, to name one that is not
 */
export function portIsTaken(port: number, taken: (port: number) => boolean): string {
  let other = port + 1;
  while (other <= LAST_PORT && taken(other)) other++;
  // Any free one.
  if (other > LAST_PORT) other = 0;
  return `Port ${port} is in use by another program. Stop that program, or choose another port: ` +
    `deno task dev --port ${other}`;
}

/**
 * Shows in one line how many packages Deno has fetched, of what it says about each. Nothing is shown where none is.
 * @param said what Deno says, in pieces
 * @param print shows a text as it is
 * @returns the lines about anything else
 */
export async function showFetched(
  said: AsyncIterable<string>,
  print: (text: string) => void,
  isTerminal: boolean,
): Promise<string[]> {
  const other: string[] = [];
  let fetched = 0;
  let rest = "";
  for await (const piece of said) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (!line.startsWith("Download ")) {
        other.push(line);
        continue;
      }
      // Each package is two lines: what there is of it, and itself.
      if (!line.endsWith(".tgz")) continue;
      fetched++;
      if (isTerminal) print(`\rFetching what the server needs, once: ${counted(fetched)}`);
    }
  }
  if (rest !== "") other.push(rest);
  if (fetched > 0) {
    print(isTerminal ? "\n" : `Fetched what the server needs, once: ${counted(fetched)}\n`);
  }
  return other;
}

const counted = (packages: number) => packages === 1 ? "1 package" : `${packages} packages`;

/**
 * Fetches the packages that a module needs and that are not there yet, in one line of progress.
 * @throws Error with what Deno said, where one could not be fetched
 */
export async function fetchPackages(
  file: string,
  print: (text: string) => void,
  isTerminal: boolean,
): Promise<void> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["cache", file],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const other = await showFetched(child.stderr.pipeThrough(new TextDecoderStream()), print, isTerminal);
  const { success } = await child.status;
  if (!success) throw new Error(`The server's packages could not be fetched.\n${other.join("\n").trim()}`);
}

/** @returns the exit code */
async function main(): Promise<number> {
  const port = portOf(Deno.args, Deno.env.toObject());
  if (port !== null && isTaken(port)) {
    console.error(portIsTaken(port, isTaken));
    return 1;
  }
  // Not a constant: what a constant names would be fetched before anything of this file runs.
  const program = new URL("./program.ts", import.meta.url).href;
  const text = (said: string) => void Deno.stderr.writeSync(new TextEncoder().encode(said));
  await fetchPackages(program, text, Deno.stderr.isTerminal());
  const { runCommand }: typeof import("./program.ts") = await import(program);
  return await runCommand(["serve", "--demo", ...Deno.args]);
}

if (import.meta.main) {
  Deno.exit(
    await main().catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      return 1;
    }),
  );
}
