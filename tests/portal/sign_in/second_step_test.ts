import { TOTP } from "otpauth";
import assert from "node:assert/strict";
import { EMAIL, PASSWORD, type Portal, startPortal } from "../fixture.ts";

/** A user with an app. The codes are made as an app would, from what the QR code holds. */
async function enrolled(portal: Portal) {
  // Well within a step: none ends between making a code and using it.
  portal.advance((40_000 - portal.clock() % 30_000) / 1000);
  const { userId } = await portal.addUser();
  const browser = portal.browser();
  await browser.signIn();
  const page = await browser.get("/portal/account/totp");
  const secret = /Key: ([A-Z2-7 ]+)/.exec(page.text)?.[1]?.replaceAll(" ", "") ?? "";
  const code = (steps = 0) => new TOTP({ secret }).generate({ timestamp: portal.clock() + steps * 30_000 });
  const done = await browser.submit("/portal/account/totp", "/portal/account/totp", { code: code() });
  assert.equal(done.status, 200, done.text);
  const recovery = [...done.text.matchAll(/\b[a-z0-9]{4}(?:-[a-z0-9]{4}){3}\b/g)].map(([match]) => match);
  assert.equal(recovery.length, 10);
  return { userId, browser, code, recovery, secret };
}

/** A browser that has passed the password. */
async function atSecondStep(portal: Portal, next?: string) {
  const browser = portal.browser();
  const answer = await browser.signIn(EMAIL, PASSWORD, next);
  assert.match(answer.location ?? "", /^\/login\/code\?next=/);
  assert.equal(browser.jar.has("dsql_session"), false, "no session yet");
  return { browser, at: answer.location ?? "" };
}

Deno.test("with an app enrolled the password alone opens nothing; the code does", async () => {
  await using portal = await startPortal();
  const { code } = await enrolled(portal);
  portal.advance(60);
  const { browser, at } = await atSecondStep(portal, "/consent?request=abc");
  assert.equal((await browser.get("/portal/account")).status, 303);
  const answer = await browser.submit(at, "/login/code", { code: code() });
  assert.equal(answer.status, 303, answer.text);
  assert.equal(answer.location, "/consent?request=abc");
  assert.equal((await browser.get("/portal/account")).status, 200);
});

Deno.test("a code is good one step early or late, once, and never again", async () => {
  await using portal = await startPortal();
  const { code, userId } = await enrolled(portal);
  const { verify } = portal.secondFactor;
  portal.advance(300);
  assert.equal(await verify(userId, code(-2)), false);
  assert.equal(await verify(userId, code(2)), false);
  assert.equal(await verify(userId, code(-1)), true);
  assert.equal(await verify(userId, code(-1)), false, "used");
  assert.equal(await verify(userId, code(0)), true);
  assert.equal(await verify(userId, code(1)), true);
  assert.equal(await verify(userId, code(0)), false, "older than one that was used");
  for (const junk of ["", "123", "1234567", "abcdef", "000000 ".repeat(50), "一二三四五六"]) {
    assert.equal(await verify(userId, junk), false);
  }
});

Deno.test("the code that enrolled the app does not sign in", async () => {
  await using portal = await startPortal();
  const { code } = await enrolled(portal);
  const { browser, at } = await atSecondStep(portal);
  assert.equal((await browser.submit(at, "/login/code", { code: code() })).status, 401);
});

Deno.test("of two uses of one code at once, one is right", async () => {
  await using portal = await startPortal();
  const { code, userId, recovery } = await enrolled(portal);
  portal.advance(60);
  for (const one of [code(), recovery[0] ?? ""]) {
    const results = await Promise.all(
      Array.from({ length: 16 }, () => portal.secondFactor.verify(userId, one)),
    );
    assert.equal(results.filter(Boolean).length, 1);
  }
});

Deno.test("each recovery code opens the second step once, however it is typed", async () => {
  await using portal = await startPortal();
  const { recovery } = await enrolled(portal);
  const [first = "", second = ""] = recovery;
  const { browser, at } = await atSecondStep(portal);
  assert.equal((await browser.submit(at, "/login/code", { code: ` ${first.toUpperCase()} ` })).status, 303);
  const again = await atSecondStep(portal);
  assert.equal((await again.browser.submit(again.at, "/login/code", { code: first })).status, 401);
  assert.equal(
    (await again.browser.submit(again.at, "/login/code", { code: second.replaceAll("-", "") })).status,
    303,
  );
  assert.match((await again.browser.get("/portal/account")).text, /8 left/);
});

Deno.test("guesses of the code are counted with those of the password, and a known password buys no more", async () => {
  await using portal = await startPortal();
  const { code } = await enrolled(portal);
  portal.advance(1000);
  let guesses = 0;
  for (let round = 0; round < 12; round++) {
    const browser = portal.browser(`192.0.2.${round}`);
    const answer = await browser.signIn();
    if (answer.status === 429) break;
    const page = await browser.submit(answer.location ?? "", "/login/code", { code: "000000" });
    if (page.status === 401) guesses++;
  }
  assert.ok(guesses <= 5, `${guesses}`);
  portal.advance(901);
  const { browser, at } = await atSecondStep(portal);
  assert.equal((await browser.submit(at, "/login/code", { code: code() })).status, 303);
});

Deno.test("the second step belongs to one browser, five minutes and one sign-in", async () => {
  await using portal = await startPortal();
  const { code, recovery } = await enrolled(portal);
  portal.advance(60);
  const { browser, at } = await atSecondStep(portal);
  const other = portal.browser();
  assert.equal((await other.get(at)).location?.startsWith("/login?"), true);
  assert.equal((await other.post("/login/code", { code: code(), next: "/portal" })).status, 303);
  assert.equal(other.jar.has("dsql_session"), false);

  const step = browser.jar.get("dsql_step") ?? "";
  assert.equal((await browser.submit(at, "/login/code", { code: code() })).status, 303);
  const thief = portal.browser();
  await thief.get("/login");
  thief.jar.set("dsql_step", step);
  assert.equal((await thief.get(at)).location?.startsWith("/login?"), true, "used up");

  const late = await atSecondStep(portal);
  const form = (await late.browser.get(late.at)).form("/login/code");
  portal.advance(301);
  const refused = await late.browser.post("/login/code", { ...form, code: recovery[3] ?? "" });
  assert.equal(refused.status, 401);
  assert.match(refused.text, /sign in again/i);
});

Deno.test("the app is enrolled only with a right code, and turned off only soon after a sign-in", async () => {
  await using portal = await startPortal();
  await portal.addUser();
  const browser = portal.browser();
  await browser.signIn();
  const wrong = await browser.submit("/portal/account/totp", "/portal/account/totp", { code: "000000" });
  assert.equal(wrong.status, 400);
  assert.match((await browser.get("/portal/account")).text, /Authenticator app Off/);
  portal.advance(16 * 60);
  const sent = await browser.get("/portal/account/totp");
  assert.equal(sent.location, "/login?next=%2Fportal%2Faccount%2Ftotp&prompt=login");
});

Deno.test("turning the app off takes the recovery codes with it", async () => {
  await using portal = await startPortal();
  const { browser, userId } = await enrolled(portal);
  const off = await browser.submit("/portal/account", "/portal/account/totp/remove", {});
  assert.equal(off.location, "/portal/account?done=totp");
  const record = await portal.users.record(userId);
  assert.deepEqual([record?.totp, record?.recovery], [undefined, []]);
  assert.equal((await portal.browser().signIn()).location, "/portal/account");
});

Deno.test("new recovery codes replace the old", async () => {
  await using portal = await startPortal();
  const { browser, userId, recovery } = await enrolled(portal);
  const page = await browser.submit("/portal/account", "/portal/account/recovery", {});
  assert.equal(page.status, 200);
  assert.equal(await portal.secondFactor.verify(userId, recovery[0] ?? ""), false);
});
