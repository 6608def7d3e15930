import assert from "node:assert/strict";
import { defined } from "../../src/lib/defined.ts";

Deno.test("what is undefined is absent, what is null, false, 0 or empty stays, in its order", () => {
  const made = defined({ b: 1, a: undefined, n: null, f: false, z: 0, t: "", l: [] });
  assert.equal(JSON.stringify(made), '{"b":1,"n":null,"f":false,"z":0,"t":"","l":[]}');
  assert.deepEqual(Object.keys(made), ["b", "n", "f", "z", "t", "l"]);
});

Deno.test("a member that may be undefined is optional, one that may not is there", () => {
  const limit: number | undefined = Math.random() < 2 ? undefined : 1;
  const request: { readonly table: string; readonly limit?: number } = defined({ table: "orders", limit });
  assert.deepEqual(request, { table: "orders" });
});
