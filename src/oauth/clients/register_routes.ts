/**
 * `POST /register` on the wire.
 * @module
 */
import { type Context, type Env, Hono } from "@hono/hono";
import { asDynamoSqlError, DynamoSqlError } from "../../errors.ts";
import { FORM_BYTES, mediaTypeOf, readBounded } from "../../lib/http_body.ts";
import { PATHS } from "../endpoints.ts";
import {
  errorResponse,
  methodNotAllowedResponse,
  preflightResponse,
  registrationResponse,
} from "../responses.ts";
import { createRateWindow } from "../../lib/rate_window.ts";
import type { SelfRegistered } from "./self_registered.ts";
import type { Runtime } from "../../telemetry/runtime.ts";

/** What {@linkcode registerRoutes} needs. */
export interface RegisterRoutesDeps<E extends Env = Env> extends Runtime {
  readonly self: SelfRegistered;
  readonly settings: {
    readonly cimd: boolean;
    readonly dcr: boolean;
    readonly dcr_per_hour: number;
    readonly private_redirects: readonly string[];
  };
  /** The caller's address, for the limits; default one for all. */
  readonly clientAddress?: (c: Context<E>) => string;
  readonly requestId?: (c: Context<E>) => string;
}

const ALLOW = "POST, OPTIONS";

/** The registration endpoint; no route at all where the setting `dcr` is off. */
export function registerRoutes<E extends Env = Env>(deps: RegisterRoutesDeps<E>): Hono<E> {
  const { self, settings, clock, random, log } = deps;
  const app = new Hono<E>();
  if (!settings.dcr) return app;
  const rate = createRateWindow(clock, settings.dcr_per_hour, 3600);

  app.post(PATHS.register, async (c) => {
    try {
      const { register } = await import("./register.ts");
      const answer = await register(await readJson(c.req.raw), deps.clientAddress?.(c) ?? "", {
        self,
        rate,
        privateRedirects: settings.private_redirects,
        fetchKeys: settings.cimd,
        clock,
        random,
      });
      return registrationResponse(answer);
    } catch (thrown) {
      const error = asDynamoSqlError(thrown);
      const request_id = deps.requestId?.(c);
      if (error.code === "internal") {
        log.error("A registration failed.", { request_id, error, cause: error.detail.cause });
      }
      // A store that is locked, say: no defect of ours, so one line without a stack.
      if (error.code === "unavailable") {
        log.warn("A registration failed.", { request_id, reason: error.message });
      }
      return errorResponse(error, false);
    }
  });
  app.options(PATHS.register, () => preflightResponse(ALLOW));
  app.all(PATHS.register, () => methodNotAllowedResponse(ALLOW));
  return app;
}

/** The bytes of a JSON body. Fails with `invalid_client_metadata` on another type or too many. */
async function readJson(request: Request): Promise<Uint8Array> {
  if (mediaTypeOf(request.headers) !== "application/json") {
    throw new DynamoSqlError("invalid_client_metadata", "The body must be application/json.");
  }
  const bytes = await readBounded(request.body, FORM_BYTES);
  if (bytes === null) throw new DynamoSqlError("invalid_client_metadata", "The registration is too large.");
  return bytes;
}
