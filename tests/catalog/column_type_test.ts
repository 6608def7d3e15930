import assert from "node:assert/strict";
import { DuckDBInstance } from "@duckdb/node-api";
import { columnType, typeName } from "../../src/catalog/column_type.ts";
import { observe } from "../../src/catalog/evidence.ts";
import { num, raw, toItem } from "../fixtures/tables.ts";

/** The type of a column over these values. */
const typeOf = (...values: unknown[]) => typeName(columnType(observe(values.map((a) => toItem({ a }))).a));
const bytes = new Uint8Array([1]);

const cases: readonly (readonly [about: string, type: string, ...values: unknown[]])[] = [
  ["text", "VARCHAR", "x", "1"],
  ["whole numbers", "BIGINT", 1, -5, num("9223372036854775807")],
  ["whole numbers spelled with a point or power", "BIGINT", num("1.0"), num("1E+3")],
  ["money", "DECIMAL(18,2)", num("1.50"), num("12.34"), 7],
  ["18 digits in all", "DECIMAL(18,17)", num("1.23456789012345678"), 1],
  ["19 digits in all", "DECIMAL(38,2)", num("1.25"), num("12345678901234567")],
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
  ["sets of two types", "JSON", new Set(["x"]), new Set([1])],
  ["a set and a list", "JSON", new Set(["x"]), ["x"]],
  ["lists that agree", "BIGINT[]", [1, 2], [], [3, null]],
  ["lists that do not", "JSON", [1, "x"]],
  ["lists that do not agree with each other", "JSON", [1], ["x"]],
  ["empty lists", "VARCHAR[]", []],
  ["lists of lists", "DECIMAL(18,1)[][]", [[1], [0.5]]],
  ["maps that agree", 'STRUCT("x" BIGINT, "y" VARCHAR)', { x: 1, y: "a" }, { x: 2, y: "b" }],
  ["maps of which some lack a key", 'STRUCT("x" BIGINT, "y" VARCHAR)', { x: 1 }, { x: 2, y: null }],
  ["maps with a key of two types", "JSON", { x: 1 }, { x: "1" }],
  ["maps with keys that differ by case", "JSON", { x: 1, X: 2 }],
  ["empty maps", "JSON", {}],
  ["maps with an empty key", "JSON", { "": 1 }],
  ["a list of maps", 'STRUCT("n" BIGINT)[]', [{ n: 1 }, { n: 2 }]],
  ["keys that need quotes", 'STRUCT("a ""b""" BIGINT, "select" BOOLEAN)', { 'a "b"': 1, select: true }],
  ["maps within maps", 'STRUCT("m" STRUCT("n" DECIMAL(18,1)))', { m: { n: 1.5 } }],
  ["a map within a map that does not agree", "JSON", { m: { n: 1.5 } }, { m: { n: "x" } }],
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

Deno.test("an attribute nothing is known of is VARCHAR", () => {
  assert.deepEqual(columnType(undefined), { kind: "VARCHAR" });
  assert.deepEqual(columnType({ types: {}, bytes: 0 }), { kind: "VARCHAR" });
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
