/**
 * Clients that registered themselves (RFC 7591), as they are stored: unused ones for an hour and only so many in all,
 * used ones until 90 days after their last use.
 * @module
 */
import { digestOf } from "../../lib/digest.ts";
import { z } from "zod";
import { DynamoSqlError } from "../../errors.ts";
import { storedSecretSchema } from "../../identity/client_secret.ts";
import { sharingNetworkOf } from "../../identity/network_of.ts";
import { MCP_SCOPES } from "../../identity/scopes.ts";
import type { Clock } from "../../lib/clock.ts";
import { readRecord } from "../../store/records.ts";
import type { Entry, Key, Mutation, Store } from "../../store/store.ts";
import { CLIENT_AUTH_METHODS, CLIENT_GRANTS, type OAuthClient } from "./client.ts";
import { clientDigest } from "./client_digest.ts";
import { defined } from "../../lib/defined.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Life of a registration that was never used, in milliseconds. */
const UNUSED_MS = HOUR_MS;
/** Life after the last use, in milliseconds: as long as a grant lives at most. */
const USED_MS = 90 * DAY_MS;
/** A registration younger than this may still be in the middle of its sign-in. */
const SIGN_IN_MS = 10 * 60_000;
/** How long a count of the store is believed, in milliseconds. */
const COUNT_MS = 5_000;
/** How long "no room" is believed, in milliseconds. */
const FULL_MS = 2_000;
/** Registrations removed in one round, so that not every one that comes must look for another. */
const REAPED_AT_ONCE = 10;

const recordSchema = z.object({
  clientId: z.string(),
  name: z.string(),
  redirectUris: z.array(z.string()),
  authMethod: z.enum(CLIENT_AUTH_METHODS),
  secrets: z.array(storedSecretSchema),
  jwks: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }).optional(),
  jwksUri: z.string().optional(),
  grantTypes: z.array(z.enum(CLIENT_GRANTS)),
  createdAt: z.number(),
  /** Milliseconds since the epoch; absent = never. */
  usedAt: z.number().optional(),
});

/** A registration as it is stored. Milliseconds since the epoch. */
export type SelfRecord = z.infer<typeof recordSchema>;

/** Beside each unused registration: whose network sent it (a digest) and when, so that they can be counted and reaped. */
const unusedSchema = z.object({ source: z.string(), at: z.number() });

/** The clients that registered themselves. */
export interface SelfRegistered {
  /** The client; null if there is none, or it was reaped. */
  find(clientId: string): Promise<OAuthClient | null>;
  /**
   * Stores a new one. Where too many are unused, room is made at the cost of the network (/24, /64) that holds most of them.
   * Fails with `rate_limited` where that cannot be done without breaking into sign-ins under way.
   */
  add(record: SelfRecord, address: string): Promise<void>;
  /** Notes a use: at most one write a day and client. Best effort. */
  used(clientId: string): Promise<void>;
}

/** What {@linkcode createSelfRegistered} needs. */
export interface SelfRegisteredDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** Unused ones at most (the setting `dcr_unused_max`). */
  readonly unusedMax: number;
}

const keyOf = (clientId: string): Key => ["dcr", clientId];
const UNUSED: Key = ["dcr_unused"];
const unusedKeyOf = (clientId: string): Key => [...UNUSED, clientId];

type Unused = z.infer<typeof unusedSchema> & { readonly clientId: string };

/** The self-registered clients of a store. */
export function createSelfRegistered({ store, clock, unusedMax }: SelfRegisteredDeps): SelfRegistered {
  /** Unused ones, as last counted and added to since: a listing per registration would make a flood dear for us. */
  let counted = { at: -Infinity, count: 0 };
  /** Until when it is known that there is no room. */
  let fullUntil = -Infinity;

  async function unused(): Promise<Unused[]> {
    const all: Unused[] = [];
    for await (const { key, value } of store.list(UNUSED, { limit: 2 * unusedMax })) {
      const parsed = unusedSchema.safeParse(value);
      if (parsed.success) all.push({ ...parsed.data, clientId: key.at(-1) ?? "" });
    }
    return all;
  }

  /** One at a time: those who come together must not all look for the same room. */
  let making = Promise.resolve();
  function makeRoom(): Promise<void> {
    const made = making.then(makeRoomNow);
    making = made.catch(() => {});
    return made;
  }

  async function makeRoomNow(): Promise<void> {
    const now = clock();
    if (now - counted.at >= COUNT_MS) counted = { at: now, count: (await unused()).length };
    if (counted.count++ < unusedMax) return;
    if (now < fullUntil) throw full(fullUntil - now);
    const all = await unused();
    const excess = all.length + 1 - unusedMax;
    if (excess > 0) {
      const doomed = toReap(all, Math.max(excess, REAPED_AT_ONCE), unusedMax, now);
      for (const { clientId } of doomed) await reap(clientId);
      if (doomed.length < excess) {
        fullUntil = now + FULL_MS;
        throw full(Math.min(...all.map(({ at }) => at)) + SIGN_IN_MS - now);
      }
      counted = { at: now, count: all.length - doomed.length + 1 };
    } else counted = { at: now, count: all.length + 1 };
  }

  async function reap(clientId: string): Promise<void> {
    const record = await store.get(keyOf(clientId));
    const parsed = recordSchema.safeParse(record?.value);
    // Used meanwhile: only its mark is old.
    const keep = parsed.success && parsed.data.usedAt !== undefined;
    const deletions: Mutation[] = [{ type: "delete", key: unusedKeyOf(clientId) }];
    if (!keep) deletions.push({ type: "delete", key: keyOf(clientId) });
    // A use between the reading and the removal wins: the registration stays.
    await store.commit([{ key: keyOf(clientId), version: record?.version ?? null }], deletions);
  }

  async function note(entry: Entry<SelfRecord>, now: number): Promise<void> {
    const key = keyOf(entry.value.clientId);
    await store.commit([{ key, version: entry.version }], [
      { type: "set", key, value: { ...entry.value, usedAt: now }, expiresAt: now + USED_MS },
      { type: "delete", key: unusedKeyOf(entry.value.clientId) },
    ]);
  }

  return {
    async find(clientId) {
      const entry = await readRecord(store, recordSchema, keyOf(clientId));
      return entry === null ? null : clientOf(entry.value);
    },
    async add(record, address) {
      await makeRoom();
      const expiresAt = record.createdAt + UNUSED_MS;
      const mark = { source: digestOfSource(address), at: record.createdAt };
      const key = keyOf(record.clientId);
      const added = await store.commit([{ key, version: null }], [
        { type: "set", key, value: record, expiresAt },
        { type: "set", key: unusedKeyOf(record.clientId), value: mark, expiresAt },
      ]);
      if (!added) throw new DynamoSqlError("unavailable", "The registration could not be stored. Try again.");
    },
    async used(clientId) {
      const entry = await readRecord(store, recordSchema, keyOf(clientId));
      if (entry === null) return;
      const now = clock();
      if (now - (entry.value.usedAt ?? -Infinity) >= DAY_MS) await note(entry, now);
    },
  };
}

/**
 * Which unused registrations make room: the oldest of the network that holds most, again and again; but none that may be
 * in the middle of a sign-in, unless its network holds more than a tenth of all that may be.
 */
function toReap(all: readonly Unused[], count: number, unusedMax: number, now: number): Unused[] {
  const bySource = Map.groupBy([...all].sort((a, b) => a.at - b.at), ({ source }) => source);
  const queues = [...bySource.values()].map((queue) => [...queue]);
  const doomed: Unused[] = [];
  while (doomed.length < count) {
    queues.sort((a, b) => b.length - a.length || (a[0]?.at ?? 0) - (b[0]?.at ?? 0));
    const queue = queues.find((one) =>
      one[0] !== undefined && (one.length > unusedMax / 10 || now - one[0].at > SIGN_IN_MS)
    );
    const oldest = queue?.shift();
    if (oldest === undefined) break;
    doomed.push(oldest);
  }
  return doomed;
}

function full(milliseconds: number): DynamoSqlError {
  const retryAfter = Math.max(1, Math.ceil(milliseconds / 1000));
  return new DynamoSqlError("rate_limited", "Too many clients have registered and not been used.", {
    retryAfter,
  });
}

/** The address is personal data: a digest tells sources apart as well. */
function digestOfSource(address: string): string {
  return digestOf(`dcr:${sharingNetworkOf(address)}`).slice(0, 22);
}

function clientOf({ createdAt: _created, usedAt: _used, jwks, jwksUri, ...record }: SelfRecord): OAuthClient {
  const client = {
    ...record,
    ...defined({ jwks, jwksUri }),
    known: "self" as const,
    scopes: MCP_SCOPES,
  };
  return { ...client, digest: clientDigest(client) };
}
