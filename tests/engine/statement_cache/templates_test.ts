import assert from "node:assert/strict";
import { createTemplates } from "../../../src/engine/statement_cache/templates.ts";

const plan = { sql: "", columns: [], warnings: [], stays: true };

Deno.test("the template not asked for longest is forgotten as a whole, whatever is known of it", () => {
  const templates = createTemplates(5);
  templates.change("a", (template) => template.tree = "unsafe");
  templates.change("b", ({ tableless }) => tableless.set("1", plan));
  templates.change("c", (template) => template.shape = "unsafe");
  // One and two and one part are known. What is asked for is young again.
  assert.equal(templates.find("a")?.tree, "unsafe");
  templates.change("d", (template) => template.tree = "unsafe");
  templates.change("d", ({ tableless }) => tableless.set("1", plan));
  assert.equal(templates.find("b"), undefined);
  assert.deepEqual(["a", "c", "d"].filter((fingerprint) => templates.find(fingerprint) === undefined), []);
  // Setting the same again takes no more.
  for (let time = 0; time < 9; time++) templates.change("d", ({ tableless }) => tableless.set("1", plan));
  assert.ok(templates.find("c") !== undefined);
});

Deno.test("a template that grows alone stays, and of its own parts the oldest of a kind make room", () => {
  const templates = createTemplates(10);
  for (let at = 0; at < 100; at++) {
    templates.change("a", ({ tableless }) => tableless.set(String(at), plan));
  }
  const { tableless } = templates.find("a") ?? assert.fail();
  assert.ok(tableless.size < 100);
  assert.equal(tableless.get("0"), undefined);
  assert.equal(tableless.get("99"), plan);
  templates.change("b", (template) => template.tree = "unsafe");
  assert.equal(templates.find("a"), undefined);
  assert.equal(templates.find("b")?.tree, "unsafe");
});
