/**
 * An execution strategy is a way to execute a plan; here is what strategies share.
 *
 * `SELECT * FROM orders` → `stream` takes it; `SELECT o.id FROM orders o JOIN lines l ON l.order = o.id` →
 * `materialize`, which takes all that no other takes
 * @module
 */
import type { TableReader } from "../../dynamodb/access.ts";
import type { Plan, Resume } from "../../sql/query.ts";
import type { Ending } from "../answer.ts";
import type { Database } from "../duckdb/database.ts";
import type { Link } from "../duckdb/link.ts";
import type { FastAttempt } from "../fast_path.ts";
import type { Load } from "../load/load.ts";
import type { Prepared } from "../prepare.ts";
import type { Beginning, Run } from "../run/beginning.ts";
import type { BoundStatement } from "../run/bind.ts";
import type { ReadingCounts } from "../run/reading_counts.ts";
import type { Sink } from "../run/sink.ts";

/** A way to execute a plan. */
export interface Strategy {
  readonly name: string;
  /** Whether it executes such plans, if no strategy before it does. */
  takes(plan: Plan, asked: StrategyInput): boolean;
  run(execution: Execution): Promise<Ending>;
}

/** What beside the plan decides how it is executed. */
export interface StrategyInput extends Pick<Beginning, "fewItems"> {
  readonly job: { readonly resume?: unknown };
}

/** A planned job that is to be executed. */
export interface Execution {
  readonly prepared: Prepared;
  readonly run: Beginning;
  readonly link: Link;
  readonly database: Database;
  readonly fast: FastAttempt;
}

/** What a strategy runs on that needs tables: they are made, and the statement is bound as far as it binds. */
export interface StrategyContext {
  readonly prepared: Prepared;
  readonly loads: readonly Load[];
  readonly readerFor: (load: Load) => TableReader;
  /** null = it does not bind before more is met */
  readonly bound: BoundStatement | null;
  readonly run: Run;
}

/** What running on tables came to. */
export interface Outcome {
  readonly sink: Sink;
  readonly bound: BoundStatement;
  readonly resume: Resume | null;
  readonly dates: ReadingCounts;
}
