import assert from "node:assert/strict";
import type { Evidence, TableDescription } from "../../src/catalog/description.ts";
import { describeResult } from "../../src/mcp/describe_result.ts";

const text = (items: number): Evidence => ({ types: { S: items }, bytes: items * 5 });

function described(attributes: Record<string, Evidence>, more: Partial<TableDescription> = {}) {
  const description: TableDescription = {
    schemaName: "east",
    name: "things",
    physicalName: "things",
    itemCount: 2_000,
    sizeBytes: 100_000,
    key: { hash: { name: "pk", type: "S" }, sort: { name: "sk", type: "N" } },
    indexes: [],
    attributes: { ...attributes, sk: { types: { N: 1_000 }, bytes: 3_000 }, pk: text(1_000) },
    sample: { items: 1_000, complete: false },
    refreshedAt: 0,
    ...more,
  };
  const result = describeResult({
    description,
    qualifiedName: "east.things",
    refreshed: true,
    staleAfterSeconds: 900,
  });
  return { result, bytes: new TextEncoder().encode(JSON.stringify(result)).length };
}

Deno.test("of thousands of attribute names the keys and the most present are described, and how many more there are", () => {
  const attributes: Record<string, Evidence> = {};
  // The higher the number, the more items have it.
  for (let n = 0; n < 5_000; n++) attributes[`a${String(n).padStart(4, "0")}`] = text(n === 0 ? 1 : n);
  const index = {
    name: "by_rare",
    type: "GSI" as const,
    key: { hash: { name: "a0000", type: "S" as const } },
    projection: "ALL" as const,
    include: [],
    itemCount: 1,
    sizeBytes: 1,
  };
  const { result, bytes } = described(attributes, { indexes: [index] });
  const names = result.columns.map(({ name }) => name);
  const present = Array.from({ length: 197 }, (_, n) => `a${4_803 + n}`);
  assert.deepEqual(names, ["pk", "sk", "a0000", ...present], "keys, then by name");
  assert.deepEqual(Object.keys(result.attribute_types).sort(), [...names].sort());
  assert.equal(result.more_columns?.count, 5_000 - 198);
  assert.match(result.more_columns?.note ?? "", /^4802 more attributes, .* in double quotes/);
  assert.ok(bytes < 32 * 1024, `${bytes} bytes`);
});

Deno.test("a description stays under 32 KB whatever names and types are like", () => {
  const long = (stem: string, length: number) => stem.padEnd(length, 'é\u0001"');
  const nested: Evidence = {
    types: { M: 900 },
    bytes: 1,
    fields: Object.fromEntries(Array.from({ length: 60 }, (_, n) => [long(`f${n}`, 300), text(900)])),
  };
  const cases: Record<string, Evidence>[] = [
    Object.fromEntries(Array.from({ length: 300 }, (_, n) => [long(`n${n}`, 60_000), text(999)])),
    Object.fromEntries(Array.from({ length: 300 }, (_, n) => [long(`n${n}`, 200), text(999)])),
    Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`n${n}`, nested])),
  ];
  for (const attributes of cases) {
    const { result, bytes } = described(attributes);
    assert.ok(bytes < 32 * 1024, `${bytes} bytes`);
    assert.deepEqual(result.columns.slice(0, 2).map(({ name }) => name), ["pk", "sk"]);
    const all = Object.keys(attributes).length + 2;
    assert.equal(result.columns.length + (result.more_columns?.count ?? 0), all);
  }
  const nestedOnes = described(cases[2] ?? {});
  assert.equal(nestedOnes.result.columns.length, 102, "long types are cut before columns are left out");
  const gsis = Array.from({ length: 20 }, (_, n) => ({
    name: `i${n}`.padEnd(255, "x"),
    type: "GSI" as const,
    key: {
      hash: { name: long(`h${n}`, 120), type: "S" as const },
      sort: { name: long(`s${n}`, 120), type: "S" as const },
    },
    projection: "ALL" as const,
    include: [],
    itemCount: 1,
    sizeBytes: 1,
  }));
  assert.ok(described(cases[1] ?? {}, { indexes: gsis }).bytes < 32 * 1024);
});

Deno.test("an index that includes attributes names them, and fields are quoted where SQL needs it", () => {
  const map: Evidence = {
    types: { M: 2 },
    bytes: 40,
    fields: { city: text(2), "zip code": text(2), order: text(1) },
  };
  const { result } = described({ address: map, email: text(2) }, {
    indexes: [{
      name: "by_email",
      type: "GSI",
      key: { hash: { name: "email", type: "S" } },
      projection: "INCLUDE",
      include: ["address"],
      itemCount: 1,
      sizeBytes: 1,
    }],
  });
  assert.deepEqual(result.indexes[1], {
    ...{ name: "by_email", type: "GSI", hashKey: "email", hashKeyType: "S", projection: "INCLUDE" },
    included: ["address"],
  });
  const address = result.columns.find(({ name }) => name === "address");
  assert.equal(address?.type, 'STRUCT(city VARCHAR, "order" VARCHAR, "zip code" VARCHAR)');
});

Deno.test("an ordinary table is described whole, without a word on more", () => {
  const { result } = described({ b: text(5), a: text(1_000) });
  assert.deepEqual(result.columns.map(({ name, presence }) => [name, presence]), [
    ["pk", 1],
    ["sk", 1],
    ["a", 1],
    ["b", 0.005],
  ]);
  assert.equal("more_columns" in result, false);
});
