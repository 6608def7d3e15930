import assert from "node:assert/strict";
import { EMAIL, PASSWORD, type Portal, startPortal } from "../fixture.ts";

const NEW_PASSWORD = "another long enough one";

async function linkOf(portal: Portal, userId: string, dropFactors = false) {
  return `/portal/reset?token=${await portal.links.create(userId, { dropFactors })}`;
}

Deno.test("a reset link sets the password once, and ends every session", async () => {
  await using portal = await startPortal();
  const { userId } = await portal.addUser();
  const before = portal.browser();
  await before.signIn();
  const link = await linkOf(portal, userId);
  const other = await linkOf(portal, userId);
  const browser = portal.browser();
  assert.match((await browser.get(link)).text, /Choose a new password/);
  assert.match((await browser.get(link)).text, /Choose a new password/, "opening it spends nothing");
  const done = await browser.submit(link, "/portal/reset", { password: NEW_PASSWORD });
  assert.equal(done.location, "/login?done=password");
  assert.equal((await before.get("/portal/account")).status, 303);
  assert.equal((await portal.browser().signIn()).status, 401);
  assert.equal((await portal.browser().signIn(EMAIL, NEW_PASSWORD)).status, 303);
  for (const used of [link, other]) assert.equal((await browser.get(used)).status, 404);
});

Deno.test("a reset link ends after an hour, with the user, and is nobody else's", async () => {
  await using portal = await startPortal();
  await portal.addUser("root@example.com");
  const { userId } = await portal.addUser();
  const link = await linkOf(portal, userId);
  portal.advance(3601);
  assert.equal((await portal.browser().get(link)).status, 404);
  const second = await linkOf(portal, userId);
  await portal.users.setDisabled("default", userId, true);
  assert.equal((await portal.browser().get(second)).status, 404);
  await portal.users.setDisabled("default", userId, false);
  assert.equal((await portal.browser().get(second)).status, 404);
  for (const junk of ["", "x", `rst_${"A".repeat(43)}`, "rst_<script>"]) {
    const page = await portal.browser().get(`/portal/reset?${new URLSearchParams({ token: junk })}`);
    assert.equal(page.status, 404);
    assert.doesNotMatch(page.html, /<script>/);
  }
});

Deno.test("of many uses of one link at once, one sets the password", async () => {
  await using portal = await startPortal();
  const { userId } = await portal.addUser();
  const token = await portal.links.create(userId);
  const results = await Promise.all(
    Array.from(
      { length: 16 },
      async (_, n) => await portal.links.use(token, await portal.passwords.hash(`password number ${n}`)),
    ),
  );
  assert.equal(results.filter((one) => one !== null).length, 1);
});

Deno.test("a link that drops the factors removes app, passkeys and recovery codes; a plain one keeps them", async () => {
  await using portal = await startPortal();
  const { userId } = await portal.addUser();
  const totp = { secret: "JBSWY3DPEHPK3PXP", lastStep: 0, enrolledAt: 0 };
  await portal.users.change(userId, (one) => ({ ...one, totp, recovery: ["x"] }));
  await portal.links.use(await portal.links.create(userId), await portal.passwords.hash(NEW_PASSWORD));
  assert.deepEqual((await portal.users.record(userId))?.totp, totp);
  const token = await portal.links.create(userId, { dropFactors: true });
  await portal.links.use(token, await portal.passwords.hash(NEW_PASSWORD));
  const record = await portal.users.record(userId);
  assert.deepEqual([record?.totp, record?.passkeys, record?.recovery], [undefined, [], []]);
});

Deno.test("changing the password needs the current one, ends other sessions, and gives this one a new id", async () => {
  await using portal = await startPortal();
  await portal.addUser();
  const browser = portal.browser();
  const elsewhere = portal.browser();
  await browser.signIn();
  await elsewhere.signIn();
  const id = browser.jar.get("dsql_session");
  const change = (current: string, password: string) =>
    browser.submit("/portal/account", "/portal/account/password", { current, password });
  assert.equal((await change("wrong", NEW_PASSWORD)).status, 403);
  assert.equal((await change(PASSWORD, "short")).status, 400);
  assert.equal((await elsewhere.get("/portal/account")).status, 200);
  assert.equal((await change(PASSWORD, NEW_PASSWORD)).location, "/portal/account?done=password");
  assert.notEqual(browser.jar.get("dsql_session"), id);
  assert.match((await browser.get("/portal/account?done=password")).text, /Your password is changed/);
  assert.equal((await elsewhere.get("/portal/account")).status, 303);
  assert.equal((await portal.browser().signIn(EMAIL, NEW_PASSWORD)).status, 303);
});

Deno.test("guesses of the current password are counted", async () => {
  await using portal = await startPortal();
  await portal.addUser();
  const browser = portal.browser();
  await browser.signIn();
  const statuses = [];
  for (let n = 0; n < 11; n++) {
    const fields = { current: `wrong ${n}`, password: NEW_PASSWORD };
    statuses.push((await browser.submit("/portal/account", "/portal/account/password", fields)).status);
  }
  assert.deepEqual(statuses, [...Array(10).fill(403), 429]);
});

Deno.test("a person sees their sessions, ends one, or all", async () => {
  await using portal = await startPortal();
  await portal.addUser();
  await portal.addUser("grace@example.com", "member");
  const [one, two, other] = [portal.browser(), portal.browser(), portal.browser()];
  await one.signIn();
  await two.signIn();
  await other.signIn("grace@example.com");
  const page = await one.get("/portal/account");
  assert.match(page.text, /\(this one\)/);
  const form = page.form("/portal/account/sessions/end");
  // Somebody else's session is not theirs to end.
  const theirs = await portal.sessions.list(
    (await portal.users.inTenant("default", "grace@example.com")).userId,
  );
  await one.post("/portal/account/sessions/end", { ...form, session: theirs[0]?.handle ?? "" });
  assert.equal((await other.get("/portal/account")).status, 200);
  await one.post("/portal/account/sessions/end", form);
  assert.equal((await two.get("/portal/account")).status, 303);
  assert.equal((await one.get("/portal/account")).status, 200);
  const all = await one.submit("/portal/account", "/portal/account/sessions/end-all", {});
  assert.equal(all.location, "/login?done=everywhere");
  assert.equal((await one.get("/portal/account")).status, 303);
  assert.equal((await other.get("/portal/account")).status, 200);
});

Deno.test("every form of the account needs the session's own token", async (t) => {
  await using portal = await startPortal();
  await portal.addUser();
  await portal.addUser("grace@example.com", "member");
  const ada = portal.browser();
  const grace = portal.browser();
  await ada.signIn();
  await grace.signIn("grace@example.com");
  const theirs = (await grace.get("/portal/account")).form("/portal/account/password")["csrf"] ?? "";
  const paths = ["password", "totp", "totp/remove", "recovery", "passkeys/remove", "sessions/end"];
  for (const path of [...paths, "sessions/end-all", "apps/revoke"]) {
    await t.step(path, async () => {
      for (const csrf of [undefined, "", "k_abc.def", theirs]) {
        const fields = {
          current: PASSWORD,
          password: NEW_PASSWORD,
          code: "000000",
          session: "x",
          grant: "x",
        };
        const answer = await ada.post(
          `/portal/account/${path}`,
          csrf === undefined ? fields : { ...fields, csrf },
        );
        assert.equal(answer.status, 403);
      }
    });
  }
  for (const path of ["/portal/account/passkeys", "/portal/account/passkeys/options"]) {
    await t.step(path, async () => {
      assert.equal((await ada.postJson(path, {})).status, 403);
      assert.equal((await ada.postJson(path, {}, { "x-csrf-token": theirs })).status, 403);
      assert.equal((await portal.browser().postJson(path, {})).status, 403);
    });
  }
  assert.equal((await ada.get("/portal/account")).status, 200, "and the session stands");
  assert.equal((await portal.browser().signIn()).status, 303, "and so does the password");
});

Deno.test("names of applications are shown escaped", async () => {
  await using portal = await startPortal();
  await portal.addUser();
  portal.grants.list = () =>
    Promise.resolve([{
      grantId: "grt_x",
      tenantId: "default",
      userId: "usr_x",
      clientId: "c",
      clientName: `<img src=x onerror=alert(1)>`,
      clientKnown: "self",
      redirectHost: `"><script>alert(2)</script>`,
      scopes: ["query"],
      resource: "r",
      createdAt: 0,
      expiresAt: 1,
    }]);
  const browser = portal.browser();
  await browser.signIn();
  const page = await browser.get("/portal/account");
  assert.match(page.text, /<img src=x onerror=alert\(1\)>/);
  assert.doesNotMatch(page.html, /<img src=x|<script>alert/);
});
