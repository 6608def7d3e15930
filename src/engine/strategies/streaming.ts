/**
 * The loop of streaming: it reads a batch of items, runs the statement on it, and ends when the page is full, saying
 * where to go on.
 *
 * `SELECT * FROM orders WHERE lower(state) = 'open' LIMIT 10` → a batch of 10 items at first; if none gave a row, one
 * of at most twice as many
 * @module
 */
import type { Item, ReadPage, ReadPosition, TableReader } from "../../dynamodb/access.ts";
import { filtersOf } from "../../sql/plan/access_kinds.ts";
import type { Resume, Streamable } from "../../sql/query.ts";
import { wholeRead } from "../read/whole.ts";
import type { Load } from "../load/load.ts";
import type { Meter } from "../read/meter.ts";
import { allowanceOf, limited } from "../read/limited.ts";
import type { Lifetime } from "../lifetime.ts";
import type { Sink } from "../run/sink.ts";
import { completeIn } from "../read/complete_check.ts";
import { defined } from "../../lib/defined.ts";

/** Items of a batch at most, unless one page holds more. */
const BATCH_ITEMS = 20_000;
/** Items of a page that stay loaded and are run together: three batches, so that most of them run three times. */
const TOGETHER_ITEMS = 3 * BATCH_ITEMS;

/** A batch is at most so many times all items before it, as items further on may give many more rows. */
const GROWTH = 2;

/** What a streaming run needs. */
export interface StreamingRun {
  readonly scope: Lifetime;
  readonly meter: Meter;
  readonly reader: TableReader;
  readonly load: Load;
  /** The page's rows so far. When its items are run together, there is a new one each time. */
  readonly sink: Sink;
  /** Rows and bytes after which the page is full. */
  readonly pageRows: number;
  readonly pageBytes: number;
  /** What is known of a row before there is one. */
  readonly rowBytes: number;
  /** Rows that may be handed over at most. */
  readonly resultRowsMax: number;
  readonly from: ReadPosition | null;
  /**
   * The items of a page stay loaded while they are few and run together each time, so that a type which a later item
   * widens holds for all rows.
   */
  readonly together: boolean;
  /** The statement does not bind yet: it needs items first. */
  readonly waits: boolean;
  /** It is known to bind in the types that all items may give its columns, not in those that a part of them does. */
  readonly needsAll?: boolean;
  /** Runs the statement on what is loaded; false = it needs more items first. */
  runBatch(batch: BatchRun): Promise<boolean>;
  /** Judges the families of columns once the page's items are loaded; true = the type of some column changed. */
  settle(whole: boolean): Promise<boolean>;
  /** Gives columns of which the sample is not sure a type that holds while more is read. */
  judge(): Promise<void>;
}

/** A run on what is loaded. */
export interface BatchRun {
  /** It holds all items of the page so far: the rows before do not count. */
  readonly anew: boolean;
  /** There are no more items. */
  readonly last: boolean;
}

/** Reads and runs until the page is full; where to go on, or null if there is nothing more. */
export async function runStreaming(run: StreamingRun): Promise<Omit<Resume, "kept"> | null> {
  const { load, scope } = run;
  const { table } = load;
  let position = run.from;
  let ended = false;
  let itemsLoaded = 0;
  /** Bytes of what was read, as it came. */
  let bytesRead = 0;
  let together = run.together;
  let { waits } = run;
  const pages = openPages(run);
  const whole = wholeRead(load.access, run.from);

  async function fill(wanted: number): Promise<void> {
    let met: readonly Item[] = [];
    let count = 0;
    // Items may be much wider than those that were sampled, and fewer of them fill the page. A batch grows in any case.
    const bytesWanted = bytesRead + Math.max(run.pageBytes - run.sink.bytes, bytesRead * GROWTH);
    while (!ended && count < wanted && bytesRead < bytesWanted) {
      run.meter.goOn();
      const page = await pages.next(position, wanted - count);
      scope.signal.throwIfAborted();
      position = page?.next ?? null;
      ended = position === null;
      if (page === null) break;
      // The rows that are wanted may be full with it.
      run.meter.count(page, false);
      whole.count(page);
      count += page.count;
      bytesRead += page.bytes;
      // New attributes become columns once, and not page by page.
      if (table.grows) met = met.length === 0 ? page.items : met.concat(page.items);
      else await table.append(page);
    }
    if (met.length > 0) await table.append({ items: met, count: met.length });
  }

  async function untilFull(): Promise<void> {
    while (!ended && !run.sink.cut && run.sink.limitLeft !== 0 && !isFull(run)) {
      const wanted = itemsWanted(run, itemsLoaded);
      if (table.rows > 0 && !waits) {
        together &&= table.rows + wanted <= TOGETHER_ITEMS;
        if (!together) await table.reset();
      }
      const before = table.rows;
      const isFirst = run.together && itemsLoaded === 0;
      await fill(wanted);
      itemsLoaded += table.rows - before;
      if (table.rows === before && !(waits && ended)) continue;
      await table.flush();
      if (run.needsAll === true && !ended) continue;
      // A statement that does not bind in the types so far may bind in those of all items; and one that runs on a guess of
      // types may fail.
      if (ended && (waits || isFirst)) await run.settle(whole.isWhole);
      else if (isFirst) await run.judge();
      waits = !await run.runBatch({ anew: together || itemsLoaded === table.rows, last: ended });
    }
  }

  try {
    await untilFull();
    if (together && table.rows > 0 && await run.settle(ended && whole.isWhole)) {
      await run.runBatch({ anew: true, last: ended });
      // With the new types, a condition may leave out more rows.
      await untilFull();
    }
  } finally {
    await pages.close();
  }
  const { sink } = run;
  if (ended || sink.cut || sink.limitLeft === 0) return null;
  const { offsetLeft, limitLeft } = sink;
  const { tableId } = load.description;
  const { access } = load;
  const indexes = completeIn(access, load.description);
  const complete = indexes.length > 0 ? indexes : undefined;
  return { position, offsetLeft, limitLeft, access, ...defined({ tableId, complete }) };
}

/** LIMIT and OFFSET as they are left for this page. */
export function windowLeft(
  streamable: Streamable,
  resume: Resume | undefined,
): { offset: number; limit: number | null } {
  return resume === undefined
    ? { offset: streamable.offset, limit: streamable.limit }
    : { offset: resume.offsetLeft, limit: resume.limitLeft };
}

function isFull({ sink, pageRows, pageBytes }: StreamingRun): boolean {
  return sink.rows >= pageRows || sink.bytes >= pageBytes;
}

/** Rows that the statement may make of a batch: without a bound, one item unnested could fill the memory. */
export function computedAtMost(sink: Sink, resultRowsMax: number): number {
  return sink.offsetLeft + Math.min(sink.limitLeft ?? Infinity, resultRowsMax - sink.rows + 1);
}

/**
 * Items that fill what is left of the page, if they go on giving rows as those before.
 * @param itemsLoaded of the pages before
 */
export function itemsWanted(
  run: Pick<StreamingRun, "sink" | "pageRows" | "pageBytes" | "rowBytes">,
  itemsLoaded: number,
): number {
  const { sink } = run;
  const rowsLeft = Math.min(run.pageRows - sink.rows, sink.limitLeft ?? Infinity);
  const rowBytes = sink.rows > 0 ? sink.bytes / sink.rows : run.rowBytes;
  const rows = Math.min(rowsLeft, Math.ceil((run.pageBytes - sink.bytes) / rowBytes));
  // Before the first batch: each item gives a row. A batch without a row: as if the next item gave one.
  const yielded = itemsLoaded === 0 ? 1 : Math.max(sink.rows, 1) / itemsLoaded;
  const most = itemsLoaded === 0 ? BATCH_ITEMS : Math.min(BATCH_ITEMS, itemsLoaded * GROWTH);
  return Math.max(1, Math.min(most, Math.ceil((sink.offsetLeft + rows) / yielded)));
}

/** The pages of the read, one at a time. */
interface Pages {
  next(position: ReadPosition | null, wanted: number): Promise<ReadPage | null>;
  close(): Promise<void>;
}

/**
 * One read goes on over all batches. It begins anew where its size of request has become too small or too large; no page is in
 * flight between calls, so that costs nothing.
 */
function openPages({ reader, load, scope, meter }: StreamingRun): Pages {
  let pages: AsyncIterator<ReadPage> | null = null;
  let hint = 0;
  /** Items that the read still asks for; once there are none, it asks for as many as the hint again. */
  let left = 0;
  /** Items that the largest request looked at: a read that begins anew is not to begin small again. */
  let largest = 0;

  async function close(): Promise<void> {
    await pages?.return?.();
    pages = null;
  }

  return {
    async next(position, wanted) {
      const isSmall = wanted > hint * 2;
      // A filtered read takes its sizes from what came so far.
      const isLarge = filtersOf(load.access).length === 0 && (left || hint) > wanted * 2;
      if (pages !== null && (isSmall || isLarge)) await close();
      if (pages === null) {
        hint = left = wanted;
        const { lookAt, ...how } = limited(load.access, wanted, load.description);
        pages = reader.read(load.access, {
          signal: scope.signal,
          ...defined({ from: position ?? undefined }),
          ...how,
          ...allowanceOf(load.access, load.description, meter),
          ...(lookAt && { lookAt: { ...lookAt, first: Math.max(lookAt.first, largest) } }),
        })[Symbol.asyncIterator]();
      }
      const step = await pages.next();
      if (step.done === true) return null;
      largest = Math.max(largest, step.value.scanned);
      left = Math.max(0, left - step.value.count);
      return step.value;
    },
    close,
  };
}
