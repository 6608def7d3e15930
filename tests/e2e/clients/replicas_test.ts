import assert from "node:assert/strict";
import type * as oauth from "oauth4webapi";
import { type SignedInServer, startSignedInServer } from "../../fixtures/signed_in_server.ts";
import { becomes, statusOf } from "./calls.ts";
import * as flow from "./oauth_client.ts";

/** Two processes on one store, behind one public URL, as a load balancer shows them. */

interface Replicas extends AsyncDisposable {
  readonly here: SignedInServer;
  readonly there: SignedInServer;
  /** The metadata as a client has it, and with the endpoints of the other replica. */
  readonly as: oauth.AuthorizationServer;
  readonly asThere: oauth.AuthorizationServer;
  /** The MCP endpoint as the other replica serves it. */
  readonly mcpThere: string;
  readonly client: flow.TestClient;
}

async function startReplicas(): Promise<Replicas> {
  const here = await startSignedInServer();
  const there = await startSignedInServer({ beside: here, args: ["--public-url", here.issuer] });
  const as = await flow.discover(here.mcp);
  const elsewhere = (url: string | undefined) => {
    const moved = new URL(url ?? assert.fail("the endpoint is in the metadata"));
    moved.port = String(there.port);
    return moved.href;
  };
  return {
    here,
    there,
    as,
    asThere: {
      ...as,
      token_endpoint: elsewhere(as.token_endpoint),
      revocation_endpoint: elsewhere(as.revocation_endpoint),
    },
    mcpThere: elsewhere(here.mcp),
    client: await flow.registerPublic(as),
    async [Symbol.asyncDispose]() {
      await there[Symbol.asyncDispose]();
      await here[Symbol.asyncDispose]();
    },
  };
}

Deno.test("a code of one replica is redeemed at the other, its token works at both", async () => {
  await using replicas = await startReplicas();
  const { here, as, asThere, client, mcpThere } = replicas;
  const redeemable = await flow.authorize(as, client, here.browser(), { resource: here.mcp });
  const tokens = await flow.redeem(asThere, client, redeemable, here.mcp);
  for (const mcp of [here.mcp, mcpThere]) assert.equal(await statusOf(mcp, tokens.access_token), 200);
  const second = await flow.refresh(as, client, tokens.refresh_token);
  const third = await flow.refresh(asThere, client, second.refresh_token);
  for (const mcp of [here.mcp, mcpThere]) assert.equal(await statusOf(mcp, third.access_token), 200);
  await flow.refused(flow.redeem(as, client, redeemable, here.mcp), "invalid_grant");
});

Deno.test("64 redemptions of one code at two replicas have one winner", async () => {
  await using replicas = await startReplicas();
  const { here, as, asThere, client } = replicas;
  const redeemable = await flow.authorize(as, client, here.browser(), { resource: here.mcp });
  const outcomes = await Promise.allSettled(
    Array.from(
      { length: 64 },
      (_, n) => flow.redeem(n % 2 === 0 ? as : asThere, client, redeemable, here.mcp),
    ),
  );
  assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
});

Deno.test("three refreshes with one token at two replicas give one successor", async () => {
  await using replicas = await startReplicas();
  const { here, as, asThere, client } = replicas;
  const { tokens } = await flow.signIn(as, client, here.browser(), { resource: here.mcp });
  // The rotation, and the two replays that a token may have.
  const all = await Promise.all(
    [as, asThere, as].map((each) => flow.refresh(each, client, tokens.refresh_token)),
  );
  assert.equal(new Set(all.map((one) => one.refresh_token)).size, 1);
  const next = await flow.refresh(as, client, all[0]?.refresh_token);
  assert.equal(await statusOf(here.mcp, next.access_token), 200);
});

Deno.test("64 refreshes with one token at two replicas never give two successors, and are reuse", async () => {
  await using replicas = await startReplicas();
  const { here, as, asThere, client, mcpThere } = replicas;
  const { tokens } = await flow.signIn(as, client, here.browser(), { resource: here.mcp });
  const outcomes = await Promise.allSettled(
    Array.from(
      { length: 64 },
      (_, n) => flow.refresh(n % 2 === 0 ? as : asThere, client, tokens.refresh_token),
    ),
  );
  const given = outcomes.flatMap((each) => each.status === "fulfilled" ? [each.value] : []);
  assert.ok(given.length <= 3, `${given.length} were answered`);
  assert.ok(new Set(given.map((one) => one.refresh_token)).size <= 1);
  await Promise.all([here.mcp, mcpThere].map((mcp) => becomes(mcp, tokens.access_token, 401, 5_000)));
});

const REVOCATIONS: Record<
  string,
  (replicas: Replicas, tokens: oauth.TokenEndpointResponse) => Promise<void>
> = {
  "revoked by the client": ({ as, client }, { refresh_token = "" }) => flow.revoke(as, client, refresh_token),
  "revoked by the command line": ({ here }) => here.revokeAllGrants(),
  "of a disabled user": async ({ here }) => void await here.cli(["user", "disable", here.person.email]),
};

for (const [what, revoke] of Object.entries(REVOCATIONS)) {
  Deno.test(`a grant ${what} is refused at the other replica within five seconds`, async () => {
    await using replicas = await startReplicas();
    const { here, as, asThere, client, mcpThere } = replicas;
    const { tokens } = await flow.signIn(as, client, here.browser(), { resource: here.mcp });
    for (const mcp of [here.mcp, mcpThere]) assert.equal(await statusOf(mcp, tokens.access_token), 200);
    await revoke(replicas, tokens);
    await Promise.all([here.mcp, mcpThere].map((mcp) => becomes(mcp, tokens.access_token, 401, 5_000)));
    await flow.refused(flow.refresh(asThere, client, tokens.refresh_token), "invalid_grant");
    await flow.refused(flow.refresh(as, client, tokens.refresh_token), "invalid_grant");
  });
}

Deno.test("a session of one replica is a session of the other, and signed out at both", async () => {
  await using replicas = await startReplicas();
  const { here, there, as, client } = replicas;
  const browser = here.browser();
  await flow.signIn(as, client, browser, { resource: here.mcp });
  const cookie = browser.cookies.header(new URL(here.issuer)) ?? "";
  const account = async (port: number) => {
    const url = `http://localhost:${port}/portal/account`;
    const response = await fetch(url, { headers: { cookie }, redirect: "manual" });
    await response.body?.cancel();
    return response.status;
  };
  assert.equal(await account(there.port), 200);

  const step = await browser.open(`${here.issuer}/logout`);
  assert.ok("page" in step);
  const form = step.page.forms.find(({ action }) => action.endsWith("/logout"));
  assert.ok(form !== undefined, step.page.text);
  await browser.submit(step.page, form, {}, /sign out/i);
  assert.equal(await account(here.port), 303);
  const from = performance.now();
  while (await account(there.port) === 200) assert.ok(performance.now() - from < 5_000);
});
