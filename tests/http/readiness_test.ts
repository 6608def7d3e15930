import assert from "node:assert/strict";
import { createReadiness } from "../../src/http/readiness.ts";

/** Proofs that fail while their name is in `broken`, and what was done and told. */
function readinessOf(broken: Set<string>) {
  const told: string[] = [];
  const proved: string[] = [];
  let now = 0;
  const proof = (name: string, once: boolean) => ({
    failing: `No ${name}.`,
    once,
    prove: () => {
      proved.push(name);
      return broken.has(name) ? Promise.reject(new Error(name)) : Promise.resolve();
    },
  });
  const ready = createReadiness([proof("write", false), proof("engine", true)], {
    clock: () => now,
    onFailing: (failing, error) => told.push(`${failing} ${String(error)}`),
  });
  return { ready, told, proved, pass: (ms: number) => now += ms };
}

Deno.test("a proof holds for five seconds, one that cannot come undone for ever", async () => {
  const { ready, proved, pass } = readinessOf(new Set());
  for (let time = 0; time < 3; time++) assert.equal(await ready(), null);
  assert.deepEqual(proved, ["write", "engine"]);
  pass(5_000);
  assert.equal(await ready(), null);
  assert.deepEqual(proved, ["write", "engine", "write"]);
});

Deno.test("what fails is proved anew at each look, is told when it begins, and is over when it is", async () => {
  const broken = new Set(["engine"]);
  const { ready, told, proved, pass } = readinessOf(broken);
  assert.equal(await ready(), "No engine.");
  assert.equal(await ready(), "No engine.");
  assert.deepEqual(told, ["No engine. Error: engine"]);
  assert.deepEqual(proved, ["write", "engine", "engine"]);
  broken.clear();
  assert.equal(await ready(), null);
  broken.add("write");
  pass(5_000);
  assert.equal(await ready(), "No write.");
  assert.deepEqual(told, ["No engine. Error: engine", "No write. Error: write"]);
});

Deno.test("a proof that takes long makes who asks wait two seconds, goes on, and counts when it is over", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let begun = 0;
  const ready = createReadiness([{
    failing: "Slow.",
    prove: () => {
      begun++;
      return promise;
    },
  }], { onFailing: () => assert.fail("it has not failed") });
  const started = performance.now();
  assert.deepEqual(await Promise.all([ready(), ready()]), ["Slow.", "Slow."]);
  assert.ok(performance.now() - started < 5_000);
  resolve();
  assert.equal(await ready(), null);
  assert.equal(begun, 1);
});
