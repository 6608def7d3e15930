/**
 * Versions of the driver `kv`: they tell when their entry expires, so that a commit knows without reading it again.
 * @module
 */
import { isExpired } from "../limits.ts";

/** The version of an entry: Deno KV's stamp and, where it has one, the time of its expiry. */
export function versionOf(stamp: string, expiresAt: number | undefined): string {
  return expiresAt === undefined ? stamp : `${stamp}@${expiresAt}`;
}

/** The stamp in a version; undefined if the entry has expired since, or no version of ours looks like that. */
export function liveStamp(version: string, now: number): string | undefined {
  const [stamp = "", time] = version.split("@");
  const live = /^[0-9a-f]{20}$/.test(stamp) && !isExpired(time === undefined ? time : Number(time), now);
  return live ? stamp : undefined;
}
