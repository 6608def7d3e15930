/**
 * Runs random statements through the real executor over DynamoDB Local, against plain DuckDB.
 * @module
 */
import type { Bench } from "../harness.ts";
import { differential, withoutLimit } from "../harness.ts";
import type { Kind, Rows } from "./expressions.ts";
import { randomStatement } from "./statement.ts";
import { render, shrink } from "./text.ts";

const common: readonly (readonly [string, Kind])[] = [
  ["x", "text"],
  ["y", "text"],
  ["n", "number"],
  ["m", "number"],
  ["f", "flag"],
  ["at", "day"],
  ["mix", "text"],
  ["l", "list"],
  ["g", "list"],
  ["o", "map"],
  ["o.p", "text"],
  ["o.q", "number"],
  ["l[1]", "number"],
  ["j", "json"],
  ['"a.b"', "number"],
  ['"order"', "text"],
];
function columnsOf(keys: readonly string[], more: readonly (readonly [string, Kind])[] = []) {
  return [...more, ...common].map(([name, kind]) => ({ name, kind, key: keys.includes(name) }));
}

/** The tables of the data set "random", as statements see them. */
export const tables: readonly Rows[] = [
  { alias: "pairs", columns: columnsOf(["pk", "y", "n"], [["pk", "text"], ["sk", "number"]]) },
  { alias: "heavy", columns: columnsOf(["x", "y", "m"]) },
  { alias: "heavy", columns: columnsOf(["x", "y", "m"]) },
  { alias: "ones", columns: columnsOf(["x", "at"]) },
  { alias: "nums", columns: columnsOf(["n"]) },
  { alias: "void", columns: [{ name: "x", kind: "text", key: true }, { name: "n", kind: "number" }] },
];

/** What a run of random statements came to. */
export interface Outcome {
  compared: number;
  /** Plain DuckDB does not take these, or they give too many rows to be worth it. */
  passedOver: number;
  nonEmpty: number;
  /** Keys found in one table were planned to drive the read of another. */
  driven: number;
  /** Read in growing batches. */
  batched: number;
  readonly failures: {
    readonly seed: number;
    readonly sql: string;
    readonly plain: string;
    readonly error: string;
  }[];
}

/** Rows above which a statement is not compared: cross joins say little and take long. */
const rowsMax = 2_000;
const failuresMax = 10;

/** Statements that run at once. */
const LANES = 3;

/** Runs the statements of the seeds `first` to `first + count - 1`, several at once. */
export async function runRandom(bench: Bench, first: number, count: number): Promise<Outcome> {
  const outcome: Outcome = { compared: 0, passedOver: 0, nonEmpty: 0, driven: 0, batched: 0, failures: [] };
  let next = first;
  const lane = async () => {
    while (next < first + count && outcome.failures.length < failuresMax) {
      await one(bench, next++, outcome);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return outcome;
}

async function one(bench: Bench, seed: number, outcome: Outcome): Promise<void> {
  const { marked, compare } = randomStatement(seed, tables);
  const rows = await rowCount(bench, marked);
  // With its LIMIT, a statement may stop before a row that it fails on: then there is nothing to find its rows among.
  const among = compare !== "contained" || rows === null ||
    await runs(bench, withoutLimit(render(marked).plain));
  if (rows === null || !among) {
    outcome.passedOver++;
    return;
  }
  outcome.compared++;
  if (rows > 0) outcome.nonEmpty++;
  const { plan } = await bench.world.plan(render(marked).sql);
  if (plan.includes(" keys from ")) outcome.driven++;
  if (plan.includes(" in growing batches")) outcome.batched++;
  const failure = async (text: string) => {
    try {
      await differential(bench, { ...render(text), parameters: [], mayReadMore: true, compare });
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
  const error = await failure(marked);
  if (error === null) return;
  const short = await shrink(
    marked,
    async (text) => await rowCount(bench, text) !== null && await failure(text) !== null,
  );
  outcome.failures.push({ seed, ...render(short), error: await failure(short) ?? error });
}

async function runs({ plain }: Bench, sql: string): Promise<boolean> {
  return await plain.run(sql).then(() => true, () => false);
}

/** Null: plain DuckDB refuses the statement, or it gives more rows than are worth comparing. */
async function rowCount({ plain }: Bench, marked: string): Promise<number | null> {
  try {
    const { rows } = await plain.run(
      `SELECT count(*) FROM (SELECT 1 FROM (${render(marked).plain}) LIMIT ${rowsMax + 1})`,
    );
    const count = Number(JSON.parse(rows[0] ?? "[0]")[0]);
    return count > rowsMax ? null : count;
  } catch {
    return null;
  }
}
