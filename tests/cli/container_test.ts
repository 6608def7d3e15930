import assert from "node:assert/strict";
import { runCli, startServer } from "../fixtures/cli.ts";
import { lockStore } from "./ending_world.ts";

const root = new URL("../../", import.meta.url);
const dockerfile = Deno.readTextFileSync(new URL("Dockerfile", root));

/** The image's variables. */
const image = Object.fromEntries(
  [...dockerfile.matchAll(/^ENV (.+)$/gm)].flatMap(([, all = ""]) =>
    all.split(" ").map((each) => each.split("=", 2))
  ),
);

Deno.test("the image's health check is good while the server is ready, and bad when it is not, or is gone", async () => {
  const check: string[] = JSON.parse(/^HEALTHCHECK .* CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? "[]");
  const [shell = "", ...args] = check;
  const folder = await Deno.makeTempDir();
  try {
    const served = await startServer(["--store", `kv:${folder}/store.kv`]);
    const healthy = async () => {
      const env = { DYNAMOSQL_PORT: new URL(served.url).port };
      return (await new Deno.Command(shell, { args, env, stderr: "null" }).output()).code === 0;
    };
    try {
      // The first look starts an engine, and may not wait for it.
      for (let time = 0; time < 20 && !await healthy(); time++) {
        await new Promise((go) => setTimeout(go, 500));
      }
      assert.ok(await healthy());
      const unlock = lockStore(`${folder}/store.kv`);
      try {
        // What was proved holds for five seconds.
        await new Promise((resolve) => setTimeout(resolve, 5_100));
        assert.ok(!await healthy());
        const told = await (await fetch(`${served.url}/readyz`)).json();
        assert.deepEqual(told, { status: "unavailable", reason: "The store takes no write." });
      } finally {
        unlock();
      }
      for (let time = 0; time < 20 && !await healthy(); time++) {
        await new Promise((go) => setTimeout(go, 500));
      }
      assert.ok(await healthy());
    } finally {
      assert.equal(await served.stop(), 0);
    }
    assert.ok(!await healthy());
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a container that is run as it comes says why it cannot be reached, and so does its demo", async () => {
  const folder = await Deno.makeTempDir();
  const env = { ...image, DYNAMOSQL_STORE: `kv:${folder}/store.kv`, HOME: folder };
  const denoDir = { DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno` };
  try {
    const expectRefusal = async (args: readonly string[], message: RegExp) => {
      const { code, stderr } = await runCli([...args, "--port", "0"], { env: { ...env, ...denoDir } });
      assert.equal(code, 2);
      assert.match(stderr, message);
    };
    await expectRefusal(
      ["serve"],
      /^Error: Plain HTTP on 0\.0\.0\.0 .* --tls-cert .* --trust-proxy.*container/,
    );
    await expectRefusal(["serve", "--demo"], /^Error: --demo listens on loopback only\..*--network host/);
    const proxy = ["serve", "--trust-proxy", "10.0.0.0/8"];
    await expectRefusal(proxy, /^Error: Clients that reach 0\.0\.0\.0 .* Set --public-url to the origin/);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a home and a temporary place that cannot be written to are no matter to who uses others", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const env = {
      HOME: "/proc/none",
      XDG_DATA_HOME: "",
      DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
    };
    const demo = await startServer(["--demo"], { env });
    assert.equal(await demo.stop(), 0);
    const plain = await runCli(["serve", "--port", "0"], { env });
    assert.equal(plain.code, 2);
    assert.match(
      plain.stderr,
      /^Error: store: \/proc\/none\/\S+ cannot be opened or made: .*\. Choose another place with --store/,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
