import assert from "node:assert/strict";
import { dynamodbLocal } from "../fixtures/dynamodb_local.ts";
import { call, createTable, putItems, uniqueRegion } from "../fixtures/tables.ts";

const endpoint = await dynamodbLocal();

Deno.test("items written to the local DynamoDB are read back in wire form", async () => {
  const database = { endpoint, region: uniqueRegion() };
  await createTable(database, { name: "items", hash: "pk", sort: "sk:N" });
  await putItems(
    database,
    "items",
    Array.from({ length: 30 }, (_, sk) => ({ pk: "a", sk, tags: new Set(["x"]) })),
  );
  const answer = await call(database, "Scan", { TableName: "items", Limit: 1 });
  assert.deepEqual(answer.Items, [{ pk: { S: "a" }, sk: { N: "0" }, tags: { SS: ["x"] } }]);
  assert.equal((await call(database, "Scan", { TableName: "items", Select: "COUNT" })).Count, 30);
});

Deno.test("another region of the local DynamoDB is another, empty database", async () => {
  const answer = await call({ endpoint, region: uniqueRegion() }, "ListTables", {});
  assert.deepEqual(answer.TableNames, []);
});

Deno.test("asking again gives the same endpoint", async () => {
  assert.equal(await dynamodbLocal(), endpoint);
});

Deno.test("a local DynamoDB ends with the process that started it, even when that is killed", async () => {
  const entry = new URL("../fixtures/dynamodb_local.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", entry],
    env: { DYNAMODB_ENDPOINT: "" },
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let printed = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    printed += text;
    if (printed.includes("\n")) break;
  }
  const own = JSON.parse(printed).endpoint;
  assert.notEqual(own, endpoint);
  const answers = () => call({ endpoint: own }, "ListTables", {}).then(() => true, () => false);
  assert.equal(await answers(), true);
  child.kill("SIGKILL");
  await child.status;
  const deadline = Date.now() + 10_000;
  while (await answers() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(await answers(), false);
});
