import assert from "node:assert/strict";
import { serveFixture, serveProduct } from "./fixture_server.ts";
import { runSuite } from "./suite.ts";

/** In these the server asks the client in the middle of a call. That needs a session, and the endpoint is stateless. */
const SESSION_SCENARIOS = [
  "elicitation-sep1034-defaults",
  "elicitation-sep1330-enums",
  "tools-call-elicitation",
  "tools-call-sampling",
];

function failed(scored: ReadonlyMap<string, boolean>): string[] {
  return [...scored].filter(([, passed]) => !passed).map(([name]) => name).sort();
}

Deno.test("the fixture on the product's HTTP stack passes all 37 scored scenarios of 2026-07-28", async () => {
  await using server = serveFixture();
  const run = await runSuite(server.url, "2026-07-28");
  assert.equal(run.code, 0, run.output);
  assert.equal(run.scored.size, 37);
  assert.deepEqual(failed(run.scored), []);
});

Deno.test("the fixture passes 26 of the 30 scored scenarios of 2025-11-25 and fails the four that need a session", async () => {
  await using server = serveFixture();
  const run = await runSuite(server.url, "2025-11-25");
  assert.equal(run.scored.size, 30);
  assert.deepEqual(failed(run.scored), SESSION_SCENARIOS, run.output);
});

Deno.test("the product passes 2026-07-28 but for the fixtures it rightly lacks", async () => {
  await using server = serveProduct();
  const run = await runSuite(server.url, "2026-07-28", "product_2026-07-28.yml");
  assert.equal(run.code, 0, run.output);
  for (
    const name of ["tools-list", "resources-list", "prompts-list", "caching", "sep-2164-resource-not-found"]
  ) {
    assert.equal(run.scored.get(name), true, name);
  }
});

Deno.test("the product passes 2025-11-25 but for the fixtures it rightly lacks", async () => {
  await using server = serveProduct();
  const run = await runSuite(server.url, "2025-11-25", "product_2025-11-25.yml");
  assert.equal(run.code, 0, run.output);
  for (const name of ["server-initialize", "ping", "tools-list", "dns-rebinding-protection"]) {
    assert.equal(run.scored.get(name), true, name);
  }
});

Deno.test("a fixture that fails makes the run fail", async () => {
  await using server = serveProduct();
  const run = await runSuite(server.url, "2026-07-28");
  assert.equal(run.code, 1);
});
