import assert from "node:assert/strict";
import { DynamoSqlError } from "../../../src/errors.ts";
import { createGrants } from "../../../src/oauth/grant_store/grants.ts";
import { createRevision } from "../../../src/store/mod.ts";
import {
  assertErrorRedirect,
  assertPage,
  assertPrivate,
  CALLBACK,
  CHALLENGE,
  CODE,
  consentForm,
  goodRequest,
  ISSUER,
  operatorClient,
  returned,
  startAuthorizeServer,
} from "../authorize/fixture.ts";
import { systemRuntime } from "../../../src/telemetry/runtime.ts";

/** A server with one client and someone signed in. */
async function ready() {
  const server = await startAuthorizeServer();
  server.register(operatorClient());
  return { server, ...await server.signIn("ada@example.com") };
}

/** The sealed request inside a `Location`. */
function sealedIn(location: string | null): string {
  const url = new URL(location ?? "", "http://x");
  return new URL(url.searchParams.get("next") ?? url, "http://x").searchParams.get("request") ?? "";
}

Deno.test("someone signed in goes straight to consent, which gives a code with state and iss", async () => {
  const { server, cookie, userId } = await ready();
  await using _ = server;
  const { answer } = await server.consent(cookie);
  assert.equal(answer.status, 200);
  assertPrivate(answer);
  const back = await server.send("/consent", { cookie, form: consentForm(answer, "approve") });
  const { code = "", ...rest } = returned(back);
  assert.match(code, CODE);
  assert.deepEqual(rest, { state: "xyz", iss: ISSUER });
  const [issued] = server.issued;
  assert.ok(issued !== undefined);
  const { client, consentId, ...bound } = issued;
  assert.equal(client.clientId, "app");
  assert.match(consentId, /^azr_\w{22}$/);
  assert.deepEqual(bound, {
    redirectUri: CALLBACK,
    redirectHost: "app.example",
    userId,
    tenantId: "default",
    scopes: ["query", "schemas:read"],
    resource: `${ISSUER}/mcp`,
    codeChallenge: CHALLENGE,
  });
  assert.deepEqual(server.used, ["app"]);
  assert.ok(server.logged.some((line) => line.includes("Consent given.")));
  assert.ok(!server.logged.join().includes(code), "the code is not logged");
});

Deno.test("the code is bound to the port that was sent", async () => {
  const { server, cookie } = await ready();
  await using _ = server;
  server.register(operatorClient({ redirectUris: ["http://localhost/callback"] }));
  const redirectUri = "http://localhost:51234/callback";
  const { answer } = await server.consent(cookie, { redirect_uri: redirectUri, state: undefined });
  const back = await server.send("/consent", { cookie, form: consentForm(answer, "approve") });
  const { code = "", ...rest } = returned(back, redirectUri);
  assert.match(code, CODE);
  assert.deepEqual(rest, { iss: ISSUER });
  assert.equal(server.issued[0]?.redirectUri, redirectUri);
  assert.equal(server.issued[0]?.redirectHost, "http://localhost:51234");
});

Deno.test("deny answers access_denied, and gives no code", async () => {
  const { server, cookie } = await ready();
  await using _ = server;
  const { answer } = await server.consent(cookie);
  const back = await server.send("/consent", { cookie, form: consentForm(answer, "deny") });
  assertErrorRedirect(back, "access_denied");
  assert.deepEqual(server.issued, []);
});

Deno.test("a consent form without this session's token is refused with 403 (protocol rule 1.8)", async (t) => {
  const { server, cookie } = await ready();
  await using _ = server;
  const { answer } = await server.consent(cookie);
  const { cookie: other } = await server.signIn("eve@example.com");
  const { cookie: again } = await server.signIn("ada@example.com");
  const csrf = consentForm(answer, "approve").get("csrf") ?? "";
  const csrfOf = async (who: string) =>
    consentForm((await server.consent(who)).answer, "approve").get("csrf") ?? "";
  const tokens: Record<string, string | undefined> = {
    "missing": undefined,
    "empty": "",
    "shortened": csrf.slice(1),
    "lengthened": `${csrf}A`,
    "of another person": await csrfOf(other),
    "of another session of the same person": await csrfOf(again),
    "of another request of the same session": await csrfOf(cookie),
    "garbage": "ü\0<",
  };
  for (const decision of ["approve", "deny"] as const) {
    for (const [name, token] of Object.entries(tokens)) {
      await t.step(`${decision}, ${name}`, async () => {
        const form = consentForm(answer, decision);
        if (token === undefined) form.delete("csrf");
        else form.set("csrf", token);
        assertPage(await server.send("/consent", { cookie, form }), 403);
        assert.deepEqual(server.issued, []);
      });
    }
    await t.step(`${decision}, the right token in another session`, async () => {
      assertPage(await server.send("/consent", { cookie: other, form: consentForm(answer, decision) }), 403);
      assert.deepEqual(server.issued, []);
    });
    await t.step(`${decision}, without a session: to the sign-in, nothing is decided`, async () => {
      const back = await server.send("/consent", { form: consentForm(answer, decision) });
      assert.equal(back.status, 303);
      assert.match(back.location ?? "", /^\/login\?next=%2Fconsent%3Frequest%3D/);
      assert.deepEqual(server.issued, []);
    });
  }
});

Deno.test("a request gives one code, however often its form is sent", async (t) => {
  const { server, cookie } = await ready();
  await using _ = server;
  const { answer } = await server.consent(cookie);
  const form = consentForm(answer, "approve");
  assert.match(returned(await server.send("/consent", { cookie, form })).code ?? "", CODE);
  await t.step("replayed", async () => assertPage(await server.send("/consent", { cookie, form })));
  await t.step("replayed with fewer scopes", async () => {
    form.delete("scope");
    form.append("scope", "query");
    assertPage(await server.send("/consent", { cookie, form }));
  });
  await t.step("by another person with a page of their own", async () => {
    const { cookie: other } = await server.signIn();
    const page = await server.send(
      `/consent?${new URLSearchParams({ request: form.get("request") ?? "" })}`,
      {
        cookie: other,
      },
    );
    assertPage(await server.send("/consent", { cookie: other, form: consentForm(page, "approve") }));
  });
  await t.step("a new request of the same client asks anew", async () => {
    assert.equal((await server.consent(cookie)).answer.status, 200);
  });
  assert.equal(server.issued.length, 1);
});

Deno.test("a page that was answered is used: no approval after a denial, no denial after an approval", async (t) => {
  const { server, cookie } = await ready();
  await using _ = server;
  for (const [first, second] of [["deny", "approve"], ["approve", "deny"], ["deny", "deny"]] as const) {
    await t.step(`${first}, back, ${second}`, async () => {
      const { answer } = await server.consent(cookie);
      const issued = server.issued.length;
      assert.equal(
        (await server.send("/consent", { cookie, form: consentForm(answer, first) })).status,
        303,
      );
      assertPage(await server.send("/consent", { cookie, form: consentForm(answer, second) }));
      assert.equal(server.issued.length - issued, first === "approve" ? 1 : 0);
    });
  }
});

Deno.test("an approval that a sign-out everywhere overtakes gives no code", async () => {
  const { server, cookie, userId } = await ready();
  await using _ = server;
  const { answer } = await server.consent(cookie);
  const grants = createGrants({
    ...systemRuntime,
    store: server.store,
    revision: createRevision(server.store),
  });
  const get = server.store.get.bind(server.store);
  // After the session was looked at, and before the code notes what it would be voided by.
  server.store.get = async (key) => {
    if (key[0] === "grant_epoch" && key[1] === "user") {
      server.store.get = get;
      await grants.revokeAll({ userId });
      await server.sessions.endAll(userId);
      await grants.revokeAll({ userId });
    }
    return await get(key);
  };
  const late = await server.send("/consent", { cookie, form: consentForm(answer, "approve") });
  grants.close();
  assertPage(late, 403);
  assert.doesNotMatch(late.html, /dsa_/);
});

Deno.test("64 approvals of one page at once give one code", async () => {
  const { server, cookie } = await ready();
  await using _ = server;
  const { answer } = await server.consent(cookie);
  const form = consentForm(answer, "approve");
  const backs = await Promise.all(
    Array.from({ length: 64 }, () => server.send("/consent", { cookie, form })),
  );
  assert.equal(backs.filter(({ status }) => status === 303).length, 1);
  for (const back of backs) if (back.status !== 303) assertPage(back);
  assert.equal(server.issued.length, 1);
});

Deno.test("a sealed request is refused with a page when it is not as it was sealed", async (t) => {
  const { server, cookie } = await ready();
  await using _ = server;
  const sealed = sealedIn((await server.authorize(goodRequest(), { cookie })).location);
  const [payload = "", keyId = "", mac = ""] = sealed.split(".");
  const evil = new TextEncoder().encode(
    new TextDecoder().decode(Uint8Array.fromBase64(payload, { alphabet: "base64url" }))
      .replace(CALLBACK, "https://evil.example/cb"),
  ).toBase64({ alphabet: "base64url", omitPadding: true });
  const flip = (text: string) => (text.startsWith("A") ? "B" : "A") + text.slice(1);
  const broken: Record<string, string> = {
    "empty": "",
    "garbage": "garbage",
    "the payload changed": `${flip(payload)}.${keyId}.${mac}`,
    "the redirect URI changed": `${evil}.${keyId}.${mac}`,
    "the MAC changed": `${payload}.${keyId}.${flip(mac)}`,
    "the MAC shortened": `${payload}.${keyId}.${mac.slice(1)}`,
    "no MAC": `${payload}.${keyId}.`,
    "no key": `${payload}..${mac}`,
    "another key": `${payload}.k_00000000.${mac}`,
    "two parts": `${payload}.${mac}`,
    "four parts": `${sealed}.x`,
    "sealed for another purpose": `${payload}.${keyId}.${await server.keys.mac("state", payload)}`,
    "too long": `${payload}${"A".repeat(30_000)}.${keyId}.${mac}`,
    "newline": `${sealed}\n`,
  };
  for (const [name, request] of Object.entries(broken)) {
    await t.step(`${name}, shown`, async () => {
      assertPage(await server.send(`/consent?${new URLSearchParams({ request })}`, { cookie }));
    });
    await t.step(`${name}, sent`, async () => {
      const form = new URLSearchParams({ request, decision: "approve", scope: "query", csrf: "x" });
      assertPage(await server.send("/consent", { cookie, form }));
    });
  }
  await t.step("none at all", async () => assertPage(await server.send("/consent", { cookie })));
  await t.step("unchanged it opens", async () => {
    assert.equal((await server.send(`/consent?request=${sealed}`, { cookie })).status, 200);
  });
  assert.deepEqual(server.issued, []);
});

Deno.test("a person has ten minutes to sign in and decide", async () => {
  const { server, cookie } = await ready();
  await using _ = server;
  const { path, answer } = await server.consent(cookie);
  server.advance(595);
  assert.equal((await server.send(path, { cookie })).status, 200);
  server.advance(6);
  assertPage(await server.send(path, { cookie }));
  assertPage(await server.send(path));
  assertPage(await server.send("/consent", { cookie, form: consentForm(answer, "approve") }));
  assertPage(await server.send("/consent", { cookie, form: consentForm(answer, "deny") }));
  assert.deepEqual(server.issued, []);
});

Deno.test("what the request rests on is checked again when the form comes", async (t) => {
  const changes: Record<string, (server: Awaited<ReturnType<typeof ready>>["server"]) => void> = {
    "the client is gone": (server) => server.unregister("app"),
    "the client's metadata changed": (server) => server.register(operatorClient({ digest: "digest-2" })),
    "the redirect URI is no longer registered": (server) =>
      server.register(operatorClient({ redirectUris: ["https://app.example/new"] })),
    "the account is disabled": (server) => {
      server.faults.user = (user) => user === null ? null : { ...user, disabled: true };
    },
    "the account is gone": (server) => {
      server.faults.user = () => null;
    },
    "the account moved to another tenant": (server) => {
      server.faults.user = (user) => user === null ? null : { ...user, tenantId: "other" };
    },
    "the client's document can no longer be had": (server) => {
      server.faults.find = new DynamoSqlError(
        "invalid_client_metadata",
        "The client's document is not usable.",
      );
    },
  };
  for (const [name, change] of Object.entries(changes)) {
    await t.step(name, async () => {
      const { server, cookie } = await ready();
      await using _ = server;
      const { path, answer } = await server.consent(cookie);
      change(server);
      const status = name.startsWith("the account") ? 403 : 400;
      assertPage(await server.send("/consent", { cookie, form: consentForm(answer, "approve") }), status);
      assertPage(await server.send("/consent", { cookie, form: consentForm(answer, "deny") }), status);
      assertPage(await server.send(path, { cookie }), status);
      assert.deepEqual(server.issued, []);
    });
  }
});

Deno.test("somebody disabled is signed out: the form decides nothing", async () => {
  const { server, cookie, userId } = await ready();
  await using _ = server;
  const { path, answer } = await server.consent(cookie);
  await server.users.setDisabled("default", userId, true);
  for (const decision of ["approve", "deny"] as const) {
    const back = await server.send("/consent", { cookie, form: consentForm(answer, decision) });
    assert.match(back.location ?? "", /^\/login\?next=/);
  }
  assert.match((await server.send(path, { cookie })).location ?? "", /^\/login\?next=/);
  assert.deepEqual(server.issued, []);
});

Deno.test("prompt=login: a session from before the request does not do", async () => {
  const { server, cookie } = await ready();
  await using _ = server;
  server.advance(1);
  const answer = await server.authorize(goodRequest({ prompt: "login" }), { cookie });
  assert.match(answer.location ?? "", /^\/login\?next=.*&prompt=login$/);
  const path = new URL(answer.location ?? "", "http://x").searchParams.get("next") ?? "";
  const shown = await server.send(path, { cookie });
  assert.equal(shown.status, 303, "the old session is sent to sign in again");
  assert.match(shown.location ?? "", /^\/login\?next=.*&prompt=login$/);
  const { cookie: fresh } = await server.signIn("ada@example.com");
  assert.equal((await server.send(path, { cookie: fresh })).status, 200);
});

Deno.test("every sign-in asks: nothing is remembered for the next client or the next time (protocol rule 1.8)", async () => {
  const { server, cookie } = await ready();
  await using _ = server;
  server.register(operatorClient({ clientId: "second", name: "Second" }));
  for (const clientId of ["app", "app", "second"]) {
    const { answer } = await server.consent(cookie, { client_id: clientId });
    assert.equal(answer.status, 200);
    assert.match(answer.page.text, clientId === "app" ? /Allow The App/ : /Allow Second/);
    returned(await server.send("/consent", { cookie, form: consentForm(answer, "approve") }));
  }
  assert.equal(server.issued.length, 3);
});

Deno.test("an anonymous request writes nothing", async () => {
  const { server } = await ready();
  await using _ = server;
  const size = async () => {
    let entries = 0;
    for await (const _entry of server.store.list([])) entries++;
    return entries;
  };
  await server.authorize(goodRequest());
  const before = await size();
  for (let n = 0; n < 50; n++) await server.authorize(goodRequest({ state: `s${n}` }));
  assert.equal(await size(), before, "after the installation's key, nothing more");
});

Deno.test("every replica opens what another sealed", async () => {
  const { server, cookie } = await ready();
  await using _ = server;
  const sealed = sealedIn((await server.authorize(goodRequest())).location);
  await using replica = await startAuthorizeServer({ store: server.store });
  replica.register(operatorClient());
  const { cookie: there } = await replica.signIn();
  assert.equal((await replica.send(`/consent?request=${sealed}`, { cookie: there })).status, 200);
  assert.equal((await server.send(`/consent?request=${sealed}`, { cookie })).status, 200);
});

Deno.test("the longest state that is taken, six characters each once sealed, goes through consent and back", async () => {
  const { server, cookie } = await ready();
  await using _ = server;
  const state = "\u0001".repeat(2048);
  const { answer } = await server.consent(cookie, { state });
  assert.equal(answer.status, 200);
  const back = await server.send("/consent", { cookie, form: consentForm(answer, "approve") });
  assert.equal(returned(back)["state"], state);
});
