import assert from "node:assert/strict";
import fc from "fast-check";
import type { AttributeValue, Item } from "../../src/dynamodb/access.ts";
import type { TableDescription } from "../../src/catalog/description.ts";
import { columnType, typeName } from "../../src/catalog/column_type.ts";
import { observe } from "../../src/catalog/evidence.ts";
import type { SqlType } from "../../src/catalog/sql_type.ts";
import { type Database, openDatabase } from "../../src/engine/duckdb/database.ts";
import type { Session } from "../../src/engine/duckdb/session.ts";
import { loadColumn } from "../../src/engine/load/column.ts";
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
    await look({
      session,
      get type() {
        return typeName(column.type);
      },
      contradictions: column.contradictions,
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
    assert.equal(type, "DECIMAL(18,2)");
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

Deno.test("a contradicting value does not make JSON of a column of numbers that widens after it", async () => {
  await loaded([N("7")], [N("7"), { M: {} }, N("1.25")], async ({ values, type, contradictions }) => {
    assert.equal(type, "DECIMAL(18,2)");
    assert.equal(contradictions, 1);
    assert.deepEqual(await values(), ["7", "null", "1.25"]);
  });
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
  await loaded([N("1")], [N("1"), S("x"), { BOOL: true }, { NULL: true }, N("2")], async (load) => {
    assert.equal(load.contradictions, 2);
    assert.deepEqual(await load.values(), ["1", "null", "null", "null", "2"]);
  });
  await loaded([S("x")], [S("x"), N("1"), { L: [] }], async (load) => {
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

Deno.test("a key outside the shape makes the column JSON, and nothing of any row is dropped", async () => {
  const shape: AttributeValue = { M: { id: N("1"), name: S("x"), price: N("12345678901234567.25") } };
  const values: AttributeValue[] = [
    { M: { id: N("9007199254740993"), name: { NULL: true }, price: N("12345678901234567.25") } },
    { M: { id: S("contradiction"), name: S('quote " and é') } },
    { M: {} },
    { M: { id: N("1"), extra: { SS: ["new"] } } },
    { M: { price: N("0.5") } },
  ];
  await loaded([shape], values, async (load) => {
    assert.equal(load.type, "JSON");
    const [, , ...plain] = await load.values("a::VARCHAR");
    assert.deepEqual(await load.values("a::VARCHAR"), values.map((value) => JSON.stringify(jsonText(value))));
    assert.equal(plain.length, 3);
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
      const unknown: AttributeValue = { M: { "not in the shape": S("x") } };
      await loaded(values, [...values, unknown], async (load) => {
        const texts = await load.values("a::VARCHAR");
        const expected = [...values, unknown].map((value) => JSON.parse(jsonText(value)));
        assert.deepEqual(texts.map((text) => JSON.parse(JSON.parse(text))), expected);
      });
    }),
    { numRuns: 60, seed: 7 },
  );
});

Deno.test("the first value at a place where none was ever seen is kept, as JSON", async () => {
  await loaded([{ L: [] }], [{ L: [] }, { L: [S("a")] }, { L: [N("1"), { BOOL: true }] }], async (load) => {
    assert.equal(load.type, "JSON");
    assert.deepEqual(await load.values(), ["[]", '["a"]', "[1,true]"]);
  });
});

Deno.test("texts survive: empty, NUL, astral characters, quotes", async () => {
  const texts = ["", "\u0000a\u0000", "🎉é漢", "'\"\\", " \n\t", "x".repeat(300_000)];
  await loaded([S("x")], texts.map(S), async (load) => {
    assert.deepEqual(await load.values(), texts.map((text) => JSON.stringify(text)));
  });
});
