/**
 * Makes the message that answers a job: an executed statement, or its plan.
 * @module
 */
import { explain } from "../sql/plan/explain.ts";
import { DEAR_UNITS, sparseSavings } from "../sql/plan/sparse_savings.ts";
import type { Resume } from "../sql/query.ts";
import { learnedFrom, type Loaded, loadWarnings } from "./load/loads.ts";
import { unmetNameWarnings } from "./load/unmet_names.ts";
import type { Executed, Job, Planned, ResultColumn, Stats } from "./messages/job.ts";
import type { Beginning } from "./run/beginning.ts";
import type { Prepared } from "./prepare.ts";
import { amount } from "./read/meter.ts";
import type { Sink } from "./run/sink.ts";
import { defined } from "../lib/defined.ts";

/** What an executed statement came to. */
export interface Ending {
  readonly sink: Sink;
  readonly columns: readonly ResultColumn[];
  readonly loads: readonly Loaded[];
  readonly resume: Resume | null;
  /** Warnings of how it was calculated, and of texts that are no dates. */
  readonly notes: readonly string[];
  /** When it was planned, by `performance.now()`. */
  readonly plannedAt: number;
}

/** The answer of an executed statement. */
export function answer(
  prepared: Prepared,
  run: Beginning,
  { sink, columns, loads, resume, notes, plannedAt }: Ending,
): Executed {
  const { resolved } = prepared.plan;
  const stats = statsOf(run, spentOn(prepared), plannedAt);
  return {
    mode: "execute",
    columns,
    complete: !sink.cut,
    ...defined({ resume: resume === null ? undefined : { ...resume, instant: prepared.instant } }),
    warnings: [
      ...resolved.warnings,
      ...loadWarnings(loads),
      ...(stats.itemsRead > 0 ? unmetNameWarnings(loads, prepared.statement.node) : []),
      ...notes,
      ...savings(prepared, run, stats),
      ...cutWarning(sink, run.job),
    ],
    stats,
    learned: learnedFrom(loads),
  };
}

/** What an index could have saved, on the first page of an answer that was dear. */
function savings(
  { plan }: Prepared,
  { job: { pushDown, resume } }: Beginning,
  { readUnits }: Stats,
): readonly string[] {
  return pushDown && resume === undefined && readUnits > DEAR_UNITS ? sparseSavings(plan) : [];
}

/** The plan of a statement that only asks for it. */
export function planned(prepared: Prepared, run: Beginning): Planned {
  const { plan, passes } = prepared;
  const { plan: text, tables, advice } = explain(plan, passes);
  return {
    mode: "plan",
    plan: text,
    tables,
    estimatedReadUnits: plan.estimatedReadUnits,
    normalizedSql: plan.resolved.normalizedSql,
    advice,
    stats: statsOf(run, spentOn(prepared), performance.now()),
  };
}

/** Says that rows were left out, where they were. */
export function cutWarning(sink: Sink, { resultRowsMax }: Job): string[] {
  return sink.cut
    ? [
      `The result is longer than what is kept (${amount(resultRowsMax)} rows): these are its first ${
        amount(sink.rows)
      }.`,
    ]
    : [];
}

function spentOn({ plan: { estimatedReadUnits }, metadataReadUnits }: Prepared) {
  return { estimatedReadUnits, metadataReadUnits };
}

/**
 * What a job consumed.
 * @param plannedAt when it was planned, by `performance.now()`
 */
export function statsOf(
  { meter, began }: Beginning,
  planning: Pick<Stats, "metadataReadUnits" | "estimatedReadUnits">,
  plannedAt: number,
): Stats {
  const { readUnits, itemsRead, itemsMatched, requests, bytes } = meter.consumed;
  return {
    readUnits,
    itemsRead,
    itemsMatched,
    requests,
    bytes,
    planMs: round(plannedAt - began),
    execMs: round(performance.now() - plannedAt),
    ...planning,
  };
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
