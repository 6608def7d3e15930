/**
 * Request limits: the `Limit` of each request of a read with a row goal.
 * @module
 */
import type { ReadOptions, ReadPage } from "../access.ts";

/** Sizes the requests of one read. */
export interface PageLimits {
  /** For the next request; absent = none. */
  next(): number | undefined;
  /** Tells what a request gave. */
  gave(page: Pick<ReadPage, "count" | "scanned">): void;
}

/** A page is a megabyte at most, and an item is a byte at least: no request gives more. DynamoDB refuses more than 2^31 - 1. */
const LIMIT_MAX = 2 ** 20;

/** A filtered read looks at so many times as many items as it did in its largest request so far, at most. */
const GROWTH = 2;

/** The limits of a read. */
export function limitsFor({ limitHint, lookAt }: Pick<ReadOptions, "limitHint" | "lookAt">): PageLimits {
  let left = limitHint ?? 0;
  let [given, scanned, largest] = [0, 0, 0];

  return {
    next() {
      if (limitHint === undefined) return undefined;
      // A consumer that goes on past its hint wants the hint's size again.
      const wanted = Math.max(1, left || limitHint);
      if (lookAt === undefined) return Math.min(wanted, LIMIT_MAX);
      const needed = largest === 0 ? lookAt.first : given === 0 ? Infinity : wanted * scanned / given;
      const sized = inBlocks(largest === 0 ? needed : Math.min(needed, largest * GROWTH), lookAt.perBlock);
      const limit = Math.min(sized, LIMIT_MAX);
      largest = Math.max(largest, limit);
      return limit;
    },
    gave(page) {
      left = Math.max(0, left - page.count);
      given += page.count;
      scanned += page.scanned;
    },
  };
}

/** A whole block costs no more than a part of it. */
function inBlocks(items: number, perBlock: number): number {
  return Math.max(1, Math.floor(Math.ceil(items / perBlock) * perBlock));
}
