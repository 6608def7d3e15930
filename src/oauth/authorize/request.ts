/**
 * An authorization request, checked: the order of the rules, and what passed them.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import type { ScopeName } from "../../identity/scopes.ts";
import type { OAuthClient } from "../clients/client.ts";
import type { Endpoints } from "../endpoints.ts";
import { requestedResource } from "../token/resource_parameter.ts";
import type { AuthorizeParameters } from "./parameters.ts";
import { codeChallenge } from "./pkce.ts";
import { type PromptParameter, requestedPrompt } from "./prompt.ts";
import { refuseRequestObject } from "./request_object.ts";
import { requireCode, requireQueryMode } from "./response_type.ts";
import { requestedScopes } from "./scope.ts";
import { checkState } from "./state.ts";

/** What a request asks for, apart from who asks and where the answer goes. */
export interface CheckedRequest {
  readonly scopes: readonly ScopeName[];
  readonly resource: string;
  readonly codeChallenge: string;
  readonly prompt: PromptParameter;
}

/**
 * Checks all but client and redirect URI, which must be verified before: what fails here goes back to the client.
 * First whether the request can be read at all, then what this client may do, then what it asks for: a refusal tells
 * nothing that one before it would have kept back.
 * Fails with `invalid_request`, `unauthorized_client`, `unsupported_response_type`, `invalid_scope`, `invalid_target`,
 * `request_not_supported` or `request_uri_not_supported`.
 */
export function checkRequest(
  parameters: AuthorizeParameters,
  client: OAuthClient,
  endpoints: Endpoints,
): CheckedRequest {
  // RFC 6749 §3.1
  if (parameters.duplicates.length > 0) {
    throw new DynamoSqlError("invalid_request", "A parameter is sent more than once.");
  }
  checkState(parameters);
  refuseRequestObject(parameters);
  requireCode(parameters);
  requireQueryMode(parameters);
  if (!client.grantTypes.includes("authorization_code")) {
    throw new DynamoSqlError("unauthorized_client", "The client is not registered for authorization codes.");
  }
  const challenge = codeChallenge(parameters);
  const scopes = requestedScopes(parameters, client);
  // Programs get REST tokens with their own credentials (docs/reference/oauth.md#rest-tokens): a sign-in is for
  // the MCP resource.
  const resource = requestedResource(parameters.all("resource"), [endpoints.mcp]);
  return { scopes, resource, codeChallenge: challenge, prompt: requestedPrompt(parameters) };
}
