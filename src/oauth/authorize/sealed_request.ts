/**
 * A checked authorization request on its way through the browser: to the sign-in, and on to consent. It is sealed
 * instead of stored, so that nobody can fill the store without having signed in.
 * @module
 */
import { z } from "zod";
import type { InstallationKeys } from "../../identity/installation_keys.ts";
import { type Random, randomText } from "../../lib/random.ts";
import { SCOPES } from "../../identity/scopes.ts";
import type { Clock } from "../../lib/clock.ts";

/** Milliseconds that a person has to sign in and decide. */
const REQUEST_LIFE_MS = 10 * 60_000;

/** Characters of a sealed request at most. */
export const MAX_SEALED_LENGTH = 24 * 1024;

const requestSchema = z.strictObject({
  id: z.string(),
  issuedAt: z.number(),
  clientId: z.string(),
  /** {@linkcode OAuthClient.digest} when it was checked: a client that changed since is asked about anew. */
  clientDigest: z.string(),
  redirectUri: z.string(),
  state: z.string().optional(),
  scopes: z.array(z.enum(SCOPES)).min(1),
  resource: z.string(),
  codeChallenge: z.string(),
  /** The person must have signed in after `issuedAt` (`prompt=login`). */
  login: z.boolean(),
});

/** What is sealed. */
export type SealedRequest = Readonly<z.infer<typeof requestSchema>>;

/** Seals requests and opens them. */
export interface RequestSeal {
  /** The request with an id and a time, as text for a URL (base64url and dots). */
  seal(request: Omit<SealedRequest, "id" | "issuedAt">): Promise<string>;
  /** What was sealed here within the last 10 minutes; null for anything else. */
  open(text: string): Promise<SealedRequest | null>;
}

/** The seal under the installation's keys: every replica opens what another sealed. */
export function createRequestSeal(
  deps: { readonly keys: InstallationKeys; readonly clock: Clock; readonly random: Random },
): RequestSeal {
  const { keys, clock, random } = deps;
  return {
    async seal(request) {
      const whole: SealedRequest = { ...request, id: `azr_${randomText(random, 22)}`, issuedAt: clock() };
      const payload = new TextEncoder().encode(JSON.stringify(whole)).toBase64({
        alphabet: "base64url",
        omitPadding: true,
      });
      const keyId = await keys.activeId();
      return `${payload}.${keyId}.${await keys.mac("authorization_request", payload, keyId)}`;
    },
    async open(text) {
      const parts = text.length > MAX_SEALED_LENGTH ? [] : text.split(".");
      const [payload, keyId, mac] = parts;
      if (parts.length !== 3 || payload === undefined || keyId === undefined || mac === undefined) {
        return null;
      }
      if (!await keys.verify("authorization_request", payload, mac, keyId)) return null;
      const request = requestSchema.parse(JSON.parse(decoded(payload)));
      const age = clock() - request.issuedAt;
      return age < REQUEST_LIFE_MS ? request : null;
    },
  };
}

function decoded(payload: string): string {
  return new TextDecoder().decode(Uint8Array.fromBase64(payload, { alphabet: "base64url" }));
}
