import assert from "node:assert/strict";
import { dynamodbLocal } from "../fixtures/dynamodb_local.ts";
import { createTable, deleteTable, putItems } from "../fixtures/tables.ts";
import { world } from "./world.ts";

const endpoint = await dynamodbLocal();

Deno.test("a fresh description is not asked for again, a stale one is, force always, skip never", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "things", hash: "pk" });
  await w.schema("t1", "east");
  const first = await w.catalog.describe("t1", { tableName: "things", refresh: "skip" });
  assert.equal(first.refreshed, true, "nothing known: skip has to ask");
  w.asked();

  w.time.now += 899_000;
  assert.equal((await w.catalog.describe("t1", { tableName: "things" })).refreshed, false);
  assert.deepEqual(w.asked(), []);

  await putItems(w.database, "things", [{ pk: "a", colour: "red" }]);
  const forced = await w.catalog.describe("t1", { tableName: "things", refresh: "force" });
  assert.equal(forced.refreshed, true);
  assert.deepEqual(forced.description.attributes.colour?.types, { S: 1 });
  assert.equal(forced.description.refreshedAt, w.time.now);

  w.time.now += 900_000;
  w.asked();
  assert.equal((await w.catalog.describe("t1", { tableName: "things", refresh: "skip" })).refreshed, false);
  assert.deepEqual(w.asked(), []);
  assert.equal((await w.catalog.describe("t1", { tableName: "things" })).refreshed, true);
});

Deno.test("two who ask for one table at once share one look at it", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "shared", hash: "pk" });
  await putItems(w.database, "shared", [{ pk: "a" }]);
  await w.schema("t1", "east");
  const asks = Array.from({ length: 5 }, () => w.catalog.lookup("t1", undefined, [{ table: "shared" }]));
  const answers = (await Promise.all(asks)).flat();
  const units = answers.map((answer) => "found" in answer ? answer.metadataReadUnits : NaN);
  assert.deepEqual(units, [0.5, 0, 0, 0, 0]);
  assert.deepEqual(w.asked().filter((operation) => operation === "DescribeTable").length, 1);
});

Deno.test("a lookup of a stale large table asks for its shape but reads no items again", async () => {
  const w = world(endpoint, { sampleItems: 8 });
  await createTable(w.database, { name: "large", hash: "pk" });
  await putItems(w.database, "large", Array.from({ length: 100 }, (_, n) => ({ pk: `k${n}` })));
  await w.schema("t1", "east");
  await w.catalog.lookup("t1", undefined, [{ table: "large" }]);
  w.time.now += 1_000_000;
  w.asked();
  const [answer] = await w.catalog.lookup("t1", undefined, [{ table: "large" }]);
  assert.deepEqual(w.asked(), ["DescribeTable"]);
  assert.ok(answer && "found" in answer);
  assert.equal(answer.metadataReadUnits, 0);
  assert.equal(answer.found.description.sample.items, 8);
});

Deno.test("a table that is gone is noticed and no longer described or listed", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "doomed", hash: "pk" });
  await w.schema("t1", "east");
  await w.catalog.list("t1", {});
  await w.catalog.describe("t1", { tableName: "doomed" });
  await deleteTable(w.database, "doomed");
  w.time.now += 30_000;
  await assert.rejects(w.catalog.describe("t1", { tableName: "doomed", refresh: "force" }), {
    code: "table_not_found",
    message: "Table not found: east.doomed.",
  });
  await assert.rejects(w.catalog.describe("t1", { tableName: "doomed", refresh: "skip" }), {
    code: "table_not_found",
  });
  assert.deepEqual((await w.catalog.list("t1", { refresh: "force" })).tables, []);
});

Deno.test("a table created anew under the same name starts with fresh evidence", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "phoenix", hash: "pk" });
  await putItems(w.database, "phoenix", [{ pk: "a", old: 1 }]);
  await w.schema("t1", "east");
  await w.catalog.describe("t1", { tableName: "phoenix" });
  await deleteTable(w.database, "phoenix");
  await createTable(w.database, { name: "phoenix", hash: "id:N" });
  w.time.now += 30_000;
  const { description } = await w.catalog.describe("t1", { tableName: "phoenix", refresh: "force" });
  assert.deepEqual(Object.keys(description.attributes), ["id"]);
});

Deno.test("a fresh lookup costs microseconds", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "orders", hash: "pk" });
  await w.schema("t1", "east");
  const times: number[] = [];
  for (let n = 0; n < 500; n++) {
    const start = performance.now();
    await w.catalog.lookup("t1", undefined, [{ table: "orders" }]);
    times.push(performance.now() - start);
  }
  const median = times.sort((a, b) => a - b)[250] ?? Infinity;
  assert.ok(median < 0.5, `${median} ms`);
});

Deno.test("two processes that learn at once lose nothing of each other", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "both", hash: "pk" });
  await w.schema("t1", "east");
  await w.catalog.describe("t1", { tableName: "both" });
  const catalogs = [w.catalog, w.another(), w.another()];
  await Promise.all(catalogs.flatMap((catalog, one) =>
    Array.from({ length: 4 }, (_, two) => {
      const attributes = { [`a${one}${two}`]: { types: { S: 1 }, bytes: 1 } };
      return catalog.learn("t1", [{ schemaName: "east", table: "both", attributes }]);
    })
  ));
  const { description } = await w.another().describe("t1", { tableName: "both", refresh: "skip" });
  assert.equal(Object.keys(description.attributes).length, 13);
});

Deno.test("another process's refresh is seen within two seconds", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "things", hash: "pk" });
  await w.schema("t1", "east");
  await w.catalog.describe("t1", { tableName: "things" });
  await putItems(w.database, "things", [{ pk: "a", news: true }]);
  w.time.now += 30_000;
  await w.another().describe("t1", { tableName: "things", refresh: "force" });
  const { description, refreshed } = await w.catalog.describe("t1", { tableName: "things" });
  assert.equal(refreshed, false);
  assert.ok(description.attributes.news);
});

Deno.test("a name that is not known makes a table be looked at again once in 30 s, whoever asks", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "things", hash: "pk" });
  await w.schema("t1", "east");
  const look = async (catalog = w.catalog, than = w.time.now) => {
    const [answer] = await catalog.lookup("t1", undefined, [{ table: "things" }], {
      why: "names",
      than: [than],
    });
    assert.ok(answer && "found" in answer);
    const { metadataReadUnits, found: { description } } = answer;
    return { units: metadataReadUnits, names: Object.keys(description.attributes).sort() };
  };
  await w.catalog.describe("t1", { tableName: "things" });
  await putItems(w.database, "things", [{ pk: "a", first: 1 }]);
  assert.deepEqual(await look(), { units: 0.5, names: ["first", "pk"] });
  await putItems(w.database, "things", [{ pk: "b", second: 1 }]);
  w.time.now += 29_999;
  w.asked();
  assert.deepEqual(await look(), { units: 0, names: ["first", "pk"] });
  assert.deepEqual(await look(), { units: 0, names: ["first", "pk"] });
  assert.deepEqual(w.asked(), ["DescribeTable"], "whether it is another table is asked once a second");
  assert.deepEqual(await look(w.another()), { units: 0, names: ["first", "pk"] });
  w.asked();
  assert.equal(
    (await w.catalog.describe("t1", { tableName: "things", refresh: "force" })).metadataReadUnits,
    0,
  );
  assert.deepEqual(w.asked(), [], "what is younger than 30 s is shared");
  w.time.now += 1;
  const before = w.time.now - 1_000;
  assert.deepEqual((await look(w.another())).names, ["first", "pk", "second"]);
  w.asked();
  // Who has an older description gets the one that somebody else fetched.
  assert.deepEqual((await look(w.catalog, before)).units, 0);
  assert.deepEqual(w.asked(), []);
});

Deno.test("a sample is complete for 30 s, unless something was seen since that it did not hold", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "things", hash: "pk" });
  await putItems(w.database, "things", [{ pk: "a" }]);
  await w.schema("t1", "east");
  const complete = async (refresh: "if_stale" | "force" = "if_stale") =>
    (await w.catalog.describe("t1", { tableName: "things", refresh })).description.sample.complete;
  assert.equal(await complete(), true);
  w.time.now += 29_999;
  assert.equal(await complete(), true);
  w.time.now += 1;
  assert.equal(await complete(), false);
  assert.equal(await complete("force"), true);
  const attributes = { later: { types: { S: 1 }, bytes: 1 } };
  await w.catalog.learn("t1", [{ schemaName: "east", table: "things", attributes }]);
  assert.equal(await complete(), false);
  // Small tables go on being looked at whole when their description is stale.
  w.time.now += 900_000;
  await putItems(w.database, "things", [{ pk: "b", more: true }]);
  const { description } = await w.catalog.describe("t1", { tableName: "things" });
  assert.deepEqual(description.sample, { items: 2, complete: true });
  assert.ok(description.attributes.more && description.attributes.later);
});

Deno.test("a shape that DynamoDB contradicts is asked for again at once, in vain once a second; a refused read always", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "things", hash: "pk" });
  await w.schema("t1", "east");
  const ask = async (why: "shape" | "refused" = "shape") => {
    const [answer] = await w.catalog.lookup("t1", undefined, [{ table: "things" }], {
      why,
      than: [w.time.now],
    });
    assert.ok(answer && "found" in answer);
    return answer.found.description;
  };
  await w.catalog.describe("t1", { tableName: "things" });
  for (const hash of ["id:N", "name"]) {
    await deleteTable(w.database, "things");
    await createTable(w.database, { name: "things", hash });
    const { key, attributes } = await ask();
    assert.equal(key.hash.name, hash.split(":")[0]);
    assert.deepEqual(Object.keys(attributes), [key.hash.name], "nothing of the table before is left");
  }
  w.asked();
  for (let n = 0; n < 3; n++) await ask();
  assert.deepEqual(w.asked(), ["DescribeTable"]);
  w.time.now += 1_000;
  await ask();
  assert.deepEqual(w.asked(), ["DescribeTable"]);
  for (let n = 0; n < 2; n++) await ask("refused");
  assert.deepEqual(w.asked(), ["DescribeTable", "DescribeTable"], "it costs no read units");
});

Deno.test("what was learned from a table says nothing of one made anew under its name", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "things", hash: "pk" });
  await w.schema("t1", "east");
  const { description: { tableId } } = await w.catalog.describe("t1", { tableName: "things" });
  assert.ok(tableId);
  await deleteTable(w.database, "things");
  await createTable(w.database, { name: "things", hash: "pk" });
  w.time.now += 30_000;
  await w.catalog.describe("t1", { tableName: "things", refresh: "force" });
  const attributes = { old: { types: { S: 1 }, bytes: 1 } };
  await w.catalog.learn("t1", [{ schemaName: "east", table: "things", tableId, attributes }]);
  const { description } = await w.catalog.describe("t1", { tableName: "things" });
  assert.deepEqual(Object.keys(description.attributes), ["pk"]);
});
