/**
 * Charges what a run reads, as it is read.
 * @module
 */
import type { Stats } from "../engine/job.ts";
import type { KeptResult } from "./kept.ts";
import type { Call, Machinery } from "./machinery.ts";

/** The account of one run. */
export interface Spending {
  /** Items and read units of the run so far. */
  progress(items: number, readUnits: number): void;
  /** The process died and the run starts over. */
  restarted(): void;
  /** The run is over; its stats with the units of runs that died. */
  done(stats: Stats): Stats;
}

/** Charges what is read as it is read, each unit once, whichever message tells of it first. */
export function trackSpending({ usage }: Machinery, call: Call, result: KeptResult): Spending {
  const { principal, options } = call;
  let units = 0;
  let items = 0;
  let lostUnits = 0;

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
    progress(itemsNow, unitsNow) {
      spend(itemsNow, unitsNow);
      options.onProgress?.(call.items, call.readUnits);
    },
    restarted() {
      // A process that died is not the query's fault: it has its whole budget again, but the units were consumed.
      result.readUnits -= units;
      result.items -= items;
      lostUnits += units;
      units = 0;
      items = 0;
    },
    done(stats) {
      spend(stats.itemsRead, stats.readUnits);
      return lostUnits === 0 ? stats : { ...stats, readUnits: stats.readUnits + lostUnits };
    },
  };
}
