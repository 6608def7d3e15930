/**
 * Security headers, by hono's `secureHeaders`: every answer carries them, unless its route set them otherwise.
 * @module
 */
import type { MiddlewareHandler } from "@hono/hono";
import { secureHeaders } from "@hono/hono/secure-headers";

// Nothing may be loaded, framed or sent by a page of ours unless the page's own policy says so.
const STRICT_CSP = {
  defaultSrc: ["'none'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
};
const TWO_YEARS = 63_072_000;

/** `https` adds HSTS (RFC 6797). A route's own header of the same name wins. */
export function securityHeaders(options: { readonly https: boolean }): MiddlewareHandler {
  return secureHeaders({
    overwrite: false,
    contentSecurityPolicy: STRICT_CSP,
    referrerPolicy: "no-referrer",
    strictTransportSecurity: options.https ? `max-age=${TWO_YEARS}` : false,
    xContentTypeOptions: "nosniff",
    xFrameOptions: "DENY",
    // The CORP and COOP of its defaults would forbid what CORS allows, and windows that follow a sign-in.
    crossOriginResourcePolicy: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
}
