/**
 * The engine process: runs jobs that arrive on standard input, several at once, and answers on standard output.
 * It is the same executable as the server, started with the hidden subcommand `engine`. It ends when its
 * standard input closes: without a parent there is no engine.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import { createFrameDecoder, encodeFrame } from "../messages/frames.ts";
import { type JobExecutor, runJob, type RunningJob, type Send } from "./job_run.ts";
import { loggable } from "./loggable.ts";
import { type EngineOptions, fromWireError, type ToEngine } from "../messages/protocol.ts";
import { residentBytes, watchMemory } from "./watchdog.ts";

/** Makes the executor, once per process, when the server has said what the process may use. */
export type ExecutorFactory = (options: EngineOptions) => Promise<JobExecutor>;

/** Milliseconds that the last words may take. */
const LAST_WORDS_MS = 200;

/**
 * Serves jobs until standard input closes; never returns.
 * @param createExecutor tests put an executor of their own in a real engine process
 */
export async function runEngineProcess(createExecutor: ExecutorFactory = duckdbExecutor): Promise<never> {
  keepStandardOutputClean();
  ignoreTerminalSignals();
  surviveStrayRejections();
  const send = createSend();
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
        if (executor !== undefined) void runJob(message, executor, jobs, send, die);
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

/**
 * Bytes up to which a message is written by this thread: the way through another takes longer than the writing. A pipe
 * has room for many of them; where the server is behind with reading, this process waits for it, as with a longer one.
 */
const SHORT = 4_096;

function createSend(): Send {
  const output = Deno.stdout.writable.getWriter();
  let underWay = 0;
  return async (message, payload) => {
    const frame = encodeFrame(message, payload);
    if (underWay === 0 && frame.length <= SHORT) {
      for (let at = 0; at < frame.length;) at += Deno.stdout.writeSync(frame.subarray(at));
      return;
    }
    underWay++;
    try {
      await output.write(frame);
    } finally {
      underWay--;
    }
  };
}

async function start(options: EngineOptions, create: ExecutorFactory, send: Send): Promise<JobExecutor> {
  const watch = watchMemory(options.memoryBytes, (resident) => {
    const said = send({ type: "over_memory", residentBytes: resident });
    setTimeout(endNow, LAST_WORDS_MS);
    void said.then(endNow, endNow);
  });
  const executor = await create(options);
  watch.ready();
  void send({ type: "ready", residentBytes: residentBytes() });
  return executor;
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
    console.error("unhandled rejection in an engine process:", loggable(event.reason));
  });
}

/** Ends the process as one that has crashed; the server keeps the end of what is on standard error. */
function die(reason: string): void {
  console.error("the engine process cannot go on:", reason);
  endNow();
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
  const { createExecutor } = await import("../execute.ts");
  return await createExecutor(options);
}
