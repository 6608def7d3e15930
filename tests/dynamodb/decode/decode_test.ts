import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { decodeAnswer } from "../../../src/dynamodb/decode/decode.ts";
import type { AttributeValue } from "../../../src/dynamodb/access.ts";
import { openAnswer } from "../../../src/dynamodb/decode/lazy_items.ts";

const encoder = new TextEncoder();

/** A member as JSON.parse meets it, the sets of this file's values in order. */
function inOrder(name: string, value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  if (name === "SS") return value.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return name === "NS" ? value.sort((a, b) => Number(a) - Number(b)) : value;
}

/** What JSON.parse makes of the text, its items cut down to the attributes, its sets in order. */
function expected(text: string, attributes: readonly string[] | null): unknown {
  const answer: Record<string, unknown> = JSON.parse(text, inOrder);
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

/** Sets as a server may hand them over, and in the order of their values, by hand. */
const sets: readonly (readonly [given: AttributeValue, ordered: AttributeValue])[] = [
  [{ SS: ["b", "a"] }, { SS: ["a", "b"] }],
  [{ SS: ["a", "b"] }, { SS: ["a", "b"] }],
  // U+FF5E is below U+1F600, whose first UTF-16 unit is not above it.
  [{ SS: ["😀", "～", "é", "z", "ab", "a", "B", 'a"]'] }, {
    SS: ["B", "a", 'a"]', "ab", "z", "é", "～", "😀"],
  }],
  [{ NS: ["10", "9", "-1", "-20", "1E-130", "0", "0.5", "1E+20"] }, {
    NS: ["-20", "-1", "0", "1E-130", "0.5", "9", "10", "1E+20"],
  }],
  // They are the same double.
  [{ NS: ["12345678901234567890123456789012345678", "12345678901234567890123456789012345677"] }, {
    NS: ["12345678901234567890123456789012345677", "12345678901234567890123456789012345678"],
  }],
  // Bytes FF, 00 00, 00, FB: base64 has "/" and "+" after all letters, and "=" before them.
  [{ BS: ["/w==", "AAA=", "AA==", "+w=="] }, { BS: ["AA==", "AAA=", "+w==", "/w=="] }],
  // Of lists, and of maps that have attributes called like sets, only the sets inside.
  [{ L: [{ S: "b" }, { S: "a" }, { SS: ["d", "c"] }] }, { L: [{ S: "b" }, { S: "a" }, { SS: ["c", "d"] }] }],
  [
    { M: { SS: { L: [{ S: "b" }, { S: "a" }] }, NS: { M: { SS: { NS: ["2", "1"] } } }, n: { NULL: true } } },
    { M: { SS: { L: [{ S: "b" }, { S: "a" }] }, NS: { M: { SS: { NS: ["1", "2"] } } }, n: { NULL: true } } },
  ],
];

Deno.test("the members of a set are in the order of their values, however the answer is read", () => {
  for (const [given, ordered] of sets) {
    const item = { id: { S: "x" }, SS: given };
    const right = { id: { S: "x" }, SS: ordered };
    for (const spaces of [0, 2]) {
      const page = encoder.encode(
        JSON.stringify({ Items: [item, item], Item: item, Count: 2 }, null, spaces),
      );
      for (const names of [["id", "SS"], null]) {
        assert.deepEqual(decodeAnswer(page, names), { Items: [right, right], Item: right, Count: 2 });
      }
      const batch = encoder.encode(JSON.stringify({ Responses: { SS: [item] } }, null, spaces));
      assert.deepEqual(decodeAnswer(batch, ["id", "SS"]), { Responses: { SS: [right] } });
    }
    const compact = JSON.stringify(item);
    // What comes after a space is read in another way.
    for (const second of [compact, compact.replace(":", ": ")]) {
      const text = `{"Items":[${compact},${second}],"Count":2}`;
      const got = opened(encoder.encode(text), ["id", "SS"], 1);
      assert.deepEqual(got?.pieces, [[right], [right]]);
    }
  }
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

/** Texts that look like the end of the items. */
const endings = fc.constantFrom(
  "]",
  "]}",
  '],"Count":1}',
  ']],"ScannedCount":',
  "a[0][1],x[2]",
  '\\"],\\"Count\\":1',
);
const trickyText = fc.oneof(text, endings);
const trickyName = fc.oneof(name, fc.constantFrom("Count", "Items", "LastEvaluatedKey", "]", '],"Count"'));
const trickyValue = fc.oneof(
  value,
  fc.record({ S: trickyText }),
  fc.record({ M: fc.dictionary(trickyName, fc.record({ S: trickyText }), { maxKeys: 3 }) }),
  fc.record({
    L: fc.array(fc.record({ M: fc.dictionary(trickyName, value, { maxKeys: 2 }) }), { maxLength: 2 }),
  }),
);
const trickyItems = fc.array(fc.dictionary(trickyName, trickyValue, { maxKeys: 5 }), { maxLength: 6 });
const key = fc.option(fc.dictionary(trickyName, fc.record({ S: trickyText }), { maxKeys: 2 }), {
  nil: undefined,
});

/** The answer with its items taken `most` at a time; null where it is not to be opened. */
function opened(body: Uint8Array, names: readonly string[], most: number) {
  const open = openAnswer(body, names);
  if (open === null) return null;
  const pieces = [...open.items(most)];
  return { pieces, answer: { ...open.rest, Items: pieces.flat() } };
}

Deno.test("items taken a few at a time are those of the whole answer, whatever its texts look like", () => {
  let openings = 0;
  fc.assert(
    fc.property(
      trickyItems,
      key,
      fc.uniqueArray(trickyName, { maxLength: 4 }),
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
      (Items, LastEvaluatedKey, names, most, itemsLast) => {
        const counts = { Count: Items.length, ScannedCount: 9 };
        const ConsumedCapacity = { CapacityUnits: 0.5 };
        const body = JSON.stringify(
          itemsLast
            ? { ConsumedCapacity, ...counts, LastEvaluatedKey, Items }
            : { ConsumedCapacity, Items, ...counts, LastEvaluatedKey },
        );
        const got = opened(encoder.encode(body), names, most);
        if (got === null) return;
        openings++;
        assert.deepEqual(got.answer, { ...decodeAnswer(encoder.encode(body), names) });
        assert.ok(got.pieces.every((piece) => piece.length > 0 && piece.length <= most));
      },
    ),
    { numRuns: 1_000 },
  );
  // A key with many brackets may be too much of them; most answers are opened.
  assert.ok(openings > 800, `${openings} of 1000 were opened`);
});

Deno.test("items with spaces between them are taken a few at a time too", () => {
  const spaced = '{"Items":[{"a":{"S":"1"}},{"a":{"S":"2"}},{"a": {"S":"3"}}, {"a":{"S":"4"}}],"Count":4}';
  const got = opened(encoder.encode(spaced), ["a"], 2);
  assert.deepEqual(got?.pieces.map((piece) => piece.length), [2, 2]);
  assert.deepEqual(got?.answer, JSON.parse(spaced));
});

Deno.test("an answer that is cut is not opened, and one that breaks inside of an item is refused", () => {
  const whole = '{"Count":1,"Items":[{"a":{"S":"x]y"},"b":{"M":{"c":{"N":"1"}}}}],"ScannedCount":1}';
  for (let length = 0; length < whole.length; length++) {
    assert.equal(opened(encoder.encode(whole.slice(0, length)), ["a"], 9), null);
  }
  assert.equal(opened(encoder.encode(`${whole}}`), ["a"], 9), null);
  assert.equal(openAnswer(encoder.encode(whole), null), null);
  const broken = whole.replace('"b":', '"b"');
  assert.throws(() => opened(encoder.encode(broken), ["a"], 9), SyntaxError);
});

Deno.test("a body's memory is given back with its last item", () => {
  const body = encoder.encode('{"Items":[{"a":{"S":"1"}},{"a":{"S":"2"}}],"Count":2}');
  const items = openAnswer(body, ["a"])?.items(1);
  assert.deepEqual(items?.next().value, [{ a: { S: "1" } }]);
  assert.ok(body.byteLength > 0);
  assert.deepEqual([...items ?? []], [[{ a: { S: "2" } }]]);
  assert.equal(body.byteLength, 0);
});
