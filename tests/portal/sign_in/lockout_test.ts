import assert from "node:assert/strict";
import { cpuUsage } from "node:process";
import { EMAIL, PASSWORD, startPortal } from "../fixture.ts";

Deno.test("after ten tries an account is closed for a while, even to the right password, from any address", async () => {
  await using portal = await startPortal();
  await portal.addUser();
  for (let n = 0; n < 10; n++) {
    assert.equal((await portal.browser(`192.0.2.${n}`).signIn(EMAIL, "wrong password")).status, 401);
  }
  const closed = await portal.browser("198.51.100.1").signIn();
  assert.equal(closed.status, 429);
  assert.equal(closed.headers.get("retry-after"), "900");
  portal.advance(901);
  assert.equal((await portal.browser("198.51.100.1").signIn()).status, 303);
});

Deno.test("a password set by a link opens the account again for its owner, not for the address that guessed", async () => {
  await using portal = await startPortal();
  const { userId } = await portal.addUser();
  for (let n = 0; n < 10; n++) await portal.browser("192.0.2.1").signIn(EMAIL, "wrong password");
  const owner = portal.browser("198.51.100.1");
  assert.equal((await owner.signIn()).status, 429);
  const at = `/portal/reset?token=${await portal.links.create(userId)}`;
  const chosen = "a wholly different passphrase";
  assert.equal((await owner.submit(at, "/portal/reset", { password: chosen })).status, 303);
  assert.equal((await owner.signIn(EMAIL, chosen)).status, 303);
  assert.equal((await portal.browser("192.0.2.1").signIn(EMAIL, chosen)).status, 429);
});

Deno.test("an account is counted as one however its address is written, padded with blanks or in another case", async () => {
  await using portal = await startPortal();
  await portal.addUser();
  const spellings = (n: number) =>
    [
      EMAIL,
      EMAIL.toUpperCase(),
      `${EMAIL}   `,
      " ".repeat(240 + n) + EMAIL,
      "\u3000".repeat(300) + EMAIL,
    ][n % 5];
  for (let n = 0; n < 10; n++) {
    const email = spellings(n) ?? "";
    assert.equal((await portal.browser(`192.0.2.${n}`).signIn(email, "wrong password")).status, 401);
  }
  for (let n = 10; n < 20; n++) {
    const email = spellings(n) ?? "";
    assert.equal((await portal.browser(`192.0.2.${n}`).signIn(email)).status, 429, email);
  }
});

Deno.test("the lockout of an account that does not exist looks like that of one that does", async () => {
  await using portal = await startPortal();
  await portal.addUser();
  const seen = [];
  for (const email of [EMAIL, "nobody@example.com"]) {
    const answers = [];
    for (let n = 0; n < 12; n++) {
      const page = await portal.browser(`192.0.2.${n}`).signIn(email, "wrong password");
      answers.push([page.status, page.text, page.headers.get("retry-after")]);
    }
    seen.push(answers);
  }
  assert.deepEqual(seen[0]?.map(([status]) => status), [...Array(10).fill(401), 429, 429]);
  assert.deepEqual(seen[0]?.map(String), seen[1]?.map(String));
});

Deno.test("after ten tries an address is refused, whatever the accounts; an IPv6 address by its /64", async () => {
  await using portal = await startPortal();
  await portal.addUser();
  for (let n = 0; n < 10; n++) {
    await portal.browser("192.0.2.7").signIn(`p${n}@example.com`, "wrong password");
    await portal.browser(`2001:db8:1:2::${n}`).signIn(`q${n}@example.com`, "wrong password");
  }
  assert.equal((await portal.browser("192.0.2.7").signIn()).status, 429);
  assert.equal((await portal.browser("2001:db8:1:2:ffff::1").signIn()).status, 429);
  assert.equal((await portal.browser("2001:db8:1:3::1").signIn()).status, 303);
  assert.equal((await portal.browser("192.0.2.8").signIn()).status, 303);
});

Deno.test("a sign-in that succeeds forgets the account's failures, and does not free the address for more guesses", async () => {
  await using portal = await startPortal();
  await portal.addUser();
  const browser = () => portal.browser("192.0.2.9");
  for (let round = 0; round < 3; round++) {
    for (let n = 0; n < 3; n++) {
      assert.equal((await browser().signIn(EMAIL, "wrong password")).status, 401);
    }
    assert.equal((await browser().signIn()).status, 303);
  }
  // Nine failures of the address stand, though the account's own are forgotten.
  assert.equal((await browser().signIn("other@example.com", "wrong password")).status, 401);
  assert.equal((await browser().signIn("other@example.com", "wrong password")).status, 429);
});

Deno.test("of many tries at once no more get through than one after another", async () => {
  await using portal = await startPortal();
  await portal.addUser();
  const browsers = await Promise.all(
    Array.from({ length: 64 }, async (_, n) => {
      const browser = portal.browser(`192.0.2.${n}`);
      return { browser, form: (await browser.get("/login")).form("/login") };
    }),
  );
  const answers = await Promise.all(
    browsers.map(({ browser, form }) =>
      browser.post("/login", { ...form, email: EMAIL, password: "wrong password" })
    ),
  );
  const count = (status: number) => answers.filter((one) => one.status === status).length;
  assert.deepEqual([count(401), count(429)], [10, 54]);
});

Deno.test("the time of an answer does not tell whether there is such an account", async () => {
  // Hashes that take their time: they are what would tell.
  await using portal = await startPortal({ slow: true, tries: 1000 });
  await portal.addUser();
  const disabled = await portal.addUser("grace@example.com");
  await portal.users.setDisabled("default", disabled.userId, true);
  const browser = portal.browser();
  const form = (await browser.get("/login")).form("/login");
  const times = new Map<string, number[]>();
  const emails = [EMAIL, "nobody@example.com", "grace@example.com"];
  // Processor time: what an idle server would show as time, whatever else this machine does meanwhile.
  const spent = () => {
    const { user, system } = cpuUsage();
    return (user + system) / 1000;
  };
  for (let round = 0; round < 9; round++) {
    for (const email of emails) {
      const from = spent();
      await browser.post("/login", { ...form, email, password: email === EMAIL ? "wrong one" : PASSWORD });
      times.set(email, [...times.get(email) ?? [], spent() - from]);
    }
  }
  const [known = 0, ...others] = emails.map((email) => times.get(email)?.sort((a, b) => a - b)[4] ?? 0);
  assert.ok(known > 20, `a hash takes its time: ${known} ms`);
  for (const other of others) {
    // Without the work for nobody it would be a tenth.
    assert.ok(other > known * 0.6 && other < known * 1.67, JSON.stringify([...times]));
  }
});

Deno.test("a flood of sign-ins waits or is refused, and cannot take the memory", async () => {
  await using portal = await startPortal({ slow: true, tries: 1000 });
  await portal.addUser();
  const browser = portal.browser();
  const form = (await browser.get("/login")).form("/login");
  const before = Deno.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => peak = Math.max(peak, Deno.memoryUsage().rss), 20);
  const answers = await Promise.all(
    Array.from(
      { length: 60 },
      () => browser.post("/login", { ...form, email: EMAIL, password: "wrong one" }),
    ),
  );
  clearInterval(watch);
  const refused = answers.filter((one) => one.status === 429);
  // Two run and 32 wait; of the rest some come when others are done. `password_test.ts` counts exactly.
  assert.ok(refused.length <= 60 - 34, `${refused.length}`);
  assert.ok(answers.every((one) => one.status === 401 || one.status === 429));
  assert.ok(refused.every((one) => one.headers.get("retry-after") === "2"));
  // 60 at once would be 1,920 MiB.
  assert.ok(peak - before < 200 * 2 ** 20, `${Math.round((peak - before) / 2 ** 20)} MiB`);
});
