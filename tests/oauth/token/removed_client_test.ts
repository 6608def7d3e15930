import { startServer } from "../fixture.ts";
import { assertRefused, startSignIn } from "../people.ts";

/** RFC 6749 §5.2: a client that is gone is `invalid_client`, before anything is said of its grants. */

Deno.test("a client that another replica removed is unknown at once, though this one has it in memory", async () => {
  await using one = await startSignIn();
  await using replica = await startServer({
    store: one.server.store,
    publicUrl: one.server.endpoints.issuer,
  });
  const { refresh } = await one.signIn();
  const code = await one.issue();
  await replica.oauthClients.operator.remove(one.clientId);
  await replica.grants.revokeAll({ clientId: one.clientId });
  assertRefused(await one.refresh(refresh), 401, "invalid_client");
  assertRefused(await one.redeem(code), 401, "invalid_client");
});
