/**
 * `GET /`: a page for a person who opened the server in a browser.
 * @module
 */
import { createHash } from "node:crypto";
import { Hono } from "@hono/hono";
import { raw } from "@hono/hono/html";
import { VERSION } from "../version.ts";
import type { HttpEnv } from "./env.ts";
import { methodNotAllowed } from "./problem.ts";

const STYLE = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 44rem; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
code, pre { font: 0.9rem/1.5 ui-monospace, monospace; }
pre { border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: 6px; overflow-x: auto; padding: 0.75rem; }
footer { font-size: 0.85rem; margin-top: 3rem; opacity: 0.75; }`;

// One style sheet, known by its hash, and nothing else: no script, no image, no font, no request to anyone.
const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");
const CSP =
  `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;

/** The page. `mcpUrl` is absolute. */
export function homeRoutes(mcpUrl: string): Hono<HttpEnv> {
  const page = `<!doctype html>${<HomePage mcpUrl={mcpUrl} />}`;
  const routes = new Hono<HttpEnv>();
  // Its length is said because an answer to HEAD loses the body but must not claim that it is empty (RFC 9110 §8.6).
  const length = String(new TextEncoder().encode(page).length);
  const headers = { "content-security-policy": CSP, "cache-control": "no-cache", "content-length": length };
  routes.get("/", (c) => c.html(page, 200, headers));
  routes.all("/", methodNotAllowed("GET, HEAD"));
  return routes;
}

function HomePage({ mcpUrl }: { mcpUrl: string }) {
  const headers = { Authorization: "Bearer ${DYNAMOSQL_MCP_TOKEN}" };
  const configuration = JSON.stringify(
    { mcpServers: { dynamosql: { type: "http", url: mcpUrl, headers } } },
    null,
    2,
  );
  const token = `curl -u "$CLIENT_ID:$CLIENT_SECRET" -d grant_type=client_credentials ${new URL(
    "/token",
    mcpUrl,
  )}`;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>DynamoSQL</title>
        <style>{raw(STYLE)}</style>
      </head>
      <body>
        <main>
          <h1>DynamoSQL</h1>
          <p>Read-only SQL over Amazon DynamoDB, for AI assistants (over MCP) and programs.</p>
          <p>
            The MCP endpoint of this server is <code>{mcpUrl}</code>.
          </p>

          <h2>A token</h2>
          <p>
            Ask the operator for a client id and secret. Fetch an access token with them, and put it into the
            variable <code>DYNAMOSQL_MCP_TOKEN</code>. It is good for ten minutes.
          </p>
          <pre><code>{token}</code></pre>

          <h2>Claude Code</h2>
          <pre><code>{`claude mcp add --transport http dynamosql ${mcpUrl} --header "Authorization: Bearer $DYNAMOSQL_MCP_TOKEN"`}</code></pre>
          <h2>Codex</h2>
          <pre><code>{`codex mcp add dynamosql --url ${mcpUrl} --bearer-token-env-var DYNAMOSQL_MCP_TOKEN`}</code></pre>
          <h2>Clients that read a JSON file</h2>
          <pre><code>{configuration}</code></pre>

          <h2>Programs</h2>
          <p>
            Send the token as <code>Authorization: Bearer …</code> with each request to the MCP endpoint.
          </p>
        </main>
        <footer>DynamoSQL {VERSION}</footer>
      </body>
    </html>
  );
}
