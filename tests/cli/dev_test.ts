import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { fetchPackages, isTaken, portIsTaken, portOf, showFetched } from "../../src/cli/dev.ts";

/** The names of all files below a folder. */
function filesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesIn(`${folder}/${name}`) : [name]
  );
}

const root = fileURLToPath(new URL("../..", import.meta.url));

Deno.test("the port is the last one that was asked for, then the environment's, then 8080", () => {
  assert.equal(portOf([], {}), 8080);
  assert.equal(portOf([], { DYNAMOSQL_PORT: "9000" }), 9000);
  assert.equal(portOf(["--port", "8081"], { DYNAMOSQL_PORT: "9000" }), 8081);
  assert.equal(portOf(["--port=8081", "--port", "0"], {}), 0);
  for (const wrong of [["--port", "x"], ["--port=65536"], ["--port"], ["--port="], ["--port", "-1"]]) {
    assert.equal(portOf(wrong, {}), null);
  }
});

Deno.test("where arguments, a config file or another host have a say, the port is for `serve` to look at", () => {
  for (
    const args of [["--help"], ["--port", "8081", "-h"], ["8090"], ["--prot", "9"], ["--config", "a.jsonc"]]
  ) {
    assert.equal(portOf(args, {}), null, args.join(" "));
  }
  assert.equal(portOf([], { DYNAMOSQL_CONFIG: "a.jsonc" }), null);
  assert.equal(portOf(["--port", "8081"], { DYNAMOSQL_CONFIG: "a.jsonc" }), 8081);
  assert.equal(portOf([], { DYNAMOSQL_CONFIG: "a.jsonc", DYNAMOSQL_PORT: "9000" }), 9000);
  assert.equal(portOf(["--port", "8081"], { DYNAMOSQL_HOST: "192.0.2.1" }), null);
});

Deno.test("a free port is named instead of a taken one", () => {
  assert.match(portIsTaken(8080, (port) => port < 8083), /^Port 8080 is in use .* --port 8083$/);
  assert.match(portIsTaken(8080, () => false), /--port 8081$/);
  assert.match(portIsTaken(65_535, () => true), /--port 0$/);
});

/** Whether a machine has the address family. */
function has(hostname: string): boolean {
  try {
    Deno.listen({ hostname, port: 0 }).close();
    return true;
  } catch {
    return false;
  }
}

for (const hostname of ["127.0.0.1", "::1"]) {
  Deno.test(`a port is taken where another program listens, and only then: ${hostname}`, () => {
    // A machine without IPv6 can listen on IPv4 alone.
    const address = has(hostname) ? hostname : "127.0.0.1";
    // Another program may take a port in the moment after it was given back: not ten times in a row.
    const wasFree = Array.from({ length: 10 }, () => {
      const listener = Deno.listen({ hostname: address, port: 0 });
      assert.equal(isTaken(listener.addr.port), true);
      listener.close();
      return !isTaken(listener.addr.port);
    });
    assert.ok(wasFree.includes(true));
  });
}

Deno.test("any free port is never taken", () => {
  assert.equal(isTaken(0), false);
});

/** What Deno says while it fetches two packages, in pieces that split lines. */
async function* saidOfTwo(): AsyncGenerator<string> {
  yield "Download https://registry.example/zod\nDownload https://registry.example/com";
  yield "mander\nDownload https://registry.example/zod/-/zod-4.6.7.tgz\nWarning: slow\nDownload ";
  yield "https://registry.example/commander/-/commander-15.1.0.tgz\nCheck";
}

Deno.test("what is fetched is counted in one line at a terminal, and told once elsewhere", async () => {
  const shown = async (isTerminal: boolean) => {
    let all = "";
    const other = await showFetched(saidOfTwo(), (text) => all += text, isTerminal);
    assert.deepEqual(other, ["Warning: slow", "Check"]);
    return all;
  };
  const line = "Fetching what the server needs, once:";
  assert.equal(await shown(true), `\r${line} 1 package\r${line} 2 packages\n`);
  assert.equal(await shown(false), "Fetched what the server needs, once: 2 packages\n");
});

Deno.test("nothing is shown where all packages are there; one that cannot be fetched is an error with Deno's words", async () => {
  const folder = await Deno.makeTempDir();
  try {
    let all = "";
    const fetch = async (text: string) => {
      await Deno.writeTextFile(`${folder}/a.ts`, text);
      await fetchPackages(`${folder}/a.ts`, (said) => all += said, false);
    };
    await fetch("export const one = 1;\n");
    await assert.rejects(fetch('import "./gone.ts";\n'), /could not be fetched\.\n.*gone\.ts/s);
    assert.equal(all, "");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("`task dev --help` shows help, whatever listens on the port", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  try {
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["task", "dev", "--help"],
      cwd: root,
      env: { DYNAMOSQL_PORT: String(listener.addr.port), NO_COLOR: "1" },
    }).output();
    assert.equal(code, 0);
    assert.match(new TextDecoder().decode(stdout), /^Usage: dynamosql serve/);
  } finally {
    listener.close();
  }
});

Deno.test("`task dev` says that its port is taken before it fetches anything, and names a free way on", async () => {
  const cache = await Deno.makeTempDir();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  try {
    const { port } = listener.addr;
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["task", "dev", "--port", String(port)],
      cwd: root,
      env: { DENO_DIR: cache, NO_COLOR: "1" },
    }).output();
    const said = new TextDecoder().decode(stderr);
    assert.equal(code, 1);
    assert.match(said, new RegExp(`Port ${port} is in use.*deno task dev --port \\d+\n$`));
    assert.equal(new TextDecoder().decode(stdout), "");
    assert.deepEqual(filesIn(`${cache}/npm`), []);
  } finally {
    listener.close();
    await Deno.remove(cache, { recursive: true });
  }
});
