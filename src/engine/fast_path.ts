/**
 * The fast path is what a statement skips because statements like it ran before: all the way to its answer where it
 * has no table, else parsing, printing and waiting for its read.
 * @module
 */
import type { Access, Connection } from "../dynamodb/access.ts";
import type { Database } from "./duckdb/database.ts";
import type { Executed, JobContext } from "./messages/job.ts";
import type { SpeculativeRead } from "./point_read/speculative_read.ts";
import type { Beginning } from "./run/beginning.ts";
import {
  createStatementCache,
  type SeenStatement,
  type StatementCache,
} from "./statement_cache/statement_cache.ts";
import { runTableless } from "./statement_cache/tableless.ts";
import type { FirstPage } from "./strategies/first_page.ts";

/** How often it sufficed. */
export interface FastPathCounts {
  /** Known statements that ran without making a table so far. */
  readonly runs: number;
  /** Those of them that ran without DuckDB. */
  readonly ranAsRead: number;
}

/** The fast path of a process. */
export interface FastPath extends FastPathCounts, Omit<StatementCache, "of"> {
  /** Begins one attempt at a job. */
  begin(run: Beginning): FastAttempt;
}

/** What one attempt at a job may skip. */
export interface FastAttempt extends Pick<SeenStatement, "parse" | "shape" | "noteRead" | "noteTableless"> {
  /**
   * The answer of a statement without a table that ran before. Null = it has to be planned; then the read that its plan
   * will probably want has begun, where that is known.
   */
  answer(given: JobContext["given"]): Promise<Executed | null>;
  /** The first page of the read that has begun, if it is this very one; null = read it. */
  take(access: Access, connection: Connection): Promise<FirstPage> | null;
  /** Counts what a read consumed that nobody took. */
  settle(): Promise<void>;
  /** Notes that the statement ran without a table. */
  noteRun(asRead: boolean): void;
}

/** Nothing known yet. */
export function createFastPath(database: Pick<Database, "link">): FastPath {
  const { of, ...statements } = createStatementCache(database);
  let runs = 0;
  let ranAsRead = 0;

  function begin(run: Beginning): FastAttempt {
    const { job, meter, scope, fewItems } = run;
    const seen = of(job);
    let speculative: SpeculativeRead | null = null;
    return {
      parse: seen.parse,
      shape: seen.shape,
      noteRead: seen.noteRead,
      noteTableless: seen.noteTableless,
      async answer(given) {
        const known = fewItems === 0 ? null : seen.tableless;
        const answered = known === null ? null : await runTableless(known, run, database);
        if (answered !== null) runs++;
        else {
          speculative = await seen.beginRead({ given, signal: scope.signal, throttled: scope.throttled });
        }
        return answered;
      },
      take: (access, connection) => speculative?.take(access, connection) ?? null,
      async settle() {
        const untaken = speculative;
        speculative = null;
        await untaken?.settle(meter);
      },
      noteRun(asRead) {
        runs++;
        if (asRead) ranAsRead++;
      },
    };
  }

  return {
    begin,
    ...statements,
    get runs() {
      return runs;
    },
    get ranAsRead() {
      return ranAsRead;
    },
  };
}
