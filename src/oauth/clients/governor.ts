/**
 * The governor bounds how much is fetched for strangers: at once and in a minute, from one site, for one network and in all. Who can
 * make us fetch has not proven anything, and must neither aim us at a host nor keep others from signing in.
 * @module
 */
import { sharingNetworkOf } from "../../identity/network_of.ts";
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
  /** Fetches at once for strangers of one network; default 4. */
  readonly networkAtOnce?: number;
  /** Fetches a minute for strangers of one network; default 30. */
  readonly networkPerMinute?: number;
  /** The same from one site, so that no network uses up what others may fetch from it; default 10. */
  readonly networkSitePerMinute?: number;
}

/** Lets fetches begin. */
export interface Governor {
  /**
   * What ends the fetch, or null: not now.
   * @param known somebody signed in with this client: it does not count against what strangers may cause in a minute
   * @param address the caller's; what networks it belongs to is found here
   */
  begin(host: string, known: boolean, address: string): (() => void) | null;
}

/** A governor with nothing under way. */
export function createGovernor(clock: Clock, limits: GovernorLimits = {}): Governor {
  const { siteAtOnce = 2, atOnce = 8, sitePerMinute = 20, perMinute = 120 } = limits;
  const { networkAtOnce = 4, networkPerMinute = 30, networkSitePerMinute = 10 } = limits;
  const bySite = createRateWindow(clock, sitePerMinute, 60);
  const strangers = createRateWindow(clock, perMinute, 60);
  const byNetwork = createRateWindow(clock, networkPerMinute, 60);
  const byNetworkAndSite = createRateWindow(clock, networkSitePerMinute, 60);
  const sites = createTally();
  const networks = createTally();
  let all = 0;
  return {
    begin(host, known, address) {
      const site = siteOf(host);
      const network = sharingNetworkOf(address);
      // One place is kept for the known.
      if (sites.of(site) >= siteAtOnce || all >= (known ? atOnce : atOnce - 1)) return null;
      if (!known) {
        if (networks.of(network) >= networkAtOnce) return null;
        // Its own shares first: who has used them up takes nothing away from others.
        const spent = byNetworkAndSite.take(JSON.stringify([network, site])) > 0 ||
          byNetwork.take(network) > 0;
        if (spent) return null;
      }
      if (bySite.take(site) > 0 || (!known && strangers.take("all") > 0)) return null;
      sites.add(site, 1);
      if (!known) networks.add(network, 1);
      all++;
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        all--;
        sites.add(site, -1);
        if (!known) networks.add(network, -1);
      };
    },
  };
}

/** How many are under way, by name; nothing is kept of names that have none. */
function createTally() {
  const counts = new Map<string, number>();
  const of = (name: string) => counts.get(name) ?? 0;
  return {
    of,
    add(name: string, by: 1 | -1) {
      const count = of(name) + by;
      if (count > 0) counts.set(name, count);
      else counts.delete(name);
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
