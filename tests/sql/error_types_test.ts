import assert from "node:assert/strict";
import type { ErrorCode } from "../../src/errors.ts";
import { fromDuckDb } from "../../src/sql/errors.ts";

/**
 * Every type of error that DuckDB 1.5.6 has (`ExceptionType` in its sources), and what it is to the caller. `internal` is
 * only what no statement can be the reason of.
 */
const TYPES: Readonly<Record<string, ErrorCode>> = {
  "Invalid": "internal",
  "Out of Range": "invalid_query",
  "Conversion": "type_mismatch",
  "Unknown Type": "invalid_query",
  "Decimal": "invalid_query",
  "Mismatch Type": "invalid_query",
  "Divide by Zero": "invalid_query",
  "Object Size": "invalid_query",
  "Invalid type": "invalid_query",
  "Serialization": "invalid_query",
  "TransactionContext": "internal",
  "Not implemented": "invalid_query",
  "Expression": "invalid_query",
  "Catalog": "invalid_query",
  "Parser": "syntax_error",
  "Binder": "invalid_query",
  "Planner": "invalid_query",
  "Scheduler": "internal",
  "Executor": "invalid_query",
  "Constraint": "invalid_query",
  "Index": "internal",
  "Stat": "internal",
  "Connection": "internal",
  "Syntax": "syntax_error",
  "Settings": "function_not_allowed",
  "Optimizer": "invalid_query",
  "NullPointer": "internal",
  "IO": "internal",
  "INTERRUPT": "cancelled",
  "FATAL": "internal",
  "INTERNAL": "invalid_query",
  "Invalid Input": "invalid_query",
  "Out of Memory": "too_large",
  "Permission": "function_not_allowed",
  "Parameter Not Resolved": "invalid_query",
  "Parameter Not Allowed": "invalid_query",
  "Dependency": "invalid_query",
  "Missing Extension": "function_not_allowed",
  "HTTP": "internal",
  "Extension Autoloading": "function_not_allowed",
  "Sequence": "invalid_query",
  "Invalid Configuration": "function_not_allowed",
  "Network": "internal",
};

for (const [type, code] of Object.entries(TYPES)) {
  Deno.test(`DuckDB's error type ${type} is ${code}, with a sentence that holds no value`, () => {
    const json = JSON.stringify({ exception_type: type, exception_message: "secret-value 4711" });
    for (const text of [json, `${type} Error: ${json}`]) {
      const error = fromDuckDb(new Error(text), "SELECT 1");
      assert.equal(error.code, code);
      assert.match(error.message, /^[A-Z].*\.$/s);
      // What the parser and the binder say is about the statement alone.
      if (!/^(Parser|Syntax|Binder|Mismatch Type|Catalog)$/.test(type)) {
        assert.doesNotMatch(error.message, /4711/);
      }
    }
  });
}

Deno.test("an aggregate over an empty list says what it cannot do", () => {
  const message = "Cannot perform list_reduce on an empty input list";
  const error = fromDuckDb(
    new Error(JSON.stringify({ exception_type: "Parameter Not Allowed", exception_message: message })),
    "SELECT 1",
  );
  assert.deepEqual([error.code, error.message], ["invalid_query", `${message}.`]);
});
