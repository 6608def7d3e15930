/**
 * The grant `authorization_code` (RFC 6749 §4.1.3, OAuth 2.1 §4.1.3).
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import { digestOf, sameDigest } from "../../lib/digest.ts";
import { invalidCode, redeem, refuseSpent } from "../grant_store/redemption.ts";
import { requestedResource } from "./resource_parameter.ts";
import { accessTokenOf, aliveUser, tokenAnswer, type UserGrant } from "./user_grant.ts";

/** RFC 7636 §4.1: 43 to 128 unreserved characters. */
const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;

/** Redeems a code. */
export const authorizationCodeGrant: UserGrant = async (input) => {
  const { form, client, codes, users } = input;
  const code = required(form.get("code"), "code");
  const verifier = required(form.get("code_verifier"), "code_verifier");
  const entry = await codes.read(code);
  // Nothing is revoked until the request has proved to be the client's own: codes leak, verifiers do not.
  if (entry === null || entry.value.clientId !== client.clientId) throw invalidCode();
  const consent = entry.value;
  // RFC 7636 §4.6; the challenge is the digest of the verifier (S256, the only method there is).
  if (!VERIFIER.test(verifier) || !sameDigest(digestOf(verifier), consent.codeChallenge)) throw invalidCode();
  await refuseSpent(entry, input);
  // OAuth 2.1 needs it no more; where it is sent it is compared (RFC 6749 §4.1.3), port included.
  const redirectUri = form.get("redirect_uri");
  if (redirectUri !== undefined && redirectUri !== consent.redirectUri) throw invalidCode();
  requestedResource(form.all("resource"), [consent.resource]);
  // What the person read a minute ago is no longer true.
  if (client.digest !== consent.clientDigest) throw invalidCode();
  if (!await aliveUser(users, consent)) throw invalidCode();

  const { grant, refreshToken } = await redeem(
    code,
    entry,
    client.grantTypes.includes("refresh_token"),
    input,
  );
  input.oauthClients.used(client.clientId);
  return tokenAnswer(await accessTokenOf(grant, grant.scopes, input), grant.scopes, refreshToken);
};

function required(value: string | undefined, name: string): string {
  if (value === undefined) {
    throw new DynamoSqlError("invalid_request", `The parameter ${name} is missing.`);
  }
  return value;
}
