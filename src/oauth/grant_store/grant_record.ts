/**
 * A grant and its family of refresh tokens: one record, so that every change of either is one compare-and-set.
 * @module
 */
import { z } from "zod";
import { SCOPES } from "../../identity/scopes.ts";
import type { Key, Mutation } from "../../store/store.ts";
import { digestOf } from "../../lib/digest.ts";
import type { OAuthGrant } from "./grant.ts";
import { defined } from "../../lib/defined.ts";

const DAY_MS = 24 * 3_600_000;

/** A refresh token dies when it was not used for so long (docs/reference/oauth.md#lives). Milliseconds. */
export const REFRESH_IDLE_MS = 30 * DAY_MS;

/** A grant dies so long after its consent, whatever was done with it. Milliseconds. */
export const GRANT_LIFE_MS = 90 * DAY_MS;

const familySchema = z.object({
  /** Which of the installation's keys derives its tokens. */
  keyId: z.string(),
  /** Digest of the newest token. It was handed out, but perhaps never arrived. */
  current: z.string(),
  /** Digest of the token that `current` was derived from: valid until `current` is used. Absent at first. */
  previous: z.string().optional(),
  /** How often `previous` came again since `current` was derived from it. Absent = never. */
  replays: z.number().optional(),
  /** When tokens of the family came again, as far as it still counts (see `replays.ts`). */
  replayedAt: z.array(z.number()).optional(),
});

/** The refresh tokens of a grant, all derived from one another; digests only. */
export type TokenFamily = z.infer<typeof familySchema>;

/** The record in the store. Times in milliseconds since the epoch. */
export const grantSchema = z.object({
  grantId: z.string(),
  tenantId: z.string(),
  userId: z.string(),
  clientId: z.string(),
  clientName: z.string(),
  clientKnown: z.enum(["operator", "document", "self"]),
  /** What the consent rested on; see `OAuthClient.digest`. */
  clientDigest: z.string(),
  redirectHost: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  resource: z.string(),
  createdAt: z.number(),
  /** When its code was redeemed or its tokens last rotated; a replay leaves it as it is. */
  lastUsedAt: z.number().optional(),
  expiresAt: z.number(),
  /** Absent where the client has no refresh tokens. */
  family: familySchema.optional(),
});

/** The record in the store. */
export type GrantRecord = z.infer<typeof grantSchema>;

/** The visible part of a record. */
export function publicGrant({ family: _family, clientDigest: _digest, ...grant }: GrantRecord): OAuthGrant {
  const { lastUsedAt, ...rest } = grant;
  return { ...rest, ...defined({ lastUsedAt }) };
}

/** True for the form of our ids: what keeps a stranger's text out of the store's keys. */
export function isGrantId(text: string): boolean {
  return /^grt_[0-9A-Za-z]{22}$/.test(text);
}

/** Where a grant lies. */
export function grantKey(grantId: string): Key {
  return ["grant", grantId];
}

/** Where the grants of a tenant are listed. */
export function tenantGrantsKey(tenantId: string): Key {
  return ["grant_of_tenant", tenantId];
}

/** Where the grants of a user are listed. */
export function userGrantsKey(userId: string): Key {
  return ["grant_of_user", userId];
}

/** Where the grants to a client are listed. Its id may be a long URL. */
export function clientGrantsKey(clientId: string): Key {
  return ["grant_of_client", digestOf(clientId)];
}

/** What of a grant finds it again. */
export type Indexed = Pick<GrantRecord, "grantId" | "tenantId" | "userId" | "clientId">;

function indexKeys({ grantId, tenantId, userId, clientId }: Indexed): Key[] {
  return [tenantGrantsKey(tenantId), userGrantsKey(userId), clientGrantsKey(clientId)]
    .map((prefix) => [...prefix, grantId]);
}

/** Writes a new grant and what finds it. */
export function addGrant(record: GrantRecord): Mutation[] {
  // The marks outlive the grant rather than the reverse: a refresh must not have to renew them.
  const expiresAt = record.createdAt + GRANT_LIFE_MS;
  const marks = indexKeys(record).map((key): Mutation => ({ type: "set", key, value: true, expiresAt }));
  return [setGrant(record), ...marks];
}

/** Writes a changed grant. */
export function setGrant(record: GrantRecord): Mutation {
  return { type: "set", key: grantKey(record.grantId), value: record, expiresAt: record.expiresAt };
}

/** Removes a grant and what finds it: four keys. */
export function removeGrant(record: Indexed): Mutation[] {
  return [grantKey(record.grantId), ...indexKeys(record)].map((key) => ({ type: "delete", key }));
}
