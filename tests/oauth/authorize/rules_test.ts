import assert from "node:assert/strict";
import {
  assertAccepted,
  assertErrorRedirect,
  assertPage,
  assertPrivate,
  CALLBACK,
  CHALLENGE,
  goodRequest,
  ISSUER,
  operatorClient,
  startAuthorizeServer,
} from "./fixture.ts";

/** What becomes of a request: it goes on, an error goes back, or a person reads a page. */
type Outcome = "accepted" | "page" | { readonly error: string; readonly state?: string | null };
type Over = Record<string, string | undefined>;

const invalid = { error: "invalid_request" } as const;

/** Rule → what is different from a good request → outcome. A text is appended to the query as it stands. */
const RULES: Readonly<Record<string, Readonly<Record<string, readonly [Over | string, Outcome]>>>> = {
  "parameters (RFC 6749 §3.1)": {
    "nothing wrong": [{}, "accepted"],
    "unknown parameters are ignored": [{ foo: "bar", nonce: "n", display: "page", max_age: "0" }, "accepted"],
    "an empty value counts as absent: state": [{ state: "" }, "accepted"],
    "an empty value counts as absent: scope": [{ scope: "" }, "accepted"],
    "an empty value counts as absent: prompt": [{ prompt: "" }, "accepted"],
    "an empty value counts as absent: resource": [{ resource: "" }, "accepted"],
    "an empty value counts as absent: request": [{ request: "" }, "accepted"],
    "an empty value counts as absent: response_mode": [{ response_mode: "" }, "accepted"],
    "an empty value counts as absent: response_type": [{ response_type: "" }, invalid],
    "an empty value counts as absent: code_challenge": [{ code_challenge: "" }, invalid],
    "an empty value counts as absent: code_challenge_method": [{ code_challenge_method: "" }, invalid],
    "client_id twice": ["client_id=app", "page"],
    "client_id twice, once empty": ["client_id=", "page"],
    "redirect_uri twice": [`redirect_uri=${encodeURIComponent(CALLBACK)}`, "page"],
    "redirect_uri twice, once empty": ["redirect_uri=", "page"],
    "scope twice": ["scope=query", invalid],
    "scope twice, once empty": ["scope=", invalid],
    "state twice": ["state=xyz", { ...invalid, state: null }],
    "state twice, another one": ["state=abc", { ...invalid, state: null }],
    "code_challenge twice": [`code_challenge=${CHALLENGE}`, invalid],
    "code_challenge_method twice": ["code_challenge_method=plain", invalid],
    "response_type twice": ["response_type=code", invalid],
    "prompt twice": ["prompt=consent&prompt=login", invalid],
    "response_mode twice": ["response_mode=query&response_mode=query", invalid],
    "an unknown one twice": ["foo=1&foo=2", invalid],
    "resource twice, the same (RFC 8707 §2)": [`resource=${encodeURIComponent(`${ISSUER}/mcp`)}`, "accepted"],
  },
  "client (RFC 6749 §4.1.1)": {
    "missing": [{ client_id: undefined }, "page"],
    "empty": [{ client_id: "" }, "page"],
    "unknown": [{ client_id: "nobody" }, "page"],
    "another case": [{ client_id: "APP" }, "page"],
    "with a space": [{ client_id: " app" }, "page"],
    "with a NUL": [{ client_id: "app\0" }, "page"],
    "a name of every object": [{ client_id: "__proto__" }, "page"],
    "very long": [{ client_id: "a".repeat(3000) }, "page"],
    "registered for refresh alone": [{ client_id: "refresh-only" }, { error: "unauthorized_client" }],
  },
  "response_type (OAuth 2.1 §4.1.1)": {
    "missing": [{ response_type: undefined }, invalid],
    ...Object.fromEntries(
      [
        "token",
        "id_token",
        "code token",
        "code id_token",
        "token code",
        "none",
        "CODE",
        "code ",
        " code",
        "codes",
      ]
        .map((type) => [`"${type}"`, [{ response_type: type }, { error: "unsupported_response_type" }]]),
    ),
  },
  "response_mode": {
    "query": [{ response_mode: "query" }, "accepted"],
    "fragment": [{ response_mode: "fragment" }, invalid],
    "form_post": [{ response_mode: "form_post" }, invalid],
    "web_message": [{ response_mode: "web_message" }, invalid],
    "jwt": [{ response_mode: "jwt" }, invalid],
  },
  "request objects (RFC 9101) are not taken": {
    "request": [{ request: "e30.e30." }, { error: "request_not_supported" }],
    "request_uri": [{ request_uri: "https://app.example/r" }, { error: "request_uri_not_supported" }],
    "request_uri of a pushed request": [
      { request_uri: "urn:ietf:params:oauth:request_uri:1" },
      { error: "request_uri_not_supported" },
    ],
  },
  "PKCE (RFC 7636)": {
    "missing": [{ code_challenge: undefined, code_challenge_method: undefined }, invalid],
    "a method without a challenge": [{ code_challenge: undefined }, invalid],
    "the method omitted, which means plain": [{ code_challenge_method: undefined }, invalid],
    "plain": [{ code_challenge_method: "plain" }, invalid],
    "s256 in lower case": [{ code_challenge_method: "s256" }, invalid],
    "S512": [{ code_challenge_method: "S512" }, invalid],
    "42 characters": [{ code_challenge: CHALLENGE.slice(1) }, invalid],
    "44 characters": [{ code_challenge: `${CHALLENGE}A` }, invalid],
    "128 characters": [{ code_challenge: "a".repeat(128) }, invalid],
    "with padding": [{ code_challenge: `${CHALLENGE}=` }, invalid],
    "of base64's alphabet": [{ code_challenge: `${CHALLENGE.slice(1)}+` }, invalid],
    "with a slash": [{ code_challenge: `${CHALLENGE.slice(1)}/` }, invalid],
    "with a dot, as verifiers have": [{ code_challenge: `${CHALLENGE.slice(1)}.` }, invalid],
    "with a newline": [{ code_challenge: `${CHALLENGE}\n` }, invalid],
    "with a space": [{ code_challenge: `${CHALLENGE} ` }, invalid],
    "with a letter that only looks right": [{ code_challenge: `${CHALLENGE.slice(1)}а` }, invalid],
  },
  "scope (RFC 6749 §3.3)": {
    "missing": [{ scope: undefined }, "accepted"],
    "one of two": [{ scope: "query" }, "accepted"],
    "twice the same": [{ scope: "query query" }, "accepted"],
    "with spaces around": [{ scope: " query  schemas:read " }, "accepted"],
    "offline_access beside others": [{ scope: "query offline_access" }, "accepted"],
    "offline_access alone": [{ scope: "offline_access" }, "accepted"],
    "unknown": [{ scope: "admin" }, { error: "invalid_scope" }],
    "unknown beside known": [{ scope: "query admin" }, { error: "invalid_scope" }],
    "known, but not of MCP": [{ scope: "usage:read" }, { error: "invalid_scope" }],
    "schemas:write beside others": [{ scope: "query schemas:write" }, { error: "invalid_scope" }],
    "another case": [{ scope: "QUERY" }, { error: "invalid_scope" }],
    "a wildcard": [{ scope: "*" }, { error: "invalid_scope" }],
    "a prefix": [{ scope: "schemas" }, { error: "invalid_scope" }],
    "with commas": [{ scope: "query,schemas:read" }, { error: "invalid_scope" }],
    "with a tab between": [{ scope: "query\tschemas:read" }, { error: "invalid_scope" }],
    "openid": [{ scope: "openid query" }, { error: "invalid_scope" }],
    "outside the client's registration": [{ client_id: "narrow", scope: "schemas:read" }, {
      error: "invalid_scope",
    }],
    "outside the client's registration beside inside": [
      { client_id: "narrow", scope: "query schemas:read" },
      { error: "invalid_scope" },
    ],
    "inside the client's registration": [{ client_id: "narrow", scope: "query" }, "accepted"],
    "missing, with a narrow registration": [{ client_id: "narrow", scope: undefined }, "accepted"],
    "missing, with an empty registration": [
      { client_id: "scopeless", scope: undefined },
      { error: "invalid_scope" },
    ],
  },
  "resource (RFC 8707)": {
    "missing: the MCP resource": [{ resource: undefined }, "accepted"],
    "upper-case scheme and host": [{ resource: "HTTPS://SQL.Example.com/mcp" }, "accepted"],
    "a trailing slash": [{ resource: `${ISSUER}/mcp/` }, "accepted"],
    "the default port": [{ resource: "https://sql.example.com:443/mcp" }, "accepted"],
    "unknown": [{ resource: "https://other.example/mcp" }, { error: "invalid_target" }],
    "the origin": [{ resource: ISSUER }, { error: "invalid_target" }],
    "the REST resource, for which nobody signs in": [{ resource: `${ISSUER}/v1` }, {
      error: "invalid_target",
    }],
    "another path": [{ resource: `${ISSUER}/mcp2` }, { error: "invalid_target" }],
    "a deeper path": [{ resource: `${ISSUER}/mcp/x` }, { error: "invalid_target" }],
    "path case": [{ resource: `${ISSUER}/MCP` }, { error: "invalid_target" }],
    "dot segments": [{ resource: `${ISSUER}/x/../mcp` }, { error: "invalid_target" }],
    "http": [{ resource: "http://sql.example.com/mcp" }, { error: "invalid_target" }],
    "another port": [{ resource: "https://sql.example.com:8443/mcp" }, { error: "invalid_target" }],
    "with a fragment": [{ resource: `${ISSUER}/mcp#x` }, { error: "invalid_target" }],
    "with an empty fragment": [{ resource: `${ISSUER}/mcp#` }, { error: "invalid_target" }],
    "with a query": [{ resource: `${ISSUER}/mcp?x` }, { error: "invalid_target" }],
    "with userinfo": [{ resource: "https://x@sql.example.com/mcp" }, { error: "invalid_target" }],
    "relative": [{ resource: "/mcp" }, { error: "invalid_target" }],
    "no URI": [{ resource: "mcp" }, { error: "invalid_target" }],
    "two, one unknown": ["resource=https://other.example/mcp", { error: "invalid_target" }],
  },
  "prompt (OpenID Connect Core §3.1.2.1)": {
    "consent": [{ prompt: "consent" }, "accepted"],
    "login": [{ prompt: "login" }, "accepted"],
    "select_account": [{ prompt: "select_account" }, "accepted"],
    "login and consent": [{ prompt: "login consent" }, "accepted"],
    "none, with nobody signed in": [{ prompt: "none" }, { error: "login_required" }],
    "none beside another": [{ prompt: "none consent" }, invalid],
    "unknown": [{ prompt: "create" }, invalid],
    "unknown beside known": [{ prompt: "login create" }, invalid],
    "another case": [{ prompt: "LOGIN" }, invalid],
  },
  "state": {
    "missing": [{ state: undefined }, "accepted"],
    "2,048 characters": [{ state: "s".repeat(2048) }, "accepted"],
    "2,049 characters": [{ state: "s".repeat(2049) }, { ...invalid, state: "s".repeat(2049) }],
    "missing, and an error": [{ state: undefined, scope: "admin" }, { error: "invalid_scope", state: null }],
    "empty, and an error": [{ state: "", scope: "admin" }, { error: "invalid_scope", state: null }],
    "bytes that are no UTF-8": ["x=%ff", "accepted"],
  },
};

Deno.test("the authorization endpoint keeps the protocol rules 5.1, 5.2, 5.8 and 5.9", async (t) => {
  await using server = await startAuthorizeServer();
  server.register(
    operatorClient(),
    operatorClient({ clientId: "narrow", scopes: ["query"] }),
    operatorClient({ clientId: "scopeless", scopes: [] }),
    operatorClient({ clientId: "refresh-only", grantTypes: ["refresh_token"] }),
  );
  for (const [rule, cases] of Object.entries(RULES)) {
    for (const [name, [over, outcome]] of Object.entries(cases)) {
      for (const method of ["GET", "POST"] as const) {
        await t.step(`${rule}: ${name} (${method})`, async () => {
          const request = typeof over === "string" ? `${goodRequest()}&${over}` : `${goodRequest(over)}`;
          const answer = method === "GET"
            ? await server.authorize(request)
            : await server.send("/authorize", { form: request });
          if (outcome === "accepted") assertAccepted(answer);
          else if (outcome === "page") assertPage(answer);
          else {
            const { error, state = "xyz" } = outcome;
            assertErrorRedirect(answer, error, state);
          }
        });
      }
    }
  }
});

Deno.test("the operator's log says which rule refused a request, in no words of a stranger", async () => {
  await using server = await startAuthorizeServer();
  server.register(operatorClient());
  await server.authorize(goodRequest({ client_id: "mark7361" }));
  await server.authorize(goodRequest({ redirect_uri: "https://mark7361.example/" }));
  await server.authorize(goodRequest({ scope: "mark7361", state: "mark7361" }));
  const codes = server.logged.map((line) => /"code":"(\w+)"/.exec(line)?.[1]);
  assert.deepEqual(codes, ["invalid_client", "invalid_redirect_uri", "invalid_scope"]);
  assert.doesNotMatch(server.logged.join(), /mark7361/);
  assert.match(server.logged[2] ?? "", /"client_id":"app"/);
});

Deno.test("a state that is no UTF-8 cannot go back as it came, so none does", async () => {
  await using server = await startAuthorizeServer();
  server.register(operatorClient());
  const answer = await server.authorize(`${goodRequest({ state: undefined })}&state=a%ffb`);
  assert.equal(new URL(answer.location ?? "").searchParams.has("state"), false);
  assert.equal(new URL(answer.location ?? "").searchParams.get("error"), "invalid_request");
});

Deno.test("prompt=none of someone signed in answers consent_required: consent is never remembered", async () => {
  await using server = await startAuthorizeServer();
  server.register(operatorClient());
  const { cookie } = await server.signIn();
  assertErrorRedirect(
    await server.authorize(goodRequest({ prompt: "none" }), { cookie }),
    "consent_required",
  );
});

Deno.test("an error is added to the query that a redirect URI has", async (t) => {
  await using server = await startAuthorizeServer();
  const cases = {
    "https://app.example/cb": "https://app.example/cb?error=",
    "https://app.example/cb?": "https://app.example/cb?error=",
    "https://app.example/cb?x=1": "https://app.example/cb?x=1&error=",
    "https://app.example/cb?x=1&": "https://app.example/cb?x=1&error=",
    "https://app.example/cb?x=a%20b+c": "https://app.example/cb?x=a%20b+c&error=",
    "https://app.example": "https://app.example?error=",
    "http://127.0.0.1:4000/cb?x=1": "http://127.0.0.1:4000/cb?x=1&error=",
    "http://[::1]:4000": "http://[::1]:4000?error=",
    "cursor://anysphere.cursor-mcp/oauth/callback": "cursor://anysphere.cursor-mcp/oauth/callback?error=",
  };
  for (const [redirectUri, start] of Object.entries(cases)) {
    await t.step(redirectUri, async () => {
      server.register(operatorClient({ redirectUris: [redirectUri] }));
      const answer = await server.authorize(goodRequest({ redirect_uri: redirectUri, scope: "admin" }));
      assert.equal(answer.status, 303);
      assert.ok(answer.location?.startsWith(start), answer.location ?? "");
      assert.equal(answer.location?.split("iss=").length, 2, "iss exactly once");
    });
  }
});

Deno.test("methods other than GET and POST are answered 405, with no CORS to anyone", async (t) => {
  await using server = await startAuthorizeServer();
  server.register(operatorClient());
  const headers = { origin: "https://evil.example", "access-control-request-method": "POST" };
  for (const path of [`/authorize?${goodRequest()}`, "/consent?request=x"]) {
    for (const method of ["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
      await t.step(`${method} ${path.split("?", 1)[0]}`, async () => {
        const answer = await server.send(path, { method, headers });
        assert.equal(answer.status, 405);
        assert.equal(answer.headers.get("allow"), "GET, POST");
        const cors = [...answer.headers.keys()].filter((name) => name.startsWith("access-control"));
        assert.deepEqual(cors, []);
        assertPrivate(answer);
      });
    }
    await t.step(`GET ${path.split("?", 1)[0]} with an Origin gets no CORS`, async () => {
      const answer = await server.send(path, { headers: { origin: ISSUER } });
      assert.equal([...answer.headers.keys()].some((name) => name.startsWith("access-control")), false);
    });
  }
});

Deno.test("the form of a POST is read within bounds", async (t) => {
  await using server = await startAuthorizeServer();
  server.register(operatorClient());
  const form = goodRequest().toString();
  const type = (value: string) => ({ headers: { "content-type": value } });
  await t.step("a charset is fine", async () => {
    assertAccepted(
      await server.send("/authorize", { form, ...type("application/x-www-form-urlencoded; charset=UTF-8") }),
    );
  });
  await t.step("JSON", async () => {
    assertPage(await server.send("/authorize", { form: "{}", ...type("application/json") }));
  });
  await t.step("multipart", async () => {
    assertPage(await server.send("/authorize", { form, ...type("multipart/form-data; boundary=x") }));
  });
  await t.step("text", async () => {
    assertPage(await server.send("/authorize", { form, ...type("text/plain") }));
  });
  await t.step("parameters in the URL beside the body", async () => {
    assertPage(await server.send("/authorize?prompt=none", { form }));
  });
  await t.step("parameters in the URL of a POST alone", async () => {
    assertPage(await server.send(`/authorize?${form}`, { form: "" }));
  });
  await t.step("a body above 16 KiB", async () => {
    assertPage(await server.send("/authorize", { form: `${form}&x=${"a".repeat(16 * 1024)}` }));
  });
  await t.step("a query above 16 Ki characters", async () => {
    assertPage(await server.authorize(`${form}&x=${"a".repeat(16 * 1024)}`));
  });
});
