import { TOTP } from "otpauth";
import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { createPasswordLinks } from "../../src/identity/password_links.ts";
import { createSetup } from "../../src/identity/setup.ts";
import { EMAIL, inspect, PASSWORD, pathOf, press, property, signIn, startVisit, textOf } from "./chromium.ts";
import { systemRuntime } from "../../src/telemetry/runtime.ts";

/** An authenticator in the browser that knows its owner. */
async function virtualAuthenticator(page: Page, verifies = true) {
  const client = await page.createCDPSession();
  await client.send("WebAuthn.enable");
  const { authenticatorId } = await client.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: verifies,
      automaticPresenceSimulation: true,
    },
  });
  return { client, authenticatorId };
}

Deno.test("in a browser: signing in with a password, the account, signing out", async () => {
  await using visit = await startVisit();
  const { app, page } = visit;
  await page.goto(`${app.url}/portal`);
  assert.equal(pathOf(page), "/login?next=%2Fportal%2Faccount");
  await inspect(page, "login");
  await signIn(page, "wrong password");
  assert.match(await textOf(page), /Incorrect email or password/);
  assert.equal(await property(page, "#email", "value"), EMAIL);
  await inspect(page, "login_refused");
  await page.type("#password", PASSWORD);
  await press(page, "main form button.primary");
  assert.equal(pathOf(page), "/portal/account");
  assert.ok((await textOf(page)).includes(EMAIL));
  await inspect(page, "account");
  await press(page, "nav a[href='/logout']");
  await inspect(page, "logout");
  await press(page, "main form button");
  assert.match(await textOf(page), /You are signed out/);
  await page.goto(`${app.url}/portal/account`);
  assert.match(pathOf(page), /^\/login/);
});

Deno.test("in a browser: an authenticator app is set up, asked for, and a recovery code stands in", async () => {
  await using visit = await startVisit();
  const { app, page, anotherPage } = visit;
  await page.goto(`${app.url}/login`);
  await signIn(page);
  await press(page, "a[href='/portal/account/totp']");
  await inspect(page, "totp");
  assert.ok(Number(await property(page, "img.qr", "naturalWidth")) > 0, "the policy lets the code be seen");
  const secret = /Key: ([A-Z2-7 ]+)/.exec(await textOf(page))?.[1]?.replaceAll(" ", "") ?? "";
  const code = (steps = 0) => new TOTP({ secret }).generate({ timestamp: Date.now() + steps * 30_000 });
  await page.type("#code", code());
  await press(page, "main form button.primary");
  await inspect(page, "recovery_codes");
  const [recovery = ""] = /[a-z0-9]{4}(-[a-z0-9]{4}){3}/.exec(await textOf(page)) ?? [];
  await press(page, "main a.button");
  await inspect(page, "account_totp");

  const second = await anotherPage();
  await second.goto(`${app.url}/login`);
  await signIn(second);
  assert.match(pathOf(second), /^\/login\/code/);
  await inspect(second, "second_step");
  // One step on: the step that enrolled the app is used up.
  await second.type("#code", code(1));
  await press(second, "main form button");
  assert.equal(pathOf(second), "/portal/account");

  const third = await anotherPage();
  await third.goto(`${app.url}/login`);
  await signIn(third);
  await third.type("#code", recovery);
  await press(third, "main form button");
  assert.match(await textOf(third), /9 left/);
});

Deno.test("in a browser: a passkey is added, signs in alone, and is removed", async () => {
  await using visit = await startVisit();
  const { app, page, anotherPage } = visit;
  const { client, authenticatorId } = await virtualAuthenticator(page);
  await page.goto(`${app.url}/login`);
  await signIn(page);
  await press(page, "a[href='/portal/account/passkeys']");
  await inspect(page, "passkey_add");
  await page.$eval("#name", (one) => void Reflect.set(one, "value", ""));
  await page.type("#name", "work <b>laptop</b>");
  await press(page, "[data-passkey] button");
  assert.equal(pathOf(page), "/portal/account?done=passkey");
  assert.match(await textOf(page), /work <b>laptop<\/b> \(passkey\)/);
  assert.match(await textOf(page), /You have no recovery codes/);
  await page.goto(`${app.url}/portal/account/passkeys`);
  await page.click("[data-passkey] button");
  await page.waitForSelector("[data-passkey] [role=alert]:not([hidden])");
  assert.match(await textOf(page), /This device has a passkey of your account already/);
  await page.setOfflineMode(true);
  await page.click("[data-passkey] button");
  await page.waitForFunction(`document.body.innerText.includes("The server did not answer. Try again.")`);
  await page.setOfflineMode(false);
  await page.goto(`${app.url}/portal/account`);
  await inspect(page, "account_passkey");
  const { credentials } = await client.send("WebAuthn.getCredentials", { authenticatorId });
  assert.equal(credentials.length, 1);
  assert.equal(credentials[0]?.rpId, "localhost");
  assert.equal(credentials[0]?.isResidentCredential, true);

  await press(page, "nav a[href='/logout']");
  await press(page, "main form button");
  await page.goto(`${app.url}/login?next=%2Fportal%2Faccount%2Fpasskeys`);
  await press(page, "[data-passkey] button");
  assert.equal(pathOf(page), "/portal/account/passkeys", "no password, no code");
  const record = await app.users.recordOfEmail(EMAIL);
  assert.equal(record?.passkeys[0]?.counter, 2);

  // The password alone does not do any longer.
  const other = await anotherPage();
  await other.goto(`${app.url}/login`);
  await signIn(other);
  assert.match(pathOf(other), /^\/login\/code/);
  await inspect(other, "second_step_passkey");

  await page.goto(`${app.url}/portal/account`);
  await press(page, "form[action='/portal/account/passkeys/remove'] button");
  assert.match(await textOf(page), /The passkey is removed/);
  await press(page, "nav a[href='/logout']");
  await press(page, "main form button");
  await page.click("[data-passkey] button");
  await page.waitForSelector("[data-passkey] [role=alert]:not([hidden])");
  assert.match(await textOf(page), /not known here/);
});

Deno.test("in a browser: a passkey that does not know its owner is not enough", async () => {
  await using visit = await startVisit();
  const { app, page } = visit;
  const { client, authenticatorId } = await virtualAuthenticator(page);
  await page.goto(`${app.url}/login`);
  await signIn(page);
  await page.goto(`${app.url}/portal/account/passkeys`);
  await press(page, "[data-passkey] button");
  await press(page, "nav a[href='/logout']");
  await press(page, "main form button");
  await client.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await page.click("[data-passkey] button");
  await page.waitForSelector("[data-passkey] [role=alert]:not([hidden])");
  assert.match(pathOf(page), /^\/login/);
  // Nor does an answer that was used: the same request again is refused by the server itself.
  await client.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
  const requests: { url: string; body: string; token: string }[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && new URL(request.url()).pathname === "/login/passkey") {
      const token = request.headers()["x-csrf-token"] ?? "";
      requests.push({ url: request.url(), body: request.postData() ?? "", token });
    }
  });
  await page.reload();
  const cookies = await page.browserContext().cookies();
  await press(page, "[data-passkey] button");
  assert.equal(pathOf(page), "/portal/account");
  const [used] = requests;
  assert.ok(used !== undefined);
  const replay = await fetch(used.url, {
    method: "POST",
    body: used.body,
    headers: {
      "content-type": "application/json",
      "x-csrf-token": used.token,
      cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; "),
    },
  });
  assert.equal(replay.status, 400);
  assert.equal((await replay.json()).error.code, "invalid_request");
});

Deno.test("in a browser: a new server is set up with its code", async () => {
  await using visit = await startVisit({ user: false });
  const { app, page } = visit;
  const code = await createSetup({ ...systemRuntime, store: app.store }).newCode() ?? "";
  await page.goto(`${app.url}/portal/setup`);
  await inspect(page, "setup");
  await page.type("#code", code);
  await page.type("#email", EMAIL);
  await page.type("#password", PASSWORD);
  await press(page, "main form button.primary");
  assert.equal(pathOf(page), "/portal/account");
  await page.goto(`${app.url}/portal/setup`);
  assert.match(await textOf(page), /set up already/);
  await inspect(page, "setup_gone");
});

Deno.test("in a browser: a one-time link sets a new password", async () => {
  await using visit = await startVisit();
  const { app, page } = visit;
  const user = await app.users.recordOfEmail(EMAIL);
  const token = await createPasswordLinks({ ...systemRuntime, store: app.store, users: app.users }).create(
    user?.userId ?? "",
  );
  await page.goto(`${app.url}/portal/reset?token=${token}`);
  await inspect(page, "reset");
  await page.type("#password", "short");
  await press(page, "main form button.primary");
  assert.match(await textOf(page), /at least 10 characters/);
  await page.type("#password", "a brand new password");
  await press(page, "main form button.primary");
  assert.match(await textOf(page), /Your new password is set/);
  await signIn(page, "a brand new password");
  assert.equal(pathOf(page), "/portal/account");
  await page.goto(`${app.url}/portal/reset?token=${token}`);
  assert.match(await textOf(page), /expired or was used/);
});

Deno.test("in a browser: the home page says how to connect, and without JavaScript everything but passkeys works", async () => {
  await using visit = await startVisit();
  const { app, page } = visit;
  await page.goto(app.url);
  assert.match(await textOf(page), /claude mcp add --transport http dynamosql http:\/\/localhost/);
  await inspect(page, "home");
  await page.setJavaScriptEnabled(false);
  await page.goto(`${app.url}/login`);
  await signIn(page);
  assert.equal(pathOf(page), "/portal/account");
  await press(page, "a[href='/portal/account/passkeys']");
  assert.match(await textOf(page), /needs JavaScript/);
});
