import assert from "node:assert/strict";
import { EMAIL, PASSWORD, startPortal } from "../fixture.ts";

Deno.test("whoever has the code makes the first admin, and is signed in", async () => {
  await using portal = await startPortal();
  const code = await portal.setup.newCode() ?? "";
  assert.match(code, /^[A-Z0-9]{4}(-[A-Z0-9]{4}){3}$/);
  const browser = portal.browser();
  const fields = { code: code.toLowerCase().replaceAll("-", " "), email: EMAIL, password: PASSWORD };
  const made = await browser.submit("/portal/setup", "/portal/setup", fields);
  assert.equal(made.status, 303, made.text);
  assert.equal(made.location, "/portal/account");
  assert.match((await browser.get("/portal/account")).text, /Administrator/);
  assert.equal((await browser.get("/portal/setup")).status, 404, "and it is gone");
  assert.equal(await portal.setup.newCode(), null);
});

Deno.test("a wrong or an old code makes nobody; guesses are counted", async () => {
  await using portal = await startPortal();
  const code = await portal.setup.newCode() ?? "";
  const attempt = (given: string, address: string) =>
    portal.browser(address).submit("/portal/setup", "/portal/setup", {
      code: given,
      email: EMAIL,
      password: PASSWORD,
    });
  for (let n = 0; n < 10; n++) {
    assert.equal((await attempt("AAAA-AAAA-AAAA-AAAA", `192.0.2.${n}`)).status, 403);
  }
  assert.equal((await attempt(code, "192.0.2.99")).status, 429);
  portal.advance(901);
  portal.advance(86_400);
  assert.equal((await attempt(code, "192.0.2.99")).status, 403, "older than a day");
  assert.equal(await portal.users.any(), false);
});

Deno.test("after ten wrong codes the form says how long to wait, and whoever sent them may still sign in", async () => {
  await using portal = await startPortal();
  await portal.setup.newCode();
  const browser = portal.browser("192.0.2.1");
  const attempt = () =>
    browser.submit("/portal/setup", "/portal/setup", { code: "A", email: EMAIL, password: PASSWORD });
  for (let n = 0; n < 10; n++) assert.equal((await attempt()).status, 403);
  const closed = await attempt();
  assert.equal(closed.status, 429);
  assert.equal(closed.headers.get("retry-after"), "900");
  assert.match(closed.text, /Too many tries\. Wait 15 minutes before the next one\./);
  assert.doesNotMatch(closed.text, /Retry-After/);
  assert.equal(closed.form("/portal/setup")["email"], EMAIL, "what was typed is kept");
  await portal.addUser();
  assert.equal((await browser.signIn()).status, 303);
});

Deno.test("while there is no account, the sign-in page leads to set-up", async () => {
  await using portal = await startPortal();
  assert.match((await portal.browser().get("/login")).html, /href="\/portal\/setup"/);
  await portal.addUser();
  assert.doesNotMatch((await portal.browser().get("/login")).html, /setup/);
});

Deno.test("of many who send the right code at once, one becomes the admin", async () => {
  await using portal = await startPortal();
  const codes = [await portal.setup.newCode() ?? "", await portal.setup.newCode() ?? ""];
  const hash = await portal.passwords.hash(PASSWORD);
  const made = await Promise.all(
    Array.from(
      { length: 16 },
      (_, n) =>
        portal.setup.use(portal.users, codes[n % 2] ?? "", {
          email: `u${n}@example.com`,
          passwordHash: hash,
        }),
    ),
  );
  assert.equal(made.filter((user) => user !== null).length, 1);
  assert.equal((await portal.users.list("default")).length, 1);
});

Deno.test("set-up is gone once there is a user, however they were made", async () => {
  await using portal = await startPortal();
  const code = await portal.setup.newCode() ?? "";
  const browser = portal.browser();
  const form = (await browser.get("/portal/setup")).form("/portal/setup");
  await portal.addUser();
  const late = await browser.post("/portal/setup", {
    ...form,
    code,
    email: "eve@example.com",
    password: PASSWORD,
  });
  assert.equal(late.status, 404);
  assert.equal((await portal.users.list("default")).length, 1);
});

Deno.test("a password that is not taken, or a bad address, leaves the code good", async () => {
  await using portal = await startPortal();
  const code = await portal.setup.newCode() ?? "";
  const browser = portal.browser();
  for (
    const [email, password] of [
      [EMAIL, "short"],
      [EMAIL, EMAIL],
      [EMAIL, "password123"],
      [EMAIL, "aaaaaaaaaaaaaa"],
      ["ada", PASSWORD],
      ["a@b\u202ec", PASSWORD],
    ]
  ) {
    const page = await browser.submit("/portal/setup", "/portal/setup", {
      code,
      email: email ?? "",
      password: password ?? "",
    });
    assert.equal(page.status, 400, `${email} ${password}`);
  }
  const ok = await browser.submit("/portal/setup", "/portal/setup", {
    code,
    email: EMAIL,
    password: PASSWORD,
  });
  assert.equal(ok.status, 303);
});

Deno.test("the form of set-up needs its token", async () => {
  await using portal = await startPortal();
  const code = await portal.setup.newCode() ?? "";
  const answer = await portal.browser().post("/portal/setup", { code, email: EMAIL, password: PASSWORD });
  assert.equal(answer.status, 403);
  assert.equal(await portal.users.any(), false);
});
