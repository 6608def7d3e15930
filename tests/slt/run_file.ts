/**
 * Runs a test file through the product: parser, planner, DynamoDB Local, loader, engine.
 * @module
 */
import { DynamoSqlError } from "../../src/errors.ts";
import { differs } from "./answer.ts";
import { alsoAllowed, writtenOut } from "./differences.ts";
import { readRecords, type SltRecord } from "./records.ts";
import { openBuilder, type Tables } from "./tables.ts";

/** What to run of a file. */
export interface FileRun {
  /** Of `data/`, without `.gz`. */
  readonly file: string;
  /** Every how manieth query; 1 = all. */
  readonly every: number;
  /** The engine that we are, for `onlyif` and `skipif`. */
  readonly engine: string;
}

/** How a file went. */
export interface Tally {
  /** Queries that were run. */
  readonly queries: number;
  /** Queries that are for other engines only. */
  readonly otherEngines: number;
  readonly passed: number;
  /** Queries that differ, by deliberate difference. */
  readonly differences: Readonly<Record<string, number>>;
  /** Queries that differ and should not: line, SQL, what is wrong. */
  readonly wrong: readonly string[];
}

/** Queries that run at once: one alone would mostly wait for DynamoDB Local. */
const atOnce = 4;

/** A query, or a statement that must fail. */
type Check = Exclude<SltRecord, { kind: "halt" }>;

/** Runs a file. */
export async function runFile({ file, every, engine }: FileRun): Promise<Tally> {
  const outcomes = new Map<string, number>();
  const wrong: string[] = [];
  let otherEngines = 0;
  let seen = 0;
  let due: Check[] = [];
  const builder = await openBuilder();

  /** The queries met so far, on the tables as they are now: the next statement changes them. */
  async function runDue(): Promise<void> {
    if (due.length === 0) return;
    const tables = await builder.build();
    try {
      const waiting = due.values();
      await Promise.all(Array.from({ length: atOnce }, async () => {
        for (const check of waiting) {
          const outcome = await outcomeOf(tables, check);
          if (typeof outcome === "string") outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
          else wrong.push(`${file}:${check.line}: ${check.sql}\n  ${outcome.wrong}`);
        }
      }));
    } finally {
      due = [];
      await tables.world.close();
    }
  }

  try {
    for (const record of readRecords(await readData(file))) {
      const ours = record.onlyIf.every((name) => name === engine) && !record.skipIf.includes(engine);
      if (!ours) {
        if (record.kind === "query") otherEngines++;
      } else if (record.kind === "halt") {
        break;
      } else if (record.kind === "query" || record.fails) {
        if (seen++ % every === 0) due.push(record);
      } else {
        await runDue();
        await builder.run(record.sql);
      }
    }
    await runDue();
  } finally {
    builder.close();
  }
  const { [passed]: good = 0, ...differences } = Object.fromEntries([...outcomes].sort());
  const different = Object.values(differences).reduce((sum, count) => sum + count, 0);
  return { queries: good + different + wrong.length, otherEngines, passed: good, differences, wrong };
}

const passed = "passed";

/** `passed`, the name of a deliberate difference, or what is wrong. */
async function outcomeOf(tables: Tables, check: Check): Promise<string | { readonly wrong: string }> {
  const problem = await problemOf(tables, check, check.sql);
  if (problem === null) return passed;
  if (check.kind === "statement") return alsoAllowed.test(check.sql) ? alsoAllowed.name : { wrong: problem };
  for (const { name, sql } of writtenOut(check.sql)) {
    if (await problemOf(tables, check, sql) === null) return name;
  }
  return { wrong: problem };
}

async function problemOf(tables: Tables, check: Check, sql: string): Promise<string | null> {
  try {
    const answer = await tables.world.run(tables.query(sql));
    if (check.kind === "statement") return "should fail and does not";
    return answer.complete && answer.resume === undefined ? differs(check, answer.rows) : "is not complete";
  } catch (error) {
    // Whatever else is thrown is a defect of the product or of this test, and never an answer.
    if (!(error instanceof DynamoSqlError) || error.code === "internal") return String(error);
    return check.kind === "statement" ? null : error.message;
  }
}

async function readData(file: string): Promise<string> {
  const packed = await Deno.open(new URL(`./data/${file}.gz`, import.meta.url));
  return await new Response(packed.readable.pipeThrough(new DecompressionStream("gzip"))).text();
}
