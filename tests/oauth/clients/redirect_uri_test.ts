/** docs/reference/protocol_rules.md#5.4: what may be registered as a redirect URI. Each name says the rule. */
import fc from "fast-check";
import assert from "node:assert/strict";
import { isRedirectable, redirectUriMatches } from "../../../src/oauth/authorize/redirect_match.ts";
import { checkRedirectUri } from "../../../src/oauth/clients/redirect_uri.ts";
import { DynamoSqlError } from "../../../src/errors.ts";

const CURSOR = "cursor://anysphere.cursor-mcp/oauth/callback";
const RULES = { privateRedirects: [CURSOR], publicClient: true };

function isRefused(uri: string, rules = RULES): boolean {
  try {
    checkRedirectUri(uri, rules);
    return false;
  } catch (error) {
    assert.ok(error instanceof DynamoSqlError);
    assert.equal(error.code, "invalid_redirect_uri");
    return true;
  }
}

const ACCEPTED = [
  "https://app.example/callback",
  "https://app.example",
  "https://app.example/",
  "https://app.example:8443/cb?tenant=1&x=y",
  "https://claude.ai/api/mcp/auth_callback",
  "https://xn--bcher-kva.example/cb",
  "https://10.0.0.5/cb",
  "http://localhost/callback",
  "http://localhost:8787/callback",
  "http://127.0.0.1/",
  "http://127.0.0.1:33418",
  "http://127.0.0.1:65535/oauth/callback",
  "http://[::1]/cb",
  "http://[::1]:1/cb",
  "http://localhost?x=1",
  "https://app.example/a%20b",
  CURSOR,
];

for (const uri of ACCEPTED) {
  Deno.test(`a redirect URI may be ${uri}`, () => {
    checkRedirectUri(uri, RULES);
    assert.ok(isRedirectable(uri), "what may be registered must be usable at /authorize");
    assert.ok(redirectUriMatches(uri, uri));
  });
}

/** [rule, URI] */
const REFUSED: readonly (readonly [string, string])[] = [
  ["a host that begins like loopback", "http://localhost.evil.com/cb"],
  ["a host that begins like 127.0.0.1", "http://127.0.0.1.evil.com/cb"],
  ["loopback as userinfo", "http://127.0.0.1@evil.com/cb"],
  ["loopback in the fragment", "http://evil.com#@127.0.0.1"],
  ["a backslash before userinfo", "http://localhost\\@evil.com/cb"],
  ["http elsewhere", "http://app.example/cb"],
  ["userinfo with https", "https://user@app.example/cb"],
  ["userinfo and password", "https://user:pw@app.example/cb"],
  ["empty userinfo", "https://@app.example/cb"],
  ["a fragment", "https://app.example/cb#x"],
  ["an empty fragment", "https://app.example/cb#"],
  ["a wildcard host", "https://*.example.com/cb"],
  ["a wildcard path", "https://app.example/*"],
  ["a wildcard port", "http://localhost:*/cb"],
  ["an upper-case scheme", "HTTPS://app.example/cb"],
  ["an upper-case host", "https://App.example/cb"],
  ["an upper-case loopback host", "http://LOCALHOST/cb"],
  ["a decimal address", "http://2130706433/cb"],
  ["an octal address", "http://0177.0.0.1/cb"],
  ["a hexadecimal address", "http://0x7f.0.0.1/cb"],
  ["a short address", "http://127.1/cb"],
  ["another loopback address", "http://127.0.0.2/cb"],
  ["the unspecified address", "http://0.0.0.0/cb"],
  ["a v4-mapped loopback", "http://[::ffff:127.0.0.1]/cb"],
  ["a long-hand ::1", "http://[0:0:0:0:0:0:0:1]/cb"],
  ["a zone id", "http://[::1%25eth0]/cb"],
  ["a short address with https", "https://127.1/cb"],
  ["a decimal address with https", "https://2130706433/cb"],
  ["an IPv6 address with https", "https://[2001:db8::1]/cb"],
  ["a trailing dot", "https://app.example./cb"],
  ["a trailing dot on localhost", "http://localhost./cb"],
  ["an empty label", "https://app..example/cb"],
  ["a label that ends with a hyphen", "https://app-.example/cb"],
  ["an encoded host", "https://app%2eexample/cb"],
  ["a host beyond ASCII", "https://bücher.example/cb"],
  ["a full-width host", "http://ｌocalhost/cb"],
  ["port 0", "http://127.0.0.1:0/cb"],
  ["port 99999", "http://127.0.0.1:99999/cb"],
  ["port 65536", "https://app.example:65536/cb"],
  ["a port with a leading zero", "http://127.0.0.1:080/cb"],
  ["an empty port", "http://127.0.0.1:/cb"],
  ["a tab inside", "https://app.exa\tmple/cb"],
  ["a newline inside", "https://app.example/c\nb"],
  ["a carriage return at the end", "https://app.example/cb\r"],
  ["a space in front", " https://app.example/cb"],
  ["a space inside", "https://app.example/c b"],
  ["a NUL", "https://app.example/c\0b"],
  ["a no-break space", "https://app.example/\u00a0cb"],
  ["a bidirectional mark", "https://app.example/\u202ecb"],
  ["a backslash in the path", "https://app.example\\cb"],
  ["slashes the wrong way", "https:\\\\app.example/cb"],
  ["one slash", "https:/app.example/cb"],
  ["three slashes", "https:///app.example/cb"],
  ["no host", "https:///cb"],
  ["no scheme", "//app.example/cb"],
  ["a bare word", "callback"],
  ["an empty text", ""],
  ["dot segments", "https://app.example/a/../cb"],
  ["a single dot segment", "https://app.example/./cb"],
  ["encoded dot segments", "https://app.example/a/%2e%2e/cb"],
  ["an encoded line end", "https://app.example/cb%0d%0aLocation:x"],
  ["an encoded NUL", "https://app.example/cb%00"],
  ["an encoded backslash", "https://app.example/%5c%5cevil"],
  ["a percent sign alone", "https://app.example/100%"],
  ["a quote", 'https://app.example/"cb'],
  ["angle brackets", "https://app.example/<cb>"],
  ["a parameter named code", "https://app.example/cb?code=1"],
  ["a parameter named state", "https://app.example/cb?state=1"],
  ["a parameter named iss", "https://app.example/cb?iss=1"],
  ["an encoded parameter named iss", "https://app.example/cb?%69ss=1"],
  ["a later parameter named code", "http://localhost/cb?a=1&code"],
  ["a parameter named error", "https://app.example/cb?error=x"],
  ["javascript:", "javascript:alert(1)"],
  ["javascript: with slashes", "javascript://app.example/%0aalert(1)"],
  ["data:", "data:text/html,hi"],
  ["file:", "file:///etc/passwd"],
  ["vbscript:", "vbscript:x"],
  ["blob:", "blob:https://app.example/1"],
  ["about:", "about:blank"],
  ["ws:", "ws://localhost/cb"],
  ["ftp:", "ftp://localhost/cb"],
  ["view-source:", "view-source:https://app.example/"],
  ["a private scheme nobody allowed", "com.example.app:/cb"],
  ["another path of an allowed private scheme", "cursor://anysphere.cursor-mcp/oauth/callback2"],
  ["another case of an allowed private URI", "Cursor://anysphere.cursor-mcp/oauth/callback"],
  ["a query on an allowed private URI", `${CURSOR}?x=1`],
  ["urn:ietf:wg:oauth:2.0:oob", "urn:ietf:wg:oauth:2.0:oob"],
  ["more than 2,000 characters", `https://app.example/${"a".repeat(2000)}`],
];

for (const [rule, uri] of REFUSED) {
  Deno.test(`a redirect URI must not have ${rule}`, () => assert.ok(isRefused(uri), uri));
}

Deno.test("a private scheme is for public clients only", () => {
  assert.ok(!isRefused(CURSOR));
  assert.ok(isRefused(CURSOR, { ...RULES, publicClient: false }));
});

Deno.test("without the setting no private scheme is accepted", () => {
  assert.ok(isRefused(CURSOR, { ...RULES, privateRedirects: [] }));
});

Deno.test("Cursor's three URIs together are accepted", () => {
  for (
    const uri of [
      CURSOR,
      "https://www.cursor.com/agents/mcp/oauth/callback",
      "http://localhost:8787/callback",
    ]
  ) {
    assert.ok(!isRefused(uri), uri);
  }
});

Deno.test("the message of a refusal never repeats the URI", () => {
  fc.assert(fc.property(fc.string({ minLength: 8 }), (text) => {
    try {
      checkRedirectUri(text, RULES);
    } catch (error) {
      assert.ok(error instanceof Error && !error.message.includes(text));
    }
  }));
});

Deno.test("whatever is accepted, a browser reads as it is written, and goes to https or loopback", () => {
  const piece = fc.constantFrom(
    "https",
    "http",
    "HTTP",
    "://",
    ":",
    "//",
    "/",
    "\\",
    "@",
    "#",
    "?",
    "&",
    "=",
    "%",
    "%2e",
    "%2f",
    "%0a",
    ".",
    "..",
    "localhost",
    "127.0.0.1",
    "127.1",
    "0x7f",
    "2130706433",
    "[::1]",
    "evil.com",
    "app.example",
    ":80",
    ":443",
    ":0",
    "iss=1",
    "code",
    "*",
    "\t",
    "\n",
    " ",
    "é",
    "ａ",
    "'",
    "cb",
    "-",
  );
  const uris = fc.oneof(
    fc.array(piece, { maxLength: 10 }).map((parts) => parts.join("")),
    fc.tuple(fc.constantFrom("https://", "http://"), fc.array(piece, { maxLength: 8 }))
      .map(([scheme, parts]) => scheme + parts.join("")),
    fc.webUrl({ withQueryParameters: true }),
  );
  let accepted = 0;
  fc.assert(
    fc.property(uris, (uri) => {
      if (isRefused(uri)) return;
      accepted++;
      const url = new URL(uri);
      assert.equal(url.username + url.password + url.hash, "");
      const loopback = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
      assert.ok(url.protocol === "https:" || (url.protocol === "http:" && loopback), uri);
      // The host that the browser reads stands in the text, between the slashes and what ends a host.
      assert.ok(new RegExp(`^https?://${RegExp.escape(url.hostname)}(?=[:/?]|$)`).test(uri), uri);
      assert.ok(isRedirectable(uri), uri);
      assert.ok(
        !url.searchParams.has("code") && !url.searchParams.has("state") && !url.searchParams.has("iss"),
      );
    }),
    { numRuns: 5_000 },
  );
  assert.ok(accepted > 100, `only ${accepted} were accepted`);
});
