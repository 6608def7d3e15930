/**
 * The home page at `GET /` says what this is, and how to connect. It loads nothing, and its one link leads to the account page.
 * @module
 */
import { createHash } from "node:crypto";
import { raw } from "@hono/hono/html";
import { Footer, Mark } from "../pages/page.tsx";
import { STYLE } from "../pages/style.ts";

// One style sheet, known by its hash, and nothing else: no script, no image, no font, no request to anyone.
const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");
const CSP =
  `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;

/** The page and its policy. `mcpUrl` is absolute. */
export function homePage(mcpUrl: string): { readonly html: string; readonly policy: string } {
  return { html: `<!doctype html>${<HomePage mcpUrl={mcpUrl} />}`, policy: CSP };
}

function HomePage({ mcpUrl }: { readonly mcpUrl: string }) {
  const { origin } = new URL(mcpUrl);
  const bySignIn = JSON.stringify({ mcpServers: { dynamosql: { type: "http", url: mcpUrl } } }, null, 2);
  const headers = { Authorization: "Bearer ${DYNAMOSQL_MCP_TOKEN}" };
  const byToken = JSON.stringify(
    { mcpServers: { dynamosql: { type: "http", url: mcpUrl, headers } } },
    null,
    2,
  );
  const token = `curl -u "$CLIENT_ID:$CLIENT_SECRET" -d grant_type=client_credentials ${origin}/token`;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>DynamoSQL</title>
        <style>{raw(STYLE)}</style>
      </head>
      <body class="wide">
        <header class="site">
          <span class="brand">
            <Mark />DynamoSQL
          </span>
        </header>
        <main>
          <h1>Query your DynamoDB tables with SQL</h1>
          <p>
            This server gives AI assistants and programs read-only SQL over Amazon DynamoDB. Assistants reach
            it over MCP, at one address:
          </p>
          <Code text={mcpUrl} label="MCP address" />
          <section class="card">
            <h2>Connect an assistant</h2>
            <p>
              Give it the address. It opens your browser, you sign in, see what it asks for, and allow it.
              Nothing has to be copied, and it stays connected for weeks.
            </p>
            <h3>Claude Code</h3>
            <Code
              text={`claude mcp add --transport http dynamosql ${mcpUrl}`}
              label="Command for Claude Code"
            />
            <h3>Codex</h3>
            <Code text={`codex mcp add dynamosql --url ${mcpUrl}`} label="Command for Codex" />
            <h3>Claude, ChatGPT, Cursor, VS Code and others</h3>
            <p>Add a custom connector or remote MCP server with the address above. As a JSON file:</p>
            <Code text={bySignIn} label="JSON file" />
            <p class="hint">
              Your account, and what you connected: <a href="/portal/account">{`${origin}/portal/account`}</a>
            </p>
          </section>
          <section class="card">
            <h2>Without a browser</h2>
            <p>
              For scripts, and clients that only take a fixed token: ask the operator for a client id and
              secret. Fetch an access token with them, and put it into the variable{" "}
              <code>DYNAMOSQL_MCP_TOKEN</code>. It is good for ten minutes.
            </p>
            <Code text={token} label="Command that fetches a token" />
            <p>
              Send it as <code>Authorization: Bearer …</code> with each request. In clients:
            </p>
            <Code
              text={`claude mcp add --transport http dynamosql ${mcpUrl} --header "Authorization: Bearer $DYNAMOSQL_MCP_TOKEN"`}
              label="Command for Claude Code with a token"
            />
            <Code
              text={`codex mcp add dynamosql --url ${mcpUrl} --bearer-token-env-var DYNAMOSQL_MCP_TOKEN`}
              label="Command for Codex with a token"
            />
            <Code text={byToken} label="JSON file with a token" />
          </section>
        </main>
        <Footer />
      </body>
    </html>
  );
}

/** Lines to copy. It scrolls, so the keyboard must reach it (WCAG 2.1.1). */
function Code({ text, label }: { readonly text: string; readonly label: string }) {
  return <pre tabindex={0} role="region" aria-label={label}><code>{text}</code></pre>;
}
