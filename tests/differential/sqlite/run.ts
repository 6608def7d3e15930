/**
 * Runs random statements through the executor, over catalogues that know some of the items, and through SQLite: a judge
 * that shares nothing with the engine.
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { toItem } from "../../fixtures/tables.ts";
import { chance } from "../../sql/plan/random_sql.ts";
import { type EvidenceWorld, openEvidenceWorld } from "../../evidence/world.ts";
import { type Statement, statementOf } from "./statement.ts";
import { itemOf, type Kind, type Table, tablesOf } from "./tables.ts";

/** What a run came to. */
export interface Outcome {
  same: number;
  nonEmpty: number;
  /** Statements that SQLite does not take, or whose answers are too large. */
  passedOver: number;
  /** Joins in subqueries that DuckDB does not do; a sentence says so. */
  refused: number;
  readonly failures: string[];
}

/** Answers of more rows say little and take long. */
const ROWS_MAX = 3_000;
const STATEMENTS_A_WORLD = 50;
const REFUSED =
  /^(In a subquery, ON of a LEFT, RIGHT|A subquery that takes columns from outside cannot join a CTE by RIGHT)/;

/** Runs the statements of the seeds `first` to `first + count - 1`. */
export async function runAgainstSqlite(first: number, count: number): Promise<Outcome> {
  const outcome: Outcome = { same: 0, nonEmpty: 0, passedOver: 0, refused: 0, failures: [] };
  const world = await openEvidenceWorld();
  try {
    for (let at = first; at < first + count; at += STATEMENTS_A_WORLD) {
      const tables = tablesOf(at);
      world.tables.clear();
      for (const { name, hash, sort, gsis, rows } of tables) {
        const items = rows.map((row) => toItem(itemOf(row)));
        world.tables.set(name, {
          name,
          hash,
          ...(sort === undefined ? {} : { sort }),
          gsis,
          items,
          served: [],
        });
      }
      const sqlite = sqliteWith(tables);
      for (let seed = at; seed < Math.min(at + STATEMENTS_A_WORLD, first + count); seed++) {
        await one(world, sqlite, seed, statementOf(seed, tables), outcome);
      }
      sqlite.close();
    }
  } finally {
    await world.close();
  }
  return outcome;
}

/** The tables in SQLite. */
export function sqliteWith(tables: readonly Table[]): DatabaseSync {
  const sqlite = new DatabaseSync(":memory:");
  sqlite.exec("PRAGMA case_sensitive_like = ON");
  const affinity: { readonly [K in Kind]: string } = { text: "TEXT", whole: "INTEGER", decimal: "REAL" };
  for (const { name, columns, rows } of tables) {
    sqlite.exec(
      `CREATE TABLE ${name} (${columns.map((each) => `"${each.name}" ${affinity[each.kind]}`).join(", ")})`,
    );
    const insert = sqlite.prepare(`INSERT INTO ${name} VALUES (${columns.map(() => "?").join(", ")})`);
    for (const row of rows) insert.run(...columns.map((each) => row[each.name] ?? null));
  }
  return sqlite;
}

async function one(
  world: EvidenceWorld,
  sqlite: DatabaseSync,
  seed: number,
  statement: Statement,
  outcome: Outcome,
): Promise<void> {
  const right = judged(sqlite, statement);
  if (right === null) {
    outcome.passedOver++;
    return;
  }
  const dice = chance(seed + 1);
  const who = await world.fresh(dice.pick([1_000, 1_000, 7, 1]));
  const pageRows = dice.pick([1_000, 40, 3]);
  const given = await who.run(statement.sql, pageRows);
  if ("code" in given && REFUSED.test(given.message)) {
    outcome.refused++;
    return;
  }
  const said = "code" in given
    ? `${given.code}: ${given.message}`
    : difference(normalized(given.answer.rows.map((row) => JSON.parse(row)), statement), right);
  if (said === null) {
    outcome.same++;
    if (right.length > 0) outcome.nonEmpty++;
  } else {
    outcome.failures.push(`seed ${seed}: ${statement.sql}\n  ${said}`);
  }
}

function judged(sqlite: DatabaseSync, statement: Statement): readonly string[] | null {
  try {
    const rows: unknown[][] = [];
    for (const row of sqlite.prepare(statement.sql).iterate()) {
      rows.push(Object.values(row));
      if (rows.length > ROWS_MAX) return null;
    }
    return normalized(rows, statement);
  } catch {
    return null;
  }
}

/** Rows as texts; in some order of their own where the statement has none. */
function normalized(rows: readonly unknown[][], { kinds, ordered }: Statement): readonly string[] {
  const texts = rows.map((row) => JSON.stringify(row.map((value, at) => plain(value, kinds[at] ?? "text"))));
  return ordered ? texts : texts.sort();
}

/** Sums of SQLite are those of doubles: digits past the ninth say nothing. */
function plain(value: unknown, kind: Kind): unknown {
  if (value === null || kind === "text") return value;
  const rounded = Number(Number(value).toPrecision(9));
  return Math.abs(rounded) < 1e-9 ? 0 : rounded;
}

function difference(given: readonly string[], right: readonly string[]): string | null {
  const at = right.findIndex((row, index) => given[index] !== row);
  if (at < 0 && given.length === right.length) return null;
  const where = at < 0 ? right.length : at;
  return `${given.length} rows; SQLite: ${right.length} rows; first difference: ${
    given[where] ?? "(none)"
  } against ${right[where] ?? "(none)"}`;
}
