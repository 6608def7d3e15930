import assert from "node:assert/strict";
import { DynamoSqlError } from "../../src/errors.ts";
import type { Job } from "../../src/engine/messages/job.ts";
import { world } from "./execute_world.ts";
import { failure, open, openWorld } from "./world.ts";

function budget(more: Partial<Job["budget"]>): Pick<Job, "budget"> {
  return {
    budget: { readUnits: 5_000, items: 1e6, bytes: 1e9, deadline: Date.now() + 30_000, ...more },
  };
}

Deno.test({
  name: "a query over its read units stops, and says what it read",
  ...open,
  async fn() {
    const error = await failure(
      world.run("select n from lines where text like '%nothing%'", budget({ readUnits: 40 })),
    );
    assert.equal(error.code, "budget_exceeded");
    assert.match(error.message, /budget of 40 read units: it had read [\d,]+ items for [\d.]+ read units/);
  },
});

Deno.test({
  name: "a query that is known to be too dear is refused before it reads, naming estimate and budget",
  ...open,
  async fn() {
    const error = await failure(world.run("select sum(n) from lines", budget({ readUnits: 10 })));
    assert.equal(error.code, "budget_exceeded");
    assert.match(
      error.message,
      /^Not started: this query reads at least [\d.]+ read units \(estimate [\d.]+\), and its budget is 10\. ./,
    );
  },
});

for (
  const [sql, readUnits, least] of [
    // A key costs half a unit at least, also one that no item has.
    ["select text from lines where doc = 'd1' and n = 3", 0.1, "0.5"],
    ["select text from lines where doc = 'nobody' and n = 3", 0.4, "0.5"],
    ["select text from lines where doc = 'd1' and n in (1, 2, 3)", 1, "1.5"],
    ["select count(*) from lines where doc = 'd1' and n in (1, 2, 3)", 1, "1.5"],
    ["select n from lines where doc = 'd1'", 0.1, "0.5"],
    ["select n from lines where doc in ('d1', 'd2')", 0.1, "0.5"],
  ] as const
) {
  Deno.test({
    name: `what the first requests cost is known, and refused before they are sent: ${sql}`,
    ...open,
    async fn() {
      const { code, message } = await failure(world.run(sql, budget({ readUnits })));
      assert.equal(code, "budget_exceeded");
      assert.match(message, new RegExp(`^Not started: this query reads at least ${least} read units? `));
      assert.doesNotMatch(message, /Consumed/);
    },
  });
}

Deno.test({
  name: "items, bytes and seconds have budgets of their own",
  ...open,
  async fn() {
    const items = await failure(world.run("select sum(n) from lines", budget({ items: 100 })));
    assert.match(items.message, /budget of 100 items/);
    const bytes = await failure(world.run("select sum(length(text)) from lines", budget({ bytes: 1000 })));
    assert.match(bytes.message, /budget of 1,000 bytes/);
    const late = await failure(
      world.run(
        "select count(*) from lines a, lines b, lines c where a.n * b.n + c.n = -1",
        budget({ deadline: Date.now() + 700 }),
      ),
    );
    assert.equal(late.code, "timeout");
  },
});

Deno.test({
  name: "what does not bind costs no read unit",
  ...open,
  async fn() {
    const error = await failure(world.run("select n + doc.x from lines"));
    assert.ok(["column_not_found", "type_mismatch", "invalid_query"].includes(error.code), error.code);
    assert.doesNotMatch(error.message, /Consumed/);
    const mismatch = await failure(world.run("select list_sum(text) from lines"));
    assert.equal(mismatch.code, "type_mismatch");
    assert.equal(mismatch.detail.position?.line, 1);
    assert.doesNotMatch(mismatch.message, /Consumed|loaded_/);
  },
});

Deno.test({
  name: "cancelling stops the query",
  ...open,
  async fn() {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 200);
    const began = Date.now();
    const error = await failure(
      world.run(
        "with recursive r as (select 1 as n union all select n + 1 from r) select max(n) from r",
        {},
        abort.signal,
      ),
    );
    assert.equal(error.code, "cancelled");
    assert.ok(Date.now() - began < 3_000);
  },
});

Deno.test({
  name: "a kept result that is too long is cut, and says so",
  ...open,
  async fn() {
    const cut = await world.run("select n from lines order by n", { resultRowsMax: 100 });
    assert.equal(cut.complete, false);
    assert.equal(cut.rows.length, 100);
    assert.match(cut.warnings.join(), /longer than what is kept \(100 rows\)/);
    const whole = await world.run("select n from lines order by n", { resultRowsMax: 1000 });
    assert.equal(whole.complete, true);
    assert.deepEqual(whole.warnings, []);
    const bytes = await world.run("select n, text from lines order by n", { resultBytesMax: 50_000 });
    assert.equal(bytes.complete, false);
    assert.ok(bytes.rows.length > 40 && bytes.rows.length < 50);
  },
});

Deno.test({
  name: "a query without memory left ends as too_large and its neighbour goes on",
  ...open,
  async fn() {
    const tight = await openWorld({ memoryBytes: 2 ** 28 });
    try {
      const [large, small] = await Promise.all([
        failure(tight.run("select list(a.range || repeat('x', 500)) from range(3000000) a")),
        tight.run("select sum(range) from range(1000000)"),
      ]);
      assert.equal(large.code, "too_large");
      assert.deepEqual(small.rows, ["[499999500000]"]);
    } finally {
      await tight.close();
    }
  },
});

Deno.test({
  name: "after hundreds of executed, failed and cancelled jobs no temporary table is left",
  ...open,
  async fn() {
    const statements = [
      "select count(*) from lines a join lines b using (n)",
      "select n from lines where doc = 'd1'",
      "select doc, list(n) from lines group by doc",
      "select 1 / (n - n) || cast(text as integer) from lines where doc = 'd0'",
      "select nope from lines",
      "select cast(text as integer) from lines",
    ];
    let failed = 0;
    for (let round = 0; round < 34; round++) {
      await Promise.all(statements.map(async (sql, at) => {
        const abort = new AbortController();
        if ((round + at) % 5 === 0) setTimeout(() => abort.abort(), round % 7 * 5);
        const more = (round + at) % 4 === 0 ? budget({ readUnits: 20 }) : {};
        try {
          await world.run(sql, more, abort.signal);
        } catch (error) {
          assert.ok(error instanceof DynamoSqlError && error.code !== "internal", String(error));
          failed++;
        }
      }));
    }
    assert.ok(failed > 50);
    assert.equal(await world.executor.tableBytes(), 0);
  },
});
