import assert from "node:assert/strict";
import { DuckDBInstance } from "@duckdb/node-api";
import { DynamoSqlError } from "../../../src/errors.ts";
import { loggable } from "../../../src/engine/host/loggable.ts";
import { fromWireError, toWireError } from "../../../src/engine/messages/protocol.ts";

/** Statements that DuckDB refuses in words that hold a value of theirs. */
const statements = [
  "SELECT CAST(v AS BIGINT) FROM t",
  "SELECT CAST(v AS DATE) FROM t",
  "SELECT CAST(v AS JSON) FROM t",
  "SELECT CAST(v AS BIGINT[]) FROM t",
  "SELECT CAST(n AS TINYINT) FROM t",
  "SELECT n::TINYINT + 100::TINYINT FROM (SELECT 101 AS n)",
  "SELECT regexp_matches('a', '[' || v) FROM t",
  "SELECT strptime(v, '%Y') FROM t",
  "SELECT strftime(now(), '%' || chr(1) || v) FROM t",
  "SELECT now() AT TIME ZONE v FROM t",
  "SELECT from_base64(v || '!') FROM t",
  "SELECT date_part(v, now()) FROM t",
];

for (const json of [true, false]) {
  Deno.test(`what is logged of the engine's errors holds no value of the data, errors_as_json=${json}`, async () => {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run(`SET errors_as_json=${json}`);
    await connection.run("CREATE TABLE t AS SELECT 'sekret-value' AS v, 4711 AS n");
    for (const sql of statements) {
      const error = await connection.runAndReadAll(sql).then(() => null, (error: unknown) => error);
      assert.ok(error instanceof Error, `It did not fail: ${sql}`);
      assert.match(error.message, /sekret|4711|101/, sql);
      const kept = toWireError(new DynamoSqlError("internal", "Internal error.", { cause: error }));
      for (const text of [loggable(error), String(fromWireError(kept).detail.cause)]) {
        assert.doesNotMatch(text, /sekret|4711|101/, sql);
        assert.match(text, /exception_type/);
      }
    }
    connection.closeSync();
    instance.closeSync();
  });
}

Deno.test("what a parser of JSON says is logged without the text, other errors as they are", () => {
  try {
    JSON.parse("sekret-value");
    assert.fail();
  } catch (error) {
    assert.doesNotMatch(loggable(error), /sekret/);
    assert.match(loggable(error), /^SyntaxError: Unexpected token/);
  }
  assert.match(loggable(new TypeError("x is not a function")), /^TypeError: x is not a function\n {4}at /);
  assert.equal(loggable("crash: signal 11"), "crash: signal 11");
});

Deno.test("an engine that is spoilt is still known by what is left of its error", () => {
  const fatal =
    '{"exception_type":"FATAL","exception_message":"Failed: database has been invalidated because of 4711"}';
  const { cause = "" } = toWireError(
    new DynamoSqlError("internal", "Internal error.", { cause: new Error(fatal) }),
  );
  assert.match(cause, /^\{"exception_type":"FATAL"/);
  assert.doesNotMatch(cause, /4711/);
});
