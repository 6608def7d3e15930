import assert from "node:assert/strict";
import fc from "fast-check";
import { canonicalNumber, compareNumbers, isStorable, parseDecimal } from "../../src/dynamodb/decimal.ts";

const numbers = fc.record({
  value: fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }),
  power: fc.integer({ min: -40, max: 40 }),
});
const spell = ({ value, power }: { value: bigint; power: number }) => `${value}E${power}`;
/** Exact, on one scale. */
const scaled = ({ value, power }: { value: bigint; power: number }) => value * 10n ** BigInt(power + 40);

Deno.test("numbers compare as their exact values", () => {
  fc.assert(fc.property(numbers, numbers, (a, b) => {
    const oracle = scaled(a) < scaled(b) ? -1 : scaled(a) > scaled(b) ? 1 : 0;
    assert.equal(Math.sign(compareNumbers(spell(a), spell(b)) ?? NaN), oracle);
  }));
});

Deno.test("equal numbers have one canonical text, different ones have two", () => {
  fc.assert(fc.property(numbers, fc.integer({ min: 0, max: 5 }), numbers, (a, zeros, b) => {
    const again = { value: a.value * 10n ** BigInt(zeros), power: a.power - zeros };
    assert.equal(canonicalNumber(spell(a)), canonicalNumber(spell(again)));
    assert.equal(canonicalNumber(spell(a)) === canonicalNumber(spell(b)), scaled(a) === scaled(b));
  }));
});

Deno.test("spellings of numbers are read, other text is not", () => {
  assert.deepEqual(parseDecimal("-0.0150"), { sign: -1, digits: "15", exponent: -1 });
  assert.deepEqual(parseDecimal("+.5"), { sign: 1, digits: "5", exponent: 0 });
  assert.deepEqual(parseDecimal("12e3"), { sign: 1, digits: "12", exponent: 5 });
  assert.deepEqual(parseDecimal("-0.00"), { sign: 0, digits: "", exponent: 0 });
  for (const text of ["", ".", "-", "1e", "0x1", "NaN", "Infinity", "1_000", " 1"]) {
    assert.equal(parseDecimal(text), null);
  }
});

Deno.test("what DynamoDB can hold is told from what it refuses", () => {
  const storable = ["0", "1E-130", "9.99E+125", "9".repeat(38), `0.${"1".repeat(38)}`, `1${"0".repeat(100)}`];
  for (const text of storable) assert.equal(isStorable(text), true, text);
  for (const text of ["1E-131", "1E+126", "1".repeat(39), `1.${"1".repeat(38)}`, "x"]) {
    assert.equal(isStorable(text), false, text);
  }
});
