/**
 * Checks `redirect_uri`, where the answer may go (OAuth 2.1 §4.1.1). What fails here is shown to the person, never sent
 * anywhere.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import type { OAuthClient } from "../clients/client.ts";
import type { AuthorizeParameters } from "./parameters.ts";
import { isRedirectable, redirectUriRegistered } from "./redirect_match.ts";

/**
 * The redirect URI exactly as it was sent. One may be left out where the client has a single one (RFC 6749 §3.1.2.3).
 * Fails with `invalid_redirect_uri`.
 */
export function verifiedRedirectUri(parameters: AuthorizeParameters, client: OAuthClient): string {
  if (parameters.repeated("redirect_uri")) {
    throw new DynamoSqlError("invalid_redirect_uri", "The request names more than one redirect URI.");
  }
  const presented = parameters.get("redirect_uri");
  if (presented === undefined) {
    const [only, ...others] = client.redirectUris;
    if (only !== undefined && others.length === 0 && isRedirectable(only)) return only;
    throw new DynamoSqlError("invalid_redirect_uri", "The request names no redirect URI.");
  }
  if (!redirectUriRegistered(client.redirectUris, presented)) {
    throw new DynamoSqlError(
      "invalid_redirect_uri",
      "The redirect URI of the request is not one that the client registered.",
    );
  }
  return presented;
}
