/**
 * Request limits: the `Limit` of each request of a read with a row goal, and of one near the end of what it may spend.
 * @module
 */
import type { Allowance, ReadOptions, ReadPage } from "../access.ts";

/** Sizes the requests of one read. */
export interface PageLimits {
  /**
   * The next request.
   * @param sharing requests that begin now and share what is left, this one among them
   */
  next(sharing: number): LimitedRequest;
  /** What is under way may take all that is left. */
  readonly isTaken: boolean;
  /** To be called when the consumer has counted what it was given. */
  counted(): void;
}

/** A request of a read. */
export interface LimitedRequest {
  /** Absent = none. */
  readonly limit: number | undefined;
  /** Tells what it gave. */
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
  /** Units that requests under way may take, and units of pages that the consumer has not counted. */
  let [reserved, uncounted] = [0, 0];

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

  function unpaid({ left }: Allowance): number {
    return Math.max(0, left() - uncounted);
  }

  /** Units that nothing under way may take. */
  function free(of: Allowance): number {
    return Math.max(0, unpaid(of) - reserved);
  }

  /** What is known of the table may be old, and its wide items may come last: what was read only makes items larger. */
  function unitsOfItem({ itemUnits }: Allowance): number {
    // It is rounded up, by less than a unit each time.
    const met = scanned === 0 ? 0 : (readUnits - requests) / scanned;
    return Math.max(UNITS_MIN, met, itemUnits);
  }

  /** As many as can be paid for, and one: it shows that the rest is too dear. */
  function payable(sharing: number): number | undefined {
    if (allowance === undefined) return undefined;
    // What is next in order is waited for, whatever those after it may take.
    const units = (free(allowance) || unpaid(allowance)) / sharing;
    if (units >= allowance.pageUnits) return undefined;
    return Math.min(LIMIT_MAX, Math.floor(units / unitsOfItem(allowance)) + 1);
  }

  return {
    next(sharing) {
      const limits = [wanted(), payable(sharing)].filter((limit) => limit !== undefined);
      const limit = limits.length === 0 ? undefined : Math.min(...limits);
      const most = allowance === undefined
        ? 0
        : Math.min(allowance.pageUnits, (limit ?? LIMIT_MAX) * unitsOfItem(allowance));
      reserved += most;
      return {
        limit,
        gave(page) {
          reserved -= most;
          uncounted += page.readUnits;
          left = Math.max(0, left - page.count);
          given += page.count;
          scanned += page.scanned;
          readUnits += page.readUnits;
          requests++;
        },
      };
    },
    get isTaken() {
      return allowance !== undefined && free(allowance) === 0;
    },
    counted() {
      uncounted = 0;
    },
  };
}

/** A whole block costs no more than a part of it. */
function inBlocks(items: number, perBlock: number): number {
  return Math.max(1, Math.floor(Math.ceil(items / perBlock) * perBlock));
}
