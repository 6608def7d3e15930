import assert from "node:assert/strict";
import { STRATEGIES, strategyFor } from "../../src/engine/strategies.ts";
import { planned } from "../sql/described.ts";
import { dialect, tables } from "../sql/plan/tables.ts";

const asked = { job: {}, fewItems: 100 };

Deno.test("few items are read at once; rows come as they are read where the statement lets them; a join with LIMIT reads in batches; what aggregates alone look at is aggregated; the rest is loaded", async () => {
  const cases: readonly (readonly [sql: string, strategy: string])[] = [
    ["SELECT * FROM events WHERE status = 'open'", "stream"],
    ["SELECT upper(note) AS n, amount + 1 AS a FROM events WHERE amount > 3", "stream"],
    ["SELECT * FROM users LIMIT 300", "stream"],
    ["SELECT * FROM users LIMIT 3", "point_read"],
    ["SELECT u.name, e.note FROM users u JOIN events e ON e.device = u.name LIMIT 5", "limit_join"],
    ["SELECT u.name, e.note FROM users u JOIN events e ON e.device = u.name", "materialize"],
    ["SELECT name FROM users WHERE id = 7", "point_read"],
    ["SELECT count(*) FROM events", "materialize"],
    ["SELECT count(amount) FROM events", "two_phase"],
    ["SELECT status, count(*) FROM events GROUP BY 1 LIMIT 5", "two_phase"],
    ["SELECT * FROM (SELECT status, max(amount) AS m FROM events GROUP BY 1) WHERE m > 3", "two_phase"],
    ["SELECT sum(e.amount) FROM users u JOIN events e ON e.device = u.name", "materialize"],
    ["SELECT DISTINCT status FROM events", "materialize"],
    ["SELECT note FROM events ORDER BY amount", "materialize"],
    ["SELECT name FROM users UNION ALL SELECT note FROM events", "materialize"],
    ["SELECT 1", "materialize"],
  ];
  for (const [sql, strategy] of cases) {
    assert.equal(strategyFor(await planned(dialect, sql, tables), asked).name, strategy, sql);
  }
});

Deno.test("the last strategy takes every plan, and each has a name of its own", async () => {
  const last = STRATEGIES.at(-1);
  assert.ok(last?.takes(await planned(dialect, "SELECT * FROM events WHERE status = 'open'", tables), asked));
  assert.equal(new Set(STRATEGIES.map(({ name }) => name)).size, STRATEGIES.length);
});

Deno.test("a later page, and an engine that knows no statements, make no point read", async () => {
  const plan = await planned(dialect, "SELECT name FROM users WHERE id = 7", tables);
  assert.equal(strategyFor(plan, asked).name, "point_read");
  assert.equal(strategyFor(plan, { ...asked, fewItems: 0 }).name, "stream");
  assert.equal(strategyFor(plan, { ...asked, job: { resume: {} } }).name, "stream");
});
