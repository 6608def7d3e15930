import assert from "node:assert/strict";
import { freePort, startSignedInServer } from "../fixtures/signed_in_server.ts";
import { runAuthorizationSuite } from "./authorization_suite.ts";
import { startFront } from "./front.ts";

/** The official suite as a client of the authorization server: the real binary, the real pages. */

const SCENARIOS = ["authorization-code-grant", "authorization-server-metadata-endpoint"];

Deno.test("both authorization scenarios pass for a public client", async () => {
  await using server = await startSignedInServer();
  await server.cli(["app", "add", "suite", "--name", "Suite", "--redirect-uri", "http://127.0.0.1/callback"]);
  const run = await runAuthorizationSuite({
    issuer: server.issuer,
    resource: server.mcp,
    clientId: "suite",
    port: freePort(),
    browser: server.browser(),
  });
  assert.equal(run.code, 0, run.output);
  assert.deepEqual([...run.scenarios.keys()].sort(), SCENARIOS, run.output);
  assert.ok([...run.scenarios.values()].every(Boolean), run.output);
});

// The suite authenticates by `none` wherever the metadata lists `none`, secret or not. So a front lists one method less;
// everything else, the token request included, reaches the server as it is.
for (const method of ["client_secret_post", "client_secret_basic"]) {
  Deno.test(`both authorization scenarios pass for a confidential client (${method})`, async () => {
    await using front = startFront({ methods: [method] });
    await using server = await startSignedInServer({ args: ["--public-url", front.origin] });
    front.forwardTo(server.port);
    const { stdout } = await server.cli([
      ...["app", "add", "suite", "--name", "Suite", "--confidential", "--json"],
      ...["--redirect-uri", "http://127.0.0.1/callback"],
    ]);
    const run = await runAuthorizationSuite({
      issuer: server.issuer,
      resource: server.mcp,
      clientId: "suite",
      clientSecret: JSON.parse(stdout).client_secret,
      port: freePort(),
      browser: server.browser(),
    });
    assert.equal(run.code, 0, run.output);
    assert.deepEqual([...run.scenarios.keys()].sort(), SCENARIOS, run.output);
    assert.ok([...run.scenarios.values()].every(Boolean), run.output);
    const form = front.tokenRequests[0] ?? assert.fail("the suite asked for a token");
    assert.equal(form.basic, method === "client_secret_basic");
    assert.equal(form.secret, method === "client_secret_post");
  });
}
