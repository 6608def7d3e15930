/**
 * The form of an OAuth request: read within a bound, each parameter once, from the body alone.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import { FORM_BYTES, hasManyFields, mediaTypeOf, readText } from "../lib/http_body.ts";

/** The parameters of a request. An empty value counts as absent (RFC 6749 §3.2). */
export interface Form {
  /** The value; undefined = absent. */
  get(name: string): string | undefined;
  /** All values of a parameter that may repeat. */
  all(name: string): readonly string[];
}

/** Parameters that may come more than once: RFC 8707 §2. */
const REPEATABLE: ReadonlySet<string> = new Set(["resource"]);

/**
 * Reads the form of a POST. Fails with `invalid_request` on another content type, parameters in the query
 * (RFC 6749 §2.3.1: never credentials in a URL), a repeated parameter (§3.2) or a body above the bound.
 */
export async function readForm(request: Request): Promise<Form> {
  if (new URL(request.url).search !== "") {
    throw new DynamoSqlError("invalid_request", "Parameters belong in the body, not in the URL.");
  }
  return parseForm(await readFormText(request, FORM_BYTES));
}

/** The text of a form. Fails with `invalid_request` on another content type or a body of more than `most` bytes. */
export async function readFormText(request: Request, most: number): Promise<string> {
  if (mediaTypeOf(request.headers) !== "application/x-www-form-urlencoded") {
    throw new DynamoSqlError("invalid_request", "The body must be application/x-www-form-urlencoded.");
  }
  const text = await readText(request, most);
  if (text === null) throw new DynamoSqlError("invalid_request", "The body is too large.");
  if (hasManyFields(text)) throw new DynamoSqlError("invalid_request", "The body has too many parameters.");
  return text;
}

/** The form of its text. Fails with `invalid_request` on a repeated parameter. */
function parseForm(text: string): Form {
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(text)) {
    const before = values.get(name);
    if (before === undefined) values.set(name, [value]);
    else if (REPEATABLE.has(name)) before.push(value);
    else throw new DynamoSqlError("invalid_request", "A parameter is sent more than once.");
  }
  const all = (name: string) => (values.get(name) ?? []).filter((value) => value !== "");
  return { all, get: (name) => all(name)[0] };
}
