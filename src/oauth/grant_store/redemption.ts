/**
 * A code becomes a grant: one commit marks the code used and makes the grant with its first refresh token, so that
 * however many try at once, and wherever a process dies, one wins and the others see it.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import type { InstallationKeys } from "../../identity/installation_keys.ts";
import { randomText } from "../../lib/random.ts";
import type { Entry, Store } from "../../store/store.ts";
import { MCP_TOKEN_SECONDS } from "../lifetimes.ts";
import { CODE_LIFE_MS, type CodeRecord, type CodeStore } from "./codes.ts";
import { digestOf } from "../../lib/digest.ts";
import type { Grants, OAuthGrant } from "./grant.ts";
import { addGrant, type GrantRecord, publicGrant, REFRESH_IDLE_MS } from "./grant_record.ts";
import { firstRefreshToken } from "./refresh_token.ts";
import type { Runtime } from "../../telemetry/runtime.ts";
import { defined } from "../../lib/defined.ts";

/** What a redemption works with. */
export interface RedemptionDeps extends Runtime {
  readonly store: Store;
  readonly codes: CodeStore;
  readonly grants: Pick<Grants, "revoke">;
  readonly installationKeys: InstallationKeys;
}

/** What came of it. */
export interface Redeemed {
  readonly grant: OAuthGrant;
  readonly refreshToken?: string;
}

/**
 * Refuses a code that was used or has expired. Call it once the request has proved to be the client's own (client and
 * verifier are right): then a second use revokes what came of the first (RFC 6749 §4.1.2, OAuth 2.1 §4.1.3), which
 * nobody else must be able to bring about.
 */
export async function refuseSpent({ value }: Entry<CodeRecord>, deps: RedemptionDeps): Promise<void> {
  const { grantId, tenantId, userId, clientId, issuedAt } = value;
  if (grantId !== undefined) {
    try {
      await deps.grants.revoke(tenantId, grantId);
      deps.log.warn("An authorization code was used twice: its grant is revoked.", {
        grant_id: grantId,
        tenant_id: tenantId,
        user_id: userId,
        client_id: clientId,
      });
    } catch (error) {
      // Revoked already: by the use before this one, or by its owner.
      if (!(error instanceof DynamoSqlError && error.code === "not_found")) throw error;
    }
    throw invalidCode();
  }
  if (deps.clock() >= issuedAt + CODE_LIFE_MS) throw invalidCode();
}

/** Redeems a code that nothing is wrong with. Fails with `invalid_grant` where another was faster. */
export async function redeem(
  code: string,
  entry: Entry<CodeRecord>,
  withRefreshToken: boolean,
  deps: RedemptionDeps,
): Promise<Redeemed> {
  const { store, codes, installationKeys, clock, random } = deps;
  const grantId = `grt_${randomText(random, 22)}`;
  const keyId = await installationKeys.activeId();
  const refreshToken = withRefreshToken
    ? await firstRefreshToken(installationKeys, random, grantId, keyId)
    : undefined;
  const now = clock();
  const record: GrantRecord = {
    ...grantOf(entry.value),
    grantId,
    createdAt: now,
    lastUsedAt: now,
    expiresAt: now + (refreshToken === undefined ? MCP_TOKEN_SECONDS * 1000 : REFRESH_IDLE_MS),
    ...defined({
      family: refreshToken === undefined ? undefined : { keyId, current: digestOf(refreshToken) },
    }),
  };
  const { checks, mutation } = codes.use(entry, grantId);
  if (!await store.commit(checks, [mutation, ...addGrant(record)])) {
    const spent = await codes.read(code);
    if (spent !== null) await refuseSpent(spent, deps);
    // Not used: all of the user's or client's grants were revoked since it was issued.
    throw invalidCode();
  }
  return { grant: publicGrant(record), ...defined({ refreshToken }) };
}

function grantOf(code: CodeRecord) {
  const { tenantId, userId, clientId, clientName, clientKnown, clientDigest } = code;
  const { redirectHost, scopes, resource } = code;
  return {
    tenantId,
    userId,
    clientId,
    clientName,
    clientKnown,
    clientDigest,
    redirectHost,
    scopes,
    resource,
  };
}

/** One answer for every way a code can be wrong. */
export function invalidCode(): DynamoSqlError {
  return new DynamoSqlError(
    "invalid_grant",
    "The authorization code is invalid, expired, used, or meant for another request.",
  );
}
