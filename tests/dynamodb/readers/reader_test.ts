import assert from "node:assert/strict";
import type { Access, QueryRead, Scalar, ScanRead, SortRange } from "../../../src/dynamodb/access.ts";
import { dynamodbLocal } from "../../fixtures/dynamodb_local.ts";
import { createTable, num, putItems, uniqueRegion } from "../../fixtures/tables.ts";
import { localReader, readAll } from "../reading.ts";

const endpoint = await dynamodbLocal();
const region = uniqueRegion();
const database = { endpoint, region };
const reader = localReader(endpoint, region);

const S = (value: string): Scalar => ({ type: "S", value });
const N = (value: string | number): Scalar => ({ type: "N", value: String(value) });

await createTable(database, {
  name: "events",
  hash: "device",
  sort: "at:N",
  gsis: [{ name: "by_kind", hash: "kind", sort: "at:N", project: ["level"] }],
});
await putItems(
  database,
  "events",
  ["a", "b", "c"].flatMap((device) =>
    Array.from({ length: 20 }, (_, at) => ({
      device,
      at,
      kind: at % 2 === 0 ? "even" : "odd",
      level: at,
      note: "x".repeat(100),
      big: num("12345678901234567890.0123456789"),
      blob: new Uint8Array([at]),
    }))
  ),
);
await createTable(database, { name: "wide", hash: "id" });
await putItems(
  database,
  "wide",
  Array.from({ length: 250 }, (_, n) => ({ id: `k${n}`, n, pad: "y".repeat(2000) })),
);
await createTable(database, { name: "texts", hash: "pk", sort: "sk" });
await putItems(database, "texts", ["a", "ab", "abc", "b", "é", "z"].map((sk) => ({ pk: "p", sk })));

const query = (more: Partial<QueryRead>): QueryRead => ({
  kind: "query",
  table: "events",
  attributes: ["at"],
  consistent: false,
  hash: { attribute: "device", values: [S("a")] },
  filter: null,
  reverse: false,
  countOnly: false,
  ...more,
});
const scan = (more: Partial<ScanRead>): ScanRead => ({
  kind: "scan",
  table: "events",
  attributes: null,
  consistent: false,
  filter: null,
  segments: 1,
  countOnly: false,
  ...more,
});
const key = (device: string, at: number | string) => ({ device: { S: device }, at: { N: String(at) } });
const get = (keys: ReturnType<typeof key>[], attributes: string[] | null = null): Access => ({
  kind: "get",
  table: "events",
  keys,
  attributes,
  consistent: false,
});
const ats = (items: readonly Record<string, unknown>[]) => items.map((item) => JSON.stringify(item.at));
const numbers = (...values: number[]) => values.map((at) => JSON.stringify({ N: String(at) }));

Deno.test("one key is one GetItem, whose values keep every digit and stay base64", async () => {
  const { items, readUnits, requests, pages } = await readAll(reader, get([key("a", 3)]));
  assert.deepEqual(items, [{
    device: { S: "a" },
    at: { N: "3" },
    kind: { S: "odd" },
    level: { N: "3" },
    note: { S: "x".repeat(100) },
    big: { N: "12345678901234567890.0123456789" },
    blob: { B: "Aw==" },
  }]);
  assert.deepEqual([readUnits, requests, pages.length, pages[0]?.next], [0.5, 1, 1, null]);
});

Deno.test("a consistent get costs twice as much", async () => {
  const { readUnits } = await readAll(reader, {
    kind: "get",
    table: "events",
    keys: [key("a", 3)],
    attributes: null,
    consistent: true,
  });
  assert.equal(readUnits, 1);
});

Deno.test("a get of a missing key is a page without items that still costs", async () => {
  const { items, readUnits, pages } = await readAll(reader, get([key("nobody", 1)]));
  assert.deepEqual([items, readUnits, pages.length], [[], 0.5, 1]);
});

Deno.test("a get projects the wanted attributes, and with none wanted still tells that the item is there", async () => {
  assert.deepEqual((await readAll(reader, get([key("a", 3)], ["level", "none"]))).items, [{
    level: { N: "3" },
  }]);
  assert.equal((await readAll(reader, get([key("a", 3)], []))).count, 1);
  assert.equal((await readAll(reader, get([key("a", 3), key("b", 3), key("b", 99)], []))).count, 2);
});

Deno.test("250 keys are read in three batches, each key once, absent ones left out", async () => {
  const keys = Array.from({ length: 260 }, (_, n) => ({ id: { S: `k${n}` } }));
  const access: Access = { kind: "get", table: "wide", keys, attributes: ["id", "n"], consistent: false };
  const { items, pages, readUnits } = await readAll(reader, access);
  assert.deepEqual(new Set(items.map((item) => JSON.stringify(item.id))).size, 250);
  assert.equal(items.length, 250);
  assert.equal(pages.length, 3);
  assert.ok(readUnits >= 125);
});

Deno.test("a key given twice, also in another spelling of its number, is read once", async () => {
  const { items } = await readAll(
    reader,
    get([key("a", 3), key("a", "3.0"), key("a", "0.3E1"), key("b", 3)]),
  );
  assert.equal(items.length, 2);
});

Deno.test("keys that no item can have are not asked for", async () => {
  const impossible = [key("", 1), key("x".repeat(2049), 1), key("a", "1E+200")];
  const { items, requests } = await readAll(reader, get(impossible));
  assert.deepEqual([items, requests], [[], 0]);
  assert.equal((await readAll(reader, get([...impossible, key("a", 1)]))).items.length, 1);
});

const ranges: readonly (readonly [SortRange, number[]])[] = [
  [{ op: "=", value: N(5) }, [5]],
  [{ op: "<", value: N("2.5") }, [0, 1, 2]],
  [{ op: "<=", value: N(2) }, [0, 1, 2]],
  [{ op: ">", value: N(17) }, [18, 19]],
  [{ op: ">=", value: N(17) }, [17, 18, 19]],
  [{ op: "between", low: N(3), high: N(5) }, [3, 4, 5]],
  [{ op: "between", low: N(5), high: N(3) }, []],
  [{ op: "=", value: N("1E+200") }, []],
  [{ op: "<", value: N("1E+200") }, Array.from({ length: 20 }, (_, at) => at)],
  [{ op: ">", value: N("123456789012345678901234567890123456789.5") }, []],
];
for (const [range, expected] of ranges) {
  Deno.test(`a query with sort key ${range.op} ${JSON.stringify(range).slice(0, 60)} finds exactly those`, async () => {
    const sort = { attribute: "at", range };
    assert.deepEqual(ats((await readAll(reader, query({ sort }))).items), numbers(...expected));
    assert.equal((await readAll(reader, query({ sort, countOnly: true }))).count, expected.length);
  });
}

Deno.test("text sort keys take prefixes and bounds that no key can be", async () => {
  const find = async (range: SortRange) => {
    const read = query({
      table: "texts",
      attributes: ["sk"],
      hash: { attribute: "pk", values: [S("p")] },
      sort: { attribute: "sk", range },
    });
    return (await readAll(reader, read)).items.map((item) => item.sk && "S" in item.sk ? item.sk.S : "").join(
      " ",
    );
  };
  assert.equal(await find({ op: "begins_with", value: S("ab") }), "ab abc");
  assert.equal(await find({ op: "begins_with", value: S("") }), "a ab abc b z é");
  assert.equal(await find({ op: ">", value: S("") }), "a ab abc b z é");
  assert.equal(await find({ op: "<=", value: S("") }), "");
  assert.equal(await find({ op: "=", value: S("") }), "");
  assert.equal(await find({ op: "between", low: S(""), high: S("ab") }), "a ab");
  assert.equal(await find({ op: "<", value: S("b".repeat(1500)) }), "a ab abc b");
});

Deno.test("partitions are read in the order given, each once, ascending or descending", async () => {
  const hash = { attribute: "device", values: [S("c"), S("a"), S("c"), S("nobody"), S("")] };
  const sort = { attribute: "at", range: { op: "<", value: N(2) } } as const;
  const pairs = async (reverse: boolean, readAhead: number) => {
    const { items } = await readAll(reader, query({ hash, sort, reverse, attributes: ["device", "at"] }), {
      readAhead,
    });
    return items.map((item) =>
      Object.values(item).map((value) => Object.values(value)[0]).sort().reverse().join("")
    );
  };
  for (const readAhead of [0, 1, 8]) {
    assert.deepEqual(await pairs(false, readAhead), ["c0", "c1", "a0", "a1"]);
    assert.deepEqual(await pairs(true, readAhead), ["c1", "c0", "a1", "a0"]);
  }
});

Deno.test("an index is queried by its own key and gives what it projects", async () => {
  const read = query({
    index: "by_kind",
    hash: { attribute: "kind", values: [S("odd")] },
    sort: { attribute: "at", range: { op: "<=", value: N(1) } },
    attributes: ["device", "at", "level"],
  });
  const { items, readUnits } = await readAll(reader, read);
  assert.equal(items.length, 3);
  assert.deepEqual(items[0]?.level, { N: "1" });
  assert.equal(readUnits, 0.5);
});

Deno.test("a count transfers no items but costs what it reads", async () => {
  const full = await readAll(reader, query({ attributes: null }));
  const counted = await readAll(reader, query({ countOnly: true }));
  assert.deepEqual([counted.count, counted.scanned, counted.items], [20, 20, []]);
  assert.equal(counted.readUnits, full.readUnits);
  assert.ok(counted.bytes < full.bytes / 4);
});

Deno.test("a filter lets only matching items leave DynamoDB and all of them are counted as scanned", async () => {
  const filter = { op: ">=", attribute: "level", value: N(18) } as const;
  const { items, count, scanned } = await readAll(reader, query({ filter }));
  assert.deepEqual([ats(items), count, scanned], [numbers(18, 19), 2, 20]);
});

Deno.test("items of which no attribute is wanted come as bare items", async () => {
  const { items, bytes } = await readAll(reader, scan({ attributes: [], segments: 2 }));
  assert.deepEqual(items, Array(60).fill({}));
  assert.ok(bytes < 1000);
});

Deno.test("a limit hint becomes the request's limit, and reading on past it asks for as many again", async () => {
  const { pages } = await readAll(reader, query({}), { limitHint: 8, readAhead: 0 });
  assert.deepEqual(pages.map((page) => page.count), [8, 8, 4]);
});

Deno.test("a contradiction reads nothing at all", async () => {
  const nothing = { op: "or", args: [] } as const;
  assert.equal((await readAll(reader, scan({ filter: nothing }))).requests, 0);
  assert.equal((await readAll(reader, query({ filter: nothing }))).requests, 0);
  assert.equal((await readAll(reader, { kind: "empty", table: "events" })).pages.length, 0);
});

for (const segments of [1, 3, 8]) {
  Deno.test(`a scan in ${segments} segments yields every item once, filtered and projected`, async () => {
    const all = await readAll(reader, scan({ table: "wide", segments, attributes: ["id"] }));
    assert.equal(new Set(all.items.map((item) => JSON.stringify(item))).size, 250);
    assert.equal(all.items.length, 250);
    const filter = { op: "<", attribute: "n", value: N(10) } as const;
    const some = await readAll(reader, scan({ table: "wide", segments, attributes: ["n"], filter }));
    assert.deepEqual([some.count, some.scanned], [10, 250]);
    assert.deepEqual(Object.keys(some.items[0] ?? {}), ["n"]);
    assert.ok(some.readUnits >= 60 && some.readUnits <= 62 + segments, `${some.readUnits} read units`);
  });
}

Deno.test("a plan that filters a query on its own key is refused loudly", async () => {
  const filter = { op: "and", args: [{ op: "not", arg: { op: "exists", attribute: "device" } }] } as const;
  await assert.rejects(async () => await readAll(reader, query({ filter })), {
    code: "internal",
    message: "The plan filters a Query of events on its own key.",
  });
});

Deno.test("a projection too long for DynamoDB reads whole items instead", async () => {
  const attributes = ["at", ...Array.from({ length: 1500 }, (_, n) => `attribute_${n}`)];
  const { items } = await readAll(reader, get([key("a", 3)], attributes));
  assert.deepEqual(items[0]?.at, { N: "3" });
});
