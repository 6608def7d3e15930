/** An index that one process declares complete, beside a server that reads. */
import assert from "node:assert/strict";
import { cliJson } from "../fixtures/cli.ts";
import { createTable, putItems } from "../fixtures/tables.ts";
import { connect, startWorld } from "./session.ts";

Deno.test("a server hears of a declaration, and says at its log what contradicts it, to every process", async () => {
  const world = await startWorld(async (database) => {
    await createTable(database, {
      name: "sales",
      hash: "id",
      gsis: [{ name: "by_status", hash: "status", sort: "sold_at" }],
    });
    // 40 items of some 1,000 bytes: 10 blocks of 4,096 bytes, 5 read units; two of a status are one block, 0.5.
    await putItems(
      database,
      "sales",
      Array.from({ length: 40 }, (_, at) => ({
        id: `s${at}`,
        status: `st${at % 20}`,
        sold_at: "2026-01-01",
        pad: "-".repeat(960),
      })),
    );
  });
  try {
    await using session = await connect(world.served.url, await world.token());
    const sql = "SELECT id FROM sales WHERE status = 'st1' ORDER BY id";
    const ask = async (text: string) => {
      const { rows, warnings = [], stats } = await session.call("run_sql", { sql: text });
      return { rows, warnings, units: (stats as { read_units: number }).read_units };
    };
    assert.deepEqual(await ask(sql), { rows: [["s1"], ["s21"]], warnings: [], units: 5 });
    const common = ["--store", world.store, "--json"];
    await cliJson(["schema", "index-complete", "sales", "by_status", ...common]);
    await until(async () => (await ask(sql)).units === 0.5);
    await putItems(world.database, "sales", [{ id: "odd", status: "st1" }]);
    const met = await ask("SELECT status FROM sales WHERE id = 'odd'");
    assert.deepEqual(met, {
      rows: [["st1"]],
      warnings: [
        "Index by_status of sales was declared complete, but an item that was read lacks attribute sold_at, and so is " +
        "not in it. The declaration is withdrawn.",
      ],
      units: 0.5,
    });
    const all = [["odd"], ["s1"], ["s21"]];
    assert.deepEqual((await ask(sql)).rows, all);
    const other = await cliJson<{ rows: unknown }>(["query", sql, ...common, "--format", "json"]);
    assert.deepEqual(other.rows, all);
    const said = world.served.output().stderr.split("\n").filter((line) =>
      line.includes("declared complete")
    );
    assert.equal(said.length, 1, said.join("\n"));
    for (const word of ["warn", "vega", "sales", "by_status", "sold_at"]) {
      assert.ok(said[0]?.toLowerCase().includes(word), said[0]);
    }
  } finally {
    await world.close();
  }
});

/** Servers hear of what others write within 5 s; ten on a machine that is busy. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!await isSo()) {
    assert.ok(Date.now() < end, "The server does not hear of it.");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
