/**
 * Every page of the account asks first who is signed in, and whether they may.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import type { UserSession } from "../../identity/user.ts";
import type { Visit } from "../deps.ts";
import { type PortalForm, readPortalForm } from "../../pages/form.ts";
import { PORTAL } from "../../pages/paths.ts";
import { seeOther } from "../../pages/responses.ts";
import { refuseForeign } from "../../pages/same_origin.ts";

/** Ways in are changed only soon after a sign-in: somebody at an unlocked screen must not add their own. */
const RECENT_MS = 15 * 60_000;

/** The form of all pages of the account. */
export const ACCOUNT_FORM = "account";

/** The session, or the way to sign in and back to `next`. */
export async function sessionOf(
  { request, parts }: Visit,
  next: string = PORTAL.account,
): Promise<UserSession | Response> {
  const session = await parts.sessions.current(request);
  return session ?? signInTo(next);
}

/** The way to sign in and to `next`. */
export function signInTo(next: string): Response {
  return seeOther(`${PORTAL.login}?${new URLSearchParams({ next })}`);
}

/** As {@linkcode sessionOf}, with a sign-in of the last 15 minutes. */
export async function recentSessionOf(visit: Visit, next: string): Promise<UserSession | Response> {
  const session = await sessionOf(visit, next);
  return session instanceof Response || isRecent(visit, session) ? session : proveAgainFor(next);
}

/** The session and the form of a POST. Fails with `forbidden_origin` if the form is not of this session. */
export async function formOf(
  visit: Visit,
): Promise<{ readonly session: UserSession; readonly form: PortalForm } | Response> {
  const { request, parts } = visit;
  refuseForeign(request, parts.origins);
  const form = await readPortalForm(request);
  const session = await sessionOf(visit);
  if (session instanceof Response) return session;
  await mustBeOwn(visit, session, form("csrf"));
  return { session, form };
}

/** As {@linkcode formOf}, with a sign-in of the last 15 minutes; else the way to one, and to `next`. */
export async function recentFormOf(visit: Visit, next: string): ReturnType<typeof formOf> {
  const found = await formOf(visit);
  return found instanceof Response || isRecent(visit, found.session) ? found : proveAgainFor(next);
}

function proveAgainFor(next: string): Response {
  return seeOther(`${PORTAL.login}?${new URLSearchParams({ next, prompt: "login" })}`);
}

/** The session of a script of ours, which sends its token in a header. Fails with `forbidden_origin`. */
export async function scriptSessionOf(visit: Visit): Promise<UserSession> {
  const { request, parts } = visit;
  refuseForeign(request, parts.origins);
  const session = await parts.sessions.current(request);
  if (session === null || !isRecent(visit, session)) {
    throw new DynamoSqlError("forbidden_origin", "Sign in again before you add a passkey.");
  }
  await mustBeOwn(visit, session, request.headers.get("x-csrf-token") ?? undefined);
  return session;
}

function isRecent({ parts }: Visit, session: UserSession): boolean {
  return parts.clock() < session.authenticatedAt + RECENT_MS;
}

async function mustBeOwn({ parts }: Visit, session: UserSession, token: string | undefined): Promise<void> {
  if (!await parts.sessions.csrfValid(session, ACCOUNT_FORM, token)) {
    throw new DynamoSqlError("forbidden_origin", "This form was not made for your session.");
  }
}
