/**
 * The page on which a person allows a client to act for them, or not. A plain form, which works without script.
 * @module
 */
import type { ScopeName } from "../../identity/scopes.ts";
import type { User } from "../../identity/user.ts";
import { page } from "../../pages/page.tsx";
import { formActionSources, redirectHost, redirectKind } from "../authorize/redirect_host.ts";
import type { OAuthClient } from "../clients/client.ts";
import { PATHS } from "../endpoints.ts";
import { ONCE_PATH } from "./once.ts";
import { knownWords, SCOPE_WORDS, shownName } from "./words.ts";

/** What the page shows. */
export interface ConsentView {
  readonly client: OAuthClient;
  readonly redirectUri: string;
  /** Those that may be ticked. */
  readonly scopes: readonly ScopeName[];
  readonly resource: string;
  readonly user: Pick<User, "email" | "tenantId">;
  /** Travels in the form. */
  readonly sealed: string;
  readonly csrf: string;
  /** Where "use another account" leads. */
  readonly otherAccount: string;
  /** What was wrong with the form that was sent; its page is shown again. */
  readonly problem?: string;
}

/** The page. */
export function renderConsent(view: ConsentView): Response {
  const { client, redirectUri, problem } = view;
  return page({
    title: "Allow access",
    status: problem === undefined ? 200 : 400,
    formAction: formActionSources(redirectUri),
    script: ONCE_PATH,
    body: (
      <>
        <h1>
          Allow <bdi>{shownName(client)}</bdi> to use your account?
        </h1>
        {problem === undefined ? null : <p role="alert" class="error">{problem}</p>}
        <dl>
          <dt>Application</dt>
          <dd>{knownWords(client)}</dd>
          <dt>You will be sent to</dt>
          <dd>
            <strong>{redirectHost(redirectUri)}</strong>
          </dd>
          <dt>It will use</dt>
          <dd>{view.resource}</dd>
          <dt>Your account</dt>
          <dd>
            <bdi>{view.user.email}</bdi>, tenant {view.user.tenantId} (<a href={view.otherAccount}>
              use another account
            </a>)
          </dd>
        </dl>
        <Warning client={client} redirectUri={redirectUri} />
        <form method="post" action={PATHS.consent}>
          <input type="hidden" name="request" value={view.sealed} />
          <input type="hidden" name="csrf" value={view.csrf} />
          <fieldset>
            <legend>It may</legend>
            {view.scopes.map((scope) => (
              <>
                <label>
                  <input
                    type="checkbox"
                    name="scope"
                    value={scope}
                    checked
                    aria-describedby={`about-${scope}`}
                  />{" "}
                  {SCOPE_WORDS[scope].name}
                </label>
                <p class="hint" id={`about-${scope}`}>
                  {SCOPE_WORDS[scope].about} (<code>{scope}</code>)
                </p>
              </>
            ))}
          </fieldset>
          <p class="actions">
            <button type="submit" class="primary" name="decision" value="approve">Approve</button>
            <button type="submit" name="decision" value="deny">Deny</button>
          </p>
        </form>
        <p class="hint">
          It can never change data. You can take this back at any time, on your account page.
        </p>
      </>
    ),
  });
}

/** MCP authorization, "Localhost redirect URI risks": such a client can be impersonated by any local program. */
function Warning({ client, redirectUri }: { client: OAuthClient; redirectUri: string }) {
  const kind = redirectKind(redirectUri);
  if (kind === "web" && client.known !== "self") return null;
  return (
    <p class="warning">
      {kind === "loopback"
        ? "It runs on this computer, and any program on this computer could pretend to be it. "
        : kind === "private"
        ? "It is opened through a link of its own kind, and another program on this computer could answer to that link. "
        : "Anyone can register an application under any name: look at where you will be sent to. "}
      Approve only if you started this yourself, just now.
    </p>
  );
}
