import assert from "node:assert/strict";
import { sampleTable } from "../../src/catalog/sample.ts";
import { dynamoClient } from "../../src/dynamodb/client/client.ts";
import { dynamodbLocal } from "../fixtures/dynamodb_local.ts";
import { createTable, localAccessKey, num, putItems } from "../fixtures/tables.ts";
import { world } from "./world.ts";

const endpoint = await dynamodbLocal();
const LOCAL = { accessKeyId: localAccessKey, secretAccessKey: "local" };

Deno.test("a table is described with keys, indexes, evidence and a complete sample when it is small", async () => {
  const w = world(endpoint);
  await createTable(w.database, {
    name: "orders",
    hash: "id",
    sort: "at:N",
    gsis: [{ name: "by_customer", hash: "customer", sort: "total:N", project: ["status"] }],
    lsis: [{ name: "by_state", hash: "id", sort: "status", project: [] }],
  });
  await putItems(w.database, "orders", [
    { id: "a", at: 1, customer: "c1", total: num("1.50"), status: "new" },
    { id: "b", at: 2, customer: "c1", total: num("20"), tags: new Set(["x"]) },
  ]);
  await w.schema("t1", "east");
  const { description, qualifiedName, refreshed, metadataReadUnits } = await w.catalog.describe("t1", {
    tableName: "orders",
  });
  assert.equal(qualifiedName, "east.orders");
  assert.equal(refreshed, true);
  assert.equal(metadataReadUnits, 0.5);
  assert.deepEqual(description.key, { hash: { name: "id", type: "S" }, sort: { name: "at", type: "N" } });
  assert.deepEqual(description.indexes.map(({ itemCount: _, sizeBytes: __, ...index }) => index), [
    {
      name: "by_customer",
      type: "GSI",
      key: { hash: { name: "customer", type: "S" }, sort: { name: "total", type: "N" } },
      projection: "INCLUDE",
      include: ["status"],
    },
    {
      name: "by_state",
      type: "LSI",
      key: { hash: { name: "id", type: "S" }, sort: { name: "status", type: "S" } },
      projection: "KEYS_ONLY",
      include: [],
    },
  ]);
  assert.deepEqual(description.sample, { items: 2, complete: true });
  assert.deepEqual(description.attributes.total, {
    types: { N: 2 },
    number: { intDigits: 2, scale: 1, bigint: true, double: true },
    bytes: 5,
    distinct: { items: 2, values: 2, once: 2, pairs: 0 },
  });
  assert.deepEqual(description.attributes.tags?.types, { SS: 1 });
  assert.equal(description.itemCount, 2);
});

Deno.test("an empty table is described by its keys alone", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "empty", hash: "pk", sort: "sk:B" });
  await w.schema("t1", "east");
  const { description } = await w.catalog.describe("t1", { tableName: "empty" });
  assert.deepEqual(description.sample, { items: 0, complete: true });
  assert.deepEqual(description.attributes, { pk: { types: {}, bytes: 0 }, sk: { types: {}, bytes: 0 } });
});

Deno.test("a sample of exactly the wanted size knows whether anything is left", async () => {
  const w = world(endpoint, { sampleItems: 40 });
  await createTable(w.database, { name: "exact", hash: "pk" });
  await createTable(w.database, { name: "more", hash: "pk" });
  await putItems(w.database, "exact", Array.from({ length: 40 }, (_, n) => ({ pk: `k${n}` })));
  await putItems(w.database, "more", Array.from({ length: 400 }, (_, n) => ({ pk: `k${n}` })));
  await w.schema("t1", "east");
  const exact = await w.catalog.describe("t1", { tableName: "exact" });
  assert.deepEqual(exact.description.sample, { items: 40, complete: true });
  w.asked();
  const more = await w.catalog.describe("t1", { tableName: "more" });
  assert.equal(more.description.sample.complete, false);
  assert.equal(more.description.sample.items, 40);
  assert.equal(w.asked().filter((operation) => operation === "Scan").length, 8);
});

Deno.test("a table that DynamoDB counts as empty is read once: whole if it is small, else some items of it", async () => {
  const w = world(endpoint);
  const sampled = async (items: number, wanted: number) => {
    const name = `fresh_${items}`;
    await createTable(w.database, { name, hash: "pk" });
    // About 100 bytes each: fewer than eighty are a block of 8 KB.
    await putItems(
      w.database,
      name,
      Array.from({ length: items }, (_, n) => ({ pk: `k${n}`, n, pad: "-".repeat(90) })),
    );
    const client = dynamoClient({ region: w.region, endpoint }, { credentials: LOCAL });
    let scanned = 0;
    const counting: typeof client = {
      ...client,
      async send(...call) {
        const answer = await client.send(...call);
        scanned += answer.body.ScannedCount ?? 0;
        return answer;
      },
    };
    const table = { name, itemCount: 0, sizeBytes: 0 };
    const { signal } = new AbortController();
    const sample = await sampleTable(counting, table, { wanted }, signal);
    return { ...sample, scanned };
  };
  const empty = await sampled(0, 80);
  assert.deepEqual([empty.items, empty.complete], [0, true]);
  const tiny = await sampled(10, 80);
  assert.deepEqual([tiny.items, tiny.complete, tiny.readUnits], [10, true, 0.5]);
  // An eighth, 10 items and the one after them, shows that it goes on; then its segments are read to their ends.
  const small = await sampled(50, 80);
  assert.deepEqual([small.items, small.complete, small.attributes.n?.types], [50, true, { N: 50 }]);
  assert.equal(small.scanned, 11 + 50);
  const large = await sampled(500, 80);
  assert.deepEqual([large.items, large.complete, large.scanned], [80, false, 11 + 80]);
});

Deno.test("wide items are sampled for about 128 read units, whatever DynamoDB counts, from as many places", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "wide", hash: "pk" });
  // 60 KB = 15 blocks of 4 KB = 7.5 read units an item: 17 items are 127.5.
  const items = Array.from({ length: 60 }, (_, n) => ({ pk: `k${n}`, n, pad: "-".repeat(61_000) }));
  for (let from = 0; from < items.length; from += 10) {
    await putItems(w.database, "wide", items.slice(from, from + 10));
  }
  await w.schema("t1", "east");
  const { description, metadataReadUnits = 0 } = await w.catalog.describe("t1", { tableName: "wide" });
  assert.equal(description.itemCount, 60);
  assert.deepEqual(description.sample, { items: 17, complete: false });
  assert.ok(metadataReadUnits > 120 && metadataReadUnits <= 128 + 8, `${metadataReadUnits}`);
  assert.equal(description.lookUnits, metadataReadUnits);
  // Of a table that is counted as empty a page of 1 MB is all: 17 items and one that goes over it.
  const client = dynamoClient({ region: w.region, endpoint }, { credentials: LOCAL });
  const { signal } = new AbortController();
  const fresh = await sampleTable(
    client,
    { name: "wide", itemCount: 0, sizeBytes: 0 },
    { wanted: 1_000 },
    signal,
  );
  assert.ok(fresh.items >= 17 && fresh.items <= 26 && !fresh.complete, `${fresh.items} items`);
  assert.ok(fresh.readUnits > 120 && fresh.readUnits <= 128 + 8 * 7.5, `${fresh.readUnits}`);
});

Deno.test("a table of few partitions is sampled as far as the wanted size, its empty segments made up for", async () => {
  const w = world(endpoint, { sampleItems: 40 });
  await createTable(w.database, { name: "narrow", hash: "pk", sort: "sk:N" });
  await putItems(w.database, "narrow", Array.from({ length: 100 }, (_, n) => ({ pk: `k${n % 2}`, sk: n })));
  await w.schema("t1", "east");
  const { description, metadataReadUnits = 0 } = await w.catalog.describe("t1", { tableName: "narrow" });
  assert.equal(description.sample.complete, false);
  assert.equal(description.sample.items, 40);
  assert.ok(metadataReadUnits <= 8, `${metadataReadUnits} read units`);
});

Deno.test("what a query learned widens the evidence durably and never narrows it", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "learned", hash: "pk" });
  await putItems(w.database, "learned", [{ pk: "a", n: 5, m: { x: "t" } }]);
  await w.schema("t1", "east");
  await w.catalog.describe("t1", { tableName: "learned" });
  await w.catalog.learn("t1", [{
    schemaName: "east",
    table: "learned",
    attributes: {
      n: { types: { N: 900, S: 1 }, number: { intDigits: 3, scale: 2, bigint: true }, bytes: 3000 },
      late: { types: { BOOL: 3 }, bytes: 3 },
      m: { types: { M: 1 }, fields: { y: { types: { N: 1 }, bytes: 2 } }, bytes: 9 },
    },
  }]);
  const check = async (catalog: typeof w.catalog) => {
    const { description } = await catalog.describe("t1", { tableName: "learned", refresh: "skip" });
    const { n, late, m } = description.attributes;
    assert.deepEqual(n?.types, { N: 1, S: 0 }, "counts stay those of the sample");
    assert.deepEqual(n?.number, { intDigits: 3, scale: 2, bigint: true, double: false });
    assert.deepEqual(late?.types, { BOOL: 0 });
    assert.deepEqual(Object.keys(m?.fields ?? {}).sort(), ["x", "y"]);
  };
  await check(w.catalog);
  await check(w.another());
  await w.catalog.describe("t1", { tableName: "learned", refresh: "force" });
  await check(w.catalog);
});

Deno.test("a description far above the store's value size is kept whole", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "wide", hash: "pk" });
  const names = Array.from({ length: 3000 }, () => crypto.randomUUID() + crypto.randomUUID());
  await putItems(
    w.database,
    "wide",
    Array.from({ length: 30 }, (_, n) => ({
      pk: `k${n}`,
      ...Object.fromEntries(names.slice(n * 100, n * 100 + 100).map((name) => [name, n])),
    })),
  );
  await w.schema("t1", "east");
  const before = await w.catalog.describe("t1", { tableName: "wide" });
  assert.ok(JSON.stringify(before.description).length > 4 * 48 * 1024);
  const after = await w.another().describe("t1", { tableName: "wide", refresh: "skip" });
  assert.equal(after.refreshed, false);
  assert.deepEqual(after.description, before.description);
  assert.equal(Object.keys(after.description.attributes).length, 3001);
});
