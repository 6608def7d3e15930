/**
 * The end of a server: the first SIGINT, SIGTERM or SIGHUP begins it, and it is over within 8 s whatever is under way. A second
 * signal ends the process at once.
 * @module
 */
import { exitNow } from "../lib/at_exit.ts";

/** Requests under way may finish within this time after a signal, in milliseconds; then they are cancelled. */
export const GRACE_MS = 5_000;

/** Milliseconds for the answers of what was cancelled. */
export const LAST_ANSWERS_MS = 700;

/** Milliseconds for closing the parts, and for a start that is to be given up. */
export const CLOSING_MS = 1_500;

/** Milliseconds from the signal to an end without closing: the sum of all others leaves some. `docker stop` kills at 10 s. */
const HARD_MS = 7_600;

/** Within this many milliseconds a second signal is the same: terminals and `npx` each send one for a Ctrl-C. */
const SAME_MS = 300;

const first = Promise.withResolvers<void>();
let hearing = false;

/** Resolves at the first signal. Signals are heard from the first call on. */
export function hearSignals(): Promise<void> {
  if (!hearing) {
    hearing = true;
    let since: number | undefined;
    const hear = () => {
      if (since !== undefined) {
        if (performance.now() - since > SAME_MS) exitNow(1);
        return;
      }
      since = performance.now();
      setTimeout(() => exitNow(0), HARD_MS);
      first.resolve();
    };
    Deno.addSignalListener("SIGINT", hear);
    if (Deno.build.os !== "windows") {
      Deno.addSignalListener("SIGTERM", hear);
      // The terminal is closed.
      Deno.addSignalListener("SIGHUP", hear);
    }
  }
  return first.promise;
}

/** Whether the work is over, at last after `ms` milliseconds. Never rejects: at the end nobody can act on a failure. */
export async function overWithin(ms: number, work: Promise<unknown> | undefined): Promise<boolean> {
  const late = Promise.withResolvers<false>();
  const timer = setTimeout(() => late.resolve(false), ms);
  const over = Promise.resolve(work).then(() => true as const, () => true as const);
  const ended = await Promise.race([over, late.promise]);
  clearTimeout(timer);
  return ended;
}
