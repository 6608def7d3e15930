/**
 * The governor bounds how much is fetched for strangers: at once and in a minute, from one site and in all. Who can
 * make us fetch has not proven anything, and must neither aim us at a host nor keep others from signing in.
 * @module
 */
import type { Clock } from "../../lib/clock.ts";
import { createRateWindow } from "../../lib/rate_window.ts";

/** The bounds. */
export interface GovernorLimits {
  /** Fetches at once from one site; default 2. */
  readonly siteAtOnce?: number;
  /** Fetches at once in all; default 8: each is a thread for its moment. */
  readonly atOnce?: number;
  /** Fetches a minute from one site; default 20. */
  readonly sitePerMinute?: number;
  /** Fetches a minute in all; default 120. */
  readonly perMinute?: number;
}

/** Lets fetches begin. */
export interface Governor {
  /**
   * What ends the fetch, or null: not now.
   * @param known somebody signed in with this client: it does not count against what strangers may cause in a minute
   */
  begin(host: string, known: boolean): (() => void) | null;
}

/** A governor with nothing under way. */
export function createGovernor(clock: Clock, limits: GovernorLimits = {}): Governor {
  const { siteAtOnce = 2, atOnce = 8, sitePerMinute = 20, perMinute = 120 } = limits;
  const bySite = createRateWindow(clock, sitePerMinute, 60);
  const strangers = createRateWindow(clock, perMinute, 60);
  const running = new Map<string, number>();
  let all = 0;
  return {
    begin(host, known) {
      const site = siteOf(host);
      const here = running.get(site) ?? 0;
      // One place is kept for the known.
      if (here >= siteAtOnce || all >= (known ? atOnce : atOnce - 1)) return null;
      if (bySite.take(site) > 0 || (!known && strangers.take("all") > 0)) return null;
      running.set(site, here + 1);
      all++;
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        all--;
        const left = (running.get(site) ?? 1) - 1;
        if (left === 0) running.delete(site);
        else running.set(site, left);
      };
    },
  };
}

/**
 * The site of a host: near enough to what one party registers. Names below a domain cost nothing, so an attacker has as many
 * as he likes: `example.com` of `a.b.example.com`, `example.co.uk` of `a.example.co.uk`. Ports do not count.
 */
function siteOf(host: string): string {
  const labels = host.replace(/:[0-9]+$/, "").split(".");
  const [second = "", top = ""] = labels.slice(-2);
  return labels.slice(top.length === 2 && second.length <= 3 ? -3 : -2).join(".");
}
