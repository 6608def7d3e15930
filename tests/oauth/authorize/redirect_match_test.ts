import assert from "node:assert/strict";
import { redirectUriMatches } from "../../../src/oauth/authorize/redirect_match.ts";
import { assertAccepted, assertPage, goodRequest, operatorClient, startAuthorizeServer } from "./fixture.ts";

/** [registered, presented, why]. */
type Row = readonly [registered: string, presented: string, why: string];

const LOOPBACK_HOSTS = ["127.0.0.1", "[::1]", "localhost"];

const MATCH: Row[] = [
  ["https://app.example/cb", "https://app.example/cb", "the same string"],
  ["https://app.example/cb?a=1", "https://app.example/cb?a=1", "the same string with its query"],
  ["https://app.example", "https://app.example", "no path at all"],
  ["https://app.example:8443/cb", "https://app.example:8443/cb", "the same string with its port"],
  ["https://app.example/a%20b", "https://app.example/a%20b", "the same string with its encoding"],
  [
    "cursor://anysphere.cursor-mcp/oauth/callback",
    "cursor://anysphere.cursor-mcp/oauth/callback",
    "the private scheme of the operator's list",
  ],
  ["vscode://host:3000/cb", "vscode://host:3000/cb", "a private scheme with a host and a port"],
  ["com.example.app:/cb", "com.example.app:/cb", "a private scheme without authority"],
  ["https://claude.ai/api/mcp/auth_callback", "https://claude.ai/api/mcp/auth_callback", "Claude.ai's"],
  [
    "http://localhost/callback",
    "http://localhost:51234/callback",
    "Claude Code's document and its ephemeral port",
  ],
  ["http://127.0.0.1/callback", "http://127.0.0.1:40001/callback", "Codex's document and its ephemeral port"],
  [
    "http://127.0.0.1:19876/mcp/oauth/callback",
    "http://127.0.0.1:19876/mcp/oauth/callback",
    "opencode's fixed port",
  ],
  ...LOOPBACK_HOSTS.flatMap((host): Row[] => [
    [`http://${host}/cb`, `http://${host}/cb`, `${host} without a port`],
    [`http://${host}/cb`, `http://${host}:1/cb`, `${host}: any port for none`],
    [`http://${host}:3000/cb`, `http://${host}/cb`, `${host}: no port for one`],
    [`http://${host}:3000/cb`, `http://${host}:65535/cb`, `${host}: another port`],
    [`http://${host}:3000`, `http://${host}:4000`, `${host} without a path`],
    [`http://${host}:3000/`, `http://${host}:4000/`, `${host} with the shortest path`],
    [`http://${host}:3000/cb?x=1&y=2`, `http://${host}:4000/cb?x=1&y=2`, `${host} with a query`],
    [`http://${host}:3000?x=1`, `http://${host}:4000?x=1`, `${host} with a query and no path`],
  ]),
];

const NO_MATCH: Row[] = [
  // Exact strings
  ["https://app.example/cb", "https://app.example/CB", "path case"],
  ["https://app.example/cb", "https://app.example/cb/", "trailing slash added"],
  ["https://app.example/cb/", "https://app.example/cb", "trailing slash taken away"],
  ["https://app.example", "https://app.example/", "the empty path is not the root"],
  ["https://app.example/cb", "https://app.example/cb?x=1", "extra query"],
  ["https://app.example/cb", "https://app.example/cb?", "empty query"],
  ["https://app.example/cb?x=1", "https://app.example/cb", "query taken away"],
  ["https://app.example/cb?x=1&y=2", "https://app.example/cb?y=2&x=1", "query in another order"],
  ["https://app.example/cb", "https://app.example/cb#", "empty fragment"],
  ["https://app.example/cb", "https://app.example/cb#x", "fragment"],
  ["https://app.example/cb#x", "https://app.example/cb#x", "a fragment, even were it registered"],
  ["https://app.example/cb", "https://app.example/cb/..", "path traversal"],
  ["https://app.example/cb", "https://app.example/x/../cb", "path traversal that comes back"],
  ["https://app.example/cb", "https://app.example/./cb", "dot segment"],
  ["https://app.example/cb", "https://app.example//cb", "double slash"],
  ["https://app.example/cb", "https://app.example/%63b", "encoded path"],
  ["https://app.example/cb", "https://app.example/cb%20", "encoded space"],
  ["https://app.example/cb", "https://app.example/cb;x", "path parameter"],
  ["https://app.example/cb", "https://APP.example/cb", "upper-case host"],
  ["https://app.example/cb", "HTTPS://app.example/cb", "upper-case scheme"],
  ["https://app.example/cb", "http://app.example/cb", "http for https"],
  [
    "http://app.example/cb",
    "http://app.example/cb",
    "http to a host that is no loopback, even were it registered",
  ],
  ["https://app.example/cb", "https://app.example:443/cb", "default port spelled out"],
  ["https://app.example/cb", "https://app.example:8443/cb", "another port of https"],
  ["https://app.example:8443/cb", "https://app.example:8444/cb", "https ports never float"],
  ["https://app.example/cb", "https://app.example./cb", "trailing dot of the host"],
  ["https://app.example/cb", "https://sub.app.example/cb", "a subdomain"],
  ["https://app.example/cb", "https://app.example.evil.com/cb", "a longer host"],
  ["https://app.example/cb", "https://evil.com/app.example/cb", "the host in the path"],
  ["https://app.example/cb", "https://evil.com?https://app.example/cb", "the URI in the query"],
  ["https://app.example/cb", "https://app.example@evil.com/cb", "userinfo that looks like the host"],
  ["https://app.example/cb", "https://user@app.example/cb", "userinfo"],
  ["https://user@app.example/cb", "https://user@app.example/cb", "userinfo, even were it registered"],
  ["https://app.example/cb", "https://app.example\\@evil.com/cb", "backslash"],
  ["https://app.example/cb", "https:/app.example/cb", "one slash"],
  ["https://app.example/cb", "https:app.example/cb", "no slash"],
  ["https://app.example/cb", "https:\\\\app.example\\cb", "backslashes for slashes"],
  ["https://app.example/cb", "//app.example/cb", "no scheme"],
  ["https://app.example/cb", "/cb", "a path alone"],
  ["https://app.example/cb", "cb", "a relative reference"],
  ["https://app.example/cb", "https://app.example/cb\n", "newline at the end"],
  ["https://app.example/cb", "\nhttps://app.example/cb", "newline at the start"],
  ["https://app.example/cb", "https://app.exa\tmple/cb", "tab inside"],
  ["https://app.example/cb", "https://app.example/\r\ncb", "CR LF inside"],
  ["https://app.example/cb", " https://app.example/cb", "space at the start"],
  ["https://app.example/cb", "https://app.example/cb ", "space at the end"],
  ["https://app.example/cb", "https://app.example/cb\u0000", "NUL at the end"],
  ["https://app.example/cb", "https://app.example/cb\u200b", "zero-width space"],
  ["https://app.example/cb", "https://аpp.example/cb", "a Cyrillic letter"],
  ["https://app.example/ü", "https://app.example/ü", "non-ASCII, even were it registered"],
  ["https://app.example/\r\nx: y", "https://app.example/\r\nx: y", "CR LF, even were it registered"],
  ["https://app.example/*", "https://app.example/anything", "a wildcard means nothing"],
  ["https://*.app.example/cb", "https://x.app.example/cb", "a wildcard host means nothing"],
  ["https://*.app.example/cb", "https://*.app.example/cb", "a wildcard host, even were it registered"],
  ["https://app.example/cb", "https://app.example/cb,https://evil.com", "two in one"],
  ["https://app.example/cb", "https://app.example/cb https://evil.com", "two in one with a space"],
  [
    "https://app.example127.0.0.1",
    "https://app.example127.0.0.1",
    "a host that ends in a number, even were it registered",
  ],
  // Schemes that are no redirects
  ...[
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "vbscript:x",
    "blob:https://x/y",
    "about:blank",
  ]
    .flatMap((uri): Row[] => [
      ["https://app.example/cb", uri, `the scheme ${uri.split(":", 1)[0]}`],
      [uri, uri, `the scheme ${uri.split(":", 1)[0]}, even were it registered`],
    ]),
  [
    "https://app.example/cb",
    "cursor://anysphere.cursor-mcp/oauth/callback",
    "a private scheme not registered",
  ],
  [
    "cursor://anysphere.cursor-mcp/oauth/callback",
    "cursor://anysphere.cursor-mcp:1/oauth/callback",
    "ports of private schemes never float",
  ],
  [
    "cursor://anysphere.cursor-mcp/oauth/callback",
    "cursor://anysphere.cursor-mcp/oauth/callback?x",
    "a private scheme with an extra query",
  ],
  [
    "cursor://anysphere.cursor-mcp/oauth/callback",
    "CURSOR://anysphere.cursor-mcp/oauth/callback",
    "a private scheme in upper case",
  ],
  [
    "cursor://anysphere.cursor-mcp/oauth/callback",
    "cursor://evil@anysphere.cursor-mcp/oauth/callback",
    "a private scheme with userinfo",
  ],
  ["cursor://:8080", "cursor://:8080", "a private scheme with a port and no host, even were it registered"],
  ["cursor://a:b:1/", "cursor://a:b:1/", "a private scheme with two ports, even were it registered"],
  ["cursor://a:99999/", "cursor://a:99999/", "a private scheme with port 99999, even were it registered"],
  // Loopback: the three hosts, to the letter
  ...LOOPBACK_HOSTS.flatMap((host): Row[] => [
    [`http://${host}/cb`, `https://${host}/cb`, `${host}: https for http`],
    [`https://${host}/cb`, `http://${host}/cb`, `${host}: http for https`],
    [`https://${host}/cb`, `https://${host}:1/cb`, `${host}: https ports never float`],
    [`http://${host}/cb`, `http://${host}:3000/other`, `${host}: another path`],
    [`http://${host}/cb`, `http://${host}:3000/CB`, `${host}: path case`],
    [`http://${host}/cb`, `http://${host}:3000/cb/`, `${host}: trailing slash`],
    [`http://${host}/cb`, `http://${host}:3000/cb?x=1`, `${host}: added query`],
    [`http://${host}/cb?x=1`, `http://${host}:3000/cb`, `${host}: query taken away`],
    [`http://${host}/cb?x=1`, `http://${host}:3000/cb?x=2`, `${host}: another query`],
    [`http://${host}/cb`, `http://${host}:3000/%63b`, `${host}: encoded path`],
    [`http://${host}/cb`, `http://${host}:3000/x/../cb`, `${host}: dot segments`],
    [`http://${host}/cb`, `http://${host}:3000/cb#x`, `${host}: fragment`],
    [`http://${host}/cb`, `http://${host}:0/cb`, `${host}: port 0`],
    [`http://${host}/cb`, `http://${host}:99999/cb`, `${host}: port 99999`],
    [`http://${host}/cb`, `http://${host}:65536/cb`, `${host}: port 65536`],
    [`http://${host}/cb`, `http://${host}:08080/cb`, `${host}: port with a leading zero`],
    [`http://${host}/cb`, `http://${host}:/cb`, `${host}: empty port`],
    [`http://${host}/cb`, `http://${host}:-1/cb`, `${host}: negative port`],
    [`http://${host}/cb`, `http://${host}:+80/cb`, `${host}: signed port`],
    [`http://${host}/cb`, `http://${host}:8e3/cb`, `${host}: port in another notation`],
    [`http://${host}/cb`, `http://${host}:3000x/cb`, `${host}: port with a letter`],
    [`http://${host}/cb`, `http://${host}:٣٠٠٠/cb`, `${host}: port in other digits`],
    [`http://${host}/cb`, `http://user@${host}:3000/cb`, `${host}: userinfo`],
    [`http://${host}/cb`, `http://${host}@evil.com/cb`, `${host} as userinfo of another host`],
    [`http://${host}/cb`, `http://${host}:3000@evil.com/cb`, `${host} and port as userinfo of another host`],
    [`http://${host}/cb`, `http://${host}\\@evil.com/cb`, `${host}: backslash before userinfo`],
    [`http://${host}/cb`, `http://${host}:3000\\@evil.com/cb`, `${host}: backslash after the port`],
    [`http://${host}/cb`, `http://evil.com#@${host}/cb`, `${host} after a fragment`],
    [`http://${host}/cb`, `http://evil.com/?@${host}/cb`, `${host} after a query`],
    [`http://${host}/cb`, `http://${host}.evil.com/cb`, `${host} as a subdomain`],
    [`http://${host}/cb`, `http://evil.${host}/cb`, `a subdomain of ${host}`],
    [`http://${host}/cb`, `http://${host}./cb`, `${host}: trailing dot`],
    [`http://${host}/cb`, `http://${host}%2eevil.com/cb`, `${host}: encoded dot`],
    [`http://${host}/cb`, `http://${host}\t:3000/cb`, `${host}: tab inside`],
    [`http://${host}/cb`, `http://${host}:30\n00/cb`, `${host}: newline inside`],
    [`http://${host}/cb`, `http://${host}:3000 /cb`, `${host}: space inside`],
    [`http://${host}/cb`, `HTTP://${host}:3000/cb`, `${host}: upper-case scheme`],
    [`http://${host}/cb`, `http:/${host}:3000/cb`, `${host}: one slash`],
    [`http://${host}/cb`, `http:///${host}:3000/cb`, `${host}: three slashes`],
    [`http://${host}/cb`, `ws://${host}:3000/cb`, `${host}: another scheme`],
    [
      `http://${host}/cb\\x`,
      `http://${host}:3000/cb\\x`,
      `${host}: backslash in the path, even were it registered`,
    ],
  ]),
  ...LOOPBACK_HOSTS.flatMap((host) =>
    LOOPBACK_HOSTS.filter((other) => other !== host).map((other): Row => [
      `http://${host}/cb`,
      `http://${other}/cb`,
      `${host} is not ${other}`,
    ])
  ),
  ...[
    "LOCALHOST",
    "Localhost",
    "localhost.localdomain",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f.1",
    "0x7f000001",
    "0177.0.0.1",
    "127.000.000.001",
    "127.0.0.2",
    "0.0.0.0",
    "0",
    "１２７.0.0.1",
    "127。0。0。1",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[::0001]",
    "[::ffff:127.0.0.1]",
    "[::1%25eth0]",
    "::1",
    "[::1",
    "%6cocalhost",
    "ⓛocalhost",
    "loc%00alhost",
    "192.168.0.1",
    "169.254.169.254",
  ].flatMap((host): Row[] =>
    LOOPBACK_HOSTS.map((
      ours,
    ): Row => [`http://${ours}/cb`, `http://${host}:3000/cb`, `${host} is not ${ours}`])
  ),
];

Deno.test("redirect URIs are matched at the listener as strings, loopback ports apart (protocol rule 5.4)", async (t) => {
  await using server = await startAuthorizeServer();
  for (const [rows, matches] of [[MATCH, true], [NO_MATCH, false]] as const) {
    for (const [registered, presented, why] of rows) {
      await t.step(`${matches ? "accepted" : "refused"}: ${why}`, async () => {
        server.register(operatorClient({ redirectUris: ["https://other.example/", registered] }));
        const answer = await server.authorize(goodRequest({ redirect_uri: presented }));
        if (matches) assertAccepted(answer);
        else {
          assertPage(answer);
          assert.ok(!answer.page.links.some(({ href }) => href !== ""), "and no link leads there either");
        }
        assert.equal(redirectUriMatches(registered, presented), matches);
      });
    }
  }
});

Deno.test("a redirect URI of more than 2,048 characters is refused", async () => {
  await using server = await startAuthorizeServer();
  const uri = (length: number) => "https://app.example/".padEnd(length, "a");
  server.register(operatorClient({ redirectUris: [uri(2048), uri(2049)] }));
  assertAccepted(await server.authorize(goodRequest({ redirect_uri: uri(2048) })));
  assertPage(await server.authorize(goodRequest({ redirect_uri: uri(2049) })));
});

Deno.test("the redirect URI may be left out only where the client has a single one (RFC 6749 §3.1.2.3)", async (t) => {
  await using server = await startAuthorizeServer();
  const without = goodRequest({ redirect_uri: undefined });
  await t.step("one", async () => {
    server.register(operatorClient());
    assertAccepted(await server.authorize(without));
  });
  await t.step("one, sent empty", async () => {
    assertAccepted(await server.authorize(goodRequest({ redirect_uri: "" })));
  });
  await t.step("two", async () => {
    server.register(operatorClient({ redirectUris: ["https://a.example/", "https://b.example/"] }));
    assertPage(await server.authorize(without));
  });
  await t.step("one that nobody may be sent to", async () => {
    server.register(operatorClient({ redirectUris: ["javascript:alert(1)"] }));
    assertPage(await server.authorize(without));
  });
});
