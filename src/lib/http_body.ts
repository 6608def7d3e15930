/**
 * Bodies of requests, within a bound: one way to read them for every room that does.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";

/** Bytes at most of the body of a page, a form of OAuth or a registration; docs/reference/limits.md#forms. */
export const FORM_BYTES = 40 * 1024;
/** Fields of a form at most; real ones have a dozen. */
const FORM_FIELDS = 64;

/** True where a form has more fields than any of ours, counted before one is read. */
export function hasManyFields(form: string): boolean {
  let fields = 1;
  for (let at = form.indexOf("&"); at >= 0 && fields <= FORM_FIELDS; at = form.indexOf("&", at + 1)) fields++;
  return fields > FORM_FIELDS;
}

/**
 * The media type alone, lower case, whatever parameters follow (RFC 9110 §8.3.1); empty where there is none.
 * @example
 * ```ts
 * const headers = new Headers({ "content-type": "Application/JSON; charset=utf-8" });
 * assert.equal(mediaTypeOf(headers), "application/json");
 * ```
 */
export function mediaTypeOf(headers: Headers): string {
  return headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** Content-Length, which the HTTP layer enforces; null where the body is chunked. */
export function contentLength(request: Request): number | null {
  if (request.headers.has("transfer-encoding")) return null;
  const declared = Number(request.headers.get("content-length") ?? Number.NaN);
  return Number.isSafeInteger(declared) && declared >= 0 ? declared : null;
}

/**
 * The body as text; null if it has more than `most` bytes, which is not read where its length says so: a caller that waits
 * for `100 Continue` is spared sending it.
 * @throws {DynamoSqlError} `bad_request` where it is no UTF-8: read somehow, a text would be another one
 * @throws {DynamoSqlError} `cancelled` where the caller goes away while it sends, or what the listener says of a body that
 * is late, or one too many
 */
export async function readText(request: Request, most: number): Promise<string | null> {
  if (request.body === null) return "";
  const declared = contentLength(request);
  if (declared !== null && declared > most) {
    await request.body.cancel();
    return null;
  }
  const bytes = declared === null ? await readBounded(request.body, most) : await untilGone(request.bytes());
  return bytes === null ? null : decoded(bytes);
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new DynamoSqlError("bad_request", "The request's body is not valid UTF-8.");
  }
}

/**
 * The bytes of a body; null if there are more than `most`. What counts is what comes, whatever was declared.
 * @throws {DynamoSqlError} `cancelled` where the caller goes away while it sends, or what the listener says of a body that
 * is late, or one too many
 */
export async function readBounded(
  body: ReadableStream<Uint8Array> | null,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  return await untilGone(bytesWithin(body, most));
}

/** A body fails to be read where its connection ends. Only a mistake of ours, such as reading it twice, is a TypeError. */
async function untilGone<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    if (cause instanceof TypeError || cause instanceof DynamoSqlError) throw cause;
    throw new DynamoSqlError("cancelled", "The caller went away while it was sending.", { cause });
  }
}

async function bytesWithin(
  body: ReadableStream<Uint8Array> | null,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    // The listener throws away what is still coming.
    if (size > most) return null;
    chunks.push(chunk);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
