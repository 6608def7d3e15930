/**
 * The command line with its event loop watched: each standstill of more than {@linkcode NOTICED_MS} is a line
 * `standstill: MS CPU_MS` on standard error. Nothing else differs from `src/main.ts`.
 * @module
 */
import { watchLoop } from "../../src/telemetry/loop_watch.ts";

/** Milliseconds; far below what is promised. */
export const NOTICED_MS = 10;

if (import.meta.main) {
  watchLoop({
    longerThanMs: NOTICED_MS,
    everyMs: 2,
    onStandstill: ({ ms, cpuMs }) => console.error(`standstill: ${ms} ${cpuMs}`),
  });
  await import("../../src/main.ts");
}
