import assert from "node:assert/strict";
import type * as oauth from "oauth4webapi";
import { type SignedInServer, startSignedInServer } from "../../fixtures/signed_in_server.ts";
import { statusOf } from "./calls.ts";
import * as flow from "./oauth_client.ts";

/**
 * The server dies by SIGKILL in the middle of token requests, again and again, at a random moment. Afterwards no code and
 * no refresh token has two winners, and nobody whose reply was lost has to sign in again.
 */

const ROUNDS = 12;
/** Longer than a request under way takes, so that deaths fall before, into and after it. */
const LATEST_DEATH_MS = 12;

/** A server that is killed and comes back on the same port and store. */
interface Mortal extends AsyncDisposable {
  readonly server: SignedInServer;
  killAndRestart(): Promise<void>;
}

async function startMortal(): Promise<Mortal> {
  const first = await startSignedInServer();
  let server = first;
  return {
    server: first,
    async killAndRestart() {
      await server.served.stop("SIGKILL");
      server = await startSignedInServer({ beside: first, port: first.port });
    },
    async [Symbol.asyncDispose]() {
      await server.served.stop();
      await first[Symbol.asyncDispose]();
    },
  };
}

async function answerOf(
  promise: Promise<oauth.TokenEndpointResponse>,
): Promise<oauth.TokenEndpointResponse | "refused" | "lost"> {
  try {
    return await promise;
  } catch (error) {
    return error instanceof TypeError || !(error instanceof Error && "error" in error) ? "lost" : "refused";
  }
}

const death = () => new Promise((resolve) => setTimeout(resolve, Math.random() * LATEST_DEATH_MS));

Deno.test("a server killed while it refreshes logs nobody out", async () => {
  await using mortal = await startMortal();
  const { server } = mortal;
  const as = await flow.discover(server.mcp);
  const client = await flow.registerPublic(as);
  const browser = server.browser();
  const signIn = async () =>
    (await flow.signIn(as, client, browser, { resource: server.mcp })).tokens.refresh_token;
  let current = await signIn();
  const seen = new Set([current]);
  let lost = 0;
  for (let round = 0; round < ROUNDS; round++) {
    // Two replays a token and five a day are allowed: a family serves two rounds.
    if (round > 0 && round % 2 === 0) seen.add(current = await signIn());
    // A careless client sends the same refresh twice at once.
    const pending = Promise.all(Array.from({ length: 2 }, () => answerOf(flow.refresh(as, client, current))));
    await death();
    await mortal.killAndRestart();
    const answers = await pending;
    assert.ok(!answers.includes("refused"), `round ${round}: a fresh token is never refused`);
    const replies = answers.filter((answer) => typeof answer === "object");
    lost += answers.length - replies.length;
    const successors = new Set(replies.map((reply) => reply.refresh_token));
    assert.ok(successors.size <= 1, `round ${round}: two live successors`);
    // Whatever was lost: the token that the client still holds brings it on, to the same successor.
    const again = await flow.refresh(as, client, current);
    for (const successor of successors) assert.equal(again.refresh_token, successor, `round ${round}`);
    assert.equal(await statusOf(server.mcp, again.access_token), 200);
    current = again.refresh_token;
    assert.ok(!seen.has(current));
    seen.add(current);
  }
  assert.ok(lost > 0, "some replies were lost, else this proves nothing");
});

Deno.test("a server killed while it redeems a code lets no code win twice", async () => {
  await using mortal = await startMortal();
  const { server } = mortal;
  const as = await flow.discover(server.mcp);
  const client = await flow.registerPublic(as);
  const browser = server.browser();
  for (let round = 0; round < ROUNDS; round++) {
    const redeemable = await flow.authorize(as, client, browser, { resource: server.mcp });
    const redeem = () => answerOf(flow.redeem(as, client, redeemable, server.mcp));
    const pending = Promise.all(Array.from({ length: 4 }, redeem));
    await death();
    await mortal.killAndRestart();
    const before = (await pending).filter((answer) => typeof answer === "object");
    assert.ok(before.length <= 1, `round ${round}: ${before.length} winners`);
    const after = await redeem();
    if (before.length === 1) assert.equal(after, "refused", `round ${round}: a second winner`);
    // The code may have been used with its reply lost: then its user signs in once more, as RFC 6749 has it.
    if (typeof after === "object") {
      assert.equal(await statusOf(server.mcp, after.access_token), 200);
      assert.equal(await redeem(), "refused");
    }
  }
});
