import assert from "node:assert/strict";
import type { Access, Item, QueryPart } from "../../src/dynamodb/access.ts";
import { explain } from "../../src/sql/plan/explain.ts";
import { conditionText, membershipText, rangeText } from "../../src/sql/plan/print_condition.ts";
import type { PlanOptions } from "../../src/sql/plan/options.ts";
import { described, key, planned } from "./described.ts";
import { testDialect } from "./duckdb_dialect.ts";

const dialect = await testDialect();

const event: Item = {
  device: { S: "d1" },
  ts: { S: "2024-01-01" },
  seq: { N: "7" },
  status: { S: "open" },
  amount: { N: "1.5" },
  code: { B: "YQ==" },
  kind: { S: "x" },
  note: { S: "n" },
};
const tables = [
  described("events", {
    key: key("device S", "ts S"),
    items: [event],
    complete: false,
    itemCount: 1_000_000,
    sizeBytes: 200_000_000,
    indexes: [
      { name: "by_status", key: key("status S", "ts S") },
      { name: "by_kind", key: key("kind S"), projection: "KEYS_ONLY" },
      { name: "by_code", key: key("code B", "amount N"), projection: "INCLUDE", include: ["note"] },
      { name: "local_seq", type: "LSI", key: key("device S", "seq N") },
      { name: "local_note", type: "LSI", key: key("device S", "note S"), projection: "KEYS_ONLY" },
    ],
  }),
  described("users", {
    key: key("id N"),
    items: [{ id: { N: "1" }, name: { S: "a" }, age: { N: "30" } }],
    complete: false,
    itemCount: 10_000,
    sizeBytes: 1_000_000,
  }),
  described("tiny", { key: key("id S", "n N"), items: [{ id: { S: "a" }, n: { N: "1" }, v: { S: "b" } }] }),
  described("rare", {
    key: key("id S"),
    items: Array.from({ length: 100 }, (_, at): Item => ({
      id: { S: String(at) },
      filler: { S: "x".repeat(900) },
      ...(at < 2 ? { flagged: { S: "yes" } } : {}),
    })),
    complete: false,
    itemCount: 100_000,
    sizeBytes: 95_000_000,
    indexes: [{
      name: "by_flag",
      key: key("flagged S"),
      projection: "KEYS_ONLY",
      itemCount: 2_000,
      sizeBytes: 40_000,
    }],
  }),
];

/** A read in one line. */
function shown(access: Access): string {
  const parts: string[] = [access.kind];
  if (access.kind === "empty") return "empty";
  if (access.kind === "get") {
    parts.push(...access.keys.map((each) => JSON.stringify(each)));
  } else {
    if (access.index !== undefined) parts.push(access.index);
    if (access.kind === "query") {
      parts.push(...keysShown(access));
      if (access.reverse) parts.push("reverse");
    }
    if (access.countOnly) parts.push("count");
    if (access.filter !== null) parts.push(`where ${conditionText(access.filter)}`);
    for (const part of access.kind === "query" ? access.more ?? [] : []) {
      parts.push("then", ...(part.index === undefined ? [] : [part.index]), ...keysShown(part));
      if (part.filter !== null) parts.push(`where ${conditionText(part.filter)}`);
    }
  }
  if (access.consistent) parts.push("consistent");
  return parts.join(" ");
}

function keysShown({ hash, sort, fetchBack }: QueryPart): string[] {
  return [
    `[${membershipText(hash.attribute, hash.values)}]`,
    ...(sort === undefined ? [] : [`[${rangeText(sort.attribute, sort.range)}]`]),
    ...(fetchBack === undefined ? [] : [`fetch by ${fetchBack.join(", ")}`]),
  ];
}

const accesses = async (sql: string, options: Partial<PlanOptions> = {}) =>
  (await planned(dialect, sql, tables, options)).relations.map(({ chosen }) => shown(chosen.access));
const only = async (sql: string, options: Partial<PlanOptions> = {}) =>
  (await accesses(sql, options)).join("; ");

async function check(cases: readonly (readonly [string, string])[], options: Partial<PlanOptions> = {}) {
  for (const [sql, expected] of cases) assert.equal(await only(sql, options), expected, sql);
}

Deno.test("whole keys are gotten, each once, those that no item can have not at all", async () => {
  await check([
    ["SELECT * FROM users WHERE id = 5", 'get {"id":{"N":"5"}}'],
    ["SELECT * FROM users WHERE id = 5.0", 'get {"id":{"N":"5"}}'],
    ["SELECT * FROM users WHERE 5 = id AND age > 3", 'get {"id":{"N":"5"}}'],
    ["SELECT * FROM users WHERE id IN (1, 2, 2, 1.00)", 'get {"id":{"N":"1"}} {"id":{"N":"2"}}'],
    ["SELECT * FROM users WHERE id = 1 OR id = 2", 'get {"id":{"N":"1"}} {"id":{"N":"2"}}'],
    ["SELECT * FROM users WHERE id IN (1, 2, 3) AND id > 1 AND id <> 3", 'get {"id":{"N":"2"}}'],
    ["SELECT * FROM users WHERE id = 1 AND id = 2", "empty"],
    [
      "SELECT * FROM users WHERE id = '12345678901234567890123456789012345678'",
      'get {"id":{"N":"12345678901234567890123456789012345678"}}',
    ],
    ["SELECT * FROM users WHERE id = 1 OR age = 3", "scan where id = 1 OR age = 3"],
    ["SELECT * FROM users WHERE id = NULL", "empty"],
    ["SELECT * FROM users WHERE id IS NULL", "empty"],
    ["SELECT * FROM users WHERE id = 5 AND 1 = 0", "empty"],
    ["SELECT * FROM users LIMIT 0", "empty"],
    ["SELECT * FROM events WHERE device = 'd' AND ts = 'x'", 'get {"device":{"S":"d"},"ts":{"S":"x"}}'],
    ["SELECT * FROM events WHERE (device, ts) = ('d', 'x')", 'get {"device":{"S":"d"},"ts":{"S":"x"}}'],
    [
      "SELECT * FROM events WHERE (device, ts) IN (('d', 'x'), ('e', 'y'))",
      'get {"device":{"S":"d"},"ts":{"S":"x"}} {"device":{"S":"e"},"ts":{"S":"y"}}',
    ],
    [
      "SELECT * FROM events WHERE device IN ('d', 'e') AND ts IN ('x')",
      'get {"device":{"S":"d"},"ts":{"S":"x"}} {"device":{"S":"e"},"ts":{"S":"x"}}',
    ],
    ["SELECT * FROM events WHERE device = '' AND ts = 'x'", "empty"],
    [
      "SELECT * FROM events WHERE device = 'd' AND ts BETWEEN 'x' AND 'x'",
      'get {"device":{"S":"d"},"ts":{"S":"x"}}',
    ],
  ]);
  assert.equal(
    await only("SELECT * FROM users WHERE id = 5", { consistentRead: true }),
    'get {"id":{"N":"5"}} consistent',
  );
});

Deno.test("a partition is queried, with the narrowest sort range that DynamoDB takes", async () => {
  const where = (condition: string) => `SELECT amount FROM events WHERE device = 'd' AND ${condition}`;
  await check([
    ["SELECT amount FROM events WHERE device = 'd'", "query [device = 'd']"],
    [where("ts > 'a'"), "query [device = 'd'] [ts > 'a']"],
    [where("ts >= 'a' AND ts <= 'b'"), "query [device = 'd'] [ts BETWEEN 'a' AND 'b']"],
    [where("ts > 'a' AND ts < 'b'"), "query [device = 'd'] [ts BETWEEN 'a' AND 'b']"],
    [where("ts > 'a' AND ts > 'c'"), "query [device = 'd'] [ts > 'c']"],
    [where("ts LIKE '2024-%'"), "query [device = 'd'] [begins_with(ts, '2024-')]"],
    [where("ts LIKE '2024-%-01'"), "query [device = 'd'] [begins_with(ts, '2024-')]"],
    [where("ts LIKE '2024%' AND ts >= '2024-05'"), "query [device = 'd'] [begins_with(ts, '2024')]"],
    [
      where("(ts < 'b' OR ts = 'c')"),
      "query [device = 'd'] [ts < 'b'] then [device = 'd'] [ts = 'c']",
    ],
    [
      where("(ts LIKE 'a%' OR ts LIKE 'c%')"),
      "query [device = 'd'] [ts BETWEEN 'a' AND 'b'] then [device = 'd'] [ts BETWEEN 'c' AND 'd']",
    ],
    // Ranges that overlap, or that meet, are one.
    [where("(ts < 'c' OR ts BETWEEN 'b' AND 'e')"), "query [device = 'd'] [ts <= 'e']"],
    [
      where("(ts > 'a' AND ts < 'b' OR ts > 'b' AND ts < 'c')"),
      "query [device = 'd'] [ts BETWEEN 'a' AND 'c']",
    ],
    [where("(ts LIKE 'a%' OR ts BETWEEN 'ab' AND 'ac')"), "query [device = 'd'] [ts BETWEEN 'a' AND 'b']"],
    [where("(ts < 'b' OR ts > 'a')"), "query [device = 'd']"],
    [where("ts <> 'b'"), "query [device = 'd']"],
    [where("ts > ''"), "query [device = 'd']"],
    [where("ts < ''"), "empty"],
    [where("ts > 'b' AND ts < 'a'"), "empty"],
    [where("status = 'open' AND ts > 'a'"), "query [device = 'd'] [ts > 'a'] where status = 'open'"],
    [where("(ts > 'a' OR status = 'open')"), "query [device = 'd']"],
    [
      where("((ts > 'a' AND kind = 'k') OR (ts > 'b' AND kind = 'l'))"),
      "query [device = 'd'] [ts > 'a'] where kind = 'k' OR kind = 'l'",
    ],
    [
      "SELECT amount FROM events WHERE device IN ('d', 'e') AND ts > 'a'",
      "query [device IN ('d', 'e')] [ts > 'a']",
    ],
  ]);
});

Deno.test("the sides of an OR are read each by its own key, no item twice", async () => {
  await check([
    [
      "SELECT * FROM events WHERE (device = 'd' AND ts < 'b') OR (device = 'e' AND ts > 'c')",
      "query [device = 'd'] [ts < 'b'] then [device = 'e'] [ts > 'c']",
    ],
    [
      "SELECT * FROM events WHERE (device = 'd' AND amount = 1) OR (device = 'e' AND amount = 2)",
      "query [device = 'd'] where amount = 1 then [device = 'e'] where amount = 2",
    ],
    [
      "SELECT * FROM events WHERE device = 'd' OR status = 'open'",
      "query [device = 'd'] then by_status [status = 'open'] where NOT device = 'd'",
    ],
    [
      "SELECT * FROM events WHERE (device = 'd' OR status = 'open') AND amount > 1",
      "query [device = 'd'] where amount > 1 then by_status [status = 'open'] where amount > 1 AND NOT (device = 'd' AND amount > 1)",
    ],
    // A filter of a Query cannot name the sort key that both have: the other way round it need not.
    [
      "SELECT * FROM events WHERE (device = 'd' AND ts < 'b') OR status = 'open'",
      "query by_status [status = 'open'] then [device = 'd'] [ts < 'b'] where NOT status = 'open'",
    ],
    [
      "SELECT * FROM events WHERE (device = 'd' AND ts < 'b') OR (status = 'open' AND ts > 'c')",
      "scan where (device = 'd' AND ts < 'b') OR (status = 'open' AND ts > 'c')",
    ],
    // One side has no key.
    ["SELECT * FROM events WHERE device = 'd' OR amount = 1", "scan where device = 'd' OR amount = 1"],
  ]);
});

Deno.test("an index is queried where it holds every item and every attribute that can matter", async () => {
  await check([
    // The sort key `ts` is a key of the table, so every item has it.
    ["SELECT * FROM events WHERE status = 'open'", "query by_status [status = 'open']"],
    [
      "SELECT * FROM events WHERE status = 'open' AND ts > '2024'",
      "query by_status [status = 'open'] [ts > '2024']",
    ],
    ["SELECT device, ts FROM events WHERE kind = 'x'", "query by_kind [kind = 'x']"],
    // What it does not hold comes from the table.
    ["SELECT amount FROM events WHERE kind = 'x'", "query by_kind [kind = 'x'] fetch by device, ts"],
    [
      "SELECT amount FROM events WHERE kind = 'x' AND ts > 'a' AND amount > 1",
      "query by_kind [kind = 'x'] fetch by device, ts where ts > 'a'",
    ],
    // Items without `amount` are not in by_code.
    ["SELECT note FROM events WHERE code = 'a'::BLOB", "scan where code = from_base64('YQ==')"],
    [
      "SELECT note FROM events WHERE code = 'a'::BLOB AND amount > 1",
      "query by_code [code = from_base64('YQ==')] [amount > 1]",
    ],
    [
      "SELECT note FROM events WHERE code = 'a'::BLOB AND amount IS NOT NULL",
      "query by_code [code = from_base64('YQ==')]",
    ],
    [
      "SELECT status FROM events WHERE code = 'a'::BLOB AND amount > 1",
      "query by_code [code = from_base64('YQ==')] [amount > 1] fetch by device, ts",
    ],
    // A local index narrows the partition; one that must fetch is taken only if it pays.
    ["SELECT * FROM events WHERE device = 'd' AND seq > 5", "query local_seq [device = 'd'] [seq > 5]"],
    [
      "SELECT device, ts FROM events WHERE device = 'd' AND note = 'x'",
      "query local_note [device = 'd'] [note = 'x']",
    ],
  ]);
  await check([
    ["SELECT * FROM events WHERE status = 'open'", "scan where status = 'open' consistent"],
    ["SELECT * FROM events WHERE kind = 'x'", "scan where kind = 'x' consistent"],
    [
      "SELECT * FROM events WHERE device = 'd' AND seq > 5",
      "query local_seq [device = 'd'] [seq > 5] consistent",
    ],
  ], { consistentRead: true });
});

Deno.test("an index is scanned instead of the table only where the predicates prove that nothing is missing in it", async () => {
  await check([
    ["SELECT id FROM rare", "scan"],
    ["SELECT id FROM rare WHERE flagged IS NOT NULL", "scan by_flag"],
    ["SELECT id, flagged FROM rare WHERE flagged > 'a'", "scan by_flag where flagged > 'a'"],
    ["SELECT id, filler FROM rare WHERE flagged > 'a'", "scan where flagged > 'a'"],
    ["SELECT id FROM rare WHERE flagged IS NULL", "scan where NOT attribute_type(flagged, S)"],
    ["SELECT id FROM rare WHERE flagged > 'a' OR id > 'b'", "scan where flagged > 'a' OR id > 'b'"],
  ]);
});

Deno.test("a small table is scanned rather than gotten key by key", async () => {
  assert.equal(
    await only("SELECT * FROM tiny WHERE id = 'a' AND n = 1"),
    'get {"id":{"S":"a"},"n":{"N":"1"}}',
  );
  const many = Array.from({ length: 20 }, (_, at) => `'k${at}'`).join(", ");
  assert.match(await only(`SELECT * FROM tiny WHERE id IN (${many}) AND n = 1`), /^scan where /);
});

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
  assert.deepEqual(await counted("SELECT count(*) FROM events WHERE lower(note) = 'n'"), ["scan", 1, false]);
  assert.deepEqual(await counted("SELECT count(note) FROM events WHERE device = 'd'"), [
    "query [device = 'd']",
    2,
    false,
  ]);
});

Deno.test("a limit is passed on only where no item that is read could be dropped later", async () => {
  const enough = async (sql: string) => {
    const { relations: [first], resolved } = await planned(dialect, sql, tables);
    return [first?.enoughItems, resolved.streamable];
  };
  assert.deepEqual(await enough("SELECT * FROM events LIMIT 10 OFFSET 5"), [15, { limit: 10, offset: 5 }]);
  assert.deepEqual(await enough("SELECT * FROM events WHERE note = 'n' LIMIT 10"), [10, {
    limit: 10,
    offset: 0,
  }]);
  assert.deepEqual(await enough("SELECT * FROM events WHERE lower(note) = 'n' LIMIT 10"), [null, {
    limit: 10,
    offset: 0,
  }]);
  assert.deepEqual(await enough("SELECT unnest([1, 2]) FROM events LIMIT 10"), [null, {
    limit: 10,
    offset: 0,
  }]);
  assert.deepEqual(
    await enough("SELECT * FROM events WHERE device = 'd' AND ts > 'a' AND ts < 'b' LIMIT 10"),
    [null, { limit: 10, offset: 0 }],
  );
  assert.deepEqual(await enough("SELECT note FROM events ORDER BY note LIMIT 10"), [null, null]);
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

Deno.test("joins read each relation by what is known of it; a table scanned anyway is scanned once", async () => {
  await check([
    [
      "SELECT 1 FROM users u JOIN events e ON e.device = u.name WHERE u.id = 5 AND u.name = 'd'",
      `get {"id":{"N":"5"}}; query [device = 'd']`,
    ],
    ["SELECT 1 FROM users a JOIN users b ON a.age = b.id", "scan; scan"],
    [
      "SELECT a.name, b.age FROM users a, users b WHERE a.age = 3 AND b.age = 4",
      "scan where age = 3 OR age = 4; scan where age = 3 OR age = 4",
    ],
    ["SELECT 1 FROM users a JOIN users b ON a.age = b.age WHERE a.id = 5", "scan; scan"],
    [
      "WITH unused AS (SELECT * FROM events) SELECT name FROM users WHERE id = 1",
      `empty; get {"id":{"N":"1"}}`,
    ],
  ]);
  const self = await planned(dialect, "SELECT 1 FROM users a JOIN users b ON a.age = b.id", tables);
  const once = await planned(dialect, "SELECT max(age) FROM users", tables);
  assert.equal(self.estimatedReadUnits, once.estimatedReadUnits);
});

Deno.test("without push-down every relation is a full scan", async () => {
  await check([
    ["SELECT * FROM users WHERE id = 5", "scan"],
    ["SELECT count(*) FROM events WHERE status = 'open' LIMIT 1", "scan"],
    ["SELECT 1 FROM users u JOIN events e ON e.device = u.name WHERE u.id = 5", "scan; scan"],
  ], { pushDown: false });
});

Deno.test("only needed attributes are asked for, and never none", async () => {
  const attributes = async (sql: string) => {
    const { relations: [first] } = await planned(dialect, sql, tables);
    const access = first?.chosen.access;
    return access !== undefined && "attributes" in access ? access.attributes : "none";
  };
  assert.deepEqual(await attributes("SELECT note FROM events WHERE device = 'd'"), ["device", "note"]);
  assert.equal(await attributes("SELECT * FROM events WHERE device = 'd'"), null);
  assert.deepEqual(await attributes("SELECT 1 FROM events"), ["device"]);
});

Deno.test("units follow DynamoDB's rounding: per item when gotten, per page when queried or scanned", async () => {
  const units = async (sql: string, consistentRead = false) =>
    (await planned(dialect, sql, tables, { consistentRead })).estimatedReadUnits;
  assert.equal(await units("SELECT * FROM users WHERE id = 1"), 0.5);
  assert.equal(await units("SELECT * FROM users WHERE id IN (1, 2, 3)"), 1.5);
  assert.equal(await units("SELECT * FROM users WHERE id = 1", true), 1);
  assert.equal(await units("SELECT max(age) FROM users"), Math.ceil(1_000_000 / 4096) / 2);
  assert.equal(await units("SELECT max(age) FROM users", true), Math.ceil(1_000_000 / 4096));
});

Deno.test("a refusal before reading goes by what the read costs at least", async () => {
  const scan = await planned(dialect, "SELECT max(note) FROM events", tables);
  assert.ok(scan.leastReadUnits > 5_000 && scan.leastReadUnits < scan.estimatedReadUnits);
  const query = await planned(dialect, "SELECT max(note) FROM events WHERE device = 'd'", tables);
  assert.equal(query.leastReadUnits, 0.5);
});

Deno.test("a plan explains itself: what is read and how, what was not chosen and why", async () => {
  const plan = await planned(
    dialect,
    "SELECT e.note FROM events e WHERE e.status = 'open' AND e.ts > '2024' AND e.kind = 'x' AND e.amount > 1",
    tables,
  );
  const { plan: text, tables: reads } = explain(plan);
  assert.match(text, /^Stream, reading stops when a page is full: about \d/);
  assert.match(text, /main\.events AS e: Query on index by_status, about \d+ items, /);
  assert.match(text, /key: status = 'open' AND ts > '2024'/);
  assert.match(text, /filter: kind = 'x' AND amount > 1/);
  assert.match(text, /attributes: ts, status, amount, kind, note/);
  assert.match(text, /not: Query on index by_kind.* \(about \d+(\.\d+)? read units\)/);
  assert.match(text, /not: Scan in up to 8 segments \(about \d+(\.\d+)? read units\)/);
  assert.deepEqual(
    reads.map(({ table, access, index, keyConditions, filter }) => ({
      table,
      access,
      index,
      keyConditions,
      filter,
    })),
    [{
      table: "main.events",
      access: "query",
      index: "by_status",
      keyConditions: `status = 'open' AND ts > '2024'`,
      filter: "kind = 'x' AND amount > 1",
    }],
  );
});

Deno.test("a read in several parts, and one that fetches what an index lacks, explain themselves", async () => {
  const explained = async (sql: string) => explain(await planned(dialect, sql, tables));
  const union = await explained("SELECT * FROM events WHERE device = 'd' OR (status = 'open' AND ts > 'c')");
  assert.match(union.plan, /main\.events: Query, and 1 more on index by_status, about/);
  assert.match(union.plan, /key: device = 'd' OR status = 'open' AND ts > 'c'/);
  assert.match(union.plan, /filter: NOT device = 'd'/);
  const fetched = await explained("SELECT amount FROM events WHERE kind = 'x'");
  assert.match(
    fetched.plan,
    /main\.events: Query on index by_kind, then BatchGetItem of what it finds, about/,
  );
});

Deno.test("the access of a plan is named for what it is", async () => {
  const cases: readonly (readonly [string, string])[] = [
    ["SELECT * FROM users WHERE id = 1", "get"],
    ["SELECT * FROM users WHERE id IN (1, 2)", "batch_get"],
    ["SELECT * FROM users WHERE 1 = 0", "empty"],
    ["SELECT * FROM users", "scan"],
  ];
  for (const [sql, expected] of cases) {
    assert.deepEqual(explain(await planned(dialect, sql, tables)).tables.map(({ access }) => access), [
      expected,
    ], sql);
  }
  assert.equal(explain(await planned(dialect, "SELECT 1", tables)).plan, "Compute (no table is read)");
});

Deno.test("advice names the keys to constrain, what an index lacked, and the index to create", async () => {
  const advice = async (sql: string) => explain(await planned(dialect, sql, tables)).advice.join("\n");
  const plain = await advice("SELECT max(note) FROM events");
  assert.match(
    plain,
    /events is scanned \(about \d+ read units\)\. To read it by key, constrain device \(its partition key\) or status \(partition key of index by_status\)/,
  );
  assert.doesNotMatch(plain, /global secondary index on/);
  assert.match(
    await advice("SELECT max(note) FROM events WHERE code = 'a'::BLOB"),
    /Index by_code of events could serve this if every item had attribute amount; add amount IS NOT NULL to the query if items without it do not matter\./,
  );
  assert.match(
    await advice("SELECT max(age) FROM users WHERE name = 'a' AND age > 3"),
    /A global secondary index on users with partition key name \(S\) and sort key age \(N\) would serve/,
  );
  assert.match(
    await advice("SELECT max(age) FROM users WHERE name = 'a' AND age > 3"),
    /CREATE GSI ON \(name, age\) would turn this Scan of about \d+ read units into a Query of about \d+ read units?\./,
  );
  assert.equal(await advice("SELECT * FROM users WHERE id = 1"), "");
  assert.equal(await advice("SELECT * FROM tiny"), "");
});

Deno.test("an index that only some items are in is advised with the predicate that lets it serve; then it does", async () => {
  const sql = "SELECT max(note) FROM events WHERE code = 'a'::BLOB";
  const { advice } = explain(await planned(dialect, sql, tables));
  const [, predicate] = /add (.* IS NOT NULL) to the query/.exec(advice.join("\n")) ?? [];
  assert.equal(predicate, "amount IS NOT NULL");
  const [relation] = (await planned(dialect, `${sql} AND ${predicate}`, tables)).relations;
  assert.ok(relation?.chosen.access.kind === "query" && relation.chosen.access.index === "by_code");
});
