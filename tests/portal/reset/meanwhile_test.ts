/** What happens to an account while somebody signs in to it: the change wins. */
import assert from "node:assert/strict";
import { EMAIL, PASSWORD, type Portal, startPortal } from "../fixture.ts";

const CHOSEN = "a wholly different passphrase";

/** A portal where `act` runs once, after a right password was compared and before anything came of it. */
async function startWith(act: (portal: Portal) => Promise<unknown>) {
  let pending: typeof act | undefined = act;
  const portal: Portal = await startPortal({
    afterCompare: async () => {
      const now = pending;
      pending = undefined;
      await now?.(portal);
    },
  });
  return portal;
}

async function useLink(portal: Portal): Promise<void> {
  const user = await portal.users.inTenant("default", EMAIL);
  const link = await portal.links.create(user.userId);
  assert.notEqual(await portal.links.use(link, await portal.passwords.hash(CHOSEN)), null);
}

Deno.test("an old password that was right when it was compared opens nothing once a link has set a new one", async () => {
  await using portal = await startWith(useLink);
  await portal.addUser();
  const browser = portal.browser();
  const answer = await browser.signIn();
  assert.equal(answer.status, 401);
  assert.equal((await browser.get("/portal/account")).status, 303, "not signed in");
  assert.equal((await portal.browser().signIn(EMAIL, CHOSEN)).status, 303);
});

Deno.test("a user who is disabled while their password is compared is refused like anybody", async () => {
  await using portal = await startWith(async ({ users }) => {
    const { userId } = await users.inTenant("default", EMAIL);
    await users.setDisabled("default", userId, true);
  });
  await portal.addUser("other@example.com");
  await portal.addUser();
  const answer = await portal.browser().signIn();
  assert.equal(answer.status, 401, answer.text);
});

Deno.test("a second step that was begun with the old password is over once a link has set a new one", async () => {
  await using portal = await startWith(useLink);
  const { userId } = await portal.addUser();
  const [code = ""] = await portal.secondFactor.renewRecovery(userId);
  await portal.users.change(userId, (one) => ({
    ...one,
    totp: { secret: "A".repeat(32), lastStep: 0, enrolledAt: 0 },
  }));
  const browser = portal.browser();
  const first = await browser.signIn();
  assert.equal(first.status, 303);
  const second = await browser.get(first.location ?? "");
  assert.equal(second.status, 303, "no second step");
  assert.equal((await portal.users.record(userId))?.recovery.length, 10, `${code} is kept`);
});

Deno.test("a password change on the account page does not overwrite one that a link has set meanwhile", async () => {
  let armed = false;
  const portal: Portal = await startPortal({
    afterCompare: async () => {
      if (armed) await useLink(portal);
      armed = false;
    },
  });
  await using _ = portal;
  await portal.addUser();
  const browser = portal.browser();
  await browser.signIn();
  const form = (await browser.get("/portal/account")).form("/portal/account/password");
  armed = true;
  const late = await browser.post("/portal/account/password", {
    ...form,
    current: PASSWORD,
    password: "what the intruder would like",
  });
  assert.equal(late.status, 303);
  assert.match(late.location ?? "", /^\/login/);
  assert.equal((await portal.browser().signIn(EMAIL, "what the intruder would like")).status, 401);
  assert.equal((await portal.browser().signIn(EMAIL, CHOSEN)).status, 303);
});
