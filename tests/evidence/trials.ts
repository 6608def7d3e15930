/**
 * Trials of evidence independence: random items × random statements × random states of knowledge. The answer is that
 * under complete evidence, or a warning or an error names an attribute of the statement and says what complete evidence
 * does not say as well.
 *
 * A state is undecidable, and only counted, where what DynamoDB handed out so far shows another family at some place of
 * an attribute that the statement names than all items do, or lacks an attribute that `*` shows: nothing that was seen
 * tells it then.
 * @module
 */
import type { Item } from "../../src/dynamodb/access.ts";
import { comparable } from "../differential/same_rows.ts";
import { type Chance, chance } from "../sql/plan/random_sql.ts";
import type { MemoryTable } from "./dynamodb/server.ts";
import { identity } from "./dynamodb/values.ts";
import { collidingStatement, collidingTable } from "./colliding.ts";
import { areSeveral, familiesAt } from "./families.ts";
import { randomTable } from "./items.ts";
import { FEW, plainState, randomState } from "./states.ts";
import { randomStatement, type Statement } from "./statements.ts";
import { wideTable } from "./wide/items.ts";
import { wideStatement } from "./wide/statements.ts";
import type { EvidenceWorld, Outcome } from "./world.ts";

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
  /** What was not equal, and is no failure, where somebody wants to judge it. */
  readonly judged?: (kind: "said" | "bothFail" | "undecidable", trial: Failure) => void;
}

/** Who makes the tables and the statements of a seed: each has seeds of its own. */
export type Maker = "plain" | "wide" | "colliding";

const STATES = 3;
/** Runs in which a statement in pages must have learned what it needs. */
const RUNS = 100;
/** Codes that say what is known, or what is not: all others would be faults where complete evidence answers. */
const TELLING = ["column_not_found", "type_mismatch", "cursor_expired"];

/** An empty tally. */
export function newTally(judged?: Tally["judged"]): Tally {
  const counts = { trials: 0, equal: 0, said: 0, bothFail: 0, undecidable: 0, failures: [] };
  return judged === undefined ? counts : { ...counts, judged };
}

/** A random table, and what makes statements over it. */
interface Made {
  readonly tables: readonly { readonly table: MemoryTable; readonly attributes: readonly string[] }[];
  readonly statements: readonly Statement[];
  readonly state: typeof randomState;
  /** How many of them may fail under complete evidence, where such say little. Absent = all. */
  readonly failing?: number;
}

function make(maker: Maker, dice: Chance, seed: number): Made {
  if (maker === "wide") {
    const [first, second] = [wideTable(dice, `items_${seed}`), wideTable(dice, `others_${seed}`)];
    return {
      tables: [first, second].map(named),
      statements: Array.from({ length: 10 }, () => wideStatement(dice, first, second)),
      state: randomState,
    };
  }
  if (maker === "colliding") {
    const [first, second] = [collidingTable(dice, `items_${seed}`), collidingTable(dice, `others_${seed}`)];
    return {
      tables: [first, second].map(named),
      statements: Array.from({ length: 16 }, () => collidingStatement(dice, first, second)),
      state: randomState,
      failing: 2,
    };
  }
  const [first, second] = [randomTable(dice, `items_${seed}`), randomTable(dice, `others_${seed}`)];
  return {
    tables: [first, second].map(named),
    statements: Array.from({ length: 6 }, () => randomStatement(dice, first, second)),
    state: plainState,
  };
}

function named(
  { table, places }: {
    readonly table: MemoryTable;
    readonly places: readonly { readonly attribute: string }[];
  },
) {
  return { table, attributes: [...new Set(places.map(({ attribute }) => attribute))] };
}

/** The trials of a seed: some statements over a pair of tables, each in several states. */
export async function runSeed(
  world: EvidenceWorld,
  seed: number,
  tally: Tally,
  maker: Maker = "wide",
): Promise<void> {
  const dice = chance(seed);
  const made = make(maker, dice, seed);
  for (const { table } of made.tables) world.tables.set(table.name, table);
  try {
    const complete = await world.fresh(1_000_000);
    for (const { table } of made.tables) await complete.look(table.name);
    const right: { readonly statement: Statement; readonly expected: Outcome }[] = [];
    let { failing = made.statements.length } = made;
    for (const statement of made.statements) {
      const expected = await complete.run(statement.sql);
      if (!("code" in expected) || failing-- > 0) right.push({ statement, expected });
    }
    for (let at = 0; at < STATES; at++) {
      for (const { statement, expected } of right) {
        await trial({ world, dice, seed, tally, ...made }, statement, expected);
      }
    }
  } finally {
    for (const { table } of made.tables) world.tables.delete(table.name);
  }
}

interface Setting extends Made {
  readonly world: EvidenceWorld;
  readonly dice: Chance;
  readonly seed: number;
  readonly tally: Tally;
}

async function trial(setting: Setting, statement: Statement, expected: Outcome): Promise<void> {
  const { tally, seed, world, dice, statements } = setting;
  const tables = setting.tables.map(({ table }) => table);
  const { said, knowledge, pageRows, between } = await setting.state({ world, dice, tables, statements });
  const outcome = await knowledge.run(statement.sql, pageRows, between);
  tally.trials++;
  const report = (problem: string) => ({ seed, state: said, sql: statement.sql, problem });
  const fail = (problem: string) => void tally.failures.push(report(problem));
  const count = (kind: "said" | "bothFail" | "undecidable", problem: string) => {
    tally[kind]++;
    tally.judged?.(kind, report(problem));
  };
  if ("code" in outcome && outcome.code === "internal") return fail(`internal: ${outcome.message}`);
  if ("code" in outcome && "code" in expected && outcome.code === expected.code) {
    return count("bothFail", `${outcome.code}: ${outcome.message}`);
  }
  const difference = differs(outcome, expected, statement);
  if (difference === null) {
    tally.equal++;
    return;
  }
  const given = saying(outcome, expected, statement, setting);
  const seenAlike = tables.filter(({ name }) => statement.sql.includes(name))
    .every((table) => tells(merged(table), table.items, statement.attributes));
  // On one page nothing was promised before all was seen: a warning is no excuse then.
  const telling = seenAlike && pageRows > FEW && !("code" in outcome) ? null : given;
  if (telling === null) {
    const problem = given === null ? difference : `${difference}; with ${given}`;
    return seenAlike ? fail(problem) : count("undecidable", problem);
  }
  if ("code" in outcome && seenAlike) {
    // What failed has taught: the statement works from then on, or as complete evidence would have it. In pages, each run
    // learns what one more page shows.
    let again = await knowledge.run(statement.sql, pageRows);
    for (let run = 0; run < RUNS && "code" in again && again.code === "cursor_expired"; run++) {
      again = await knowledge.run(statement.sql, pageRows);
    }
    const still = differs(again, expected, statement);
    if (still !== null && saying(again, expected, statement, setting) === null) {
      return fail(`${difference}; and again: ${still}`);
    }
    // A key without quotes that no map was seen to have stays an error until the table is looked at again.
    if (still !== null && "code" in again && again.code !== "column_not_found") {
      return fail(`${difference}; and the same again: ${still}`);
    }
  }
  count("said", `${difference}\n  said: ${telling}`);
}

/** Null: the same. */
function differs(outcome: Outcome, expected: Outcome, statement: Statement): string | null {
  if ("code" in outcome || "code" in expected) {
    if ("code" in outcome && "code" in expected && outcome.code === expected.code) return null;
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

/** The warning or error that names an attribute of the statement, and that complete evidence does not give as well. */
function saying(
  outcome: Outcome,
  expected: Outcome,
  { attributes }: Statement,
  { tables }: Setting,
): string | null {
  if ("code" in outcome && !TELLING.includes(outcome.code)) return null;
  const messages = "code" in outcome ? [outcome.message] : outcome.warnings;
  // A cursor ends where its table was made again.
  const ends = messages.find((message) => /^The table has changed since the first page/.test(message));
  if (ends !== undefined) return ends;
  const known = "code" in expected ? [expected.message] : expected.warnings;
  const looked = attributes ?? tables.flatMap(({ attributes }) => attributes);
  return messages.find((message) =>
    !known.includes(message) && looked.some((name) => mentions(message, name))
  ) ?? null;
}

function mentions(message: string, name: string): boolean {
  const literally = name.replaceAll('"', '""').replaceAll(/[^\w]/g, (each) => `\\${each}`);
  return new RegExp(`(^|[^\\w])${literally}([^\\w]|$)`).test(message);
}

/** What was handed out of each item, put together: what is read twice is evidence once. */
function merged({ served, hash, sort }: MemoryTable): readonly Item[] {
  const keys = [hash, ...(sort === undefined ? [] : [sort])].map((key) => key.replace(/:[SNB]$/, ""));
  const items = new Map<string, Item>();
  for (const part of served) {
    const key = keys.map((name) => identity(part[name])).join();
    items.set(key, joined(items.get(key) ?? {}, part));
  }
  return [...items.values()];
}

function joined(known: Item, part: Item): Item {
  return {
    ...known,
    ...Object.fromEntries(
      Object.entries(part).map(([name, value]) => {
        const before = known[name];
        if (before === undefined) return [name, value] as const;
        if ("M" in before && "M" in value) return [name, { M: joined(before.M, value.M) }] as const;
        // Of a list, some elements may have been asked for.
        return [
          name,
          "L" in before && "L" in value && before.L.length > value.L.length ? before : value,
        ] as const;
      }),
    ),
  };
}

/**
 * Whether what was seen tells the families of all: where a part of the items was seen, or of their values at a place of
 * several families, nobody knows how many the others are.
 */
function tells(seen: readonly Item[], all: readonly Item[], attributes: readonly string[] | null): boolean {
  return alike(seen, all, attributes) && !areSeveral(all, seen, attributes);
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
