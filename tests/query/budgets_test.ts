import assert from "node:assert/strict";
import { putItems } from "../fixtures/tables.ts";
import { withFaulty } from "../fault/faulty.ts";
import { withLocal } from "./local.ts";
import { ANN, BEN, codeOf } from "../fault/scripted.ts";
import type { DynamoSqlError } from "../../src/errors.ts";

/** About 2.4 MB, 300 read units and more: a Scan takes several pages of DynamoDB. */
const ITEMS = 600;
const SETTINGS = { text: (n: number) => `item ${n} `.repeat(450) };
const WHOLE = "SELECT count(*), sum(n), count(text) FROM numbers";

/** The error a promise fails with. */
async function failure(promise: Promise<unknown>): Promise<DynamoSqlError> {
  return await promise.then(() => assert.fail("It succeeded."), (error) => error);
}

Deno.test("A query known to be too dear is refused before it reads: nothing is asked of DynamoDB", async () => {
  await withFaulty({ engines: 1, max_read_units: 100 }, ITEMS, async ({ run, proxy }) => {
    for (
      const sql of [
        WHOLE,
        "SELECT g, max(text) FROM numbers GROUP BY g",
        "SELECT text FROM numbers ORDER BY n + 0",
      ]
    ) {
      const { code, message } = await failure(run(sql));
      assert.equal(code, "budget_exceeded", sql);
      const [, least, estimate] =
        /^Not started: this query reads at least ([\d,.]+) read units \(estimate ([\d,.]+)\), and its budget is 100\. \w/
          .exec(message) ?? [];
      assert.ok(Number(least) > 100 && Number(estimate) >= Number(least), message);
      assert.match(message, /numbers|key|index/i);
    }
    assert.equal(proxy.arrived, 0);
    // The way out that the message names: constrain the key.
    assert.deepEqual((await run("SELECT count(*) FROM numbers WHERE g = 'g1' AND n < 20")).rows, [[5]]);
  }, SETTINGS);
});

Deno.test("A plan names the same estimate and reads nothing", async () => {
  await withFaulty({ engines: 1, max_read_units: 100 }, ITEMS, async (service) => {
    const { signal } = new AbortController();
    const planned = await service.plan(ANN, { sql: WHOLE, schemaName: "east" }, { signal });
    assert.ok(planned.estimatedReadUnits > 100);
    assert.deepEqual([planned.stats.readUnits, service.proxy.arrived], [0, 0]);
  }, SETTINGS);
});

Deno.test("A query that reaches its budget while it reads is stopped there, and says what it read", async () => {
  await withFaulty({ engines: 1, max_read_units: 200 }, ITEMS, async ({ run, proxy }) => {
    // Streamable: it might find its page early, so it starts.
    const { code, message } = await failure(run("SELECT n FROM numbers WHERE text LIKE '%nothing%'"));
    assert.equal(code, "budget_exceeded");
    const read = proxy.passed.reduce((sum, { readUnits }) => sum + readUnits, 0);
    assert.match(
      message,
      new RegExp(`budget of 200 read units: it had read [\\d,]+ items for ${read} read units`),
    );
    // A whole page of 1 MB, then half of what is left each time, then item by item.
    assert.ok(read > 198 && read <= 200, `${read} units`);
    assert.ok(proxy.arrived < 20, `${proxy.arrived} requests`);
    // The rest of the whole budget, to the unit.
    proxy.reset();
    const page = await run("SELECT n FROM numbers WHERE g = 'g1'", { maxReadUnits: 150 });
    assert.equal(page.stats.readUnits, proxy.passed.reduce((sum, { readUnits }) => sum + readUnits, 0));
  }, SETTINGS);
});

Deno.test("A doubtful query starts and is stopped at its budget: DynamoDB's counts are hours old", async () => {
  await withFaulty({ engines: 1, max_read_units: 200 }, 20, async ({ run, proxy, database }) => {
    const added = Array.from(
      { length: ITEMS },
      (_, n) => ({ g: `g${n % 4}`, n: n + 20, text: SETTINGS.text(n) }),
    );
    await putItems(database, "numbers", added);
    const { code, message } = await failure(run(WHOLE));
    assert.equal(code, "budget_exceeded");
    assert.match(message, /^The query was stopped at its budget of 200 read units: .* needs more\. \w/);
    const read = proxy.passed.reduce((sum, { readUnits }) => sum + readUnits, 0);
    assert.ok(read > 198 && read <= 200, `${read} units`);
    assert.deepEqual((await run("SELECT n FROM numbers WHERE g = 'g1' AND n = 1")).rows, [[1]]);
  }, SETTINGS);
});

Deno.test("max_read_units lowers the budget, never raises it, and a budget of exactly the cost is enough", async () => {
  await withFaulty({ engines: 1, max_read_units: 1_000 }, ITEMS, async ({ run, proxy }) => {
    const { stats: { readUnits: cost } } = await run(WHOLE);
    assert.ok(cost > 100 && cost < 1_000);
    proxy.reset();
    assert.equal((await run(WHOLE, { maxReadUnits: cost })).stats.readUnits, cost);
    assert.equal((await failure(run(WHOLE, { maxReadUnits: cost - 0.5 }))).code, "budget_exceeded");
    proxy.reset();
    assert.equal((await failure(run(WHOLE, { maxReadUnits: 10 }))).code, "budget_exceeded");
    assert.equal(proxy.arrived, 0);
  }, SETTINGS);
  await withFaulty({ engines: 1, max_read_units: 100 }, ITEMS, async ({ run, proxy }) => {
    assert.match((await failure(run(WHOLE, { maxReadUnits: 1e9 }))).message, /its budget is 100\./);
    assert.equal(proxy.arrived, 0);
  }, SETTINGS);
});

Deno.test("One budget covers all pages of a streamed answer", async () => {
  await withFaulty({ engines: 1, max_read_units: 150 }, ITEMS, async ({ as, run, proxy }) => {
    let page = await run("SELECT n, text FROM numbers", { maxRows: 50 });
    let consumed = page.stats.readUnits;
    let code = "";
    while (code === "") {
      const { nextCursor: cursor } = page;
      assert.ok(cursor !== undefined, "the budget is less than the table");
      const next = await as(ANN, { cursor, maxRows: 50 }).catch((error) => String(error.code));
      if (typeof next === "string") code = next;
      else {
        page = next;
        consumed += page.stats.readUnits;
      }
    }
    assert.equal(code, "budget_exceeded");
    const read = proxy.passed.reduce((sum, { readUnits }) => sum + readUnits, 0);
    assert.ok(consumed <= 150 && read <= 152, `${consumed} in pages, ${read} in all`);
    const { nextCursor: cursor = "" } = page;
    assert.equal(
      (await failure(as(ANN, { cursor }))).message,
      "Nothing is left of the 150 read units for all pages of this answer. Send the SQL anew, without a cursor, to begin another.",
    );
  }, SETTINGS);
});

Deno.test("A principal's and a tenant's day have budgets of their own, over all queries", async () => {
  const limits = { engines: 1, principal_day_read_units: 528, tenant_day_read_units: 828 };
  let now = Date.UTC(2026, 5, 1, 12);
  const service = { clock: () => now };
  await withFaulty(limits, ITEMS, async ({ as, flush, proxy }) => {
    const ask = (who: typeof ANN) => as(who, { sql: WHOLE });
    const { stats: { readUnits: cost } } = await ask(ANN);
    assert.ok(cost > 290 && cost < 350, `${cost} units`);
    proxy.reset();
    const second = await failure(ask(ANN));
    assert.equal(second.code, "budget_exceeded");
    assert.match(second.message, /That is all that is left of your read units of today/);
    assert.doesNotMatch(second.message, /Constrain a key/);
    assert.equal(proxy.arrived, 0, "it is refused before it reads");
    assert.equal((await ask(BEN)).stats.readUnits, cost, "another principal has its own");
    await flush();
    const third = await failure(as({ ...BEN, id: "carl" }, { sql: WHOLE }));
    assert.equal(third.code, "budget_exceeded");
    assert.match(third.message, /all that is left of your tenant's read units of today/);
    now += 12 * 3_600_000;
    assert.equal((await ask(ANN)).stats.readUnits, cost, "the next day begins at midnight UTC");
  }, { ...SETTINGS, service });
});

/** About 0.8 MB, 93 read units: a table that is looked at whole. */
const FEW = 200;

Deno.test("What the first look at a table takes is gone from the day that the same statement reads on", async () => {
  await withLocal({ engines: 1, principal_day_read_units: 150 }, FEW, async ({ run, flush }) => {
    // 93 for the look, and as many to read it: more than the day has, though each alone is less.
    const dear = await failure(run(WHOLE));
    assert.equal(dear.code, "budget_exceeded");
    assert.match(
      dear.message,
      /^Not started: .* and its budget is 5\d(\.\d)?\. .* left of your read units of today/,
    );
    assert.equal((await run("SELECT g FROM numbers WHERE g = 'g1' AND n = 1")).stats.readUnits, 0.5);
    await flush();
  }, SETTINGS);
});

Deno.test("The error of a query over its budget says what the first look at its table took, once", async () => {
  await withLocal({ engines: 1 }, FEW, async ({ run }) => {
    const budget = { maxReadUnits: 20 };
    const first = await failure(run(WHOLE, budget));
    assert.equal(first.code, "budget_exceeded");
    const [, took] =
      /its budget is 20\. .* Beside that budget, the first look at what the tables hold took ([\d.]+) read units of the day's\.$/
        .exec(first.message) ?? [];
    const again = await failure(run(WHOLE, budget));
    assert.match(again.message, /its budget is 20\. /);
    assert.doesNotMatch(again.message, /look/);
    // The whole table was looked at.
    assert.equal(Number(took), (await run(WHOLE)).stats.readUnits, first.message);
  }, SETTINGS);
});

Deno.test("A look at a table that an unknown name causes counts for the query and for the day", async () => {
  // The whole table is looked at: all of it takes as many units each time.
  await withLocal({ engines: 1, principal_day_read_units: 404 }, FEW, async ({ as, run }) => {
    await run("SELECT g FROM numbers WHERE g = 'g1' AND n = 1");
    const { stats } = await run(WHOLE);
    const look = stats.readUnits;
    const unknown = await failure(run("SELECT nowhere FROM numbers"));
    assert.equal(unknown.code, "column_not_found");
    const [, took] = /Looking at the table again took ([\d.]+) read units\.$/.exec(unknown.message) ?? [];
    assert.equal(Number(took), look);
    // 404 − 0.5 − four times the table, the first look among them: that leaves no fifth time.
    assert.ok(look > 85 && look < 100, `${look}`);
    assert.equal((await run(WHOLE)).stats.readUnits, look);
    assert.match((await failure(run(WHOLE))).message, /all that is left of your read units of today/);
    assert.equal((await as(BEN, { sql: WHOLE })).stats.readUnits, look, "another's day is another's");
  }, SETTINGS);
  await withLocal({ engines: 1 }, FEW, async ({ run }) => {
    const { stats: { readUnits: look } } = await run(WHOLE);
    // Quoted, it may be read; but there is no budget left for it.
    const sql = 'SELECT count(*), count("nowhere") FROM numbers';
    const refused = await failure(run(sql, { maxReadUnits: look + 10 }));
    assert.equal(refused.code, "budget_exceeded");
    assert.match(refused.message, /budget is [\d.,]+, of which a look at the table took [\d.,]+\./);
    // Within 30 s nobody looks again.
    const { rows, stats } = await run(sql, { maxReadUnits: look + 10 });
    assert.deepEqual([rows, stats.readUnits, stats.metadataReadUnits], [[[FEW, 0]], look, 0]);
  }, SETTINGS);
  await withLocal({ engines: 1 }, FEW, async ({ run }) => {
    const { stats: { readUnits: look } } = await run(WHOLE);
    const used = await failure(run('SELECT n, "nowhere" FROM numbers', { maxReadUnits: look, maxRows: 3 }));
    assert.equal(used.code, "budget_exceeded");
    assert.match(
      used.message,
      new RegExp(`read units, beside ${look} for a look at the table, and needs more`),
    );
  }, SETTINGS);
});

Deno.test("A table is not looked at for more than is left of the budget, and the error says so", async () => {
  await withFaulty({ engines: 1 }, FEW, async ({ run, proxy }) => {
    const { stats: { readUnits: look } } = await run(WHOLE);
    proxy.reset();
    const unknown = await failure(run("SELECT nowhere FROM numbers", { maxReadUnits: 3 }));
    assert.equal(unknown.code, "column_not_found");
    const note = `the last time that took ${look} read units, and 3 are left.`;
    assert.ok(unknown.message.endsWith(`are looked at where the budget allows it: ${note}`), unknown.message);
    // A quoted name is read like one that items may have; LIMIT 1 takes 1 item.
    const { rows, stats } = await run('SELECT "nowhere" FROM numbers LIMIT 1', { maxReadUnits: 3 });
    assert.deepEqual([rows, stats.metadataReadUnits], [[[null]], 0]);
    assert.equal(proxy.passed.reduce((sum, { readUnits }) => sum + readUnits, 0), stats.readUnits);
    assert.ok(stats.readUnits <= 0.5, `${stats.readUnits}`);
    // With a budget it is looked at.
    const looked = await failure(run("SELECT nowhere FROM numbers", { maxReadUnits: look }));
    assert.match(looked.message, new RegExp(`Looking at the table again took ${look} read units\\.$`));
  }, SETTINGS);
});

Deno.test("No query passes its budget, however it reads: pages are sized to what is left", async () => {
  await withFaulty({ engines: 1 }, ITEMS, async ({ run, proxy }) => {
    const { stats: { readUnits: whole } } = await run(WHOLE);
    const statements: readonly (readonly [string, number])[] = [
      ["SELECT n FROM numbers", 1],
      ["SELECT n FROM numbers", 10],
      ["SELECT n FROM numbers WHERE lower(g) = 'nobody'", 1],
      ["SELECT n FROM numbers WHERE text = 'nothing'", 10],
      ["SELECT n FROM numbers WHERE text LIKE '%nothing%' LIMIT 3", 40],
      ["SELECT n FROM numbers WHERE text = 'nothing'", 200],
      ["SELECT g, count(*) FROM numbers GROUP BY g", 150],
      ["SELECT g, count(*) FROM numbers GROUP BY g", 200],
      ["SELECT sum(n) FROM numbers", 170],
      // A partition of 150 items, of which nobody knows how many they are.
      ["SELECT max(text) FROM numbers WHERE g = 'g1'", 5],
      ["SELECT a.n FROM numbers a JOIN numbers b ON b.text = a.text AND b.g = 'g2' WHERE a.g = 'g1'", 5],
    ];
    for (const [sql, maxReadUnits] of statements) {
      proxy.reset();
      const { code, message } = await failure(run(sql, { maxReadUnits, maxRows: 1_000 }));
      assert.equal(code, "budget_exceeded", sql);
      assert.ok(
        message.startsWith(`The query was stopped at its budget of ${maxReadUnits} read units`),
        message,
      );
      const read = proxy.passed.reduce((sum, { readUnits }) => sum + readUnits, 0);
      assert.ok(read <= maxReadUnits, `${read} of ${maxReadUnits}: ${sql}`);
    }
    // What costs exactly the budget is read; what the pages leave is not more than they began with.
    assert.equal((await run(WHOLE, { maxReadUnits: whole })).stats.readUnits, whole);
  }, SETTINGS);
});

Deno.test("max_read_units beside a cursor lowers the budget of that page", async () => {
  await withFaulty({ engines: 1 }, ITEMS, async ({ as, run, proxy }) => {
    const first = await run("SELECT n FROM numbers", { maxRows: 5, maxReadUnits: 100 });
    const { nextCursor: cursor = "" } = first;
    proxy.reset();
    const refused = await failure(as(ANN, { cursor, maxRows: 500, maxReadUnits: 2 }));
    assert.equal(refused.code, "budget_exceeded");
    assert.match(
      refused.message,
      /^This page was stopped at its budget of 2 read units: .* the budget\. What it read is not kept: the same cursor begins where this page began\.$/,
    );
    const read = proxy.passed.reduce((sum, { readUnits }) => sum + readUnits, 0);
    assert.ok(read > 1 && read <= 2, `${read}`);
    assert.equal((await failure(as(ANN, { cursor, maxReadUnits: -1 }))).code, "invalid_parameter");
    // A page that costs exactly that is had: its rows are full.
    const exact = await as(ANN, { cursor, maxRows: 5, maxReadUnits: first.stats.readUnits });
    assert.deepEqual([exact.rows.length, exact.stats.readUnits], [5, first.stats.readUnits]);
    // It raises nothing: what the pages before left of the answer's budget is all there is.
    const dear = await failure(as(ANN, { cursor, maxRows: 500, maxReadUnits: 1_000 }));
    assert.equal(dear.code, "budget_exceeded");
    assert.match(
      dear.message,
      new RegExp(
        "^This page .* That is all that is left of the 100 read units for all pages of this answer: " +
          `${
            first.stats.readUnits + read + exact.stats.readUnits
          } were used before\\. What it read is not kept`,
      ),
    );
  }, SETTINGS);
});

Deno.test("What a query without end read before it was stopped counts for the day", async () => {
  const limits = { engines: 1, max_read_units: 1_000, principal_day_read_units: 150 };
  await withFaulty(limits, ITEMS, async ({ run, proxy }) => {
    const search = "SELECT n FROM numbers WHERE text LIKE '%nothing%'";
    assert.match((await failure(run(search))).message, /all that is left of your read units of today/);
    assert.ok(proxy.arrived > 0);
    proxy.reset();
    assert.match((await failure(run("SELECT 1"))).message, /Nothing is left of your read units of today/);
    assert.equal(await codeOf(run(search)), "budget_exceeded");
    assert.equal(proxy.arrived, 0);
  }, SETTINGS);
});
