/**
 * Request limits: the `Limit` of each request of a read with a row goal, and of one near the end of what it may spend.
 * @module
 */
import type { Allowance, ReadOptions, ReadPage } from "../access.ts";

/** Sizes the requests of one read. */
export interface PageLimits {
  /**
   * The next request, of which nothing is under way beside it that it does not know of.
   * @throws what the allowance refuses with, where not even one item can be paid for
   */
  next(): LimitedRequest;
  /** Another request may begin beside those under way: together they stay within what is left. */
  readonly mayBegin: boolean;
  /** Waits for other reads' requests, where those may take what a request of this one needs. */
  ready(): Promise<void>;
  /** To be called when a page is handed over: the consumer counts it. */
  handedOver(readUnits: number): void;
  /** The read is over: what it holds of the allowance is free. */
  close(): void;
}

/** A request of a read. */
export interface LimitedRequest {
  /** Absent = none. */
  readonly limit: number | undefined;
  /** Tells what it gave, as soon as it came. */
  gave(page: Pick<ReadPage, "count" | "scanned" | "readUnits">): void;
  /** It failed. */
  failed(): void;
}

/** A page is a megabyte at most, and an item is a byte at least: no request gives more. DynamoDB refuses more than 2^31 - 1. */
const LIMIT_MAX = 2 ** 20;

/** An item is a byte at least, and a block of 4 KB half a unit. */
const UNITS_MIN = 0.5 / 4096;

/** Near the end of what is left a request takes this part of it, for items further on may be twice as wide as those met. */
const NEAR_END = 1 / 2;

/** So few items are asked for one by one: their widths are no mean. */
const FEW = 8;

/** A filtered read looks at so many times as many items as it did in its largest request so far, at most. */
const GROWTH = 2;

/** The limits of a read. */
export function limitsFor(
  { limitHint, lookAt, allowance }: Pick<ReadOptions, "limitHint" | "lookAt" | "allowance">,
): PageLimits {
  let left = limitHint ?? 0;
  let [given, scanned, largest, widest] = [0, 0, 0, 0];
  /** Units that this read holds of the allowance: of requests under way, and of pages that were not handed over. */
  let held = 0;
  /** Those of requests under way alone. */
  let underWay = 0;
  let [consumed, requests] = [0, 0];
  let closed = false;

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

  /** Units that nothing under way may take. */
  const free = ({ left, reservations }: Allowance) => left() - reservations.units;

  /** What is known of the table may be old: the widest page so far counts where it is more. */
  const unitsOfItem = ({ itemUnits }: Allowance) => Math.max(UNITS_MIN, itemUnits, widest);

  const inUnitBlocks = (units: number, { blockUnits }: Allowance) =>
    Math.ceil(units / blockUnits - 1e-9) * blockUnits;

  /** Items that are still to come where all of them are known to fit into what is left; null = that is not known. */
  function restThatFits(of: Allowance): number | null {
    if (of.whole === undefined || scanned > of.whole.items) return null;
    // What was rounded up so far is still to be paid for.
    const rest = inUnitBlocks(of.whole.readUnits - consumed + requests * of.blockUnits, of);
    return rest <= free(of) + underWay ? of.whole.items - scanned + 1 : null;
  }

  /** Items that the next request may look at; undefined = as many as a page holds. */
  function payable(of: Allowance): number | undefined {
    const units = free(of);
    if (units >= of.pageUnits) return undefined;
    const rest = restThatFits(of);
    if (rest !== null) return rest;
    const ofItem = unitsOfItem(of);
    const items = Math.floor(units * NEAR_END / ofItem);
    if (Math.max(ofItem, of.blockUnits) > units) throw of.refuse(inUnitBlocks(ofItem, of));
    const some = items >= FEW ? Math.min(LIMIT_MAX, items) : 1;
    const missing = (of.whole?.items ?? Infinity) - scanned;
    // An item more than there are shows that they are all.
    return missing > 0 && missing <= some ? missing + 1 : some;
  }

  return {
    next() {
      const limits = [wanted(), allowance === undefined ? undefined : payable(allowance)]
        .filter((limit) => limit !== undefined);
      const limit = limits.length === 0 ? undefined : Math.min(...limits);
      if (allowance === undefined) return { limit, gave: note, failed() {} };
      const expected = inUnitBlocks((limit ?? LIMIT_MAX) * unitsOfItem(allowance), allowance);
      const most = Math.min(allowance.pageUnits, expected, Math.max(0, free(allowance)));
      const ended = allowance.reservations.begin(most);
      held += most;
      underWay += most;
      return {
        limit,
        gave(page) {
          // Nobody will count what comes after the read's end.
          ended(closed ? 0 : page.readUnits);
          held += page.readUnits - most;
          underWay -= most;
          consumed += page.readUnits;
          requests++;
          note(page);
        },
        failed() {
          ended(0);
          held -= most;
          underWay -= most;
        },
      };
    },
    get mayBegin() {
      if (allowance === undefined) return true;
      return free(allowance) >= allowance.pageUnits || restThatFits(allowance) !== null;
    },
    async ready() {
      if (allowance === undefined) return;
      const least = () => Math.max(unitsOfItem(allowance), allowance.blockUnits);
      while (free(allowance) < least() && allowance.reservations.underWay > 0) {
        await allowance.reservations.ended();
      }
    },
    handedOver(readUnits) {
      if (allowance === undefined) return;
      allowance.reservations.release(readUnits);
      held -= readUnits;
    },
    close() {
      closed = true;
      // What is under way gives its part back when it ends.
      allowance?.reservations.release(held - underWay);
    },
  };

  function note(page: Pick<ReadPage, "count" | "scanned" | "readUnits">): void {
    left = Math.max(0, left - page.count);
    given += page.count;
    scanned += page.scanned;
    if (page.scanned > 0) widest = Math.max(widest, page.readUnits / page.scanned);
  }
}

/** A whole block costs no more than a part of it. */
function inBlocks(items: number, perBlock: number): number {
  return Math.max(1, Math.floor(Math.ceil(items / perBlock) * perBlock));
}
