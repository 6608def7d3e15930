/**
 * How much is fetched for strangers: at once and in a minute, from one origin and in all. Who can make us fetch has not
 * proven anything, and must neither aim us at a host nor keep others from signing in.
 * @module
 */
import type { Clock } from "../../store/limits.ts";
import { createRateWindow } from "./rate_window.ts";

/** The bounds. */
export interface GovernorLimits {
  /** Fetches at once from one origin; default 2. */
  readonly originAtOnce?: number;
  /** Fetches at once in all; default 8: each is a thread for its moment. */
  readonly atOnce?: number;
  /** Fetches a minute from one origin; default 20. */
  readonly originPerMinute?: number;
  /** Fetches a minute in all; default 120. */
  readonly perMinute?: number;
}

/** Lets fetches begin. */
export interface Governor {
  /**
   * What ends the fetch, or null: not now.
   * @param known somebody signed in with this client: it does not count against what strangers may cause in a minute
   */
  begin(origin: string, known: boolean): (() => void) | null;
}

/** A governor with nothing under way. */
export function createGovernor(clock: Clock, limits: GovernorLimits = {}): Governor {
  const { originAtOnce = 2, atOnce = 8, originPerMinute = 20, perMinute = 120 } = limits;
  const byOrigin = createRateWindow(clock, originPerMinute, 60);
  const strangers = createRateWindow(clock, perMinute, 60);
  const running = new Map<string, number>();
  let all = 0;
  return {
    begin(origin, known) {
      const here = running.get(origin) ?? 0;
      // One place is kept for the known.
      if (here >= originAtOnce || all >= (known ? atOnce : atOnce - 1)) return null;
      if (byOrigin.take(origin) > 0 || (!known && strangers.take("all") > 0)) return null;
      running.set(origin, here + 1);
      all++;
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        all--;
        const left = (running.get(origin) ?? 1) - 1;
        if (left === 0) running.delete(origin);
        else running.set(origin, left);
      };
    },
  };
}
