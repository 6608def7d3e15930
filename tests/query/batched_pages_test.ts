import assert from "node:assert/strict";
import { type Faulty, withFaulty } from "../fault/faulty.ts";
import type { Fault } from "../fault/proxy.ts";
import { ANN, BEN, codeOf } from "../fault/scripted.ts";
import { createTable, putItems } from "../fixtures/tables.ts";
import { allPages } from "./all_pages.ts";
import type { QueryPage } from "../../src/query/service.ts";

/** Items in `numbers`, four kilobytes each. Every third has an owner; there are so many that a Scan of them never pays. */
const ITEMS = 600;
const OWNERS = 600;
const SETTINGS = { text: () => "x".repeat(4096 - 14) };

const JOIN = "SELECT i.n, o.name FROM numbers i JOIN owners o ON o.id = i.n";

async function withOwners(work: (service: Faulty) => Promise<void>): Promise<void> {
  await withFaulty({ engines: 1 }, ITEMS, async (service) => {
    await createTable(service.database, { name: "owners", hash: "id:N" });
    await putItems(
      service.database,
      "owners",
      Array.from(
        { length: OWNERS },
        (_, n) => ({ id: n * 3, name: `owner ${n * 3}`, text: "x".repeat(3_800) }),
      ),
    );
    // The catalogue knows it from here on.
    await service.run("SELECT name FROM owners WHERE id = 0");
    service.proxy.reset();
    await work(service);
  }, SETTINGS);
}

/** What DynamoDB gave, by the proxy's account, in the order of its answers. */
function given({ proxy }: Faulty): { units: number; numbers: number[]; asked: number[] } {
  const numbers = proxy.passed.filter(({ operation }) => operation === "Scan" || operation === "Query")
    .flatMap(({ items }) => [...JSON.stringify(items).matchAll(/"n":\{"N":"(\d+)"\}/g)]);
  const asked = proxy.passed.filter(({ fault }) => fault !== "error").flatMap(({ body }) => [
    ...JSON.stringify([body["RequestItems"], body["Key"]]).matchAll(/"id":\{"N":"(\d+)"\}/g),
  ]);
  return {
    units: proxy.passed.reduce((sum, { readUnits }) => sum + readUnits, 0),
    numbers: numbers.map(([, n]) => Number(n)),
    asked: asked.map(([, id]) => Number(id)),
  };
}

function rowsOf(pages: readonly QueryPage[]): number[] {
  return pages.flatMap(({ rows }) => rows.map(([n]) => Number(n)));
}

function assertDistinct(values: readonly number[], what: string): void {
  assert.equal(new Set(values).size, values.length, what);
}

Deno.test("A join in batches, page by page: each row once, nothing read twice, nothing ahead of its LIMIT", async (t) => {
  await withOwners(async (service) => {
    const { proxy } = service;
    // Of partitions of odd numbers none passes the last condition, and they may come first.
    const even = `${JOIN} AND o.id % 2 = 0`;
    const windows: readonly (readonly [sql: string, limit: number, offset: number, maxRows: number])[] = [
      [JOIN, 60, 0, 25],
      [JOIN, 100, 40, 30],
      [JOIN, 1, 0, 1],
      [JOIN, 199, 0, 100],
      [JOIN, 230, 0, 100],
      [even, 60, 0, 25],
      [even, 5, 0, 2],
    ];
    for (const [sql, limit, offset, maxRows] of windows) {
      const every = sql === even ? 6 : 3;
      await t.step(`one of ${every}, LIMIT ${limit} OFFSET ${offset}, ${maxRows} rows a page`, async () => {
        proxy.reset();
        let afterFirst = -1;
        const pages = await allPages(
          service,
          { sql: `${sql} LIMIT ${limit} OFFSET ${offset}`, maxRows },
          () => {
            if (afterFirst < 0) afterFirst = proxy.arrived;
            return Promise.resolve();
          },
        );
        const rows = rowsOf(pages);
        const most = Math.min(limit, ITEMS / every - offset);
        assert.equal(rows.length, most, "no row is lost");
        assertDistinct(rows, "no row comes twice");
        assert.ok(rows.every((n) => n % every === 0));
        assert.deepEqual(
          pages.map((page) => page.rows.length),
          Array.from(
            { length: Math.ceil(most / maxRows) },
            (_, at) => Math.min(maxRows, most - at * maxRows),
          ),
        );

        const { units, numbers, asked } = given(service);
        assertDistinct(numbers, "no item is read twice");
        assertDistinct(asked, "no key is asked for twice");
        assert.deepEqual(asked.toSorted(), numbers.toSorted(), "only keys of what was read");
        // Half a unit for an item of the one table and an owner of the other; a key without an owner is half a unit too,
        // which DynamoDB Local leaves out.
        const owned = asked.filter((id) => id % 3 === 0).length;
        assert.ok(
          units >= (numbers.length + owned) / 2 && units <= (numbers.length + asked.length) / 2,
          `${units}`,
        );
        assert.equal(pages.reduce((sum, { stats }) => sum + stats.readUnits, 0), units, "the stats are true");
        // A batch asks for as many items as rows are missing, if they go on giving rows as those before; of what is not
        // evenly spread, for twice what came before at most.
        let found = 0;
        const needed = numbers.findIndex((n) => n % every === 0 && ++found === limit + offset) + 1 || ITEMS;
        assert.ok(
          numbers.length <= Math.max(needed * (sql === even ? 3 : 1.5), needed + 10),
          `${numbers.length} read, ${needed} needed`,
        );

        for (const { stats } of pages.slice(1)) assert.deepEqual([stats.readUnits, stats.requests], [0, 0]);
        if (afterFirst >= 0) assert.equal(proxy.arrived, afterFirst, "later pages ask DynamoDB for nothing");
      });
    }
  });
});

Deno.test("Later pages of a join in batches are of the same reading, whatever happens to the tables", async () => {
  await withOwners(async (service) => {
    const sql = `${JOIN} LIMIT 80`;
    const pages = await allPages(service, { sql, maxRows: 20 }, () =>
      putItems(
        service.database,
        "owners",
        Array.from({ length: OWNERS }, (_, n) => ({ id: n * 3, name: "changed" })),
      ));
    assert.equal(pages.length, 4);
    assertDistinct(rowsOf(pages), "no row comes twice");
    for (const [n, name] of pages.flatMap(({ rows }) => rows)) assert.equal(name, `owner ${n}`);
    // A new reading sees what there is now.
    const { rows } = await service.run(sql, { maxRows: 20 });
    assert.ok(rows.every(([, name]) => name === "changed"));
  });
});

Deno.test("A cursor of a join in batches is its owner's alone, and faults on the way lose and double nothing", async () => {
  await withOwners(async (service) => {
    const faults: (Fault | null)[] = [
      { kind: "error", status: 400, type: "ProvisionedThroughputExceededException" },
      null,
      { kind: "cut" },
      null,
    ];
    service.proxy.script = ({ before }) => faults[before % faults.length] ?? null;
    const request = { sql: `${JOIN} LIMIT 120`, maxRows: 50 };
    const first = await service.as(ANN, request);
    service.proxy.reset();
    assert.equal(await codeOf(service.as(BEN, { cursor: first.nextCursor ?? "" })), "cursor_invalid");
    const second = await service.as(ANN, { cursor: first.nextCursor ?? "", maxRows: 50 });
    const third = await service.as(ANN, { cursor: second.nextCursor ?? "", maxRows: 50 });
    const rows = rowsOf([first, second, third]);
    assert.equal(rows.length, 120);
    assertDistinct(rows, "no row comes twice");
    assert.equal(third.nextCursor, undefined);
    assert.equal(service.proxy.arrived, 0);
  });
});
