/**
 * Documents of others, fetched by the guarded fetcher and kept as long as their HTTP headers say. A failure is kept for a
 * moment only, so that a broken host is not asked again at every click; an invalid document never.
 * @module
 */
import { boundedMap } from "../../lib/lru_map.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../telemetry/log.ts";
import type { DocumentEgress } from "./egress.ts";
import type { DocumentNetwork } from "./fetch/guarded_fetch.ts";
import type { Governor } from "./governor.ts";
import { freshSeconds } from "./http_freshness.ts";

/** Milliseconds a document outlives its freshness while its host is down. */
const STALE_MS = 86_400_000;
/** Milliseconds until a failed URL is tried again. */
const BACKOFF_MS = 30_000;
/** URLs kept at most. */
const KEPT = 500;

/** A document that was fetched. Times in milliseconds since the epoch. */
export interface Cached<T> {
  readonly value: T;
  readonly bytes: Uint8Array;
  readonly fetchedAt: number;
  readonly freshUntil: number;
}

/** There is none. `transient`: the network's fault of this minute, not the document's. */
export interface Failure {
  readonly reason: string;
  readonly transient: boolean;
}

/** A cache of documents of one kind. */
export interface RemoteCache<T> {
  /** What is kept, fresh or not. */
  peek(url: string): Cached<T> | undefined;
  /** Keeps what came from elsewhere. */
  put(url: string, cached: Cached<T>): void;
  /**
   * Fetches, unless it failed just now; the same fetch for all who ask at once.
   * `known`: for a client that somebody signed in with. `address`: the caller's. `chosen`: the operator named the URL, so the lists do not hold.
   */
  fetch(
    url: string,
    options: { readonly known: boolean; readonly address: string; readonly chosen?: boolean },
  ): Promise<Cached<T> | Failure>;
}

/** What {@linkcode createRemoteCache} needs. */
export interface RemoteCacheDeps<T> {
  readonly clock: Clock;
  readonly governor: Governor;
  readonly network: DocumentNetwork;
  /** Hears what became of each fetch. */
  readonly egress: Pick<DocumentEgress, "failed" | "reached">;
  readonly log: Logger;
  /** Bytes of a document at most. */
  readonly maxBody: number;
  /** False = the operator's lists forbid the host (with its port, if any). */
  readonly isListed: (host: string) => boolean;
  /** The document's meaning; null if it is not valid. */
  readonly parse: (url: string, bytes: Uint8Array) => Promise<T | null>;
}

/** True if it is a document. */
export function isCached<T>(found: Cached<T> | Failure): found is Cached<T> {
  return "value" in found;
}

/** True while a document may stand in for one that cannot be fetched. */
export function mayBeStale(cached: Cached<unknown>, now: number): boolean {
  return now < cached.freshUntil + STALE_MS;
}

/** An empty cache. */
export function createRemoteCache<T>(deps: RemoteCacheDeps<T>): RemoteCache<T> {
  const { clock, governor, network, egress, log, maxBody, isListed, parse } = deps;
  const kept = boundedMap<string, Cached<T>>(KEPT);
  const failed = boundedMap<string, Failure & { readonly until: number }>(KEPT);
  const underWay = new Map<string, Promise<Cached<T> | Failure>>();

  async function load(
    url: string,
    known: boolean,
    address: string,
    chosen: boolean,
  ): Promise<Cached<T> | Failure> {
    const { host } = new URL(url);
    if (!chosen && !isListed(host)) return { reason: "list", transient: false };
    const end = governor.begin(host, known, address);
    // Our fault, not the document's: it is not held against the URL.
    if (end === null) return { reason: "governor", transient: true };
    try {
      // The fetcher with its address tables loads at the first fetch: most servers start without one.
      const { guardedFetch } = await import("./fetch/guarded_fetch.ts");
      const found = await guardedFetch({ url, maxBody }, network);
      if (!found.ok) {
        await egress.failed(found.reason);
        return failure(url, host, found);
      }
      egress.reached();
      const { body: bytes, headers } = found.answer;
      const value = await parse(url, bytes);
      if (value === null) return failure(url, host, { reason: "invalid", transient: false });
      const now = clock();
      const cached = { value, bytes, fetchedAt: now, freshUntil: now + freshSeconds(headers) * 1000 };
      kept.set(url, cached);
      failed.delete(url);
      return cached;
    } finally {
      end();
    }
  }

  function failure(url: string, host: string, { reason, transient }: Failure): Failure {
    log.warn("A client's document could not be used.", { document_host: host, reason });
    failed.set(url, { reason, transient, until: clock() + BACKOFF_MS });
    // What was valid is not any longer; what merely cannot be reached still is.
    if (!transient) kept.delete(url);
    return { reason, transient };
  }

  return {
    peek: (url) => kept.get(url),
    put: (url, cached) => kept.set(url, cached),
    async fetch(url, { known, address, chosen = false }) {
      const before = failed.get(url);
      if (before !== undefined && before.until > clock()) return before;
      const running = underWay.get(url);
      if (running !== undefined) return await running;
      const loading = load(url, known, address, chosen).finally(() => underWay.delete(url));
      underWay.set(url, loading);
      return await loading;
    },
  };
}
