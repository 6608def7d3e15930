import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { isTaken, portOf } from "../../src/cli/dev.ts";

/** The names of all files below a folder. */
function filesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesIn(`${folder}/${name}`) : [name]
  );
}

const root = fileURLToPath(new URL("../..", import.meta.url));

Deno.test("the port is the last one that was asked for, then the environment's, then 8080", () => {
  assert.equal(portOf([], undefined), 8080);
  assert.equal(portOf([], "9000"), 9000);
  assert.equal(portOf(["--port", "8081"], "9000"), 8081);
  assert.equal(portOf(["--port=8081", "--store", "memory:", "--port", "0"], undefined), 0);
  for (const wrong of [["--port", "x"], ["--port=65536"], ["--port"], ["--port="], ["--port", "-1"]]) {
    assert.equal(portOf(wrong, undefined), null);
  }
});

Deno.test("a port is taken where another program listens, on either family; any free one never is", () => {
  for (const hostname of ["127.0.0.1", "::1"]) {
    const listener = Deno.listen({ hostname, port: 0 });
    assert.equal(isTaken(listener.addr.port), true);
    listener.close();
    assert.equal(isTaken(listener.addr.port), false);
  }
  assert.equal(isTaken(0), false);
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
    assert.match(said, new RegExp(`Port ${port} is in use.*deno task dev --port ${port + 1}\n$`));
    assert.equal(new TextDecoder().decode(stdout), "");
    assert.deepEqual(filesIn(`${cache}/npm`), []);
  } finally {
    listener.close();
    await Deno.remove(cache, { recursive: true });
  }
});
