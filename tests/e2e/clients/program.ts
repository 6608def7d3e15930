/**
 * Runs the command-line programs of real MCP clients from npm, at exact versions and with a lock file of their own, in an
 * empty home, with a browser that only notes what it should open.
 * @module
 */
import { fileURLToPath } from "node:url";

/** The programs, pinned here and, with all they need, in `deno.lock` beside this file. */
export const PROGRAMS = {
  mcporter: "npm:mcporter@0.12.3",
  mcpRemote: "npm:mcp-remote@0.15.1/mcp-remote-client",
} as const;

const LOCK = [
  // Their dependencies are their own affair.
  "--no-config",
  `--lock=${fileURLToPath(new URL("deno.lock", import.meta.url))}`,
  "--frozen",
];

/** How a run ended. */
export interface ProgramResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run under way. */
export interface Running {
  /** The URL that it wants a person to open. Fails if it ends before, with all it said. */
  readonly opened: Promise<string>;
  readonly ended: Promise<ProgramResult>;
}

/** A home directory of one user of such programs. */
export interface Home extends AsyncDisposable {
  readonly path: string;
  /** The access token that a program has stored here. */
  accessToken(): Promise<string>;
  /** Starts a program. It is killed after two minutes. */
  start(program: keyof typeof PROGRAMS, args: readonly string[]): Running;
}

/** An empty home. */
export async function createHome(): Promise<Home> {
  const path = await Deno.makeTempDir({ prefix: "dynamosql-home-" });
  const note = `${path}/opened`;
  await Deno.mkdir(`${path}/bin`);
  const script = `#!/bin/sh\nprintf '%s' "$1" > "${note}.new" && mv "${note}.new" "${note}"\n`;
  await Deno.writeTextFile(`${path}/bin/xdg-open`, script, { mode: 0o755 });
  const denoDir = await cacheOfDeno();
  await deno(
    "cache",
    "--quiet",
    ...LOCK,
    ...Object.values(PROGRAMS).map((program) => program.replace(/\/[^/@]+$/, "")),
  );
  return {
    path,
    start(program, args) {
      const child = new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "--quiet",
          "--allow-all",
          // Fetched beforehand: an empty home knows no registry.
          "--cached-only",
          ...LOCK,
          PROGRAMS[program],
          ...args,
        ],
        cwd: path,
        clearEnv: true,
        env: {
          HOME: path,
          DENO_DIR: denoDir,
          PATH: `${path}/bin:/usr/bin:/bin`,
          BROWSER: `${path}/bin/xdg-open`,
          NO_COLOR: "1",
        },
        // Open and silent: an MCP bridge takes the end of its input for the end of its work.
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      const late = setTimeout(() => child.kill("SIGKILL"), 120_000);
      let over = false;
      const ended = child.output().then(async ({ code, stdout, stderr }) => {
        clearTimeout(late);
        over = true;
        await child.stdin.close().catch(() => {});
        const text = new TextDecoder();
        return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
      });
      const opened = (async () => {
        for (;;) {
          const url = await Deno.readTextFile(note).catch(() => undefined);
          if (url !== undefined) {
            await Deno.remove(note);
            return url;
          }
          if (over) {
            const { code, stdout, stderr } = await ended;
            throw new Error(`${program} ended with ${code} and opened nothing: ${stdout}${stderr}`);
          }
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      })();
      // Unhandled only if nobody asks for a browser.
      opened.catch(() => {});
      return { opened, ended };
    },
    async accessToken() {
      for await (const text of texts(path)) {
        const token = /"access_token": *"([^"]+)"/.exec(text)?.[1];
        if (token !== undefined) return token;
      }
      throw new Error("No program has stored a token.");
    },
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

async function* texts(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) yield* texts(path);
    else if (entry.name.endsWith(".json")) yield await Deno.readTextFile(path);
  }
}

async function cacheOfDeno(): Promise<string> {
  return JSON.parse(await deno("info", "--json", "--no-config")).denoDir;
}

async function deno(...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(`deno ${args.join(" ")}: ${text.decode(stderr)}`);
  return text.decode(stdout);
}
