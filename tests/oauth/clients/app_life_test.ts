/** An app that the operator registered, from `app add` to `app remove`, at a really spawned server. */
import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import { becomes, statusOf } from "../../e2e/clients/calls.ts";
import * as flow from "../../e2e/clients/oauth_client.ts";
import { startSignedInServer } from "../../fixtures/signed_in_server.ts";

const REDIRECT = "https://desk.example/callback";

Deno.test("an app with a secret signs people in, and is out within five seconds of its removal", async (t) => {
  await using server = await startSignedInServer();
  const added = await server.cli([
    "app",
    "add",
    "desk",
    "--name",
    "The Desk",
    "--redirect-uri",
    REDIRECT,
    "--confidential",
    "--json",
  ]);
  const { client_secret }: { client_secret: string } = JSON.parse(added.stdout);
  const as = await flow.discover(server.mcp);
  const desk: flow.TestClient = {
    client: { client_id: "desk" },
    authentication: oauth.ClientSecretBasic(client_secret),
  };
  const byForm = { ...desk, authentication: oauth.ClientSecretPost(client_secret) };
  const options = { resource: server.mcp, redirectUri: REDIRECT };
  const { tokens, pages } = await flow.signIn(as, desk, server.browser(), options);
  assert.ok(pages.at(-1)?.text.includes("The Desk"));
  assert.equal(await statusOf(server.mcp, tokens.access_token), 200);

  await t.step("its secret goes by header or by form, and is needed", async () => {
    const next = await flow.refresh(as, byForm, tokens.refresh_token);
    assert.equal(await statusOf(server.mcp, next.access_token), 200);
    const without = { ...desk, authentication: oauth.None() };
    await flow.refused(flow.refresh(as, without, next.refresh_token), "invalid_client");
    const wrong = { ...desk, authentication: oauth.ClientSecretPost(`${client_secret}x`) };
    await flow.refused(flow.refresh(as, wrong, next.refresh_token), "invalid_client");
  });

  await t.step("removed, it and its tokens are refused", async () => {
    const { stdout } = await server.cli(["app", "remove", "desk", "--json"]);
    assert.deepEqual(JSON.parse(stdout), { client_id: "desk", removed: true, grants_revoked: 1 });
    await becomes(server.mcp, tokens.access_token, 401, 5_000);
    await flow.refused(flow.refresh(as, byForm, tokens.refresh_token), "invalid_client");
  });
});
