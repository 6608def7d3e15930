import assert from "node:assert/strict";
import fc from "fast-check";
import type { Condition, Scalar, ScanRead } from "../../src/dynamodb/access.ts";
import { matches } from "../../src/dynamodb/evaluate.ts";
import { filterExpression, placeholders } from "../../src/dynamodb/expressions.ts";
import { compareScalars } from "../../src/dynamodb/scalar.ts";
import { dynamodbLocal } from "../fixtures/dynamodb_local.ts";
import { createTable, num, putWireItems, raw, toItem, uniqueRegion } from "../fixtures/tables.ts";
import { localReader, readAll } from "./reading.ts";

const endpoint = await dynamodbLocal();
const region = uniqueRegion();
const reader = localReader(endpoint, region);

const nasty = [
  "a.b",
  "with space",
  "size",
  "SELECT",
  "#0",
  ":0",
  "é",
  '"quoted"',
  "[0]",
  "x".repeat(255),
  "0",
];

const bytes = (...values: number[]) => new Uint8Array(values);
const kept = [
  { v: "a" },
  { v: "ab" },
  { v: "" },
  { v: "\u{10000}" },
  { v: "\uffff" },
  { v: 1 },
  { v: -2.5 },
  { v: num("12345678901234567890123456789012345678") },
  { v: true },
  { v: false },
  { v: null },
  { v: bytes(1, 2) },
  { v: bytes(255) },
  { v: ["a", 1, bytes(1, 2)] },
  { v: { a: 1 } },
  { v: new Set(["a", "b"]) },
  { v: new Set([1, num("2.50")]) },
  { v: new Set([bytes(1, 2)]) },
  {},
  { w: "a", v: "a" },
  { w: 1 },
].map((item, n) => toItem({ pk: `k${n}`, ...item }));

await createTable({ endpoint, region }, { name: "mixed", hash: "pk" });
await putWireItems({ endpoint, region }, "mixed", kept);

const find = async (filter: Condition, more: Partial<ScanRead> = {}) => {
  const read = {
    table: "mixed",
    attributes: ["pk"],
    consistent: false,
    segments: 1,
    countOnly: false,
  } as const;
  const { items, count } = await readAll(reader, { ...read, kind: "scan", filter, ...more });
  return { keys: items.map((item) => JSON.stringify(item.pk)).sort(), count };
};
const judged = (filter: Condition) =>
  kept.filter((item) => matches(item, filter)).map((item) => JSON.stringify(item.pk)).sort();

const scalars: fc.Arbitrary<Scalar> = fc.oneof(
  fc.constantFrom("a", "ab", "b", "", "\u{10000}", "\uffff").map((value) => ({ type: "S" as const, value })),
  fc.constantFrom("1", "1.0", "-2.5", "2.5", "12345678901234567890123456789012345678", "1E+125")
    .map((value) => ({ type: "N" as const, value })),
  fc.constantFrom(bytes(1, 2), bytes(255), bytes(1)).map((value) => ({
    type: "B" as const,
    value: value.toBase64(),
  })),
  fc.boolean().map((value) => ({ type: "BOOL" as const, value })),
);
const attribute = fc.constantFrom("v", "w");
const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ op: fc.constantFrom("=", "<>", "<", "<=", ">", ">=" as const), attribute, value: scalars }),
  fc.record({ op: fc.constant("between" as const), attribute, low: scalars, high: scalars }),
  fc.record({ op: fc.constant("in" as const), attribute, values: fc.array(scalars, { maxLength: 12 }) }),
  fc.record({ op: fc.constantFrom("begins_with", "contains" as const), attribute, value: scalars }),
  fc.record({ op: fc.constantFrom("exists", "not_exists" as const), attribute }),
  fc.record({
    op: fc.constant("type" as const),
    attribute,
    type: fc.constantFrom("S", "N", "NULL", "M", "SS"),
  }),
);
const conditions: fc.Arbitrary<Condition> = fc.letrec<{ any: Condition }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.record({ op: fc.constantFrom("and", "or" as const), args: fc.array(tie("any"), { maxLength: 3 }) }),
    fc.record({ op: fc.constant("not" as const), arg: tie("any") }),
  ),
})).any;

Deno.test("DynamoDB finds by an expression exactly what the condition means", async () => {
  await fc.assert(
    fc.asyncProperty(conditions, async (condition) => {
      assert.deepEqual((await find(condition)).keys, judged(condition));
    }),
    { numRuns: 400 },
  );
});

Deno.test("each single condition on each kind of value means the same to DynamoDB and to us", async () => {
  await fc.assert(
    fc.asyncProperty(leaf, async (condition) => {
      assert.deepEqual((await find(condition)).keys, judged(condition));
    }),
    { numRuns: 300 },
  );
});

Deno.test("attribute names with dots, spaces, quotes, reserved words and placeholders are just names", async () => {
  await createTable({ endpoint, region }, { name: "nasty", hash: "with space", sort: "a.b:N" });
  await putWireItems({ endpoint, region }, "nasty", [
    toItem({ ...Object.fromEntries(nasty.map((name) => [name, name])), "with space": "h", "a.b": 1 }),
    toItem({ "with space": "h", "a.b": 2 }),
  ]);
  const rest = nasty.filter((name) => name !== "a.b" && name !== "with space");
  const filter: Condition = {
    op: "and",
    args: rest.map((name) => ({ op: "=", attribute: name, value: { type: "S", value: name } })),
  };
  const { items } = await readAll(reader, {
    kind: "query",
    table: "nasty",
    attributes: nasty,
    consistent: false,
    hash: { attribute: "with space", values: [{ type: "S", value: "h" }] },
    sort: { attribute: "a.b", range: { op: ">=", value: { type: "N", value: "1" } } },
    filter,
    reverse: false,
    countOnly: false,
  });
  assert.equal(items.length, 1);
  assert.deepEqual(Object.keys(items[0] ?? {}).sort(), [...nasty].sort());
});

Deno.test("IN takes far more than DynamoDB's hundred operands", async () => {
  for (const length of [101, 250, 700, 5000]) {
    const values = Array.from(
      { length },
      (_, n): Scalar => ({ type: "S", value: n === length - 1 ? "ab" : `no${n}` }),
    );
    const filter: Condition = { op: "in", attribute: "v", values };
    assert.deepEqual((await find(filter)).keys, ['{"S":"k1"}']);
    assert.deepEqual(await find(filter, { countOnly: true }), { keys: [], count: 1 });
    assert.equal((await find(filter, { attributes: [] })).count, 1);
  }
});

Deno.test("a condition with a number that DynamoDB cannot hold is still answered", async () => {
  const condition = (op: "<" | ">" | "=", value: string): Condition => ({
    op,
    attribute: "v",
    value: { type: "N", value },
  });
  assert.deepEqual((await find(condition("<", "1E+500"))).keys.length, 3);
  assert.deepEqual(
    (await find(condition(">", "1.00000000000000000000000000000000000000000001"))).keys.length,
    1,
  );
  assert.equal((await find(condition("=", "1E-200"), { countOnly: true })).count, 0);
});

Deno.test("a request names no placeholder that its expressions do not use", () => {
  const slots = placeholders();
  const value: Scalar = { type: "S", value: "x" };
  const filter = filterExpression({
    op: "or",
    args: [
      { op: "=", attribute: "kept", value },
      {
        op: "and",
        args: [{ op: "=", attribute: "dropped", value: { type: "S", value: "y" } }, { op: "or", args: [] }],
      },
    ],
  }, slots);
  assert.ok(typeof filter === "object" && "text" in filter);
  assert.deepEqual(slots.parameters(filter.text), {
    ExpressionAttributeNames: { "#0": "kept" },
    ExpressionAttributeValues: { ":0": { S: "x" } },
  });
});

Deno.test("text is ordered as DynamoDB orders it, by UTF-8 bytes", () => {
  const strings = fc.string({ unit: "binary" });
  fc.assert(fc.property(strings, strings, (a, b) => {
    const order = compareScalars({ type: "S", value: a }, { type: "S", value: b });
    const encode = (text: string) => new TextEncoder().encode(text);
    const [left, right] = [encode(a), encode(b)];
    const at = left.findIndex((byte, at) => byte !== right[at]);
    const oracle = at === -1 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1);
    assert.equal(Math.sign(order ?? NaN), Math.sign(oracle));
  }));
});

Deno.test("values of one kind that tests write as raw are what they say", () => {
  assert.deepEqual(toItem({ a: raw({ NULL: true }) }), { a: { NULL: true } });
});
