import assert from "node:assert/strict";
import { planned } from "../described.ts";
import { dialect, shown, tables } from "./tables.ts";

Deno.test("count(*) counts in DynamoDB where the read alone decides, else in SQL", async () => {
  const counted = async (sql: string) => {
    const { relations: [first], resolved } = await planned(dialect, sql, tables);
    return [
      shown(first?.chosen.access ?? { kind: "empty", table: "" }),
      first?.relation.columns.length,
      JSON.stringify(resolved.rewritten).includes('"where_clause":null'),
    ];
  };
  assert.deepEqual(await counted("SELECT count(*) FROM events"), ["scan count", 0, true]);
  assert.deepEqual(await counted("SELECT count(*) FROM events WHERE note = 'n'"), [
    "scan local_note count where note = 'n'",
    0,
    true,
  ]);
  assert.deepEqual(
    await counted(
      "SELECT count(*) FROM events WHERE device = 'd' AND ts >= 'a' AND ts <= 'b' AND amount = 3",
    ),
    [
      "query [device = 'd'] [ts BETWEEN 'a' AND 'b'] count where amount = 3",
      0,
      true,
    ],
  );
  // DynamoDB's BETWEEN includes its ends: SQL must look again.
  assert.deepEqual(
    await counted("SELECT count(*) FROM events WHERE device = 'd' AND ts > 'a' AND ts < 'b'"),
    [
      "query [device = 'd'] [ts BETWEEN 'a' AND 'b']",
      2,
      false,
    ],
  );
  assert.deepEqual(await counted("SELECT count(*) FROM events WHERE lower(note) = 'n'"), [
    "scan local_note",
    1,
    false,
  ]);
  assert.deepEqual(await counted("SELECT count(note) FROM events WHERE device = 'd'"), [
    "query [device = 'd']",
    2,
    false,
  ]);
});

Deno.test("a limit is passed on only where no item that is read could be dropped later", async () => {
  const goal = async (sql: string) => {
    const { relations: [first], resolved } = await planned(dialect, sql, tables);
    return [first?.goalItems, resolved.streamable];
  };
  assert.deepEqual(await goal("SELECT * FROM events LIMIT 10 OFFSET 5"), [15, { limit: 10, offset: 5 }]);
  assert.deepEqual(await goal("SELECT * FROM events WHERE note = 'n' LIMIT 10"), [10, {
    limit: 10,
    offset: 0,
  }]);
  assert.deepEqual(await goal("SELECT * FROM events WHERE lower(note) = 'n' LIMIT 10"), [null, {
    limit: 10,
    offset: 0,
  }]);
  assert.deepEqual(await goal("SELECT unnest([1, 2]) FROM events LIMIT 10"), [null, {
    limit: 10,
    offset: 0,
  }]);
  assert.deepEqual(
    await goal("SELECT * FROM events WHERE device = 'd' AND ts > 'a' AND ts < 'b' LIMIT 10"),
    [null, { limit: 10, offset: 0 }],
  );
  assert.deepEqual(await goal("SELECT note FROM events ORDER BY note LIMIT 10"), [null, null]);
});

Deno.test("a limit makes a scan cheap, and its estimate says so", async () => {
  const { estimatedReadUnits, leastReadUnits } = await planned(
    dialect,
    "SELECT * FROM events LIMIT 10",
    tables,
  );
  assert.equal(estimatedReadUnits, 0.5);
  assert.equal(leastReadUnits, 0.5);
  const filtered = await planned(dialect, "SELECT * FROM events WHERE lower(note) = 'n' LIMIT 10", tables);
  assert.ok(filtered.estimatedReadUnits >= 128 && filtered.estimatedReadUnits < 129);
});

Deno.test("ORDER BY the sort key within one partition streams, in its direction", async () => {
  const cases: readonly (readonly [string, string, number | null])[] = [
    ["SELECT * FROM events WHERE device = 'd' ORDER BY ts LIMIT 3", "query [device = 'd']", 3],
    [
      "SELECT * FROM events WHERE device = 'd' ORDER BY ts DESC NULLS LAST LIMIT 3",
      "query [device = 'd'] reverse",
      3,
    ],
    [
      "SELECT ts AS a, note FROM events WHERE device = 'd' ORDER BY a DESC LIMIT 3",
      "query [device = 'd'] reverse",
      3,
    ],
    ["SELECT note, ts FROM events WHERE device = 'd' ORDER BY 2 LIMIT 3", "query [device = 'd']", 3],
    [
      "SELECT * FROM events WHERE status = 'open' ORDER BY ts DESC LIMIT 3",
      "query by_status [status = 'open'] reverse",
      3,
    ],
    [
      "SELECT * FROM events WHERE device IN ('d', 'e') ORDER BY ts LIMIT 3",
      "query [device IN ('d', 'e')]",
      null,
    ],
    ["SELECT note AS ts FROM events WHERE device = 'd' ORDER BY ts LIMIT 3", "query [device = 'd']", 3],
    [
      "SELECT lower(note) AS ts FROM events WHERE device = 'd' ORDER BY ts LIMIT 3",
      "query [device = 'd']",
      null,
    ],
    ["SELECT * FROM events WHERE device = 'd' ORDER BY ts, note LIMIT 3", "query [device = 'd']", null],
    ["SELECT * FROM events ORDER BY ts LIMIT 3", "scan", null],
    // local_seq leaves out items without `seq`.
    ["SELECT * FROM events WHERE device = 'd' ORDER BY seq LIMIT 3", "query [device = 'd']", null],
    [
      "SELECT * FROM events WHERE device = 'd' AND seq > 0 ORDER BY seq LIMIT 3",
      "query local_seq [device = 'd'] [seq > 0]",
      3,
    ],
  ];
  for (const [sql, access, limit] of cases) {
    const { relations: [first], resolved } = await planned(dialect, sql, tables);
    if (sql.includes("note AS ts")) {
      assert.equal(resolved.streamable, null, sql);
      continue;
    }
    assert.equal(shown(first?.chosen.access ?? { kind: "empty", table: "" }), access, sql);
    assert.equal(resolved.streamable?.limit ?? null, limit, sql);
  }
});
