/**
 * Reads request bodies within a bound.
 *
 * Not hono's `bodyLimit`, which stops reading where a body is too large: who is still sending then sees a broken
 * connection, not the 413. Nor does it know of a caller that goes away while it sends.
 * @module
 */
import type { MiddlewareHandler } from "@hono/hono";
import { DynamoSqlError } from "../errors.ts";
import { contentLength, readBounded, readText as readTextWithin } from "../lib/http_body.ts";
import type { HttpEnv } from "./env.ts";

/**
 * The body as text, at most `limit` bytes. What counts is what arrives, whatever Content-Length claims.
 * @throws {DynamoSqlError} `body_too_large`
 */
export async function readText(request: Request, limit: number): Promise<string> {
  return await readTextWithin(request, limit) ?? tooLarge(limit);
}

/**
 * Applies the limit to every other route: the handlers behind it read an already bounded body.
 * @param exempt paths whose handlers count by themselves, below this limit
 */
export function bodyLimit(
  limit: number,
  exempt: ReadonlySet<string> = new Set(),
): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const request = c.req.raw;
    if (request.body !== null && !exempt.has(c.req.path)) {
      const declared = contentLength(request);
      if (declared === null || declared > limit) {
        c.req.raw = new Request(request, { body: await readBounded(request.body, limit) ?? tooLarge(limit) });
      }
    }
    await next();
  };
}

function tooLarge(limit: number): never {
  throw new DynamoSqlError("body_too_large", `The request body is larger than ${limit} bytes.`);
}
