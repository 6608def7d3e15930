import assert from "node:assert/strict";
import { parse } from "../../src/sql/parse.ts";
import { printSql } from "../../src/sql/print.ts";
import { testDialect } from "./duckdb_dialect.ts";

const dialect = await testDialect();

/** The condition as it is printed: with all its parentheses. */
async function where(condition: string): Promise<string> {
  const { node } = await parse(`SELECT 1 FROM t WHERE ${condition}`, dialect);
  return (await printSql(node, dialect)).replace("SELECT 1 FROM t WHERE ", "");
}

Deno.test("arrows bind tighter than comparisons, NOT, AND and OR, as in PostgreSQL", async () => {
  for (
    const [written, read] of [
      ["id = '2' AND s ->> '$.name' = 'GOOD'", "((id = '2') AND ((s ->> '$.name') = 'GOOD'))"],
      ["s->>'a' = 'x' AND k->>'b' = 'y'", "(((s ->> 'a') = 'x') AND ((k ->> 'b') = 'y'))"],
      [
        "s->>'a' = 'x' OR k->>'b' <> 'y' AND n > 1",
        "(((s ->> 'a') = 'x') OR (((k ->> 'b') != 'y') AND (n > 1)))",
      ],
      ["NOT s->>'a' = 'x'", "(NOT ((s ->> 'a') = 'x'))"],
      ["n = 1 AND s->>'a' IS NOT NULL", "((n = 1) AND ((s ->> 'a') IS NOT NULL))"],
      ["s->>'a' IN ('x', 'y') AND n = 1", "(((s ->> 'a') IN ('x', 'y')) AND (n = 1))"],
      ["s->>'a' LIKE 'x%' OR n = 1", "(((s ->> 'a') ~~ 'x%') OR (n = 1))"],
      ["s->'a'->>'b' = 'x'", "(((s -> 'a') ->> 'b') = 'x')"],
      ["n = 1 AND s->'a' = '5'", "((n = 1) AND ((s -> 'a') = '5'))"],
      ["s->>'a' BETWEEN 'a' AND 'b' AND n = 1", "(((s ->> 'a') BETWEEN 'a' AND 'b') AND (n = 1))"],
      ["(n = 1 OR n = 2) AND s->>'a' = 'x'", "(((n = 1) OR (n = 2)) AND ((s ->> 'a') = 'x'))"],
      [
        "n = 1 AND (s->>'a' = 'x' OR s->>'b' = 'y')",
        "((n = 1) AND (((s ->> 'a') = 'x') OR ((s ->> 'b') = 'y')))",
      ],
      ["'x' = s->>'a'", "('x' = (s ->> 'a'))"],
      ["(s->>'a')::INT > 5", "(CAST((s ->> 'a') AS INTEGER) > 5)"],
      ["s->>'a' = k->>'b'", "((s ->> 'a') = (k ->> 'b'))"],
      [
        "s->>'a' = 'x' AND n IN (SELECT n FROM u WHERE u.s->>'c' = 'z')",
        "(((s ->> 'a') = 'x') AND (n = ANY(SELECT n FROM u WHERE ((u.s ->> 'c') = 'z'))))",
      ],
      ["coalesce(s->>'a', 'x') = 'y'", "(COALESCE((s ->> 'a'), 'x') = 'y')"],
    ] as const
  ) assert.equal(await where(written), read, written);
});

Deno.test("arrows of lambdas stay", async () => {
  assert.equal(
    await where("list_filter(l, x -> x = 1 AND x > 0) = m"),
    await where("list_filter(l, x -> (x = 1 AND x > 0)) = m"),
  );
  assert.match(await where("list_filter(l, x -> x = 'a') = m"), /x -> \(x = 'a'\)/);
});
