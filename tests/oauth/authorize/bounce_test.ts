import assert from "node:assert/strict";
import {
  assertAccepted,
  assertPage,
  goodRequest,
  ISSUER,
  operatorClient,
  returned,
  startAuthorizeServer,
} from "./fixture.ts";

type Over = Record<string, string | undefined>;

Deno.test("a client that registered itself never leads anyone to a strange place by an error: the person is asked (protocol rule 5.1)", async (t) => {
  await using server = await startAuthorizeServer();
  const evil = "https://phish.example/cb";
  server.register(operatorClient({ clientId: "dsr_1", known: "self", name: "Nice", redirectUris: [evil] }));
  const { cookie } = await server.signIn();
  const errors: Record<string, Over> = {
    invalid_scope: { scope: "admin" },
    unsupported_response_type: { response_type: "token" },
    invalid_request: { code_challenge: undefined },
    invalid_target: { resource: "https://other.example/" },
    request_not_supported: { request: "x" },
  };
  for (const [error, over] of Object.entries(errors)) {
    for (const who of [undefined, cookie]) {
      await t.step(`${error}, ${who === undefined ? "anonymous" : "signed in"}`, async () => {
        const request = goodRequest({ client_id: "dsr_1", redirect_uri: evil, ...over });
        const answer = await server.authorize(request, who === undefined ? {} : { cookie: who });
        assertPage(answer);
        // What a redirect would have carried is in a link that the person may follow.
        const [link, ...others] = answer.page.links;
        assert.ok(link !== undefined && others.length === 0);
        assert.equal(link.text, "Return to phish.example");
        const back = new URL(link.href);
        assert.equal(back.origin + back.pathname, evil);
        assert.deepEqual([...back.searchParams.keys()].sort(), [
          "error",
          "error_description",
          "iss",
          "state",
        ]);
        assert.equal(back.searchParams.get("error"), error);
        assert.equal(back.searchParams.get("iss"), ISSUER);
        assert.equal(back.searchParams.get("state"), "xyz");
        assert.match(answer.page.text, /Registered itself: its name is not verified/);
      });
    }
  }
  await t.step("prompt=none", async () => {
    const request = goodRequest({ client_id: "dsr_1", redirect_uri: evil, prompt: "none" });
    assertPage(await server.authorize(request));
    assertPage(await server.authorize(request, { cookie }));
  });
  await t.step("a private scheme, signed in", async () => {
    const redirect = "cursor://anysphere.cursor-mcp/oauth/callback";
    server.register(operatorClient({ clientId: "dsr_2", known: "self", redirectUris: [redirect] }));
    const request = goodRequest({ client_id: "dsr_2", redirect_uri: redirect, scope: "admin" });
    assertPage(await server.authorize(request, { cookie }));
  });
  await t.step("loopback: a page for an anonymous person, a redirect for one signed in", async () => {
    const redirect = "http://127.0.0.1:4000/cb";
    server.register(operatorClient({ clientId: "dsr_3", known: "self", redirectUris: [redirect] }));
    for (const [error, over] of Object.entries({ ...errors, consent_required: { prompt: "none" } })) {
      const request = goodRequest({ client_id: "dsr_3", redirect_uri: redirect, ...over });
      assertPage(await server.authorize(request));
      const { error_description: _, ...rest } = returned(
        await server.authorize(request, { cookie }),
        redirect,
      );
      assert.deepEqual(rest, { error, state: "xyz", iss: ISSUER });
    }
  });
  await t.step("a good request goes to the sign-in like any other", async () => {
    assertAccepted(await server.authorize(goodRequest({ client_id: "dsr_1", redirect_uri: evil })));
  });
});

Deno.test("a client known by its document is no way to a strange place either", async (t) => {
  await using server = await startAuthorizeServer();
  const clientId = "https://phish.example/client.json";
  const redirects = ["https://phish.example/cb", "http://localhost/cb"];
  server.register(
    operatorClient({ clientId, known: "document", host: "phish.example", redirectUris: redirects }),
  );
  const { cookie } = await server.signIn();
  const request = (redirect: string) =>
    goodRequest({ client_id: clientId, redirect_uri: redirect, scope: "x" });
  for (const redirect of redirects) {
    await t.step(`anonymous, ${redirect}`, async () => {
      const answer = await server.authorize(request(redirect));
      assertPage(answer);
      assert.match(answer.page.text, /Published by phish\.example \(verified\)/);
    });
  }
  await t.step("signed in, the web", async () => {
    assertPage(await server.authorize(request("https://phish.example/cb"), { cookie }));
  });
  await t.step("signed in, this computer", async () => {
    const answer = await server.authorize(request("http://localhost/cb"), { cookie });
    assert.equal(returned(answer, "http://localhost/cb").error, "invalid_scope");
  });
});
