import assert from "node:assert/strict";
import { withoutVague } from "../../src/engine/load/column_warnings.ts";

Deno.test("what is counted of a column is not told once more without its count", () => {
  const one = "1 value of t.a is not a number and reads as NULL. CAST(a AS JSON) shows it.";
  const some = (name: string) =>
    `Some values of ${name} are not numbers: where they are read, they are NULL. CAST(a AS JSON) shows them.`;
  const many = "3 values of t.b are not texts and read as NULL. CAST(b AS JSON) shows them.";
  assert.deepEqual(withoutVague([some("t.a"), one, many, some("t.b"), some("t.a.b"), some("u.a")]), [
    one,
    many,
    some("t.a.b"),
    some("u.a"),
  ]);
});
