import assert from "node:assert/strict";
import { createAttemptLimiter } from "../../src/identity/attempt_limiter.ts";

function setUp(limits = {}) {
  let now = 1_000_000;
  return { limiter: createAttemptLimiter(() => now, limits), advance: (s: number) => void (now += s * 1000) };
}

function fail(limiter: ReturnType<typeof createAttemptLimiter>, times: number, id: string, address: string) {
  for (let time = 0; time < times; time++) limiter.failed(id, address);
}

Deno.test("a client is refused from the address that failed too often, until the window ends", () => {
  const { limiter, advance } = setUp({ perClient: 3, windowSeconds: 60 });
  fail(limiter, 2, "a", "1.1.1.1");
  assert.equal(limiter.wait("a", "1.1.1.1"), 0);
  fail(limiter, 1, "a", "1.1.1.1");
  assert.equal(limiter.wait("a", "1.1.1.1"), 60);
  advance(59.5);
  assert.equal(limiter.wait("a", "1.1.1.1"), 1);
  advance(0.5);
  assert.equal(limiter.wait("a", "1.1.1.1"), 0);
});

Deno.test("who fails elsewhere does not lock a client out of its own address", () => {
  const { limiter } = setUp({ perClient: 3 });
  fail(limiter, 10, "a", "6.6.6.6");
  assert.equal(limiter.wait("a", "1.1.1.1"), 0);
  assert.equal(limiter.wait("b", "6.6.6.6"), 0);
});

Deno.test("a success forgets the failures before it", () => {
  const { limiter } = setUp({ perClient: 3 });
  fail(limiter, 2, "a", "1.1.1.1");
  limiter.succeeded("a", "1.1.1.1");
  fail(limiter, 2, "a", "1.1.1.1");
  assert.equal(limiter.wait("a", "1.1.1.1"), 0);
});

Deno.test("over many client ids an address that fails is refused when all together failed too often", () => {
  const { limiter, advance } = setUp({ perClient: 3, global: 100, windowSeconds: 60 });
  for (let index = 0; index < 100; index++) limiter.failed(`id${index}`, "6.6.6.6");
  assert.equal(limiter.wait("new", "6.6.6.6"), 60);
  assert.equal(limiter.wait("a", "1.1.1.1"), 0);
  advance(60);
  assert.equal(limiter.wait("new", "6.6.6.6"), 0);
});

Deno.test("an IPv6 caller is refused with all addresses of their /64, and no other /64", () => {
  const { limiter } = setUp({ perClient: 3 });
  for (let n = 0; n < 3; n++) limiter.failed("a", `2001:db8:1:2::${n}`);
  assert.equal(limiter.wait("a", "2001:db8:1:2:ffff::1"), 60);
  assert.equal(limiter.wait("a", "2001:db8:1:3::1"), 0);
});
