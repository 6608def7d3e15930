/**
 * `/portal/reset?token=…`: sets a password by a one-time link. Opening the link spends nothing: mail scanners and previews open
 * links, too.
 * @module
 */
import { asDynamoSqlError, DynamoSqlError } from "../../errors.ts";
import { checkPassword } from "../../identity/password_rules.ts";
import { emailName } from "../../identity/user_record.ts";
import { Field, NEW_PASSWORD_HINT, Problem } from "../../pages/components.tsx";
import type { PortalParts, Visit } from "../deps.ts";
import { readPortalForm } from "../../pages/form.ts";
import { page } from "../../pages/page.tsx";
import { PORTAL } from "../../pages/paths.ts";
import { seeOther, withCookies } from "../../pages/responses.ts";
import { refuseForeign } from "../../pages/same_origin.ts";
import { visitorForms, visitorOf } from "../visitor.ts";

/** `GET /portal/reset`. */
export async function showReset({ request, url, parts }: Visit): Promise<Response> {
  return await show(parts, request, url.searchParams.get("token") ?? "", {});
}

/** `POST /portal/reset`. Ends all sessions of the user, and revokes what they allowed applications to do. */
export async function answerReset({ request, parts }: Visit): Promise<Response> {
  refuseForeign(request, parts.origins);
  const form = await readPortalForm(request);
  const [token = "", password = ""] = ["token", "password"].map(form);
  if (await visitorOf(parts, request, "reset", form("csrf")) === null) {
    const problem = "This page was open for too long. Please send it again.";
    return await show(parts, request, token, { problem, status: 403 });
  }
  const user = await parts.links.peek(token);
  if (user === null) throw gone();
  try {
    checkPassword(password, user.email);
  } catch (thrown) {
    return await show(parts, request, token, { problem: asDynamoSqlError(thrown).message, status: 400 });
  }
  const hash = await parts.passwords.hash(password);
  // Before and after: a server that dies in between leaves no application connected with the old password.
  await parts.apps.revokeAll({ userId: user.userId });
  if (await parts.links.use(token, hash) === null) throw gone();
  await parts.apps.revokeAll({ userId: user.userId });
  // What others tried on the old password must not keep the owner of the new one out.
  await parts.lockout.succeeded(emailName(user.email), undefined);
  parts.log.info("Password set by a link.", { user_id: user.userId });
  return seeOther(`${PORTAL.login}?done=password`, [
    await parts.sessions.end(request),
    parts.cookies.visitor.clear(),
  ]);
}

function gone(): DynamoSqlError {
  return new DynamoSqlError(
    "not_found",
    "This link has expired or was used. Ask the operator of this server for a new one.",
  );
}

async function show(
  parts: PortalParts,
  request: Request,
  token: string,
  view: { readonly problem?: string; readonly status?: number },
): Promise<Response> {
  const user = await parts.links.peek(token);
  if (user === null) throw gone();
  const { csrf, cookies } = await visitorForms(parts, request, "reset");
  const response = page({
    title: "New password",
    status: view.status ?? 200,
    body: (
      <>
        <h1>Choose a new password</h1>
        <p>
          For <strong>{user.email}</strong>. It ends every session, and disconnects every application.
        </p>
        <Problem text={view.problem} />
        <form method="post" action={PORTAL.reset}>
          <input type="hidden" name="csrf" value={csrf.reset} />
          <input type="hidden" name="token" value={token} />
          <input type="hidden" name="email" value={user.email} autocomplete="username" />
          <Field
            name="password"
            label="New password"
            type="password"
            autocomplete="new-password"
            maxlength={400}
            autofocus
            hint={NEW_PASSWORD_HINT}
          />
          <button type="submit" class="primary wide-button">Set the password</button>
        </form>
      </>
    ),
  });
  return withCookies(response, cookies);
}
