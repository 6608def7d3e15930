/**
 * A user grant is a way for a client to get a token for a person: who is asked for, and what comes back.
 * @module
 */
import type { ScopeName } from "../../identity/scopes.ts";
import type { UserDirectory } from "../../identity/user.ts";
import { type AccessTokenDeps, signAccessToken } from "./access_token.ts";
import type { OAuthClient, OAuthClients } from "../clients/client.ts";
import type { Endpoints } from "../endpoints.ts";
import type { Form } from "../form.ts";
import type { RedemptionDeps } from "../grant_store/redemption.ts";
import { MCP_TOKEN_SECONDS } from "../lifetimes.ts";
import { defined } from "../../lib/defined.ts";

/** What a grant of a person works with. The client is authenticated and may use it. */
export interface UserGrantInput extends AccessTokenDeps, RedemptionDeps {
  readonly form: Form;
  readonly client: OAuthClient;
  readonly endpoints: Endpoints;
  readonly users: UserDirectory;
  readonly oauthClients: Pick<OAuthClients, "used">;
}

/** A successful answer (RFC 6749 §5.1), exactly these members. */
export interface UserTokenResponse {
  readonly access_token: string;
  readonly token_type: "Bearer";
  /** Seconds. */
  readonly expires_in: number;
  readonly scope: string;
  readonly refresh_token?: string;
}

/** One way for a client to get a token for a person. */
export type UserGrant = (input: UserGrantInput) => Promise<UserTokenResponse>;

/** True if the person is still there, and may sign in. */
export async function aliveUser(
  users: UserDirectory,
  of: { readonly userId: string; readonly tenantId: string },
): Promise<boolean> {
  const user = await users.find(of.userId);
  return user !== null && !user.disabled && user.tenantId === of.tenantId;
}

/** Signs an access token of a grant. */
export async function accessTokenOf(
  grant: {
    readonly grantId: string;
    readonly userId: string;
    readonly tenantId: string;
    readonly clientId: string;
    readonly resource: string;
  },
  scopes: readonly ScopeName[],
  { endpoints, keys, clock, random }: UserGrantInput,
): Promise<string> {
  return await signAccessToken({ keys, clock, random }, {
    issuer: endpoints.issuer,
    audience: grant.resource,
    subject: grant.userId,
    clientId: grant.clientId,
    tenantId: grant.tenantId,
    scopes,
    lifetimeSeconds: MCP_TOKEN_SECONDS,
    grantId: grant.grantId,
  });
}

/** The answer that carries an access token, and perhaps a refresh token. */
export function tokenAnswer(
  accessToken: string,
  scopes: readonly ScopeName[],
  refreshToken: string | undefined,
): UserTokenResponse {
  return {
    access_token: accessToken,
    token_type: "Bearer",
    expires_in: MCP_TOKEN_SECONDS,
    scope: scopes.join(" "),
    ...defined({ refresh_token: refreshToken }),
  };
}
