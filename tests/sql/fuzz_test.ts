import assert from "node:assert/strict";
import fc from "fast-check";
import { DynamoSqlError } from "../../src/errors.ts";
import { bindDates } from "../../src/sql/text_dates/dates.ts";
import { guard } from "../../src/sql/guard/guard.ts";
import { parse } from "../../src/sql/parse.ts";
import { printSql } from "../../src/sql/print.ts";
import { testDialect } from "./duckdb_dialect.ts";
import { HONEST } from "./guard/honest.ts";
import { HOSTILE } from "./guard/hostile.ts";
import { PRINT_CORPUS } from "./print_corpus.ts";

const dialect = await testDialect(
  "CREATE TABLE t (a INT, b VARCHAR, c DOUBLE, l INT[])",
  "CREATE TABLE u AS FROM t",
);

/** Texts that people and attackers write, cut into tokens: mixed anew, they reach deep into the grammar. */
const corpus = [...HONEST, ...PRINT_CORPUS, ...HOSTILE.statement, ...HOSTILE.function];
const tokens = [...new Set(corpus.flatMap((sql) => sql.match(/\w+|'[^']*'|"[^"]*"|\s+|[^\w\s]/g) ?? []))];
const token = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...tokens) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 3 }) },
);
/** A text of the corpus with a few tokens replaced, put in or taken out. */
const mutated = fc.tuple(
  fc.constantFrom(...corpus),
  fc.array(fc.tuple(fc.nat(), fc.nat(2), token), { maxLength: 4 }),
)
  .map(([sql, edits]) => {
    const parts: string[] = sql.match(/\w+|'[^']*'|"[^"]*"|\s+|[^\w\s]/g) ?? [];
    for (const [at, remove, text] of edits) parts.splice(at % (parts.length + 1), remove, ` ${text} `);
    return parts.join("");
  });
const mixed = fc.array(token, { maxLength: 30 }).map((parts) => `SELECT ${parts.join(" ")}`);

/** Texts a run; fast-check draws others each time and names the seed of a failure. */
const runs = Number(Deno.env.get("FUZZ_RUNS") ?? 1_500);

Deno.test("whatever the text is, it ends in a query that prints as itself, or in an error of ours", async () => {
  let queries = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.oneof({ weight: 3, arbitrary: mutated }, { weight: 1, arbitrary: mixed }),
      async (sql) => {
        try {
          const statement = await parse(sql, dialect);
          guard(statement);
          const printed = await printSql(statement.node, dialect);
          guard(await parse(printed, dialect));
          queries++;
          if (statement.parameters.length === 0) await bindDates(statement.node, dialect);
        } catch (error) {
          assert.ok(error instanceof DynamoSqlError, `${JSON.stringify(sql)}: ${error}`);
          assert.notEqual(error.code, "internal", `${JSON.stringify(sql)}: ${error.message}`);
        }
      },
    ),
    { numRuns: runs },
  );
  assert.ok(queries > runs / 10, String(queries));
});
