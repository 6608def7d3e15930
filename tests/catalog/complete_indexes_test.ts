import assert from "node:assert/strict";
import { createCatalog, type Withdrawn } from "../../src/catalog/mod.ts";
import type { TableDescription } from "../../src/catalog/description.ts";
import { dynamodbLocal } from "../fixtures/dynamodb_local.ts";
import { call, createTable, deleteTable, putItems, type TestTable } from "../fixtures/tables.ts";
import { world } from "./world.ts";

const endpoint = await dynamodbLocal();

const SALES: TestTable = {
  name: "sales",
  hash: "id",
  gsis: [{ name: "by_status", hash: "status", sort: "sold_at" }, { name: "by_shop", hash: "shop" }],
};

const sale = (at: number) => ({ id: `s${at}`, status: "paid", sold_at: `2026-01-${10 + at}`, shop: "Bern" });

/** A world with the table and ten sales in it, and what is withdrawn there. */
async function opened() {
  const w = world(endpoint);
  await createTable(w.database, SALES);
  await putItems(w.database, "sales", Array.from({ length: 10 }, (_, at) => sale(at)));
  await w.schema("t1", "east");
  const told: Withdrawn[] = [];
  const open = () => {
    const limits = { metadata_seconds: 900, sample_items: 1_000 };
    const clientFor = w.clientFor;
    const clock = () => w.time.now;
    return createCatalog({ store: w.store, clock, limits, clientFor, withdrawn: (what) => told.push(what) });
  };
  return { ...w, catalog: open(), another: open, told };
}

/** The indexes that are complete, as a statement over the table is planned with them. */
async function completeIn({ lookup }: Pick<ReturnType<typeof createCatalog>, "lookup">): Promise<string[]> {
  const [answer] = await lookup("t1", undefined, [{ table: "sales" }]);
  assert.ok(answer !== undefined && "found" in answer);
  return named(answer.found.description);
}

const named = ({ indexes }: TableDescription) =>
  indexes.filter(({ complete }) => complete === true).map(({ name }) => name).sort();

const declaring = (index: string, on = true) => ["t1", { tableName: "sales", index, on }] as const;

Deno.test("an index declared complete is so for every process, until that is taken back", async () => {
  const w = await opened();
  const another = w.another();
  assert.deepEqual(await completeIn(w.catalog), []);
  assert.deepEqual(await completeIn(another), []);
  const { table, index, qualifiedName } = await w.catalog.declareComplete(...declaring("BY_STATUS"));
  assert.deepEqual([table.sample.items, index.name, qualifiedName], [10, "by_status", "east.sales"]);
  assert.deepEqual(await completeIn(w.catalog), ["by_status"]);
  w.time.now += 2_000;
  assert.deepEqual(await completeIn(another), ["by_status"]);
  await w.catalog.declareComplete(...declaring("by_shop"));
  await w.catalog.declareComplete(...declaring("by_status"));
  assert.deepEqual(await completeIn(w.catalog), ["by_shop", "by_status"]);
  // A refresh of the shape alone, and one that looks at items.
  w.time.now += 1_000_000;
  assert.deepEqual(await completeIn(w.catalog), ["by_shop", "by_status"]);
  const { description } = await w.catalog.describe("t1", { tableName: "sales", refresh: "force" });
  assert.deepEqual(named(description), ["by_shop", "by_status"]);
  await w.catalog.declareComplete(...declaring("by_status", false));
  await w.catalog.declareComplete(...declaring("by_status", false));
  assert.deepEqual(await completeIn(w.catalog), ["by_shop"]);
  assert.deepEqual(w.told, []);
});

Deno.test("a declaration that sampled items contradict is refused, with the attribute and their number", async () => {
  const w = await opened();
  const { sold_at: _, ...unsold } = sale(20);
  await putItems(w.database, "sales", [unsold, { ...unsold, id: "s21" }]);
  await assert.rejects(w.catalog.declareComplete(...declaring("by_status")), {
    code: "bad_request",
    message:
      "Index by_status of sales does not hold every item: 2 of 12 sampled items lack attribute sold_at, or " +
      "have another type than S there. Give every item that attribute first; then declare the index complete.",
  });
  await assert.rejects(w.catalog.declareComplete(...declaring("by_stats")), {
    code: "bad_request",
    message: "sales has no index by_stats. Nearest: by_status.",
  });
  const missing = ["t1", { tableName: "sale", index: "by_status", on: true }] as const;
  await assert.rejects(w.catalog.declareComplete(...missing), {
    code: "table_not_found",
    message: /Did you mean sales\?$/,
  });
  await assert.rejects(
    w.catalog.declareComplete("t2", { tableName: "sales", index: "by_status", on: true }),
    {
      code: "schema_not_found",
    },
  );
  assert.deepEqual(await completeIn(w.catalog), []);
});

Deno.test("a look that finds an item outside a complete index withdraws the declaration, and tells it once", async () => {
  const w = await opened();
  await w.catalog.declareComplete(...declaring("by_status"));
  await w.catalog.declareComplete(...declaring("by_shop"));
  const { sold_at: _, ...unsold } = sale(20);
  await putItems(w.database, "sales", [unsold]);
  w.time.now += 31_000;
  const another = w.another();
  const { description } = await another.describe("t1", { tableName: "sales", refresh: "force" });
  assert.deepEqual(named(description), ["by_shop"]);
  const told = { schemaName: "east", table: "sales", index: "by_status", attribute: "sold_at" };
  assert.deepEqual(w.told, [told]);
  assert.deepEqual(await completeIn(w.catalog), ["by_shop"]);
  w.time.now += 31_000;
  await w.catalog.describe("t1", { tableName: "sales", refresh: "force" });
  assert.deepEqual(w.told, [told]);
});

Deno.test("what statements saw withdraws a declaration once, and of the very table alone", async () => {
  const w = await opened();
  const { table: { tableId } } = await w.catalog.declareComplete(...declaring("by_status"));
  assert.ok(tableId !== undefined);
  const contradicted = [{ index: "by_status", attribute: "sold_at" }];
  const seen = { schemaName: "east", table: "sales", attributes: {}, contradicted };
  await w.catalog.learn("t1", [{ ...seen, tableId: "another" }]);
  await w.catalog.learn("t2", [{ ...seen, tableId }]);
  assert.deepEqual(await completeIn(w.catalog), ["by_status"]);
  await Promise.all([w.catalog, w.another()].map((each) => each.learn("t1", [{ ...seen, tableId }])));
  assert.deepEqual(await completeIn(w.catalog), []);
  assert.deepEqual(w.told.length, 1);
});

Deno.test("a table or an index made anew is not declared complete", async () => {
  const w = await opened();
  await w.catalog.declareComplete(...declaring("by_status"));
  await w.catalog.declareComplete(...declaring("by_shop"));
  // An index of the same name, by other keys.
  const change = (update: unknown) =>
    call(w.database, "UpdateTable", {
      TableName: "sales",
      AttributeDefinitions: ["id", "status", "sold_at", "town", "shop"].map((AttributeName) => ({
        AttributeName,
        AttributeType: "S",
      })),
      GlobalSecondaryIndexUpdates: [update],
    });
  await change({ Delete: { IndexName: "by_shop" } });
  await settled(w.database);
  await change({
    Create: {
      IndexName: "by_shop",
      KeySchema: [{ AttributeName: "town", KeyType: "HASH" }],
      Projection: { ProjectionType: "ALL" },
    },
  });
  await settled(w.database);
  w.time.now += 31_000;
  const { description } = await w.catalog.describe("t1", { tableName: "sales", refresh: "force" });
  assert.deepEqual(named(description), ["by_status"]);
  assert.deepEqual(w.told, [], "nobody's item contradicted it");
  await deleteTable(w.database, "sales");
  await createTable(w.database, SALES);
  w.time.now += 31_000;
  await w.catalog.describe("t1", { tableName: "sales", refresh: "force" });
  assert.deepEqual(await completeIn(w.catalog), []);
});

/** Resolves when no index of the table is being made or deleted. */
async function settled(database: Parameters<typeof call>[0]): Promise<void> {
  for (;;) {
    const { Table } = await call(database, "DescribeTable", { TableName: "sales" });
    const text = JSON.stringify(Table);
    if (!text.includes("DELETING") && !text.includes("CREATING") && !text.includes("UPDATING")) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
