/**
 * Statements without a table that ran before: `SELECT 1`, `SELECT now()`. What is made of one on the way from its text to what
 * DuckDB runs is the same each time, so it is kept. So is a short answer, unless the statement looks at a clock or rolls dice.
 * @module
 */
import type { DuckDBMaterializedResult } from "@duckdb/node-api";
import type { Resume } from "../../sql/query.ts";
import { tableNames } from "../../sql/resolve/table_names.ts";
import { varies } from "../../sql/template/varying.ts";
import { cutWarning, statsOf } from "../answer.ts";
import type { Database } from "../duckdb/database.ts";
import type { Link } from "../duckdb/link.ts";
import type { Executed, Job, ResultColumn } from "../messages/job.ts";
import type { Prepared } from "../prepare.ts";
import type { Beginning } from "../run/beginning.ts";
import type { BoundStatement } from "../run/bind.ts";
import { givesOneRow } from "../run/one_row.ts";
import { openSink, type Sink } from "../run/sink.ts";
import { handAll, readersOf } from "../run/statement.ts";
import type { AnswerReader } from "../values/answer.ts";

/** A statement without a table, ready to run. */
export interface TablelessPlan {
  /** As it ran. */
  readonly sql: string;
  readonly columns: readonly ResultColumn[];
  readonly warnings: readonly string[];
  /**
   * Its answer is the same each time. What looks at a clock does not even stay prepared: DuckDB reads some clocks when it prepares,
   * `current_localtimestamp()`.
   */
  readonly stays: boolean;
  /** How its columns are read: known when it has run by itself. */
  readers?: readonly (AnswerReader | null)[];
  /** Its rows, where they stay and are short: likewise. */
  rows?: readonly string[];
}

/** Characters of an answer that are worth the memory. */
const SHORT = 2_048;

/** Rows, and bytes of them, that may come from a materialized result: it is outside of DuckDB's memory limit. */
const FEW_ROWS = 1_000;
const FEW_BYTES = 65_536;

/** Characters of a statement that are worth the memory. */
const LONGEST = 8_192;

/** Whether a job may be answered by a plan that is known. */
export function mayBeTableless({ mode, resume, pushDown, withoutPasses, catalog }: Job): boolean {
  // What the catalogue says is another thing each time.
  return mode === "execute" && catalog === undefined && resume === undefined && pushDown &&
    withoutPasses === undefined;
}

/** What a statement came to. */
export interface Ran {
  readonly sink: Sink;
  readonly bound: BoundStatement;
  readonly resume: Resume | null;
}

/**
 * What a statement that has run leaves for the next one that is the same; null where it has tables, or more to it than text to run.
 * @param notes warnings of how it ran
 * @param optimized whether DuckDB's optimizer was on: known statements run without
 */
export function tablelessPlan(
  { plan: { relations, resolved }, statement: { node } }: Prepared,
  { sink, resume, bound }: Ran,
  notes: readonly string[],
  optimized: boolean,
): TablelessPlan | null {
  if (relations.length > 0 || tableNames(node).length > 0 || resume !== null || optimized) return null;
  const { sql, columns, carried, shown } = bound.statement;
  const plain = carried === undefined && shown === undefined && sql.length <= LONGEST &&
    bound.casts.length === 0 && bound.reads.length === 0;
  // What varies may have more rows the next time.
  const stays = !varies(resolved.rewritten);
  const few = sink.rows <= FEW_ROWS && sink.bytes <= FEW_BYTES && !sink.cut &&
    (stays || givesOneRow(resolved.rewritten));
  return plain && few ? { sql, columns, warnings: [...resolved.warnings, ...notes], stays } : null;
}

/** Runs a known statement, or knows what it gives; null where it fails: the usual way tells why. */
export async function runTableless(
  plan: TablelessPlan,
  run: Beginning,
  database: Pick<Database, "link">,
): Promise<Executed | null> {
  const { job: { resultRowsMax, resultBytesMax }, context, scope } = run;
  const plannedAt = performance.now();
  const rows = plan.rows ?? await rowsOf(plan, database, scope.signal);
  scope.signal.throwIfAborted();
  if (rows === null) return null;
  const sink = openSink(
    { offset: 0, limit: null, resultRowsMax, resultBytesMax },
    (rows) => context.rows(rows),
  );
  await sink.take(rows);
  return {
    mode: "execute",
    columns: plan.columns,
    complete: !sink.cut,
    warnings: [...plan.warnings, ...cutWarning(sink, run.job)],
    stats: statsOf(run, { estimatedReadUnits: 0, metadataReadUnits: 0 }, plannedAt),
    learned: [],
  };
}

async function rowsOf(
  plan: TablelessPlan,
  database: Pick<Database, "link">,
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  const link = await database.link(signal);
  try {
    const result = await ranOn(link, plan);
    const rows: string[] = [];
    await handAll(
      result,
      (more) => Promise.resolve(rows.push(...more) >= 0),
      plan.readers ??= readersOf(result),
    );
    if (plan.stays && rows.reduce((sum, { length }) => sum + length, 0) <= SHORT) plan.rows = rows;
    return rows;
  } catch {
    return null;
  } finally {
    link.close();
  }
}

async function ranOn(link: Link, { sql, stays }: TablelessPlan): Promise<DuckDBMaterializedResult> {
  const statement = await link.statement(sql, stays);
  try {
    return await link.during(() => statement.run());
  } finally {
    link.done(statement);
  }
}
