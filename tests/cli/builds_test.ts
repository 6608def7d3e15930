import assert from "node:assert/strict";
import { holdBuild, removeOldBuilds } from "../../src/cli/builds.ts";

const BUILDS = ["0123456789abcdef", "1111111111111111", "2222222222222222"] as const;
const HOLD = import.meta.resolve("../../src/cli/builds.ts");

Deno.test("builds that nobody uses are removed; this one, one in use, one being unpacked and all else stay", async () => {
  for (const folder of [".dynamosql", "share/dynamosql"]) {
    const root = await Deno.makeTempDir();
    const builds = `${root}/${folder}`;
    const fileOf = (build: string) => `${builds}/${build}/src/main.ts`;
    for (const build of BUILDS) {
      await Deno.mkdir(`${builds}/${build}/src`, { recursive: true });
      await Deno.writeTextFile(fileOf(build), "");
    }
    for (const other of ["data", "3333333333333333", "44444444"]) await Deno.mkdir(`${builds}/${other}`);
    await Deno.writeTextFile(`${builds}/data/store.kv`, "x");
    const user = new Deno.Command(Deno.execPath(), {
      args: [
        "eval",
        `import { holdBuild } from ${JSON.stringify(HOLD)};
        holdBuild(${
          JSON.stringify(fileOf(BUILDS[1]))
        }); console.log("held"); await Deno.stdin.read(new Uint8Array(1));`,
      ],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const stdout = user.stdout.getReader();
    await stdout.read();
    const names = () => [...Deno.readDirSync(builds)].map(({ name }) => name).sort();
    try {
      assert.deepEqual(removeOldBuilds(fileOf(BUILDS[0])), [BUILDS[2]]);
      assert.deepEqual(names(), [BUILDS[0], BUILDS[1], "3333333333333333", "44444444", "data"]);
      await user.stdin.close();
      await user.status;
      assert.deepEqual(removeOldBuilds(fileOf(BUILDS[0])), [BUILDS[1]]);
      assert.equal(await Deno.readTextFile(`${builds}/data/store.kv`), "x");
    } finally {
      await stdout.cancel();
      await Deno.remove(root, { recursive: true });
    }
  }
});

Deno.test("what runs from source has no builds", () => {
  const file = new URL("../../src/main.ts", import.meta.url).pathname;
  holdBuild(file);
  assert.deepEqual(removeOldBuilds(file), []);
});
