import assert from "node:assert/strict";
import { createTable, putItems } from "../../fixtures/tables.ts";
import { world } from "../execute_world.ts";
import { pagesOf } from "../pages.ts";
import { open } from "../world.ts";

await createTable(world.database, { name: "ticks", hash: "id", sort: "ts:N" });
await createTable(world.database, { name: "days", hash: "id", sort: "current_date" });
await putItems(world.database, "ticks", [{
  id: "a",
  ts: Math.floor(Date.now() / 1000) - 60,
  text: "2026-01-01",
}]);
await putItems(world.database, "days", [{ id: "a", current_date: "monday", total: 1 }]);

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

Deno.test({
  name: "Every row and page of a statement has one present",
  ...open,
  async fn() {
    const answers = await pagesOf(
      world,
      "select now()::varchar, current_timestamp::varchar from lines where current_date <= now()",
      { pageRows: 200 },
    );
    assert.ok(answers.length > 2);
    const presents = new Set(answers.flatMap(({ rows }) => rows.flatMap((row) => JSON.parse(row))));
    assert.equal(presents.size, 1, [...presents].join());
  },
});

Deno.test({
  name: "A statement that is asked again has the present of then, whatever is known of statements like it",
  ...open,
  async fn() {
    for (
      const sql of [
        "select now()::varchar from ticks where id = 'a'",
        "select id, now()::varchar from ticks where id = 'a' and to_timestamp(ts) <= now()",
        "select max(now()::varchar) from lines",
        "select now()::varchar",
      ]
    ) {
      const seen = new Set<string>();
      for (let run = 0; run < 4; run++) {
        const { rows } = await world.run(sql);
        assert.equal(rows.length, 1, sql);
        seen.add(rows.join());
        await world.executor.learned();
        await pause(5);
      }
      assert.equal(seen.size, 4, `${sql}: ${[...seen].join(" ")}`);
    }
  },
});

Deno.test({
  name: "What is written after a statement was asked is found when it is asked again",
  ...open,
  async fn() {
    const sql = "select count(*) from ticks where id = 'b' and make_timestamp(ts * 1000) <= now()::timestamp";
    for (let written = 0; written < 4; written++) {
      assert.deepEqual((await world.run(sql)).rows, [`[${written}]`]);
      await putItems(world.database, "ticks", [{ id: "b", ts: Date.now() }]);
      await pause(3);
      await world.executor.learned();
    }
  },
});

Deno.test({
  name: "Columns that look at the clock are called as they are without a table",
  ...open,
  async fn() {
    const list = "now(), current_date, current_timestamp, now() - INTERVAL 1 DAY, today() AS t, [now()], " +
      "date_trunc('day', now())::DATE, (SELECT today()), year(current_date)";
    const alone = await world.run(`SELECT ${list}`);
    const { columns, rows } = await world.run(`SELECT ${list} FROM days`);
    assert.deepEqual(columns, alone.columns);
    assert.equal(rows.length, 1);
    const inner = await world.run('SELECT "now()" IS NOT NULL FROM (SELECT now() FROM days)');
    assert.deepEqual(inner.rows, ["[true]"]);
    const grouped = await world.run(
      "SELECT current_date = today(), count(*) FROM days GROUP BY current_date",
    );
    assert.deepEqual(grouped.rows, ["[true,1]"]);
    const windowed = await world.run(
      "SELECT count(*) OVER (PARTITION BY today()), 1 FROM days ORDER BY now()",
    );
    assert.deepEqual(windowed.rows, ["[1,1]"]);
  },
});

Deno.test({
  name: "A column that has the clock's name stays a column",
  ...open,
  async fn() {
    const quoted = await world.run(
      "SELECT \"current_date\" FROM days WHERE id = 'a' AND \"current_date\" = 'monday'",
    );
    assert.deepEqual(quoted.rows, ['["monday"]']);
    const given = await world.run("SELECT current_date FROM (SELECT total AS current_date FROM days)");
    assert.deepEqual(given.rows, ["[1]"]);
  },
});

Deno.test({
  name: "A constant that fails is an error of the statement, at its place",
  ...open,
  async fn() {
    await assert.rejects(
      world.run("SELECT id FROM ticks WHERE id = 'a' AND ts > CAST('x' || 'y' AS INTEGER)"),
      /cannot be read as INTEGER/,
    );
    const nothing = await world.run("SELECT id FROM ticks WHERE id = 'a' AND 1 > 2 + length('x') AND ts > 0");
    assert.equal(nothing.stats.readUnits, 0);
  },
});
