/**
 * The rows of a page that is read in batches: while its items stay loaded, each batch computes all of them anew, in
 * the types that the last item asked for; rows are handed on when the page is whole.
 *
 * `SELECT price FROM orders`, 100 whole numbers in the first batch and `9.5` in the second → the rows of the first
 * are computed again, as DECIMAL
 * @module
 */
import type { Job } from "../messages/job.ts";
import type { Load } from "../load/load.ts";
import type { BoundStatement } from "../run/bind.ts";
import { takeForms } from "../run/date_forms.ts";
import { holdRows } from "./held_rows.ts";
import { run } from "../run/on_loaded.ts";
import { type Bindable, Rebinding } from "../run/rebinding.ts";
import { openSink, type Sink } from "../run/sink.ts";
import { computedAtMost } from "./streaming.ts";

/** What the rows of a page come from. */
export interface PageRowsOptions extends Bindable {
  /** What is read batch by batch; other loads are read whole before, or looked up by its keys. */
  readonly first: Load;
  /** Null = the statement does not bind so far. */
  readonly bound: BoundStatement | null;
  /** LIMIT and OFFSET as they are left for the page. */
  readonly window: { readonly offset: number; readonly limit: number | null };
  /** Rows are held until the page is whole: what comes may change their types. */
  readonly holds: boolean;
  readonly job: Pick<Job, "resultRowsMax" | "resultBytesMax">;
  readonly emit: (rows: readonly string[]) => Promise<void>;
}

/** Computes the rows of a page. */
export interface PageRows {
  /** Takes the rows so far. */
  readonly sink: Sink;
  /** Binds the statement to what is loaded now; null = it needs more items first. */
  bind(last: boolean): Promise<BoundStatement | null>;
  /**
   * Runs the statement that was bound on what is loaded.
   * @param anew everything so far is loaded: the rows before do not count
   * @returns the statement as it ran
   */
  run(now: BoundStatement, anew: boolean, few: boolean): Promise<BoundStatement>;
  /**
   * Judges the families of columns once all is loaded; true = the type of some column changed.
   * @param whole all items of the first load's table were loaded
   */
  settle(whole: boolean): Promise<boolean>;
  /** To be called before the statement runs on a part: columns of which the sample is not sure become what is known so far. */
  judge(): Promise<void>;
  /** Hands on the rows that are held. */
  end(): Promise<{ readonly sink: Sink; readonly bound: BoundStatement }>;
}

/** No rows yet. */
export function openPageRows(options: PageRowsOptions): PageRows {
  const { session, loads, first, window, job, holds, emit } = options;
  const statement = new Rebinding(options, options.bound);
  let page = open();

  function open() {
    const held = holdRows(holds, emit);
    const sink = openSink(
      { ...window, resultRowsMax: job.resultRowsMax, resultBytesMax: job.resultBytesMax },
      (rows) => held.add(rows, statement.last?.statement.columns ?? []),
    );
    return { held, sink };
  }

  return {
    get sink() {
      return page.sink;
    },
    bind: (last) => last ? statement.atLast() : statement.soFar(),
    async run(now, anew, few) {
      if (anew) page = open();
      return statement.ran(
        await run(session, now, computedAtMost(page.sink, job.resultRowsMax), page.sink, few),
      );
    },
    async settle(whole) {
      for (const load of loads) await load.table.settle(whole && load === first);
      takeForms(loads);
      return statement.isStale;
    },
    async judge() {
      for (const { table } of loads) await table.judge();
    },
    async end() {
      const last = statement.last ?? await statement.atLast();
      await page.held.end(last.statement.columns);
      return { sink: page.sink, bound: last };
    },
  };
}
