/**
 * The answers under complete evidence, against plain DuckDB over the raw items, for statements that mean the same to both.
 * @module
 */
import { plainDuckdb } from "../differential/plain_duckdb.ts";
import { typeOf } from "../differential/judge/types.ts";
import { comparable } from "../differential/same_rows.ts";
import { raw } from "../fixtures/tables.ts";
import { chance } from "../sql/plan/random_sql.ts";
import { randomTable } from "./items.ts";
import { randomStatement } from "./statements.ts";
import type { EvidenceWorld } from "./world.ts";

/** What came of it. */
export interface Judged {
  compared: number;
  readonly failures: string[];
}

/** Meanings that differ on purpose: digits past the column's scale, whole parts, texts of numbers (UNION makes some too). */
const OTHERWISE = /median|hash\(|\/\/|::VARCHAR| AS v .* UNION /;

/** Compares the statements of a seed that plain DuckDB takes. */
export async function judgeSeed(world: EvidenceWorld, seed: number, judged: Judged): Promise<void> {
  const dice = chance(seed);
  const tables = [randomTable(dice, `items_${seed}`), randomTable(dice, `others_${seed}`)] as const;
  const plain = await plainDuckdb({
    name: "evidence",
    tables: tables.map(({ table: { name, hash, gsis = [], items } }) => ({
      name,
      hash,
      gsis,
      items: items.map((item) =>
        Object.fromEntries(Object.entries(item).map(([key, value]) => [key, raw(value)]))
      ),
    })),
  });
  try {
    // JSON is compared and ordered by value, which plain DuckDB does not.
    const inJson = tables.flatMap(({ table: { items } }) =>
      [...new Set(items.flatMap((item) => Object.keys(item)))].filter((name) =>
        typeOf(items.flatMap((item) => item[name] ?? [])).kind === "JSON"
      )
    );
    const knowledge = await world.fresh(1_000_000);
    for (const { table } of tables) world.tables.set(table.name, table);
    for (let at = 0; at < 6; at++) {
      const { sql, ordered, attributes } = randomStatement(dice, ...tables);
      if (OTHERWISE.test(sql) || inJson.some((name) => sql.includes(`"${name}"`))) continue;
      const right = await plain.run(sql).catch(() => null);
      if (right === null) continue;
      const outcome = await knowledge.run(sql, 10_000);
      // A key without quotes that no map has is an error here, and NULL in a MAP.
      if ("code" in outcome && outcome.code === "column_not_found") continue;
      judged.compared++;
      if ("code" in outcome) {
        judged.failures.push(`seed ${seed}: ${sql}: ${outcome.message}`);
        continue;
      }
      const how = { ordered, byName: attributes === null };
      const [rows, expected] = comparable(outcome.answer, right, how);
      const differs = expected.findIndex((row, index) => rows[index] !== row);
      if (differs < 0 && rows.length === expected.length) continue;
      judged.failures.push(
        `seed ${seed}: ${sql}: ${rows.length} rows, plain DuckDB ${expected.length}: ${
          rows[Math.max(0, differs)]
        } against ${expected[Math.max(0, differs)]}`,
      );
    }
  } finally {
    plain.close();
    for (const { table } of tables) world.tables.delete(table.name);
  }
}
