import assert from "node:assert/strict";
import fc from "fast-check";
import type { Evidence } from "../../src/catalog/description.ts";
import { observe } from "../../src/catalog/evidence.ts";
import { numberType } from "../../src/catalog/column_type.ts";
import { mergeNumbers, numberEvidence } from "../../src/catalog/number_evidence.ts";
import { mergeAttributes, widenAttributes, widens } from "../../src/catalog/widen.ts";
import { utf8Length } from "../../src/catalog/size.ts";
import { raw, toItem } from "../fixtures/tables.ts";

/** Numbers of up to 38 digits as DynamoDB or a client may write them, with their exact value as an oracle. */
const decimals = fc.record({
  negative: fc.boolean(),
  digits: fc.bigInt({ min: 0n, max: 10n ** 38n - 1n }),
  power: fc.integer({ min: -60, max: 60 }),
  form: fc.constantFrom("plain", "exponent", "point", "zeros"),
}).map(({ negative, digits, power, form }) => {
  const sign = negative && digits !== 0n ? "-" : "";
  return { text: sign + spelled(digits.toString(), power, form), negative, digits, power };
});

/** digits × 10^power, spelled one way or another. */
function spelled(digits: string, power: number, form: string): string {
  if (form === "exponent") return `${digits}E${power >= 0 ? "+" : ""}${power}`;
  if (form === "point") return `${digits.slice(0, 1)}.${digits.slice(1)}0e${power + digits.length - 1}`;
  const zeros = form === "zeros" ? "00" : "";
  if (power >= 0) return `${zeros}${digits}${"0".repeat(power)}${form === "zeros" ? ".000" : ""}`;
  const padded = digits.padStart(-power + 1, "0");
  return `${zeros}${padded.slice(0, power)}.${padded.slice(power)}${zeros}`;
}

Deno.test("a number's evidence is that of its exact value, however it is spelled", () => {
  fc.assert(fc.property(decimals, ({ text, negative, digits, power }) => {
    // Oracle: scale is the least s for which value × 10^s is whole; value scaled by 10^60 is always whole here.
    const scaled = digits * 10n ** BigInt(power + 60);
    const whole = scaled / 10n ** 60n;
    let scale = 60;
    while (scale > 0 && scaled % 10n ** BigInt(60 - scale + 1) === 0n) scale--;
    const signed = negative ? -whole : whole;
    assert.deepEqual(numberEvidence(text), {
      intDigits: whole === 0n ? 0 : whole.toString().length,
      scale,
      bigint: scale > 0 || (signed >= -(2n ** 63n) && signed < 2n ** 63n),
      double: isShortestText(signed < 0n || negative ? -scaled : scaled),
    });
  }));
});

/** Whether a number, given times 10^60, has the digits that JavaScript prints for the double nearest to it. */
function isShortestText(scaled: bigint): boolean {
  // toFixed and toPrecision are exact, but bounded: the printed text is taken apart by hand.
  const [mantissa = "", power = "0"] = String(Number(`${scaled}e-60`)).split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const shift = 60 + Number(power) - fraction.length;
  return shift >= 0 && BigInt(whole + fraction) * 10n ** BigInt(shift) === scaled;
}

Deno.test("the bounds of BIGINT are told exactly", () => {
  const fits = (text: string) => numberEvidence(text)?.bigint;
  assert.equal(fits("9223372036854775807"), true);
  assert.equal(fits("9223372036854775808"), false);
  assert.equal(fits("-9223372036854775808"), true);
  assert.equal(fits("-9223372036854775809"), false);
  assert.equal(fits("1E+20"), false);
  assert.equal(fits("1E+18"), true);
  assert.equal(fits("0"), true);
  assert.equal(numberEvidence("abc"), null);
  assert.equal(numberEvidence(""), null);
});

Deno.test("numbers of any set fit the type of their joined evidence", () => {
  fc.assert(fc.property(fc.array(decimals, { minLength: 1, maxLength: 8 }), (numbers) => {
    const all = numbers.map(({ text }) => numberEvidence(text)).filter((each) => each !== null);
    const joined = all.reduce(mergeNumbers);
    const type = numberType(joined);
    for (const { intDigits, scale, bigint } of all) {
      if (type.kind === "BIGINT") assert.ok(scale === 0 && bigint);
      if (type.kind === "DECIMAL") {
        assert.ok(scale <= type.scale && intDigits <= type.width - type.scale);
      }
    }
    if (type.kind === "DOUBLE") assert.ok(joined.double === true || joined.intDigits + joined.scale > 38);
    assert.equal(type.kind === "DOUBLE" && type.inexact === true, type.kind === "DOUBLE" && !joined.double);
  }));
});

Deno.test("types are counted, nested places too, and sizes are DynamoDB's", () => {
  const attributes = observe([
    toItem({ a: "é", m: { x: 1, y: [true, null] } }),
    toItem({ a: null, m: { x: "t" }, s: new Set([1, 25]) }),
    toItem({ b: new Uint8Array([1, 2, 3, 4]) }),
  ]);
  assert.deepEqual(attributes.a, { types: { S: 1, NULL: 1 }, bytes: 3 });
  assert.deepEqual(attributes.b, { types: { B: 1 }, bytes: 4 });
  assert.deepEqual(attributes.s, {
    types: { NS: 1 },
    element: { types: { N: 2 }, number: { intDigits: 2, scale: 0, bigint: true, double: true }, bytes: 4 },
    bytes: 4,
  });
  assert.deepEqual(attributes.m, {
    types: { M: 2 },
    fields: {
      x: { types: { N: 1, S: 1 }, number: { intDigits: 1, scale: 0, bigint: true, double: true }, bytes: 3 },
      y: { types: { L: 1 }, element: { types: { BOOL: 1, NULL: 1 }, bytes: 2 }, bytes: 7 },
    },
    bytes: 22,
  });
});

Deno.test("sizes of text are those of its UTF-8", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    assert.equal(utf8Length(text), new TextEncoder().encode(text).length);
  }));
});

Deno.test("maps whose keys differ only by case keep the evidence of each", () => {
  const apart = mergeAttributes(observe([toItem({ m: { a: 1 } })]), observe([toItem({ m: { A: 1 } })]));
  assert.deepEqual(Object.keys(apart.m?.fields ?? {}), ["a", "A"]);
  assert.deepEqual(Object.keys(observe([toItem({ m: { a: 1, A: 2 } })]).m?.fields ?? {}), ["a", "A"]);
});

Deno.test("nesting is followed to a bound, and of very many keys those past a bound are seen together", () => {
  let deep: unknown = "x";
  for (let level = 0; level < 30; level++) deep = { next: deep };
  const text = JSON.stringify(observe([toItem({ deep })]));
  assert.ok(text.includes('"deep":true'));
  assert.ok(text.length < 1000);
  const wide = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`k${n}`, n]));
  const evidence = observe([toItem({ wide })]).wide;
  assert.equal(Object.keys(evidence?.fields ?? {}).length, 256);
  assert.deepEqual(evidence?.rest?.types, { N: 44 });
  const joined = mergeAttributes(observe([toItem({ m: wide })]), observe([toItem({ m: { other: "x" } })])).m;
  assert.equal(Object.keys(joined?.fields ?? {}).length, 256);
  assert.deepEqual(joined?.rest?.types, { N: 44, S: 1 });
});

Deno.test("attributes with the names of object members are attributes like any other", () => {
  const item = JSON.parse(
    '{"__proto__":{"S":"x"},"constructor":{"N":"1"},"toString":{"M":{"__proto__":{"S":"y"}}}}',
  );
  const attributes = observe([item]);
  assert.deepEqual(Object.keys(attributes).sort(), ["__proto__", "constructor", "toString"]);
  assert.equal(widens(attributes, observe([item])), false);
  assert.equal(widens({}, attributes), true);
  assert.deepEqual(Object.keys(mergeAttributes(attributes, {})).sort(), Object.keys(attributes).sort());
});

const values: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.string(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number.toFixed(3)).map((N) =>
      raw({ N })
    ),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "A", "c"), tie("value"), { maxKeys: 3 }),
  ),
})).value;
const items = fc.array(fc.dictionary(fc.constantFrom("p", "q", "r"), values, { maxKeys: 3 }).map(toItem), {
  maxLength: 6,
});

Deno.test("evidence of two halves joined is the evidence of the whole", () => {
  fc.assert(fc.property(items, items, (one, two) => {
    assert.deepEqual(sorted(mergeAttributes(observe(one), observe(two))), sorted(observe([...one, ...two])));
  }));
});

Deno.test("widening never narrows: what was known still holds, what was seen is known", () => {
  fc.assert(fc.property(items, items, (one, two) => {
    const known = observe(one);
    const seen = observe(two);
    const wide = widenAttributes(known, seen);
    assert.equal(widens(wide, known), false);
    assert.equal(widens(wide, seen), false);
    if (!widens(known, seen)) assert.deepEqual(sorted(wide), sorted(known));
  }));
});

/** Members in one order, for the order of attributes says nothing. */
function sorted(attributes: Readonly<Record<string, Evidence>>): unknown {
  return JSON.parse(
    JSON.stringify(attributes),
    (_, value: unknown) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1))
        : value,
  );
}
