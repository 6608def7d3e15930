/**
 * The loop watch notices when the event loop stands still: while one request is worked on without a pause, nobody else is
 * answered.
 * @module
 */
import process from "node:process";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "./log.ts";

/** One standstill. Milliseconds. */
export interface Standstill {
  /** By the clock. */
  readonly ms: number;
  /** Of it, what this process computed, all threads together: the rest, the machine was busy with others. */
  readonly cpuMs: number;
}

/** What is watched for, and how closely. Milliseconds. */
export interface LoopWatchOptions {
  /** Shorter standstills are none. */
  readonly longerThanMs: number;
  readonly everyMs: number;
  readonly onStandstill: (standstill: Standstill) => void;
}

/** Watches the loop of this thread until the function that it returns is called; keeps no process alive. */
export function watchLoop({ longerThanMs, everyMs, onStandstill }: LoopWatchOptions): () => void {
  let at = performance.now();
  let used = process.cpuUsage();
  const timer = setInterval(() => {
    const now = performance.now();
    const ms = now - at - everyMs;
    const usedNow = process.cpuUsage();
    if (ms > longerThanMs) {
      const cpuMs = (usedNow.user - used.user + usedNow.system - used.system) / 1000;
      onStandstill({ ms: Math.round(ms), cpuMs: Math.round(Math.min(ms, cpuMs)) });
    }
    at = now;
    used = usedNow;
  }, everyMs);
  Deno.unrefTimer(timer);
  return () => clearInterval(timer);
}

/** A server that computes this long for one request is worth a line, in milliseconds. */
const WORTH_A_LINE_MS = 500;
const LOOK_MS = 50;
const MINUTE_MS = 60_000;

/** Warns of long standstills that this process made itself, once a minute. Returns what ends it. */
export function warnOfStandstills(log: Logger, clock: Clock): () => void {
  let warnedAt = -Infinity;
  return watchLoop({
    longerThanMs: WORTH_A_LINE_MS,
    everyMs: LOOK_MS,
    onStandstill({ ms, cpuMs }) {
      if (cpuMs < WORTH_A_LINE_MS || clock() < warnedAt + MINUTE_MS) return;
      warnedAt = clock();
      log.warn("The server computed without a pause and answered nobody meanwhile.", { ms, cpu_ms: cpuMs });
    },
  });
}
