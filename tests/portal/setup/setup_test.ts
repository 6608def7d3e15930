import assert from "node:assert/strict";
import { EMAIL, PASSWORD, startPortal } from "../fixture.ts";

Deno.test("whoever has the code makes the first admin, and is signed in", async () => {
  await using portal = await startPortal();
  const code = await portal.setup.newCode() ?? "";
  assert.match(code, /^[A-Z0-9]{4}(-[A-Z0-9]{4}){6}$/);
  const browser = portal.browser();
  const fields = { code: code.toLowerCase().replaceAll("-", " "), email: EMAIL, password: PASSWORD };
  const made = await browser.submit("/portal/setup", "/portal/setup", fields);
  assert.equal(made.status, 303, made.text);
  assert.equal(made.location, "/portal/account");
  assert.match((await browser.get("/portal/account")).text, /Administrator/);
  assert.equal((await browser.get("/portal/setup")).status, 404, "and it is gone");
  assert.equal(await portal.setup.newCode(), null);
});

Deno.test("wrong codes make nobody and lock nobody out: the right one works after any number of them", async () => {
  await using portal = await startPortal();
  const code = await portal.setup.newCode() ?? "";
  // 28 letters of five bits.
  assert.match(code, /^([0-9A-Z]{4}-){6}[0-9A-Z]{4}$/);
  const attempt = (given: string, address: string) =>
    portal.browser(address).submit("/portal/setup", "/portal/setup", {
      code: given,
      email: EMAIL,
      password: PASSWORD,
    });
  for (let n = 0; n < 25; n++) {
    assert.equal((await attempt("AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA", `192.0.2.${n % 3}`)).status, 403);
  }
  assert.equal((await attempt(code, "192.0.2.1")).status, 303);
  assert.equal(await portal.users.any(), true);
});

Deno.test("a code older than a day makes nobody", async () => {
  await using portal = await startPortal();
  const code = await portal.setup.newCode() ?? "";
  portal.advance(86_401);
  const late = await portal.browser().submit("/portal/setup", "/portal/setup", {
    code,
    email: EMAIL,
    password: PASSWORD,
  });
  assert.equal(late.status, 403);
  assert.equal(await portal.users.any(), false);
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
