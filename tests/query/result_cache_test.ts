import assert from "node:assert/strict";
import { newResult } from "../../src/query/new_result.ts";
import { createResultCache } from "../../src/query/result_cache.ts";
import { limitsSchema } from "../../src/config.ts";
import type { Principal } from "../../src/query/service.ts";
import { systemRandom } from "../../src/lib/random.ts";

/** Who makes room for whom among kept results (docs/reference/limits.md#kept). */

const LIMITS = limitsSchema.parse({});

function cache(totalBytes: number) {
  const results = createResultCache({ totalBytes, seconds: 600, clock: () => 0 });
  const alive = new Map<string, ReturnType<typeof newResult>>();
  return {
    results,
    /** Keeps a result of so many bytes; false = it found no room. */
    keep(name: string, id: string, bytes: number, tenantId = "t"): boolean {
      const principal: Principal = { kind: "user", id, tenantId };
      // The context's other parts have no say in a new result.
      const context = { limits: LIMITS, random: systemRandom } as Parameters<typeof newResult>[0];
      const result = newResult(context, principal, { sql: "SELECT 1" });
      const grew = results.grow(result, bytes);
      if (grew) results.keep(result);
      results.release(result);
      alive.set(name, result);
      return grew;
    },
    /** Those kept still, by name. */
    left: () => [...alive].filter(([, { id }]) => results.find(id) !== undefined).map(([name]) => name),
  };
}

Deno.test("one principal drives out its own oldest results, and nobody else's", () => {
  const { keep, left, results } = cache(100);
  keep("ben", "ben", 20);
  for (let n = 0; n < 50; n++) keep(`ann ${n}`, "ann", 30);
  assert.deepEqual(left(), ["ben", "ann 48", "ann 49"]);
  assert.equal(results.bytes, 80);
  results.close();
});

Deno.test("who holds little gets room from who holds most", () => {
  const { keep, left, results } = cache(100);
  for (const name of ["ann 1", "ann 2", "ann 3"]) keep(name, "ann", 30);
  assert.ok(keep("ben 1", "ben", 20));
  assert.deepEqual(left(), ["ann 2", "ann 3", "ben 1"]);
  assert.ok(keep("carl", "carl", 50));
  assert.deepEqual(left(), ["ann 3", "ben 1", "carl"]);
  results.close();
});

Deno.test("who would hold most with one result alone gets no more room, and drives out nobody", () => {
  const { keep, left, results } = cache(100);
  keep("ben", "ben", 40);
  keep("carl", "carl", 40);
  assert.equal(keep("ann", "ann", 50), false);
  assert.deepEqual(left(), ["ben", "carl"]);
  // No more than the others have is room that it may take.
  assert.ok(keep("dora", "dora", 39));
  assert.deepEqual(left(), ["carl", "dora"]);
  results.close();
});

Deno.test("of owners that hold as much, the one of the larger tenant makes room", () => {
  const { keep, left, results } = cache(100);
  keep("small", "x", 30, "one");
  keep("large 1", "y", 30, "two");
  keep("large 2", "z", 30, "two");
  assert.ok(keep("new", "w", 20, "three"));
  assert.deepEqual(left(), ["small", "large 2", "new"]);
  results.close();
});

Deno.test("a result that shrinks or expires makes room before anybody is driven out", () => {
  let now = 0;
  const results = createResultCache({ totalBytes: 100, seconds: 1, clock: () => now });
  const context = { limits: LIMITS, random: systemRandom } as Parameters<typeof newResult>[0];
  const of = (id: string) => newResult(context, { kind: "user", id, tenantId: "t" }, { sql: "SELECT 1" });
  const [ann, ben, carl] = [of("ann"), of("ben"), of("carl")];
  results.grow(ann, 90);
  results.keep(ann);
  results.grow(ann, 10);
  results.grow(ben, 80);
  now = 500;
  results.keep(ben);
  now = 1_200;
  assert.ok(results.grow(carl, 20));
  assert.deepEqual([results.find(ann.id), results.find(ben.id)?.id], [undefined, ben.id]);
  results.close();
});
