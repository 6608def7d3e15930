/**
 * Checks keys and commits, the same for every driver, before it talks to its engine.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import { checkKey } from "./key.ts";
import type { Check, Mutation } from "./store.ts";

/** Keys in one commit, checks and mutations together: DynamoDB's transactions set the bound. */
const MAX_COMMIT_KEYS = 25;

/** Fails with `internal` on a bad key, a key written twice, or more than {@linkcode MAX_COMMIT_KEYS} keys. */
export function checkCommit(checks: readonly Check[], mutations: readonly Mutation[]): void {
  const written = new Set<string>();
  for (const { key } of mutations) {
    checkKey(key);
    const name = JSON.stringify(key);
    if (written.has(name)) throw new DynamoSqlError("internal", "A commit writes one key twice.");
    written.add(name);
  }
  for (const { key } of checks) {
    checkKey(key);
    written.add(JSON.stringify(key));
  }
  if (written.size > MAX_COMMIT_KEYS) {
    throw new DynamoSqlError("internal", `A commit touches more than ${MAX_COMMIT_KEYS} keys.`);
  }
}

/** True if an entry with this expiry must read as absent now. */
export function isExpired(expiresAt: number | undefined, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}
