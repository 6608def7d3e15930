/**
 * Results kept for their later pages, under one bound of memory. Room is made by the oldest of the owner that holds most,
 * so that one principal cannot drive out the others (docs/reference/limits.md#kept).
 * @module
 */
import type { ResultColumn } from "../engine/messages/job.ts";
import type { Parameters, Resume } from "../sql/query.ts";
import type { RowBuffer } from "./row_buffer.ts";

/** An answer that has later pages. Whoever works on it has its `turn`. */
export interface CachedResult {
  readonly id: string;
  /** `principalKey` of whom it belongs to. */
  readonly owner: string;
  readonly tenantId: string;
  readonly sql: string;
  readonly schemaName: string | undefined;
  readonly parameters: Parameters;
  readonly consistentRead: boolean;
  /** Resolves when nobody works on the result; whoever wants to, waits for it and puts an own promise there. */
  turn: Promise<void>;
  /** The budget of all pages together. */
  readonly readUnitsMax: number;
  readonly rows: RowBuffer;
  columns: readonly ResultColumn[];
  /** What is still to be read when the rows held are used up: all, the rest of a paused read, or (null) nothing. */
  unread: { readonly resume?: Resume } | null;
  /** The limit of kept results cut the answer. */
  cut: boolean;
  /** Consumed by all pages so far. */
  readUnits: number;
  items: number;
  /** Bytes of DynamoDB's responses. */
  bytes: number;
  /** Milliseconds that its runs took, from their start in the queue. */
  milliseconds: number;
}

/** Kept results by id. */
export interface ResultCache {
  /**
   * Notes that a result under way has grown (or shrunk) to `bytes`. Makes room for it. False = there is none, even
   * without any kept result: its further rows cannot be kept.
   */
  grow(result: CachedResult, bytes: number): boolean;
  /** Keeps a result for its next page. */
  keep(result: CachedResult): void;
  /** A kept result, or undefined where there is none: never known, expired, evicted. */
  find(id: string): CachedResult | undefined;
  /** Work on a result is over: where it is not kept, or not any more, nothing of it is held. */
  release(result: CachedResult): void;
  /** Bytes held by all. */
  readonly bytes: number;
  /** Forgets everything. */
  close(): void;
}

/** Milliseconds between sweeps of the expired. */
const SWEEP_MS = 10_000;

/** Bounds of all kept results together, and the clock (milliseconds since the epoch) they expire by. */
export interface ResultCacheSettings {
  readonly totalBytes: number;
  readonly seconds: number;
  readonly clock: () => number;
}

/** Nothing kept yet. */
export function createResultCache({ totalBytes, seconds, clock }: ResultCacheSettings): ResultCache {
  /** In order of age. */
  const kept = new Map<string, { readonly result: CachedResult; expiresAt: number }>();
  const sizes = new Map<CachedResult, number>();
  let total = 0;
  let sweeper: ReturnType<typeof setInterval> | undefined;

  function forget(result: CachedResult): void {
    total -= sizes.get(result) ?? 0;
    sizes.delete(result);
    kept.delete(result.id);
    if (kept.size > 0) return;
    clearInterval(sweeper);
    sweeper = undefined;
  }

  function sweep(): void {
    const now = clock();
    for (const { result, expiresAt } of [...kept.values()]) if (expiresAt <= now) forget(result);
  }

  /**
   * The oldest result of the owner that holds most, and of several of the one whose tenant does, once `growing` has grown;
   * null where the owner who grows is that one, and holds nothing else, or where nothing is kept.
   */
  function oldestOfTheLargest(growing: CachedResult, change: number): CachedResult | null {
    const ofOwner = new Map([[growing.owner, change]]);
    const ofTenant = new Map([[growing.tenantId, change]]);
    for (const [{ owner, tenantId }, size] of sizes) {
      ofOwner.set(owner, (ofOwner.get(owner) ?? 0) + size);
      ofTenant.set(tenantId, (ofTenant.get(tenantId) ?? 0) + size);
    }
    const holds = ({ owner, tenantId }: CachedResult) =>
      [ofOwner.get(owner) ?? 0, ofTenant.get(tenantId) ?? 0] as const;
    const isMore = (one: CachedResult, other: CachedResult) => {
      const [[owner, tenant], [otherOwner, otherTenant]] = [holds(one), holds(other)];
      return owner > otherOwner || owner === otherOwner && tenant > otherTenant;
    };
    let victim: CachedResult | null = null;
    for (const { result } of kept.values()) {
      if (result !== growing && (victim === null || isMore(result, victim))) victim = result;
    }
    return victim !== null && victim.owner !== growing.owner && isMore(growing, victim) ? null : victim;
  }

  return {
    grow(result, bytes) {
      const change = bytes - (sizes.get(result) ?? 0);
      if (change > 0 && total + change > totalBytes) sweep();
      while (change > 0 && total + change > totalBytes) {
        const victim = oldestOfTheLargest(result, change);
        if (victim === null) return false;
        forget(victim);
      }
      total += change;
      sizes.set(result, bytes);
      return true;
    },
    keep(result) {
      const expiresAt = clock() + seconds * 1000;
      const entry = kept.get(result.id);
      if (entry === undefined) kept.set(result.id, { result, expiresAt });
      else entry.expiresAt = expiresAt;
      if (sweeper !== undefined) return;
      sweeper = setInterval(sweep, SWEEP_MS);
      Deno.unrefTimer(sweeper);
    },
    find(id) {
      const entry = kept.get(id);
      if (entry === undefined) return undefined;
      if (entry.expiresAt > clock()) return entry.result;
      forget(entry.result);
      return undefined;
    },
    release(result) {
      if (!kept.has(result.id)) forget(result);
    },
    get bytes() {
      return total;
    },
    close() {
      for (const { result } of [...kept.values()]) forget(result);
    },
  };
}
