/**
 * Forms for somebody who has not signed in: bound to a cookie of their browser, so that no other site can sign a person in as
 * somebody else (login CSRF).
 * @module
 */
import { csrfTokenOf, csrfTokenValid } from "../identity/csrf.ts";
import { randomText } from "../lib/random.ts";
import type { PortalParts } from "./deps.ts";

/** A visitor's forms: a token each, and the cookie to set with them. */
export interface VisitorForms<Name extends string> {
  readonly csrf: Readonly<Record<Name, string>>;
  readonly cookies: readonly string[];
}

/** A token for each form; a browser without a cookie gets one. */
export async function visitorForms<Name extends string>(
  { cookies, keys, random }: PortalParts,
  request: Request,
  ...forms: readonly Name[]
): Promise<VisitorForms<Name>> {
  const known = cookies.visitor.read(request);
  const visitor = known ?? randomText(random, 43);
  const tokens = await Promise.all(
    forms.map(async (form) => [form, await csrfTokenOf(keys, visitor, form)] as const),
  );
  return {
    // `fromEntries` widens the names to text; they are those of `forms`.
    csrf: Object.fromEntries(tokens) as Record<Name, string>,
    cookies: known === undefined ? [cookies.visitor.set(visitor)] : [],
  };
}

/** The visitor's name if the token is the one of that form in this browser; else null. */
export async function visitorOf(
  { cookies, keys }: PortalParts,
  request: Request,
  page: string,
  token: string | undefined,
): Promise<string | null> {
  const visitor = cookies.visitor.read(request);
  if (visitor === undefined) return null;
  return await csrfTokenValid(keys, visitor, page, token) ? visitor : null;
}
