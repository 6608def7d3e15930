/**
 * The forms of our pages, read within a bound.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import { FORM_BYTES, hasManyFields, mediaTypeOf, readText } from "../lib/http_body.ts";
import { jsonExcess } from "../lib/json_bounds.ts";

/** A field's value; undefined where there is none. */
export type PortalForm = (name: string) => string | undefined;

/** Fails with `invalid_request` on another content type, a field sent twice, or too long a form. */
export async function readPortalForm(request: Request): Promise<PortalForm> {
  const text = await readBody(request, "application/x-www-form-urlencoded");
  if (hasManyFields(text)) throw new DynamoSqlError("invalid_request", "The form has too many fields.");
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (values.has(name)) throw new DynamoSqlError("invalid_request", "A field was sent more than once.");
    values.set(name, value);
  }
  return (name) => values.get(name);
}

/** What a script of ours sends. Fails with `invalid_request` if it is not JSON, or too long. */
export async function readPortalJson(request: Request): Promise<unknown> {
  const text = await readBody(request, "application/json");
  const excess = jsonExcess(text);
  if (excess !== null) throw new DynamoSqlError("invalid_request", `The body ${excess}`);
  try {
    return JSON.parse(text);
  } catch {
    throw new DynamoSqlError("invalid_request", "The body is not JSON.");
  }
}

async function readBody(request: Request, expected: string): Promise<string> {
  if (mediaTypeOf(request.headers) !== expected) {
    throw new DynamoSqlError("invalid_request", `The body must be ${expected}.`);
  }
  const text = await readText(request, FORM_BYTES);
  if (text === null) throw new DynamoSqlError("invalid_request", "The form is too long.");
  return text;
}
