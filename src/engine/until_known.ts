/**
 * Runs a job until its tables are what it was planned for: what a run meets may say that a name means another attribute, or
 * that a table was made again.
 * @module
 */
import type { Learned } from "../catalog/description.ts";
import { DynamoSqlError, type ErrorCode } from "../errors.ts";
import { indexOf, kindOf } from "../sql/plan/access_kinds.ts";
import { quoteName } from "../catalog/names.ts";
import { askAgain, ofChangedTable } from "./ask_again.ts";
import type { Executed, Job, JobContext, Planned } from "./messages/job.ts";
import type { JobTables, Withdrawal } from "./job_tables.ts";
import type { Meter } from "./read/meter.ts";
import type { Prepared } from "./prepare.ts";

/** Further tables of a statement that turn out to be others, at most, each when a read of it is refused. */
const REFUSED = 4;

/** A job with what is known for it. */
export interface Knowing {
  readonly job: Job;
  readonly context: JobContext;
  readonly meter: Meter;
  readonly tables: JobTables;
}

/** Plans a job with the tables as they are known, and runs it. */
export type RunAttempt = (context: JobContext, given?: JobContext["given"]) => Promise<Executed | Planned>;

/** Attempts a job, again where what is known by then makes it another. */
export async function untilKnown(
  { job, context, meter, tables }: Knowing,
  attempt: RunAttempt,
): Promise<Executed | Planned> {
  const isFirst = job.resume === undefined;
  /** What attempts learned that failed. */
  const failed: Learned[] = [];
  const own: JobContext = { ...context, learned: (learned) => void failed.push(...learned) };

  async function run(given?: JobContext["given"]): Promise<Executed | Planned> {
    const known = tables.met.length;
    try {
      return await attempt(own, given);
    } catch (error) {
      // What was planned before something was met may fail for it.
      const isOutdated = isFirst && tables.met.length > known && !isOfTheRun(error);
      if (!isOutdated && !(error instanceof DynamoSqlError && error.detail.planAgain === true)) throw error;
      context.startOver?.();
      // What was met is known from here on, so this comes to an end.
      return await run();
    }
  }

  async function anew(refused: number): Promise<Executed | Planned> {
    context.startOver?.();
    try {
      return await run();
    } catch (error) {
      const isRefused = error instanceof DynamoSqlError && error.detail.staleTable !== undefined;
      if (!isRefused || refused === 0) throw isFirst ? error : ofChangedTable(error);
      await askAgain(tables, job, meter, error);
    }
    return await anew(refused - 1);
  }

  async function finish(): Promise<Executed | Planned> {
    const done = await run(context.given).catch(async (error: unknown) => {
      const asks = isFirst && !isOfTheRun(error);
      if (!asks || !await tables.turnedOut(failed)) await askAgain(tables, job, meter, error);
      return await anew(REFUSED);
    });
    if (done.mode !== "execute" || !isFirst || !await tables.turnedOut(done.learned)) return done;
    // What was read of it was taken for the old one's.
    context.startOver?.();
    return await run();
  }

  try {
    const done = await finish();
    if (done.mode !== "execute") return done;
    const warnings = [...done.warnings, ...tables.withdrawn.flatMap(withdrawnWarnings)];
    return { ...done, warnings, learned: [...tables.withdrawn, ...tables.met, ...done.learned] };
  } catch (error) {
    const learned = [...tables.withdrawn, ...tables.met, ...failed];
    if (learned.length > 0) context.learned?.(learned);
    throw error;
  }
}

function withdrawnWarnings({ table, contradicted }: Withdrawal): string[] {
  return contradicted.map(({ index, attribute }) =>
    `Index ${quoteName(index)} of ${
      quoteName(table)
    } was declared complete, but an item that was read lacks attribute ` +
    `${quoteName(attribute)}, and so is not in it. The declaration is withdrawn.`
  );
}

/**
 * Whether a table is another one by now, asked while it is read, where no read would tell: DynamoDB checks the keys of what
 * is read by key, and a Scan reads whatever there is. But what `*` shows first are the keys. Null = reads tell.
 */
export function asksIfReplaced({ plan: { relations }, wereReplaced }: Prepared): Promise<boolean> | null {
  const unchecked = relations.filter(({ relation, chosen: { access } }) =>
    relation.allColumns && (kindOf(access).isExhaustive || indexOf(access) !== undefined)
  );
  if (unchecked.length === 0) return null;
  return wereReplaced(unchecked.map(({ relation }) => relation.table));
}

/** Errors that have nothing to do with which table it was. */
const OF_THE_RUN: ReadonlySet<ErrorCode> = new Set(["timeout", "cancelled", "budget_exceeded", "throttled"]);

function isOfTheRun(error: unknown): boolean {
  return error instanceof DynamoSqlError && OF_THE_RUN.has(error.code);
}

/** What a run comes to, unless it read another table than it was planned for. */
export async function unlessReplaced<T>(reading: Promise<T>, replaced: Promise<boolean>): Promise<T> {
  // A stopped job fails both: whoever waits for neither must not fail for it.
  replaced.catch(() => {});
  const another = () => new DynamoSqlError("internal", "A table was made again.", { planAgain: true });
  const done = await reading.catch(async (error: unknown) => {
    const asks = error instanceof DynamoSqlError && !isOfTheRun(error);
    throw asks && await replaced ? another() : error;
  });
  if (await replaced) throw another();
  return done;
}
