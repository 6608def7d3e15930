/**
 * `/portal/account` and the small forms on it.
 * @module
 */
import { asDynamoSqlError } from "../../errors.ts";
import { checkPassword } from "../../identity/password_rules.ts";
import type { UserSession } from "../../identity/user.ts";
import type { Visit } from "../deps.ts";
import { PORTAL } from "../../pages/paths.ts";
import { seeOther } from "../../pages/responses.ts";
import { tooMany } from "../../pages/too_many.ts";
import { renderAccount } from "./account_page.tsx";
import { ACCOUNT_FORM, formOf, sessionOf, signInTo } from "./signed_in.ts";

/** A closed list, so that a link cannot put words into our mouth. */
const DONE: Readonly<Record<string, string>> = {
  password: "Your password is changed. You are signed out elsewhere, and your applications are disconnected.",
  app: "The application is disconnected.",
  session: "That browser is signed out.",
  totp: "The authenticator app is off.",
  passkey: "The passkey is added.",
  "passkey-removed": "The passkey is removed.",
};

/** `GET /portal`. */
export function showHome(): Promise<Response> {
  return Promise.resolve(seeOther(PORTAL.account));
}

/** `GET /portal/account`. */
export async function showAccount(visit: Visit): Promise<Response> {
  const session = await sessionOf(visit);
  if (session instanceof Response) return session;
  const done = DONE[visit.url.searchParams.get("done") ?? ""];
  return await show(visit, session, done === undefined ? {} : { done });
}

/** `POST /portal/account/password`. */
export async function changePassword(visit: Visit): Promise<Response> {
  const found = await formOf(visit);
  if (found instanceof Response) return found;
  const { session, form } = found;
  const { request, address, parts } = visit;
  const { userId, email } = session.user;
  const password = form("password") ?? "";
  const before = await parts.users.record(userId);
  try {
    if (!await parts.signIn.isPassword(userId, form("current") ?? "", address)) {
      return await show(visit, session, { problem: "The current password is not right.", status: 403 });
    }
    checkPassword(password, email);
  } catch (thrown) {
    const error = asDynamoSqlError(thrown);
    if (error.code !== "invalid_parameter") return await show(visit, session, tooMany(error));
    return await show(visit, session, { problem: error.message, status: 400 });
  }
  const hash = await parts.passwords.hash(password);
  // Before and after: a server that dies in between leaves nobody connected with the old password, nor one who came meanwhile.
  await parts.apps.revokeAll({ userId });
  const changed = await parts.users.change(
    userId,
    // A link that was used meanwhile, or a sign-out everywhere: then this session has ended, and with it its say.
    (one) => one.epoch === before?.epoch ? { ...one, password: hash, epoch: one.epoch + 1 } : null,
  );
  if (changed === null) return signInTo(PORTAL.account);
  await parts.sessions.sweep(userId);
  await parts.apps.revokeAll({ userId });
  parts.log.info("Password changed.", { user_id: userId });
  return seeOther(`${PORTAL.account}?done=password`, [
    await parts.sessions.start(request, userId, changed.epoch),
  ]);
}

/** `POST /portal/account/sessions/end`. */
export async function endSession(visit: Visit): Promise<Response> {
  const found = await formOf(visit);
  if (found instanceof Response) return found;
  await visit.parts.sessions.revoke(found.session.user.userId, found.form("session") ?? "");
  return seeOther(`${PORTAL.account}?done=session`);
}

/** `POST /portal/account/sessions/end-all`. */
export async function endAllSessions(visit: Visit): Promise<Response> {
  const found = await formOf(visit);
  if (found instanceof Response) return found;
  const { sessions, apps, log } = visit.parts;
  const { userId } = found.session.user;
  await apps.revokeAll({ userId });
  await sessions.endAll(userId);
  await apps.revokeAll({ userId });
  log.info("Signed out everywhere.", { user_id: userId });
  return seeOther(`${PORTAL.login}?done=everywhere`, [await sessions.end(visit.request)]);
}

/** `POST /portal/account/apps/revoke`. */
export async function revokeApp(visit: Visit): Promise<Response> {
  const found = await formOf(visit);
  if (found instanceof Response) return found;
  const { userId, tenantId } = found.session.user;
  try {
    await visit.parts.apps.revoke(tenantId, found.form("grant") ?? "", userId);
  } catch (thrown) {
    // Gone already: what was wanted.
    if (asDynamoSqlError(thrown).code !== "not_found") throw thrown;
  }
  return seeOther(`${PORTAL.account}?done=app`);
}

async function show(
  { parts }: Visit,
  session: UserSession,
  state: { readonly done?: string; readonly problem?: string; readonly status?: number },
): Promise<Response> {
  const { userId, tenantId } = session.user;
  const [csrf, record, sessions, apps] = await Promise.all([
    parts.sessions.csrfToken(session, ACCOUNT_FORM),
    parts.users.record(userId),
    parts.sessions.list(userId),
    parts.apps.list(tenantId, userId),
  ]);
  return renderAccount({
    ...state,
    session,
    csrf,
    recoveryCodes: record?.recovery.length ?? 0,
    passkeys: record?.passkeys ?? [],
    sessions,
    apps,
  });
}
