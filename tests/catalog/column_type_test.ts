import assert from "node:assert/strict";
import fc from "fast-check";
import { DuckDBInstance } from "@duckdb/node-api";
import { columnType, typeName } from "../../src/catalog/column_type.ts";
import { observe } from "../../src/catalog/evidence.ts";
import { widenAttributes } from "../../src/catalog/widen.ts";
import { num, raw, toItem } from "../fixtures/tables.ts";

/** The type of a column over these values. */
const typeOf = (...values: unknown[]) => typeName(columnType(observe(values.map((a) => toItem({ a }))).a));
const bytes = new Uint8Array([1]);
const wide = (keys: number) =>
  Object.fromEntries(Array.from({ length: keys }, (_, at) => [`k${at + 100}`, at]));
const wideType = `STRUCT(${Array.from({ length: 64 }, (_, at) => `"k${at + 100}" BIGINT`).join(", ")})`;

const cases: readonly (readonly [about: string, type: string, ...values: unknown[]])[] = [
  ["text", "VARCHAR", "x", "1"],
  ["whole numbers", "BIGINT", 1, -5, num("9223372036854775807")],
  ["whole numbers spelled with a point or power", "BIGINT", num("1.0"), num("1E+3")],
  ["money", "DECIMAL(18,2)", num("1.50"), num("12.34"), 7],
  ["15 digits in all", "DECIMAL(18,2)", num("1.25"), num("1234567890123")],
  ["16 digits in all", "DECIMAL(38,2)", num("1.25"), num("12345678901234")],
  ["18 digits that no double has", "DECIMAL(38,17)", num("1.23456789012345678"), 1],
  ["a computed float", "DOUBLE", num("0.30000000000000004"), 1],
  ["ten digits after the point", "DOUBLE", num("0.1234567891"), 7],
  ["nine digits after the point", "DECIMAL(18,9)", num("0.123456789"), 7],
  [
    "a computed float beside a whole number that no double has",
    "DECIMAL(38,17)",
    num("0.30000000000000004"),
    num("9007199254740993"),
  ],
  ["whole numbers beyond BIGINT", "DECIMAL(38,0)", num("9223372036854775808"), 1],
  ["38 digits", "DECIMAL(38,0)", num("12345678901234567890123456789012345678")],
  ["38 digits after the point", "DECIMAL(38,38)", num("0.12345678901234567890123456789012345678")],
  ["more than 38 digits together", "DOUBLE", num("1E+37"), num("0.01")],
  ["huge", "DOUBLE", num("9.99E+125")],
  ["booleans", "BOOLEAN", true, false],
  ["bytes", "BLOB", bytes],
  ["NULL beside one type", "BIGINT", null, 1],
  ["only NULL", "VARCHAR", null],
  ["text and numbers", "VARCHAR", "x", 1],
  ["text, numbers, booleans, bytes", "VARCHAR", "x", 1, true, bytes],
  ["text and maps", "JSON", "x", { a: 1 }],
  ["numbers and a set of numbers", "JSON", 1, new Set([1])],
  ["lists and maps", "JSON", [1], { a: 1 }],
  ["set of texts", "VARCHAR[]", new Set(["x"])],
  ["set of numbers", "DECIMAL(18,1)[]", new Set([1, 2.5])],
  ["set of bytes", "BLOB[]", new Set([bytes])],
  ["sets of two types", "VARCHAR[]", new Set(["x"]), new Set([1])],
  ["a set and a list", "VARCHAR[]", new Set(["x"]), ["x"]],
  ["lists that agree", "BIGINT[]", [1, 2], [], [3, null]],
  ["lists that do not", "VARCHAR[]", [1, "x"]],
  ["lists that do not agree with each other", "VARCHAR[]", [1], ["x"]],
  ["lists of texts and maps", "JSON[]", [{ a: 1 }, "x"]],
  ["lists of which some elements are lists of texts and numbers", "VARCHAR[][]", [[1], ["x"]]],
  ["empty lists", "VARCHAR[]", []],
  ["lists of lists", "DECIMAL(18,1)[][]", [[1], [0.5]]],
  ["maps that agree", 'STRUCT("x" BIGINT, "y" VARCHAR)', { x: 1, y: "a" }, { x: 2, y: "b" }],
  ["maps of which some lack a key", 'STRUCT("x" BIGINT, "y" VARCHAR)', { x: 1 }, { x: 2, y: null }],
  ["maps with a key of two types", 'STRUCT("x" VARCHAR)', { x: 1 }, { x: "1" }],
  ["maps with keys that differ by case", "JSON", { x: 1, X: 2 }],
  ["empty maps", "MAP(VARCHAR, VARCHAR)", {}],
  ["an empty map beside others", 'STRUCT("x" BIGINT)', {}, { x: 1 }],
  ["maps with an empty key", "MAP(VARCHAR, BIGINT)", { "": 1 }],
  ["maps with NUL in a key", "MAP(VARCHAR, JSON)", { "a\0": 1, b: "x" }],
  ["maps with keys in any order", 'STRUCT("B" BIGINT, "a" BIGINT, "z" BIGINT)', { z: 1, a: 1, B: 1 }],
  ["a map with 64 keys of one type", wideType, wide(64)],
  ["a map with 65 keys of one type", "MAP(VARCHAR, BIGINT)", wide(65)],
  ["a map with 300 keys, the last of which has a fraction", "MAP(VARCHAR, DECIMAL(18,1))", {
    ...wide(300),
    last: 0.5,
  }],
  ["a map with 65 keys of two types", "MAP(VARCHAR, JSON)", { ...wide(64), text: "x" }],
  ["a map with 65 keys of texts and lists", "MAP(VARCHAR, JSON)", { ...wide(64), list: ["x"] }],
  ["a list of maps", 'STRUCT("n" BIGINT)[]', [{ n: 1 }, { n: 2 }]],
  ["keys that need quotes", 'STRUCT("a ""b""" BIGINT, "select" BOOLEAN)', { 'a "b"': 1, select: true }],
  ["maps within maps", 'STRUCT("m" STRUCT("n" DECIMAL(18,1)))', { m: { n: 1.5 } }],
  ["a map within a map that does not agree", 'STRUCT("m" STRUCT("n" VARCHAR))', { m: { n: 1.5 } }, {
    m: { n: "x" },
  }],
];

for (const [about, type, ...values] of cases) {
  Deno.test(`the type of ${about} is ${type}`, () => assert.equal(typeOf(...values), type));
}

Deno.test("a key attribute takes its type from the table definition, its width from the evidence", () => {
  const { k } = observe([toItem({ k: 1.5 })]);
  assert.deepEqual(columnType(k, { name: "k", type: "N" }), { kind: "DECIMAL", width: 18, scale: 1 });
  assert.deepEqual(columnType(undefined, { name: "k", type: "N" }), { kind: "BIGINT" });
  assert.deepEqual(columnType({ types: {}, bytes: 0 }, { name: "k", type: "B" }), { kind: "BLOB" });
  assert.deepEqual(columnType(k, { name: "k", type: "S" }), { kind: "VARCHAR" });
});

Deno.test("an attribute without a value seen has no type yet, and shows as VARCHAR", () => {
  assert.deepEqual(columnType(undefined), { kind: "UNSEEN" });
  assert.deepEqual(columnType({ types: {}, bytes: 0 }), { kind: "UNSEEN" });
  assert.deepEqual(columnType({ types: { NULL: 3 }, bytes: 3 }), { kind: "UNSEEN" });
  assert.equal(typeName({ kind: "UNSEEN" }), "VARCHAR");
});

const many = (count: number, value: unknown) => Array.from({ length: count }, () => value);

Deno.test("at most 1 % of other families contradict a column, more make it another", () => {
  assert.equal(typeOf(...many(990, 1), ...many(10, "x")), "BIGINT");
  assert.equal(typeOf(...many(989, 1), ...many(11, "x")), "VARCHAR");
  assert.equal(typeOf(...many(10, 1), ...many(990, "x")), "VARCHAR");
  assert.equal(typeOf(...many(990, 1), ...many(5, "x"), ...many(5, { a: 1 })), "BIGINT");
  assert.equal(typeOf(...many(980, 1), ...many(11, "x"), ...many(9, { a: 1 })), "VARCHAR");
  assert.equal(typeOf(...many(978, 1), ...many(11, "x"), ...many(11, { a: 1 })), "JSON");
  assert.equal(typeOf(...many(990, null), ...many(9, 1), "x"), "VARCHAR");
});

Deno.test("the 1 % are of the values at a place, wherever it is", () => {
  const maps = (x: unknown, count: number) => many(count, { x });
  assert.equal(typeOf(...maps(1, 99), ...maps("x", 1)), 'STRUCT("x" BIGINT)');
  assert.equal(typeOf(...maps(1, 98), ...maps("x", 2)), 'STRUCT("x" VARCHAR)');
  assert.equal(typeOf([...many(99, true), "x"]), "BOOLEAN[]");
  assert.equal(typeOf([...many(98, true), "x", "y"]), "VARCHAR[]");
  assert.equal(typeOf(...many(99, [1]), new Set(["x"])), "BIGINT[]");
});

Deno.test("one look that met 1 % of a family or less does not change a column however often it is learned", () => {
  const sampled = observe(many(1000, 1).map((a) => toItem({ a })));
  const rare = { a: { types: { N: 0, S: 0 }, shares: { N: 200, S: 2 }, bytes: 0 } };
  let known = sampled;
  for (let time = 0; time < 1000; time++) known = widenAttributes(known, rare);
  assert.equal(typeName(columnType(known.a)), "BIGINT");
  const often = { a: { types: { S: 0 }, shares: { S: 101 }, bytes: 0 } };
  assert.equal(typeName(columnType(widenAttributes(known, often).a)), "VARCHAR");
  assert.equal(typeName(columnType(widenAttributes(widenAttributes(sampled, often), rare).a)), "VARCHAR");
});

Deno.test("a column's type is the same in whatever order its values came", () => {
  const values = fc.oneof(
    fc.constantFrom<unknown>("x", 1, 0.5, 0.1 + 0.2, true, null, bytes, {}, [], { a: 1 }, { a: "x" }, {
      b: [1],
    }),
    fc.constantFrom<unknown>({ A: 1 }, ["x"], [1, "x"], new Set([1]), new Set(["x"]), num("1E+30")),
  );
  fc.assert(fc.property(fc.array(values, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (some, order) => {
    const shuffled = some.map((value) => ({ value, at: order.next().value ?? 0 })).sort((a, b) =>
      a.at - b.at
    );
    assert.equal(typeOf(...shuffled.map(({ value }) => value)), typeOf(...some));
  }));
});

Deno.test("evidence kept by an earlier version is read: numbers are not known to be doubles, sets have members", () => {
  const number = { intDigits: 1, scale: 17, bigint: true };
  assert.equal(typeName(columnType({ types: { N: 3 }, number, bytes: 9 })), "DECIMAL(38,17)");
  assert.equal(typeName(columnType({ types: { NS: 3 }, number, bytes: 9 })), "DECIMAL(38,17)[]");
  assert.equal(typeName(columnType({ types: { SS: 3 }, bytes: 9 })), "VARCHAR[]");
});

Deno.test("every type's name is DDL that DuckDB takes and gives back", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const names = [...new Set(cases.map(([, type]) => type))];
  await connection.run(`create table t (${names.map((type, at) => `c${at} ${type}`).join(", ")})`);
  const rows = (await connection.runAndReadAll(
    "select data_type from duckdb_columns() where table_name = 't' order by column_index",
  ))
    .getRows();
  assert.deepEqual(
    rows.map(([name]) => String(name).replaceAll('"', "")),
    names.map((name) => name.replaceAll('"', "")),
  );
  connection.closeSync();
  instance.closeSync();
});

Deno.test("a number the wire never carries is no evidence", () => {
  assert.deepEqual(observe([{ a: { N: "NaN" } }]).a, { types: { N: 1 }, bytes: 3 });
  assert.equal(typeOf(raw({ N: "NaN" })), "BIGINT");
});
