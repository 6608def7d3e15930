/**
 * The engine processes: started when there is something to do, watched, replaced when they die. A query knows
 * nothing of them; it gets its answer or an error of the closed table.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import type { Executed, Planned } from "../engine/messages/job.ts";
import type { EngineSettings } from "./engine.ts";
import { createCrashers } from "./crashers.ts";
import { atExit } from "../lib/at_exit.ts";
import { boundedMap } from "../lib/lru_map.ts";
import { openTempFolder, type TempFolder } from "../lib/temp_folders.ts";
import { choosePlace, roundRobin } from "./scheduler.ts";
import {
  type EngineDeath,
  type EngineWorker,
  failRun,
  openRun,
  openWorker,
  type PoolTask,
  type WorkerRun,
} from "./worker.ts";
import { timeoutError } from "./crash_policy.ts";

/** A query under way. */
export interface PoolRun {
  readonly result: Promise<Executed | Planned>;
  /** Resolves when no process works on it any more, which after a cancellation is later than `result`. */
  readonly over: Promise<void>;
}

/** Engine processes behind one door. */
export interface EnginePool {
  run(task: PoolTask): PoolRun;
  /** Process ids with the number of queries in each and the resident bytes last reported. */
  status(): readonly { readonly pid: number; readonly load: number; readonly residentBytes: number }[];
  /** Ends all processes; queries still running answer `unavailable`. */
  close(): Promise<void>;
}

/** How many processes, and what each may use. */
export interface PoolSettings extends Omit<EngineSettings, "tempFolder"> {
  readonly enginesMax: number;
  /** Hears of every process that died of something. */
  readonly died?: (death: EngineDeath) => void;
}

/** Milliseconds between looks at deadlines. */
const TICK_MS = 250;

/** Owners of whom it is known when they were served last. */
const OWNERS_KNOWN = 1_000;

/** Looks between two pings. */
const PING_TICKS = 4;

/** A pool without processes yet. */
export function createEnginePool(settings: PoolSettings): EnginePool {
  const workers = new Set<EngineWorker>();
  const crashers = createCrashers();
  /** When owners last got a place, counted in places given. */
  const servedAt = boundedMap<string, number>(OWNERS_KNOWN);
  let queue: WorkerRun[] = [];
  let nextId = 1;
  let served = 0;
  let ticks = 0;
  let ticker: ReturnType<typeof setInterval> | undefined;
  let closing = false;
  let temp: TempFolder | undefined;
  // Their input closes with the server; one that is too busy to notice must not outlive it either.
  const forget = atExit(() => workers.forEach((worker) => worker.kill()));

  function run(task: PoolTask): PoolRun {
    const cancel = () => cancelRun(entry);
    const forget = () => task.signal.removeEventListener("abort", cancel);
    const entry = openRun(nextId++, task, forget, crashers.has(task.job.sql));
    task.signal.addEventListener("abort", cancel, { once: true });
    if (closing) failRun(entry, closingError());
    else if (task.signal.aborted) failRun(entry, cancelledError());
    else {
      queue.push(entry);
      ticker ??= setInterval(tick, TICK_MS);
      dispatch();
    }
    return { result: entry.result.promise, over: entry.over.promise };
  }

  function dispatch(): void {
    let aloneWaiting = false;
    for (const entry of roundRobin(queue, (owner) => servedAt.get(owner))) {
      const place = choosePlace([...workers], {
        alone: entry.rerun,
        aloneWaiting,
        enginesMax: settings.enginesMax,
      });
      if (place === "wait") {
        aloneWaiting ||= entry.rerun;
        continue;
      }
      leaveQueue(entry);
      servedAt.set(entry.task.owner, ++served);
      try {
        (place === "new" ? newWorker() : place).add(entry);
      } catch (cause) {
        failRun(entry, notStarted(cause));
      }
    }
  }

  function newWorker(): EngineWorker {
    const tempFolder = () => (temp ??= openTempFolder("engines")).path;
    const worker = openWorker({ ...settings, tempFolder }, () => closing, {
      released: dispatch,
      crashed: (entry) => crashers.add(entry.task.job.sql),
      died: (death) => settings.died?.(death),
      gone(gone, again) {
        workers.delete(gone);
        for (const entry of again) {
          entry.rerun = true;
          entry.task.restarted();
          queue.push(entry);
        }
        dispatch();
      },
    });
    workers.add(worker);
    return worker;
  }

  function cancelRun(entry: WorkerRun): void {
    if (entry.answered) return;
    if (leaveQueue(entry)) return failRun(entry, cancelledError());
    entry.answered = true;
    entry.result.reject(cancelledError());
    for (const worker of workers) if (worker.cancel(entry)) return;
  }

  /** False: it was not waiting. */
  function leaveQueue(entry: WorkerRun): boolean {
    const before = queue.length;
    queue = queue.filter((other) => other !== entry);
    return queue.length < before;
  }

  function tick(): void {
    const now = Date.now();
    ticks += 1;
    for (const entry of queue.filter((one) => now >= one.task.job.budget.deadline)) {
      leaveQueue(entry);
      failRun(entry, timeoutError());
    }
    for (const worker of workers) {
      worker.look(now);
      if (ticks % PING_TICKS === 0) worker.ping();
    }
    if (workers.size === 0 && queue.length === 0) {
      clearInterval(ticker);
      ticker = undefined;
    }
  }

  return {
    run,
    status: () => [...workers].map(({ pid, load, residentBytes }) => ({ pid, load, residentBytes })),
    async close() {
      closing = true;
      for (const entry of queue) failRun(entry, closingError());
      queue = [];
      await Promise.all([...workers].map((worker) => worker.end()));
      clearInterval(ticker);
      forget();
      temp?.close();
      temp = undefined;
    },
  };
}

function cancelledError(): DynamoSqlError {
  return new DynamoSqlError("cancelled", "The query was cancelled.");
}

/** The message names no path: clients see it. The log has the cause. */
function notStarted(cause: unknown): DynamoSqlError {
  const noFolder = cause instanceof DynamoSqlError && cause.code === "config_invalid";
  return new DynamoSqlError(
    "unavailable",
    noFolder
      ? "No engine process could be started: the server can make no folder for temporary files. Its operator sets TMPDIR."
      : "No engine process could be started.",
    { cause },
  );
}

function closingError(): DynamoSqlError {
  return new DynamoSqlError("unavailable", "The server is shutting down.");
}
