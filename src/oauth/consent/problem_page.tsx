/**
 * Pages that say what went wrong. They show our words only, never text of the request.
 * @module
 */
import { type DynamoSqlError, type ErrorCode, type ErrorEntry, ERRORS } from "../../errors.ts";
import { page } from "../../pages/page.tsx";
import { errorLocation, type ReturnAddress } from "../authorize/redirect.ts";
import { redirectHost } from "../authorize/redirect_host.ts";
import type { OAuthClient } from "../clients/client.ts";
import { descriptionOf, oauthErrorOf } from "../error_words.ts";
import { knownWords, shownName } from "./words.ts";

/** What the person can do about it. */
const ADVICE: Partial<Record<ErrorCode, string>> = {
  invalid_client:
    "If it was connected before, its registration may have ended: remove the connection in the application, and connect again.",
  invalid_client_metadata:
    "Connect again from the application in a minute, or ask the operator of this server to register the application.",
  invalid_redirect_uri:
    "For your safety we did not redirect you: the address is not registered for this app. Close this page; if you started this yourself, connect again from the application.",
  invalid_request: "Go back to the application and connect again.",
  rate_limited: "Wait a minute, then connect again from the application.",
  unavailable: "Try again in a moment.",
};

/** The page without a way back: status and words of the closed table. */
export function renderProblem(error: DynamoSqlError): Response {
  const { retryAfter } = error.detail;
  return page({
    title: "Sign-in problem",
    // RFC 6749 §5.2's 401 is for the token endpoint; a person is told with 400.
    status: error.code === "invalid_client" ? 400 : ERRORS[error.code].http,
    headers: retryAfter === undefined ? {} : { "retry-after": String(retryAfter) },
    body: (
      <>
        <h1>We can't complete this sign-in</h1>
        <p role="alert" class="danger">{error.code === "internal" ? "Internal error." : error.message}</p>
        {error.code === "invalid_client_metadata" && <ForOperators />}
        <p>
          {ADVICE[error.code] ?? (ERRORS[error.code] as ErrorEntry).advice /* widened: texts are literals */}
        </p>
      </>
    ),
  });
}

/** What the operator can do where documents cannot be fetched. The log says the same. */
function ForOperators() {
  return (
    <section>
      <h2>For the operator of this server</h2>
      <p>
        Where this server has no way out to the internet, set <code>cimd</code> to false{" "}
        (<code>DYNAMOSQL_CIMD=false</code>): applications then register themselves. Or register one by hand,
        and name it where the application is set up; <code>URL</code> stands for the MCP address.
      </p>
      {COMMANDS.map(({ label, text }) => (
        <pre key={label} tabindex={0} role="region" aria-label={label}><code>{text}</code></pre>
      ))}
    </section>
  );
}

/** Claude Code takes a registered client on a port of its choice; Codex can be told to register itself. */
const COMMANDS = [
  {
    label: "Command that registers Claude Code",
    text: 'dynamosql app add claude-code --name "Claude Code" --redirect-uri http://localhost:3118/callback',
  },
  {
    label: "Command for Claude Code",
    text: "claude mcp add --transport http --client-id claude-code --callback-port 3118 dynamosql URL",
  },
  {
    label: "Command for Codex",
    text: "codex mcp add dynamosql --url URL --oauth-client-registration dcr",
  },
];

/** The page with a way back to a client that registered itself. */
export function renderReturn(client: OAuthClient, to: ReturnAddress, error: DynamoSqlError): Response {
  return page({
    title: "Sign-in problem",
    status: 400,
    body: (
      <>
        <h1>We can't complete this sign-in</h1>
        <p>
          <strong>
            <bdi>{shownName(client)}</bdi>
          </strong>{" "}
          made a request that this server refuses:
        </p>
        <p role="alert" class="danger">
          {descriptionOf(error)} (<code>{oauthErrorOf(error)}</code>)
        </p>
        <p class="warning">
          {knownWords(client)} Go back only if you know <strong>{redirectHost(to.redirectUri)}</strong>{" "}
          and started this yourself.
        </p>
        <p>
          <a href={errorLocation(to, error)} rel="noreferrer">Return to {redirectHost(to.redirectUri)}</a>
        </p>
      </>
    ),
  });
}
