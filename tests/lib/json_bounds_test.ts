import assert from "node:assert/strict";
import fc from "fast-check";
import { jsonExcess } from "../../src/lib/json_bounds.ts";

/** Depth and values of a value that was parsed: what the scan of its text must find. */
function measured(value: unknown): { depth: number; values: number } {
  if (typeof value !== "object" || value === null) return { depth: 0, values: 0 };
  const inner = Object.values(value).map(measured);
  return {
    depth: 1 + Math.max(0, ...inner.map(({ depth }) => depth)),
    values: inner.length + inner.reduce((sum, { values }) => sum + values, 0),
  };
}

Deno.test("depth and values are counted in the text as they are in what it parses to", () => {
  fc.assert(fc.property(fc.json({ maxDepth: 8 }), fc.constantFrom(0, 1, 2), (text, indent) => {
    const written = JSON.stringify(JSON.parse(text), null, indent);
    const { depth, values } = measured(JSON.parse(text));
    assert.equal(jsonExcess(written, { depth, values }), null);
    if (depth > 0) assert.match(jsonExcess(written, { depth: depth - 1, values }) ?? "", /deep/);
    if (values > 0) assert.match(jsonExcess(written, { depth, values: values - 1 }) ?? "", /values/);
  }));
});

Deno.test("brackets, commas and quotes within strings are text", () => {
  for (const text of ['"[[[[,,,,"', '["a\\"[[[[", "\\\\"]', '{"[{,":"]}"}', '"\\u005b["']) {
    assert.equal(jsonExcess(text, { depth: 1, values: 2 }), null, text);
  }
});

Deno.test("what is no JSON is counted to its end and left to the parser", () => {
  for (const text of ["", '"', '"\\', "]]]]", "}{", '{"a', "[,", "\u0000"]) {
    assert.equal(jsonExcess(text, { depth: 2, values: 4 }), null, JSON.stringify(text));
  }
});
