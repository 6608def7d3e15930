import assert from "node:assert/strict";
import fc from "fast-check";
import type { AttributeValue, Item } from "../../../src/dynamodb/access.ts";
import { jsonText } from "../../../src/engine/values/json_column.ts";
import { loaded, many, N, S } from "./loading.ts";

Deno.test("mixed scalars that turn out to hold many maps become JSON, each value what it was", async () => {
  const values: AttributeValue[] = [
    S("x"),
    S("1.5"),
    N("1.50"),
    S("true"),
    { BOOL: true },
    N("-12345678901234567890.25"),
    N("1E+3"),
    { B: "1234" },
    S('say "1"'),
    { M: { k: N("1") } },
    { L: [N("2")] },
    { NULL: true },
  ];
  const json = [
    '"x"',
    '"1.5"',
    "1.5",
    '"true"',
    "true",
    '"-12345678901234567890.25"',
    "1000",
    '"1234"',
    '"say \\"1\\""',
    '{"k":1}',
    "[2]",
    "null",
  ];
  const sample = [...many(20, S("x")), ...many(20, N("1"))];
  await loaded(sample, values, async (load) => {
    assert.equal(load.type, "JSON");
    assert.deepEqual(await load.values(), json);
  });
  const place = (value: AttributeValue): AttributeValue => ({ M: { a: value } });
  await loaded(sample.map(place), values.slice(0, 10).map(place), async (load) => {
    assert.equal(load.type, 'STRUCT("a" JSON)');
    assert.deepEqual(await load.values(), json.slice(0, 10).map((text) => `{"a":${text}}`));
  });
  const list = (value: AttributeValue): AttributeValue => ({ L: [value, S("7")] });
  await loaded(sample.map(list), values.slice(0, 10).map(list), async (load) => {
    assert.equal(load.type, "JSON[]");
    assert.deepEqual(await load.values(), json.slice(0, 10).map((text) => `[${text},"7"]`));
  });
});

Deno.test("binary, sets, lists and maps read as BLOB, lists and STRUCT", async () => {
  const cases: [AttributeValue, string, string][] = [
    [{ B: "AAH/" }, "BLOB", '"AAH/"'],
    [{ SS: ["a", "b"] }, "VARCHAR[]", '["a","b"]'],
    [{ NS: ["1", "2.5"] }, "DECIMAL(18,1)[]", "[1,2.5]"],
    [{ BS: ["AA==", "AQ=="] }, "BLOB[]", '["AA==","AQ=="]'],
    [{ L: [N("1"), { NULL: true }] }, "BIGINT[]", "[1,null]"],
    [{ M: { b: S("x"), a: { L: [{ M: { k: { BOOL: true } } }] } } }, "", '{"a":[{"k":true}],"b":"x"}'],
    [
      JSON.parse('{"M":{"2":{"S":"x"},"1":{"S":"y"},"__proto__":{"S":"z"},"constructor":{"S":"w"}}}'),
      "",
      '{"1":"y","2":"x","__proto__":"z","constructor":"w"}',
    ],
  ];
  for (const [value, type, json] of cases) {
    await loaded([value], [value], async (load) => {
      if (type !== "") assert.equal(load.type, type);
      assert.deepEqual(await load.values(), [json]);
    });
  }
});

Deno.test("a key that is new widens a STRUCT, and the rows loaded before stay", async () => {
  const shape: AttributeValue = { M: { id: N("1"), name: S("x"), price: N("12345678901234567.25") } };
  const values: AttributeValue[] = [
    { M: { id: N("9007199254740993"), name: { NULL: true }, price: N("12345678901234567.25") } },
    { M: { id: S("contradiction"), name: S('quote " and é') } },
    { M: {} },
    { M: { id: N("1"), extra: { SS: ["new"] } } },
    { M: { price: N("0.5") } },
    { NULL: true },
  ];
  await loaded(many(200, shape), values, async (load) => {
    assert.equal(load.type, 'STRUCT("extra" VARCHAR[], "id" BIGINT, "name" VARCHAR, "price" DECIMAL(38,2))');
    assert.equal(load.contradictions, 1);
    assert.deepEqual(await load.values(), [
      '{"extra":null,"id":"9007199254740993","name":null,"price":"12345678901234567.25"}',
      '{"extra":null,"id":null,"name":"quote \\" and é","price":null}',
      '{"extra":null,"id":null,"name":null,"price":null}',
      '{"extra":["new"],"id":1,"name":null,"price":null}',
      '{"extra":null,"id":null,"name":null,"price":0.5}',
      "null",
    ]);
  });
});

Deno.test("a STRUCT past 64 keys becomes a MAP, in which a missing key is no entry", async () => {
  const keys = Array.from({ length: 63 }, (_, at) => [`k${at + 10}`, N(String(at))] as const);
  const values: AttributeValue[] = [
    { M: { k10: N("1.5"), k11: { NULL: true } } },
    { M: {} },
    { M: { z1: N("1"), z2: N("2"), y: N("3") } },
    { M: { word: S("x"), k12: N("7") } },
    { M: { list: { L: [N("1")] } } },
    { NULL: true },
  ];
  await loaded([{ M: Object.fromEntries(keys) }], values.slice(0, 3), async (load) => {
    assert.equal(load.type, "MAP(VARCHAR, DECIMAL(18,1))");
    assert.deepEqual(await load.values(), ['{"k10":1.5}', "{}", '{"y":3,"z1":1,"z2":2}']);
  });
  await loaded([{ M: Object.fromEntries(keys) }], values.slice(0, 4), async (load) => {
    // Values show what they are, whatever other maps hold.
    assert.equal(load.type, "MAP(VARCHAR, JSON)");
    assert.deepEqual(await load.values(), [
      '{"k10":1.5}',
      "{}",
      '{"y":3,"z1":1,"z2":2}',
      '{"k12":7,"word":"x"}',
    ]);
  });
  await loaded([{ M: Object.fromEntries(keys) }], values, async (load) => {
    assert.equal(load.type, "MAP(VARCHAR, JSON)");
    assert.deepEqual(await load.values(), [
      '{"k10":1.5}',
      "{}",
      '{"y":3,"z1":1,"z2":2}',
      '{"k12":7,"word":"x"}',
      '{"list":[1]}',
      "null",
    ]);
  });
});

Deno.test("an empty map is not NULL, and agrees with every shape", async () => {
  await loaded([{ M: {} }], [{ M: {} }, { NULL: true }], async (load) => {
    assert.equal(load.type, "MAP(VARCHAR, VARCHAR)");
    assert.deepEqual(await load.values(), ["{}", "null"]);
  });
  await loaded([{ M: {} }], [{ M: {} }, { M: { a: N("1") } }, { NULL: true }], async (load) => {
    assert.equal(load.type, 'STRUCT("a" BIGINT)');
    assert.deepEqual(await load.values(), ['{"a":null}', '{"a":1}', "null"]);
  });
});

Deno.test("a key of which only NULL was met is a key, whether the sample had it or an item that was read", async () => {
  const nothing: AttributeValue = { NULL: true };
  const only: AttributeValue = { M: { a: nothing } };
  for (const sample of [[], [{ M: {} }], [only]]) {
    await loaded(sample, [{ M: {} }, only], async (load) => {
      assert.equal(load.type, 'STRUCT("a" VARCHAR)');
      assert.deepEqual(await load.values(), ['{"a":null}', '{"a":null}']);
    });
  }
  const more: AttributeValue = { M: { a: nothing, b: N("1") } };
  for (const sample of [[{ M: { b: N("1") } }], [more]]) {
    await loaded(sample, [{ M: { b: N("2") } }, more], async (load) => {
      assert.equal(load.type, 'STRUCT("a" VARCHAR, "b" BIGINT)');
      assert.deepEqual(await load.values(), ['{"a":null,"b":2}', '{"a":null,"b":1}']);
    });
  }
  // More keys than a STRUCT has, all without a value: a dictionary, before and after one comes.
  const many = (from: number): AttributeValue => ({
    M: Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`k${from + at}`, nothing])),
  });
  for (const sample of [[], [many(0)], [many(0), many(40)]]) {
    await loaded(sample, [many(0), many(40), many(80)], async (load) => {
      assert.equal(load.type, "MAP(VARCHAR, VARCHAR)");
      assert.deepEqual(await load.values(), ["{}", "{}", "{}"]);
    });
    await loaded(sample, [many(0), many(40), { M: { z: N("5") } }], async (load) => {
      assert.equal(load.type, "MAP(VARCHAR, BIGINT)");
      assert.deepEqual(await load.values(), ["{}", "{}", '{"z":5}']);
    });
  }
});

Deno.test("keys that no STRUCT can have, and keys that differ by case, lose nothing", async () => {
  const odd: AttributeValue = { M: { "": N("1"), "a\0b": N("2"), plain: N("3") } };
  await loaded([{ M: { plain: N("1") } }], [{ M: { plain: N("0") } }, odd], async (load) => {
    assert.equal(load.type, "MAP(VARCHAR, BIGINT)");
    assert.deepEqual(await load.values(), ['{"plain":0}', '{"":1,"a\\u0000b":2,"plain":3}']);
  });
  const cased: AttributeValue = { M: { Plain: N("1"), plain: N("2") } };
  await loaded([{ M: { plain: N("1") } }], [{ M: { plain: N("0") } }, cased], async (load) => {
    assert.equal(load.type, "JSON");
    assert.deepEqual(await load.values(), ['{"plain":0}', '{"Plain":1,"plain":2}']);
  });
});

Deno.test("every loaded nested value turned to JSON inside the engine equals the wire's JSON", async () => {
  const scalar = fc.oneof(
    fc.string().map(S),
    fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).map((value) => N(String(value))),
    fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 16n }), fc.integer({ min: 1, max: 9 }))
      .map(([whole, part]) => N(`${whole}.0${part}`)),
  );
  const shape = fc.record({
    text: fc.string().map(S),
    number: fc.oneof(fc.integer().map((value) => N(String(value))), scalar.filter((value) => "N" in value)),
    flag: fc.boolean().map((BOOL) => ({ BOOL })),
    bytes: fc.uint8Array({ maxLength: 5 }).map((value) => ({ B: value.toBase64() })),
    list: fc.array(fc.oneof(fc.string().map(S), fc.constant<AttributeValue>({ NULL: true })), {
      maxLength: 3,
    })
      .map((L) => ({ L })),
    deep: fc.record({ x: fc.string().map(S) }, { requiredKeys: [] }).map((M) => ({ M: M as Item })),
  }, { requiredKeys: [] }).map((M): AttributeValue => ({ M: M as Item }));
  await fc.assert(
    fc.asyncProperty(fc.array(shape, { minLength: 1, maxLength: 6 }), async (values) => {
      const unknown: AttributeValue = S("a text among maps");
      await loaded(values, [...values, unknown], async (load) => {
        const texts = await load.values("a::VARCHAR");
        const expected = [...values, unknown].map((value) => JSON.parse(jsonText(value)));
        assert.deepEqual(texts.map((text) => JSON.parse(JSON.parse(text))), expected);
      });
    }),
    { numRuns: 60, seed: 7 },
  );
});

Deno.test("elements of several scalar families are texts, elements of other families JSON", async () => {
  await loaded(
    [{ L: [] }],
    [{ L: [] }, { L: [S("a")] }, { L: [N("1.50"), { BOOL: true }] }],
    async (load) => {
      assert.equal(load.type, "VARCHAR[]");
      assert.deepEqual(await load.values(), ["[]", '["a"]', '["1.5","true"]']);
    },
  );
  const lists: AttributeValue[] = [{ L: [S("1"), N("1")] }, { L: [{ M: { a: N("1") } }, { NULL: true }] }];
  await loaded([{ L: [S("1"), N("1")] }], lists, async (load) => {
    assert.equal(load.type, "JSON[]");
    assert.deepEqual(await load.values(), ['["1",1]', '[{"a":1},null]']);
  });
});
