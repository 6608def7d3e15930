/**
 * Client authentication by an assertion that the client signs (RFC 7523 §3, OpenID Connect Core §9).
 * @module
 */
import { createLocalJWKSet, errors, type JWTPayload, jwtVerify } from "@panva/jose";
import { DynamoSqlError } from "../../errors.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Store } from "../../store/store.ts";
import type { OAuthClient, OAuthClients } from "../clients/client.ts";
import { digestOf } from "../../lib/digest.ts";
import { CLOCK_SKEW_SECONDS } from "../lifetimes.ts";
import { ASSERTION_ALGORITHMS } from "./private_key_jwt_algorithms.ts";

/** How far ahead an assertion's `exp` may lie, in seconds: so long its `jti` is remembered. */
const MAX_ASSERTION_SECONDS = 600;

/** What the check works with. */
export interface AssertionDeps {
  readonly store: Store;
  readonly clients: Pick<OAuthClients, "keys">;
  readonly clock: Clock;
  /** What `aud` may be: the issuer, the token endpoint, the endpoint that was called. */
  readonly audiences: readonly string[];
  /** The caller's: keys may have to be fetched. */
  readonly address: string;
}

/** Fails with `invalid_client` unless the assertion is the client's, for us, fresh, and seen for the first time. */
export async function checkAssertion(
  assertion: string,
  client: OAuthClient,
  deps: AssertionDeps,
): Promise<void> {
  const { store, clock } = deps;
  const claims = await verified(assertion, client, deps);
  const now = clock() / 1000;
  const { jti, exp, iat, aud } = claims;
  // The type is the library's word for what a stranger wrote: it checks times, not this.
  if (typeof jti !== "string" || jti === "" || jti.length > 256 || exp === undefined) throw refused();
  if (exp > now + MAX_ASSERTION_SECONDS + CLOCK_SKEW_SECONDS) throw refused();
  const old = iat !== undefined &&
    (iat > now + CLOCK_SKEW_SECONDS || iat < now - MAX_ASSERTION_SECONDS - CLOCK_SKEW_SECONDS);
  if (old) throw refused();
  // An assertion that is meant for others too could be replayed here by one of them.
  const meant = Array.isArray(aud) ? aud : [aud];
  if (!meant.every((one) => one !== undefined && deps.audiences.includes(one))) throw refused();
  const key = ["client_assertion", digestOf(JSON.stringify([client.clientId, jti]))];
  const expiresAt = (exp + 2 * CLOCK_SKEW_SECONDS) * 1000;
  if (!await store.commit([{ key, version: null }], [{ type: "set", key, value: true, expiresAt }])) {
    throw refused();
  }
}

async function verified(assertion: string, client: OAuthClient, deps: AssertionDeps): Promise<JWTPayload> {
  const given = await deps.clients.keys(client, { address: deps.address });
  const first = await claimsBy(given.keys, assertion, client.clientId, deps);
  if (first !== "unknown_key") return first;
  // The client may have rotated its keys since we fetched them.
  const fresh = await deps.clients.keys(client, { unknownKey: true, address: deps.address });
  const second = await claimsBy(fresh.keys, assertion, client.clientId, deps);
  if (second === "unknown_key") throw refused();
  return second;
}

async function claimsBy(
  keys: readonly Readonly<Record<string, unknown>>[],
  assertion: string,
  clientId: string,
  { audiences, clock }: AssertionDeps,
): Promise<JWTPayload | "unknown_key"> {
  const options = {
    algorithms: [...ASSERTION_ALGORITHMS],
    issuer: clientId,
    subject: clientId,
    audience: [...audiences],
    requiredClaims: ["exp", "jti"],
    clockTolerance: CLOCK_SKEW_SECONDS,
    currentDate: new Date(clock()),
  };
  try {
    // `publicKeys` of the clients' folder has checked their shape; jose checks each again when it imports it.
    const set = createLocalJWKSet({
      keys: keys as unknown as Parameters<typeof createLocalJWKSet>[0]["keys"],
    });
    try {
      return (await jwtVerify(assertion, set, options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
      // No `kid`, several keys of the type: one of them it must be.
      for await (const key of error) {
        try {
          return (await jwtVerify(assertion, key, options)).payload;
        } catch (cause) {
          if (!(cause instanceof errors.JWSSignatureVerificationFailed)) throw cause;
        }
      }
      throw new errors.JWSSignatureVerificationFailed();
    }
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) return "unknown_key";
    if (error instanceof errors.JOSEError || error instanceof TypeError || isDomException(error)) {
      throw refused();
    }
    throw error;
  }
}

/** Web Crypto's own refusals, of a key that is not what it says. */
function isDomException(error: unknown): boolean {
  return error instanceof DOMException;
}

/** One answer for everything: what exactly was wrong is the client's to find, not an attacker's. */
function refused(): DynamoSqlError {
  return new DynamoSqlError(
    "invalid_client",
    "The client assertion is invalid, expired, used before, or signed by an unknown key.",
  );
}
