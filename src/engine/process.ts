/**
 * The engine process: runs jobs that arrive on standard input, several at once, and answers on standard output.
 * It is the same executable as the server, started with the hidden subcommand `engine`. It ends when its
 * standard input closes: without a parent there is no engine.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import type { TableLookup } from "../catalog/description.ts";
import { createFrameDecoder, encodeFrame } from "./frames.ts";
import type { Executed, Job, JobContext, Planned } from "./job.ts";
import {
  type EngineOptions,
  type FromEngine,
  fromWireError,
  type ToEngine,
  toWireError,
} from "./protocol.ts";
import { encodeRows } from "./rows.ts";
import { residentBytes, watchMemory } from "./watchdog.ts";

/** What runs one job; the process around it knows nothing of SQL. */
export interface JobExecutor {
  execute(job: Job, context: JobContext): Promise<Executed | Planned>;
}

/** Makes the executor, once per process, when the server has said what the process may use. */
export type ExecutorFactory = (options: EngineOptions) => Promise<JobExecutor>;

/** Milliseconds between two progress messages of a job. */
const PROGRESS_MS = 100;

/** Milliseconds that the last words may take. */
const LAST_WORDS_MS = 200;

type Send = (message: FromEngine, payload?: Uint8Array) => Promise<void>;

interface RunningJob {
  readonly id: number;
  readonly job: Job;
  readonly rowBytes: number;
  readonly abort: AbortController;
  readonly lookups: Map<number, PromiseWithResolvers<TableLookup[]>>;
  /** As last told by the executor. */
  items: number;
  readUnits: number;
}

/**
 * Serves jobs until standard input closes; never returns.
 * @param createExecutor tests put an executor of their own in a real engine process
 */
export async function runEngineProcess(createExecutor: ExecutorFactory = duckdbExecutor): Promise<never> {
  keepStandardOutputClean();
  ignoreTerminalSignals();
  surviveStrayRejections();
  const output = Deno.stdout.writable.getWriter();
  const send: Send = (message, payload) => output.write(encodeFrame(message, payload));
  const jobs = new Map<number, RunningJob>();
  let executor: Promise<JobExecutor> | undefined;
  let tempDirectory: string | undefined;

  function handle(message: ToEngine): void {
    switch (message.type) {
      case "start":
        tempDirectory = message.options.tempDirectory;
        executor = start(message.options, createExecutor, send);
        // Every job that needs it reports the failure; without jobs there is nobody to tell.
        executor.catch(() => {});
        return;
      case "job":
        if (executor !== undefined) void runJob(message, executor, jobs, send);
        return;
      case "cancel":
        jobs.get(message.id)?.abort.abort(new DynamoSqlError("cancelled", "The query was cancelled."));
        return;
      case "tables":
        jobs.get(message.id)?.lookups.get(message.call)?.resolve(message.tables);
        return;
      case "tables_failed":
        jobs.get(message.id)?.lookups.get(message.call)?.reject(fromWireError(message.error));
        return;
      case "ping":
        void send({ type: "pong", residentBytes: residentBytes() });
    }
  }

  try {
    const decoder = createFrameDecoder();
    for await (const chunk of Deno.stdin.readable) {
      // `as`: the other end is the same executable, see protocol.ts.
      for (const frame of decoder.push(chunk)) handle(frame.header as ToEngine);
    }
  } finally {
    if (tempDirectory !== undefined) removeDirectory(tempDirectory);
    endNow();
  }
  throw new Error("unreachable: the process has ended");
}

async function start(options: EngineOptions, create: ExecutorFactory, send: Send): Promise<JobExecutor> {
  watchMemory(options.memoryBytes, (resident) => {
    const said = send({ type: "over_memory", residentBytes: resident });
    setTimeout(endNow, LAST_WORDS_MS);
    void said.then(endNow, endNow);
  });
  const executor = await create(options);
  void send({ type: "ready", residentBytes: residentBytes() });
  return executor;
}

async function runJob(
  { id, job, rowBytes }: { id: number; job: Job; rowBytes: number },
  executor: Promise<JobExecutor>,
  jobs: Map<number, RunningJob>,
  send: Send,
): Promise<void> {
  const abort = new AbortController();
  const running: RunningJob = { id, job, rowBytes, abort, lookups: new Map(), items: 0, readUnits: 0 };
  jobs.set(id, running);
  const { signal } = abort;
  const deadline = setTimeout(
    () => abort.abort(new DynamoSqlError("timeout", "The query reached its time limit and was stopped.")),
    Math.max(0, job.budget.deadline - Date.now()),
  );
  try {
    const result = await (await executor).execute(job, jobContext(running, send));
    signal.throwIfAborted();
    await send({ type: "done", id, result, residentBytes: residentBytes() });
  } catch (thrown) {
    // Once stopped, whatever the stopping made the executor throw is only an echo of the reason.
    const error = toWireError(signal.aborted ? signal.reason : thrown);
    const { items, readUnits } = running;
    await send({ type: "error", id, error, items, readUnits, residentBytes: residentBytes() });
  } finally {
    clearTimeout(deadline);
    jobs.delete(id);
  }
}

function jobContext(running: RunningJob, send: Send): JobContext {
  let call = 0;
  let progressAt = -Infinity;
  const { id, rowBytes, abort: { signal } } = running;
  return {
    signal,
    async lookup(names) {
      call += 1;
      const answer = Promise.withResolvers<TableLookup[]>();
      running.lookups.set(call, answer);
      const stop = () => answer.reject(signal.reason);
      signal.addEventListener("abort", stop, { once: true });
      try {
        signal.throwIfAborted();
        await send({ type: "lookup", id, call, names: [...names] });
        return await answer.promise;
      } finally {
        signal.removeEventListener("abort", stop);
        running.lookups.delete(call);
        // Nobody may be left waiting for an answer that was refused above.
        answer.promise.catch(() => {});
      }
    },
    async rows(rows) {
      for (const { count, payload } of encodeRows(rows, rowBytes)) {
        signal.throwIfAborted();
        // Resolves when the pipe took it: a server that is slow to read slows the engine.
        await send({ type: "rows", id, count }, payload);
      }
    },
    progress(items, readUnits) {
      running.items = items;
      running.readUnits = readUnits;
      const now = performance.now();
      if (now - progressAt < PROGRESS_MS) return;
      progressAt = now;
      void send({ type: "progress", id, items, readUnits });
    },
  };
}

/** Standard output is the protocol's alone: what libraries print goes to standard error. */
function keepStandardOutputClean(): void {
  console.log = console.info = console.debug = console.error;
}

/** Ctrl-C reaches the whole process group: the server decides when its engines end, by closing their input. */
function ignoreTerminalSignals(): void {
  Deno.addSignalListener("SIGINT", () => {});
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", () => {});
}

/** A promise that one job forgot must not take its neighbours down. */
function surviveStrayRejections(): void {
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    console.error("unhandled rejection in an engine process:", event.reason);
  });
}

/** Not `Deno.exit`: native threads may be at work, and running exit handlers under them can hang or crash. */
function endNow(): void {
  Deno.kill(Deno.pid, "SIGKILL");
}

function removeDirectory(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch {
    // The server may have removed it already.
  }
}

async function duckdbExecutor(options: EngineOptions): Promise<JobExecutor> {
  const { createExecutor } = await import("./execute.ts");
  return await createExecutor(options);
}
