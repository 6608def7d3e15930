/**
 * Clients known by a metadata document: fetched, kept in memory, and in the store once somebody signed in with them.
 * @module
 */
import { Buffer } from "node:buffer";
import { digestOf } from "../../lib/digest.ts";
import { z } from "zod";
import { DynamoSqlError } from "../../errors.ts";
import { boundedMap } from "../../lib/lru_map.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Key, Store } from "../../store/store.ts";
import type { OAuthClient } from "./client.ts";
import { clientOfDocument, MAX_DOCUMENT_BYTES } from "./document.ts";
import { documentHost } from "./document_url.ts";
import type { DocumentEgress } from "./egress.ts";
import {
  type Cached,
  createRemoteCache,
  isCached,
  mayBeStale,
  type RemoteCache,
  type RemoteCacheDeps,
} from "./remote_cache.ts";

/** A used document is remembered as long as a grant can live, in milliseconds. */
const KNOWN_MS = 90 * 86_400_000;
/** A use renews that at most once a day. */
const RENEW_MS = 86_400_000;

/** In the store: the document itself, judged anew when it is read. Milliseconds since the epoch. */
const recordSchema = z.object({
  url: z.string(),
  document: z.string(),
  fetchedAt: z.number(),
  freshUntil: z.number(),
});

/** Clients by metadata document. */
export interface DocumentClients {
  /** Fails with `invalid_client_metadata`, in the same words whatever went wrong. */
  find(clientId: string, purpose: "authorize" | "token", address: string): Promise<OAuthClient>;
  /** Notes that somebody signed in with it. */
  used(clientId: string): Promise<void>;
}

/** What {@linkcode createDocumentClients} needs. */
export interface DocumentClientsDeps
  extends Pick<RemoteCacheDeps<OAuthClient>, "governor" | "network" | "log" | "isListed"> {
  readonly egress: DocumentEgress;
  readonly store: Store;
  readonly clock: Clock;
  readonly privateRedirects: readonly string[];
}

/** The clients with nothing fetched yet. */
export function createDocumentClients(deps: DocumentClientsDeps): DocumentClients {
  const { store, clock, egress, isListed, privateRedirects } = deps;
  /** URL → when it was last written to the store. */
  const known = boundedMap<string, number>(1_000);
  const parse = (url: string, bytes: Uint8Array) =>
    clientOfDocument(url, documentHost(url) ?? "", bytes, privateRedirects);
  const cache: RemoteCache<OAuthClient> = createRemoteCache({ ...deps, maxBody: MAX_DOCUMENT_BYTES, parse });

  /** What memory or the store has, fresh or not. */
  async function remembered(url: string): Promise<Cached<OAuthClient> | undefined> {
    const cached = cache.peek(url);
    if (cached !== undefined) return cached;
    const record = recordSchema.safeParse((await store.get(keyOf(url)))?.value);
    if (!record.success || record.data.url !== url) return undefined;
    const bytes = Buffer.from(record.data.document, "base64url");
    const value = await parse(url, bytes);
    known.set(url, record.data.fetchedAt);
    if (value === null) return undefined;
    const { fetchedAt, freshUntil } = record.data;
    const found = { value, bytes, fetchedAt, freshUntil };
    cache.put(url, found);
    return found;
  }

  async function keep(url: string, { bytes, fetchedAt, freshUntil }: Cached<OAuthClient>): Promise<void> {
    const now = clock();
    known.set(url, now);
    const document = Buffer.from(bytes).toString("base64url");
    await store.set(keyOf(url), { url, document, fetchedAt, freshUntil }, { expiresAt: now + KNOWN_MS });
  }

  return {
    async find(clientId, purpose, address) {
      const host = documentHost(clientId);
      if (host === null || !isListed(host)) throw await egress.isOpen() ? unusable() : noWayOut();
      const before = await remembered(clientId);
      if (before !== undefined && before.freshUntil > clock()) return before.value;
      const found = await cache.fetch(clientId, { known: known.get(clientId) !== undefined, address });
      if (isCached(found)) {
        if (known.get(clientId) !== undefined) await keep(clientId, found);
        return found.value;
      }
      // A refresh outlives an outage of the client's host; a new sign-in waits for it.
      if (purpose === "token" && found.transient && before !== undefined && mayBeStale(before, clock())) {
        return before.value;
      }
      throw await egress.isOpen() ? unusable() : noWayOut();
    },
    async used(clientId) {
      const cached = cache.peek(clientId);
      if (cached === undefined || clock() - (known.get(clientId) ?? -Infinity) < RENEW_MS) return;
      await keep(clientId, cached);
    },
  };
}

/** One wording: which of the rules broke would tell a stranger what lives in the operator's network. */
function unusable(): DynamoSqlError {
  return new DynamoSqlError(
    "invalid_client_metadata",
    "The client's metadata document cannot be fetched, or is not valid.",
  );
}

/** The same for every URL, so that it tells nothing of any. */
function noWayOut(): DynamoSqlError {
  return new DynamoSqlError(
    "invalid_client_metadata",
    "This server has no way out to the internet at the moment, so it cannot fetch the metadata document of any " +
      "application.",
  );
}

/** URLs are longer than keys may be. */
function keyOf(url: string): Key {
  return ["cimd", digestOf(url)];
}
