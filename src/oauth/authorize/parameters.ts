/**
 * The parameters of an authorization request: from the query of a GET or the form of a POST (RFC 6749 §3.1).
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import { hasManyFields } from "../../lib/http_body.ts";
import { readFormText } from "../form.ts";

/** Characters of a query, bytes of a form at most; real requests have a few hundred. */
const MAX_LENGTH = 16 * 1024;

/** The parameters as they were sent. An empty value counts as absent (RFC 6749 §3.1). */
export interface AuthorizeParameters {
  /** The value; undefined = absent. Of a repeated one the first: ask `repeated` before using it. */
  get(name: string): string | undefined;
  /** All values of a parameter that may repeat. */
  all(name: string): readonly string[];
  /** True if it came more than once, with any value. */
  repeated(name: string): boolean;
  /** Names that came more than once though only `resource` may (RFC 8707 §2). */
  readonly duplicates: readonly string[];
}

/**
 * Reads the parameters. Fails with `invalid_request` where there are none to be had: too long, another content type,
 * a POST with a query beside its body. What is wrong with single parameters is for the rules to say.
 */
export async function readParameters(request: Request): Promise<AuthorizeParameters> {
  const query = queryOf(request.url);
  if (request.method !== "POST") {
    if (query.length > MAX_LENGTH || hasManyFields(query)) {
      throw new DynamoSqlError("invalid_request", "The request is too long.");
    }
    return parseParameters(query);
  }
  if (query !== "") {
    throw new DynamoSqlError("invalid_request", "Parameters of a POST belong in its body, not in the URL.");
  }
  return parseParameters(await readFormText(request, MAX_LENGTH));
}

/** The parameters in their text, form-encoded. */
export function parseParameters(text: string): AuthorizeParameters {
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(text)) {
    const before = values.get(name);
    if (before === undefined) values.set(name, [value]);
    else before.push(value);
  }
  const repeated = (name: string) => (values.get(name)?.length ?? 0) > 1;
  const all = (name: string) => (values.get(name) ?? []).filter((value) => value !== "");
  return {
    all,
    get: (name) => all(name)[0],
    repeated,
    duplicates: [...values.keys()].filter((name) => name !== "resource" && repeated(name)),
  };
}

function queryOf(url: string): string {
  const at = url.indexOf("?");
  return at === -1 ? "" : url.slice(at + 1);
}
