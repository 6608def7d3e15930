import assert from "node:assert/strict";
import type { Answer } from "../engine/world.ts";
import { assertRight, rightOf } from "./left_open.ts";

/** Answers from a list of texts; anything else that is asked fails. */
function answers(of: Readonly<Record<string, readonly string[]>>) {
  return (sql: string): Promise<Answer> => {
    const rows = of[sql];
    assert.ok(rows !== undefined, `not expected: ${sql}`);
    // Why the cast: of an answer only this much is looked at.
    return Promise.resolve({ rows, complete: true } as Answer);
  };
}

const fails = (rows: readonly string[], right: Awaited<ReturnType<typeof rightOf>>) =>
  assert.throws(() => assertRight(rows, right, "SQL"), assert.AssertionError);

Deno.test("without a LIMIT all rows are right, in any order, and no others", async () => {
  const right = await rightOf("SELECT a FROM t", {}, answers({ "SELECT a FROM t": ["1", "2"] }));
  assertRight(["2", "1"], right, "SQL");
  fails(["1"], right);
  fails(["1", "3"], right);
});

Deno.test("a LIMIT without an order keeps any of the rows, each as often as it is there", async () => {
  const right = await rightOf("SELECT a FROM t LIMIT 2", {}, answers({ "SELECT a FROM t": ["1", "1", "2"] }));
  assertRight(["1", "1"], right, "SQL");
  assertRight(["2", "1"], right, "SQL");
  fails(["2", "2"], right);
  fails(["3"], right);
});

Deno.test("a LIMIT in a whole order keeps these rows in this order", async () => {
  const sql = "SELECT a FROM t ORDER BY b DESC LIMIT 2 OFFSET 1";
  const run = answers({
    "SELECT a FROM t ORDER BY b DESC": ["9", "8", "7"],
    "SELECT b FROM t": ["1", "2", "3"],
  });
  const right = await rightOf(sql, {}, run);
  assertRight(["8", "7"], right, "SQL");
  fails(["7", "8"], right);
  fails(["9", "8"], right);
});

Deno.test("an order with ties leaves open which rows a LIMIT keeps", async () => {
  const sql = "SELECT a FROM t ORDER BY b LIMIT 1";
  const run = answers({ "SELECT a FROM t ORDER BY b": ["9", "8"], "SELECT b FROM t": ["1", "1"] });
  const right = await rightOf(sql, {}, run);
  assertRight(["8"], right, "SQL");
  fails(["7"], right);
});
