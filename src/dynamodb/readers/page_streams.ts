/**
 * Several chains of pages (segments of a scan, partitions of a query, batches of keys) as one sequence, with
 * bounded read-ahead and a position after every page from which a later read goes on without loss or repetition.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import type { ItemKey, ReadOptions, ReadPage, ReadPosition } from "../access.ts";
import { type LimitedRequest, limitsFor } from "./request_limits.ts";

/** A page of one stream; `cursor` = where the stream goes on, null = it is done. */
export interface StreamPage extends Omit<ReadPage, "next"> {
  readonly cursor: ItemKey | null;
}

/** Chains of pages, numbered from 0. */
export interface PageStreams {
  readonly count: number;
  /** True: all pages of a stream come before those of the next. False: as they arrive. */
  readonly ordered: boolean;
  /** Pages in flight ahead of the consumer unless it says otherwise. */
  readonly readAhead: number;
  fetch(
    stream: number,
    cursor: ItemKey | null,
    limit: number | undefined,
    signal: AbortSignal,
  ): Promise<StreamPage>;
}

/** How far a read is. Grows with the read-ahead, not with the number of streams: ten thousand partitions are fine. */
interface Progress {
  /** Streams begun and not done, in order, each with where it goes on (null = at its beginning). */
  readonly begun: Map<number, ItemKey | null>;
  /** The first stream not begun. */
  fresh: number;
}

/**
 * The pages of all streams. At most `max(1, readAhead)` pages are in flight or waiting for the consumer, at most one
 * of each stream, and with `readAhead: 0` none while the consumer works. The position after a page counts only pages
 * that were handed over, so what was read ahead when a read is paused is read again, never skipped.
 */
export async function* readStreams(streams: PageStreams, options: ReadOptions): AsyncGenerator<ReadPage> {
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const readAhead = options.readAhead ?? streams.readAhead;
  const progress = begin(streams.count, options.from);
  const { begun } = progress;
  const flights = new Map<number, Flight>();
  const limits = limitsFor(options);
  const start = (stream: number, cursor: ItemKey | null) => {
    const request = limits.next();
    flights.set(stream, fly(stream, request, streams.fetch(stream, cursor, request.limit, signal)));
  };
  /**
   * Begins requests until `most` are under way, as far as they are sure to stay within the allowance together.
   */
  const fill = (most: number) => {
    const mayStart = () => flights.size < most && limits.mayBegin;
    for (const [stream, cursor] of begun) {
      if (!flights.has(stream) && mayStart()) start(stream, cursor);
    }
    for (; progress.fresh < streams.count && mayStart(); progress.fresh++) {
      start(progress.fresh, null);
      begun.set(progress.fresh, null);
    }
  };
  /** Whether a page that can be handed over is under way. */
  const isUnderWay = () => {
    const [first = progress.fresh] = begun.keys();
    return streams.ordered ? flights.has(first) : flights.size > 0;
  };
  /** Begins the request that is waited for, once nothing that shares the allowance may take what it needs. */
  const beginNext = async (most: number) => {
    fill(most);
    if (isUnderWay()) return;
    // Pages of later streams stay where they are; what they took is known then.
    await Promise.all(flights.values());
    await limits.ready();
    const [[stream, cursor] = [progress.fresh, null]] = begun;
    start(stream, cursor);
    if (stream === progress.fresh) progress.fresh++;
    begun.set(stream, cursor);
  };
  try {
    while (begun.size > 0 || progress.fresh < streams.count) {
      if (options.signal.aborted) throw abortError(options.signal);
      await beginNext(Math.max(1, readAhead));
      const landed = await next(streams, begun, flights);
      flights.delete(landed.stream);
      if ("error" in landed) throw landed.error;
      const { cursor, ...page } = landed.page;
      if (cursor === null) begun.delete(landed.stream);
      else begun.set(landed.stream, cursor);
      const position = positionOf(streams.count, progress);
      if (readAhead > 0) fill(readAhead);
      limits.handedOver(page.readUnits);
      yield { ...(options.inPieces ? page : whole(page)), next: position };
    }
  } finally {
    limits.close();
    stop.abort(OVER);
  }
}

/**
 * The reason for aborting what is still under way. There is one for all reads, as the runtime's own, with its stack,
 * takes longer than a page.
 */
const OVER = new DOMException("The read is over.", "AbortError");

type Landed =
  | { readonly stream: number; readonly page: StreamPage }
  | { readonly stream: number; readonly error: unknown };
type Flight = Promise<Landed>;

/** Never rejects, as a failure that nobody waits for yet would end the process. */
function fly(stream: number, request: LimitedRequest, page: Promise<StreamPage>): Flight {
  return page.then((page) => {
    request.gave(page);
    return { stream, page };
  }, (error: unknown) => {
    request.failed();
    return { stream, error };
  });
}

function next(streams: PageStreams, begun: Progress["begun"], flights: ReadonlyMap<number, Flight>): Flight {
  if (!streams.ordered) return Promise.race(flights.values());
  for (const stream of begun.keys()) {
    const flight = flights.get(stream);
    if (flight !== undefined) return flight;
  }
  throw new Error("No page in flight.");
}

/** The page with its items in it. */
function whole({ pieces, ...page }: Omit<StreamPage, "cursor">): Omit<StreamPage, "cursor"> {
  return pieces === undefined ? page : { ...page, items: [...pieces(Infinity)].flat() };
}

/** The error that a signal's owner aborted with, else `cancelled`. */
function abortError(signal: AbortSignal): DynamoSqlError {
  return signal.reason instanceof DynamoSqlError
    ? signal.reason
    : new DynamoSqlError("cancelled", "The query was cancelled.");
}

/** `begun` and `fresh` as {@linkcode Progress} says; `count` guards against another read's position. */
function positionOf(count: number, { begun, fresh }: Progress): ReadPosition | null {
  return begun.size === 0 && fresh >= count ? null : { count, fresh, begun: [...begun] };
}

function begin(count: number, from: ReadPosition | undefined): Progress {
  if (from === undefined) return { begun: new Map(), fresh: 0 };
  const { fresh, begun } = from;
  if (from.count !== count || typeof fresh !== "number" || !Array.isArray(begun)) {
    throw new DynamoSqlError("cursor_invalid", "The position does not belong to this read.");
  }
  // Positions come back from our own signed or kept cursors, in the shape that `positionOf` gave them.
  return { fresh, begun: new Map(begun) };
}
