import assert from "node:assert/strict";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { open, openWorld, type World } from "../world.ts";

const world: World = await openWorld({ sampleItems: 100_000 });
Deno.test.afterAll(() => world.close());

await createTable(world.database, { name: "money", hash: "id" });
await putItems(world.database, "money", [
  { id: "a", total: num("10.5"), n: 7, doc: { x: 1 }, mixed: "BAD" },
  { id: "b", total: num("20"), n: num("9223372036854775807"), mixed: { k: 1 } },
  { id: "c", total: num("30.1"), n: 3, mixed: 5 },
]);
await createTable(world.database, { name: "bigs", hash: "id" });
await putItems(world.database, "bigs", [
  { id: "a", v: num("9".repeat(38)), r: num("0.123456789012345678901") },
  { id: "b", v: num("9".repeat(38)), r: num("0.5") },
]);

/** The rows, whether the statement is new, known, or aggregated in two phases. */
async function rows(sql: string): Promise<unknown[]> {
  const [first, second, twoPhase] = [
    await world.run(sql),
    await world.run(sql),
    await world.run(sql, { twoPhase: true }),
  ].map((answer) => answer.rows.map((row): unknown => JSON.parse(row)));
  assert.deepEqual(second, first, sql);
  assert.deepEqual(twoPhase, first, sql);
  return first ?? [];
}

Deno.test({
  name:
    "statements over tables are rewritten by types, new ones, known ones and those aggregated in two phases alike",
  ...open,
  async fn() {
    for (
      const [sql, right] of [
        ["SELECT id FROM money WHERE (id, total) = ('a', 10.46)", []],
        ["SELECT id FROM money WHERE id = 'a' AND (id, total) = ('a', 10.46)", []],
        ["SELECT id FROM money WHERE (total, id) > (10.46, 'a') ORDER BY total", [["a"], ["b"], ["c"]]],
        ["SELECT median(total) FROM money WHERE id <> 'c'", [[15.25]]],
        ["SELECT total // 2, total::VARCHAR FROM money WHERE id = 'b'", [[10, "20"]]],
        ["SELECT total // 2, total || '' FROM money ORDER BY total", [[5, "10.5"], [10, "20"], [15, "30.1"]]],
        ["SELECT n + 1 FROM money WHERE id = 'b'", [["9223372036854775808"]]],
        ["SELECT sum(n * 2) FROM money", [["18446744073709551634"]]],
        ["SELECT id FROM money WHERE mixed = 'BAD'", [["a"]]],
        ["SELECT upper(mixed) FROM money WHERE id = 'a'", [["BAD"]]],
        ["SELECT id FROM money WHERE mixed = 5", [["c"]]],
        ["SELECT id FROM money WHERE id = 'b' AND mixed->>'$.k' = '1'", [["b"]]],
        ["SELECT count(*) FROM money m WHERE (m.id, m.doc.x) = ('a', 1) ORDER BY ALL DESC", [[1]]],
        ["SELECT id, doc.x FROM money WHERE doc.x > 0 ORDER BY ALL", [["a", 1]]],
        ["SELECT id AS t FROM money UNION SELECT total FROM money WHERE id = 'c' ORDER BY t LIMIT 2", [[
          "30.1",
        ], ["a"]]],
        ["SELECT to_json(total)::VARCHAR, [total]::VARCHAR FROM money WHERE id = 'b'", [["20", "[20]"]]],
        ["SELECT coalesce(total, 'none') FROM money WHERE id = 'b'", [["20"]]],
        ["SELECT lpad(id, n, '-') FROM money WHERE id = 'c'", [["--c"]]],
        ["SELECT lag(total, 1, 0.55) OVER (ORDER BY id) FROM money ORDER BY id", [[0.55], [10.5], [20]]],
      ] as const
    ) assert.deepEqual(await rows(sql), right, sql);
  },
});

Deno.test({
  name: "sums beyond 38 digits are errors; what is calculated in doubles for want of digits is said",
  ...open,
  async fn() {
    for (
      const sql of [
        "SELECT sum(v) FROM bigs",
        "SELECT sum(v) FROM (SELECT v FROM bigs WHERE id = 'a' UNION ALL SELECT v FROM bigs WHERE id = 'b')",
        "SELECT sum(v), avg(v) FROM bigs",
      ]
    ) await assert.rejects(world.run(sql), /more than 38 digits/, sql);
    for (const twoPhase of [false, true]) {
      const average = await world.run("SELECT avg(v) FROM bigs", { twoPhase });
      assert.deepEqual(average.rows, ["[1e+38]"]);
      assert.match(average.warnings.join(), /avg of v .*DOUBLE/);
    }
    const { warnings, rows } = await world.run("SELECT r * r * r FROM bigs WHERE id = 'b'");
    assert.deepEqual(rows, ["[0.125]"]);
    assert.match(warnings.join(), /r .*DOUBLE/);
    assert.match(
      (await world.run("SELECT stddev_pop(r) FROM bigs")).warnings.join(),
      /stddev_pop of r .*DOUBLE/,
    );
    assert.deepEqual((await world.run("SELECT avg(total), sum(total) / count(*) FROM money")).warnings, []);
  },
});

Deno.test({
  name: "a comparison of types that do not meet names both sides, what they are, and the cast to write",
  ...open,
  async fn() {
    await assert.rejects(
      world.run("SELECT id FROM money WHERE n > now()"),
      /n is BIGINT \(numbers only\), .* is TIMESTAMP WITH TIME ZONE: write epoch_ms\(n\) > now\(\)/,
    );
    await assert.rejects(
      world.run("SELECT n FROM money WHERE id BETWEEN 1 AND 5"),
      /id is VARCHAR \(texts only\), 1 is INTEGER, 5 is INTEGER: a text that is no number is neither more nor less than/,
    );
    await assert.rejects(
      world.run("SELECT id FROM money WHERE n IN (SELECT id FROM bigs)"),
      /n is BIGINT \(numbers only\), .*id.* is VARCHAR \(texts only\): write CAST\(n AS VARCHAR\) IN \(SELECT id FROM bigs\)/,
    );
    await assert.rejects(
      world.run("SELECT m.id FROM money m WHERE now() <= m.total"),
      /now\(\) is TIMESTAMP WITH TIME ZONE, m\.total is DECIMAL\(18,1\) \(numbers only\): write now\(\) <= to_timestamp\(m\.total\)/,
    );
  },
});
