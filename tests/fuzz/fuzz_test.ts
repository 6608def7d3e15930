import assert from "node:assert/strict";
import { OUTWARD, SETTINGS } from "../sql/guard/attacks.ts";
import { HONEST } from "../sql/guard/honest.ts";
import { HOSTILE } from "../sql/guard/hostile.ts";
import { inputAt } from "./inputs.ts";
import { openJudge } from "./judge.ts";
import { fuzz } from "./sql_fuzz.ts";

/** Texts of each run of the suite; `deno task fuzz` runs 100,000. */
const INPUTS = 3_000;
const SEED = 2026;

/** Known functions asked for too much, and clauses that DuckDB itself refuses: no matter for the judge. */
const TOO_MUCH = /000|2 \*\* 40|<< 40|10 \*\* 9|1e9|AT \(|DEFAULT|EXPORT_STATE|main\.upper/;

Deno.test("Three thousand mutated texts: no crash, no hang, and nothing but SELECTs of known functions is run", async () => {
  const { outcomes, faults } = await fuzz(SEED, 0, INPUTS);
  assert.deepEqual(faults, []);
  // The texts reach every wall, and the engine behind them.
  for (
    const outcome of [
      "rows",
      "syntax_error",
      "statement_not_allowed",
      "function_not_allowed",
      "table_not_found",
    ]
  ) {
    assert.ok((outcomes.get(outcome) ?? 0) > INPUTS / 200, `${outcome}: ${outcomes.get(outcome)}`);
  }
});

Deno.test("A text of the fuzz run is the same every time", () => {
  for (let index = 0; index < 200; index++) assert.equal(inputAt(7, index), inputAt(7, index));
  assert.ok(new Set(Array.from({ length: 2_000 }, (_, index) => inputAt(7, index))).size > 1_500);
});

Deno.test("The judge lets honest statements run and objects to every hostile one", async () => {
  const { connection, objection } = await openJudge();
  for (const name of ["t", "u", "v", "w", "x"]) {
    assert.equal(await objection(`CREATE OR REPLACE TEMP TABLE "${name}" ("a" VARCHAR)`), null);
  }
  // A name may hold what ends a statement elsewhere; what stands beside the names may not.
  assert.equal(
    await objection('CREATE OR REPLACE TEMP TABLE "y" ("a" VARCHAR, "b;-- \n\'""c" STRUCT("d;" VARCHAR))'),
    null,
  );
  assert.notEqual(
    await objection('CREATE OR REPLACE TEMP TABLE "z" ("a" VARCHAR); SELECT (1)'),
    null,
  );
  let run = 0;
  for (const sql of HONEST) {
    const why = await objection(sql);
    if (why === null) run++;
    else assert.match(why, /^the table /, sql);
  }
  assert.ok(run > HONEST.length * 0.7, String(run));
  const unstopped: string[] = [];
  for (const sql of [...HOSTILE.statement, ...HOSTILE.function, ...HOSTILE.name, ...OUTWARD, ...SETTINGS]) {
    const parses = await connection.extractStatements(sql).then(({ count }) => count > 0, () => false);
    // What DuckDB cannot parse runs nowhere.
    if (parses && !TOO_MUCH.test(sql) && await objection(sql) === null) unstopped.push(sql);
  }
  assert.deepEqual(unstopped, []);
  const smuggled = "SELECT 1) AS answer(c0) LIMIT 1; DROP TABLE t; SELECT * FROM (SELECT 1";
  assert.notEqual(await objection(`SELECT * FROM (${smuggled}) AS answer(c0) LIMIT 10`), null);
  connection.closeSync();
});
