/**
 * Charges what a run reads, as it is read.
 * @module
 */
import type { Stats } from "../engine/messages/job.ts";
import type { CachedResult } from "./result_cache.ts";
import type { Call, QueryContext } from "./context.ts";

/** The account of one run. */
export interface Spending {
  /** Items and read units of the run so far. */
  progress(items: number, readUnits: number): void;
  /** A look at a table's items that the statement caused; the day's budgets were charged when it was made. */
  look(readUnits: number): void;
  /** The run is over. */
  done(stats: Stats): Stats;
}

/**
 * Charges what is read as it is read, each unit once, whichever message tells of it first. A run that starts over because
 * its process died reads again what was charged already: the caller pays for the longer of the two, not for both.
 */
export function trackSpending({ usage }: QueryContext, call: Call, result: CachedResult): Spending {
  const { principal, options } = call;
  let units = 0;
  let items = 0;

  function spend(itemsNow: number, unitsNow: number): void {
    const moreUnits = Math.max(0, unitsNow - units);
    const moreItems = Math.max(0, itemsNow - items);
    units += moreUnits;
    items += moreItems;
    result.readUnits += moreUnits;
    result.items += moreItems;
    call.readUnits += moreUnits;
    call.items += moreItems;
    if (moreUnits > 0) usage.add(principal, { ddbReadUnits: moreUnits });
  }

  return {
    look(readUnits) {
      if (readUnits === 0) return;
      result.readUnits += readUnits;
      call.readUnits += readUnits;
    },
    progress(itemsNow, unitsNow) {
      spend(itemsNow, unitsNow);
      options.onProgress?.(call.items, call.readUnits);
    },
    done(stats) {
      spend(stats.itemsRead, stats.readUnits);
      return stats;
    },
  };
}
