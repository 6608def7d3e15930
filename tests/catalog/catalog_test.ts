import assert from "node:assert/strict";
import { DynamoSqlError } from "../../src/errors.ts";
import { dynamodbLocal } from "../fixtures/dynamodb_local.ts";
import { createTable, deleteTable, num, putItems } from "../fixtures/tables.ts";
import { world } from "./world.ts";

const endpoint = await dynamodbLocal();

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
    number: { intDigits: 2, scale: 1, bigint: true },
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
  const { description } = await w.catalog.describe("t1", { tableName: "phoenix", refresh: "force" });
  assert.deepEqual(Object.keys(description.attributes), ["id"]);
});

Deno.test("only tables of the allow-list and with the prefix are listed, described or suggested", async () => {
  const w = world(endpoint);
  for (const name of ["prod-orders", "prod-users", "prod-secret", "test-orders"]) {
    await createTable(w.database, { name, hash: "pk" });
  }
  await w.schema("t1", "east", {
    tablePrefix: "prod-",
    tableAllowlist: ["prod-orders", "prod-users", "prod-missing", "test-orders"],
  });
  const listing = await w.catalog.list("t1", {});
  assert.deepEqual(listing.tables.map((table) => [table.name, table.physicalName, table.qualifiedName]), [
    ["orders", "prod-orders", "east.orders"],
    ["users", "prod-users", "east.users"],
  ]);
  assert.ok(!w.asked().includes("ListTables"), "an allow-list needs no leave to list tables");
  assert.equal(
    (await w.catalog.describe("t1", { tableName: "users" })).description.physicalName,
    "prod-users",
  );
  for (const tableName of ["secret", "prod-secret", "test-orders", "prod-orders"]) {
    const error: unknown = await w.catalog.describe("t1", { tableName }).catch((error: unknown) => error);
    assert.ok(error instanceof DynamoSqlError);
    assert.equal(error.code, "table_not_found");
    assert.doesNotMatch(error.message.replace(tableName, ""), /secret|test-/);
  }
});

Deno.test("a change of prefix or allow-list takes effect at once", async () => {
  const w = world(endpoint);
  for (const name of ["a-one", "b-two"]) await createTable(w.database, { name, hash: "pk" });
  await w.schema("t1", "east", { tablePrefix: "a-" });
  assert.deepEqual((await w.catalog.list("t1", {})).tables.map((table) => table.name), ["one"]);
  await w.schemas.update("t1", "east", { tablePrefix: "b-" });
  w.time.now += 1_001;
  assert.deepEqual((await w.catalog.list("t1", {})).tables.map((table) => table.name), ["two"]);
  await assert.rejects(w.catalog.describe("t1", { tableName: "one" }), { code: "table_not_found" });
});

Deno.test("at most 200 tables are listed, in name order, and the rest is said to be there", async () => {
  const w = world(endpoint);
  const names = Array.from({ length: 205 }, (_, n) => `table_${String(n).padStart(3, "0")}`);
  for (let from = 0; from < names.length; from += 25) {
    await Promise.all(
      names.slice(from, from + 25).map((name) => createTable(w.database, { name, hash: "pk" })),
    );
  }
  await w.schema("t1", "east");
  const listing = await w.catalog.list("t1", {});
  assert.deepEqual(listing.tables.map((table) => table.name), names.slice(0, 200));
  assert.equal(listing.truncated, true);
  assert.equal(listing.refreshed, true);
  assert.equal(listing.tables[7]?.itemCount, null);
  await putItems(w.database, "table_007", [{ pk: "a" }]);
  await w.catalog.describe("t1", { tableName: "table_007" });
  w.time.now += 1000;
  const again = await w.catalog.list("t1", {});
  assert.equal(again.refreshed, false);
  assert.deepEqual([again.tables[7]?.itemCount, again.tables[7]?.refreshedAt], [1, w.time.now - 1000]);
});

Deno.test("a name is matched exactly, then without case, else the nearest names are told", async () => {
  const w = world(endpoint);
  for (const name of ["Orders", "users", "order_items"]) {
    await createTable(w.database, { name, hash: "pk" });
  }
  await w.schema("t1", "East");
  const find = async (table: string, schema?: string) => {
    const [answer] = await w.catalog.lookup("t1", undefined, [{ table, ...(schema ? { schema } : {}) }]);
    assert.ok(answer);
    return "found" in answer ? answer.found.description.physicalName : answer.missing;
  };
  assert.equal(await find("orders"), "Orders");
  assert.equal(await find("ORDERS", "EAST"), "Orders");
  assert.equal(await find("Users"), "users");
  assert.deepEqual(await find("ordres"), {
    code: "table_not_found",
    message: "Table not found: East.ordres. Did you mean Orders?",
  });
  assert.deepEqual(await find("orders", "est"), {
    code: "schema_not_found",
    message: "Schema not found: est. Did you mean East?",
  });
});

Deno.test("a known name in another case costs no question to DynamoDB", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "Orders", hash: "pk" });
  await w.schema("t1", "east");
  await w.catalog.lookup("t1", undefined, [{ table: "orders" }]);
  w.asked();
  for (let n = 0; n < 3; n++) await w.catalog.lookup("t1", undefined, [{ table: "ORDERS" }]);
  assert.deepEqual(w.asked(), []);
});

Deno.test("a table name with a dot is tried whole first, then split at its first dot", async () => {
  const w = world(endpoint);
  for (const name of ["east.orders", "a.b.c"]) await createTable(w.database, { name, hash: "pk" });
  await w.schema("t1", "main_one");
  await w.schema("t1", "east");
  const whole = await w.catalog.describe("t1", { tableName: "east.orders" });
  assert.equal(whole.qualifiedName, 'main_one."east.orders"');
  const split = await w.catalog.describe("t1", { tableName: "east.a.b.c" });
  assert.equal(split.qualifiedName, 'east."a.b.c"');
  await assert.rejects(w.catalog.describe("t1", { tableName: "east.nothing" }), {
    message: "Table not found: east.nothing.",
  });
  await assert.rejects(w.catalog.describe("t1", { tableName: "nowhere.orders" }), {
    code: "table_not_found",
    message: /^Table not found: main_one\.nowhere\.orders\./,
  });
});

Deno.test("a qualified name is quoted where SQL needs it", async () => {
  const w = world(endpoint);
  for (const name of ["order", "select", "2nd", "with-dash", "plain_1"]) {
    await createTable(w.database, { name, hash: "pk" });
  }
  await w.schema("t1", "east");
  const { tables } = await w.catalog.list("t1", {});
  assert.deepEqual(tables.map((table) => table.qualifiedName), [
    'east."2nd"',
    'east."order"',
    "east.plain_1",
    'east."select"',
    'east."with-dash"',
  ]);
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
    assert.deepEqual(n?.types, { N: 1, S: 1 }, "counts stay those of the sample");
    assert.deepEqual(n?.number, { intDigits: 3, scale: 2, bigint: true });
    assert.deepEqual(late?.types, { BOOL: 1 });
    assert.deepEqual(Object.keys(m?.fields ?? {}).sort(), ["x", "y"]);
  };
  await check(w.catalog);
  await check(w.another());
  await w.catalog.describe("t1", { tableName: "learned", refresh: "force" });
  await check(w.catalog);
});

Deno.test("a listing tells the item counts of a schema's tables, as fresh as they are known", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "orders", hash: "pk" });
  await putItems(w.database, "orders", [{ pk: "a" }, { pk: "b" }]);
  await w.schema("t1", "east");
  assert.deepEqual((await w.catalog.list("t1", {})).tables, [{
    name: "orders",
    qualifiedName: "east.orders",
    physicalName: "orders",
    itemCount: 2,
    refreshedAt: w.time.now,
  }]);
  await putItems(w.database, "orders", [{ pk: "c" }]);
  w.time.now += 1000;
  await w.catalog.describe("t1", { tableName: "orders", refresh: "force" });
  const [orders] = (await w.catalog.list("t1", { refresh: "skip" })).tables;
  assert.deepEqual([orders?.itemCount, orders?.refreshedAt], [3, w.time.now]);
});

Deno.test("exact names work without leave to list tables, unknown ones are just not found", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "orders", hash: "pk" });
  const guard = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { method, headers } = request;
    const body = await request.text();
    if (headers.get("x-amz-target")?.endsWith("ListTables")) {
      const message = "User: arn:x is not authorized to perform: dynamodb:ListTables on resource: *";
      return Response.json({ __type: "x#AccessDeniedException", message }, { status: 400 });
    }
    return await fetch(endpoint, { method, headers, body });
  });
  await w.schema("t1", "east", { endpoint: `http://127.0.0.1:${guard.addr.port}` });
  const [found, missing] = await w.catalog.lookup("t1", undefined, [{ table: "orders" }, { table: "order" }]);
  assert.ok(found && "found" in found);
  assert.deepEqual(missing, {
    missing: { code: "table_not_found", message: "Table not found: east.order." },
  });
  await assert.rejects(w.catalog.list("t1", {}), {
    code: "access_denied",
    message: "Access denied: dynamodb:ListTables is not granted.",
  });
  await guard.shutdown();
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

Deno.test("another process's refresh is seen within two seconds", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "things", hash: "pk" });
  await w.schema("t1", "east");
  await w.catalog.describe("t1", { tableName: "things" });
  await putItems(w.database, "things", [{ pk: "a", news: true }]);
  w.time.now += 2_000;
  await w.another().describe("t1", { tableName: "things", refresh: "force" });
  const { description, refreshed } = await w.catalog.describe("t1", { tableName: "things" });
  assert.equal(refreshed, false);
  assert.ok(description.attributes.news);
});

Deno.test("nothing of one tenant is visible to another", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "private_orders", hash: "pk" });
  await w.schema("t1", "east");
  await w.schema("t2", "north", { tableAllowlist: ["none"] });
  await w.catalog.list("t1", {});
  await w.catalog.describe("t1", { tableName: "private_orders" });
  const listing = await w.catalog.list("t2", {});
  assert.deepEqual([listing.tables, listing.schemas], [[], ["north"]]);
  const [other] = await w.catalog.lookup("t2", undefined, [{ schema: "east", table: "private_orders" }]);
  assert.deepEqual(other, { missing: { code: "schema_not_found", message: "Schema not found: east." } });
  await assert.rejects(w.catalog.describe("t2", { tableName: "private_orders" }), {
    code: "table_not_found",
    message: "Table not found: north.private_orders.",
  });
  await assert.rejects(w.catalog.list("t3", {}), { code: "schema_not_found" });
});

Deno.test("a disabled schema answers nothing and says so", async () => {
  const w = world(endpoint);
  await w.schema("t1", "east");
  await w.schemas.update("t1", "east", { status: "disabled" });
  await assert.rejects(w.catalog.list("t1", {}), { code: "schema_disabled" });
  const [answer] = await w.catalog.lookup("t1", "east", [{ table: "orders" }]);
  assert.deepEqual(answer, { missing: { code: "schema_disabled", message: "Schema east is disabled." } });
});

Deno.test("an endpoint that does not answer is an error of its own, not a missing table", async () => {
  const w = world(endpoint);
  await w.schemas.add("t1", { schemaName: "east", region: "eu-west-1", endpoint: "http://127.0.0.1:1" });
  await assert.rejects(w.catalog.lookup("t1", undefined, [{ table: "orders" }]), {
    code: "dynamodb_unreachable",
  });
});
