/**
 * The account page: everything about one's own account on one page.
 * @module
 */
import type { SessionInfo } from "../../identity/sessions.ts";
import type { UserSession } from "../../identity/user.ts";
import type { Passkey } from "../../identity/user_record.ts";
import {
  AccountLinks,
  ButtonForm,
  Field,
  Moment,
  NEW_PASSWORD_HINT,
  Problem,
} from "../../pages/components.tsx";
import type { ConnectedApp } from "../deps.ts";
import { page } from "../../pages/page.tsx";
import { PORTAL } from "../../pages/paths.ts";

/** What the page shows. */
export interface AccountView {
  readonly session: UserSession;
  readonly csrf: string;
  readonly recoveryCodes: number;
  readonly passkeys: readonly Passkey[];
  readonly sessions: readonly SessionInfo[];
  readonly apps: readonly ConnectedApp[];
  readonly done?: string;
  /** What was wrong with the form for a new password. */
  readonly problem?: string;
  readonly status?: number;
}

/** The page. */
export function renderAccount(view: AccountView): Response {
  const { user } = view.session;
  return page({
    title: "Account",
    status: view.status ?? 200,
    wide: true,
    nav: <AccountLinks />,
    body: (
      <>
        <h1>Your account</h1>
        {view.done === undefined ? null : <p class="done" role="status">{view.done}</p>}
        <section class="card">
          <h2>You</h2>
          <dl>
            <dt>E-mail</dt>
            <dd>{user.email}</dd>
            <dt>Role</dt>
            <dd>{user.role === "admin" ? "Administrator" : "Member"}</dd>
            <dt>Tenant</dt>
            <dd>{user.tenantId}</dd>
          </dl>
        </section>
        <Apps {...view} />
        <SecondStep {...view} />
        <Password {...view} />
        <Sessions {...view} />
      </>
    ),
  });
}

function Apps({ apps, csrf }: AccountView) {
  return (
    <section class="card">
      <h2>Connected applications</h2>
      {apps.length === 0
        ? <p>None yet. What you allow to use your account is listed here.</p>
        : (
          <ul class="list">
            {apps.map((app) => (
              <li>
                <div>
                  <p>
                    <strong>
                      <bdi>{app.clientName}</bdi>
                    </strong>{" "}
                    at {app.redirectHost}
                  </p>
                  <p class="hint">
                    May: {app.scopes.join(", ")}. Connected <Moment at={app.createdAt} />, {app.lastUsedAt ===
                        undefined
                      ? "not used yet"
                      : (
                        <>
                          last used <Moment at={app.lastUsedAt} />
                        </>
                      )}.
                  </p>
                </div>
                <ButtonForm
                  action={PORTAL.appRevoke}
                  csrf={csrf}
                  fields={{ grant: app.grantId }}
                  label="Disconnect"
                  about={` ${app.clientName}`}
                  class="danger"
                />
              </li>
            ))}
          </ul>
        )}
    </section>
  );
}

function SecondStep({ session, csrf, recoveryCodes, passkeys }: AccountView) {
  const { hasTotp } = session.user;
  const enrolled = hasTotp || passkeys.length > 0;
  return (
    <section class="card">
      <h2>Two-step verification and passkeys</h2>
      {enrolled
        ? null
        : <p>Your password alone opens this account. A passkey or an authenticator app makes it safer.</p>}
      {enrolled && recoveryCodes === 0
        ? (
          <p class="warning">
            You have no recovery codes. Without them a lost phone or key locks you out.
          </p>
        )
        : null}
      <ul class="list">
        <li>
          <div>
            <p>
              <strong>Authenticator app</strong>
            </p>
            <p class="hint">{hasTotp ? "On. You are asked for a code." : "Off."}</p>
          </div>
          {hasTotp
            ? <ButtonForm action={PORTAL.totpRemove} csrf={csrf} label="Turn off" about=" the app" />
            : <a class="button" href={PORTAL.totp}>Set up</a>}
        </li>
        {passkeys.map((passkey) => (
          <li>
            <div>
              <p>
                <strong>
                  <bdi>{passkey.name}</bdi>
                </strong>{" "}
                (passkey)
              </p>
              <p class="hint">
                Added <Moment at={passkey.createdAt} />
                {passkey.lastUsedAt === undefined ? null : (
                  <>
                    , last used <Moment at={passkey.lastUsedAt} />
                  </>
                )}.
              </p>
            </div>
            <ButtonForm
              action={PORTAL.passkeyRemove}
              csrf={csrf}
              fields={{ passkey: passkey.id }}
              label="Remove"
              about={` ${passkey.name}`}
            />
          </li>
        ))}
        <li>
          <p>
            <strong>New passkey</strong>
          </p>
          <a class="button" href={PORTAL.passkeys}>Add a passkey</a>
        </li>
        {enrolled
          ? (
            <li>
              <div>
                <p>
                  <strong>Recovery codes</strong>
                </p>
                <p class="hint">{recoveryCodes} left. Each code works once.</p>
              </div>
              <ButtonForm action={PORTAL.recovery} csrf={csrf} label="New codes" />
            </li>
          )
          : null}
      </ul>
    </section>
  );
}

function Password({ session, csrf, problem }: AccountView) {
  return (
    <section class="card">
      <h2 id="password-title">Password</h2>
      <Problem text={problem} />
      <form method="post" action={PORTAL.password} aria-labelledby="password-title">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="email" value={session.user.email} autocomplete="username" />
        <Field
          name="current"
          label="Current password"
          type="password"
          autocomplete="current-password"
          maxlength={400}
        />
        <Field
          name="password"
          label="New password"
          type="password"
          autocomplete="new-password"
          maxlength={400}
          hint={NEW_PASSWORD_HINT}
        />
        <p class="hint">Changing it signs you out elsewhere and disconnects your applications.</p>
        <button type="submit" class="primary">Change password</button>
      </form>
    </section>
  );
}

function Sessions({ session, sessions, csrf }: AccountView) {
  return (
    <section class="card">
      <h2>Where you are signed in</h2>
      <ul class="list">
        {sessions.map((one) => (
          <li>
            <div>
              <p>
                <strong>{one.device}</strong>
                {one.handle === session.handle ? " (this one)" : ""}
              </p>
              <p class="hint">
                Since <Moment at={one.createdAt} />, last seen <Moment at={one.lastSeenAt} />.
              </p>
            </div>
            {one.handle === session.handle ? null : (
              <ButtonForm
                action={PORTAL.sessionEnd}
                csrf={csrf}
                fields={{ session: one.handle }}
                label="Sign out"
                about={` ${one.device}`}
              />
            )}
          </li>
        ))}
      </ul>
      <p class="hint">Signing out everywhere also disconnects your applications.</p>
      <ButtonForm action={PORTAL.sessionsEndAll} csrf={csrf} label="Sign out everywhere" class="danger" />
    </section>
  );
}
