/**
 * An execution strategy is a way to run a plan over loaded tables; here is what strategies share.
 *
 * `SELECT * FROM orders` → `stream` takes it; `SELECT sum(total) FROM orders` → `materialize`, which takes all that
 * no other takes
 * @module
 */
import type { TableReader } from "../../dynamodb/access.ts";
import type { Plan, Resume } from "../../sql/query.ts";
import type { Session } from "../duckdb/session.ts";
import type { Lifetime } from "../lifetime.ts";
import type { Job, JobContext } from "../messages/job.ts";
import type { Load } from "../load/load.ts";
import type { Prepared } from "../prepare.ts";
import type { Meter } from "../read/meter.ts";
import type { BoundStatement } from "../run/bind.ts";
import type { SmallBounds } from "../run/optimizing.ts";
import type { ReadingCounts } from "../run/reading_counts.ts";
import type { Sink } from "../run/sink.ts";
import type { AggregateScanOptions } from "../two_phase/aggregate_scan.ts";

/** One job while it runs. */
export interface Run {
  readonly job: Job;
  readonly context: JobContext;
  readonly session: Session;
  readonly scope: Lifetime;
  readonly meter: Meter;
  /** The job's beginning, by `performance.now()`. */
  readonly began: number;
  /** When rows are aggregated into partial results, if not as usual. */
  readonly aggregateScan?: AggregateScanOptions | undefined;
  /** The bounds below which a statement runs without DuckDB's optimizer. */
  readonly small: SmallBounds;
}

/** A run that has no session yet. */
export type Beginning = Omit<Run, "session">;

/** What executing a plan came to. */
export interface Outcome {
  readonly sink: Sink;
  readonly bound: BoundStatement;
  readonly resume: Resume | null;
  readonly dates: ReadingCounts;
}

/** What a strategy runs on: the tables are made, and the statement is bound as far as it binds. */
export interface StrategyContext {
  readonly prepared: Prepared;
  readonly loads: readonly Load[];
  readonly readerFor: (load: Load) => TableReader;
  /** null = it does not bind before more is met */
  readonly bound: BoundStatement | null;
  readonly run: Run;
}

/** A way to execute a plan over loaded tables. */
export interface Strategy {
  readonly name: string;
  takes(plan: Plan): boolean;
  run(context: StrategyContext): Promise<Outcome>;
}
