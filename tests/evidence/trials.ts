/**
 * Trials of evidence independence: random items × random statements × random states of knowledge. The answer is that
 * under complete evidence, or a warning or an error names an attribute of the statement.
 *
 * A state is undecidable, and only counted, where what DynamoDB handed out so far shows another family at some place of
 * an attribute that the statement names than all items do, or lacks an attribute that `*` shows: nothing that was seen
 * tells it then.
 * @module
 */
import type { Item } from "../../src/dynamodb/access.ts";
import { comparable } from "../differential/same_rows.ts";
import { type Chance, chance } from "../sql/random_sql.ts";
import { familiesAt } from "./families.ts";
import { type RandomTable, randomTable } from "./items.ts";
import { randomStatement, type Statement } from "./statements.ts";
import type { EvidenceWorld, Knowledge, Outcome } from "./world.ts";

/** A disagreement, to be repeated by its seed. */
export interface Failure {
  readonly seed: number;
  readonly state: string;
  readonly sql: string;
  readonly problem: string;
}

/** What trials came to. */
export interface Tally {
  trials: number;
  /** The same rows. */
  equal: number;
  /** Other rows or an error, and a message names the attribute. */
  said: number;
  /** Both fail with the same code. */
  bothFail: number;
  undecidable: number;
  readonly failures: Failure[];
}

const STATEMENTS = 6;
const STATES = 3;

/** An empty tally. */
export function newTally(): Tally {
  return { trials: 0, equal: 0, said: 0, bothFail: 0, undecidable: 0, failures: [] };
}

/** The trials of a seed: some statements over a pair of tables, each in several states. */
export async function runSeed(world: EvidenceWorld, seed: number, tally: Tally): Promise<void> {
  const dice = chance(seed);
  const [first, second] = [randomTable(dice, `items_${seed}`), randomTable(dice, `others_${seed}`)];
  const statements = Array.from({ length: STATEMENTS }, () => randomStatement(dice, first, second));
  for (const { table } of [first, second]) world.tables.set(table.name, table);
  try {
    const complete = await world.fresh(1_000_000);
    for (const { table } of [first, second]) await complete.look(table.name);
    const right: Outcome[] = [];
    for (const { sql } of statements) right.push(await complete.run(sql));
    for (let at = 0; at < STATES; at++) {
      for (const [index, statement] of statements.entries()) {
        const expected = right[index];
        if (expected === undefined) continue;
        await trial({ world, dice, seed, tally, tables: [first, second], statements }, statement, expected);
      }
    }
  } finally {
    for (const { table } of [first, second]) world.tables.delete(table.name);
  }
}

interface Setting {
  readonly world: EvidenceWorld;
  readonly dice: Chance;
  readonly seed: number;
  readonly tally: Tally;
  readonly tables: readonly RandomTable[];
  readonly statements: readonly Statement[];
}

async function trial(setting: Setting, statement: Statement, expected: Outcome): Promise<void> {
  const { tally, seed, tables } = setting;
  const { state, knowledge, pageRows } = await makeState(setting);
  const outcome = await knowledge.run(statement.sql, pageRows);
  tally.trials++;
  const fail = (problem: string) => void tally.failures.push({ seed, state, sql: statement.sql, problem });
  if ("code" in outcome && outcome.code === "internal") return fail(`internal: ${outcome.message}`);
  if ("code" in outcome && "code" in expected && outcome.code === expected.code) {
    tally.bothFail++;
    return;
  }
  const difference = differs(outcome, expected, statement);
  if (difference === null) {
    tally.equal++;
    return;
  }
  if (names(outcome, statement, tables)) {
    tally.said++;
    return;
  }
  const seenAlike = tables.every(({ table }) => alike(table.served, table.items, statement.attributes));
  if (seenAlike) fail(difference);
  else tally.undecidable++;
}

/** A state of knowledge, at random. */
async function makeState(
  setting: Setting,
): Promise<{ state: string; knowledge: Knowledge; pageRows: number }> {
  const { world, dice, tables, statements } = setting;
  for (const { table } of tables) table.served.length = 0;
  const sample = dice.pick([1, 3, 10, 30, 1_000_000]);
  const knowledge = await world.fresh(sample);
  const said = [`sample of ${sample}`];
  if (dice.maybe(0.3)) {
    const share = dice.pick([0, 0.1, 0.5]);
    said.push(`looked at when ${share * 100} % of the items were there`);
    for (const { table } of tables) {
      const { items } = table;
      table.items = items.slice(0, Math.floor(items.length * share));
      await knowledge.look(table.name);
      table.items = items;
    }
  }
  while (dice.maybe(0.4)) {
    const { sql } = dice.pick(statements);
    said.push(`after ${sql}`);
    await knowledge.run(sql);
  }
  const pageRows = dice.maybe(0.3) ? 5 : 1_000;
  if (pageRows < 1_000) said.push("in pages of 5");
  return { state: said.join("; "), knowledge, pageRows };
}

/** Null: the same. */
function differs(outcome: Outcome, expected: Outcome, statement: Statement): string | null {
  if ("code" in outcome || "code" in expected) {
    const said = (each: Outcome) =>
      "code" in each ? `${each.code}: ${each.message}` : `${each.answer.rows.length} rows`;
    return `${said(outcome)}; under complete evidence: ${said(expected)}`;
  }
  const { ordered } = statement;
  if (outcome.answer.names.join() !== expected.answer.names.join()) {
    return `columns ${outcome.answer.names}; under complete evidence: ${expected.answer.names}`;
  }
  const [rows, right] = comparable(outcome.answer, expected.answer, { ordered, byName: false });
  const at = right.findIndex((row, index) => rows[index] !== row);
  if (at < 0 && rows.length === right.length) return null;
  return `${rows.length} rows; under complete evidence: ${right.length} rows; first difference: ${
    rows[at < 0 ? right.length : at] ?? "(none)"
  } against ${right[at] ?? "(none)"}; types ${outcome.answer.types} against ${expected.answer.types}`;
}

/** Whether a warning or the error names an attribute that the statement names. */
function names(outcome: Outcome, { attributes }: Statement, tables: readonly RandomTable[]): boolean {
  const messages = "code" in outcome ? [outcome.message] : outcome.warnings;
  const looked = attributes ?? tables.flatMap(({ places }) => places.map(({ attribute }) => attribute));
  return messages.some((message) =>
    looked.some((name) => new RegExp(`(^|[^\\w])${name}([^\\w]|$)`).test(message))
  );
}

function alike(seen: readonly Item[], all: readonly Item[], attributes: readonly string[] | null): boolean {
  // `*` shows attributes, also those that hold nothing but NULL.
  const shown = (items: readonly Item[]) => [...new Set(items.flatMap((item) => Object.keys(item)))].sort();
  const of = (items: readonly Item[]) => [
    familiesAt(items, attributes),
    attributes === null ? shown(items) : null,
  ];
  return JSON.stringify(of(seen)) === JSON.stringify(of(all));
}
