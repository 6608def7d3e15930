import assert from "node:assert/strict";
import { z } from "zod";
import { createApp } from "../../../src/app.ts";
import { settingsSchema } from "../../../src/config.ts";
import { createPasswords } from "../../../src/identity/password.ts";
import { createUsers } from "../../../src/identity/users.ts";
import { createRevision, openStore } from "../../../src/store/mod.ts";
import { createLogger } from "../../../src/telemetry/log.ts";
import {
  type Page,
  type ScriptedBrowser,
  scriptedBrowser,
  type Step,
} from "../../fixtures/scripted_browser.ts";
import { CODE, goodRequest } from "./fixture.ts";
import { systemRuntime } from "../../../src/telemetry/runtime.ts";

const PASSWORD = "correct horse battery staple";
const ADA = { email: "ada@example.com", password: PASSWORD };
const EVE = { email: "eve@example.com", password: PASSWORD };

/** The application as it is served, on a memory store, with two people. */
async function startApp() {
  const store = await openStore("memory:");
  const users = createUsers({ ...systemRuntime, store, revision: createRevision(store) });
  const passwordHash = await createPasswords().hash(PASSWORD);
  for (const { email } of [ADA, EVE]) {
    await users.add({ tenantId: "default", email, role: "member", passwordHash });
  }
  const server = Deno.serve(
    { port: 0, hostname: "localhost", onListen() {} },
    (request, info) => app.fetch(request, info),
  );
  const issuer = `http://localhost:${server.addr.port}`;
  const app = await createApp({
    settings: settingsSchema.parse({}),
    publicUrl: issuer,
    store,
    log: createLogger({ level: "silent" }),
  });
  const registered = await fetch(`${issuer}/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      client_name: "Tool",
      redirect_uris: ["http://127.0.0.1:4000/cb"],
      token_endpoint_auth_method: "none",
    }),
  });
  const { client_id: clientId } = z.object({ client_id: z.string() }).parse(await registered.json());
  return {
    issuer,
    url: (over: Record<string, string> = {}) =>
      `${issuer}/authorize?${
        goodRequest({
          client_id: clientId,
          redirect_uri: "http://127.0.0.1:4000/cb",
          resource: `${issuer}/mcp`,
          ...over,
        })
      }`,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await app.close();
      await store.close();
    },
  };
}

const paths = (pages: readonly Page[]) => pages.map(({ url }) => url.pathname);

function pageOf(step: Step): Page {
  assert.ok("page" in step, "a page of ours");
  return step.page;
}

/** Fills in the sign-in form of a page. */
async function signIn(browser: ScriptedBrowser, page: Page, person: typeof ADA): Promise<Page> {
  const form = page.forms.find(({ controls }) => controls.some(({ type }) => type === "password"));
  assert.ok(form !== undefined, page.text);
  return pageOf(await browser.submit(page, form, { ...person }, /sign in/i));
}

Deno.test("through the served application, from the client's link to its code", async (t) => {
  await using app = await startApp();
  const browser = scriptedBrowser(ADA);

  await t.step(
    "an anonymous person signs in, decides, and is sent back with code, state and iss",
    async () => {
      const { callback, pages } = await browser.authorize(app.url());
      assert.deepEqual(paths(pages), ["/login", "/consent"]);
      const { code = "", ...rest } = Object.fromEntries(callback.searchParams);
      assert.match(code, CODE);
      assert.deepEqual(rest, { state: "xyz", iss: app.issuer });
      for (const { headers } of pages) {
        assert.equal(headers.get("cache-control"), "no-store");
        assert.equal(headers.get("x-frame-options"), "DENY");
        assert.equal(headers.get("referrer-policy"), "no-referrer");
        assert.equal(headers.get("access-control-allow-origin"), null);
      }
    },
  );
  await t.step("signed in, only consent is asked for", async () => {
    assert.deepEqual(paths((await browser.authorize(app.url())).pages), ["/consent"]);
  });
  await t.step("prompt=login asks for the password again, once", async () => {
    const { callback, pages } = await browser.authorize(app.url({ prompt: "login" }));
    assert.deepEqual(paths(pages), ["/login", "/consent"]);
    assert.match(callback.searchParams.get("code") ?? "", CODE);
  });
  await t.step("prompt=login cannot be got round by opening the consent page itself", async () => {
    const login = pageOf(await browser.open(app.url({ prompt: "login" })));
    const next = login.url.searchParams.get("next") ?? "";
    assert.match(next, /^\/consent\?request=/);
    assert.equal(pageOf(await browser.open(app.issuer + next)).url.pathname, "/login");
  });
  await t.step("another account can be chosen, and the code is theirs", async () => {
    const page = pageOf(await browser.open(app.url()));
    assert.match(page.text, /ada@example\.com/);
    const other = page.links.find(({ text }) => text === "use another account");
    const login = pageOf(await browser.open(new URL(other?.href ?? "", page.url)));
    const again = await signIn(browser, login, EVE);
    assert.equal(again.url.pathname, "/consent");
    assert.match(again.text, /eve@example\.com/);
    assert.doesNotMatch(again.text, /ada@example\.com/);
    const [form] = again.forms;
    assert.ok(form !== undefined);
    const step = await browser.submit(again, form, {}, /approve/i);
    assert.ok("away" in step && CODE.test(step.away.searchParams.get("code") ?? ""));
    // The page that the first one had open decides nothing any more: it was made for another session.
    const [old] = page.forms;
    assert.ok(old !== undefined);
    assert.equal(pageOf(await browser.submit(page, old, {}, /approve/i)).status, 403);
  });
  await t.step("a wrong password leads nowhere", async () => {
    const fresh = scriptedBrowser(ADA);
    const login = pageOf(await fresh.open(app.url()));
    const page = await signIn(fresh, login, { ...ADA, password: "wrong" });
    assert.equal(page.url.pathname, "/login");
    assert.equal(page.status, 401);
  });
  await t.step("a request whose client is unknown stops before the sign-in", async () => {
    const page = pageOf(await browser.open(app.url({ client_id: "dsr_unknown" })));
    assert.equal(page.url.pathname, "/authorize");
    assert.equal(page.status, 400);
    assert.match(page.text, /not known to this server/);
  });
});
