/**
 * The demo's notice says where it is, what opens it, and which lines to paste. Each line stands alone: a POSIX shell
 * with `curl` and `sed` runs it as it is.
 * @module
 */

/** What the lines are made of. */
export interface DemoAccess {
  /** Public URL, without a trailing slash. */
  readonly publicUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The one user, who signs in in a browser. */
  readonly email: string;
  readonly password: string;
  /** The store's address, for other commands. */
  readonly store: string;
}

/** A query that shows something of everything: a join, a nested attribute, a date in text, a total. */
const SAMPLE_SQL = "SELECT c.name, c.address.city, count(*) AS orders, sum(o.total) AS spent " +
  "FROM orders o JOIN customers c USING (customer_id) WHERE o.created_at >= now() - INTERVAL 90 DAYS " +
  "GROUP BY 1, 2 ORDER BY spent DESC LIMIT 5";

/** The lines to paste, by what they do. */
function demoLines({ publicUrl, clientId, clientSecret }: DemoAccess) {
  const mcp = `${publicUrl}/mcp`;
  const token =
    `curl -s -u '${clientId}:${clientSecret}' -d grant_type=client_credentials ${publicUrl}/token`;
  const bare = `$(${token} | sed -E 's/.*"access_token":"([^"]+)".*/\\1/')`;
  // A single quote inside single quotes: close, escape, open again.
  const call = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: { name: "run_sql", arguments: { sql: SAMPLE_SQL } },
  }).replaceAll("'", `'\\''`);
  return {
    token,
    sql: `curl -s -H "Authorization: Bearer ${bare}" -H 'Content-Type: application/json' ` +
      `-H 'Accept: application/json' -d '${call}' ${mcp}`,
    claudeSignIn: `claude mcp add --transport http dynamosql ${mcp}`,
    codexSignIn: `codex mcp add dynamosql --url ${mcp}`,
    claude: `claude mcp add --transport http dynamosql ${mcp} --header "Authorization: Bearer ${bare}"`,
    codex: `export DYNAMOSQL_MCP_TOKEN="${bare}"; ` +
      `codex mcp add dynamosql --url ${mcp} --bearer-token-env-var DYNAMOSQL_MCP_TOKEN`,
  };
}

/** The whole notice. */
export function demoNotice(access: DemoAccess): string {
  const lines = demoLines(access);
  return `
=====================================================================
  DEMO. Invented data in an in-process emulator, open to this machine
  only. Everything is gone when it ends. Not for production.
=====================================================================

MCP URL:        ${access.publicUrl}/mcp
Sign-in:        ${access.email}
Password:       ${access.password}
Client id:      ${access.clientId}
Client secret:  ${access.clientSecret}
Schema:         east (customers, orders, order_items, products, events)
Store:          ${access.store}

Connect with a sign-in in the browser (it asks for the sign-in above, and stays connected):

${lines.claudeSignIn}
${lines.codexSignIn}

Fetch a token (valid for 10 minutes):

${lines.token}

Run SQL:

${lines.sql}

Connect Claude Code (the token in it is valid for 10 minutes):

${lines.claude}

Connect Codex (start it from the same shell):

${lines.codex}

Ctrl-C ends the demo.
`;
}
