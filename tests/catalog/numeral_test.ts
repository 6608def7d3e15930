import assert from "node:assert/strict";
import { isNumeral } from "../../src/catalog/numeral.ts";

Deno.test("a text says a number where a cast would read all of it as one", () => {
  for (const text of ["0", "12", "-1.5", "+3.", ".5", "1e3", "2.5E-7", "00012"]) {
    assert.ok(isNumeral(text), text);
  }
  for (const text of ["", ".", "e3", "1e", "1.2.3", "12x", " 1", "1_000", "0x1F", "--1", "Infinity"]) {
    assert.ok(!isNumeral(text), text);
  }
});

Deno.test("a text of 400 KB that is nearly a number is looked at once, not once for each of its digits", () => {
  const digits = "1".repeat(200_000);
  const began = performance.now();
  for (const text of [`${digits}x1`, `${digits}.${digits}x1`, `${digits}e${digits}x1`, `${digits}.`]) {
    isNumeral(text);
  }
  // Looking once takes a millisecond; once for each digit, minutes.
  assert.ok(performance.now() - began < 2_000);
});
