import assert from "node:assert/strict";
import fc from "fast-check";
import { toBigint, toScaled } from "../../../src/engine/values/number_text.ts";

/** By whole numbers alone: the value times 10^scale, null where a digit after the point would be lost. */
function scaled(sign: string, whole: string, fraction: string, scale: number): bigint | null {
  const kept = fraction.replace(/0+$/, "");
  if (kept.length > scale) return null;
  const size = BigInt(whole + kept.padEnd(scale, "0"));
  return sign === "-" ? -size : size;
}

const digits = (maxLength: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789", "0", "9"), minLength: 1, maxLength });
const sign = fc.constantFrom("", "-");

Deno.test("a decimal's text becomes its digits, on the short way and on the long one", () => {
  fc.assert(
    fc.property(sign, digits(20), fc.option(digits(12)), fc.nat(14), (sign, whole, fraction, scale) => {
      const text = sign + whole + (fraction === null ? "" : `.${fraction}`);
      const exact = scaled(sign, whole, fraction ?? "", scale);
      for (const width of [18, 38]) {
        const fits = exact !== null && String(exact < 0n ? -exact : exact).length <= width;
        assert.equal(
          toScaled(text, width, scale),
          fits ? exact : null,
          `${text} as DECIMAL(${width},${scale})`,
        );
      }
    }),
    { numRuns: 5_000 },
  );
});

Deno.test("an integer's text becomes the integer where it has no fraction and fits 64 bits", () => {
  fc.assert(
    fc.property(sign, digits(20), fc.option(digits(3)), (sign, whole, fraction) => {
      const text = sign + whole + (fraction === null ? "" : `.${fraction}`);
      const exact = scaled(sign, whole, fraction ?? "", 0);
      assert.equal(toBigint(text), exact !== null && BigInt.asIntN(64, exact) === exact ? exact : null, text);
    }),
    { numRuns: 5_000 },
  );
});

Deno.test("what is no plain number is none on the short way either", () => {
  for (const text of ["", "-", ".", "-.", "1.2.3", "--1", "1-", " 1", "0x1", "NaN", "١"]) {
    assert.equal(toBigint(text), null, text);
    assert.equal(toScaled(text, 18, 2), null, text);
  }
  assert.equal(toScaled("1.", 18, 2), 100n);
  assert.equal(toScaled(".5", 18, 2), 50n);
  assert.equal(toScaled("1E2", 18, 2), 10000n);
  assert.equal(toBigint("-0"), 0n);
});
