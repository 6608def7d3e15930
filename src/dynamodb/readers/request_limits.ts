/**
 * Request limits: the `Limit` of each request of a read with a row goal, and of one near the end of what it may spend.
 * @module
 */
import type { ReadOptions, ReadPage } from "../access.ts";

/** Sizes the requests of one read. */
export interface PageLimits {
  /**
   * For the next request; absent = none.
   * @param atOnce requests that share what is left
   */
  next(atOnce: number): number | undefined;
  /** Tells what a request gave. */
  gave(page: Pick<ReadPage, "count" | "scanned" | "readUnits">): void;
}

/** A page is a megabyte at most, and an item is a byte at least: no request gives more. DynamoDB refuses more than 2^31 - 1. */
const LIMIT_MAX = 2 ** 20;

/** An item is a byte at least, and a block of 4 KB half a unit. */
const UNITS_MIN = 0.5 / 4096;

/** A filtered read looks at so many times as many items as it did in its largest request so far, at most. */
const GROWTH = 2;

/** The limits of a read. */
export function limitsFor(
  { limitHint, lookAt, allowance }: Pick<ReadOptions, "limitHint" | "lookAt" | "allowance">,
): PageLimits {
  let left = limitHint ?? 0;
  let [given, scanned, largest, requests, readUnits] = [0, 0, 0, 0, 0];

  /** As many as are wanted. */
  function wanted(): number | undefined {
    if (limitHint === undefined) return undefined;
    // A consumer that goes on past its hint wants the hint's size again.
    const items = Math.max(1, left || limitHint);
    if (lookAt === undefined) return Math.min(items, LIMIT_MAX);
    const needed = largest === 0 ? lookAt.first : given === 0 ? Infinity : items * scanned / given;
    const sized = inBlocks(largest === 0 ? needed : Math.min(needed, largest * GROWTH), lookAt.perBlock);
    const limit = Math.min(sized, LIMIT_MAX);
    largest = Math.max(largest, limit);
    return limit;
  }

  /** As many as can be paid for, and one: it shows that the rest is too dear. */
  function payable(atOnce: number): number | undefined {
    if (allowance === undefined) return undefined;
    const units = Math.max(0, allowance.left() / atOnce);
    if (units >= allowance.pageUnits) return undefined;
    // What is known of the table may be old, and its wide items may come last: what was read only makes items larger. It
    // is rounded up, by less than a unit each time.
    const met = scanned === 0 ? 0 : (readUnits - requests) / scanned;
    const itemUnits = Math.max(UNITS_MIN, met, allowance.itemUnits);
    return Math.min(LIMIT_MAX, Math.floor(units / itemUnits) + 1);
  }

  return {
    next(atOnce) {
      const limits = [wanted(), payable(atOnce)].filter((limit) => limit !== undefined);
      return limits.length === 0 ? undefined : Math.min(...limits);
    },
    gave(page) {
      left = Math.max(0, left - page.count);
      given += page.count;
      scanned += page.scanned;
      readUnits += page.readUnits;
      requests++;
    },
  };
}

/** A whole block costs no more than a part of it. */
function inBlocks(items: number, perBlock: number): number {
  return Math.max(1, Math.floor(Math.ceil(items / perBlock) * perBlock));
}
