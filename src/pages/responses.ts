/**
 * Answers that are no page.
 * @module
 */

/**
 * 303: the browser goes on with GET and leaves the form behind (RFC 9700 §4.12: never 307, which would carry a password along).
 * @param location a path of ours, or a client's verified redirect URI with its answer
 */
export function seeOther(location: string, cookies: readonly string[] = []): Response {
  const headers = { location, "referrer-policy": "no-referrer" };
  return new Response(null, { status: 303, headers: headersOf(headers, cookies) });
}

/** For a script of ours. */
export function json(value: unknown, status = 200, cookies: readonly string[] = []): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: headersOf({ "content-type": "application/json" }, cookies),
  });
}

/** The answer with more cookies. */
export function withCookies(response: Response, cookies: readonly string[]): Response {
  for (const cookie of cookies) response.headers.append("set-cookie", cookie);
  return response;
}

/** 405, to a person or a program that lost its way. */
export function methodNotAllowed(allow: string): Response {
  return new Response(`This page answers ${allow} only.\n`, {
    status: 405,
    headers: { allow, "cache-control": "no-store", "content-type": "text/plain; charset=utf-8" },
  });
}

function headersOf(fields: Readonly<Record<string, string>>, cookies: readonly string[]): Headers {
  const headers = new Headers({ ...fields, "cache-control": "no-store" });
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return headers;
}
