import assert from "node:assert/strict";
import { observe } from "../../src/catalog/evidence.ts";
import { dynamodbLocal } from "../fixtures/dynamodb_local.ts";
import { createTable, putItems } from "../fixtures/tables.ts";
import { world } from "./world.ts";

const endpoint = await dynamodbLocal();

Deno.test("a table with 20,000 attribute names is described, kept and learned of", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "wide", hash: "pk" });
  await putItems(
    w.database,
    "wide",
    Array.from({ length: 1_000 }, (_, n) => ({
      pk: `k${n}`,
      common: n,
      ...Object.fromEntries(Array.from({ length: 20 }, (_, m) => [`name_${n * 20 + m}`, `text ${m}`])),
    })),
  );
  await w.schema("t1", "east");
  const began = performance.now();
  const { description } = await w.catalog.describe("t1", { tableName: "wide" });
  assert.equal(Object.keys(description.attributes).length, 20_002);
  const kept = await w.another().describe("t1", { tableName: "wide", refresh: "skip" });
  assert.deepEqual(kept.description, description);
  const attributes = observe([{ one_more: { S: "x" }, name_5: { N: "1" } }]);
  await w.catalog.learn("t1", [{ schemaName: "east", table: "wide", attributes }]);
  const after = await w.another().describe("t1", { tableName: "wide", refresh: "skip" });
  assert.ok("N" in (after.description.attributes.name_5?.types ?? {}));
  assert.ok(after.description.attributes.one_more);
  const seconds = (performance.now() - began) / 1000;
  assert.ok(seconds < 10, `${seconds} s`);
});

Deno.test("names that no compression makes smaller are kept as far as there is room, the most present first", async () => {
  const w = world(endpoint);
  await createTable(w.database, { name: "odd", hash: "pk" });
  const random = (bytes: number) =>
    crypto.getRandomValues(new Uint8Array(bytes)).toBase64({ alphabet: "base64url" });
  const names = Array.from({ length: 60 }, () => random(30_000));
  await putItems(w.database, "odd", names.map((name, n) => ({ pk: `k${n}`, common: n, [name]: 1 })));
  await w.schema("t1", "east");
  const { description } = await w.catalog.describe("t1", { tableName: "odd" });
  const known = Object.keys(description.attributes);
  assert.ok(known.includes("pk") && known.includes("common"));
  const kept = (await w.another().describe("t1", { tableName: "odd", refresh: "skip" })).description;
  const count = Object.keys(kept.attributes).length;
  assert.ok(count > 10 && count < 62, `${count} names`);
  assert.ok("pk" in kept.attributes && "common" in kept.attributes);
  assert.equal(kept.sample.complete, false);
});
