/**
 * `SUMMARIZE t` through the whole query service: values by hand, under the budget.
 */
import assert from "node:assert/strict";
import { createTable, num, putItems } from "../fixtures/tables.ts";
import { withLocal } from "./local.ts";

Deno.test("SUMMARIZE says of each column what a hand counts, and reads under the budget", async () => {
  await withLocal({}, 1, async (service) => {
    await createTable(service.database, { name: "few", hash: "id" });
    await putItems(service.database, "few", [
      { id: "a", n: 1, price: num("1.5"), paid: true, tags: ["x"] },
      { id: "b", n: 2, price: num("2.25"), paid: false },
      { id: "c", n: 3, price: num("3"), name: "z" },
      { id: "d", n: 3, name: "y" },
    ]);
    const answer = await service.run("SUMMARIZE few;");
    assert.deepEqual(answer.columns.map(({ name }) => name), [
      ...[
        "column_name",
        "column_type",
        "min",
        "max",
        "approx_unique",
        "avg",
        "std",
        "q25",
        "q50",
        "q75",
        "count",
      ],
      "null_percentage",
    ]);
    assert.deepEqual(answer.rows.map((row) => row.filter((_, at) => at !== 1 && at !== 6)), [
      ["id", "a", "d", 4, null, null, null, null, 4, 0],
      ["n", "1", "3", 3, "2.25", "1.75", "2.5", "3", 4, 0],
      ["name", "y", "z", 2, null, null, null, null, 4, 50],
      ["paid", "false", "true", 2, null, null, null, null, 4, 50],
      ["price", "1.5", "3", 3, "2.25", "1.875", "2.25", "2.625", 4, 25],
      ["tags", null, null, 1, null, null, null, null, 4, 75],
    ]);
    // The sample standard deviation of 1, 2, 3, 3: the root of 2.75 / 3.
    assert.ok(Math.abs(Number(answer.rows[1]?.[6]) - Math.sqrt(2.75 / 3)) < 1e-12);
    assert.ok(answer.stats.readUnits > 0);
    assert.deepEqual((await service.run("-- all\nsummarize east.FEW")).rows, answer.rows);
    await assert.rejects(service.run("SUMMARIZE none"), { code: "table_not_found" });
    await assert.rejects(service.run("SUMMARIZE SELECT 1"), { code: "statement_not_allowed" });
    await assert.rejects(service.run("SELECT * FROM (SUMMARIZE few)"), { code: "statement_not_allowed" });
  });
});
