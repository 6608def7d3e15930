/**
 * The pages of a sign-in. Plain forms; a script adds the passkey button where the browser can.
 * @module
 */
import { ButtonForm, Field, Problem } from "../../pages/components.tsx";
import { page } from "../../pages/page.tsx";
import { PORTAL } from "../../pages/paths.ts";
import { defined } from "../../lib/defined.ts";

/** What the first page shows. */
export interface LoginView {
  readonly csrf: string;
  /** Of the passkey's requests. */
  readonly passkeyCsrf: string;
  readonly next: string;
  readonly email?: string;
  readonly problem?: string;
  /** Something that was done before, such as a new password. */
  readonly done?: string;
  readonly status?: number;
  /** Somebody is signed in and must prove it again, or change to another account. */
  readonly again?: boolean;
  readonly retryAfter?: number;
  /** There is no account yet to sign in to. */
  readonly isNew: boolean;
}

/** Address and password. */
export function renderLogin(view: LoginView): Response {
  const { email, problem, retryAfter, next } = view;
  return page({
    title: "Sign in",
    status: view.status ?? 200,
    script: PORTAL.passkeyScript,
    headers: retryAfter === undefined ? {} : { "retry-after": String(retryAfter) },
    body: (
      <>
        <h1>Sign in</h1>
        {view.isNew
          ? (
            <p class="warning">
              This server has no account yet. <a href={PORTAL.setup}>Set it up</a>{" "}
              first, with the code that it printed where it was started.
            </p>
          )
          : null}
        {view.done === undefined ? null : <p class="done" role="status">{view.done}</p>}
        {next.startsWith("/consent?")
          ? <p>An application asks for access to your account. After you sign in you decide about it.</p>
          : view.again
          ? <p>Please sign in again before you go on.</p>
          : null}
        <Problem text={problem} />
        <form method="post" action={PORTAL.login}>
          <input type="hidden" name="csrf" value={view.csrf} />
          <input type="hidden" name="next" value={next} />
          <Field
            name="email"
            label="E-mail"
            type="email"
            value={email ?? ""}
            autocomplete="username"
            maxlength={254}
            autofocus={email === undefined}
            invalid={problem !== undefined && email !== undefined}
          />
          <Field
            name="password"
            label="Password"
            type="password"
            autocomplete="current-password"
            maxlength={400}
            autofocus={email !== undefined}
            invalid={problem !== undefined && email !== undefined}
          />
          <button type="submit" class="primary wide-button">Sign in</button>
        </form>
        <PasskeyButton csrf={view.passkeyCsrf} next={next} />
        <p class="hint">
          Forgot your password? The operator of this server can give you a link to set a new one.
        </p>
      </>
    ),
  });
}

/** What the second page shows. */
export interface CodeView {
  readonly csrf: string;
  readonly passkeyCsrf: string;
  readonly next: string;
  readonly hasTotp: boolean;
  readonly hasPasskeys: boolean;
  readonly problem?: string;
  readonly status?: number;
  readonly retryAfter?: number;
}

/** A code of the app, a recovery code, or a passkey. */
export function renderCode(view: CodeView): Response {
  const { problem, hasTotp, hasPasskeys, retryAfter } = view;
  return page({
    title: "Two-step verification",
    status: view.status ?? 200,
    headers: retryAfter === undefined ? {} : { "retry-after": String(retryAfter) },
    ...defined({ script: hasPasskeys ? PORTAL.passkeyScript : undefined }),
    body: (
      <>
        <h1>Two-step verification</h1>
        <Problem text={problem} />
        {hasPasskeys && !hasTotp ? <PasskeyButton csrf={view.passkeyCsrf} next={view.next} alone /> : null}
        {hasPasskeys && !hasTotp ? <p>No passkey at hand? A recovery code does, too.</p> : null}
        <form method="post" action={PORTAL.loginCode}>
          <input type="hidden" name="csrf" value={view.csrf} />
          <input type="hidden" name="next" value={view.next} />
          <Field
            name="code"
            label={hasTotp ? "Code of your authenticator app" : "Recovery code"}
            autocomplete="one-time-code"
            maxlength={40}
            autofocus={hasTotp || !hasPasskeys}
            class="digits"
            invalid={problem !== undefined}
            hint={hasTotp ? "Six digits, or one of your recovery codes." : "Each recovery code works once."}
          />
          <button type="submit" class={hasTotp ? "primary wide-button" : "wide-button"}>Continue</button>
        </form>
        <p>
          <a
            class="away"
            href={`${PORTAL.login}?${new URLSearchParams({ next: view.next, prompt: "login" })}`}
          >
            Start again
          </a>
        </p>
      </>
    ),
  });
}

/** Shown by the script where the browser knows passkeys. */
function PasskeyButton(props: { readonly csrf: string; readonly next: string; readonly alone?: boolean }) {
  return (
    <div data-passkey="sign-in" data-csrf={props.csrf} data-next={props.next} hidden>
      {props.alone === true ? null : <p class="or">or</p>}
      <p class="error" role="alert" hidden></p>
      <p>
        <button type="button" class={props.alone === true ? "primary wide-button" : "wide-button"}>
          Sign in with a passkey
        </button>
      </p>
    </div>
  );
}

/** Whether to sign out: a link alone must not do it. */
export function renderLogout(csrf: string, email: string): Response {
  return page({
    title: "Sign out",
    body: (
      <>
        <h1>Sign out?</h1>
        <p>
          You are signed in as <strong>{email}</strong>. Applications that you connected stay connected.
        </p>
        <div class="actions">
          <ButtonForm action={PORTAL.logout} csrf={csrf} label="Sign out" class="primary" />
          <a class="button" href={PORTAL.account}>Cancel</a>
        </div>
      </>
    ),
  });
}
