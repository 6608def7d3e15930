/**
 * The routes of `/authorize` and `/consent`, to be mounted at the root. No CORS: these are pages, not an interface.
 * @module
 */
import { type Context, type Env, Hono } from "@hono/hono";
import { asDynamoSqlError } from "../../errors.ts";
import { methodNotAllowed } from "../../pages/responses.ts";
import { answerConsentForm, showConsent } from "../consent/consent_endpoint.ts";
import { ONCE_PATH, onceScript } from "../consent/once.ts";
import { problemPage } from "../consent/pages.ts";
import { PATHS } from "../endpoints.ts";
import { answerAuthorize } from "./authorize_endpoint.ts";
import type { AuthorizeDeps, AuthorizeParts } from "./deps.ts";
import { createRequestSeal } from "./sealed_request.ts";

/** How a route is told of failures. */
export interface AuthorizeRoutesDeps<E extends Env = Env> extends AuthorizeDeps {
  /** The request's id, for the log. */
  readonly requestId?: (c: Context<E>) => string;
  /** The caller's address, for the limits; default one for all. */
  readonly clientAddress?: (c: Context<E>) => string;
}

/** `GET·POST /authorize`, `GET·POST /consent`; every other method is 405. */
export function authorizeRoutes<E extends Env = Env>(deps: AuthorizeRoutesDeps<E>): Hono<E> {
  const { keys, clock, random, log } = deps;
  const seal = createRequestSeal({ keys, clock, random });
  const app = new Hono<E>();

  /** Hono would answer HEAD by GET, which renews sessions and asks other hosts: so the method is looked at here. */
  function route(path: string, answer: (request: Request, parts: AuthorizeParts) => Promise<Response>): void {
    app.all(path, async (c) => {
      const request = c.req.raw;
      if (request.method !== "GET" && request.method !== "POST") return methodNotAllowed("GET, POST");
      try {
        return await answer(request, { ...deps, log, seal, address: deps.clientAddress?.(c) ?? "" });
      } catch (thrown) {
        const error = asDynamoSqlError(thrown);
        if (error.code !== "rate_limited") {
          const requestId = deps.requestId?.(c);
          log.error("An authorization request failed.", {
            request_id: requestId,
            error,
            cause: error.detail.cause,
          });
        }
        return await problemPage(error);
      }
    });
  }

  app.get(ONCE_PATH, () => onceScript());
  route(PATHS.authorize, answerAuthorize);
  route(
    PATHS.consent,
    (request, parts) =>
      request.method === "POST" ? answerConsentForm(request, parts) : showConsent(request, parts),
  );
  return app;
}
