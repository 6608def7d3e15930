import assert from "node:assert/strict";
import { DuckDBInstance } from "@duckdb/node-api";
import { answerReader } from "../../../src/engine/values/answer.ts";

/** The JSON text of one SQL expression's value. */
async function answer(expression: string): Promise<string> {
  const instance = await DuckDBInstance.create(":memory:", {});
  const connection = await instance.connect();
  try {
    const result = await connection.stream(`SELECT ${expression} AS value`);
    const read = answerReader(result.columnType(0));
    const chunk = await result.fetchChunk();
    assert.ok(chunk);
    return read(chunk.getColumnVector(0), 0);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const cases: readonly (readonly [sql: string, json: string])[] = [
  ["NULL", "null"],
  ["true", "true"],
  ["42::TINYINT", "42"],
  ["9007199254740991", "9007199254740991"],
  ["9007199254740992", '"9007199254740992"'],
  ["-9007199254740992", '"-9007199254740992"'],
  ["1000000000000000000", "1000000000000000000"],
  ["18446744073709551615::UBIGINT", '"18446744073709551615"'],
  ["170141183460469231731687303715884105727::HUGEINT", '"170141183460469231731687303715884105727"'],
  [
    "'12345678901234567890123456789012345678901234567890'::BIGNUM",
    '"12345678901234567890123456789012345678901234567890"',
  ],
  // A reader of JSON would take such a number for infinity.
  ["('1' || repeat('0', 320))::BIGNUM", `"1${"0".repeat(320)}"`],
  ["('-1' || repeat('0', 309))::BIGNUM", `"-1${"0".repeat(309)}"`],
  ["('1' || repeat('0', 308))::BIGNUM", `1${"0".repeat(308)}`],
  ["1.50::DECIMAL(18,2)", "1.5"],
  ["0.00::DECIMAL(18,2)", "0"],
  ["-0.05::DECIMAL(4,2)", "-0.05"],
  ["100::DECIMAL(18,2)", "100"],
  ["0.123456789012345::DECIMAL(38,20)", "0.123456789012345"],
  ["0.1234567890123456::DECIMAL(38,20)", '"0.1234567890123456"'],
  ["12345678901234567890.123456789012345678::DECIMAL(38,18)", '"12345678901234567890.123456789012345678"'],
  ["99999999999999999999999999999999999999::DECIMAL(38,0)", '"99999999999999999999999999999999999999"'],
  ["0.1::DOUBLE", "0.1"],
  ["1e300::DOUBLE", "1e+300"],
  ["1.2345678901234567::DOUBLE", "1.2345678901234567"],
  ["0.1::FLOAT", "0.1"],
  ["16777216::FLOAT", "16777216"],
  ["'nan'::DOUBLE", '"NaN"'],
  ["'inf'::DOUBLE", '"Infinity"'],
  ["'-inf'::FLOAT", '"-Infinity"'],
  ["'a\"b\\c' || chr(10)", '"a\\"b\\\\c\\n"'],
  ["''", '""'],
  ["chr(0) || 'x'", '"\\u0000x"'],
  ["'\\xDE\\xAD\\xBE\\xEF'::BLOB", '"3q2+7w=="'],
  ["DATE '2024-02-29'", '"2024-02-29"'],
  ["DATE '0001-01-01'", '"0001-01-01"'],
  ["DATE '44-03-15 (BC)'", '"-000043-03-15"'],
  ["DATE '12024-01-02'", '"+012024-01-02"'],
  ["DATE 'infinity'", '"infinity"'],
  ["DATE '-infinity'", '"-infinity"'],
  ["TIMESTAMP 'infinity'", '"infinity"'],
  ["TIMESTAMP '2024-01-02 03:04:05'", '"2024-01-02T03:04:05"'],
  ["TIMESTAMP '2024-01-02 03:04:05.120000'", '"2024-01-02T03:04:05.12"'],
  ["TIMESTAMP '1969-12-31 23:59:59.999999'", '"1969-12-31T23:59:59.999999"'],
  ["TIMESTAMP_S '2024-01-02 03:04:05'", '"2024-01-02T03:04:05"'],
  ["TIMESTAMP_MS '2024-01-02 03:04:05.006'", '"2024-01-02T03:04:05.006"'],
  ["TIMESTAMP_NS '2024-01-02 03:04:05.000000007'", '"2024-01-02T03:04:05.000000007"'],
  ["TIMESTAMPTZ '2024-01-02 03:04:05+02'", '"2024-01-02T01:04:05Z"'],
  ["TIME '03:04:05.5'", '"03:04:05.5"'],
  ["TIMETZ '03:04:05+02:30'", '"03:04:05+02:30"'],
  ["TIMETZ '03:04:05+00'", '"03:04:05Z"'],
  ["INTERVAL '1 year 2 months 3 days 4 hours 5 minutes 6.5 seconds'", '"P1Y2M3DT4H5M6.5S"'],
  ["INTERVAL '-14 months'", '"P-1Y-2M"'],
  ["INTERVAL '-90 seconds'", '"PT-1M-30S"'],
  ["INTERVAL '0 days'", '"PT0S"'],
  ["'6f8d5e3a-1b2c-4d5e-8f90-a1b2c3d4e5f6'::UUID", '"6f8d5e3a-1b2c-4d5e-8f90-a1b2c3d4e5f6"'],
  ["'0101'::BIT", '"0101"'],
  ["'b'::ENUM('a','b')", '"b"'],
  ["[1, NULL, 3]", "[1,null,3]"],
  ["[[1],[]]::BIGINT[][]", "[[1],[]]"],
  ["[1.5, 2.25]::DECIMAL(5,2)[2]", "[1.5,2.25]"],
  ["{'b': 1, 'a': [DATE '2024-01-01'], 'n': NULL}", '{"b":1,"a":["2024-01-01"],"n":null}'],
  ["{'2': 'x', '1': 'y'}", '{"2":"x","1":"y"}'],
  ["{'__proto__': 1, 'constructor': 2}", '{"__proto__":1,"constructor":2}'],
  ["row(1, 'x')", '[1,"x"]'],
  ["[{'a': {'b': 12345678901234567890}}]", '[{"a":{"b":"12345678901234567890"}}]'],
  ["MAP {'k': 1.5, 'l': 2}", '{"k":1.5,"l":2}'],
  ["MAP {1: 'one', 2: 'two'}", '{"1":"one","2":"two"}'],
  ["MAP {DATE '2024-01-01': [1]}", '{"2024-01-01":[1]}'],
  ["union_value(num := 2)", "2"],
  ["union_value(word := 'w')", '"w"'],
  ['\'{"a":[1,2.5,"x"],"b":null}\'::JSON', '{"a":[1,2.5,"x"],"b":null}'],
  ["' { \"a\" : 1 } '::JSON", '{"a":1}'],
  ["'12345678901234567890'::JSON", '"12345678901234567890"'],
  [
    "'{\"n\":[12345678901234567890, 0.12345678901234567, 7]}'::JSON",
    '{"n":["12345678901234567890","0.12345678901234567",7]}',
  ],
  ['\'{"s":"12345678901234567890 , ]"}\'::JSON', '{"s":"12345678901234567890 , ]"}'],
  ["'[1,2,]'::JSON", "[1,2]"],
  ['\'{"a": NaN, "b": -Infinity}\'::JSON', '{"a":"NaN","b":"-Infinity"}'],
  ["'1e400'::JSON", '"1e400"'],
  ["'\"x\"'::JSON", '"x"'],
  ["[ '{\"a\":1}'::JSON ]", '[{"a":1}]'],
  ["{'j': '[1]'::JSON}", '{"j":[1]}'],
  ["42::VARIANT", "42"],
];

for (const [sql, json] of cases) {
  Deno.test(`the answer of ${sql} is ${json}`, async () => {
    assert.equal(await answer(sql), json);
  });
}

Deno.test("every answer is JSON that JSON.parse reads", async () => {
  for (const [sql] of cases) JSON.parse(await answer(sql));
});
