import assert from "node:assert/strict";
import type { Payer, Refresh } from "../../src/catalog/catalog.ts";
import { DynamoSqlError } from "../../src/errors.ts";
import { sampleTable } from "../../src/catalog/sample.ts";
import { dynamoClient } from "../../src/dynamodb/client/client.ts";
import { dynamodbLocal } from "../fixtures/dynamodb_local.ts";
import { createTable, localAccessKey, putItems } from "../fixtures/tables.ts";
import { world } from "./world.ts";

/** Looks at tables are paid for, by whoever causes them, and are made once in 30 s, whoever asks. */

const endpoint = await dynamodbLocal();

/** A payer with so many read units. */
function purse(units: number): Payer & { readonly paid: number } {
  let paid = 0;
  return {
    left: async () => {
      await Promise.resolve();
      if (units - paid > 0) return units - paid;
      throw new DynamoSqlError("budget_exceeded", "Nothing is left.");
    },
    spent: (readUnits) => void (paid += readUnits),
    get paid() {
      return paid;
    },
  };
}

async function things(items: number, bytes = 100) {
  const w = world(endpoint);
  await createTable(w.database, { name: "things", hash: "pk" });
  const all = Array.from({ length: items }, (_, n) => ({ pk: `k${n}`, pad: "-".repeat(bytes) }));
  for (let from = 0; from < items; from += 20) {
    await putItems(w.database, "things", all.slice(from, from + 20));
  }
  await w.schema("t1", "east");
  const describe = (payer: Payer, refresh: Refresh = "if_stale", catalog = w.catalog) =>
    catalog.describe("t1", { tableName: "things", refresh, payer });
  return { w, describe };
}

Deno.test("the first look at a table, by describe or by a statement, is paid for by who causes it", async () => {
  for (const how of ["describe", "lookup"] as const) {
    const { w, describe } = await things(3);
    const [ann, ben] = [purse(100), purse(100)];
    if (how === "describe") await describe(ann);
    else await w.catalog.lookup("t1", undefined, [{ table: "things" }], undefined, ann);
    assert.equal(ann.paid, 0.5);
    await describe(ben);
    assert.equal(ben.paid, 0, "what is known costs nothing");
  }
});

Deno.test("a table is looked at once in 30 s however often it is forced, by whom and in which process", async () => {
  const { w, describe } = await things(3);
  const [ann, ben] = [purse(100), purse(100)];
  const { refreshed, description: { refreshedAt } } = await describe(ann, "force");
  assert.equal(refreshed, true);
  w.asked();
  w.time.now += 29_999;
  for (const catalog of [w.catalog, w.another()]) {
    for (const who of [ann, ben]) {
      const shared = await describe(who, "force", catalog);
      assert.deepEqual([shared.refreshed, shared.description.refreshedAt], [false, refreshedAt]);
    }
  }
  assert.deepEqual([w.asked(), ann.paid, ben.paid], [[], 0.5, 0]);
  w.time.now += 1;
  const together = await Promise.all(Array.from({ length: 5 }, () => describe(ben, "force")));
  assert.ok(together.every(({ description }) => description.refreshedAt === w.time.now));
  assert.deepEqual(w.asked(), ["DescribeTable", "Scan"]);
  assert.equal(ben.paid, 0.5, "those who join pay nothing");
});

Deno.test("the names of a schema are listed once in 30 s however often it is forced", async () => {
  const { w } = await things(1);
  assert.equal((await w.catalog.list("t1", { refresh: "force" })).refreshed, true);
  w.asked();
  w.time.now += 29_999;
  assert.equal((await w.catalog.list("t1", { refresh: "force" })).refreshed, false);
  assert.deepEqual(w.asked(), []);
  w.time.now += 1;
  assert.equal((await w.catalog.list("t1", { refresh: "force" })).refreshed, true);
});

Deno.test("who has nothing left looks at no items, and is still told what is known", async () => {
  const { w, describe } = await things(3);
  const none = purse(0);
  await assert.rejects(describe(none), { code: "budget_exceeded" });
  await assert.rejects(w.catalog.lookup("t1", undefined, [{ table: "things" }], undefined, none), {
    code: "budget_exceeded",
  });
  assert.ok(!w.asked().includes("Scan"));
  await describe(purse(1));
  w.time.now += 60_000;
  assert.equal((await describe(none)).refreshed, false);
  await assert.rejects(describe(none, "force"), { code: "budget_exceeded" });
  assert.equal((await describe(none, "skip")).description.attributes["pad"]?.types["S"], 3);
});

Deno.test("who joins another's look is not refused for that one's budget", async () => {
  const { describe } = await things(3);
  const [poor, rich] = await Promise.allSettled([describe(purse(0)), describe(purse(10))]);
  assert.deepEqual([poor.status, rich.status], ["rejected", "fulfilled"]);
});

Deno.test("a look takes no more than is left of the day, whether DynamoDB tells sizes or not", async () => {
  // 20 KB = 5 blocks of 4 KB = 2.5 read units an item.
  const { w, describe } = await things(60, 20_000);
  const client = dynamoClient({ region: w.region, endpoint }, {
    credentials: { accessKeyId: localAccessKey, secretAccessKey: "local" },
  });
  for (const left of [3, 10, 50, 100]) {
    for (const counts of [{ itemCount: 60, sizeBytes: 60 * 20_010 }, { itemCount: 0, sizeBytes: 0 }]) {
      const told: number[] = [];
      const sample = await sampleTable(
        client,
        { name: "things", ...counts },
        { wanted: 1_000, left, spent: (units) => void told.push(units) },
        new AbortController().signal,
      );
      const paid = told.reduce((sum, units) => sum + units, 0);
      assert.equal(paid, sample.readUnits);
      assert.ok(sample.items >= 1 && paid <= left, `${paid} units of ${left} for ${sample.items} items`);
    }
  }
  const ann = purse(20);
  await describe(ann);
  assert.ok(ann.paid > 10 && ann.paid <= 20, `${ann.paid}`);
});

Deno.test("a look that fails half way is paid for as far as it came", async () => {
  const { w } = await things(60, 20_000);
  const real = dynamoClient({ region: w.region, endpoint }, {
    credentials: { accessKeyId: localAccessKey, secretAccessKey: "local" },
  });
  let scans = 0;
  const failing: typeof real = {
    ...real,
    async send(...call) {
      if (++scans <= 4) return await real.send(...call);
      await new Promise((resolve) => setTimeout(resolve, 500));
      throw new DynamoSqlError("throttled", "Too much.");
    },
  };
  const ann = purse(1_000);
  const counts = { name: "things", itemCount: 60, sizeBytes: 60 * 20_010 };
  const { signal } = new AbortController();
  await assert.rejects(sampleTable(failing, counts, { wanted: 1_000, spent: ann.spent }, signal), {
    code: "throttled",
  });
  assert.ok(ann.paid > 0);
});
