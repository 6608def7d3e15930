/** An index made over items of which some hold values of another type in its key: it leaves those out. */
import assert from "node:assert/strict";
import { call, createTable, type LocalDatabase, num, putItems } from "../../fixtures/tables.ts";
import { open, openWorld } from "../world.ts";

/** Of 60 items, `v` of every third is its number, of the next a text; `w` the other way round. */
const items = Array.from({ length: 60 }, (_, at) => ({
  id: `k${String(at).padStart(2, "0")}`,
  ...(at % 3 === 0 ? { v: num(String(at)), w: `w${at}` } : {}),
  ...(at % 3 === 1 ? { v: `t${at}`, w: num(String(at)) } : {}),
}));
const idsWhere = (holds: (at: number) => boolean) => items.filter((_, at) => holds(at)).map(({ id }) => id);
const isNumber = (at: number) => at % 3 === 0;

async function addIndex(database: LocalDatabase, TableName: string): Promise<void> {
  const names: readonly (readonly [string, string])[] = [["id", "S"], ["v", "N"], ["w", "S"]];
  await call(database, "UpdateTable", {
    TableName,
    AttributeDefinitions: names.map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    GlobalSecondaryIndexUpdates: [{
      Create: {
        IndexName: "by_v",
        KeySchema: [{ AttributeName: "v", KeyType: "HASH" }, { AttributeName: "w", KeyType: "RANGE" }],
        Projection: { ProjectionType: "ALL" },
      },
    }],
  });
  for (let tried = 0; tried < 200; tried++) {
    const { Table } = await call(database, "DescribeTable", { TableName });
    if (!/"(CREATING|UPDATING)"/.test(JSON.stringify(Table))) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("The index was not made.");
}

/** Conditions, and which items they are true of: `v` is a number or NULL, `w` a text or NULL, as the index says. */
const conditions: readonly (readonly [string, (at: number) => boolean])[] = [
  ["v = 3", (at) => at === 3],
  ["v IN (3, 6, 7)", (at) => at === 3 || at === 6],
  ["v < 30", (at) => isNumber(at) && at < 30],
  ["v < '3'", (at) => at === 0],
  ["NOT v < 30", (at) => isNumber(at) && at >= 30],
  ["v IS NULL", (at) => !isNumber(at)],
  ["v IS NOT NULL", isNumber],
  ["v IS DISTINCT FROM 3", (at) => at !== 3],
  ["coalesce(v, -1) = -1", (at) => !isNumber(at)],
  ["v + 1 = 4", (at) => at === 3],
  ["v = 3 AND w > 'a'", (at) => at === 3],
  ["v = 3 AND w IS NULL", () => false],
  ["w <> 'w3'", (at) => isNumber(at) && at !== 3],
  ["w LIKE 'w%'", isNumber],
  ["w NOT LIKE 'w3%'", (at) => isNumber(at) && !/^3/.test(String(at))],
  ["w > '1'", isNumber],
  ["w IS NULL OR v = 3", (at) => !isNumber(at) || at === 3],
];

Deno.test({
  name: "the keys of an index have its types, also where the table holds values that the index leaves out",
  ...open,
  async fn() {
    const world = await openWorld();
    try {
      await createTable(world.database, { name: "kinds", hash: "id" });
      await putItems(world.database, "kinds", items);
      await addIndex(world.database, "kinds");
      for (const [condition, holds] of conditions) {
        const sql = `SELECT id FROM kinds WHERE ${condition} ORDER BY id`;
        for (const pushDown of [true, false]) {
          const { rows } = await world.run(sql, { pushDown });
          const ids = rows.map((row) => JSON.parse(row)[0]);
          assert.deepEqual(ids, idsWhere(holds), `${condition}, ${pushDown ? "narrowed" : "read whole"}`);
        }
      }
      const { rows, warnings } = await world.run("SELECT count(v), count(w), count(*) FROM kinds");
      assert.deepEqual(rows.map((row) => JSON.parse(row)), [[20, 20, 60]]);
      assert.deepEqual(warnings, [
        "20 values of kinds.v are not numbers and read as NULL. CAST(v AS JSON) shows them.",
        "20 values of kinds.w are not texts and read as NULL. CAST(w AS JSON) shows them.",
      ]);
      const shown = await world.run("SELECT CAST(v AS JSON) FROM kinds WHERE id = 'k01'");
      assert.deepEqual(shown.rows.map((row) => JSON.parse(row)), [["t1"]]);
    } finally {
      await world.close();
    }
  },
});
