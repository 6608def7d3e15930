/**
 * `/portal/setup`: makes the first user, with the code that the server printed. Gone once there is one.
 * @module
 */
import { asDynamoSqlError, DynamoSqlError } from "../../errors.ts";
import { checkPassword } from "../../identity/password_rules.ts";
import { isEmail } from "../../identity/user_record.ts";
import { Field, NEW_PASSWORD_HINT, Problem } from "../../pages/components.tsx";
import type { PortalParts, Visit } from "../deps.ts";
import { readPortalForm } from "../../pages/form.ts";
import { page } from "../../pages/page.tsx";
import { PORTAL } from "../../pages/paths.ts";
import { seeOther, withCookies } from "../../pages/responses.ts";
import { refuseForeign } from "../../pages/same_origin.ts";
import { tooMany } from "../../pages/too_many.ts";
import { visitorForms, visitorOf } from "../visitor.ts";

/** `GET /portal/setup`. */
export async function showSetup({ request, parts }: Visit): Promise<Response> {
  await mustBeOpen(parts);
  return await show(parts, request, {});
}

/** `POST /portal/setup`. */
export async function answerSetup({ request, parts }: Visit): Promise<Response> {
  const { setup, passwords, users, sessions, cookies, log } = parts;
  refuseForeign(request, parts.origins);
  await mustBeOpen(parts);
  const form = await readPortalForm(request);
  const [code = "", email = "", password = ""] = ["code", "email", "password"].map(form);
  const retry = (view: SetupView) => show(parts, request, { code, email, ...view });
  const again = (problem: string, status = 400) => retry({ problem, status });
  if (await visitorOf(parts, request, "setup", form("csrf")) === null) {
    return await again("This page was open for too long. Please send it again.", 403);
  }
  try {
    if (!await setup.isRight(code)) return await again("The code is not right, or has expired.", 403);
    if (!isEmail(email.trim())) return await again("That is not an e-mail address.");
    checkPassword(password, email);
    const user = await setup.use(users, code, { email, passwordHash: await passwords.hash(password) });
    if (user === null) throw gone();
    log.info("First user made.", { user_id: user.userId });
    return seeOther(PORTAL.account, [await sessions.start(request, user.userId), cookies.visitor.clear()]);
  } catch (thrown) {
    const error = asDynamoSqlError(thrown);
    if (error.code === "invalid_parameter") return await again(error.message);
    return await retry(tooMany(error));
  }
}

async function mustBeOpen({ setup }: PortalParts): Promise<void> {
  if (!await setup.isOpen()) throw gone();
}

function gone(): DynamoSqlError {
  return new DynamoSqlError("not_found", "This server has been set up already.");
}

interface SetupView {
  readonly code?: string;
  readonly email?: string;
  readonly problem?: string;
  readonly status?: number;
  readonly retryAfter?: number;
}

async function show(parts: PortalParts, request: Request, view: SetupView): Promise<Response> {
  const { csrf, cookies } = await visitorForms(parts, request, "setup");
  const response = page({
    title: "Set up",
    status: view.status ?? 200,
    headers: view.retryAfter === undefined ? {} : { "retry-after": String(view.retryAfter) },
    body: (
      <>
        <h1>Set up this server</h1>
        <p>Create the first account, which is an administrator.</p>
        <Problem text={view.problem} />
        <form method="post" action={PORTAL.setup}>
          <input type="hidden" name="csrf" value={csrf.setup} />
          <Field
            name="code"
            label="Set-up code"
            value={view.code ?? ""}
            autocomplete="off"
            maxlength={40}
            autofocus
            class="code"
            hint="The server printed it where it was started. A restart prints a new one."
          />
          <Field
            name="email"
            label="Your e-mail"
            type="email"
            value={view.email ?? ""}
            autocomplete="username"
            maxlength={254}
          />
          <Field
            name="password"
            label="Password"
            type="password"
            autocomplete="new-password"
            maxlength={400}
            hint={NEW_PASSWORD_HINT}
          />
          <button type="submit" class="primary wide-button">Create the admin account</button>
        </form>
      </>
    ),
  });
  return withCookies(response, cookies);
}
