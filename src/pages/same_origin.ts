/**
 * The first wall against forged requests: what the browser itself says about where a form came from. The second is a token in
 * each form.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";

/** The origins that are this server, by its public URL: one listener on `localhost` has three names, and its pages are the same. */
export function ownOrigins(publicUrl: string): Set<string> {
  const own = new URL(publicUrl);
  const origins = new Set([own.origin]);
  if (own.hostname === "localhost") {
    const port = own.port === "" ? "" : `:${own.port}`;
    origins.add(`${own.protocol}//127.0.0.1${port}`).add(`${own.protocol}//[::1]${port}`);
  }
  return origins;
}

/**
 * Fails with `forbidden_origin` if the browser says that the request comes from elsewhere. `Origin: null` is what our own
 * forms send, since our pages have the policy `no-referrer` (Fetch §4.1): then `Sec-Fetch-Site` and the token decide.
 */
export function refuseForeign(request: Request, origins: ReadonlySet<string>): void {
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  const foreign = (origin !== null && origin !== "null" && !origins.has(origin)) ||
    (site !== null && site !== "same-origin" && site !== "none");
  if (foreign) throw new DynamoSqlError("forbidden_origin", "This form was sent from another site.");
}
