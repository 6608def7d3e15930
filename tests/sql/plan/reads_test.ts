import assert from "node:assert/strict";
import { described, key, planned } from "../described.ts";
import { check, dialect, only, shown } from "./tables.ts";

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

Deno.test("a sparse index serves aggregates that ignore NULLs, if its keys are all that the SELECT looks at", async () => {
  await check([
    ["SELECT count(flagged) FROM rare", "scan by_flag"],
    ["SELECT min(flagged), max(lower(flagged)) FROM rare", "scan by_flag"],
    ["SELECT count(DISTINCT flagged) + 1 FROM rare HAVING max(flagged) > 'a'", "scan by_flag"],
    ["SELECT coalesce(max(flagged), 'none') AS flagged FROM rare ORDER BY 1 LIMIT 1", "scan by_flag"],
    ["SELECT count(flagged) FILTER (WHERE id > 'b') FROM rare", "scan by_flag"],
    ["SELECT count(amount) FROM events WHERE code = 'a'::BLOB", "query by_code [code = from_base64('YQ==')]"],
    [
      "SELECT sum(amount), avg(amount) FROM events WHERE code = 'a'::BLOB",
      "query by_code [code = from_base64('YQ==')]",
    ],
    // Something else looks at items without the key, or at what the index does not hold.
    ["SELECT count(flagged), count(*) FROM rare", "scan"],
    ["SELECT count(*) FROM rare", "scan count"],
    ["SELECT count(flagged), count(id) FROM rare", "scan"],
    ["SELECT count(coalesce(flagged, 'a')) FROM rare", "scan"],
    ["SELECT count(flagged IS NULL) FROM rare", "scan"],
    ["SELECT count(flagged), first(id) FROM rare", "scan"],
    ["SELECT array_agg(flagged) FROM rare", "scan"],
    ["SELECT max(flagged) FROM rare HAVING count(*) > 1", "scan"],
    ["SELECT max(flagged) FROM rare GROUP BY id", "scan"],
    ["SELECT id, max(flagged) FROM rare GROUP BY ALL", "scan"],
    ["SELECT max(flagged) FROM rare GROUP BY GROUPING SETS ((), (id))", "scan"],
    ["SELECT max(flagged) FROM rare USING SAMPLE 10", "scan"],
    ["SELECT max(flagged) FROM rare TABLESAMPLE 10%", "scan"],
    ["SELECT max(flagged) OVER () FROM rare", "scan"],
    [
      "SELECT sum(amount) + count(note) FROM events WHERE code = 'a'::BLOB",
      "scan where code = from_base64('YQ==')",
    ],
    ["SELECT max(filler), max(flagged) FROM rare", "scan"],
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

Deno.test("partitions together hold no more than their table, however many of the sample one has", async () => {
  const lopsided = described("lopsided", {
    key: key("pk S", "sk N"),
    items: Array.from({ length: 18 }, (_, sk) => ({
      pk: { S: "p1" },
      sk: { N: String(sk) },
      body: { S: "x".repeat(60_000) },
    })),
    complete: false,
    itemCount: 240,
    sizeBytes: 14_400_000,
  });
  for (
    const [condition, expected] of [
      ["pk = 'p7'", "query [pk = 'p7']"],
      ["pk IN ('p7', 'p8')", "query [pk IN ('p7', 'p8')]"],
      ["pk = 'p0' OR pk = 'p2'", "query [pk IN ('p0', 'p2')]"],
      ["pk IN ('a', 'b', 'c', 'd', 'e', 'f')", "query [pk IN ('a', 'b', 'c', 'd', 'e', 'f')]"],
      ["pk > 'p1'", "scan where pk > 'p1'"],
    ] as const
  ) {
    const { relations: [only] } = await planned(
      dialect,
      `SELECT count(body) FROM lopsided WHERE ${condition}`,
      [
        lopsided,
      ],
    );
    assert.equal(only === undefined ? "" : shown(only.chosen.access), expected);
  }
});

Deno.test("an index declared complete is read as if every item were in it, and its keys are read along", async () => {
  const item = (at: number) => ({
    id: { S: `s${at}` },
    status: { S: "paid" },
    sold_at: { S: "x" },
    note: { S: "n" },
  });
  const sales = (complete?: true) =>
    described("sales", {
      key: key("id S"),
      items: Array.from({ length: 100 }, (_, at) => item(at)),
      complete: false,
      itemCount: 100_000,
      sizeBytes: 95_000_000,
      indexes: [
        { name: "by_status", key: key("status S", "sold_at S"), ...(complete && { complete }) },
        {
          name: "by_note",
          key: key("note S", "sold_at S"),
          projection: "KEYS_ONLY",
          ...(complete && { complete }),
        },
      ],
    });
  const read = async (sql: string, complete?: true, options = {}) => {
    const [relation] = (await planned(dialect, sql, [sales(complete)], options)).relations;
    assert.ok(relation !== undefined);
    const { access } = relation.chosen;
    return `${shown(access)}: ${"attributes" in access ? access.attributes : null}`;
  };
  const paid = "SELECT id FROM sales WHERE status = 'paid'";
  assert.equal(await read(paid), "scan where status = 'paid': id,status");
  assert.equal(await read(paid, true), "query by_status [status = 'paid']: id,status,sold_at,note");
  assert.equal(
    await read(paid, true, { consistentRead: true }),
    "scan where status = 'paid' consistent: id,status,sold_at,note",
  );
  assert.equal(
    await read("SELECT note FROM sales WHERE id = 's1'", true),
    'get {"id":{"S":"s1"}}: id,note,status,sold_at',
  );
  // Whole, it saves something only where it holds less of each item.
  assert.equal(await read("SELECT id, note, sold_at FROM sales"), "scan: id,note,sold_at");
  assert.equal(await read("SELECT id, note, sold_at FROM sales", true), "scan by_note: id,note,sold_at");
  assert.equal(await read("SELECT id, status FROM sales", true), "scan: id,status,sold_at,note");
});
