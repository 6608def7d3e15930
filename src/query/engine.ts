/**
 * One engine process, seen from the server: started, spoken to, listened to, ended.
 * @module
 */
import { createFrameDecoder, encodeFrame } from "../engine/messages/frames.ts";
import type { EngineOptions, FromEngine, ToEngine } from "../engine/messages/protocol.ts";
import { type EngineCommand, engineEnvironment } from "./engine_command.ts";

/** Why a process is no more. */
export type EngineEnd =
  /** It went over its memory. */
  | { readonly cause: "memory" }
  /** The server ended it. */
  | { readonly cause: "ended" }
  /** Anything else; `detail` is for the log. */
  | { readonly cause: "crash"; readonly detail: string };

/** A running engine process. */
export interface Engine {
  readonly pid: number;
  send(message: ToEngine): void;
  /** SIGKILL, at once. */
  kill(): void;
  /** Asks it to end by closing its input, and kills it if it has not after a second. Resolves when it is gone. */
  end(): Promise<void>;
  /** Resolves when the process is gone and all it said has been handed on. Never rejects. */
  readonly gone: Promise<EngineEnd>;
}

/** What an engine needs to start. */
export interface EngineSettings {
  readonly command: (tempDirectory: string) => EngineCommand;
  readonly memoryBytes: number;
  readonly tempBytes: number;
  readonly threads: number;
  /** The folder in which each process gets one of its own. Fails with `config_invalid` where there can be none. */
  readonly tempFolder: () => string;
}

/** Milliseconds between asking a process to end and killing it. */
const END_MS = 1_000;

/** Characters of standard error that are kept for the log. */
const STDERR_CHARACTERS = 2_000;

/** What V8, Rust and C++ say when an allocation fails before the process's own watch has looked. */
const OUT_OF_MEMORY = /out of memory|memory allocation of \d+ bytes failed|bad_alloc/i;

/**
 * Starts a process. Fails with the operating system's error where it cannot be started.
 * @param onMessage gets every message, in order; a throw is a protocol error and kills the process
 */
export function startEngine(
  settings: EngineSettings,
  onMessage: (message: FromEngine, payload: Uint8Array | undefined) => void,
): Engine {
  const tempDirectory = Deno.makeTempDirSync({ dir: settings.tempFolder(), prefix: "engine-" });
  let child: Deno.ChildProcess;
  try {
    const { file, args } = settings.command(tempDirectory);
    child = new Deno.Command(file, {
      args: [...args],
      env: engineEnvironment(),
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    void removeDirectory(tempDirectory);
    throw error;
  }

  const input = child.stdin.getWriter();
  let overMemory = false;
  let endedByServer = false;
  let protocolError: string | undefined;
  const kill = () => {
    try {
      child.kill("SIGKILL");
    } catch {
      // It is gone already.
    }
  };

  async function listen(): Promise<void> {
    const decoder = createFrameDecoder();
    try {
      for await (const chunk of child.stdout) {
        for (const { header, payload } of decoder.push(chunk)) {
          // `as`: the other end is the same executable, see protocol.ts.
          const message = header as FromEngine;
          if (message.type === "over_memory") {
            overMemory = true;
            kill();
          } else onMessage(message, payload);
        }
      }
    } catch (error) {
      protocolError = String(error);
      kill();
      await child.stdout.cancel().catch(() => {});
    }
  }

  async function watch(): Promise<EngineEnd> {
    const [status, , stderr] = await Promise.all([child.status, listen(), tail(child.stderr).catch(String)]);
    await input.abort().catch(() => {});
    await removeDirectory(tempDirectory);
    if (overMemory || OUT_OF_MEMORY.test(stderr)) return { cause: "memory" };
    if (endedByServer) return { cause: "ended" };
    const how = status.signal === null ? `code ${status.code}` : `signal ${status.signal}`;
    const detail = [`engine process ended with ${how}`, protocolError, stderr].filter(Boolean).join("; ");
    return { cause: "crash", detail };
  }

  const gone = watch();
  const send = (message: ToEngine) => {
    // A failed write means that the process is gone, which `gone` tells with the reason.
    input.write(encodeFrame(message)).catch(() => {});
  };
  const options: EngineOptions = {
    memoryBytes: settings.memoryBytes,
    tempBytes: settings.tempBytes,
    threads: settings.threads,
    tempDirectory,
  };
  send({ type: "start", options });

  return {
    pid: child.pid,
    send,
    kill() {
      endedByServer = true;
      kill();
    },
    async end() {
      endedByServer = true;
      input.close().catch(() => {});
      const timer = setTimeout(kill, END_MS);
      await gone;
      clearTimeout(timer);
    },
    gone,
  };
}

async function tail(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  for await (const part of stream.pipeThrough(new TextDecoderStream())) {
    text = (text + part).slice(-STDERR_CHARACTERS);
  }
  return text.trim();
}

async function removeDirectory(path: string): Promise<void> {
  await Deno.remove(path, { recursive: true }).catch(() => {});
}
