/**
 * The grant types (RFC 6749 §1.3): one list, which the token endpoint and the metadata read.
 * @module
 */
import type { ApiClient } from "../../identity/api_clients.ts";
import { CLIENT_GRANTS, type ClientGrant } from "../clients/client.ts";
import type { Endpoints } from "../endpoints.ts";
import type { Form } from "../form.ts";
import type { AccessTokenDeps } from "./access_token.ts";
import type { UserGrant } from "./user_grant.ts";

/** A successful answer to client_credentials (RFC 6749 §5.1), exactly these members. */
export interface TokenResponse {
  readonly access_token: string;
  readonly token_type: "Bearer";
  /** Seconds. */
  readonly expires_in: number;
  readonly scope: string;
}

/** What client_credentials works with. The client is authenticated. */
export interface GrantInput extends AccessTokenDeps {
  readonly form: Form;
  readonly client: ApiClient;
  readonly endpoints: Endpoints;
}

/** The way of an API client to a token. Fails with OAuth codes of the closed table. */
export type Grant = (input: GrantInput) => Promise<TokenResponse>;

/** The grant by which an API client acts for itself. */
export const CLIENT_CREDENTIALS = "client_credentials";

/** `grant_type` → the grants of people, loaded when first asked for, and once: even a module at hand takes its time. */
const LOADS: Readonly<Record<ClientGrant, () => Promise<UserGrant>>> = {
  authorization_code: once(async () => (await import("./authorization_code.ts")).authorizationCodeGrant),
  refresh_token: once(async () => (await import("./refresh_token.ts")).refreshTokenGrant),
};

/** Loads a grant of people; null = there is none of that name. */
export function userGrant(type: string): (() => Promise<UserGrant>) | null {
  const known = CLIENT_GRANTS.find((each) => each === type);
  return known === undefined ? null : LOADS[known];
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => loaded ??= load();
}

/** Every `grant_type` that the token endpoint answers, as the metadata says it (RFC 8414 §2). */
export const GRANT_TYPES: readonly string[] = [...CLIENT_GRANTS, CLIENT_CREDENTIALS];
