import assert from "node:assert/strict";
import { FUNCTIONS } from "../../src/sql/guard/functions.ts";
import { OF_ALL, PER_ROW } from "./number_functions.ts";
import { answer, dialect } from "./typed_answers.ts";

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

/** A value, numbers that the driver gives as texts as numbers. */
function plainly(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainly);
  if (typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plainly(each)]))
    : value;
}

/** What expressions come to, each as a text; of one that fails, that it does. */
async function answers(expressions: readonly string[], rest: string): Promise<readonly string[]> {
  try {
    const { rows } = await answer(`SELECT ${expressions.join(", ")} ${rest}`);
    return expressions.map((_, at) => JSON.stringify(rows.map((row) => plainly(row[at]))));
  } catch (error) {
    const [first = "", ...others] = expressions;
    if (others.length > 0) {
      const each: string[] = [];
      for (const expression of expressions) each.push(...await answers([expression], rest));
      return each;
    }
    // The reasons name types: that all fail is what counts.
    assert.ok(error instanceof Error, first);
    return ["an error"];
  }
}

async function sameInAll(
  expressions: readonly string[],
  rest: string,
  kind: "whole" | "part",
): Promise<string[]> {
  const wrong: string[] = [];
  for (let from = 0; from < expressions.length; from += TOGETHER) {
    const some = expressions.slice(from, from + TOGETHER);
    const found: (readonly string[])[] = [];
    for (const type of kind === "whole" ? TYPES : FRACTIONAL) {
      found.push(await answers(some, `FROM ${kind}_${ALL.indexOf(type)} ${rest}`));
    }
    for (const [at, expression] of some.entries()) {
      const each = found.map((values) => values[at]);
      if (new Set(each).size > 1) wrong.push(`${expression}: ${each.join(" | ")}`);
    }
  }
  return wrong;
}

Deno.test("every function that takes a number gives one answer however the number is held, or an error", async () => {
  await makeTables();
  for (const kind of ["whole", "part"] as const) {
    assert.deepEqual(await sameInAll(PER_ROW, "ORDER BY id", kind), [], kind);
    assert.deepEqual(await sameInAll(OF_ALL.flatMap(apart), "", kind), [], kind);
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
    const { rows } = await answer(`SELECT ${expression} FROM held`);
    assert.deepEqual(rows.map((row) => plainly(row[0])), [plainly(right)], expression);
  }
  await assert.rejects(answer("SELECT hex(d) FROM held"), /whole number is needed by hex/);
  await assert.rejects(answer("SELECT 'abc'[1:w] FROM held"), /whole number is needed by a slice/);
});
