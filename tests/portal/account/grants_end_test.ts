import assert from "node:assert/strict";
import { z } from "zod";
import { createApp } from "../../../src/app.ts";
import { settingsSchema } from "../../../src/config.ts";
import { createPasswordLinks } from "../../../src/identity/password_links.ts";
import { createUsers } from "../../../src/identity/users.ts";
import { createRevision, openStore } from "../../../src/store/mod.ts";
import { createLogger } from "../../../src/telemetry/log.ts";
import { browser, cheapPasswords, EMAIL, PASSWORD } from "../fixture.ts";
import { systemRuntime } from "../../../src/telemetry/runtime.ts";

/** The whole application, a person in it, and an application that the person has connected. */
async function connected() {
  const store = await openStore("memory:");
  const handler = Promise.withResolvers<
    (request: Request, info: Deno.ServeHandlerInfo) => Promise<Response>
  >();
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async (request, info) => (await handler.promise)(request, info),
  );
  const url = `http://localhost:${server.addr.port}`;
  const log = createLogger({ write() {} });
  const app = await createApp({ settings: settingsSchema.parse({}), publicUrl: url, store, log });
  handler.resolve(async (request, info) => await app.fetch(request, info));
  const users = createUsers({ ...systemRuntime, store, revision: createRevision(store) });
  const passwordHash = await cheapPasswords().hash(PASSWORD);
  const user = await users.add({ tenantId: "default", email: EMAIL, role: "admin", passwordHash });

  const redirectUri = "http://localhost:1/callback";
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
  const clientId = z.object({ client_id: z.string() }).parse(await registered.json()).client_id;
  const verifier = "v".repeat(43);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const person = browser(url);
  await person.signIn();
  const asked = await person.get(`/authorize?${new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUri,
    code_challenge: new Uint8Array(digest).toBase64({ alphabet: "base64url", omitPadding: true }),
    code_challenge_method: "S256",
    resource: `${url}/mcp`,
    state: "s",
  })}`);
  const form = (await person.get(asked.location ?? "")).form("/consent");
  const scopes = [["scope", "query"], ["scope", "schemas:read"]];
  const { scope: _one, ...fields } = form;
  const approved = await person.post("/consent", [...Object.entries(fields), ...scopes, [
    "decision",
    "approve",
  ]]);
  const code = new URL(approved.location ?? "").searchParams.get("code") ?? "";

  const token = async (parameters: Record<string, string>) => {
    const response = await fetch(`${url}/token`, {
      method: "POST",
      body: new URLSearchParams({ client_id: clientId, ...parameters }),
    });
    return z.record(z.string(), z.unknown()).parse(await response.json());
  };
  const tokens = await token({
    grant_type: "authorization_code",
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  });
  assert.equal(tokens["token_type"], "Bearer", JSON.stringify(tokens));

  return {
    url,
    store,
    users,
    user,
    person,
    /** Status of a call with the access token, and what a refresh comes to. */
    async state() {
      const call = await fetch(`${url}/mcp`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${tokens["access_token"]}`,
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
        },
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
      });
      await call.body?.cancel();
      const refresh_token = String(tokens["refresh_token"]);
      const refreshed = await token({ grant_type: "refresh_token", refresh_token });
      return [call.status, refreshed["error"] ?? "refreshed"];
    },
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await app.close();
      await store.close();
    },
  };
}

type Connected = Awaited<ReturnType<typeof connected>>;

const ENDINGS: Record<string, (world: Connected) => Promise<unknown>> = {
  "a new password": ({ person }) =>
    person.submit("/portal/account", "/portal/account/password", {
      current: PASSWORD,
      password: "another long enough one",
    }),
  "signing out everywhere": ({ person }) =>
    person.submit("/portal/account", "/portal/account/sessions/end-all", {}),
  "a reset link": async ({ url, store, users, user }) => {
    const token = await createPasswordLinks({ ...systemRuntime, store, users }).create(user.userId);
    await browser(url).submit(`/portal/reset?token=${token}`, "/portal/reset", {
      password: "another long enough one",
    });
  },
  "disconnecting it": ({ person }) => person.submit("/portal/account", "/portal/account/apps/revoke", {}),
};

for (const [name, end] of Object.entries(ENDINGS)) {
  Deno.test(`${name} ends what connected applications may do, at once`, async () => {
    await using world = await connected();
    assert.deepEqual(await world.state(), [200, "refreshed"]);
    await end(world);
    assert.deepEqual(await world.state(), [401, "invalid_grant"]);
  });
}

Deno.test("signing out of the browser leaves applications connected", async () => {
  await using world = await connected();
  await world.person.submit("/logout", "/logout", {});
  assert.deepEqual(await world.state(), [200, "refreshed"]);
});

Deno.test("nobody disconnects another person's application", async () => {
  await using world = await connected();
  const passwordHash = await cheapPasswords().hash(PASSWORD);
  await world.users.add({ tenantId: "default", email: "eve@example.com", role: "admin", passwordHash });
  const grant = (await world.person.get("/portal/account")).form("/portal/account/apps/revoke")["grant"] ??
    "";
  assert.match(grant, /^grt_/);
  const eve = browser(world.url);
  await eve.signIn("eve@example.com");
  const page = await eve.get("/portal/account");
  assert.doesNotMatch(page.text, /Claude Code/);
  const csrf = page.form("/portal/account/password")["csrf"] ?? "";
  await eve.post("/portal/account/apps/revoke", { csrf, grant });
  assert.deepEqual(await world.state(), [200, "refreshed"]);
});
