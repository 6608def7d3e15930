/**
 * The keys of clients that authenticate by `private_key_jwt`: inline, or fetched from their `jwks_uri`.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import type { Clock } from "../../lib/clock.ts";
import type { OAuthClient } from "./client.ts";
import { jsonObject } from "./json_object.ts";
import { type PublicKeys, publicKeys } from "./public_keys.ts";
import {
  createRemoteCache,
  isCached,
  mayBeStale,
  type RemoteCache,
  type RemoteCacheDeps,
} from "./remote_cache.ts";

/** Bytes of a key set at most: ten RSA keys with their certificates left out. */
const MAX_JWKS_BYTES = 32 * 1024;
/** Milliseconds between two fetches because of a key id that is not there. */
const UNKNOWN_KEY_MS = 60_000;

/** Finds clients' keys. */
export interface KeySets {
  /**
   * The keys. Fails with `invalid_client` where there are none to be had.
   * @param address the caller's
   * @param unknownKey the keys given before lack the one that was used: fetched anew, at most once a minute
   */
  keys(client: OAuthClient, address: string, unknownKey?: boolean): Promise<PublicKeys>;
}

/** The key sets with nothing fetched yet. */
export function createKeySets(
  deps: Pick<RemoteCacheDeps<PublicKeys>, "governor" | "network" | "egress" | "log" | "isListed"> & {
    readonly clock: Clock;
  },
): KeySets {
  const { clock } = deps;
  const parse = async (_url: string, bytes: Uint8Array) => publicKeys(await jsonObject(bytes));
  const cache: RemoteCache<PublicKeys> = createRemoteCache({ ...deps, maxBody: MAX_JWKS_BYTES, parse });
  return {
    async keys({ jwks, jwksUri, known }, address, unknownKey = false) {
      if (jwks !== undefined) return jwks;
      if (jwksUri === undefined) throw none();
      const before = cache.peek(jwksUri);
      const now = clock();
      const current = before !== undefined &&
        (unknownKey ? before.fetchedAt + UNKNOWN_KEY_MS > now : before.freshUntil > now);
      if (current) return before.value;
      // Whoever presents an assertion of this client may be anybody: it is no sign of a known one.
      const found = await cache.fetch(jwksUri, { known: false, address, chosen: known === "operator" });
      if (isCached(found)) return found.value;
      if (found.transient && before !== undefined && mayBeStale(before, now)) return before.value;
      throw none();
    },
  };
}

function none(): DynamoSqlError {
  return new DynamoSqlError("invalid_client", "The client's keys cannot be fetched, or are not valid.");
}
