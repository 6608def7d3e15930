/**
 * Client metadata (RFC 7591 §2), as registrations and metadata documents have it in common: what is read, what is
 * refused, what is made of what is absent. Unknown members, `application_type`, `scope`, and what is for people alone
 * (`client_uri`, `logo_uri`, `policy_uri`, `tos_uri`, `contacts`) are left out, whatever they are: none is shown or
 * fetched. A client may ask for all that an MCP token may carry, and nothing it says of itself gives it more.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import { CLIENT_AUTH_METHODS, CLIENT_GRANTS, type ClientAuthMethod, type ClientGrant } from "./client.ts";
import { cleanName, UNNAMED } from "./client_name.ts";
import { publicTarget } from "./client_uri.ts";
import { type PublicKeys, publicKeys } from "./public_keys.ts";
import { checkRedirectUri } from "./redirect_uri.ts";
import { defined } from "../../lib/defined.ts";

/** Redirect URIs of one client at most; VS Code has six. */
const MAX_REDIRECT_URIS = 20;

/** What metadata says of a client, checked. */
export interface ClientMetadata {
  readonly name: string;
  readonly redirectUris: readonly string[];
  readonly authMethod: ClientAuthMethod;
  readonly grantTypes: readonly ClientGrant[];
  readonly jwks?: PublicKeys;
  readonly jwksUri?: string;
}

/** What decides beside the metadata. */
export interface MetadataRules {
  readonly privateRedirects: readonly string[];
  /** Authentication methods there may be. */
  readonly methods: readonly ClientAuthMethod[];
  /** The method of a client that names none. */
  readonly defaultMethod: ClientAuthMethod;
  /** The grants of a client that names none. */
  readonly defaultGrants: readonly ClientGrant[];
}

/** Fails with `invalid_redirect_uri` or `invalid_client_metadata`; null members count as absent. */
export function readMetadata(
  given: Readonly<Record<string, unknown>>,
  rules: MetadataRules,
): ClientMetadata {
  const metadata = new Map(Object.entries(given).filter(([, value]) => value !== null));
  const name = text(metadata, "client_name");
  const authMethod = method(metadata, rules);
  const grantTypes = grants(metadata, rules);
  const responses = list(metadata, "response_types") ?? ["code"];
  // RFC 7591 §2.1: `code` belongs to `authorization_code`, one does not go without the other.
  if (responses.length !== 1 || responses[0] !== "code") {
    throw invalid('response_types must be ["code"].');
  }
  return {
    name: name === undefined ? UNNAMED : cleanName(name),
    redirectUris: redirects(metadata, rules.privateRedirects, authMethod === "none"),
    authMethod,
    grantTypes,
    ...keys(metadata, authMethod),
  };
}

function redirects(
  metadata: ReadonlyMap<string, unknown>,
  privateRedirects: readonly string[],
  publicClient: boolean,
): string[] {
  const uris = list(metadata, "redirect_uris", "invalid_redirect_uri");
  if (uris === undefined || uris.length < 1 || uris.length > MAX_REDIRECT_URIS) {
    throw new DynamoSqlError(
      "invalid_redirect_uri",
      `redirect_uris must have 1 to ${MAX_REDIRECT_URIS} members.`,
    );
  }
  for (const uri of uris) checkRedirectUri(uri, { privateRedirects, publicClient });
  return [...new Set(uris)];
}

function method(metadata: ReadonlyMap<string, unknown>, rules: MetadataRules): ClientAuthMethod {
  const named = text(metadata, "token_endpoint_auth_method");
  const found = named === undefined ? rules.defaultMethod : CLIENT_AUTH_METHODS.find((one) => one === named);
  if (found === undefined || !rules.methods.includes(found)) {
    throw invalid(`token_endpoint_auth_method must be one of: ${rules.methods.join(", ")}.`);
  }
  return found;
}

function grants(metadata: ReadonlyMap<string, unknown>, rules: MetadataRules): readonly ClientGrant[] {
  const named = list(metadata, "grant_types");
  if (named === undefined) return rules.defaultGrants;
  // RFC 7591 §3.2.1: the server may register less than was asked for, and the answer says so.
  if (!named.includes("authorization_code")) {
    throw invalid("grant_types must have authorization_code, and may have refresh_token.");
  }
  return CLIENT_GRANTS.filter((one) => named.includes(one));
}

function keys(
  metadata: ReadonlyMap<string, unknown>,
  authMethod: ClientAuthMethod,
): { readonly jwks?: PublicKeys; readonly jwksUri?: string } {
  const inline = metadata.get("jwks");
  const jwksUri = text(metadata, "jwks_uri");
  // RFC 7591 §2: "MUST NOT both be present".
  if (inline !== undefined && jwksUri !== undefined) throw invalid("Send jwks or jwks_uri, not both.");
  if (jwksUri !== undefined && publicTarget(jwksUri) === null) {
    throw invalid("jwks_uri must be a public https URL.");
  }
  const jwks = inline === undefined ? undefined : publicKeys(inline);
  if (jwks === null) throw invalid("jwks must be a set of 1 to 10 public keys.");
  if (authMethod !== "private_key_jwt") return {};
  if (jwks === undefined && jwksUri === undefined) throw invalid("private_key_jwt needs jwks or jwks_uri.");
  return defined({ jwks, jwksUri });
}

function text(metadata: ReadonlyMap<string, unknown>, name: string): string | undefined {
  const value = metadata.get(name);
  if (value === undefined || typeof value === "string") return value;
  throw invalid(`${name} must be text.`);
}

function list(
  metadata: ReadonlyMap<string, unknown>,
  name: string,
  code: "invalid_client_metadata" | "invalid_redirect_uri" = "invalid_client_metadata",
): string[] | undefined {
  const value = metadata.get(name);
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
  throw new DynamoSqlError(code, `${name} must be a list of texts.`);
}

const invalid = (message: string) => new DynamoSqlError("invalid_client_metadata", message);
