/**
 * One job while it runs: what its steps share.
 * @module
 */
import type { Session } from "../duckdb/session.ts";
import type { Lifetime } from "../lifetime.ts";
import type { Job, JobContext } from "../messages/job.ts";
import type { Meter } from "../read/meter.ts";
import type { AggregateScanOptions } from "../two_phase/aggregate_scan.ts";
import type { SmallBounds } from "./optimizing.ts";

/** A run that has no session yet. */
export interface Beginning {
  readonly job: Job;
  readonly context: JobContext;
  readonly scope: Lifetime;
  readonly meter: Meter;
  /** The job's beginning, by `performance.now()`. */
  readonly began: number;
  /** Items up to which a known statement runs without a table; 0 = none is known. */
  readonly fewItems: number;
  /** When rows are aggregated into partial results, if not as usual. */
  readonly aggregateScan: AggregateScanOptions | undefined;
  /** The bounds below which a statement runs without DuckDB's optimizer. */
  readonly small: SmallBounds;
}

/** One job while it runs on tables. */
export interface Run extends Beginning {
  readonly session: Session;
}
