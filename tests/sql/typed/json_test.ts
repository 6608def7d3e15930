/** JSON by value wherever a statement orders or compares it. */
import assert from "node:assert/strict";
import { bindDates } from "../../../src/sql/text_dates/dates.ts";
import { printSql } from "../../../src/sql/print.ts";
import { canonicalJson } from "../../../src/sql/typed/json_canonical.ts";
import { rewriteTyped } from "../../../src/sql/typed/typed.ts";
import { answer, dialect, rewritten } from "./answers.ts";

const rowsOf = async (sql: string) => (await answer(sql)).rows;
/** The first column, as one text. */
const firsts = async (sql: string) => (await rowsOf(sql)).map(([first]) => first).join(" ");

const NUMBERS = "('nine', 'ten', 'ta')";

Deno.test("distinct JSON is ordered by value", async () => {
  const two = "(SELECT * FROM orders_of UNION ALL SELECT * FROM orders_of)";
  assert.equal(await firsts(`SELECT DISTINCT j FROM ${two} WHERE id IN ${NUMBERS} ORDER BY j`), '9 10 "a"');
  assert.equal(
    await firsts(`SELECT DISTINCT j AS k FROM ${two} WHERE id IN ${NUMBERS} ORDER BY k DESC`),
    '"a" 10 9',
  );
  assert.equal(
    await firsts(`SELECT DISTINCT id, j FROM ${two} WHERE id IN ${NUMBERS} ORDER BY 2`),
    "nine ten ta",
  );
  assert.equal(
    await firsts(`SELECT DISTINCT ON (true) id FROM ${two} WHERE id IN ${NUMBERS} ORDER BY j`),
    "nine",
  );
  assert.equal(
    await firsts(
      `WITH w AS (SELECT DISTINCT j FROM ${two} WHERE id IN ${NUMBERS} ORDER BY j LIMIT 2) FROM w`,
    ),
    "9 10",
  );
});

Deno.test("ORDER BY ALL, places after * and set operations order JSON by value", async () => {
  const some = `FROM orders_of WHERE id IN ${NUMBERS}`;
  for (
    const [sql, right] of [
      [`SELECT j, id ${some} ORDER BY ALL`, '9 10 "a"'],
      [`SELECT j, id ${some} ORDER BY ALL DESC`, '"a" 10 9'],
      [`SELECT * ${some} ORDER BY 2`, "nine ten ta"],
      [`SELECT * ${some} ORDER BY 2 DESC LIMIT 1 OFFSET 1`, "ten"],
      [`SELECT j ${some} UNION ALL SELECT j FROM longs WHERE id = 'five' ORDER BY 1`, '5 9 10 "a"'],
      [`SELECT j AS k ${some} UNION SELECT j FROM docs WHERE id = 'n' ORDER BY k DESC LIMIT 2`, '"a" 10'],
      [`SELECT * ${some} UNION ALL SELECT * FROM longs WHERE id = 'five' ORDER BY j`, "five nine ten ta"],
      [`SELECT j ${some} UNION BY NAME SELECT j FROM longs WHERE id = 'five' ORDER BY ALL`, '5 9 10 "a"'],
      [`SELECT j ${some} EXCEPT SELECT '9.0'::JSON ORDER BY j`, '10 "a"'],
      [`SELECT j ${some} INTERSECT SELECT '1e1'::JSON`, "10"],
      [`SELECT j, count(*) ${some} GROUP BY ALL ORDER BY ALL`, '9 10 "a"'],
    ] as const
  ) assert.equal(await firsts(sql), right, sql);
});

Deno.test("a statement whose order is put around it keeps the names of its columns", async () => {
  const everything = { decimals: true, wide: true, floats: true, json: true, nested: true };
  for (
    const [sql, names] of [
      ["SELECT j || 'x', j FROM orders_of ORDER BY ALL", ["(j || 'x')", "j"]],
      ["SELECT *, j || 'x' FROM orders_of ORDER BY ALL", ["id", "j", "(j || 'x')"]],
      ["SELECT j || 'x', j FROM orders_of UNION SELECT id, j FROM orders_of ORDER BY 2", ["(j || 'x')", "j"]],
      ["SELECT a.*, b.* FROM orders_of a, orders_of b ORDER BY ALL", ["id", "j", "id", "j"]],
      ["WITH w AS (SELECT j, upper(id) FROM orders_of) SELECT * FROM w ORDER BY 1", ["j", "upper(id)"]],
    ] as const
  ) {
    const { tree } = await rewriteTyped((await bindDates(sql, dialect)).tree, dialect, everything);
    const read = await dialect.connection.runAndReadAll(await printSql(tree, dialect));
    assert.deepEqual(read.columnNames(), names, sql);
  }
});

Deno.test("JSON beside JSON compares by value", async () => {
  const pairs = (where: string) =>
    rowsOf(
      `SELECT a.id, b.id FROM orders_of a, orders_of b WHERE a.id IN ${NUMBERS} AND b.id IN ${NUMBERS} AND ${where} ORDER BY ALL`,
    );
  assert.deepEqual(await pairs("a.j < b.j"), [["nine", "ta"], ["nine", "ten"], ["ten", "ta"]]);
  assert.deepEqual(await pairs("a.j >= b.j AND a.id <> b.id"), [["ta", "nine"], ["ta", "ten"], [
    "ten",
    "nine",
  ]]);
  assert.deepEqual(await pairs("a.j BETWEEN b.j AND '9.50'::JSON AND a.id <> 'ta'"), [["nine", "nine"]]);
  assert.deepEqual(await pairs("a.j = b.j"), [["nine", "nine"], ["ta", "ta"], ["ten", "ten"]]);
  assert.equal(
    await firsts(
      "SELECT count(*) FROM orders_of a JOIN orders_of b ON a.j < b.j WHERE a.id = 'huge' AND b.id = 'huger'",
    ),
    "1",
  );
});

Deno.test("JSON of a statement equals what it means, however it is spelled", async () => {
  const ids = (where: string) => firsts(`SELECT id FROM orders_of WHERE ${where} ORDER BY id`);
  assert.equal(await ids("j = '10.0'::JSON"), "ten");
  assert.equal(await ids("j = '1.0e1'::JSON"), "ten");
  assert.equal(await ids(`j = '{ "a" : 1.0 }'::JSON`), "map");
  assert.equal(await ids(`j IN ('9.00'::JSON, '"a"'::JSON, '{"a":1e0}'::JSON)`), "map nine ta");
  assert.equal(await ids("j = to_json(10.00) OR j = to_json('a')"), "ta ten");
  assert.equal(await ids("j = '12345678901234567.250'::JSON"), "huge");
  assert.equal(
    await firsts(
      `SELECT '{"b":2,"a":[1.50,{"d":null,"c":1}]}'::JSON = json_object('a', json_array(1.5, json_object('c', 1, 'd', NULL)), 'b', 2.0) FROM docs LIMIT 1`,
    ),
    "true",
  );
  assert.equal(
    await firsts(`SELECT to_json({'b': 1, 'a': 2.50}) = '{"a":2.5,"b":1}'::JSON FROM docs LIMIT 1`),
    "true",
  );
});

Deno.test("JSON that a subquery, a join or VALUES makes of constants equals what it means", async () => {
  const made = [
    `(VALUES ('10.0'::JSON), ('{"a" : 1.00}'::JSON))`,
    `(SELECT '1.0e1'::JSON UNION ALL SELECT json('{"a":1e0}'))`,
    `(SELECT unnest(l) FROM (SELECT '10.0'::JSON AS k, '{ "a": 1.0 }'::JSON AS o) q, (SELECT [q.k, q.o] AS l))`,
  ];
  for (const from of made) {
    const join = `SELECT id FROM orders_of, ${from} v(k) WHERE j = k ORDER BY id`;
    assert.equal(await firsts(join), "map ten", from);
    assert.equal(
      await firsts(`SELECT id FROM orders_of JOIN ${from} v(j) USING (j) ORDER BY id`),
      "map ten",
      from,
    );
    assert.equal(
      await firsts(`SELECT id FROM orders_of WHERE j IN (FROM ${from}) ORDER BY id`),
      "map ten",
      from,
    );
  }
  assert.equal(
    await firsts(`WITH w AS (SELECT '{"b":2.0,"a":1}'::JSON AS k) SELECT k = '{"a":1,"b":2}'::JSON FROM w`),
    "true",
  );
  assert.equal(
    await firsts(
      `SELECT a.k = b.k FROM (VALUES ('{"b":2,"a":1.0}'::JSON)) a(k), (SELECT json_object('b', 2, 'a', 1) AS k) b`,
    ),
    "true",
  );
  assert.equal(await firsts("SELECT '1.0'::JSON"), "1.0");
});

Deno.test("the canonical form of JSON has keys in order and numbers as columns hold them", () => {
  for (
    const [json, right] of [
      ["1.0", "1"],
      ["-0.0", "0"],
      ["0.50", "0.5"],
      ["12.5e1", "125"],
      ["1.25e-3", "0.00125"],
      ["-7e3", "-7000"],
      ["9007199254740993", "9007199254740993"],
      ["123456789012345.25", '"123456789012345.25"'],
      ["12345678901234567890123456789012345678", "12345678901234567890123456789012345678"],
      [' { "b" : [ 1.0 , true ], "a" : "1.0" } ', '{"a":"1.0","b":[1,true]}'],
      ["1e999999999", "1e999999999"],
      ['"\\u0041"', '"A"'],
      ["{", null],
    ] as const
  ) assert.equal(canonicalJson(json), right, json);
});

Deno.test("aggregates, lists and the greatest of JSON go by value", async () => {
  const some = `FROM orders_of WHERE id IN ${NUMBERS}`;
  const only = async (expressions: string) => (await rowsOf(`SELECT ${expressions} ${some}`))[0];
  assert.deepEqual(await only("arg_min(id, j), arg_max(id, j), min_by(id, j), max_by(id, j)"), [
    "nine",
    "ta",
    "nine",
    "ta",
  ]);
  assert.deepEqual(
    await only("list(id ORDER BY j), string_agg(id, ',' ORDER BY j DESC), first(id ORDER BY j)"),
    [
      ["nine", "ten", "ta"],
      "ta,ten,nine",
      "nine",
    ],
  );
  assert.deepEqual(
    await only("list(j ORDER BY j), list_sort(list(j)), list_reverse_sort(list(j)), min(j, 2)"),
    [
      ["9", "10", '"a"'],
      ["9", "10", '"a"'],
      ['"a"', "10", "9"],
      ["9", "10"],
    ],
  );
  assert.deepEqual(await only("list_min(list(j)), list_max(list(j)), list_aggregate(list(j), 'min')"), [
    "9",
    '"a"',
    "9",
  ]);
  assert.deepEqual(
    await rowsOf(
      "SELECT greatest(a.j, b.j), least(a.j, b.j, z.j) FROM orders_of a, orders_of b, orders_of z WHERE a.id = 'nine' AND b.id = 'ten' AND z.id = 'z'",
    ),
    [["10", "9"]],
  );
  assert.deepEqual(await only("median(j), quantile_disc(j, 0.5), quantile_cont(j, 0.25)"), [9.5, 9, 9.25]);
  assert.deepEqual(
    await rowsOf(`SELECT id, rank() OVER (ORDER BY j), max(j) OVER (ORDER BY id) ${some} ORDER BY id`),
    [["nine", "1", "9"], ["ta", "3", '"a"'], ["ten", "2", '"a"']],
  );
});

Deno.test("numbers in maps and lists are ordered by value, however large or small they are", async () => {
  // From the least: -1e50, -2, -1e-20, 0, 1e-20, 2.5e-16, 0.5, 2, 1e37, 2e50.
  const numbers = "2, 1e50 * 2, 1e-20, -1e50, 0.5, -1e-20, 0, -2, 1e37, 2.5e-16";
  const from = `FROM (SELECT {a: unnest([${numbers}]::DOUBLE[])} AS m) ORDER BY to_json(m)`;
  assert.equal(
    (await rowsOf(`SELECT (m.a)::VARCHAR ${from}`)).join(" "),
    `-1e+50 -2 -1e-20 0 1e-20 2.5e-16 0.5 2 1${"0".repeat(37)} 2e+50`,
  );
});

Deno.test("JSON that subqueries make of constants leaves their columns the names they have", async () => {
  const sql = "SELECT * FROM (SELECT json_object('b', 1, 'a', n) FROM money WHERE id = 'a')";
  const { given } = await rewritten(sql, (text) => dialect.connection.runAndReadAll(text));
  assert.deepEqual(given.columnNames(), ["json_object('b', 1, 'a', n)"]);
  const referred = `SELECT q."json_object('b', 1, 'a', 2)" FROM (SELECT json_object('b', 1, 'a', 2)) q`;
  assert.deepEqual(await rowsOf(referred), [['{"a":2,"b":1}']]);
});

Deno.test("of equal JSON, min and max are the same wherever they are read first", async () => {
  const two = [`('{"a":1,"b":null}'::JSON)`, `('{"a":1}')`];
  for (const values of [two, two.toReversed()]) {
    const [row = []] = await rowsOf(
      `SELECT min(j), max(j), min(j, 1), max(j) FILTER (false) FROM (VALUES ${values}, (NULL)) AS t(j)`,
    );
    assert.deepEqual(row, ['{"a":1,"b":null}', '{"a":1}', ['{"a":1,"b":null}'], null]);
  }
});
