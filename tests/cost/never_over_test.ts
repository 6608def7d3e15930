import assert from "node:assert/strict";
import { withFaulty } from "../fault/faulty.ts";
import { createTable, putItems } from "../fixtures/tables.ts";

/**
 * However a statement reads, and however wide items are, no request is sent that could pass the budget, as far as can be
 * known: at a proxy that adds up what DynamoDB says. What the catalogue knows is old: it says 20 items where there are 220, so nothing is refused
 * before it is read.
 */

/** Texts of 10 to 9,000 bytes, in no order. */
const textOf = (n: number) => "x".repeat((n * 7_919 % 96) ** 2 + 10);

const KEYS = Array.from({ length: 60 }, (_, n) => n * 4 + 1).join(", ");

const STATEMENTS: Readonly<Record<string, string>> = {
  "a stream": "SELECT n, text FROM numbers",
  "a stream that finds nothing": "SELECT n FROM numbers WHERE text LIKE '%nothing%'",
  "a stream with a limit": "SELECT n FROM numbers WHERE length(text) > 8000 LIMIT 3",
  "a scan": "SELECT sum(n), max(text) FROM numbers",
  "a count": "SELECT count(*) FROM numbers",
  "groups": "SELECT g, count(*), min(text) FROM numbers GROUP BY g",
  "a sort": "SELECT n FROM numbers ORDER BY text LIMIT 5",
  "a partition": "SELECT max(text) FROM numbers WHERE g = 'g1'",
  "several partitions": "SELECT g, max(text) FROM numbers WHERE g IN ('g0', 'g2', 'g3') GROUP BY g",
  "a partition backwards": "SELECT text FROM numbers WHERE g = 'g1' ORDER BY n DESC",
  "whole keys": `SELECT max(text) FROM numbers WHERE g = 'g1' AND n IN (${KEYS})`,
  "an index": "SELECT max(pad) FROM orders WHERE city = 'Oslo'",
  "an index that lacks what is wanted": "SELECT max(text) FROM orders WHERE city = 'Rome'",
  "a join by keys": "SELECT count(b.text) FROM orders a JOIN numbers b ON b.g = a.ref AND b.n = a.no",
  "a join of two scans": "SELECT count(*) FROM orders a JOIN numbers b ON b.text = a.text",
  "a union": "SELECT max(text) FROM numbers UNION ALL SELECT max(text) FROM orders",
};

for (const segments of [1, 2, 8]) {
  Deno.test(`no statement reads more units than its budget, with up to ${segments} segments`, async () => {
    const limits = { engines: 1, scan_segments_max: segments, sample_items: 20 };
    await withFaulty(limits, 20, async ({ run, proxy, database }) => {
      await createTable(database, { name: "orders", hash: "id", gsis: [{ name: "by_city", hash: "city" }] });
      const order = (n: number) => ({
        id: `o${n}`,
        city: n % 3 === 0 ? "Oslo" : "Rome",
        ref: `g${n % 4}`,
        no: n,
        pad: "p",
        text: textOf(n + 50),
      });
      await putItems(database, "orders", Array.from({ length: 20 }, (_, n) => order(n)));
      await run("SELECT count(*) FROM orders");
      const more = Array.from({ length: 200 }, (_, n) => n + 20);
      await putItems(database, "numbers", more.map((n) => ({ g: `g${n % 4}`, n, text: textOf(n) })));
      await putItems(database, "orders", more.map(order));
      let [stopped, wider] = [0, 0];
      for (const [how, sql] of Object.entries(STATEMENTS)) {
        for (const maxReadUnits of [1, 3, 8, 20, 50]) {
          proxy.reset();
          const outcome = await run(sql, { maxReadUnits, maxRows: 1_000 })
            .then(({ stats }) => stats.readUnits, (error) => String(error.code));
          const read = proxy.passed.reduce((sum, { readUnits }) => sum + readUnits, 0);
          // One item may be wider than all before it: nobody knows before it is read, by itself.
          const last = proxy.passed.at(-1);
          const wide = outcome === "budget_exceeded" && last !== undefined &&
            (last.scanned || last.items.length) <= 1 &&
            read - last.readUnits < maxReadUnits;
          assert.ok(read <= maxReadUnits || wide, `${how}: ${read} of ${maxReadUnits}`);
          if (read > maxReadUnits) wider++;
          if (typeof outcome === "number") assert.equal(outcome, read, how);
          else assert.equal(outcome, "budget_exceeded", how);
          if (typeof outcome === "string" && read > 0) stopped++;
        }
      }
      assert.ok(stopped > 30, `${stopped} were stopped while they read`);
      assert.ok(wider <= 8, `${wider} ended with a wide item`);
    }, { text: textOf });
  });
}

Deno.test("an item that is dearer than what is left is an error that names its table, and is not read", async () => {
  await withFaulty({ engines: 1 }, 20, async ({ run, proxy }) => {
    // 300 KB: 37.5 units an item.
    proxy.reset();
    const error = await run("SELECT n FROM numbers", { maxReadUnits: 20 }).then(() => null, (error) => error);
    assert.equal(error?.code, "budget_exceeded");
    assert.match(error.message, /(the next item of numbers takes about 3[78](\.5)?\.|reads at least 3[78])/);
    assert.equal(proxy.passed.reduce((sum, { readUnits }) => sum + readUnits, 0), 0);
  }, { text: () => "x".repeat(300_000) });
});
