/**
 * Setting up an authenticator app, recovery codes and passkeys.
 * @module
 */
import { z } from "zod";
import type { UserSession } from "../../identity/user.ts";
import { AccountLinks, Field, Problem } from "../../pages/components.tsx";
import type { Visit } from "../deps.ts";
import { readPortalJson } from "../../pages/form.ts";
import { page } from "../../pages/page.tsx";
import { PORTAL } from "../../pages/paths.ts";
import { json, seeOther } from "../../pages/responses.ts";
import { ACCOUNT_FORM, recentFormOf, recentSessionOf, scriptSessionOf } from "./signed_in.ts";

/** `GET /portal/account/totp`: what to scan, and a field for the first code. */
export async function showTotp(visit: Visit): Promise<Response> {
  const session = await recentSessionOf(visit, PORTAL.totp);
  return session instanceof Response ? session : await enrolment(visit, session);
}

/** `POST /portal/account/totp`: the first code. */
export async function confirmTotp(visit: Visit): Promise<Response> {
  const found = await recentFormOf(visit, PORTAL.totp);
  if (found instanceof Response) return found;
  const { session, form } = found;
  const { userId } = session.user;
  const codes = await visit.parts.secondFactor.confirm(userId, (form("code") ?? "").slice(0, 100));
  if (codes === null) {
    return await enrolment(visit, session, "That code is not right. Codes change every 30 seconds.");
  }
  visit.parts.log.info("Authenticator app enrolled.", { user_id: userId });
  return recoveryCodes(codes, "The authenticator app is on");
}

/** `POST /portal/account/totp/remove`. */
export async function removeTotp(visit: Visit): Promise<Response> {
  const found = await recentFormOf(visit, PORTAL.account);
  if (found instanceof Response) return found;
  const { userId } = found.session.user;
  await visit.parts.secondFactor.remove(userId);
  visit.parts.log.info("Authenticator app removed.", { user_id: userId });
  return seeOther(`${PORTAL.account}?done=totp`);
}

/** `POST /portal/account/recovery`. */
export async function newRecovery(visit: Visit): Promise<Response> {
  const found = await recentFormOf(visit, PORTAL.account);
  if (found instanceof Response) return found;
  return recoveryCodes(
    await visit.parts.secondFactor.renewRecovery(found.session.user.userId),
    "New recovery codes",
  );
}

/** `GET /portal/account/passkeys`: a name and a button. */
export async function showPasskeys(visit: Visit): Promise<Response> {
  const session = await recentSessionOf(visit, PORTAL.passkeys);
  if (session instanceof Response) return session;
  const csrf = await visit.parts.sessions.csrfToken(session, ACCOUNT_FORM);
  return page({
    title: "Add a passkey",
    nav: <AccountLinks />,
    script: PORTAL.passkeyScript,
    body: (
      <>
        <h1>Add a passkey</h1>
        <p>
          Your phone, computer or security key keeps it, and opens it with a finger, a face or a PIN. It
          replaces both password and code.
        </p>
        <div data-passkey="add" data-csrf={csrf} hidden>
          <p class="error" role="alert" hidden></p>
          <Field
            name="name"
            label="Name"
            value="Passkey"
            autocomplete="off"
            maxlength={60}
            hint="To tell it from others, such as “work laptop”."
          />
          <button type="button" class="primary wide-button">Add a passkey</button>
        </div>
        <p class="warning" data-passkey-missing>
          Adding a passkey needs JavaScript, and a browser that knows passkeys.
        </p>
        <p>
          <a class="away" href={PORTAL.account}>Back</a>
        </p>
      </>
    ),
  });
}

/** `POST /portal/account/passkeys/options`: for the script. */
export async function passkeyOptions(visit: Visit): Promise<Response> {
  const session = await scriptSessionOf(visit);
  return json(await visit.parts.passkeys.creationOptions(session.user.userId, session.handle));
}

/** `POST /portal/account/passkeys`: for the script. */
export async function addPasskey(visit: Visit): Promise<Response> {
  const session = await scriptSessionOf(visit);
  const { userId } = session.user;
  const body = z.object({ name: z.string().max(200), answer: z.unknown() }).catch({ name: "", answer: null })
    .parse(await readPortalJson(visit.request));
  await visit.parts.passkeys.add(userId, session.handle, body.answer, body.name);
  visit.parts.log.info("Passkey added.", { user_id: userId });
  return json({ location: `${PORTAL.account}?done=passkey` });
}

/** `POST /portal/account/passkeys/remove`. */
export async function removePasskey(visit: Visit): Promise<Response> {
  const found = await recentFormOf(visit, PORTAL.account);
  if (found instanceof Response) return found;
  const { userId } = found.session.user;
  await visit.parts.passkeys.remove(userId, found.form("passkey") ?? "");
  visit.parts.log.info("Passkey removed.", { user_id: userId });
  return seeOther(`${PORTAL.account}?done=passkey-removed`);
}

async function enrolment({ parts }: Visit, session: UserSession, problem?: string): Promise<Response> {
  const pending = await parts.secondFactor.begin(session.user.userId);
  if (pending === null) return seeOther(PORTAL.account);
  const { renderSVG } = await import("uqr");
  const svg = renderSVG(pending.uri, { border: 4, ecc: "M" });
  const csrf = await parts.sessions.csrfToken(session, ACCOUNT_FORM);
  return page({
    title: "Authenticator app",
    status: problem === undefined ? 200 : 400,
    nav: <AccountLinks />,
    body: (
      <>
        <h1>Set up an authenticator app</h1>
        <Problem text={problem} />
        <p>Scan this with the app, or type the key into it.</p>
        <img
          class="qr"
          alt="QR code with the key"
          src={`data:image/svg+xml;base64,${btoa(svg)}`}
          width="192"
          height="192"
        />
        <p>
          Key: <code>{pending.secret.match(/.{1,4}/g)?.join(" ")}</code>
        </p>
        <form method="post" action={PORTAL.totp}>
          <input type="hidden" name="csrf" value={csrf} />
          <Field
            name="code"
            label="6-digit code"
            autocomplete="one-time-code"
            inputmode="numeric"
            maxlength={12}
            class="digits"
            invalid={problem !== undefined}
          />
          <div class="actions">
            <button type="submit" class="primary">Turn on</button>
            <a class="button" href={PORTAL.account}>Cancel</a>
          </div>
        </form>
      </>
    ),
  });
}

function recoveryCodes(codes: readonly string[], title: string): Response {
  return page({
    title: "Recovery codes",
    nav: <AccountLinks />,
    body: (
      <>
        <h1>{title}</h1>
        <p class="warning">
          Keep these recovery codes somewhere safe: they are shown this once. Each code works once, if your
          phone or key is lost. Older codes no longer work.
        </p>
        <ol class="codes code">{codes.map((code) => <li key={code}>{code}</li>)}</ol>
        <p>
          <a class="button" href={PORTAL.account}>I have saved them</a>
        </p>
      </>
    ),
  });
}
