import assert from "node:assert/strict";
import fc from "fast-check";
import type { Item } from "../../../src/dynamodb/access.ts";
import { matches } from "../../../src/dynamodb/evaluate.ts";
import { bindDates } from "../../../src/sql/text_dates/dates.ts";
import type { DateForm } from "../../../src/sql/text_dates/text_as_date.ts";
import { createTexts } from "../../fixtures/date_texts.ts";
import { described, key, resolved } from "../described.ts";
import { testDialect } from "../duckdb_dialect.ts";
import { datePredicates } from "./date_predicates.ts";

const dialect = await testDialect();

/** Texts times predicates; `DATE_TRIALS` asks for more. */
const TRIALS = Number(Deno.env.get("DATE_TRIALS") ?? "20000");
const TEXTS = 200;

/**
 * Compares the condition of each predicate with what DuckDB finds among all texts.
 * @param sample what the catalogue saw
 */
async function compare(texts: readonly string[], sample: readonly string[], seed: number, runs: number) {
  const items = texts.map((d, at): Item => ({ id: { S: String(at) }, d: { S: d } }));
  const seen = sample.map((d, at): Item => ({ id: { S: `s${at}` }, d: { S: d } }));
  const table = described("t", { key: key("id S", "d S"), items: seen, complete: false, itemCount: 1_000 });
  const rows = items.map((_, at) => `(${at}, '${(texts[at] ?? "").replaceAll("'", "''")}')`);
  await dialect.connection.run("CREATE OR REPLACE TABLE t (id INT, d VARCHAR)");
  await dialect.connection.run(`INSERT INTO t VALUES ${rows.join(", ")}`);
  const form: DateForm = sample.some((text) => /^\d{8}/.test(text)) ? "basic" : "extended";
  const forms = new Map([["t", new Map([["d", () => form]])]]);
  const counts = { trials: 0, found: 0, narrowed: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(datePredicates, async (where) => {
      const { relations } = await resolved(dialect, `SELECT id FROM t WHERE ${where}`, [table]);
      const condition = relations[0]?.condition ?? null;
      const { sql } = await bindDates(`SELECT id FROM t WHERE ${where}`, dialect, forms);
      let found: readonly (readonly unknown[])[];
      try {
        found = await dialect.rows(sql);
      } catch {
        counts.refused++;
        return;
      }
      if (relations[0]?.conditionExact === true) assert.equal(condition, null, `exact: ${where}`);
      if (condition !== null) counts.narrowed++;
      counts.trials += items.length;
      counts.found += found.length;
      for (const [id] of found) {
        const item = items[Number(id)];
        assert.ok(
          item !== undefined && (condition === null || matches(item, condition)),
          `lost: ${where}: ${JSON.stringify(item)} by ${JSON.stringify(condition)}`,
        );
      }
    }),
    { seed, numRuns: runs },
  );
  return counts;
}

Deno.test("whatever text DuckDB reads as a date that a predicate is true of, the range of texts holds", async () => {
  const runs = Math.ceil(TRIALS / TEXTS / 4);
  const all = { trials: 0, found: 0, narrowed: 0, refused: 0 };
  for (let round = 0; round < 4; round++) {
    const form = round % 2 === 0 ? "extended" : "basic";
    const texts = createTexts(TEXTS, 20_261_201 + round, form);
    const sample = round < 2
      ? [form === "basic" ? "20240102" : "2024-01-02"]
      : form === "basic"
      ? ["20240102T030405Z"]
      : ["no date"];
    const counts = await compare(texts, sample, 11 + round, runs);
    for (const name of ["trials", "found", "narrowed", "refused"] as const) all[name] += counts[name];
  }
  // The test would prove little if hardly anything was found, or narrowed.
  assert.ok(all.found > all.trials * 0.05, JSON.stringify(all));
  assert.ok(all.narrowed > runs * 4 * 0.45 && all.refused < runs, JSON.stringify(all));
});
