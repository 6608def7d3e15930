import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeAnswer } from "../../src/dynamodb/decode.ts";

const encoder = new TextEncoder();

/** What JSON.parse makes of the text, its items cut down to the attributes. */
function expected(text: string, attributes: readonly string[] | null): unknown {
  const answer: Record<string, unknown> = JSON.parse(text);
  if (attributes === null) return answer;
  const cut = (items: unknown) =>
    Array.isArray(items)
      ? items.map((item) =>
        Object.fromEntries(Object.entries(item).filter(([name]) => attributes.includes(name)))
      )
      : items;
  if ("Items" in answer) answer["Items"] = cut(answer["Items"]);
  for (const [table, items] of Object.entries(answer["Responses"] ?? {})) {
    // Only a body of the test's own making gets here.
    (answer["Responses"] as Record<string, unknown>)[table] = cut(items);
  }
  return answer;
}

function same(text: string, attributes: readonly string[] | null): void {
  const got = decodeAnswer(encoder.encode(text), attributes);
  // Through JSON: what was read must also print as it was. Text that is not compact may bring more attributes.
  assert.deepEqual(expected(JSON.stringify(got), attributes), expected(text, attributes));
}

// Names alike in length, hash and prefix, and names that JSON escapes.
const name = fc.oneof(
  fc.constantFrom(
    "a",
    "b",
    "ab",
    "ba",
    "Aa",
    "BB",
    "id",
    "été",
    'quo"te',
    "back\\slash",
    "日本",
    "😀",
    "toString",
  ),
  fc.string({ unit: "grapheme", maxLength: 6 }).filter((text) => text !== "__proto__"),
);
const text = fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }));
const number = fc.constantFrom("0", "-1", "12.50", "1E+20", "99999999999999999999999999999999999999");
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record({ S: text }),
    fc.record({ N: number }),
    fc.record({ B: fc.base64String() }),
    fc.record({ BOOL: fc.boolean() }),
    fc.constant({ NULL: true }),
    fc.record({ SS: fc.array(text, { minLength: 1, maxLength: 3 }) }),
    fc.record({ NS: fc.array(number, { minLength: 1, maxLength: 3 }) }),
    fc.record({ L: fc.array(tie("value"), { maxLength: 3 }) }),
    fc.record({ M: fc.dictionary(name, tie("value"), { maxKeys: 3 }) }),
  ),
}));
const items = fc.array(fc.dictionary(name, value, { maxKeys: 5 }), { maxLength: 4 });
const wanted = fc.option(fc.uniqueArray(name, { maxLength: 4 }));

Deno.test("items decoded by the attributes wanted are those that JSON.parse gives", () => {
  fc.assert(
    fc.property(items, items, fc.dictionary(name, value, { maxKeys: 2 }), wanted, (few, many, key, names) => {
      const answer = {
        ConsumedCapacity: { TableName: "t", CapacityUnits: 0.5 },
        Count: few.length,
        Items: few,
        LastEvaluatedKey: key,
        Responses: { t: many, "ü": few },
        ScannedCount: -1,
        UnprocessedKeys: {},
      };
      const compact = JSON.stringify(answer);
      same(compact, names);
      // Escaped as far as JSON lets one: DynamoDB may write any of this.
      const units = [...compact].map((unit) =>
        unit > "~"
          ? unit.split("").map((half) => `\\u${half.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")
          : unit
      );
      same(units.join(""), names);
      same(JSON.stringify(answer, null, 2), names);
    }),
    { numRuns: 500 },
  );
});

Deno.test("a name that every object inherits is an attribute like any other", () => {
  const answer = '{"Items":[{"__proto__":{"S":"x"},"constructor":{"N":"1"},"a":{"S":"y"}},{"a":{"S":"z"}}]}';
  const [first, second] = decodeAnswer(encoder.encode(answer), ["__proto__", "constructor"]).Items ?? [];
  assert.ok(first !== undefined && second !== undefined);
  assert.deepEqual(Object.getOwnPropertyDescriptor(first, "__proto__")?.value, { S: "x" });
  assert.deepEqual(first["constructor"], { N: "1" });
  assert.equal(Object.hasOwn(second, "constructor"), false);
  const [only] = decodeAnswer(encoder.encode(answer), ["constructor"]).Items ?? [];
  assert.deepEqual(only, { constructor: { N: "1" } });
});

Deno.test("a body that ends early or goes on is refused wherever it is cut", () => {
  const whole = '{"Count":1,"Items":[{"a":{"S":"x\\"y"},"b":{"M":{"c":{"N":"1"}}}}],"ScannedCount":1}';
  for (let length = 0; length < whole.length; length++) {
    assert.throws(() => decodeAnswer(encoder.encode(whole.slice(0, length)), ["a"]), SyntaxError);
  }
  assert.throws(() => decodeAnswer(encoder.encode(`${whole}}`), ["a"]), SyntaxError);
  assert.deepEqual(decodeAnswer(encoder.encode(whole), ["a"]).Items, [{ a: { S: 'x"y' } }]);
});
