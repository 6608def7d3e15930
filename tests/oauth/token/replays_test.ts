import assert from "node:assert/strict";
import { postToken, startServer } from "../fixture.ts";
import { assertRefused, mcpStatus, read, startSignIn, tokens } from "../people.ts";

/** Refresh tokens that come again before their successor is used (docs/reference/oauth.md#replays). */

const MINUTE = 60;
const DAY = 24 * 3600;

type Given = Awaited<ReturnType<typeof startSignIn>>;

/** A rotation, and its token again so often; returns the successor. */
async function replayed({ refresh }: Pick<Given, "refresh">, token: string, times: number): Promise<string> {
  const answers = [tokens(await refresh(token))];
  for (let time = 0; time < times; time++) answers.push(tokens(await refresh(token)));
  const [successor = "", ...others] = new Set(answers.map((answer) => answer.refresh));
  assert.deepEqual(others, []);
  return successor;
}

/** The presented token revoked the family: nothing of it lives. */
async function assertRevoked(one: Given, presented: string, access: string, others: readonly string[]) {
  assertRefused(await one.refresh(presented), 400, "invalid_grant");
  assert.equal(await mcpStatus(one.server, access), 401);
  for (const other of others) assertRefused(await one.refresh(other), 400, "invalid_grant");
  assert.deepEqual(await one.server.grants.list("default"), []);
}

const warnings = ({ server }: Given) =>
  server.logged.map((line) => JSON.parse(line)).filter(({ level }) => level === "warn");

Deno.test("a lost answer: the same token twice more gives the same successor and a new access token each time", async () => {
  await using one = await startSignIn();
  const first = await one.signIn();
  const answers = [];
  for (let time = 0; time < 3; time++) answers.push(tokens(await one.refresh(first.refresh)));
  assert.equal(new Set(answers.map(({ refresh }) => refresh)).size, 1);
  assert.equal(new Set(answers.map(({ access }) => access)).size, 3);
  for (const { access } of answers) assert.equal(await mcpStatus(one.server, access), 200);
  assert.equal((await one.refresh(answers[0]?.refresh ?? "")).status, 200);
});

Deno.test("a third replay of one token is reuse: the family ends at once, access tokens included", async () => {
  await using one = await startSignIn();
  const first = await one.signIn();
  const successor = await replayed(one, first.refresh, 2);
  await assertRevoked(one, first.refresh, first.access, [successor]);
});

Deno.test("a replay ten minutes after the rotation is reuse; a moment earlier it is not", async () => {
  await using one = await startSignIn();
  const first = await one.signIn();
  const second = await replayed(one, first.refresh, 0);
  one.server.advance(10 * MINUTE - 1);
  assert.equal(tokens(await one.refresh(first.refresh)).refresh, second);
  one.server.advance(1);
  // The replay did not begin the ten minutes anew.
  await assertRevoked(one, first.refresh, first.access, [second]);
});

Deno.test("the sixth replay in a family's day is reuse, whichever tokens they are of", async () => {
  await using one = await startSignIn();
  const first = await one.signIn();
  let current = first.refresh;
  for (const times of [2, 0, 2, 1]) {
    one.server.advance(5 * 3600);
    current = await replayed(one, current, times);
  }
  const next = tokens(await one.refresh(current)).refresh;
  await assertRevoked(one, current, first.access, [next]);
});

Deno.test("what was replayed 24 hours ago counts no more: one lost answer a day logs nobody out in a month", async () => {
  await using one = await startSignIn();
  let { refresh: current } = await one.signIn();
  for (const times of [2, 2, 1]) current = await replayed(one, current, times);
  one.server.advance(DAY);
  for (const times of [2, 2, 1]) current = await replayed(one, current, times);
  for (let day = 0; day < 30; day++) {
    one.server.advance(DAY);
    current = await replayed(one, current, 1);
  }
  assert.equal((await one.refresh(current)).status, 200);
});

Deno.test("a thief in step with the owner is noticed within an hour: at the sixth token that both present", async () => {
  await using one = await startSignIn();
  const stolen = await one.signIn();
  let current = stolen.refresh;
  let rotations = 0;
  // Both present every token within seconds: each rotation of one is a replay of the other.
  while (rotations < 10) {
    const owner = await one.refresh(current);
    if (owner.status !== 200) break;
    const thief = await one.refresh(current);
    if (thief.status !== 200) break;
    assert.equal(tokens(thief).refresh, tokens(owner).refresh);
    current = tokens(owner).refresh;
    rotations++;
    one.server.advance(10 * MINUTE);
  }
  assert.equal(rotations, 5);
  assert.deepEqual(await one.server.grants.list("default"), []);
});

Deno.test("requests that are refused for something else are no replays", async () => {
  await using one = await startSignIn();
  const first = await one.signIn();
  const second = await replayed(one, first.refresh, 1);
  for (let time = 0; time < 5; time++) {
    assertRefused(await one.refresh(first.refresh, { scope: "usage:read" }), 400, "invalid_scope");
    assertRefused(await one.refresh(first.refresh, { client_id: "nobody" }), 401, "invalid_client");
  }
  assert.equal(tokens(await one.refresh(first.refresh)).refresh, second);
  const { clientId } = await one.server.addApp();
  // The third replay, but another client's: it must not be able to end the family.
  assertRefused(await one.refresh(first.refresh, { client_id: clientId }), 400, "invalid_grant");
  assert.equal((await one.refresh(second)).status, 200);
});

Deno.test("replays are counted in the store: two replicas allow no more than one", async () => {
  await using one = await startSignIn();
  await using replica = await startServer({
    store: one.server.store,
    publicUrl: one.server.endpoints.issuer,
  });
  const there = (refresh_token: string) =>
    read(postToken(replica, { grant_type: "refresh_token", refresh_token, client_id: one.clientId }));
  const first = await one.signIn();
  const second = tokens(await one.refresh(first.refresh)).refresh;
  assert.equal(tokens(await there(first.refresh)).refresh, second);
  assert.equal(tokens(await one.refresh(first.refresh)).refresh, second);
  assertRefused(await there(first.refresh), 400, "invalid_grant");
  assertRefused(await one.refresh(second), 400, "invalid_grant");
});

Deno.test("each replay is logged as one, and the one too many as reuse, with ids and no token", async () => {
  await using one = await startSignIn();
  const first = await one.signIn();
  await replayed(one, first.refresh, 2);
  await one.refresh(first.refresh);
  const [grant, ...rest] = new Set(warnings(one).map(({ grant_id }) => grant_id));
  assert.match(grant, /^grt_/);
  assert.deepEqual(rest, []);
  assert.deepEqual(
    warnings(one).map(({ message, replays, replays_of_day }) => [message, replays, replays_of_day]),
    [
      [
        "A refresh token came again before its successor was used: an answer was lost, or somebody has a copy.",
        1,
        1,
      ],
      [
        "A refresh token came again before its successor was used: an answer was lost, or somebody has a copy.",
        2,
        2,
      ],
      [
        "A refresh token came again more often, or later, than lost answers explain: its grant is revoked.",
        undefined,
        undefined,
      ],
    ],
  );
  assert.ok(warnings(one).every(({ audit }) => audit === true));
  for (const { user_id, client_id, tenant_id } of warnings(one)) {
    assert.deepEqual([user_id, client_id, tenant_id], [one.user.userId, one.clientId, "default"]);
  }
  assert.ok(one.server.logged.every((line) => !line.includes("dst_")));
});
