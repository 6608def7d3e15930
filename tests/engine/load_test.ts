import assert from "node:assert/strict";
import fc from "fast-check";
import type { AttributeValue, Item } from "../../src/dynamodb/access.ts";
import type { Evidence, TableDescription } from "../../src/catalog/description.ts";
import { columnType, typeName } from "../../src/catalog/column_type.ts";
import { observe } from "../../src/catalog/evidence.ts";
import type { SqlType } from "../../src/catalog/sql_type.ts";
import { type Database, openDatabase } from "../../src/engine/duckdb/database.ts";
import type { Session } from "../../src/engine/duckdb/session.ts";
import { learnedOf, loadColumn } from "../../src/engine/load/column.ts";
import { contradictionsIn } from "../../src/engine/load/found.ts";
import { createLoadTable } from "../../src/engine/load/table.ts";
import { answerReader } from "../../src/engine/values/answer.ts";
import { canonicalNumber } from "../../src/engine/values/number_text.ts";
import { jsonText } from "../../src/engine/values/json_column.ts";

const tempDirectory = await Deno.makeTempDir();
const database: Database = await openDatabase({
  memoryBytes: 512e6,
  tempBytes: 1e9,
  tempDirectory,
  threads: 2,
});
globalThis.addEventListener("unload", () => Deno.removeSync(tempDirectory, { recursive: true }));

function described(sample: readonly Item[]): TableDescription {
  return {
    schemaName: "s",
    name: "t",
    physicalName: "t",
    itemCount: sample.length,
    sizeBytes: 0,
    key: { hash: { name: "the key", type: "S" } },
    indexes: [],
    attributes: observe(sample),
    sample: { items: sample.length, complete: false },
    refreshedAt: 0,
  };
}

interface Loaded {
  readonly session: Session;
  readonly type: string;
  readonly contradictions: number;
  readonly learned: Evidence | null;
  readonly widened: boolean;
  /** The answers of `SELECT column`, in load order. */
  values(expression?: string): Promise<string[]>;
}

/** Loads values of one attribute, typed by a sample of values, and gives the table to `look`. */
async function loaded(
  sample: readonly AttributeValue[],
  values: readonly AttributeValue[],
  look: (loaded: Loaded) => Promise<void>,
): Promise<void> {
  const table = described(sample.map((a) => ({ a })));
  const type: SqlType = columnType(table.attributes["a"]);
  const session = await database.session(new AbortController().signal);
  try {
    const column = loadColumn({ attribute: "a", path: [], column: "a", type }, table);
    const load = await createLoadTable(session, "t", [column]);
    for (const value of values) await load.append({ items: [{ a: value }], count: 1 });
    await load.flush();
    await load.settle();
    await look({
      session,
      get type() {
        return typeName(column.type);
      },
      contradictions: contradictionsIn(column.type, column.tally, undefined).reduce(
        (sum, { count }) => sum + count,
        0,
      ),
      learned: learnedOf(column),
      widened: load.widened,
      async values(expression = "a") {
        const result = await session.stream(`SELECT ${expression} FROM t ORDER BY rowid`);
        const read = answerReader(result.columnType(0));
        const texts: string[] = [];
        for (
          let chunk = await result.fetchChunk();
          chunk && chunk.rowCount > 0;
          chunk = await result.fetchChunk()
        ) {
          for (let row = 0; row < chunk.rowCount; row++) texts.push(read(chunk.getColumnVector(0), row));
        }
        return texts;
      },
    });
    load.close();
  } finally {
    session.close();
  }
}

const N = (text: string): AttributeValue => ({ N: text });
const S = (text: string): AttributeValue => ({ S: text });

Deno.test("numbers of 38 digits go from the wire to SQL and back without loss", async () => {
  const digits = fc.tuple(
    fc.boolean(),
    fc.stringMatching(/^[1-9]\d{0,37}$/),
    fc.integer({ min: 0, max: 38 }),
  ).map(([negative, digits, scale]) => {
    const padded = digits.padStart(scale + 1, "0");
    const whole = padded.slice(0, padded.length - scale);
    const fraction = padded.slice(padded.length - scale).replace(/0+$/, "");
    return `${negative ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
  });
  await fc.assert(
    fc.asyncProperty(digits, async (text) => {
      await loaded([N(text)], [N(text)], async ({ values, type }) => {
        // A double says the same number in another spelling: 1e-10.
        const plain = (json = "") => canonicalNumber(json.replaceAll('"', ""));
        const [json] = await values();
        assert.equal(plain(json), text);
        const [summed] = await values("(SELECT sum(a) FROM t)");
        assert.equal(plain(summed), text);
        // What has at most 15 digits after a point, at most 9 of them there, is a decimal.
        if (/^-?\d{1,15}(\.\d{1,9})?$/.test(text)) assert.notEqual(type, "DOUBLE");
      });
    }),
    { numRuns: 60, seed: 20261122 },
  );
});

Deno.test("exponents and trailing zeros of the wire are read as the number they are", async () => {
  await loaded(
    [N("1.5"), N("100")],
    [N("1E+2"), N("1.50"), N("-5E-1"), N("0.0"), N("-0")],
    async ({ values }) => {
      assert.deepEqual(await values(), ["100", "1.5", "-0.5", "0", "0"]);
    },
  );
});

Deno.test("a fraction widens a BIGINT column and the loaded integers stay", async () => {
  await loaded([N("7")], [N("9007199254740993"), N("1.25"), N("3")], async ({ values, type, widened }) => {
    assert.equal(widened, true);
    assert.equal(type, "DECIMAL(38,2)");
    assert.deepEqual(await values(), ['"9007199254740993"', "1.25", "3"]);
  });
});

Deno.test("a number past BIGINT widens to DECIMAL, one past 38 digits to DOUBLE", async () => {
  await loaded([N("7")], [N("9223372036854775807"), N("9223372036854775808")], async ({ values, type }) => {
    assert.equal(type, "DECIMAL(38,0)");
    assert.deepEqual(await values(), ['"9223372036854775807"', '"9223372036854775808"']);
  });
  await loaded([N("7")], [N("7"), N("1E+100"), N("0.5")], async ({ values, type }) => {
    assert.equal(type, "DOUBLE");
    assert.deepEqual(await values(), ["7", "1e+100", "0.5"]);
  });
});

const many = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

Deno.test("a contradicting value does not make JSON of a column of numbers that widens after it", async () => {
  await loaded(
    many(200, N("7")),
    [N("7"), { M: {} }, N("1.25")],
    async ({ values, type, contradictions }) => {
      assert.equal(type, "DECIMAL(18,2)");
      assert.equal(contradictions, 1);
      assert.deepEqual(await values(), ["7", "null", "1.25"]);
    },
  );
});

Deno.test("a widening in mid-chunk keeps every row once and in order", async () => {
  const table = described([{ a: N("1") }]);
  const session = await database.session(new AbortController().signal);
  try {
    const column = loadColumn({ attribute: "a", path: [], column: "a", type: { kind: "BIGINT" } }, table);
    const load = await createLoadTable(session, "t", [column]);
    const items = Array.from({ length: 10_000 }, (_, at) => ({ a: N(at === 7_000 ? "7000.5" : String(at)) }));
    await load.append({ items, count: items.length });
    await load.flush();
    await load.settle();
    assert.equal(load.rows, 10_000);
    assert.deepEqual(
      await session.rows(
        "SELECT count(*), sum(a)::VARCHAR, count(DISTINCT a), bool_and(rowid = floor(a)) FROM t",
      ),
      [[10_000n, "49995000.5", 10_000n, true]],
    );
    load.close();
  } finally {
    session.close();
  }
});

Deno.test("a value of another family reads as NULL and is counted", async () => {
  await loaded(many(300, N("1")), [N("1"), S("x"), { BOOL: true }, { NULL: true }, N("2")], async (load) => {
    assert.equal(load.contradictions, 2);
    assert.deepEqual(await load.values(), ["1", "null", "null", "null", "2"]);
  });
  await loaded(many(300, S("x")), [S("x"), N("1"), { L: [] }], async (load) => {
    assert.equal(load.contradictions, 2);
    assert.deepEqual(await load.values(), ['"x"', "null", "null"]);
  });
});

Deno.test("mixed scalars read as text: numbers in plain digits, booleans as true and false", async () => {
  const values = [S("x"), N("1.50"), N("1E+3"), { BOOL: false }, { B: "AAE=" }];
  await loaded(values, values, async (load) => {
    assert.equal(load.type, "VARCHAR");
    assert.deepEqual(await load.values(), ['"x"', '"1.5"', '"1000"', '"false"', '"AAE="']);
  });
});

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

Deno.test("what nobody has seen takes the type of what is met", async () => {
  await loaded([], [{ NULL: true }, N("1"), N("2.5")], async (load) => {
    assert.equal(load.type, "DECIMAL(18,1)");
    assert.deepEqual(await load.values(), ["null", "1", "2.5"]);
  });
  await loaded(
    [],
    [{ M: { a: { L: [] } } }, { M: { a: { L: [{ M: { b: { B: "AA==" } } }] } } }],
    async (load) => {
      assert.equal(load.type, 'STRUCT("a" STRUCT("b" BLOB)[])');
      assert.deepEqual(await load.values(), ['{"a":[]}', '{"a":[{"b":"AA=="}]}']);
    },
  );
  await loaded([], [{ NULL: true }], async (load) => {
    assert.equal(load.type, "VARCHAR");
    assert.deepEqual(await load.values(), ["null"]);
  });
});

Deno.test("many contradictions make the column another, few do not, in whatever order they come", async () => {
  const rows = (odd: number) => [...many(odd, S("odd")), ...many(1000 - odd, N("1.50"))];
  for (
    const order of [(values: AttributeValue[]) => values, (values: AttributeValue[]) => values.toReversed()]
  ) {
    for (const sample of [[], many(20, N("1")), many(20, S("x")).concat(many(5000, N("1")))]) {
      await loaded(sample, order(rows(10)), async (load) => {
        assert.equal(load.type, "DECIMAL(18,1)");
        assert.equal(load.contradictions, 10);
        assert.equal((await load.values()).filter((value) => value === "null").length, 10);
      });
    }
    await loaded(many(20, N("1")), order(rows(11)), async (load) => {
      assert.equal(load.type, "VARCHAR");
      assert.equal(load.contradictions, 0);
      const values = await load.values();
      assert.equal(values.filter((value) => value === '"odd"').length, 11);
      assert.equal(values.filter((value) => value === '"1.5"').length, 989);
    });
  }
});

Deno.test("a read that looks for the odd items does not change what the table is", async () => {
  await loaded(many(1000, N("1")), many(9, S("odd")), async (load) => {
    assert.deepEqual(await load.values(), many(9, "null"));
    assert.equal(load.type, "BIGINT");
    assert.equal(load.contradictions, 9);
    assert.deepEqual(load.learned?.shares, { S: 90 });
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

Deno.test("a column's type and rows do not depend on what was sampled, nor on the order of items", async () => {
  const scalar = fc.constantFrom<AttributeValue>(
    S("x"),
    S("1"),
    N("1"),
    N("1.5"),
    N("0.30000000000000004"),
    N("12345678901234567890"),
    N("1E+30"),
    N("1E-30"),
    N("9007199254740993"),
    { BOOL: true },
    { NULL: true },
    { B: "AA==" },
    { SS: ["a", "b"] },
    { NS: ["1", "2.5"] },
  );
  const value: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      { weight: 3, arbitrary: scalar },
      { weight: 1, arbitrary: fc.array(tie("value"), { maxLength: 3 }).map((L) => ({ L })) },
      {
        weight: 2,
        arbitrary: fc.dictionary(fc.constantFrom("a", "b", "c", "A", "z"), tie("value"), { maxKeys: 3 })
          .map((M) => ({ M })),
      },
    ),
  })).value;
  const read = async (sample: AttributeValue[], values: AttributeValue[]) => {
    let found: { type: string; told: number; values: unknown[] } = { type: "", told: 0, values: [] };
    await loaded(sample, values, async (load) => {
      found = {
        type: load.type,
        told: load.contradictions,
        values: (await load.values()).map((text) => withoutNulls(JSON.parse(text))),
      };
    });
    return found;
  };
  await fc.assert(
    fc.asyncProperty(
      fc.array(value, { minLength: 1, maxLength: 7 }),
      fc.nat(),
      fc.nat({ max: 3 }),
      async (values, turn, sampled) => {
        const complete = await read(values, values);
        const at = turn % values.length;
        const turned = [...values.slice(at), ...values.slice(0, at)].toReversed();
        const found = await read(values.slice(0, sampled), turned);
        // A mixture of scalars cannot become JSON while it is read, nor inexact numbers texts: that is told.
        if (found.told > 0 && (complete.type.includes("JSON") || found.type.includes("DOUBLE"))) return;
        const back = found.values.toReversed();
        assert.deepEqual(
          [...back.slice(-at || back.length), ...back.slice(0, -at || back.length)],
          complete.values,
        );
        assert.equal(found.type, complete.type);
      },
    ),
    { numRuns: 150 },
  );
});

/** A NULL in a map is as good as missing. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== null).map((
      [key, member],
    ) => [key, withoutNulls(member)]),
  );
}

Deno.test("texts survive: empty, NUL, astral characters, quotes", async () => {
  const texts = ["", "\u0000a\u0000", "🎉é漢", "'\"\\", " \n\t", "x".repeat(300_000)];
  await loaded([S("x")], texts.map(S), async (load) => {
    assert.deepEqual(await load.values(), texts.map((text) => JSON.stringify(text)));
  });
});
