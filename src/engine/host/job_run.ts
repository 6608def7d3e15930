/**
 * One job in the engine process: its deadline, its way to the catalogue, its rows, its end.
 * @module
 */
import { asDynamoSqlError, DynamoSqlError } from "../../errors.ts";
import type { Learned, TableLookup } from "../../catalog/description.ts";
import type { Executed, GivenTables, Job, JobContext, Planned } from "../messages/job.ts";
import { type FromEngine, toWireError } from "../messages/protocol.ts";
import { encodeRows, type RowBatch } from "../messages/rows.ts";
import { readDuckDbError } from "../../sql/duckdb_error.ts";
import { residentBytes } from "./watchdog.ts";
import { defined } from "../../lib/defined.ts";

/** What runs one job; the process around it knows nothing of SQL. */
export interface JobExecutor {
  execute(job: Job, context: JobContext): Promise<Executed | Planned>;
  /** False when nothing can be executed any more. Absent: as long as the process lives, it can. */
  usable?(): Promise<boolean>;
}

/** Milliseconds between two progress messages of a job. */
const PROGRESS_MS = 100;

/** Read units that are not worth a message of their own. */
const LITTLE_UNITS = 1;

/** Sends a message; resolves when the pipe took it. */
export type Send = (message: FromEngine, payload?: Uint8Array) => Promise<void>;

/** A job under way. */
export interface RunningJob {
  readonly id: number;
  readonly job: Job;
  readonly rowBytes: number;
  readonly given?: GivenTables;
  usedGiven: boolean;
  readonly abort: AbortController;
  readonly lookups: Map<number, PromiseWithResolvers<TableLookup[]>>;
  /** As last told by the executor. */
  items: number;
  readUnits: number;
  learned: Learned[];
}

/** A job as it arrives. */
export type JobMessage = Pick<RunningJob, "id" | "job" | "rowBytes" | "given">;

/**
 * What DuckDB says when its instance may be of no use to anybody any more: after a fault of its own, and of every later
 * statement where it is. A caller can write the same.
 */
const MAY_BE_SPOILT = /"exception_type":"(?:FATAL|INTERNAL)"|database has been invalidated/;

/**
 * Runs one job and sends its end, whichever way it ends. `jobs` holds it meanwhile. Never rejects.
 * @param die ends the process, with a reason for the log: the server runs its jobs again in another, each alone
 */
export async function runJob(
  { id, job, rowBytes, given }: JobMessage,
  executor: Promise<JobExecutor>,
  jobs: Map<number, RunningJob>,
  send: Send,
  die: (reason: string) => void,
): Promise<void> {
  const abort = new AbortController();
  const running: RunningJob = {
    id,
    job,
    rowBytes,
    ...defined({ given }),
    usedGiven: false,
    abort,
    lookups: new Map(),
    items: 0,
    readUnits: 0,
    learned: [],
  };
  const outgoing = openOutgoing(id, rowBytes, send);
  jobs.set(id, running);
  const { signal } = abort;
  const deadline = setTimeout(
    () => abort.abort(new DynamoSqlError("timeout", "The query reached its time limit and was stopped.")),
    Math.max(0, job.budget.deadline - Date.now()),
  );
  try {
    const result = await (await executor).execute(job, jobContext(running, outgoing, send));
    signal.throwIfAborted();
    const { usedGiven } = running;
    const { count, payload } = outgoing.held() ?? { count: 0 };
    await send({ type: "done", id, result, count, usedGiven, residentBytes: residentBytes() }, payload);
  } catch (thrown) {
    // Once stopped, whatever the stopping made the executor throw is only an echo of the reason; what DynamoDB throttled
    // until time was up, only the executor knows.
    const failed: unknown = signal.aborted && !isThrottled(thrown) ? signal.reason : thrown;
    const error = toWireError(failed);
    if (await isSpoilt(asDynamoSqlError(failed), executor)) return die(error.cause ?? error.message);
    const { learned, items, readUnits, usedGiven } = running;
    const said = { id, error, learned, items, readUnits, usedGiven, residentBytes: residentBytes() };
    await send({ type: "error", ...said });
  } finally {
    clearTimeout(deadline);
    jobs.delete(id);
  }
}

/**
 * Whether an error shows that the engine is of no use any more. Who made it so is found out by running alone. It is asked of
 * the error as it was thrown: what is left to be sent of one may lack the words that tell.
 */
async function isSpoilt(
  { code, detail: { cause } }: DynamoSqlError,
  executor: Promise<JobExecutor>,
): Promise<boolean> {
  if (readDuckDbError(cause)?.type === "FATAL") return true;
  // An instance that was spoilt in mid-result can fail in words of any kind.
  const said = cause instanceof Error ? cause.message : String(cause ?? "");
  if (code !== "internal" && !MAY_BE_SPOILT.test(said)) return false;
  const usable = await executor.then((one) => one.usable?.() ?? true, () => true);
  return !usable;
}

function isThrottled(thrown: unknown): boolean {
  return thrown instanceof DynamoSqlError && thrown.code === "throttled";
}

/** Rows on their way out. The last ones wait for the job's end, which takes them along. */
interface Outgoing {
  add(rows: readonly string[], signal: AbortSignal): Promise<void>;
  /** What has not been sent. */
  held(): RowBatch | null;
  /** Forgets what has not been sent. */
  drop(): void;
}

function openOutgoing(id: number, rowBytes: number, send: Send): Outgoing {
  let held: RowBatch | null = null;
  return {
    async add(rows, signal) {
      for (const batch of encodeRows(rows, rowBytes)) {
        signal.throwIfAborted();
        // Resolves when the pipe took it: a server that is slow to read slows the engine.
        if (held !== null) await send({ type: "rows", id, count: held.count }, held.payload);
        held = batch;
      }
    },
    held: () => held,
    drop: () => void (held = null),
  };
}

function jobContext(running: RunningJob, outgoing: Outgoing, send: Send): JobContext {
  let calls = 0;
  const begun = performance.now();
  let progressAt = -Infinity;
  const { id, given, abort: { signal } } = running;
  return {
    signal,
    given,
    async lookup(names, again) {
      if (
        again === undefined && given !== undefined && JSON.stringify(names) === JSON.stringify(given.names)
      ) {
        running.usedGiven = true;
        return given.tables;
      }
      // Several may be on their way at once.
      const call = ++calls;
      const answer = Promise.withResolvers<TableLookup[]>();
      running.lookups.set(call, answer);
      const stop = () => answer.reject(signal.reason);
      signal.addEventListener("abort", stop, { once: true });
      try {
        signal.throwIfAborted();
        const asked = { id, call, names: [...names], ...defined({ again }) };
        await send({ type: "lookup", ...asked });
        return await answer.promise;
      } finally {
        signal.removeEventListener("abort", stop);
        running.lookups.delete(call);
        // Nobody may be left waiting for an answer that was refused above.
        answer.promise.catch(() => {});
      }
    },
    rows: (rows) => outgoing.add(rows, signal),
    startOver() {
      outgoing.drop();
      void send({ type: "start_over", id });
    },
    learned: (learned) => void running.learned.push(...learned),
    progress(items, readUnits) {
      running.items = items;
      running.readUnits = readUnits;
      const now = performance.now();
      if (now - progressAt < PROGRESS_MS) return;
      // The end of a short job tells so little soon enough.
      if (readUnits <= LITTLE_UNITS && now - begun < PROGRESS_MS) return;
      progressAt = now;
      void send({ type: "progress", id, items, readUnits });
    },
  };
}
