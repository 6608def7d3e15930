/**
 * Reading request bodies within a bound.
 * @module
 */
import type { MiddlewareHandler } from "@hono/hono";
import { DynamoSqlError } from "../errors.ts";
import type { HttpEnv } from "./env.ts";

// A client that is still sending sees our 413 only if we take what it sends; beyond this we just hang up.
const DRAIN_FACTOR = 8;

/**
 * The body as text, at most `limit` bytes. What counts is what arrives, whatever Content-Length claims.
 * @throws {DynamoSqlError} `body_too_large`
 */
export async function readText(request: Request, limit: number): Promise<string> {
  if (request.body === null) return "";
  const declared = contentLength(request);
  if (declared !== null && declared <= limit) return await request.text();
  return new TextDecoder().decode(await readBounded(request.body, limit));
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
        c.req.raw = new Request(request, { body: await readBounded(request.body, limit) });
      }
    }
    await next();
  };
}

/** Content-Length, which the HTTP layer enforces; null where the body is chunked. */
function contentLength(request: Request): number | null {
  if (request.headers.has("transfer-encoding")) return null;
  const declared = Number(request.headers.get("content-length") ?? Number.NaN);
  return Number.isSafeInteger(declared) && declared >= 0 ? declared : null;
}

async function readBounded(
  body: ReadableStream<Uint8Array>,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > limit * DRAIN_FACTOR) break;
    if (size <= limit) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (size > limit) {
    throw new DynamoSqlError("body_too_large", `The request body is larger than ${limit} bytes.`);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
