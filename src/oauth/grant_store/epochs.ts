/**
 * Epochs: when all grants of a user or of a client are revoked, codes under way must die with them. A code notes the
 * epochs it was issued in; its redemption checks them in the commit that makes the grant.
 * @module
 */
import type { Random } from "../../lib/random.ts";
import { randomText } from "../../lib/random.ts";
import type { Check, Key, Mutation, Store } from "../../store/store.ts";
import { digestOf } from "../../lib/digest.ts";

/** Whose grants. */
export type GrantsOf = { readonly userId: string } | { readonly clientId: string };

function epochKey(of: GrantsOf): Key {
  return "userId" in of
    ? ["grant_epoch", "user", of.userId]
    : ["grant_epoch", "client", digestOf(of.clientId)];
}

/** The epoch's version now; null = nothing was ever revoked as a whole. */
export async function epochOf(store: Store, of: GrantsOf): Promise<string | null> {
  return (await store.get(epochKey(of)))?.version ?? null;
}

/** Holds as long as nothing was revoked as a whole since. */
export function sameEpoch(of: GrantsOf, version: string | null): Check {
  return { key: epochKey(of), version };
}

/** Begins a new epoch. It never expires: one small record for each user or client that was ever cut off. */
export function newEpoch(of: GrantsOf, random: Random): Mutation {
  return { type: "set", key: epochKey(of), value: randomText(random, 8) };
}
