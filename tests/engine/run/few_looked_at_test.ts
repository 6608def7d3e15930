/** Functions of an attribute of which only a few values were looked at: what is read decides whether they take it. */
import assert from "node:assert/strict";
import { openEvidenceWorld } from "../../evidence/world.ts";
import { toItem } from "../../fixtures/tables.ts";
import { open } from "../world.ts";

const world = await openEvidenceWorld();
Deno.test.afterAll(() => world.close());

const ALL = 1_000_000;

/** By three: a number, two texts; of booleans and lists the same. `plain` are numbers alone. */
const items = Array.from({ length: 24 }, (_, n) => ({
  id: `c${String(n).padStart(2, "0")}`,
  n,
  ref: n % 3 === 0 ? n : `R${n}`,
  doc: { ref: n % 3 === 0 ? n : `R${n}` },
  flag: n % 3 === 0 ? true : `R${n}`,
  day: n % 3 === 0 ? n : `2026-01-${String(n + 1).padStart(2, "0")}`,
  kind: n % 3 === 0 ? ["a"] : { a: `R${n}` },
  plain: n,
}));
world.tables.set("things", { name: "things", hash: "id", items: items.map(toItem), served: [] });

/** 16 of 24 are texts: all but each third. Of those, R1, R10, R11, R13, R14, R16, R17, R19 begin with R1. */
const answers: readonly (readonly [string, readonly unknown[][]])[] = [
  ["SELECT count(*) FROM things WHERE ref LIKE 'R%'", [[16]]],
  ["SELECT count(*) FROM things WHERE ref NOT LIKE 'R%'", [[8]]],
  ["SELECT count(*) FROM things WHERE ref ILIKE 'r1%'", [[8]]],
  ["SELECT n FROM things WHERE lower(ref) = 'r1'", [[1]]],
  ["SELECT n FROM things WHERE split_part(ref, 'R', 2) = '2'", [[2]]],
  ["SELECT substr(ref, 1, 1) FROM things WHERE n IN (0, 1)", [["0"], ["R"]]],
  ["SELECT left(ref, 1) FROM things WHERE id = 'c01'", [["R"]]],
  ["SELECT count(*) FROM things WHERE regexp_matches(ref, '^R2')", [[4]]],
  ["SELECT regexp_replace(ref, '^R', 'Q') FROM things WHERE n = 4", [["Q4"]]],
  ["SELECT count(*) FROM things WHERE starts_with(doc.ref, 'R')", [[16]]],
  ["SELECT upper(doc.ref) FROM things WHERE n = 3 OR n = 4", [["3"], ["R4"]]],
  ["SELECT count(*) FROM things WHERE flag LIKE 'R%'", [[16]]],
  ["SELECT n FROM things WHERE ref = 'R4'", [[4]]],
  // Days 2, 3, 5, 6, 8, 9 … 23, 24: from the fifth on, 14.
  ["SELECT count(*) FROM things WHERE day >= DATE '2026-01-05'", [[14]]],
  ["SELECT count(*) FROM (SELECT ref FROM things LIMIT 100) WHERE ref LIKE 'R%'", [[16]]],
  ["SELECT count(*) FROM things a JOIN things b ON a.n = b.n AND lower(a.ref) = lower(b.ref)", [[24]]],
];
for (const [sql, wanted] of answers) {
  Deno.test({
    name: `what is read decides whether a function takes a column: ${sql}`,
    ...open,
    async fn() {
      for (const sampled of [ALL, 1]) {
        const who = await world.fresh(sampled);
        for (const round of [1, 2]) {
          const outcome = await who.run(sql);
          assert.ok("answer" in outcome, `${sampled} looked at, run ${round}: ${JSON.stringify(outcome)}`);
          const rows = outcome.answer.rows.map((row) => JSON.parse(String(row)));
          assert.deepEqual(rows.toSorted(), wanted);
        }
      }
    },
  });
}

Deno.test({
  name:
    "a function that does not take what was read is refused after it was read, and before where enough is known",
  ...open,
  async fn() {
    const refused = async (sampled: number, sql: string) => {
      const who = await world.fresh(sampled);
      const outcome = await who.run(sql);
      assert.ok("code" in outcome, sql);
      assert.equal(outcome.code, "type_mismatch", outcome.message);
      assert.match(outcome.message, /only/);
      return /Consumed so far: (\d+) read units, 24 items/.test(outcome.message);
    };
    for (const condition of ["plain LIKE '1%'", "lower(plain) = '1'", "plain >= DATE '2026-01-05'"]) {
      const sql = `SELECT count(*) FROM things WHERE ${condition}`;
      assert.equal(await refused(1, sql), true, sql);
      assert.equal(await refused(ALL, sql), false, sql);
    }
  },
});

Deno.test({
  name: "an error that is not about what few values were looked at of is told before anything is read",
  ...open,
  async fn() {
    const who = await world.fresh(1);
    const outcome = await who.run("SELECT no_such_function(ref) FROM things");
    assert.ok("code" in outcome);
    assert.doesNotMatch(outcome.message, /Consumed/);
  },
});

Deno.test({
  name: "kinds are told by their shares of all that was read, where the sample met another share",
  ...open,
  async fn() {
    // 16 texts and 8 numbers of 24: 66.7 % and 33.3 %.
    for (const sampled of [ALL, 1]) {
      const who = await world.fresh(sampled);
      for (const round of [1, 2]) {
        const outcome = await who.run("SELECT max(ref) FROM things");
        assert.ok("answer" in outcome, JSON.stringify(outcome));
        const said = outcome.warnings.some((each) => each.includes("holds 67 % texts, 33 % numbers,"));
        assert.ok(said, `${sampled} looked at, run ${round}: ${outcome.warnings.join()}`);
      }
    }
  },
});

Deno.test({
  name: "what LIKE does not take is told by the name that was written",
  ...open,
  async fn() {
    const who = await world.fresh(ALL);
    for (const name of ["LIKE", "NOT LIKE", "ILIKE", "NOT ILIKE"]) {
      const outcome = await who.run(`SELECT count(*) FROM things WHERE plain ${name} '1%'`);
      assert.ok("code" in outcome);
      assert.match(
        outcome.message,
        new RegExp(`'${name}\\(BIGINT, VARCHAR\\)'\\. It takes ${name}\\(VARCHAR, VARCHAR\\)`),
      );
      assert.match(outcome.message, new RegExp(`write CAST\\(plain AS VARCHAR\\) ${name} '1%'`));
      assert.doesNotMatch(outcome.message, /~~/);
    }
    const trimmed = await who.run("SELECT trim(plain) FROM things");
    assert.ok("code" in trimmed);
    assert.match(trimmed.message, /write trim\(CAST\(plain AS VARCHAR\)\)/);
  },
});

const spelled = Array.from({ length: 300 }, (_, n) => ({
  id: `i${String(n).padStart(3, "0")}`,
  A0: `x${n}`,
  ...(n === 163 ? { a0: 1 } : n === 173 ? { a0: 33 } : {}),
}));
world.tables.set("spelled", { name: "spelled", hash: "id", items: spelled.map(toItem), served: [] });

Deno.test({
  name:
    "a quoted name that the first items have in another case alone is looked for before its kind is refused",
  async fn() {
    for (
      const [sql, wanted] of [
        ['SELECT sum("a0") FROM spelled', [[34]]],
        ['SELECT count(*), max("a0") FROM spelled WHERE "a0" > 3', [[1, 33]]],
      ] as const
    ) {
      for (const sampled of [ALL, 3]) {
        const outcome = await (await world.fresh(sampled)).run(sql);
        assert.ok("answer" in outcome, `${sql}: ${JSON.stringify(outcome)}`);
        assert.deepEqual(outcome.answer.rows.map((row) => JSON.parse(String(row))), wanted, sql);
      }
    }
  },
  sanitizeResources: false,
  sanitizeOps: false,
});
