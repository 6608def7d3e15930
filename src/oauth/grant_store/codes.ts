/**
 * Authorization codes: issued at consent, redeemed once (RFC 6749 §4.1.2), stored only as digests.
 * @module
 */
import { z } from "zod";
import { randomText } from "../../lib/random.ts";
import { SCOPES } from "../../identity/scopes.ts";
import { readRecord } from "../../store/records.ts";
import type { Check, Entry, Key, Mutation, Store } from "../../store/store.ts";
import { digestOf } from "../../lib/digest.ts";
import { epochOf, sameEpoch } from "./epochs.ts";
import type { AuthorizationCodes } from "./grant.ts";
import type { Runtime } from "../../telemetry/runtime.ts";

/** Life of a code (docs/reference/oauth.md#lives). Milliseconds. */
export const CODE_LIFE_MS = 60_000;
/** How long a used code is remembered, so that its second use revokes what came of the first. Milliseconds. */
const USED_MS = 24 * 3_600_000;
/** How long it is remembered that a consent was answered: longer than a consent page lives. Milliseconds. */
const CONSENT_MS = 3_600_000;

const codeSchema = z.object({
  clientId: z.string(),
  clientKnown: z.enum(["operator", "document", "self"]),
  clientName: z.string(),
  clientDigest: z.string(),
  redirectUri: z.string(),
  redirectHost: z.string(),
  userId: z.string(),
  tenantId: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  resource: z.string(),
  codeChallenge: z.string(),
  /** Epochs of the user's and the client's grants when it was issued. */
  userEpoch: z.string().nullable(),
  clientEpoch: z.string().nullable(),
  issuedAt: z.number(),
  /** The grant that came of it; absent = not used. */
  grantId: z.string().optional(),
});

/** A code as it is stored: all that it is bound to. Milliseconds since the epoch. */
export type CodeRecord = z.infer<typeof codeSchema>;

/** Codes, also for the token endpoint. */
export interface CodeStore extends AuthorizationCodes {
  /** What is stored of a code, used or not, expired or not; null if there is nothing. */
  read(code: string): Promise<Entry<CodeRecord> | null>;
  /** Marks it used, in the commit that makes the grant: all or nothing, and once. */
  use(entry: Entry<CodeRecord>, grantId: string): { readonly checks: Check[]; readonly mutation: Mutation };
}

const keyOf = (code: string): Key => ["oauth_code", digestOf(code)];

/** The codes of a store. */
export function createAuthorizationCodes(
  deps: { readonly store: Store } & Pick<Runtime, "clock" | "random">,
): CodeStore {
  const { store, clock, random } = deps;

  /** Writes the one answer of a consent, and what comes with it. False if there is one. */
  async function answer(consentId: string, ...also: Mutation[]): Promise<boolean> {
    const key: Key = ["oauth_consent", digestOf(consentId)];
    const answered: Mutation = { type: "set", key, value: true, expiresAt: clock() + CONSENT_MS };
    return await store.commit([{ key, version: null }], [answered, ...also]);
  }

  return {
    refuse: (consentId) => answer(consentId),

    async issue({ client, consentId, scopes, ...consent }) {
      const { userId, tenantId, resource, codeChallenge, redirectUri, redirectHost } = consent;
      const code = `dsa_${randomText(random, 43)}`;
      const [userEpoch, clientEpoch] = await Promise.all([
        epochOf(store, { userId }),
        epochOf(store, { clientId: client.clientId }),
      ]);
      const issuedAt = clock();
      const record: CodeRecord = {
        clientId: client.clientId,
        clientKnown: client.known,
        clientName: client.name,
        clientDigest: client.digest,
        redirectUri,
        redirectHost,
        userId,
        tenantId,
        scopes: [...scopes],
        resource,
        codeChallenge,
        userEpoch,
        clientEpoch,
        issuedAt,
      };
      const issued = await answer(
        consentId,
        { type: "set", key: keyOf(code), value: record, expiresAt: issuedAt + CODE_LIFE_MS },
      );
      return issued ? code : null;
    },

    async read(code) {
      return /^dsa_[0-9A-Za-z]{43}$/.test(code) ? await readRecord(store, codeSchema, keyOf(code)) : null;
    },

    use({ key, version, value }, grantId) {
      const { userId, clientId, userEpoch, clientEpoch } = value;
      return {
        checks: [
          { key, version },
          sameEpoch({ userId }, userEpoch),
          sameEpoch({ clientId }, clientEpoch),
        ],
        mutation: { type: "set", key, value: { ...value, grantId }, expiresAt: clock() + USED_MS },
      };
    },
  };
}
