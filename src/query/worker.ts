/**
 * One engine process with the queries in it: what it says goes to them, and who goes on past the deadline dies with it.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import type { Again, Learned, TableLookup, TableName } from "../catalog/description.ts";
import type { Executed, GivenTables, Job, Planned } from "../engine/messages/job.ts";
import { type FromEngine, fromWireError, toWireError } from "../engine/messages/protocol.ts";
import { type Engine, type EngineEnd, type EngineSettings, startEngine } from "./engine.ts";
import { type Death, isCrash, judge, timeoutError } from "./crash_policy.ts";
import { defined } from "../lib/defined.ts";

/** A query for an engine process. */
export interface PoolTask {
  /** `principalKey` of whom it belongs to: places are shared among owners. */
  readonly owner: string;
  readonly job: Job;
  /** The most bytes that the JSON of a page's rows may have; a longer row comes as its sizes (engine/rows.ts). */
  readonly rowBytes: number;
  /** Aborts when the caller went away. */
  readonly signal: AbortSignal;
  /** Tables that it will probably look up. */
  readonly given?: GivenTables;
  /** It needed them, and calls `lookup` no more. */
  usedGiven?(): void;
  lookup(names: readonly TableName[], again?: Again): Promise<TableLookup[]>;
  /** `count` lines of rows (engine/rows.ts). A throw ends the process: it does not speak the protocol. */
  rows(count: number, payload: Uint8Array): void;
  /** The rows given so far are void, because the query began anew; what it consumed is not. */
  startOver?(): void;
  /** It fails, and this is what it learned. */
  learned?(learned: readonly Learned[]): void;
  /** Items and read units of this run so far. */
  progress(items: number, readUnits: number): void;
  /** The process died without fault of this query: it starts over, and the rows given so far are void. */
  restarted(): void;
}

/**
 * Milliseconds past its deadline (or its cancellation, where it is alone) after which a query that does not let
 * itself be stopped dies with its process. With a tick and the kill itself this stays below 2 s.
 */
const GRACE_MS = 1_250;

/** Pings in a row without a sign of life after which a process is taken for hung. */
const PINGS_UNANSWERED_MAX = 10;

/** Milliseconds after which a process with nothing to do ends. */
const IDLE_MS = 300_000;

/** A process that keeps more than this part of its memory when it falls idle is replaced: the next query would pay. */
const RETIRE_FRACTION = 0.6;

/** A query on its way through the pool. */
export interface WorkerRun {
  readonly id: number;
  readonly task: PoolTask;
  readonly result: PromiseWithResolvers<Executed | Planned>;
  /** Resolves when no process works on it any more. */
  readonly over: PromiseWithResolvers<void>;
  /** Stops listening to its caller. */
  readonly forget: () => void;
  /** It was in a process that died, and runs again, or one like it crashed: it runs alone. */
  rerun: boolean;
  hadCompany: boolean;
  /** The caller has its answer; the process may still be at work. */
  answered: boolean;
  /** When the process is killed for it. */
  killAt: number;
}

/**
 * A query that nobody works on yet.
 * @param forget what its end calls
 * @param alone one like it has crashed its process
 */
export function openRun(id: number, task: PoolTask, forget: () => void, alone = false): WorkerRun {
  return {
    id,
    task,
    result: Promise.withResolvers(),
    over: Promise.withResolvers(),
    forget,
    rerun: alone,
    hadCompany: false,
    answered: false,
    killAt: task.job.budget.deadline + GRACE_MS,
  };
}

/** Nobody works on it any more. */
function closeRun(run: WorkerRun): void {
  run.answered = true;
  run.forget();
  run.over.resolve();
}

/** Its answer is an error, and nobody works on it any more. */
export function failRun(run: WorkerRun, error: DynamoSqlError): void {
  run.result.reject(error);
  closeRun(run);
}

/** A process of the pool. */
export interface EngineWorker {
  readonly pid: number;
  /** Queries in it. */
  readonly load: number;
  /** It runs one suspect alone. */
  readonly exclusive: boolean;
  /** It is about to end. */
  readonly retiring: boolean;
  /** As last reported. */
  readonly residentBytes: number;
  add(run: WorkerRun): void;
  /** Tells the process to stop a query, whose caller has its answer already. False: it is not in this process. */
  cancel(run: WorkerRun): boolean;
  /** Kills the process for a query that is overdue, ends it when it has long been idle. */
  look(now: number): void;
  /** Asks for a sign of life where there is work, and kills the process that has long given none. */
  ping(): void;
  /** Kills the process at once, as the server ends. */
  kill(): void;
  end(): Promise<void>;
}

/** A process that died of something, for the log. */
export interface EngineDeath {
  readonly pid: number;
  readonly cause: Exclude<Death["cause"], "closing">;
  /** Queries that were in it. */
  readonly queries: number;
  /** How it ended, in one line. */
  readonly detail?: string;
}

/** What a worker tells the pool. */
export interface EngineWorkerEvents {
  /** It has room for another query. */
  released(): void;
  /** A query crashes its process. */
  crashed(run: WorkerRun): void;
  /** The process died of something, before `gone`. Not when it was ended because it is not needed. */
  died(death: EngineDeath): void;
  /** The process is gone. @param again queries that were in it without fault: they are to run again, each alone */
  gone(worker: EngineWorker, again: readonly WorkerRun[]): void;
}

/**
 * Starts a process. Fails with the operating system's error where it cannot be started.
 * @param isClosing whether the server shuts down
 */
export function openWorker(
  settings: EngineSettings,
  isClosing: () => boolean,
  events: EngineWorkerEvents,
): EngineWorker {
  return new WorkerProcess(settings, isClosing, events);
}

/** The life of one process. */
class WorkerProcess implements EngineWorker {
  readonly #settings: EngineSettings;
  readonly #isClosing: () => boolean;
  readonly #events: EngineWorkerEvents;
  readonly #engine: Engine;
  readonly #running = new Map<number, WorkerRun>();
  #exclusive = false;
  #retiring = false;
  #idleSince = Date.now();
  #residentBytes = 0;
  /** Those when it was ready: what queries take comes on top. */
  #programBytes = 0;
  /** Pings since the last message. */
  #unanswered = 0;
  #killedFor: Death | undefined;

  constructor(settings: EngineSettings, isClosing: () => boolean, events: EngineWorkerEvents) {
    this.#settings = settings;
    this.#isClosing = isClosing;
    this.#events = events;
    this.#engine = startEngine(settings, (message, payload) => this.#onMessage(message, payload));
    void this.#engine.gone.then((end) => events.gone(this, this.#settleRuns(end)));
  }

  get pid(): number {
    return this.#engine.pid;
  }

  get load(): number {
    return this.#running.size;
  }

  get exclusive(): boolean {
    return this.#exclusive;
  }

  get retiring(): boolean {
    return this.#retiring;
  }

  get residentBytes(): number {
    return this.#residentBytes;
  }

  add(run: WorkerRun): void {
    this.#running.set(run.id, run);
    this.#exclusive = run.rerun;
    run.hadCompany = false;
    if (this.#running.size > 1) { for (const one of this.#running.values()) one.hadCompany = true; }
    const { job, rowBytes, given } = run.task;
    const message = { type: "job", id: run.id, job, rowBytes } as const;
    this.#engine.send(given === undefined ? message : { ...message, given });
  }

  cancel(run: WorkerRun): boolean {
    if (!this.#running.has(run.id)) return false;
    this.#engine.send({ type: "cancel", id: run.id });
    // Neighbours would pay for killing it early; with them it has until its deadline.
    if (this.#running.size === 1) run.killAt = Math.min(run.killAt, Date.now() + GRACE_MS);
    return true;
  }

  look(now: number): void {
    const overdue = [...this.#running.values()].filter((run) => now >= run.killAt);
    // A process with much memory takes its time to die; who is out of time need not wait for that as well.
    for (const run of overdue) answerLate(run);
    if (overdue.length > 0) this.#kill({ cause: "deadline" });
    else if (this.#running.size === 0 && !this.#retiring && now - this.#idleSince > IDLE_MS) this.#retire();
  }

  ping(): void {
    if (this.#running.size === 0) return;
    if (this.#unanswered >= PINGS_UNANSWERED_MAX) {
      this.#kill({ cause: "crash", detail: "engine process did not answer" });
    }
    this.#unanswered += 1;
    this.#engine.send({ type: "ping" });
  }

  kill(): void {
    this.#engine.kill();
  }

  end(): Promise<void> {
    return this.#engine.end();
  }

  #onMessage(message: FromEngine, payload: Uint8Array | undefined): void {
    this.#unanswered = 0;
    if ("residentBytes" in message) this.#residentBytes = message.residentBytes;
    if (message.type === "ready") this.#programBytes = message.residentBytes;
    const run = "id" in message ? this.#running.get(message.id) : undefined;
    if (run === undefined || !("id" in message)) return;
    const { task } = run;
    switch (message.type) {
      case "lookup":
        void this.#answerLookup(run, message);
        return;
      case "start_over":
        task.startOver?.();
        return;
      case "rows":
        if (payload === undefined) throw new Error("A message of rows has none.");
        if (!run.answered) task.rows(message.count, payload);
        return;
      case "progress":
        // Also after a cancellation: what is still read is still charged.
        task.progress(message.items, message.readUnits);
        return;
      case "done":
        if (message.usedGiven) task.usedGiven?.();
        if (!run.answered) {
          if (payload !== undefined) task.rows(message.count, payload);
          run.result.resolve(message.result);
        }
        this.#release(run);
        return;
      case "error":
        task.progress(message.items, message.readUnits);
        if (message.usedGiven) task.usedGiven?.();
        if (message.learned.length > 0) task.learned?.(message.learned);
        if (!run.answered) run.result.reject(fromWireError(message.error));
        this.#release(run);
    }
  }

  async #answerLookup(
    { id, task }: WorkerRun,
    { call, names, again }: FromEngine & { readonly type: "lookup" },
  ): Promise<void> {
    try {
      this.#engine.send({ type: "tables", id, call, tables: await task.lookup(names, again) });
    } catch (thrown) {
      this.#engine.send({ type: "tables_failed", id, call, error: toWireError(thrown) });
    }
  }

  /** The process is done with the query. */
  #release(run: WorkerRun): void {
    this.#running.delete(run.id);
    this.#exclusive = false;
    closeRun(run);
    if (this.#running.size === 0) {
      this.#idleSince = Date.now();
      if (this.#residentBytes - this.#programBytes > this.#settings.memoryBytes * RETIRE_FRACTION) {
        this.#retire();
      }
    }
    this.#events.released();
  }

  #retire(): void {
    this.#retiring = true;
    void this.#engine.end();
  }

  #kill(death: Death): void {
    this.#killedFor ??= death;
    this.#engine.kill();
  }

  /** Answers the queries that were in the process when it died; the others are returned. */
  #settleRuns(end: EngineEnd): WorkerRun[] {
    const death = this.#killedFor ?? (end.cause === "ended" ? { cause: "closing" as const } : end);
    if (death.cause !== "closing") {
      const detail = death.cause === "crash" ? death.detail.split("\n", 1)[0] : undefined;
      this.#events.died({
        pid: this.pid,
        cause: death.cause,
        queries: this.#running.size,
        ...defined({ detail }),
      });
    }
    const now = Date.now();
    const again: WorkerRun[] = [];
    for (const run of this.#running.values()) {
      if (run.answered) {
        closeRun(run);
        continue;
      }
      const late = now >= run.task.job.budget.deadline;
      const overdue = late || (death.cause === "deadline" && now >= run.killAt);
      const error = judge(this.#isClosing() ? { cause: "closing" } : death, { ...run, overdue });
      if (error === null) again.push(run);
      else {
        if (isCrash(error)) this.#events.crashed(run);
        failRun(run, error);
      }
    }
    this.#running.clear();
    return again;
  }
}

function answerLate(run: WorkerRun): void {
  if (run.answered) return;
  run.answered = true;
  run.result.reject(timeoutError());
}
