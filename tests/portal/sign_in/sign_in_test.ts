import assert from "node:assert/strict";
import { EMAIL, PASSWORD, startPortal } from "../fixture.ts";

Deno.test("a person signs in with address and password, and reaches the account", async () => {
  await using portal = await startPortal();
  await portal.addUser();
  const browser = portal.browser();
  const answer = await browser.signIn();
  assert.equal(answer.status, 303, "a form's answer is 303, never 307: a password must not travel on");
  assert.equal(answer.location, "/portal/account");
  const account = await browser.get("/portal/account");
  assert.equal(account.status, 200);
  assert.ok(account.text.includes(EMAIL));
});

Deno.test("the address is taken without regard to case and blanks", async () => {
  await using portal = await startPortal();
  await portal.addUser("Ada@Example.com");
  assert.equal((await portal.browser().signIn("  aDA@example.COM ")).status, 303);
});

Deno.test("whoever is not signed in is sent to sign in, and back", async () => {
  await using portal = await startPortal();
  await portal.addUser();
  const browser = portal.browser();
  const sent = await browser.get("/portal/account");
  assert.equal(sent.status, 303);
  assert.equal(sent.location, "/login?next=%2Fportal%2Faccount");
  assert.equal((await browser.get("/portal")).location, "/portal/account");
});

Deno.test("a wrong password, an unknown account, a disabled one and one without a password read the same", async () => {
  await using portal = await startPortal();
  await portal.addUser();
  const other = await portal.addUser("grace@example.com");
  await portal.users.setDisabled("default", other.userId, true);
  await portal.users.add({ tenantId: "default", email: "new@example.com", role: "member" });
  const answers = [];
  for (
    const [email, password] of [
      [EMAIL, "wrong password"],
      ["nobody@example.com", PASSWORD],
      ["grace@example.com", PASSWORD],
      ["new@example.com", ""],
      ["new@example.com", PASSWORD],
      ["not an address", PASSWORD],
      ["x".repeat(5000), PASSWORD],
      [EMAIL, "x".repeat(5000)],
    ]
  ) {
    const page = await portal.browser().signIn(email, password);
    answers.push([page.status, page.text]);
    assert.equal(page.status, 401);
    assert.ok(!page.html.includes("x".repeat(300)) || email?.startsWith("x"));
  }
  const [first] = answers;
  for (const answer of answers) assert.deepEqual(answer, first);
});

Deno.test("a session begins with a new id: one that was planted before is worth nothing", async () => {
  await using portal = await startPortal();
  await portal.addUser();
  const browser = portal.browser();
  const planted = "A".repeat(43);
  browser.jar.set("dsql_session", planted);
  await browser.signIn();
  const first = browser.jar.get("dsql_session");
  assert.notEqual(first, planted);
  const attacker = portal.browser();
  attacker.jar.set("dsql_session", planted);
  assert.equal((await attacker.get("/portal/account")).status, 303);

  // And signing in again ends the session of before.
  await browser.submit("/login?prompt=login", "/login", { email: EMAIL, password: PASSWORD });
  assert.notEqual(browser.jar.get("dsql_session"), first);
  attacker.jar.set("dsql_session", first ?? "");
  assert.equal((await attacker.get("/portal/account")).status, 303);
});

Deno.test("a sign-in form without its token, or with another browser's, signs nobody in", async () => {
  await using portal = await startPortal();
  await portal.addUser();
  const fields = { email: EMAIL, password: PASSWORD };
  const bare = portal.browser();
  assert.equal((await bare.post("/login", fields)).status, 403);
  const attacker = portal.browser();
  const theirs = (await attacker.get("/login")).form("/login");
  const victim = portal.browser();
  await victim.get("/login");
  const refused = await victim.post("/login", { ...theirs, ...fields });
  assert.equal(refused.status, 403);
  assert.equal(victim.jar.has("dsql_session"), false);
  assert.match(refused.text, /open for too long/);
  for (const csrf of ["", "x", `${theirs["csrf"]}x`, theirs["csrf"]?.replace(/.$/, "") ?? ""]) {
    assert.equal((await attacker.post("/login", { ...theirs, ...fields, csrf })).status, 403, csrf);
  }
  assert.equal((await attacker.post("/login", { ...theirs, ...fields })).status, 303, "its own is right");
});

Deno.test("a form that the browser says comes from elsewhere is refused", async () => {
  await using portal = await startPortal();
  await portal.addUser();
  const browser = portal.browser();
  const form = { ...(await browser.get("/login")).form("/login"), email: EMAIL, password: PASSWORD };
  for (
    const headers of [
      { origin: "https://evil.example" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { origin: "null", "sec-fetch-site": "cross-site" },
    ]
  ) {
    const page = await browser.post("/login", form, headers as Record<string, string>);
    assert.equal(page.status, 403, JSON.stringify(headers));
    assert.equal(page.location, null);
  }
  // Our pages have the policy no-referrer, so browsers send `null` with our own forms.
  const own = await browser.post("/login", form, { origin: "null", "sec-fetch-site": "same-origin" });
  assert.equal(own.status, 303);
});

Deno.test("after the sign-in comes the consent or the portal, never another place", async (t) => {
  await using portal = await startPortal();
  await portal.addUser();
  const bad = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/%5Cevil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/portal//evil.example",
    "/portal/..//evil.example",
    "/portal/../authorize",
    "/portal/%2e%2e/authorize",
    "/portal/./x",
    "/portal\r\nset-cookie: a=b",
    "/portal\t/x",
    "/consent",
    "/consentx?y",
    "/consent/../token?x",
    "/portalx",
    "/authorize?x=1",
    "/mcp",
    "/login",
    "/logout",
    " /portal",
    "/portal/ä",
    "@evil.example",
    "/portal/@evil.example\\",
    "",
    `/portal/${"x".repeat(30_000)}`,
  ];
  for (const next of bad) {
    await t.step(JSON.stringify(next.slice(0, 60)), async () => {
      const browser = portal.browser();
      const page = await browser.get(`/login?${new URLSearchParams({ next }).toString().slice(0, 31_000)}`);
      const form = page.form("/login");
      assert.equal(form["next"], "/portal/account");
      const answer = await browser.post("/login", { ...form, next, email: EMAIL, password: PASSWORD });
      assert.equal(answer.location, "/portal/account");
      // And for whoever is signed in already.
      const again = await browser.get(`/login?${new URLSearchParams({ next })}`);
      assert.equal(again.location, "/portal/account");
    });
  }
  for (
    const next of ["/consent?request=a.b-c_d", "/portal", "/portal/account?done=app", "/portal/account/totp"]
  ) {
    const answer = await portal.browser().signIn(EMAIL, PASSWORD, next);
    assert.equal(answer.location, next);
  }
});

Deno.test("cookies carry every protection: on loopback http", async () => {
  await using portal = await startPortal();
  await portal.addUser();
  const browser = portal.browser();
  const visit = await browser.get("/login");
  assert.match(
    visit.headers.getSetCookie().join(),
    /^dsql_visitor=[0-9A-Za-z]{43}; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  const set = (await browser.signIn()).headers.getSetCookie();
  const session = set.find((one) => one.startsWith("dsql_session="));
  assert.match(
    session ?? "",
    /^dsql_session=[0-9A-Za-z]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/,
  );
});

Deno.test("cookies carry every protection: on https", async () => {
  await using portal = await startPortal({ publicUrl: "https://sql.example.com" });
  await portal.addUser();
  const browser = portal.browser();
  const visit = await browser.get("/login");
  assert.match(
    visit.headers.getSetCookie().join(),
    /^__Host-dynamosql_visitor=[0-9A-Za-z]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
  );
  const set = (await browser.signIn()).headers.getSetCookie();
  const session = set.find((one) => one.startsWith("__Host-dynamosql="));
  assert.match(
    session ?? "",
    /^__Host-dynamosql=[0-9A-Za-z]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=43200$/,
  );
  assert.ok(set.every((one) => one.startsWith("__Host-") && one.includes("; Secure")), set.join("\n"));
});

Deno.test("a cookie that comes twice is nobody's", async () => {
  await using portal = await startPortal();
  await portal.addUser();
  const browser = portal.browser();
  await browser.signIn();
  const value = browser.jar.get("dsql_session");
  const page = await browser.get("/portal/account", {
    cookie: `dsql_session=${"B".repeat(43)}; dsql_session=${value}`,
  });
  assert.equal(page.status, 303);
});

Deno.test("a session ends after 30 idle minutes, and after 12 hours whatever happens", async () => {
  await using portal = await startPortal();
  await portal.addUser();
  const idle = portal.browser();
  await idle.signIn();
  portal.advance(29 * 60);
  assert.equal((await idle.get("/portal/account")).status, 200);
  portal.advance(29 * 60);
  assert.equal((await idle.get("/portal/account")).status, 200, "being used renews it");
  portal.advance(30 * 60 + 1);
  assert.equal((await idle.get("/portal/account")).status, 303);

  const busy = portal.browser();
  await busy.signIn();
  for (let minutes = 0; minutes < 12 * 60 - 20; minutes += 20) {
    portal.advance(20 * 60);
    assert.equal((await busy.get("/portal/account")).status, 200, `${minutes}`);
  }
  portal.advance(20 * 60);
  assert.equal((await busy.get("/portal/account")).status, 303);
});

Deno.test("signing out ends the session in the server, not only in the browser", async () => {
  await using portal = await startPortal();
  await portal.addUser();
  const browser = portal.browser();
  await browser.signIn();
  const kept = browser.jar.get("dsql_session") ?? "";
  assert.match((await browser.get("/logout")).text, /Sign out\?/);
  assert.equal((await browser.get("/portal/account")).status, 200, "GET asks, and does nothing");
  const forged = await browser.post("/logout", { csrf: "k_x.y" });
  assert.equal(forged.status, 403);
  assert.equal((await browser.get("/portal/account")).status, 200);
  const out = await browser.submit("/logout", "/logout", {});
  assert.equal(out.location, "/login?done=out");
  assert.equal(browser.jar.has("dsql_session"), false);
  browser.jar.set("dsql_session", kept);
  assert.equal((await browser.get("/portal/account")).status, 303);
});

Deno.test("disabling a user ends the sessions at once", async () => {
  await using portal = await startPortal();
  await portal.addUser("root@example.com");
  const { userId } = await portal.addUser();
  const browser = portal.browser();
  await browser.signIn();
  await portal.users.setDisabled("default", userId, true);
  assert.equal((await browser.get("/portal/account")).status, 303);
  await portal.users.setDisabled("default", userId, false);
  assert.equal((await browser.get("/portal/account")).status, 303, "and they do not come back");
});

Deno.test("what people typed is shown escaped", async () => {
  await using portal = await startPortal();
  const browser = portal.browser();
  const evil = `"><script>alert(1)</script><img src=x onerror=alert(2)>`;
  const page = await browser.signIn(evil, "x");
  assert.equal(page.status, 401);
  assert.doesNotMatch(page.html, /<script>alert|<img/);
  const done = await browser.get(
    `/login?done=${encodeURIComponent(evil)}&prompt=${encodeURIComponent(evil)}`,
  );
  assert.doesNotMatch(done.html, /alert\(/, "words of a link are not ours to say");
});

Deno.test("every page is kept out of frames, caches and referrers", async () => {
  await using portal = await startPortal();
  await portal.addUser();
  const browser = portal.browser();
  await browser.signIn();
  for (
    const path of [
      ...["/login?prompt=login", "/logout", "/portal/account", "/portal/account/totp"],
      ...["/portal/account/passkeys", "/portal/setup", "/portal/reset?token=x"],
    ]
  ) {
    const page = await browser.get(path, { origin: "https://evil.example" });
    const policy = page.headers.get("content-security-policy") ?? "";
    assert.match(policy, /default-src 'none'/, path);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.match(policy, /base-uri 'none'/);
    assert.match(policy, /form-action 'self'(;|$)/);
    assert.doesNotMatch(policy, /unsafe|\*|https?:/);
    assert.equal(page.headers.get("x-frame-options"), "DENY");
    assert.equal(page.headers.get("referrer-policy"), "no-referrer");
    assert.equal(page.headers.get("cache-control"), "no-store");
    assert.equal(page.headers.get("access-control-allow-origin"), null);
    assert.doesNotMatch(page.html, /\sstyle=|\son\w+=|<script(?! type="module" src="\/portal\/assets\/)/i);
  }
});

Deno.test("a page answers its own methods only", async () => {
  await using portal = await startPortal();
  for (
    const [path = "", method = "", allow] of [
      ["/login", "PUT", "GET, POST"],
      ["/login", "HEAD", "GET, POST"],
      ["/login/passkey", "GET", "POST"],
      ["/portal/account", "POST", "GET"],
      ["/portal/account/password", "GET", "POST"],
      ["/portal/account/sessions/end-all", "GET", "POST"],
    ]
  ) {
    const response = await fetch(portal.listener + path, { method, redirect: "manual" });
    await response.body?.cancel();
    assert.equal(response.status, 405, `${method} ${path}`);
    assert.equal(response.headers.get("allow"), allow);
  }
});

Deno.test("forms that are no forms are refused and change nothing", async () => {
  await using portal = await startPortal();
  await portal.addUser();
  const browser = portal.browser();
  const form = (await browser.get("/login")).form("/login");
  const twice = await browser.post("/login", [
    ...Object.entries(form),
    ["email", EMAIL],
    ["email", "x@example.com"],
    ["password", PASSWORD],
  ]);
  assert.equal(twice.status, 400);
  const long = await browser.post("/login", { ...form, email: "x".repeat(60_000), password: PASSWORD });
  assert.equal(long.status, 400);
  const json = await browser.postJson("/login", { email: EMAIL });
  assert.equal(json.status, 400);
  assert.equal(browser.jar.has("dsql_session"), false);
});

Deno.test("nothing that is logged holds a password, a cookie or a code", async () => {
  await using portal = await startPortal();
  await portal.addUser();
  const browser = portal.browser();
  await browser.signIn(EMAIL, "wrong password 1");
  await browser.signIn();
  const log = portal.logged.join("\n");
  assert.match(log, /Signed in/);
  for (const secret of [PASSWORD, "wrong password 1", browser.jar.get("dsql_session") ?? "?"]) {
    assert.ok(!log.includes(secret));
  }
});
