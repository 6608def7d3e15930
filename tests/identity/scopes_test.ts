import assert from "node:assert/strict";
import { DynamoSqlError } from "../../src/errors.ts";
import { parseScopes } from "../../src/identity/scopes.ts";

Deno.test("scopes are read from text separated by spaces or commas, each once", () => {
  assert.deepEqual(parseScopes("query schemas:read"), ["query", "schemas:read"]);
  assert.deepEqual(parseScopes(" usage:read,query  query "), ["usage:read", "query"]);
});

Deno.test("an unknown scope, or none, is refused with the list of those there are", () => {
  for (const text of ["", " ", "query nonsense", "QUERY", "toString"]) {
    assert.throws(
      () => parseScopes(text),
      (error: unknown) =>
        error instanceof DynamoSqlError && error.code === "invalid_scope" &&
        error.message.includes("query, schemas:read, schemas:write, usage:read"),
    );
  }
});
