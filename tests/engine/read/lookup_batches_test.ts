import assert from "node:assert/strict";
import { openProxy, type Proxy } from "../../fault/proxy.ts";
import { dynamodbLocal } from "../../fixtures/dynamodb_local.ts";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { openWorld, type World } from "../world.ts";

/** 240 picks of ten kilobytes, three pages of a Scan, that name 120 items each twice; then 1,500 items of a kilobyte. */
const PICKS = 240;
const PICKED = 120;
const ITEMS = 1_500;

/** What the Scan of the picks costs. */
const SCAN_UNITS = 303;

async function fill({ database }: World): Promise<void> {
  await createTable(database, { name: "picks", hash: "pick:N" });
  await putItems(
    database,
    "picks",
    Array.from({ length: PICKS }, (_, pick) => ({
      pick,
      item: pick % PICKED,
      late: pick === 200 ? num("1E+100") : pick,
      filling: "x".repeat(10_200),
    })),
  );
  await createTable(database, { name: "items", hash: "id:N" });
  await putItems(
    database,
    "items",
    Array.from({ length: ITEMS }, (_, id) => ({ id, name: `item ${id}`, filling: "x".repeat(900) })),
  );
}

const JOIN = "SELECT count(*), count(DISTINCT i.id), sum(i.id) FROM picks p JOIN items i ON i.id = p.item";

async function withPicks(work: (world: World, proxy: Proxy) => Promise<void>): Promise<void> {
  const proxy = openProxy(await dynamodbLocal());
  const world = await openWorld({ endpoint: proxy.url, sampleItems: 50 });
  try {
    await fill(world);
    // The catalogue knows the tables from here on.
    await world.plan("SELECT * FROM picks, items");
    proxy.reset();
    await work(world, proxy);
  } finally {
    await world.close();
    await proxy.close();
  }
}

Deno.test("A read driven by keys that come page by page", async (t) => {
  await withPicks(async (world, proxy) => {
    await t.step(
      "asks for keys of the first page while the second is still read, each key once",
      async () => {
        const asked = Promise.withResolvers<void>();
        const inTime = setTimeout(() => asked.reject(new Error("No key left before the next page.")), 20_000);
        proxy.script = ({ operation, body }) => {
          if (operation === "BatchGetItem") asked.resolve();
          return operation === "Scan" && "ExclusiveStartKey" in body
            ? { kind: "after", work: () => asked.promise }
            : null;
        };
        try {
          const { rows, stats } = await world.run(JOIN);
          assert.deepEqual(rows, [`[${PICKS},${PICKED},${PICKED * (PICKED - 1)}]`]);
          const scans = proxy.passed.filter(({ operation }) => operation === "Scan");
          assert.ok(scans.length >= 3, `${scans.length} pages`);
          assert.deepEqual(
            keysIn(proxy).sort((a, b) => a - b),
            Array.from({ length: PICKED }, (_, id) => id),
          );
          const units = proxy.passed.reduce((sum, { readUnits }) => sum + readUnits, 0);
          assert.equal(stats.readUnits, units);
          assert.equal(units, sumOf(scans.map(({ readUnits }) => readUnits)) + PICKED / 2);
        } finally {
          clearTimeout(inTime);
        }
      },
    );

    await t.step("waits for all keys where only their number tells whether a Scan is cheaper", async () => {
      proxy.reset();
      const { rows } = await world.run(
        `SELECT count(*) FROM items i JOIN picks p ON p.pick = i.id WHERE i.id < ${PICKS - 20}`,
      );
      assert.deepEqual(rows, [`[${PICKS - 20}]`]);
      assertKeysLast(proxy, 2);
    });

    await t.step(
      "reads nothing before all keys are known where the budget may not pay for them",
      async () => {
        proxy.reset();
        const budget = {
          readUnits: SCAN_UNITS + PICKED / 2,
          items: 1e6,
          bytes: 1e9,
          deadline: Date.now() + 60_000,
        };
        await world.run(JOIN, { budget });
        assertKeysLast(proxy, 3);
        proxy.reset();
        await assert.rejects(
          world.run(JOIN, { budget: { ...budget, readUnits: SCAN_UNITS + 10 } }),
          /stopped before reading items: it takes at least 60 read units \(120 keys\)/,
        );
        assert.ok(proxy.passed.every(({ operation }) => operation === "Scan"));
      },
    );

    await t.step("is read whole, its items once, where a late page makes the keys another type", async () => {
      proxy.reset();
      const sql =
        "SELECT count(*), count(DISTINCT i.id), sum(i.id) FROM picks p JOIN items i ON i.id = p.late";
      const { rows } = await world.run(sql);
      assert.deepEqual(rows, (await world.run(sql, { pushDown: false })).rows);
      assert.deepEqual(rows, [`[${PICKS - 1},${PICKS - 1},${PICKS * (PICKS - 1) / 2 - 200}]`]);
    });

    await t.step("ends with the error of what its keys come from, and asks for no more", async () => {
      proxy.reset();
      proxy.script = ({ operation, body }) =>
        operation === "Scan" && "ExclusiveStartKey" in body
          ? { kind: "error", status: 400, type: "AccessDeniedException" }
          : null;
      await assert.rejects(world.run(JOIN), /Access denied: dynamodb:Scan on table picks/);
      const { arrived } = proxy;
      await new Promise((resolve) => setTimeout(resolve, 200));
      assert.equal(proxy.arrived, arrived);
      assert.equal(await world.executor.tableBytes(), 0);
    });
  });
});

/** The keys that BatchGetItem and GetItem asked for. */
function keysIn({ passed }: Proxy): number[] {
  const text = JSON.stringify(passed.filter(({ operation }) => operation !== "Scan").map(({ body }) => body));
  return [...text.matchAll(/"id":\{"N":"(\d+)"\}/g)].map(([, id]) => Number(id));
}

/** So many pages at least were read before the first key was asked for, and none after it. */
function assertKeysLast({ passed }: Proxy, pages: number): void {
  const first = passed.findIndex(({ operation }) => operation === "BatchGetItem");
  assert.ok(first >= pages, `${first}`);
  assert.ok(passed.every(({ operation }, at) => (operation === "BatchGetItem") === at >= first));
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
