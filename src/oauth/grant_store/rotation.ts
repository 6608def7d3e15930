/**
 * Refresh tokens are rotated at every use (RFC 9700 §4.14.2). The token before stays valid until its successor is first
 * used, a few times and for some minutes, so that a lost answer logs nobody out; from then on presenting it revokes the
 * family: somebody has a copy.
 *
 * The record holds two digests and what was replayed, and moves on by compare-and-set. Since a successor is derived from
 * its predecessor alone, whoever presents one token, at once or again, gets the same next one: a family is a line and
 * never has twins. Nor is a replay ever counted once for two.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import type { InstallationKeys } from "../../identity/installation_keys.ts";
import { readRecord } from "../../store/records.ts";
import type { Entry, Store } from "../../store/store.ts";
import { digestOf, sameDigest } from "../../lib/digest.ts";
import type { Grants } from "./grant.ts";
import {
  GRANT_LIFE_MS,
  grantKey,
  type GrantRecord,
  grantSchema,
  REFRESH_IDLE_MS,
  setGrant,
  type TokenFamily,
} from "./grant_record.ts";
import { groupCommitOf } from "../../store/group_commit.ts";
import { afterReplay, replaysOfDay } from "./replays.ts";
import { grantIdOfRefreshToken, isOurRefreshToken, nextRefreshToken } from "./refresh_token.ts";
import type { Runtime } from "../../telemetry/runtime.ts";

/** What a rotation works with. */
export interface RotationDeps extends Pick<Runtime, "clock" | "log"> {
  readonly store: Store;
  readonly grants: Pick<Grants, "revoke">;
  readonly installationKeys: InstallationKeys;
}

/**
 * What a refresh token is in its family now. `current`: the newest. `replayed`: the one before, whose successor nobody has
 * used. `worn`: the same, but it came too often or too late. `spent`: older; somebody has a copy. `foreign`: not one of
 * ours, though its form is right.
 */
export type Standing = "current" | "replayed" | "worn" | "spent" | "foreign";

/** A presented token, its grant, and how it stands there. */
export interface PresentedRefreshToken {
  readonly entry: Entry<GrantRecord>;
  readonly keyId: string;
  readonly standing: Standing;
  /** The family once it counts this replay; null where it is none, or one too many. */
  readonly replayed: TokenFamily | null;
}

/** Rounds of a rotation that others keep overtaking; each of them has moved the family on by one. */
const ROUNDS = 100;

const REPLAYED =
  "A refresh token came again before its successor was used: an answer was lost, or somebody has a copy.";

const REUSED = {
  spent: "A refresh token came again after its successor was used: its grant is revoked.",
  worn: "A refresh token came again more often, or later, than lost answers explain: its grant is revoked.",
} as const;

/** What the audit keeps is marked, so that it can be told from the rest of the log. */
const AUDITED = { audit: true } as const;

/** Looks a token up without using it. Null: it names no grant that is alive. */
export async function lookUp(
  token: string,
  deps: Pick<RotationDeps, "store" | "installationKeys" | "clock">,
): Promise<PresentedRefreshToken | null> {
  const grantId = grantIdOfRefreshToken(token);
  const entry = grantId === null ? null : await readRecord(deps.store, grantSchema, grantKey(grantId));
  const family = entry?.value.family;
  if (entry === null || family === undefined || entry.value.expiresAt <= deps.clock()) return null;
  const { keyId, current, previous } = family;
  const digest = digestOf(token);
  if (previous !== undefined && sameDigest(digest, previous)) {
    const replayed = afterReplay(family, entry.value, deps.clock());
    return { entry, keyId, standing: replayed === null ? "worn" : "replayed", replayed };
  }
  const standing: Standing = sameDigest(digest, current)
    ? "current"
    : await isOurRefreshToken(deps.installationKeys, token, keyId)
    ? "spent"
    : "foreign";
  return { entry, keyId, standing, replayed: null };
}

/**
 * Uses a token. Returns its successor, and what `check` gave.
 * Fails with `invalid_grant`; a spent or worn token of the right client revokes the family first, of another one nothing.
 * @param check called before anything is changed: whether this request may use this grant. It throws if not.
 */
export async function rotate<T>(
  token: string,
  clientId: string,
  check: (grant: GrantRecord) => Promise<T>,
  deps: RotationDeps,
): Promise<{ readonly checked: T; readonly refreshToken: string }> {
  const { store, installationKeys, clock } = deps;
  for (let round = 0; round < ROUNDS; round++) {
    const presented = await lookUp(token, deps);
    if (presented === null || presented.standing === "foreign") throw invalidRefreshToken();
    const { entry, keyId, standing, replayed } = presented;
    const grant = entry.value;
    // A thief with an id of its own must not be able to log the owner out.
    if (grant.clientId !== clientId) throw invalidRefreshToken();
    if (standing === "spent" || standing === "worn") {
      await revokeFamily(grant, deps);
      deps.log.warn(REUSED[standing], { ...AUDITED, ...idsOf(grant) });
      throw invalidRefreshToken();
    }
    const checked = await check(grant);
    const successor = await nextRefreshToken(installationKeys, grant.grantId, token, keyId);
    const moved = replayed === null
      ? rotated(grant, { keyId, current: digestOf(successor), previous: digestOf(token) }, clock())
      : { ...grant, family: replayed };
    if (await groupCommitOf(store)({ mutation: setGrant(moved), version: entry.version })) {
      if (replayed !== null) deps.log.warn(REPLAYED, { ...AUDITED, ...idsOf(grant), ...countsOf(replayed) });
      return { checked, refreshToken: successor };
    }
  }
  throw new DynamoSqlError("unavailable", "The grant kept being changed by others. Try again.");
}

function rotated(grant: GrantRecord, moved: TokenFamily, now: number): GrantRecord {
  const replayedAt = grant.family === undefined ? [] : replaysOfDay(grant.family, now);
  return {
    ...grant,
    lastUsedAt: now,
    expiresAt: Math.min(grant.createdAt + GRANT_LIFE_MS, now + REFRESH_IDLE_MS),
    family: replayedAt.length === 0 ? moved : { ...moved, replayedAt },
  };
}

/** What of a grant says whose it is in the log. */
function idsOf({ grantId, tenantId, userId, clientId }: GrantRecord) {
  return { grant_id: grantId, tenant_id: tenantId, user_id: userId, client_id: clientId };
}

function countsOf({ replays, replayedAt }: TokenFamily) {
  return { replays, replays_of_day: replayedAt?.length };
}

/** Revokes the grant of a family; nothing happens where it is gone already. */
export async function revokeFamily(
  { tenantId, grantId }: Pick<GrantRecord, "tenantId" | "grantId">,
  { grants }: Pick<RotationDeps, "grants">,
): Promise<void> {
  try {
    await grants.revoke(tenantId, grantId);
  } catch (error) {
    if (!(error instanceof DynamoSqlError && error.code === "not_found")) throw error;
  }
}

/** One answer for every way a refresh token can be wrong. */
export function invalidRefreshToken(): DynamoSqlError {
  return new DynamoSqlError("invalid_grant", "The refresh token is invalid, expired, revoked or used.");
}
