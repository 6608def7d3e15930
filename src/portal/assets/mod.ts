/**
 * Files that pages load: one script.
 * @module
 */
import passkey from "./passkey.js" with { type: "text" };
import type { Visit } from "../deps.ts";

/** `GET /portal/assets/passkey.js`. */
export function passkeyScript(_visit: Visit): Promise<Response> {
  return Promise.resolve(
    new Response(passkey, {
      headers: { "content-type": "text/javascript; charset=utf-8", "cache-control": "no-cache" },
    }),
  );
}
