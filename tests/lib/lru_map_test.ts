import assert from "node:assert/strict";
import { boundedMap } from "../../src/lib/lru_map.ts";

Deno.test("a bounded map never exceeds its bound, and forgets what was used least recently", () => {
  const map = boundedMap<string, number>(3);
  for (const [name, value] of [["a", 1], ["b", 2], ["c", 3]] as const) map.set(name, value);
  assert.equal(map.get("a"), 1);
  map.set("d", 4);
  assert.equal(map.size, 3);
  assert.deepEqual(["a", "b", "c", "d"].map((name) => map.get(name)), [1, undefined, 3, 4]);
});

Deno.test("setting a key again neither grows the map nor drops another", () => {
  const map = boundedMap<string, number>(2);
  map.set("a", 1);
  map.set("b", 2);
  map.set("b", 3);
  assert.deepEqual([map.get("a"), map.get("b")], [1, 3]);
});

Deno.test("deleted and cleared entries are gone", () => {
  const map = boundedMap<string, number>(2);
  map.set("a", 1);
  map.set("b", 2);
  map.delete("a");
  assert.equal(map.get("a"), undefined);
  map.clear();
  assert.equal(map.size, 0);
});
