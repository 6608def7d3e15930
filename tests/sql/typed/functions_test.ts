import assert from "node:assert/strict";
import {
  DuckDBArrayType,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
  type Json,
} from "@duckdb/node-api";
import { FUNCTIONS } from "../../../src/sql/guard/functions.ts";
import { OF_ALL, PER_ROW } from "./number_functions.ts";
import { answer, dialect, rewritten } from "./answers.ts";

/** How the same numbers are held where others need so many digits. */
const TYPES = ["BIGINT", "DECIMAL(38,10)", "DOUBLE"];
const FRACTIONAL = ["DECIMAL(18,4)", "DOUBLE"];

const ALL = [...new Set([...TYPES, ...FRACTIONAL])];

/** Statements that are put together: one that fails is looked at alone. */
const TOGETHER = 8;

async function makeTables(): Promise<void> {
  for (const [at, type] of ALL.entries()) {
    const columns =
      `id VARCHAR, n ${type}, l ${type}[], s VARCHAR, st STRUCT(a ${type}), m MAP(VARCHAR, ${type})`;
    await dialect.connection.run(`CREATE TABLE whole_${at} (${columns})`);
    await dialect.connection.run(
      `INSERT INTO whole_${at} VALUES ('a', 3, [3, 1, 7], 'hello world', {a: 3}, MAP {'k': 3}),
         ('b', 7, [7], 'abc', {a: 7}, MAP {'j': 1}), ('c', 1, [1, 1, 3], 'x', {a: 1}, MAP {'k': 2}),
         ('d', 2, [5, 4], 'y', {a: 7}, MAP {'k': 9})`,
    );
    if (type === "BIGINT") continue;
    await dialect.connection.run(`CREATE TABLE part_${at} (${columns})`);
    await dialect.connection.run(
      `INSERT INTO part_${at} VALUES ('a', 2.5, [2.5, 1.25, 7], 'hello world', {a: 2.5}, MAP {'k': 2.5}),
         ('b', 10.25, [10.25], 'abc', {a: 0.1}, MAP {'j': 0.5}), ('c', 0.1, [0.1, 0.1, 0.2], 'x', {a: 1.005}, MAP {'k': 2}),
         ('d', 0.2, [0.3, 0.2], 'y', {a: 0.7}, MAP {'k': 0.2})`,
    );
  }
}

/** Types whose values the driver gives as texts, or as numbers. */
const NUMBERS: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UTINYINT,
  DuckDBTypeId.USMALLINT,
  DuckDBTypeId.UINTEGER,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.UHUGEINT,
  DuckDBTypeId.FLOAT,
  DuckDBTypeId.DOUBLE,
  DuckDBTypeId.DECIMAL,
]);

/** A value by its type: what the driver gives as text is a number where it is held as one, and a text where it is text. */
function valueOf(value: Json, type: DuckDBType): unknown {
  if (value === null) return null;
  if (Array.isArray(value)) {
    if (type instanceof DuckDBListType || type instanceof DuckDBArrayType) {
      return value.map((each) => valueOf(each, type.valueType));
    }
    // A map's entries.
    if (type instanceof DuckDBMapType) {
      const entry = new DuckDBStructType(["key", "value"], [type.keyType, type.valueType]);
      return value.map((each) => valueOf(each, entry));
    }
  }
  if (type instanceof DuckDBStructType && typeof value === "object") {
    const fields = new Map(type.entryNames.map((name, at) => [name, type.entryTypes[at] ?? type]));
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [name, valueOf(each, fields.get(name) ?? type)]),
    );
  }
  return NUMBERS.has(type.typeId) && typeof value === "string" && Number.isFinite(Number(value))
    ? Number(value)
    : value;
}

/** What an expression that fails comes to: the reasons name types, so that all fail is what counts. */
const ERROR = "an error";

/** The columns of a statement's answer, each as a text. */
async function columnsOf(sql: string): Promise<readonly string[]> {
  const { given } = await rewritten(sql, (rewritten) => dialect.connection.runAndReadAll(rewritten));
  const rows = given.getRowsJson();
  return given.columnTypes().map((type, at) =>
    JSON.stringify(rows.map((row) => valueOf(row[at] ?? null, type)))
  );
}

/** What expressions come to, each as a text; of one that fails, that it does. */
async function answers(expressions: readonly string[], rest: string): Promise<readonly string[]> {
  try {
    return await columnsOf(`SELECT ${expressions.join(", ")} ${rest}`);
  } catch (error) {
    const [first = "", ...others] = expressions;
    if (others.length > 0) {
      const each: string[] = [];
      for (const expression of expressions) each.push(...await answers([expression], rest));
      return each;
    }
    assert.ok(error instanceof Error, first);
    return [ERROR];
  }
}

interface Compared {
  /** What is not the same, however the numbers are held. */
  readonly wrong: string[];
  /** What always fails. */
  readonly failed: string[];
}

async function compare(
  expressions: readonly string[],
  rest: string,
  kind: "whole" | "part",
): Promise<Compared> {
  const compared: Compared = { wrong: [], failed: [] };
  for (let from = 0; from < expressions.length; from += TOGETHER) {
    const some = expressions.slice(from, from + TOGETHER);
    const found: (readonly string[])[] = [];
    for (const type of kind === "whole" ? TYPES : FRACTIONAL) {
      found.push(await answers(some, `FROM ${kind}_${ALL.indexOf(type)} ${rest}`));
    }
    for (const [at, expression] of some.entries()) {
      const each = found.map((values) => values[at]);
      if (new Set(each).size > 1) compared.wrong.push(`${expression}: ${each.join(" | ")}`);
      else if (each[0] === ERROR) compared.failed.push(expression);
    }
  }
  return compared;
}

/** What fails for whole numbers, too: functions of texts, casts that there are none of, and what takes a constant alone. */
const FAILING: readonly string[] = [
  "ascii(n)",
  "bit_length(n)",
  "regexp_extract(s, '(.)(.)', n - n + 1)",
  "md5(n)",
  "n::TIMESTAMP",
  "n::INTERVAL",
  "n::BLOB",
  "constant_or_null(n, 1)",
  "length(n)",
  "upper(n)",
  "n LIKE '3%'",
  // DuckDB's own.
  "sum_no_overflow(n)",
];

Deno.test("every function that takes a number gives one answer however the number is held, or an error", async () => {
  await makeTables();
  for (const kind of ["whole", "part"] as const) {
    const rows = await compare(PER_ROW, "ORDER BY id", kind);
    const all = await compare(OF_ALL.flatMap(apart), "", kind);
    assert.deepEqual([...rows.wrong, ...all.wrong], [], kind);
    // Numbers with a fraction are errors to many.
    if (kind === "whole") assert.deepEqual([...rows.failed, ...all.failed], FAILING);
  }
});

/** `sum(n), avg(n)` → two. */
function apart(expressions: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (const char of expressions) {
    depth += "([".includes(char) ? 1 : ")]".includes(char) ? -1 : 0;
    if (char === "," && depth === 0) part = (parts.push(part), "");
    else part += char;
  }
  return [...parts, part];
}

/** Not tried: their numbers are places in a graph of JSON or a range of bits that is not known, or names of types. */
const UNTRIED = ["bitstring_agg", "json_extract_path", "json_extract_path_text", "jaro_winkler_similarity"];

Deno.test("every function of DuckDB that takes a number is tried", async () => {
  const tried = new Set(
    [...PER_ROW, ...OF_ALL].flatMap((text) =>
      [...text.matchAll(/\b(\w+)\(/g)].map(([, name = ""]) => name.toLowerCase())
    ),
  );
  const numbers = "'TINYINT','SMALLINT','INTEGER','BIGINT','HUGEINT','FLOAT','DOUBLE','DECIMAL'";
  const lists = numbers.replaceAll("',", "[]',").replace(/'$/, "[]'");
  const rows = await dialect.rows(
    `SELECT DISTINCT lower(function_name) FROM duckdb_functions() WHERE list_has_any(parameter_types, [${numbers},${lists}])`,
  );
  const missing = rows.map(([name]) => String(name)).filter((name) =>
    FUNCTIONS.has(name) && /^\w+$/.test(name) && !tried.has(name) && !UNTRIED.includes(name)
  );
  assert.deepEqual(missing.toSorted(), []);
});

Deno.test("numbers that are held as doubles or wide decimals are what they are as short ones", async () => {
  await dialect.connection.run(
    "CREATE TABLE held AS SELECT 2.5::DOUBLE AS d, 2.5::DECIMAL(38,10) AS w, 1.005::DOUBLE AS e, 3::DOUBLE AS k, [0.1, 0.2]::DOUBLE[] AS l",
  );
  for (
    const [expression, right] of [
      ["d::INT", 3],
      ["w::INT", 3],
      ["(-d)::INT", -3],
      ["[d, d]::INT[]", [3, 3]],
      ["round(e, 2)", 1.01],
      ["hex(k)", "3"],
      ["bin(k)", "11"],
      ["'abcdef'[1:k]", "abc"],
      ["split_part('a.b.c', '.', k)", "c"],
      ["e % 0.3", 0.105],
      ["k * 0.1", 0.3],
      ["k * 0.1 + 0.2 - 0.5", 0],
      ["list_sum(l)", 0.3],
      ["list_avg(l)", 0.15],
      ["list_median(l)", 0.15],
      ["list_aggregate(l, 'quantile_cont', 0.3)", 0.13],
    ] as const
  ) {
    assert.deepEqual(
      await columnsOf(`SELECT ${expression} FROM held`),
      [JSON.stringify([right])],
      expression,
    );
  }
  await assert.rejects(answer("SELECT hex(d) FROM held"), /whole number is needed by hex/);
  await assert.rejects(answer("SELECT 'abc'[1:w] FROM held"), /whole number is needed by a slice/);
});
