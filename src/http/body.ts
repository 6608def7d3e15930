/**
 * Reads request bodies within a bound.
 *
 * Not hono's `bodyLimit`, which reads also what no route wants, and does not know of a caller that goes away while it sends.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import { readText as readTextWithin } from "../lib/http_body.ts";

/**
 * The body as text, at most `limit` bytes. What counts is what arrives, whatever Content-Length claims.
 * @throws {DynamoSqlError} `body_too_large`
 */
export async function readText(request: Request, limit: number): Promise<string> {
  return await readTextWithin(request, limit) ?? tooLarge(limit);
}

function tooLarge(limit: number): never {
  throw new DynamoSqlError("body_too_large", `The request body is larger than ${limit} bytes.`);
}
