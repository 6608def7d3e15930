import assert from "node:assert/strict";
import { STRATEGIES, strategyFor } from "../../src/engine/strategies.ts";
import { planned } from "../sql/described.ts";
import { dialect, tables } from "../sql/plan/tables.ts";

Deno.test("rows come as they are read where the statement lets them; a join with LIMIT reads in batches; the rest is loaded", async () => {
  const cases: readonly (readonly [sql: string, strategy: string])[] = [
    ["SELECT * FROM events WHERE status = 'open'", "stream"],
    ["SELECT upper(note) AS n, amount + 1 AS a FROM events WHERE amount > 3", "stream"],
    ["SELECT * FROM users LIMIT 3", "stream"],
    ["SELECT u.name, e.note FROM users u JOIN events e ON e.device = u.name LIMIT 5", "limit_join"],
    ["SELECT u.name, e.note FROM users u JOIN events e ON e.device = u.name", "materialize"],
    ["SELECT count(*) FROM events", "materialize"],
    ["SELECT status, count(*) FROM events GROUP BY 1 LIMIT 5", "materialize"],
    ["SELECT DISTINCT status FROM events", "materialize"],
    ["SELECT note FROM events ORDER BY amount", "materialize"],
    ["SELECT name FROM users UNION ALL SELECT note FROM events", "materialize"],
    ["SELECT 1", "materialize"],
  ];
  for (const [sql, strategy] of cases) {
    assert.equal(strategyFor(await planned(dialect, sql, tables)).name, strategy, sql);
  }
});

Deno.test("the last strategy takes every plan, and each has a name of its own", async () => {
  const last = STRATEGIES.at(-1);
  assert.ok(last?.takes(await planned(dialect, "SELECT * FROM events WHERE status = 'open'", tables)));
  assert.equal(new Set(STRATEGIES.map(({ name }) => name)).size, STRATEGIES.length);
});
