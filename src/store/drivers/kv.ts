/**
 * The driver `kv`: Deno KV, a file on disk or a denokv server. Several processes may share one.
 * @module
 */
import { groupedReads, KEYS_PER_READ } from "./grouped_reads.ts";
import { checkKey, checkPrefix, compareKeys, isUnder } from "../key.ts";
import { checkCommit, isExpired } from "../limits.ts";
import type { Clock } from "../../lib/clock.ts";
import { createPending } from "./pending.ts";
import { withPatience } from "./retry.ts";
import type { Check, Entry, Key, ListOptions, Mutation, Store } from "../store.ts";
import { decodeValue, encodeValue } from "../value.ts";
import { liveStamp, versionOf } from "./kv_version.ts";
import { defined } from "../../lib/defined.ts";

/** What lies in Deno KV: JSON as UTF-8 bytes (a string could take two bytes a character) and the expiry. */
interface Envelope {
  readonly json: Uint8Array;
  readonly expiresAt?: number;
}

/** Entries fetched at once while listing. */
const BATCH = 100;
/** Times that a refused commit is looked into: the expiry sweep of another process may blur what is found. */
const COMMIT_ROUNDS = 10;

/** Milliseconds that the caller of `close` waits for operations under way; the closing comes after them in any case. */
const CLOSE_MS = 500;

/** The versionstamps that Deno KV is to check, in the order of a commit's checks; null = no such key. */
type Stamps = readonly (string | null)[];

/** Settings of {@linkcode openKv}. */
export interface KvOptions {
  readonly clock?: Clock;
  /**
   * A second opening of the same database for reads. On a file, one opening does one thing at a time, and a
   * write that waits for another process's lock (up to 5 s) would hold up every read behind it.
   */
  readonly reader?: Deno.Kv;
}

/** A store on an open Deno KV, which it owns from now on. */
export function openKv(kv: Deno.Kv, options: KvOptions = {}): Store {
  const { clock = Date.now, reader = kv } = options;
  const pending = createPending();
  const patiently = <T>(operation: () => Promise<T>) => withPatience(() => pending.add(operation()));
  // Not on a server, which answers many at once.
  const read = reader === kv
    ? (key: Key) => patiently(() => reader.get<Envelope>([...key]))
    : groupedReads<Envelope>(reader, patiently);

  async function write(key: Key, value: unknown, expiresAt: number | undefined): Promise<string> {
    const mutation = { type: "set", key, value, ...defined({ expiresAt }) } as const;
    const operation = addMutations(kv.atomic(), [mutation], clock());
    const result = await patiently(() => operation.commit());
    // Without checks Deno KV always commits.
    return result.ok ? versionOf(result.versionstamp, expiresAt) : "";
  }

  /** What the checks themselves say; null if one of them can no longer hold. */
  function claimedStamps(checks: readonly Check[]): Stamps | null {
    const stamps: (string | null)[] = [];
    for (const { version } of checks) {
      const stamp = version === null ? null : liveStamp(version, clock());
      if (stamp === undefined) return null;
      stamps.push(stamp);
    }
    return stamps;
  }

  /** What lies in the engine, expired or not; null if a check does not hold now. */
  async function foundStamps(checks: readonly Check[]): Promise<Stamps | null> {
    const stamps: (string | null)[] = [];
    for (let start = 0; start < checks.length; start += KEYS_PER_READ) {
      const part = checks.slice(start, start + KEYS_PER_READ);
      const keys = part.map((check) => [...check.key]);
      const entries = await patiently(() => reader.getMany<Envelope[]>(keys));
      for (const [index, { value, versionstamp }] of entries.entries()) {
        const absent = value === null || isExpired(value.expiresAt, clock());
        const version = absent ? null : versionOf(versionstamp, value.expiresAt);
        if (version !== part[index]?.version) return null;
        stamps.push(versionstamp);
      }
    }
    return stamps;
  }

  return {
    async get<T>(key: Key): Promise<Entry<T> | null> {
      checkKey(key);
      const entry = await read(key);
      if (entry.value === null || isExpired(entry.value.expiresAt, clock())) return null;
      return entryOf<T>(key, entry.value, entry.versionstamp);
    },
    async set(key, value, options = {}): Promise<string> {
      checkKey(key);
      return await write(key, value, options.expiresAt);
    },
    async delete(key): Promise<void> {
      checkKey(key);
      await patiently(() => kv.delete([...key]));
    },
    async *list<T>(prefix: Key, options: ListOptions = {}): AsyncGenerator<Entry<T>> {
      checkPrefix(prefix);
      const { after, limit = Infinity } = options;
      if (limit <= 0) return;
      const selector = selectorOf(prefix, after);
      if (selector === null) return;
      let yielded = 0;
      const iterator = reader.list<Envelope>(selector, { batchSize: BATCH });
      while (true) {
        // Deno KV's iterator fetches again after a failure, so a locked file can be retried in mid-list.
        const next = await patiently(() => iterator.next());
        if (next.done) return;
        const key = next.value.key.map(String);
        if (after !== undefined && compareKeys(key, after) <= 0) continue;
        if (isExpired(next.value.value.expiresAt, clock())) continue;
        yield entryOf<T>(key, next.value.value, next.value.versionstamp);
        if (++yielded >= limit) return;
      }
    },
    async commit(checks, mutations): Promise<boolean> {
      checkCommit(checks, mutations);
      // A version tells its expiry, so a check needs no reading before; only an expired entry that still lies there,
      // and must count as absent, makes Deno KV refuse what holds. Then what lies there is read, and checked instead;
      // if it changed in between, once more.
      for (let round = 0; round <= COMMIT_ROUNDS; round++) {
        const stamps = round === 0 ? claimedStamps(checks) : await foundStamps(checks);
        if (stamps === null) return false;
        const operation = addMutations(kv.atomic(), mutations, clock());
        operation.check(...checks.map(({ key }, index) => ({
          key: [...key],
          versionstamp: stamps[index] ?? null,
        })));
        if ((await patiently(() => operation.commit())).ok) return true;
      }
      return false;
    },
    async close(): Promise<void> {
      // Closing waits, and this whole thread with it, for an operation that waits for another program's lock.
      const closed = pending.settled().then(() => {
        kv.close();
        if (reader !== kv) reader.close();
      });
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(late.resolve, CLOSE_MS);
      await Promise.race([closed, late.promise]);
      clearTimeout(timer);
    },
  };
}

/** Starts at `after` where that lies inside the prefix; null where everything lies before it. */
function selectorOf(prefix: Key, after: Key | undefined): Deno.KvListSelector | null {
  if (after === undefined) return { prefix: [...prefix] };
  if (isUnder(after, prefix)) return { prefix: [...prefix], start: [...after] };
  return compareKeys(after, prefix) <= 0 ? { prefix: [...prefix] } : null;
}

function addMutations(
  operation: Deno.AtomicOperation,
  mutations: readonly Mutation[],
  now: number,
): Deno.AtomicOperation {
  for (const mutation of mutations) {
    if (mutation.type === "delete") {
      operation.delete([...mutation.key]);
      continue;
    }
    const { expiresAt } = mutation;
    const envelope: Envelope = {
      json: encodeValue(mutation.value),
      ...defined({ expiresAt }),
    };
    // `expireIn` only lets Deno KV clean up; what counts is the envelope's expiry, checked on every read.
    operation.set(
      [...mutation.key],
      envelope,
      expiresAt === undefined ? {} : { expireIn: Math.max(1, expiresAt - now) },
    );
  }
  return operation;
}

function entryOf<T>(key: Key, envelope: Envelope, stamp: string): Entry<T> {
  // The caller names the type it wrote; `records.ts` checks it where that matters.
  return {
    key: [...key],
    value: decodeValue(envelope.json) as T,
    version: versionOf(stamp, envelope.expiresAt),
  };
}
