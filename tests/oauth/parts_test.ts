import assert from "node:assert/strict";
import { DynamoSqlError } from "../../src/errors.ts";
import { MAX_TOKEN_LENGTH, presentedToken } from "../../src/oauth/resource_server/bearer.ts";
import { parseBasic } from "../../src/oauth/client_auth/secret.ts";
import { coalesced } from "../../src/lib/coalesced.ts";
import { requestedResource } from "../../src/oauth/token/resource_parameter.ts";

/** Rules that no listener shows on its own, because another rule behind them refuses the same input. */

Deno.test("a token longer than any of ours is malformed before anything of it is decoded", () => {
  const token = (length: number) => `a.b.${"c".repeat(length - 4)}`;
  const presented = (length: number) => presentedToken(`Bearer ${token(length)}`).type;
  assert.deepEqual([presented(MAX_TOKEN_LENGTH), presented(MAX_TOKEN_LENGTH + 1), presented(10_000)], [
    "token",
    "malformed",
    "malformed",
  ]);
});

const BASIC: Readonly<Record<string, readonly [string, readonly [string, string] | null]>> = {
  "plus is a space, an encoded plus a plus": ["a+b:c%2Bd", ["a b", "c+d"]],
  "an encoded colon is part of the id, the first bare one the border": ["a%3Ab:c:d", ["a:b", "c:d"]],
  "an encoded percent is a percent": ["a:%25%20", ["a", "% "]],
  "non-ASCII is UTF-8": ["%C3%BC:😀", ["ü", "😀"]],
  "a broken percent sequence is unreadable": ["a:b%", null],
  "percent bytes that are no UTF-8 are unreadable": ["a:%ff", null],
  "an empty id is none": [":b", null],
  "an empty secret is none": ["a:", null],
  "no colon is unreadable": ["ab", null],
};

for (const [rule, [text, expected]] of Object.entries(BASIC)) {
  Deno.test(`Basic credentials are form-decoded: ${rule}`, () => {
    const parsed = parseBasic(`Basic ${new TextEncoder().encode(text).toBase64()}`);
    assert.deepEqual(parsed && [parsed.clientId, parsed.clientSecret], expected);
  });
}

Deno.test("Basic credentials that are no UTF-8 are unreadable", () => {
  assert.equal(parseBasic(`Basic ${new Uint8Array([0xff, 0x3a, 0x61]).toBase64()}`), null);
});

Deno.test("one token is for one resource: two known ones at once are refused", () => {
  const known = ["https://x.example/mcp", "https://x.example/v1"] as const;
  assert.equal(requestedResource([], [...known]), known[0]);
  assert.equal(requestedResource([known[1]], [...known]), known[1]);
  assert.throws(
    () => requestedResource(known, [...known]),
    (error: unknown) => error instanceof DynamoSqlError && error.code === "invalid_target",
  );
});

Deno.test("coalesced calls share a run that begins after them, and runs keep their distance", async () => {
  const begun: number[] = [];
  let value = 0;
  const run = coalesced(() => {
    begun.push(performance.now());
    return Promise.resolve(value);
  }, 50);
  assert.deepEqual(await Promise.all([run(), run()]), [0, 0]);
  value = 1;
  assert.deepEqual(await Promise.all([run(), run(), run()]), [1, 1, 1]);
  assert.equal(begun.length, 2);
  // Timers may fire a touch early.
  assert.ok((begun[1] ?? 0) - (begun[0] ?? 0) > 45);
});
