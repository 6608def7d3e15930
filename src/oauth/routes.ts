/**
 * The routes of the authorization server, to be mounted at the root.
 * @module
 */
import { type Context, type Env, Hono } from "@hono/hono";
import { asDynamoSqlError } from "../errors.ts";
import type { ApiClients } from "../identity/api_clients.ts";
import { createAttemptLimiter } from "../identity/attempt_limiter.ts";
import { endpointsOf, PATHS } from "./endpoints.ts";
import { authorizationServerMetadata, type MetadataSettings, protectedResourceMetadata } from "./metadata.ts";
import type { PeopleEndpointDeps, PeopleParts } from "./people.ts";
import { documentResponse, errorResponse, methodNotAllowedResponse } from "./responses.ts";
import { preflightResponse, tokenResponse } from "./responses.ts";
import type { SigningKeys } from "./keys/signing_keys.ts";
import { answerTokenRequest } from "./token/endpoint.ts";
import type { Runtime } from "../telemetry/runtime.ts";

/** What {@linkcode oauthRoutes} needs. */
export interface OAuthRoutesDeps<E extends Env = Env> extends Runtime {
  /** The origin that clients use; see `endpointsOf`. */
  readonly publicUrl: string;
  /** The keys that sign access tokens. */
  readonly keys: SigningKeys;
  /** API clients, for `client_credentials`. */
  readonly clients: Pick<ApiClients, "authenticate">;
  /** What the grants of people work with. */
  readonly people: PeopleParts;
  /** What the operator has switched on. */
  readonly settings: Pick<MetadataSettings, "dcr">;
  /** Whether clients' metadata documents are taken now; `ClientRegistry.takesDocuments`. */
  readonly takesDocuments: () => Promise<boolean>;
  /** The caller's address, for the limiter of failed attempts; default one for all. */
  readonly clientAddress?: (c: Context<E>) => string;
  /** The request's id, for the log. */
  readonly requestId?: (c: Context<E>) => string;
}

/** Seconds that the resource's metadata may be cached. */
const METADATA_SECONDS = 300;
/** Seconds that the server's may: what it promises follows the network. */
const SERVER_SECONDS = 60;
/** Seconds that the JWKS may be cached: gateways look again at an unknown key id anyway. */
const JWKS_SECONDS = 60;

/**
 * `POST /token`, `/revoke` and `/introspect`, the discovery documents in all their places, and the JWKS. CORS for
 * everyone, no cookies.
 */
export function oauthRoutes<E extends Env = Env>(deps: OAuthRoutesDeps<E>): Hono<E> {
  const { publicUrl, keys, clients, clock, random, log } = deps;
  const endpoints = endpointsOf(publicUrl);
  const app = new Hono<E>();

  function failed(c: Context<E>, thrown: unknown): Response {
    const error = asDynamoSqlError(thrown);
    if (error.code === "internal" || error.code === "unavailable") {
      const requestId = deps.requestId?.(c);
      log.error("An OAuth request failed.", { request_id: requestId, error, cause: error.detail.cause });
    }
    return errorResponse(error, c.req.header("authorization") !== undefined);
  }

  /** Hono answers HEAD by GET without its body. */
  function document(path: string, make: () => unknown, seconds: number): void {
    const allow = "GET, HEAD, OPTIONS";
    app.get(path, async (c) => {
      try {
        return documentResponse(await make(), seconds);
      } catch (error) {
        return failed(c, error);
      }
    });
    app.options(path, () => preflightResponse(allow));
    app.all(path, () => methodNotAllowedResponse(allow));
  }

  const { dcr } = deps.settings;
  const server = async () =>
    authorizationServerMetadata(endpoints, { dcr, cimd: await deps.takesDocuments() });
  const resource = protectedResourceMetadata(endpoints);
  document(PATHS.authorizationServer, server, SERVER_SECONDS);
  document(PATHS.openidConfiguration, server, SERVER_SECONDS);
  document(PATHS.protectedResource, () => resource, METADATA_SECONDS);
  document(PATHS.protectedResourceMcp, () => resource, METADATA_SECONDS);
  document(PATHS.jwks, () => keys.jwks(), JWKS_SECONDS);

  const parts: PeopleEndpointDeps = {
    ...deps.people,
    endpoints,
    apiClients: clients,
    limiter: createAttemptLimiter(clock),
    keys,
    clock,
    random,
    log,
  };

  /** An endpoint that takes a form; its answer is for the client alone. */
  function endpoint(
    path: string,
    answer: (request: Request, address: string, parts: PeopleEndpointDeps) => Promise<unknown>,
  ): void {
    const allow = "POST, OPTIONS";
    app.post(path, async (c) => {
      try {
        return tokenResponse(await answer(c.req.raw, deps.clientAddress?.(c) ?? "", parts));
      } catch (error) {
        return failed(c, error);
      }
    });
    app.options(path, () => preflightResponse(allow));
    app.all(path, () => methodNotAllowedResponse(allow));
  }

  endpoint(PATHS.token, answerTokenRequest);
  endpoint(PATHS.revoke, async (...request) => {
    const { answerRevocation } = await import("./revocation.ts");
    await answerRevocation(...request);
    // RFC 7009 §2.2: the status says it all. An empty object, for clients that parse whatever comes.
    return {};
  });
  endpoint(PATHS.introspect, async (...request) => {
    const { answerIntrospection } = await import("./introspection.ts");
    return await answerIntrospection(...request);
  });
  return app;
}
