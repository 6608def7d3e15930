import assert from "node:assert/strict";
import { withFaulty } from "../fault/faulty.ts";
import type { Proxy } from "../fault/proxy.ts";
import { ANN, BEN, codeOf, EVE } from "../fault/scripted.ts";
import { call, putItems } from "../fixtures/tables.ts";
import { allPages } from "./all_pages.ts";
import type { QueryPage } from "../../src/query/service.ts";

const ITEMS = 600;
/** About 4 KB an item: a Scan takes several pages of DynamoDB. */
const SETTINGS = { text: (n: number) => `item ${n} `.repeat(450) };
/** Every item, in an order of the statement's own: read to the end before page 1. */
const SORTED = "SELECT n, g FROM numbers ORDER BY n + 0";

function upTo(end: number, from = 0): number[] {
  return Array.from({ length: end - from }, (_, n) => from + n);
}

function numbers(pages: readonly QueryPage[]): number[] {
  return pages.flatMap((page) => page.rows.map(([n]) => Number(n)));
}

function sorted(all: readonly number[]): number[] {
  return all.toSorted((one, other) => one - other);
}

/** What DynamoDB was asked for, by its own account. */
function consumed({ passed }: Proxy): { units: number; scanned: number; keys: string[] } {
  const keyOf = (item: unknown) =>
    JSON.stringify(Object.entries(item ?? {}).filter(([name]) => name !== "text").sort());
  return {
    units: passed.reduce((sum, { readUnits }) => sum + readUnits, 0),
    scanned: passed.reduce((sum, { scanned }) => sum + scanned, 0),
    keys: passed.flatMap(({ items }) => items.map(keyOf)),
  };
}

function unitsOf(pages: readonly QueryPage[]): number {
  return pages.reduce((sum, { stats }) => sum + stats.readUnits, 0);
}

Deno.test("A streamed answer reads every item once over all its pages, for what one full read costs", async (t) => {
  await withFaulty({ engines: 1 }, ITEMS, async (service) => {
    const { proxy } = service;
    const statements = {
      "a Scan": "SELECT n, g, text FROM numbers",
      "a Scan without its wide attribute": "SELECT n, g FROM numbers",
      "a Query": "SELECT n, g, text FROM numbers WHERE g = 'g2'",
      "a Query backwards": "SELECT n, g, text FROM numbers WHERE g = 'g2' ORDER BY n DESC",
      "a filtered Scan": "SELECT n, g FROM numbers WHERE text LIKE '%9 %'",
      "several partitions": "SELECT n, g FROM numbers WHERE g IN ('g0', 'g3') AND n > 100",
    };
    for (const [name, sql] of Object.entries(statements)) {
      await t.step(name, async () => {
        proxy.reset();
        const pages = await allPages(service, { sql, maxRows: 25 });
        const paged = consumed(proxy);
        assert.equal(unitsOf(pages), paged.units, "the stats are true");
        assert.equal(new Set(paged.keys).size, paged.keys.length, "no item comes from DynamoDB twice");
        const found = numbers(pages);
        assert.equal(new Set(found).size, found.length);

        // The same statement, read whole in one go: kept whole, in one page of DynamoDB after the other.
        proxy.reset();
        const order = sql.includes("ORDER") ? "n DESC" : "n";
        const whole = await allPages(service, {
          sql: `SELECT * FROM (${sql}) ORDER BY ${order}, g`,
          maxRows: 1000,
        });
        const once = consumed(proxy);
        assert.deepEqual(sorted(found), sorted(numbers(whole)));
        assert.equal(paged.scanned, once.scanned, "as many items looked at");
        // Each request rounds up to half a unit.
        const requests = pages.reduce((sum, { stats }) => sum + stats.requests, 0);
        assert.ok(
          paged.units <= once.units + requests / 2,
          `${paged.units} > ${once.units} + ${requests} / 2`,
        );
      });
    }
  }, SETTINGS);
});

Deno.test("Items of exactly half a unit cost the same, to the unit, in pages or in one go", async () => {
  // A few bytes less than 4 KB with names and keys: so few that a page's worth of them makes no other half unit.
  const settings = { text: () => "x".repeat(4096 - 14) };
  await withFaulty({ engines: 1 }, 300, async (service) => {
    const { stats } = await service.run("SELECT count(text) FROM numbers");
    assert.equal(stats.readUnits, 150);
    for (const maxRows of [20, 45, 1000]) {
      service.proxy.reset();
      const pages = await allPages(service, { sql: "SELECT n, g, length(text) FROM numbers", maxRows });
      const { units, scanned, keys } = consumed(service.proxy);
      assert.deepEqual([scanned, units, unitsOf(pages)], [300, 150, 150]);
      assert.equal(new Set(keys).size, 300);
      assert.deepEqual(sorted(numbers(pages)), upTo(300));
    }
  }, settings);
});

Deno.test("After page 1 only the DynamoDB page in hand was read, and nothing goes on behind it", async () => {
  await withFaulty({ engines: 1 }, ITEMS, async (service) => {
    const { proxy } = service;
    const first = await service.run("SELECT n, text FROM numbers", { maxRows: 5 });
    assert.equal(proxy.arrived, 1);
    assert.equal(first.stats.itemsRead, 5, "no more items than rows");
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(proxy.arrived, 1, "nothing is read ahead");
    proxy.reset();
    // Fewer are thought to pass than do.
    const found = await service.run("SELECT n FROM numbers WHERE text LIKE '%7%' AND n >= 0 AND n <= 1000", {
      maxRows: 5,
    });
    assert.equal(proxy.arrived, 1, "the surplus of the page in hand is kept");
    proxy.reset();
    const second = await service.as(ANN, { cursor: found.nextCursor ?? "", maxRows: 5 });
    assert.deepEqual([second.stats.readUnits, second.rows.length, proxy.arrived], [0, 5, 0]);
    // A page nobody asks for is never read.
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(proxy.arrived, 0);
  }, SETTINGS);
});

Deno.test("A kept answer is read once: later pages ask DynamoDB for nothing", async () => {
  await withFaulty({ engines: 1 }, ITEMS, async (service) => {
    const { proxy } = service;
    const first = await service.run(SORTED, { maxRows: 50 });
    assert.equal(first.stats.readUnits, consumed(proxy).units);
    proxy.reset();
    const rest = await allPages(service, { cursor: first.nextCursor ?? "", maxRows: 50 });
    assert.deepEqual([proxy.arrived, unitsOf(rest)], [0, 0]);
    assert.deepEqual(rest.map(({ stats }) => [stats.requests, stats.itemsRead]), rest.map(() => [0, 0]));
    assert.deepEqual(numbers([first, ...rest]), upTo(ITEMS));
    assert.deepEqual([rest.at(-1)?.complete, rest.at(-1)?.nextCursor], [true, undefined]);
  }, SETTINGS);
});

Deno.test("While the table changes underneath, every row that is there throughout comes exactly once", async (t) => {
  const kinds = {
    streamed: "SELECT n, g, text FROM numbers",
    "streamed from one partition": "SELECT n, g, text FROM numbers WHERE g = 'g1'",
    kept: SORTED,
  };
  for (const [name, sql] of Object.entries(kinds)) {
    await t.step(name, async () => {
      await withFaulty({ engines: 1 }, ITEMS, async (service) => {
        let turn = 0;
        const pages = await allPages(service, { sql, maxRows: 40 }, async (page) => {
          turn++;
          // Items go and come on both sides of the paused read; among them the very last one handed out.
          const last = page.rows.at(-1);
          const doomed = [turn * 7, ITEMS - turn * 5].map((n) => ({ g: `g${n % 4}`, n }));
          if (last !== undefined && turn % 3 === 0) doomed.push({ g: String(last[1]), n: Number(last[0]) });
          for (const { g, n } of doomed) {
            const Key = { g: { S: g }, n: { N: String(n) } };
            await call(service.database, "DeleteItem", { TableName: "numbers", Key });
            gone.add(n);
          }
          const news = upTo(4).map((at) => ({
            g: `g${at}`,
            // Whole numbers, as a cursor that began with such ones takes; before the others and behind them.
            n: turn % 2 === 0 ? -turn * 4 - at : ITEMS + turn * 4 + at,
            text: "new ".repeat(800),
          }));
          await putItems(service.database, "numbers", news);
        });
        const found = numbers(pages);
        assert.equal(new Set(found).size, found.length, "no row twice");
        const throughout = upTo(ITEMS).filter((n) => !gone.has(n) && (!sql.includes("g1") || n % 4 === 1));
        assert.ok(throughout.length > 80);
        assert.deepEqual(throughout.filter((n) => !found.includes(n)), [], "none lost");
        assert.ok(pages.length > 3);
        gone.clear();
      }, SETTINGS);
    });
  }
});

const gone = new Set<number>();

Deno.test("Cursors over DynamoDB: foreign and forged are invalid, old and evicted expired, and none reads", async () => {
  let now = Date.UTC(2026, 0, 1);
  const limits = { engines: 1, kept_seconds: 60, kept_total_bytes: 24 * 1024 };
  const service = { clock: () => now };
  await withFaulty(limits, ITEMS, async ({ run, as, proxy, cachedBytes }) => {
    for (const sql of ["SELECT n, g FROM numbers", SORTED]) {
      const { nextCursor = "" } = await run(sql, { maxRows: 20 });
      const [id = "", row = "", mac = ""] = nextCursor.split(".");
      proxy.reset();
      for (const principal of [BEN, EVE, { ...ANN, kind: "user" as const }]) {
        assert.equal(await codeOf(as(principal, { cursor: nextCursor })), "cursor_invalid");
      }
      for (
        const cursor of [
          `${id}.1.${mac}`,
          `${id}.${row}.${mac}x`,
          `${id.toLowerCase()}.${row}.${mac}`,
          `.${row}.${mac}`,
        ]
      ) {
        assert.equal(
          await codeOf(as(ANN, { cursor })),
          cursor === nextCursor ? "" : "cursor_invalid",
          cursor,
        );
      }
      assert.equal(await codeOf(as(ANN, { cursor: nextCursor, sql: `${sql} ` })), "cursor_invalid");
      assert.equal(proxy.arrived, 0);
      assert.equal(
        (await as(ANN, { cursor: nextCursor, sql, maxRows: 20 })).rows.length,
        20,
        "it is still good",
      );

      const { nextCursor: old = "" } = await run(sql, { maxRows: 20 });
      now += 61_000;
      proxy.reset();
      assert.equal(await codeOf(as(ANN, { cursor: old })), "cursor_expired");
      assert.equal(proxy.arrived, 0);
    }
    const { nextCursor: evicted = "" } = await run(SORTED, { maxRows: 20 });
    for (let turn = 0; turn < 4; turn++) await run(SORTED, { maxRows: 20 });
    assert.ok(cachedBytes() <= limits.kept_total_bytes, `${cachedBytes()} bytes`);
    proxy.reset();
    assert.equal(await codeOf(as(ANN, { cursor: evicted })), "cursor_expired");
    assert.equal(proxy.arrived, 0);
  }, { ...SETTINGS, service });
});

Deno.test("An answer beyond the kept limit ends with kept_limit, a warning and no cursor", async () => {
  await withFaulty({ engines: 1, kept_rows: 250 }, ITEMS, async (service) => {
    const pages = await allPages(service, { sql: SORTED });
    const last = pages.at(-1);
    assert.deepEqual(numbers(pages), upTo(250));
    assert.deepEqual(pages.map(({ incompleteReason }) => incompleteReason), [
      "row_cap",
      "row_cap",
      "kept_limit",
    ]);
    assert.deepEqual([last?.complete, last?.nextCursor], [false, undefined]);
    const warned = pages.flatMap(({ warnings }) => warnings);
    assert.ok(warned.some((warning) => /kept/.test(warning)), warned.join());
  }, SETTINGS);
  await withFaulty({ engines: 1, kept_bytes: 40 * 1024 }, ITEMS, async (service) => {
    const pages = await allPages(service, { sql: "SELECT n, text FROM numbers ORDER BY n + 0" });
    assert.equal(pages.at(-1)?.incompleteReason, "kept_limit");
    const found = numbers(pages);
    assert.deepEqual(found, upTo(found.length));
    assert.ok(found.length >= 5 && found.length < 30, `${found.length} rows`);
  }, SETTINGS);
  // A streamed answer keeps only the surplus of its page: it has no such end.
  await withFaulty({ engines: 1, kept_rows: 250 }, ITEMS, async (service) => {
    const pages = await allPages(service, { sql: "SELECT n, g FROM numbers", maxRows: 100 });
    assert.deepEqual(sorted(numbers(pages)), upTo(ITEMS));
    assert.equal(pages.at(-1)?.complete, true);
  }, SETTINGS);
});
