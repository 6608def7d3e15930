/**
 * dbhub as a yardstick: an MCP server over SQLite in its own process, with invented data. It is fetched when a bench runs, in a pinned
 * version, and is no dependency of the tests. Linux only, as the benches are.
 * @module
 */
import { exists, run } from "../fixtures/npm_tarball.ts";
import { cacheFolder, obtainProgram, underLock } from "../fixtures/programs.ts";

const DBHUB = "@bytebase/dbhub@1.4.0";
/** Its SQLite is the one of Node.js 22: more than the tests ask for. */
const NODE = { name: `node-linux-${Deno.build.arch === "aarch64" ? "arm64" : "x64"}`, version: "22.23.3" };

/** Where it may have to be fetched by Deno. */
const START_MS = 180_000;

/** A running dbhub. */
export interface Dbhub {
  readonly name: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts it on a free port. @param runtime Node.js, as its users run it; or the one that ours runs on */
export async function startDbhub(runtime: "node" | "deno"): Promise<Dbhub> {
  const port = freePort();
  const [file, ...args] = runtime === "node"
    ? await installed()
    : [Deno.execPath(), "run", "-A", "--quiet", "--no-lock", "--node-modules-dir=none", `npm:${DBHUB}`];
  // Away from any settings that may lie about.
  const cwd = await Deno.makeTempDir({ prefix: "dynamosql-bench-" });
  const child = new Deno.Command(file, {
    args: [...args, "--demo", "--transport", "http", "--host", "127.0.0.1", "--port", String(port)],
    cwd,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  let ended = false;
  void child.status.then(() => ended = true);
  const stop = async () => {
    if (!ended) child.kill();
    await child.status;
    await Deno.remove(cwd, { recursive: true });
  };
  const late = performance.now() + START_MS;
  while (!await answers(port)) {
    if (ended || performance.now() > late) {
      await stop();
      throw new Error(
        `${DBHUB} did not start: try \`${[file, ...args].join(" ")} --demo --transport http\`.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return { name: `dbhub on ${runtime === "node" ? "Node.js" : "Deno"}`, port, stop };
}

/** The command that runs it on Node.js; fetched once. */
async function installed(): Promise<[string, ...string[]]> {
  await obtainProgram("npm");
  const folder = `${cacheFolder}/dbhub/${DBHUB.replace(/[@/]/g, "_")}_${NODE.version}`;
  await underLock("dbhub", async () => {
    if (await exists(`${folder}/complete`)) return;
    await Deno.mkdir(folder, { recursive: true });
    await run(folder, "npm", [
      ...["install", "--prefix", folder, "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"],
      ...["--no-save", "--loglevel=error", DBHUB, `${NODE.name}@${NODE.version}`],
    ]);
    await Deno.writeTextFile(`${folder}/complete`, "");
  });
  return [
    `${folder}/node_modules/${NODE.name}/bin/node`,
    `${folder}/node_modules/@bytebase/dbhub/dist/index.js`,
  ];
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

async function answers(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return false;
  }
}
