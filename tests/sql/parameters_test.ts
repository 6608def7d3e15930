import assert from "node:assert/strict";
import fc from "fast-check";
import { DynamoSqlError } from "../../src/errors.ts";
import { parse } from "../../src/sql/parse.ts";
import { bindParameters } from "../../src/sql/parameters.ts";
import { printSql } from "../../src/sql/print.ts";
import type { Parameters } from "../../src/sql/query.ts";
import { testDialect } from "./duckdb_dialect.ts";

const dialect = await testDialect();

/** The rows of a statement with its parameters put in. */
async function run(sql: string, parameters: Parameters): Promise<unknown[][]> {
  const bound = bindParameters(await parse(sql, dialect), parameters);
  assert.deepEqual(bound.parameters, []);
  return await dialect.rows(await printSql(bound.node, dialect));
}

/** The message of the refusal. */
async function refused(sql: string, parameters: Parameters): Promise<string> {
  const statement = await parse(sql, dialect);
  try {
    bindParameters(statement, parameters);
  } catch (error) {
    assert.ok(error instanceof DynamoSqlError && error.code === "invalid_parameter", String(error));
    return error.message;
  }
  assert.fail(`bound: ${sql}`);
}

const typed = (values: Parameters) => run("SELECT ($1)::VARCHAR, typeof($1)", values).then(([row]) => row);

Deno.test("values take the places of positional and named parameters", async () => {
  assert.deepEqual(await run("SELECT ?, ?, ?", [1, "a", true]), [["1", "a", true]]);
  assert.deepEqual(await run("SELECT $2, $1, $2", ["x", "y"]), [["y", "x", "y"]]);
  assert.deepEqual(await run("SELECT $a || $b || $a", { a: "x", b: "y" }), [["xyx"]]);
  assert.deepEqual(
    await run("SELECT n FROM range(10) r(n) WHERE n > ? ORDER BY n LIMIT ? OFFSET ?", [3, 2, 1]),
    [
      ["5"],
      ["6"],
    ],
  );
  assert.deepEqual(await run("SELECT (SELECT max(n) FROM range($n) r(n)), [x + $n FOR x IN [1]]", { n: 3 }), [
    ["2", ["4"]],
  ]);
  assert.deepEqual(await run("SELECT 1", []), [[1]]);
  assert.deepEqual(await run("SELECT 1", {}), [[1]]);
});

Deno.test("a value has the exact type of what was sent", async () => {
  assert.deepEqual(await typed([5]), ["5", "BIGINT"]);
  assert.deepEqual(await typed([-5]), ["-5", "BIGINT"]);
  assert.deepEqual(await typed([0]), ["0", "BIGINT"]);
  assert.deepEqual(await typed([9007199254740991]), ["9007199254740991", "BIGINT"]);
  assert.deepEqual(await typed([1e20]), ["100000000000000000000", "HUGEINT"]);
  assert.deepEqual(await typed([0.1]), ["0.1", "DECIMAL(2,1)"]);
  assert.deepEqual(await typed([-123.456]), ["-123.456", "DECIMAL(6,3)"]);
  assert.deepEqual(await typed([1e-7]), ["0.0000001", "DECIMAL(8,7)"]);
  assert.deepEqual(await typed([0.1 + 0.2]), ["0.30000000000000004", "DOUBLE"]);
  assert.deepEqual(await typed([1.5e300]), ["1.5e+300", "DOUBLE"]);
  assert.deepEqual(await typed([1e-300]), ["1e-300", "DOUBLE"]);
  // 10^22 is the largest power of ten that is a double: a decimal of more decimals would be another double.
  assert.deepEqual(await typed([1.5e-21]), ["0.0000000000000000000015", "DECIMAL(23,22)"]);
  assert.deepEqual(await typed([1.5e-22]), ["1.5e-22", "DOUBLE"]);
  assert.deepEqual(await typed([true]), ["true", "BOOLEAN"]);
  assert.deepEqual(await typed([false]), ["false", "BOOLEAN"]);
  assert.deepEqual(await typed([null]), [null, '"NULL"']);
});

Deno.test("text is a literal: it takes the type it meets and never becomes SQL", async () => {
  assert.deepEqual(
    await run("SELECT 12345678901234567890123456789012345678 = $1", [
      "12345678901234567890123456789012345678",
    ]),
    [[true]],
  );
  assert.deepEqual(await run("SELECT DATE '2024-01-02' > $1", ["2024-01-01"]), [[true]]);
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary" }), async (text) => {
      if (text.includes("\0")) return void await refused("SELECT ?", [text]);
      assert.deepEqual(await run("SELECT ?, length($1)", [text]), [[text, String([...text].length)]]);
    }),
    { numRuns: 200 },
  );
  for (const text of ["'; DROP TABLE t; --", "$1", "?", "\\", "''", "é😀\n"]) {
    assert.deepEqual(await run("SELECT ?", [text]), [[text]]);
  }
});

Deno.test("every number survives as it was sent", async () => {
  await fc.assert(
    fc.asyncProperty(fc.double({ noNaN: true, noDefaultInfinity: true }), async (value) => {
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) return;
      assert.deepEqual(await run("SELECT ($1)::DOUBLE = $2::DOUBLE", [value, String(value)]), [[true]]);
    }),
    { numRuns: 200 },
  );
  // Of few digits, as people write them, and near 0.
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 99_999 }),
      fc.integer({ min: 1, max: 40 }),
      async (digits, places) => {
        const value = Number(`${digits}e-${places}`);
        assert.deepEqual(await run("SELECT ($1)::DOUBLE = $2::DOUBLE", [value, String(value)]), [[true]]);
      },
    ),
    { numRuns: 200 },
  );
  await fc.assert(
    fc.asyncProperty(fc.maxSafeInteger(), async (value) => {
      assert.deepEqual(await run("SELECT ($1)::VARCHAR", [value]), [[String(value)]]);
    }),
    { numRuns: 200 },
  );
});

Deno.test("a missing, unused or impossible value is refused by the parameter's name", async () => {
  assert.match(await refused("SELECT ?, ?", [1]), /\$2/);
  assert.match(await refused("SELECT $name", {}), /\$name/);
  assert.match(await refused("SELECT $name", [1]), /\$name/);
  assert.match(
    await refused("SELECT ?", [1, 2]),
    /^The statement has 1 parameter, but 2 values are given: \$2 is unused\.$/,
  );
  assert.match(
    await refused("SELECT 1", [1]),
    /^The statement has 0 parameters, but 1 value is given: \$1 is unused\.$/,
  );
  assert.match(await refused("SELECT $a", { a: 1, b: 2 }), /\$b/);
  assert.match(await refused("SELECT ?", [12345678901234567890]), /\$1 .*as text/);
  assert.match(await refused("SELECT ?", [NaN]), /\$1 is not a finite number/);
  assert.match(await refused("SELECT ?", [Infinity]), /\$1/);
  assert.match(await refused("SELECT ?", ["\ud800"]), /\$1/);
  assert.match(await refused("SELECT $constructor", {}), /\$constructor/);
});
