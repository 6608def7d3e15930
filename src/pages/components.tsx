/**
 * Pieces that several pages share.
 * @module
 */
import type { Child } from "@hono/hono/jsx";
import { PORTAL } from "./paths.ts";

/** A label, its input and what there is to know about it. */
export function Field(props: {
  readonly name: string;
  readonly label: string;
  readonly type?: "text" | "email" | "password";
  readonly value?: string;
  readonly autocomplete: string;
  readonly hint?: Child;
  readonly inputmode?: "numeric" | "email";
  readonly maxlength?: number;
  readonly autofocus?: boolean;
  readonly class?: string;
  /** What was sent is not right; the page says so in an alert. */
  readonly invalid?: boolean;
  readonly required?: boolean;
}) {
  const { name, label, hint, type = "text", required = true } = props;
  const hintId = hint === undefined ? undefined : `${name}-hint`;
  const secret = props.autocomplete === "one-time-code" || type !== "text";
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        type={type}
        value={props.value}
        autocomplete={props.autocomplete}
        inputmode={props.inputmode}
        maxlength={props.maxlength}
        autofocus={props.autofocus}
        required={required}
        class={props.class}
        aria-describedby={hintId}
        aria-invalid={props.invalid === true ? "true" : undefined}
        {...(secret ? { autocapitalize: "none" as const } : {})}
      />
      {hint === undefined ? null : <p class="hint" id={hintId}>{hint}</p>}
    </div>
  );
}

/** A form of one button, such as one at the end of a row. */
export function ButtonForm(props: {
  readonly action: string;
  readonly csrf: string;
  readonly label: string;
  /** What it is about, for who hears the page: "Revoke Claude Code". */
  readonly about?: string;
  readonly class?: string;
  readonly fields?: Readonly<Record<string, string>>;
}) {
  return (
    <form method="post" action={props.action}>
      <input type="hidden" name="csrf" value={props.csrf} />
      {Object.entries(props.fields ?? {}).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button type="submit" class={props.class}>
        {props.label}
        {props.about === undefined ? null : <span class="visually-hidden">{props.about}</span>}
      </button>
    </form>
  );
}

/** What was wrong with the form that was sent. */
export function Problem({ text }: { readonly text: string | undefined }) {
  return text === undefined ? null : <p class="error" role="alert">{text}</p>;
}

/** Links of somebody who is signed in. */
export function AccountLinks() {
  return (
    <>
      <a href={PORTAL.account}>Account</a>
      <a href={PORTAL.logout}>Sign out</a>
    </>
  );
}

/** The hint under a new password. */
export const NEW_PASSWORD_HINT =
  "10 characters or more. A few unrelated words are easy to remember and hard to guess.";

/** A moment in words that mean the same everywhere. */
export function Moment({ at }: { readonly at: number }) {
  const iso = new Date(at).toISOString();
  return <time datetime={iso}>{`${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`}</time>;
}
