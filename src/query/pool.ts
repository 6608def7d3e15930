/**
 * The engine processes: started when there is something to do, watched, replaced when they die. A query knows
 * nothing of them; it gets its answer or an error of the closed table.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import type { TableLookup, TableName } from "../catalog/description.ts";
import type { Executed, GivenTables, Job, Planned } from "../engine/job.ts";
import { type FromEngine, fromWireError, toWireError } from "../engine/protocol.ts";
import { type Engine, type EngineEnd, type EngineSettings, startEngine } from "./engine.ts";
import { choosePlace } from "./placement.ts";
import { type Death, judge, timeoutError } from "./verdict.ts";

/** A query for the pool. */
export interface PoolTask {
  readonly job: Job;
  /** The most bytes that the JSON of a page's rows may have; a longer row comes as its sizes (engine/rows.ts). */
  readonly rowBytes: number;
  /** Aborts when the caller went away. */
  readonly signal: AbortSignal;
  /** Tables that it will probably look up. */
  readonly given?: GivenTables;
  /** It needed them, and calls `lookup` no more. */
  usedGiven?(): void;
  lookup(names: readonly TableName[]): Promise<TableLookup[]>;
  /** `count` lines of rows (engine/rows.ts). A throw ends the process: it does not speak the protocol. */
  rows(count: number, payload: Uint8Array): void;
  /** Items and read units of this run so far. */
  progress(items: number, readUnits: number): void;
  /** The process died without fault of this query: it starts over, and the rows given so far are void. */
  restarted(): void;
}

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
export interface PoolSettings extends EngineSettings {
  readonly enginesMax: number;
}

/** Milliseconds between looks at deadlines. */
const TICK_MS = 250;

/** Looks between two pings. */
const PING_TICKS = 4;

/** Pings in a row without a sign of life after which a process is taken for hung. */
const PINGS_UNANSWERED_MAX = 10;

/**
 * Milliseconds past its deadline (or its cancellation, where it is alone) after which a query that does not let
 * itself be stopped dies with its process. With a tick and the kill itself this stays below 2 s.
 */
const GRACE_MS = 1_250;

/** Milliseconds after which a process with nothing to do ends. */
const IDLE_MS = 300_000;

/** A process that keeps more than this part of its memory when it falls idle is replaced: the next query would pay. */
const RETIRE_FRACTION = 0.6;

interface Run {
  readonly id: number;
  readonly task: PoolTask;
  readonly result: PromiseWithResolvers<Executed | Planned>;
  readonly over: PromiseWithResolvers<void>;
  readonly forget: () => void;
  rerun: boolean;
  hadCompany: boolean;
  /** The caller has its answer; the process may still be at work. */
  answered: boolean;
  /** When the process is killed for it. */
  killAt: number;
}

interface Slot {
  readonly engine: Engine;
  readonly running: Map<number, Run>;
  readonly load: number;
  exclusive: boolean;
  retiring: boolean;
  idleSince: number;
  residentBytes: number;
  unanswered: number;
  killedFor?: Death;
}

/** A pool without processes yet. */
export function createEnginePool(settings: PoolSettings): EnginePool {
  const slots = new Set<Slot>();
  let queue: Run[] = [];
  let nextId = 1;
  let ticks = 0;
  let ticker: ReturnType<typeof setInterval> | undefined;
  let closing = false;

  function run(task: PoolTask): PoolRun {
    const entry: Run = {
      id: nextId++,
      task,
      result: Promise.withResolvers(),
      over: Promise.withResolvers(),
      forget: () => task.signal.removeEventListener("abort", cancel),
      rerun: false,
      hadCompany: false,
      answered: false,
      killAt: task.job.budget.deadline + GRACE_MS,
    };
    const cancel = () => cancelRun(entry);
    task.signal.addEventListener("abort", cancel, { once: true });
    if (closing) fail(entry, new DynamoSqlError("unavailable", "The server is shutting down."));
    else if (task.signal.aborted) fail(entry, cancelledError());
    else {
      queue.push(entry);
      ticker ??= setInterval(tick, TICK_MS);
      dispatch();
    }
    return { result: entry.result.promise, over: entry.over.promise };
  }

  function dispatch(): void {
    // Suspects first: they have waited already, and there are few of them.
    const waiting = [...queue.filter((entry) => entry.rerun), ...queue.filter((entry) => !entry.rerun)];
    for (const entry of waiting) {
      const place = choosePlace([...slots], {
        alone: entry.rerun,
        aloneWaiting: queue.some((other) => other.rerun),
        enginesMax: settings.enginesMax,
      });
      if (place === "wait") continue;
      queue = queue.filter((other) => other !== entry);
      try {
        assign(entry, place === "new" ? openSlot() : place);
      } catch (cause) {
        fail(entry, new DynamoSqlError("unavailable", "No engine process could be started.", { cause }));
      }
    }
  }

  function openSlot(): Slot {
    const engine = startEngine(settings, (message, payload) => onMessage(slot, message, payload));
    const slot: Slot = {
      engine,
      running: new Map(),
      get load() {
        return this.running.size;
      },
      exclusive: false,
      retiring: false,
      idleSince: Date.now(),
      residentBytes: 0,
      unanswered: 0,
    };
    slots.add(slot);
    void engine.gone.then((end) => bury(slot, end));
    return slot;
  }

  function assign(entry: Run, slot: Slot): void {
    slot.running.set(entry.id, entry);
    slot.exclusive = entry.rerun;
    entry.hadCompany = false;
    if (slot.running.size > 1) { for (const one of slot.running.values()) one.hadCompany = true; }
    const { job, rowBytes, given } = entry.task;
    slot.engine.send({ type: "job", id: entry.id, job, rowBytes, ...(given === undefined ? {} : { given }) });
  }

  function onMessage(slot: Slot, message: FromEngine, payload: Uint8Array | undefined): void {
    slot.unanswered = 0;
    if ("residentBytes" in message) slot.residentBytes = message.residentBytes;
    if (!("id" in message)) return;
    const entry = slot.running.get(message.id);
    if (entry === undefined) return;
    switch (message.type) {
      case "lookup":
        void answerLookup(slot, entry, message.call, message.names);
        return;
      case "rows":
        if (payload === undefined) throw new Error("A message of rows has none.");
        if (!entry.answered) entry.task.rows(message.count, payload);
        return;
      case "progress":
        // Also after a cancellation: what is still read is still charged.
        entry.task.progress(message.items, message.readUnits);
        return;
      case "done":
        if (message.usedGiven) entry.task.usedGiven?.();
        if (!entry.answered) {
          if (payload !== undefined) entry.task.rows(message.count, payload);
          entry.result.resolve(message.result);
        }
        release(slot, entry);
        return;
      case "error":
        entry.task.progress(message.items, message.readUnits);
        if (message.usedGiven) entry.task.usedGiven?.();
        if (!entry.answered) entry.result.reject(fromWireError(message.error));
        release(slot, entry);
    }
  }

  async function answerLookup(slot: Slot, entry: Run, call: number, names: TableName[]): Promise<void> {
    const { id } = entry;
    try {
      slot.engine.send({ type: "tables", id, call, tables: await entry.task.lookup(names) });
    } catch (thrown) {
      slot.engine.send({ type: "tables_failed", id, call, error: toWireError(thrown) });
    }
  }

  /** The process is done with the query. */
  function release(slot: Slot, entry: Run): void {
    slot.running.delete(entry.id);
    slot.exclusive = false;
    close(entry);
    if (slot.running.size === 0) {
      slot.idleSince = Date.now();
      if (slot.residentBytes > settings.memoryBytes * RETIRE_FRACTION) retire(slot);
    }
    dispatch();
  }

  function close(entry: Run): void {
    entry.answered = true;
    entry.forget();
    entry.over.resolve();
  }

  function fail(entry: Run, error: DynamoSqlError): void {
    entry.result.reject(error);
    close(entry);
  }

  function cancelRun(entry: Run): void {
    if (entry.answered) return;
    if (queue.includes(entry)) {
      queue = queue.filter((other) => other !== entry);
      fail(entry, cancelledError());
      return;
    }
    entry.answered = true;
    entry.result.reject(cancelledError());
    for (const slot of slots) {
      if (!slot.running.has(entry.id)) continue;
      slot.engine.send({ type: "cancel", id: entry.id });
      // Neighbours would pay for killing it early; with them it has until its deadline.
      if (slot.running.size === 1) entry.killAt = Math.min(entry.killAt, Date.now() + GRACE_MS);
    }
  }

  function retire(slot: Slot): void {
    slot.retiring = true;
    void slot.engine.end();
  }

  function bury(slot: Slot, end: EngineEnd): void {
    slots.delete(slot);
    const death = slot.killedFor ?? (end.cause === "ended" ? { cause: "closing" as const } : end);
    const now = Date.now();
    for (const entry of slot.running.values()) {
      if (entry.answered) {
        close(entry);
        continue;
      }
      const late = now >= entry.task.job.budget.deadline;
      const overdue = late || (death.cause === "deadline" && now >= entry.killAt);
      const error = judge(closing ? { cause: "closing" } : death, { ...entry, overdue });
      if (error !== null) {
        fail(entry, error);
        continue;
      }
      entry.rerun = true;
      entry.task.restarted();
      queue.push(entry);
    }
    slot.running.clear();
    dispatch();
  }

  function tick(): void {
    const now = Date.now();
    ticks += 1;
    for (const entry of queue.filter((one) => now >= one.task.job.budget.deadline)) {
      queue = queue.filter((other) => other !== entry);
      fail(entry, timeoutError());
    }
    for (const slot of slots) {
      const overdue = [...slot.running.values()].filter((entry) => now >= entry.killAt);
      if (overdue.length > 0) {
        // A process with much memory takes its time to die; who is out of time need not wait for that as well.
        for (const entry of overdue) answerLate(entry);
        execute(slot, { cause: "deadline" });
      } else if (slot.running.size === 0) {
        if (!slot.retiring && now - slot.idleSince > IDLE_MS) retire(slot);
      } else if (ticks % PING_TICKS === 0) {
        if (slot.unanswered >= PINGS_UNANSWERED_MAX) {
          execute(slot, { cause: "crash", detail: "engine process did not answer" });
        }
        slot.unanswered += 1;
        slot.engine.send({ type: "ping" });
      }
    }
    if (slots.size === 0 && queue.length === 0) {
      clearInterval(ticker);
      ticker = undefined;
    }
  }

  function answerLate(entry: Run): void {
    if (entry.answered) return;
    entry.answered = true;
    entry.result.reject(timeoutError());
  }

  function execute(slot: Slot, death: Death): void {
    slot.killedFor ??= death;
    slot.engine.kill();
  }

  return {
    run,
    status: () =>
      [...slots].map(({ engine: { pid }, load, residentBytes }) => ({ pid, load, residentBytes })),
    async close() {
      closing = true;
      for (const entry of queue) {
        fail(entry, new DynamoSqlError("unavailable", "The server is shutting down."));
      }
      queue = [];
      await Promise.all([...slots].map((slot) => slot.engine.end()));
      clearInterval(ticker);
    },
  };
}

function cancelledError(): DynamoSqlError {
  return new DynamoSqlError("cancelled", "The query was cancelled.");
}
