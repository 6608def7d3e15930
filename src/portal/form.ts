/**
 * The forms of our pages, read within a bound.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";

/** Bytes of a form at most: the longest carries the address of a consent. */
const MAX_BYTES = 40 * 1024;

/** A field's value; undefined where there is none. */
export type PortalForm = (name: string) => string | undefined;

/** Fails with `invalid_request` on another content type, a field sent twice, or text that is no UTF-8. */
export async function readPortalForm(request: Request): Promise<PortalForm> {
  const text = await readBody(request, "application/x-www-form-urlencoded");
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (values.has(name)) throw new DynamoSqlError("invalid_request", "A field was sent more than once.");
    values.set(name, value.toWellFormed());
  }
  return (name) => values.get(name);
}

/** What a script of ours sends. Fails with `invalid_request` if it is not JSON. */
export async function readPortalJson(request: Request): Promise<unknown> {
  const text = await readBody(request, "application/json");
  try {
    return JSON.parse(text);
  } catch {
    throw new DynamoSqlError("invalid_request", "The body is not JSON.");
  }
}

async function readBody(request: Request, expected: string): Promise<string> {
  const type = request.headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
  if (type !== expected) throw new DynamoSqlError("invalid_request", `The body must be ${expected}.`);
  const bytes: Uint8Array[] = [];
  let size = 0;
  // The length may be unknown or a lie: count what comes.
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new DynamoSqlError("invalid_request", "The form is too long.");
    bytes.push(chunk);
  }
  return await new Blob(bytes.map((chunk) => Uint8Array.from(chunk))).text();
}
