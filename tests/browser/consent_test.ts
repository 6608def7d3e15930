import assert from "node:assert/strict";
import { z } from "zod";
import { EMAIL, inspect, PASSWORD, pathOf, press, property, signIn, startVisit, textOf } from "./chromium.ts";

/** A client that registered itself and listens on loopback, as command-line clients do. */
async function startClient(url: string) {
  const answers: URL[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const at = new URL(request.url);
    if (at.pathname === "/callback") answers.push(at);
    return new Response("You may close this window.", { headers: { "content-type": "text/plain" } });
  });
  const redirectUri = `http://localhost:${server.addr.port}/callback`;
  const registered = await fetch(`${url}/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      client_name: "Claude Code",
      redirect_uris: [redirectUri],
      grant_types: ["authorization_code", "refresh_token"],
      token_endpoint_auth_method: "none",
    }),
  });
  const { client_id: clientId } = z.object({ client_id: z.string() }).parse(await registered.json());
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode("v".repeat(43)));
  const challenge = new Uint8Array(digest).toBase64({ alphabet: "base64url", omitPadding: true });
  const authorize = new URL("/authorize", url);
  authorize.search = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUri,
    code_challenge: challenge,
    code_challenge_method: "S256",
    resource: `${url}/mcp`,
    scope: "query schemas:read",
    state: "the state",
  }).toString();
  return {
    authorize: authorize.href,
    answers,
    /** Redeems the code of an answer. */
    redeem: async (code: string) => {
      const response = await fetch(`${url}/token`, {
        method: "POST",
        body: new URLSearchParams({
          grant_type: "authorization_code",
          code,
          client_id: clientId,
          redirect_uri: redirectUri,
          code_verifier: "v".repeat(43),
        }),
      });
      return {
        status: response.status,
        body: z.record(z.string(), z.unknown()).parse(await response.json()),
      };
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

Deno.test("in a browser: signing in leads to the consent; approving gives a code, and the account lists the application", async () => {
  await using visit = await startVisit();
  const { app, page } = visit;
  await using client = await startClient(app.url);
  await page.goto(client.authorize);
  assert.match(await textOf(page), /An application asks for access/);
  await inspect(page, "login_for_consent");
  await signIn(page);
  const text = await textOf(page);
  for (const expected of ["Claude Code", "localhost", EMAIL, "query", "schemas:read"]) {
    assert.ok(text.includes(expected), expected);
  }
  await inspect(page, "consent");
  await press(page, "button[value=approve]");
  const [answer] = client.answers;
  assert.equal(answer?.searchParams.get("state"), "the state");
  assert.equal(answer?.searchParams.get("iss"), app.url);
  const redeemed = await client.redeem(answer?.searchParams.get("code") ?? "");
  assert.equal(redeemed.status, 200, JSON.stringify(redeemed.body));

  await page.goto(`${app.url}/portal/account`);
  assert.match(await textOf(page), /Claude Code at http:\/\/localhost:\d+ May: query, schemas:read/);
  await inspect(page, "account_connected");
  await press(page, "form[action='/portal/account/apps/revoke'] button");
  assert.match(await textOf(page), /The application is disconnected.*None yet/);
  const refused = await fetch(`${app.url}/mcp`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${redeemed.body["access_token"]}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
  });
  await refused.body?.cancel();
  assert.equal(refused.status, 401, "its token is worth nothing at once");
});

Deno.test("in a browser: denying tells the application, and gives it nothing", async () => {
  await using visit = await startVisit();
  const { app, page } = visit;
  await using client = await startClient(app.url);
  await page.goto(client.authorize);
  await signIn(page);
  await press(page, "button[value=deny]");
  const [answer] = client.answers;
  assert.equal(answer?.searchParams.get("error"), "access_denied");
  assert.equal(answer?.searchParams.get("state"), "the state");
  assert.equal(answer?.searchParams.get("code"), null);
  // The second time nobody is asked to sign in, but to consent all the same.
  await page.goto(client.authorize);
  assert.match(pathOf(page), /^\/consent\?/);
  await page.click("input[value='schemas:read']");
  await press(page, "button[value=approve]");
  const redeemed = await client.redeem(client.answers[1]?.searchParams.get("code") ?? "");
  assert.equal(redeemed.body["scope"], "query", "what was not ticked is not given");
});

Deno.test("in a browser: going back to a page that was answered, and answering again at once, says that it was used", async () => {
  await using visit = await startVisit();
  const { app, page } = visit;
  await using client = await startClient(app.url);
  await page.goto(client.authorize);
  await signIn(page);
  await press(page, "button[value=deny]");
  await page.goBack();
  await press(page, "button[value=approve]");
  assert.match(await textOf(page), /This page was used already.*connect again/);
  await inspect(page, "consent_used");
  assert.equal(client.answers.length, 1);
});

Deno.test("in a browser: sign-in and consent by keyboard alone", async () => {
  await using visit = await startVisit();
  const { app, page } = visit;
  await using client = await startClient(app.url);
  await page.goto(client.authorize);
  /** Presses Tab until that element has the focus, and sees that the focus shows. */
  const reach = async (selector: string) => {
    for (let presses = 0; presses < 25; presses++) {
      const found = await page.evaluate(
        `document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`,
      );
      if (found === true) {
        const outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle");
        assert.notEqual(outline, "none", selector);
        return;
      }
      await page.keyboard.press("Tab");
    }
    assert.fail(`Tab does not reach ${selector}`);
  };
  assert.equal(await property(page, ":focus", "id"), "email", "the first field has the focus");
  await page.keyboard.type(EMAIL);
  await reach("#password");
  await page.keyboard.type(PASSWORD);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.match(pathOf(page), /^\/consent\?/);
  await reach("input[value='query']");
  await page.keyboard.press("Space");
  assert.equal(await property(page, "input[value='query']", "checked"), false);
  await page.keyboard.press("Space");
  await reach("button[value=approve]");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.ok(client.answers[0]?.searchParams.has("code"));
});
