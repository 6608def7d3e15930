import assert from "node:assert/strict";
import { withLocal } from "../query/local.ts";

const ENGINE = import.meta.resolve("./confined_engine.ts");
const CONFINE = import.meta.resolve("../../src/engine/host/confine.ts");

/** An engine process that begins with all permissions. */
const engineCommand = () => ({ file: Deno.execPath(), args: ["run", "-A", "--quiet", ENGINE] });

Deno.test("a confined process that had all permissions runs no program and writes no file", async () => {
  const folder = await Deno.makeTempDir();
  const tries = `
    import { confine } from ${JSON.stringify(CONFINE)};
    const attempts = {
      run: () => new Deno.Command(Deno.execPath()).outputSync(),
      write: () => Deno.writeTextFileSync(${JSON.stringify(`${folder}/file`)}, "x"),
      make: () => Deno.mkdirSync(${JSON.stringify(`${folder}/folder`)}),
      remove: () => Deno.removeSync(${JSON.stringify(folder)}, { recursive: true }),
      read: () => Deno.readDirSync(${JSON.stringify(folder)}),
    };
    confine();
    for (const [name, attempt] of Object.entries(attempts)) {
      let outcome = "done";
      try { attempt(); } catch (error) { outcome = error.name; }
      console.log(name, outcome);
    }`;
  try {
    const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["eval", tries] }).output();
    assert.deepEqual(new TextDecoder().decode(stdout).trim().split("\n"), [
      "run NotCapable",
      "write NotCapable",
      "make NotCapable",
      "remove NotCapable",
      "read done",
    ]);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a confined engine reads tables, spills to disk, and answers as any other", async () => {
  await withLocal({ engine_memory: 500 * 2 ** 20, query_seconds: 120 }, 40, async (service) => {
    const counted = await service.run("SELECT count(*) AS n, sum(n) AS s, max(text) AS t FROM numbers");
    assert.deepEqual(counted.rows, [[40, 780, "item 9 ".repeat(20)]]);
    // 1,000,003 is prime: the products take every rest. Sorted by hash, the rows need more than DuckDB's memory.
    const sorted = await service.run(
      "SELECT max(x) AS x, count(*) AS n FROM (SELECT range * 7919 % 1000003 AS x, md5(range::VARCHAR) AS m " +
        "FROM range(3000000) ORDER BY m, x)",
    );
    assert.deepEqual(sorted.rows, [[1_000_002, 3_000_000]]);
  }, { service: { engineCommand } });
});
