import fc from "fast-check";
import assert from "node:assert/strict";
import { formActionSources, redirectHost } from "../../../src/oauth/authorize/redirect_host.ts";
import { isRedirectable, redirectUriMatches } from "../../../src/oauth/authorize/redirect_match.ts";
import { consentForm, goodRequest, operatorClient, startAuthorizeServer } from "./fixture.ts";

const pieces = fc.constantFrom(
  "http://",
  "https://",
  "localhost",
  "127.0.0.1",
  "[::1]",
  "app.example",
  "evil.example",
  ":",
  ":8080",
  ":0",
  "/",
  "//",
  "/cb",
  "\\",
  "@",
  "#",
  "?",
  "?x=1",
  "&",
  "%2f",
  "..",
  ".",
  "*",
  "\t",
  "\r\n",
  "javascript:",
  "cursor://",
  "ü",
  "\u202e",
  "\0",
);
/** Texts near redirect URIs, well-formed ones among them. */
const uri = fc.oneof(
  fc.array(pieces, { minLength: 1, maxLength: 8 }).map((parts) => parts.join("")),
  {
    weight: 3,
    arbitrary: fc.tuple(
      fc.constantFrom("http://localhost", "http://127.0.0.1", "http://[::1]", "https://app.example"),
      fc.constantFrom("", ":1", ":8080", ":65535"),
      fc.constantFrom("", "/", "/cb", "/cb?x=1"),
    ).map((parts) => parts.join("")),
  },
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.string({ unit: "binary", maxLength: 40 }),
);

/** Another reading of the rule, with URL as the judge of what a browser would do. */
function sameTarget(registered: string, presented: string): boolean {
  if (registered === presented) return true;
  const [ours, theirs] = [URL.parse(registered), URL.parse(presented)];
  if (ours === null || theirs === null) return false;
  const loopback = ["localhost", "127.0.0.1", "[::1]"].includes(theirs.hostname);
  return loopback && ours.protocol === "http:" && theirs.protocol === "http:" &&
    ours.hostname === theirs.hostname &&
    ours.pathname === theirs.pathname && ours.search === theirs.search && theirs.username === "" &&
    theirs.hash === "";
}

Deno.test("what matches is what a browser would call the same place, loopback ports apart", () => {
  fc.assert(
    fc.property(uri, uri, (registered, presented) => {
      if (redirectUriMatches(registered, presented)) assert.ok(sameTarget(registered, presented));
      // And nothing that is the same string and may be gone to is lost.
      assert.equal(redirectUriMatches(presented, presented), isRedirectable(presented));
    }),
    { numRuns: 20_000 },
  );
});

Deno.test("what may be gone to can stand in a header, a policy and a page", () => {
  fc.assert(
    fc.property(uri, (text) => {
      if (!isRedirectable(text)) return;
      new Headers({ location: text });
      const url = new URL(text);
      assert.equal(url.username, "");
      assert.equal(url.hash, "");
      assert.doesNotMatch(url.protocol, /^(javascript|data|vbscript|file|blob|about|ws|wss|ftp|mailto):$/);
      if (url.protocol === "http:") assert.match(url.hostname, /^(localhost|127\.0\.0\.1|\[::1\])$/);
      for (const source of formActionSources(text)) {
        assert.match(source, /^(http:\/\/[A-Za-z0-9.-]+(:\d+)?|[a-z][a-z0-9+.-]*:)$/);
      }
      if (url.protocol === "https:") assert.ok(redirectHost(text).toLowerCase().startsWith(url.hostname));
    }),
    { numRuns: 20_000 },
  );
});

Deno.test("no redirect ever leaves to a URI that does not match a registered one", async () => {
  await using server = await startAuthorizeServer();
  const { cookie } = await server.signIn();
  const parameters = fc.record({
    response_type: fc.constantFrom("code", "token", undefined),
    code_challenge_method: fc.constantFrom("S256", "plain", undefined),
    scope: fc.constantFrom(undefined, "query", "admin", "query offline_access"),
    prompt: fc.constantFrom(undefined, "none", "login", "consent", "x"),
    state: fc.option(fc.string({ unit: "binary", maxLength: 20 }), { nil: undefined }),
    resource: fc.constantFrom(undefined, "https://sql.example.com/mcp", "https://evil.example/"),
  });
  let [away, inside] = [0, 0];
  await fc.assert(
    fc.asyncProperty(
      fc.array(uri, { minLength: 1, maxLength: 3 }),
      fc.option(uri, { nil: undefined }),
      fc.boolean(),
      parameters,
      fc.constantFrom("operator" as const, "document" as const, "self" as const),
      fc.boolean(),
      async (redirectUris, other, own, request, known, signedIn) => {
        // Half the requests present one of their own, so that most of the way is walked.
        const presented = own ? redirectUris[0] : other;
        server.register(operatorClient({ redirectUris, known, host: "app.example" }));
        const who = signedIn ? { cookie } : {};
        let answer = await server.authorize(goodRequest({ redirect_uri: presented, ...request }), who);
        if (answer.location?.startsWith("/consent?") === true) {
          const page = await server.send(answer.location, who);
          if (page.status === 200) {
            const decision = request.state === undefined ? "deny" : "approve";
            answer = await server.send("/consent", { ...who, form: consentForm(page, decision) });
          }
        }
        const { location } = answer;
        if (location === null || /^\/(login|consent)\?/.test(location)) {
          inside++;
          return;
        }
        away++;
        const [target = ""] = location.split(/[?&](?=code=|error=)/, 1);
        const sent = presented === undefined || presented === "" ? redirectUris[0] : presented;
        // The query's own end (`?`, `&`) was the glue.
        assert.ok(sent === target || sent === `${target}?` || sent === `${target}&`, `${sent} ${location}`);
        assert.ok(redirectUris.some((one) => sent !== undefined && redirectUriMatches(one, sent)));
        const decided = /[?&](code=|error=access_denied&)/.test(location);
        assert.ok(
          known === "operator" || decided ||
            (signedIn && /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)[:/?]/.test(location)),
        );
      },
    ),
    { numRuns: 1500 },
  );
  assert.ok(away > 100 && inside > 100, `both ways were walked: ${away} away, ${inside} inside`);
});
