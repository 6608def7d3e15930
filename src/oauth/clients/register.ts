/**
 * Dynamic Client Registration (RFC 7591): metadata in, client information out. No management of registrations
 * (RFC 7592): neither `registration_access_token` nor `registration_client_uri` is given.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import { newSecret, storedSecret } from "../../identity/client_secret.ts";
import { networkOf } from "../../identity/network_of.ts";
import type { Random } from "../../lib/random.ts";
import { MCP_SCOPES } from "../../identity/scopes.ts";
import type { Clock } from "../../lib/clock.ts";
import { CLIENT_AUTH_METHODS } from "./client.ts";
import { newSelfId } from "./client_id.ts";
import { readMetadata } from "./client_metadata.ts";

import { jsonObject } from "./json_object.ts";
import type { RateWindow } from "../../lib/rate_window.ts";
import type { SelfRecord, SelfRegistered } from "./self_registered.ts";
import { defined } from "../../lib/defined.ts";

/** What a registration works with. */
export interface RegisterDeps {
  readonly self: SelfRegistered;
  readonly rate: RateWindow;
  readonly privateRedirects: readonly string[];
  /** False = nothing is fetched for strangers, so keys must be inline. */
  readonly fetchKeys: boolean;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Registers a client; the answer's body (RFC 7591 §3.2.1). Fails with `invalid_redirect_uri`,
 * `invalid_client_metadata` or `rate_limited`.
 * @param body at most `FORM_BYTES`
 * @param address the caller's, for the limits
 */
export async function register(
  body: Uint8Array,
  address: string,
  deps: RegisterDeps,
): Promise<Readonly<Record<string, unknown>>> {
  const given = await jsonObject(body);
  if (given === null) {
    throw new DynamoSqlError(
      "invalid_client_metadata",
      "The body must be one JSON object that names each member once.",
    );
  }
  const metadata = readMetadata(given, {
    privateRedirects: deps.privateRedirects,
    methods: CLIENT_AUTH_METHODS,
    // RFC 7591 §2: the defaults of what is omitted.
    defaultMethod: "client_secret_basic",
    defaultGrants: ["authorization_code"],
  });
  if (metadata.jwksUri !== undefined && !deps.fetchKeys) {
    throw new DynamoSqlError("invalid_client_metadata", "jwks_uri is not fetched here; send jwks.");
  }
  // By name too, so that behind one address a client that runs wild does not lock the others out.
  const wait = isLoopback(address) ? 0 : deps.rate.take(JSON.stringify([networkOf(address), metadata.name]));
  if (wait > 0) {
    throw new DynamoSqlError("rate_limited", "Too many registrations of this client.", { retryAfter: wait });
  }
  const now = deps.clock();
  const secret = metadata.authMethod.startsWith("client_secret_") ? newSecret(deps.random) : undefined;
  const record: SelfRecord = {
    clientId: newSelfId(deps.random),
    name: metadata.name,
    redirectUris: [...metadata.redirectUris],
    authMethod: metadata.authMethod,
    secrets: secret === undefined ? [] : [storedSecret(secret, now)],
    ...defined({
      jwks: metadata.jwks && { keys: [...metadata.jwks.keys] },
      jwksUri: metadata.jwksUri,
    }),
    grantTypes: [...metadata.grantTypes],
    createdAt: now,
  };
  await deps.self.add(record, address);
  return {
    client_id: record.clientId,
    client_id_issued_at: Math.floor(now / 1000),
    // 0 = never (RFC 7591 §3.2.1); REQUIRED beside a secret, absent without one.
    ...defined({ client_secret: secret, client_secret_expires_at: secret === undefined ? undefined : 0 }),
    client_name: record.name,
    redirect_uris: record.redirectUris,
    token_endpoint_auth_method: record.authMethod,
    grant_types: record.grantTypes,
    response_types: ["code"],
    scope: MCP_SCOPES.join(" "),
    ...defined({ jwks: record.jwks, jwks_uri: record.jwksUri }),
  };
}

/** Clients on the server's own machine: developers, tests, `doctor`. */
function isLoopback(address: string): boolean {
  return address === "::1" || /^127\./.test(address);
}
