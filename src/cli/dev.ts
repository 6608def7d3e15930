/**
 * What `deno task dev` runs: looks whether the port is free, fetches what the server needs, then runs `serve --demo`.
 * It imports no package itself, so that it runs at once, where nothing has been fetched yet.
 *
 * `deno run -A src/cli/dev.ts --port 8081` → the arguments are those of `serve`.
 * @module
 */

/** What the server listens on where neither `--port` nor `DYNAMOSQL_PORT` says another. */
const DEFAULT_PORT = 8080;

/** Both are what `localhost` resolves to. */
const HOSTS: readonly string[] = ["127.0.0.1", "::1"];

/**
 * The port that the server will be asked to listen on.
 * @param args as for `serve`: `--port 8081` and `--port=8081` are read, the last one counts
 * @param fromEnvironment the value of `DYNAMOSQL_PORT`
 * @returns 0 for any free one; null for what is no port, which `serve` itself will say better
 */
export function portOf(args: readonly string[], fromEnvironment: string | undefined): number | null {
  let text = fromEnvironment ?? String(DEFAULT_PORT);
  for (const [at, arg] of args.entries()) {
    if (arg === "--port") text = args[at + 1] ?? "";
    else if (arg.startsWith("--port=")) text = arg.slice("--port=".length);
  }
  const port = Number(text);
  return /^\d+$/.test(text) && port <= 65_535 ? port : null;
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
 * Fetches the packages that the server needs and are not there yet, in one line of progress. Nothing is shown where all are.
 * @param file a path to the module that needs them
 * @param print shows a text as it is
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
  const other: string[] = [];
  let fetched = 0;
  let rest = "";
  for await (const chunk of child.stderr.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (!line.startsWith("Download ")) other.push(line);
      // Each package is two lines: what there is of it, and itself.
      else if (line.endsWith(".tgz")) fetched++;
      else if (fetched === 0 && !isTerminal) continue;
      if (fetched > 0 && isTerminal) print(`\rFetching what the server needs, once: ${fetched} packages`);
    }
  }
  const { success } = await child.status;
  if (fetched > 0) {
    print(isTerminal ? "\n" : `Fetched what the server needs, once: ${fetched} packages\n`);
  }
  if (!success) throw new Error(`The server's packages could not be fetched.\n${other.join("\n").trim()}`);
}

/** @returns the exit code */
async function main(): Promise<number> {
  const port = portOf(Deno.args, Deno.env.get("DYNAMOSQL_PORT"));
  if (port !== null && isTaken(port)) {
    console.error(
      `Port ${port} is in use. Stop the other program, or choose another port: deno task dev --port ${
        port === 65_535 ? port - 1 : port + 1
      }`,
    );
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
