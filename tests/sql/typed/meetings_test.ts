/** Texts of numbers that no column holds, and of numbers that meet text without a cast. */
import assert from "node:assert/strict";
import { bindDates } from "../../../src/sql/text_dates/dates.ts";
import { printSql } from "../../../src/sql/print.ts";
import { rewriteTyped } from "../../../src/sql/typed/typed.ts";
import { answer, dialect } from "./answers.ts";

const rowsOf = async (sql: string) => (await answer(sql)).rows;
const only = async (expressions: string, from = "") =>
  (await rowsOf(`SELECT ${expressions} ${from === "" ? "" : `FROM ${from}`}`))[0];

Deno.test("a constant's text is the shortest decimal, as a column's is", async () => {
  assert.deepEqual(await only("10.50::VARCHAR, 'a' || 2.0, concat(10.50, NULL, -0.50), 7.0 || ''"), [
    "10.5",
    "a2",
    "10.5-0.5",
    "7",
  ]);
  assert.deepEqual(
    await only("[1.50, 2]::VARCHAR, {'a': 1.50}::VARCHAR, row(1.50)::VARCHAR, MAP {1.50: 2.0}::VARCHAR"),
    ["[1.5, 2]", "{'a': 1.5}", "(1.5)", "{1.5=2}"],
  );
  assert.deepEqual(
    await only("1.0::DOUBLE || '', 1e20::VARCHAR, 1e-7::VARCHAR, 1e-16::VARCHAR, '-0.0'::DOUBLE::VARCHAR"),
    ["1", "100000000000000000000", "0.0000001", "1e-16", "0"],
  );
  assert.deepEqual(
    await only(
      "cast('10.50' AS DECIMAL(10,2))::VARCHAR, (1.25 * 2)::TEXT, (4 / 2)::VARCHAR, sum(1.50)::VARCHAR",
    ),
    ["10.5", "2.5", "2", "1.5"],
  );
  assert.deepEqual(
    await only(
      "string_agg(1.50, ','), array_to_string([1.50, 2], ','), list_string_agg([2.0]), concat_ws('-', 1.50, 'x')",
    ),
    ["1.5", "1.5,2", "2", "1.5-x"],
  );
  assert.deepEqual(
    await only("to_json(10.50)::VARCHAR, json_array(2.0)::VARCHAR, format('{}', 10.50), printf('%s', 2.0)"),
    ["10.5", "[2]", "10.5", "2"],
  );
  assert.deepEqual(await rowsOf("SELECT x::VARCHAR FROM (VALUES (10.50), (2.0)) v(x)"), [["10.5"], ["2"]]);
  assert.deepEqual(await rowsOf("SELECT id FROM money WHERE total::VARCHAR = 10.50::VARCHAR"), [["a"]]);
});

Deno.test("texts of numbers that only the statement has are short over tables without any", async () => {
  const none = { decimals: false, wide: false, floats: false, json: false, nested: false };
  for (
    const [sql, right] of [
      ["SELECT x::VARCHAR FROM (SELECT 1.50 AS x FROM docs LIMIT 1)", "1.5"],
      ["WITH w AS (SELECT 2.0 AS x) SELECT 'a' || x FROM w", "a2"],
      ["SELECT 1.50 AS x, x || '' AS y FROM docs LIMIT 1", "1.5"],
      ["SELECT list_transform([1.50], lambda x: x || '')[1]", "1.5"],
      ["SELECT to_json(x)::VARCHAR FROM (SELECT 2.0 AS x)", "2"],
      ["SELECT 'x' WHERE false UNION ALL SELECT 1.50", "1.5"],
    ] as const
  ) {
    const { tree } = await bindDates(sql, dialect);
    const typed = await rewriteTyped(tree, dialect, none);
    assert.equal((await dialect.rows(await printSql(typed.tree, dialect)))[0]?.at(-1), right, sql);
  }
});

Deno.test("numbers and texts of set operations meet as the shortest texts, whatever names the columns", async () => {
  for (
    const [sql, right] of [
      ["SELECT * FROM (SELECT id FROM money) UNION ALL SELECT * FROM (SELECT total FROM money)", [
        ["a"],
        ["b"],
        ["10.5"],
        ["20"],
      ]],
      ["SELECT * FROM (SELECT total FROM money) EXCEPT SELECT * FROM (SELECT '20'::VARCHAR)", [["10.5"]]],
      ["SELECT * FROM (SELECT d FROM money) INTERSECT SELECT * FROM (SELECT '7'::VARCHAR)", [["7"]]],
      ["SELECT id, d FROM money UNION ALL BY NAME SELECT total AS id FROM money", [
        ["a", 7],
        ["b", 2.5],
        ["10.5", null],
        ["20", null],
      ]],
      ["SELECT * FROM (SELECT id, 'x' AS t FROM money) UNION ALL BY NAME SELECT d AS t FROM money", [
        ["a", "x"],
        ["b", "x"],
        [null, "7"],
        [null, "2.5"],
      ]],
      [
        "(SELECT total FROM money ORDER BY total LIMIT 1) UNION ALL (SELECT * FROM (SELECT id FROM money) ORDER BY 1 LIMIT 1)",
        [
          ["10.5"],
          ["a"],
        ],
      ],
      [
        "WITH RECURSIVE r(x, k) AS (SELECT 'a'::VARCHAR, 1 UNION ALL SELECT 10.50, k + 1 FROM r WHERE k < 2) SELECT x FROM r",
        [
          ["a"],
          ["10.5"],
        ],
      ],
      [
        "SELECT *, d || '' FROM (SELECT d FROM money WHERE id = 'a') UNION ALL SELECT id, '' FROM money WHERE id = 'a'",
        [
          ["7", "7"],
          ["a", ""],
        ],
      ],
      ["SELECT [total] FROM money UNION ALL SELECT [id] FROM money", [
        [["10.5"]],
        [["20"]],
        [["a"]],
        [["b"]],
      ]],
      [
        "SELECT {'v': total, 'w': 2.5} AS s FROM money WHERE id = 'b' UNION ALL SELECT {'v': id, 'w': 0.25} FROM money WHERE id = 'a'",
        [
          [{ v: "20", w: "2.50" }],
          [{ v: "a", w: "0.25" }],
        ],
      ],
    ] as const
  ) assert.deepEqual(await rowsOf(sql), right, sql);
});

Deno.test("columns of set operations keep the names they had", async () => {
  const everything = { decimals: true, wide: true, floats: true, json: true, nested: true };
  for (
    const [sql, names] of [
      ["SELECT *, d || 'x' FROM (SELECT d FROM money) UNION ALL SELECT id, id FROM money", [
        "d",
        "(d || 'x')",
      ]],
      ["SELECT d + 1, * FROM (SELECT d FROM money) UNION ALL SELECT id, id FROM money", ["(d + 1)", "d"]],
      ["SELECT sum(d), min(d) AS m FROM money UNION SELECT id, id FROM money", ["sum(d)", "m"]],
      ["SELECT d FROM money UNION BY NAME SELECT id, id AS D FROM money", ["d", "id"]],
    ] as const
  ) {
    const { tree } = await rewriteTyped((await bindDates(sql, dialect)).tree, dialect, everything);
    const read = await dialect.connection.runAndReadAll(await printSql(tree, dialect));
    assert.deepEqual(read.columnNames(), names, sql);
  }
});

Deno.test("set operations of JSON with text are of text, with numbers of JSON", async () => {
  assert.deepEqual(
    await rowsOf("SELECT j FROM docs WHERE id IN ('s', 'n') UNION ALL SELECT id FROM money WHERE id = 'a'"),
    [["x"], ["5"], ["a"]],
  );
  assert.deepEqual(
    await rowsOf("SELECT * FROM (SELECT j FROM docs WHERE id = 's') INTERSECT SELECT 'x'"),
    [["x"]],
  );
  assert.deepEqual(
    await rowsOf(
      "SELECT j FROM docs WHERE id = 'n' UNION SELECT total - total + 5 FROM money UNION SELECT d FROM money WHERE d = 7 ORDER BY 1",
    ),
    [["5"], ["7"]],
  );
  assert.deepEqual(
    await rowsOf("SELECT [j] FROM docs WHERE id = 'n' UNION ALL SELECT [d] FROM money WHERE id = 'a'"),
    [[["5"]], [["7"]]],
  );
});

Deno.test("numbers beside texts in rows, lists and defaults are their shortest texts", async () => {
  assert.deepEqual(
    await only(
      "row(total) = row('10.5'::VARCHAR), [total] = ['10.5'::VARCHAR], (total, 1) IN (('10.5'::VARCHAR, 1))",
      "money WHERE id = 'a'",
    ),
    [true, true, true],
  );
  assert.deepEqual(
    await only("row(d) = row('7'::VARCHAR), [d, 1] <> ['7'::VARCHAR, '2']", "money WHERE id = 'a'"),
    [true, true],
  );
  assert.deepEqual(
    await rowsOf(
      "SELECT lag(id, 1, total * 2) OVER (ORDER BY id), lead(id, 1, 1.50) OVER (ORDER BY id) FROM money",
    ),
    [["21", "b"], ["a", "1.5"]],
  );
  assert.deepEqual(
    await only("list_resize([id], 2, d), list_resize([id], 2, 2.50)", "money WHERE id = 'a'"),
    [
      ["a", "7"],
      ["a", "2.5"],
    ],
  );
  assert.deepEqual(await only("coalesce(j, d)", "docs, money WHERE docs.id = 'z' AND money.id = 'a'"), ["7"]);
});

Deno.test("rows that are listed by the thousand, with numbers of several types, are compared by value", async () => {
  const others = Array.from(
    { length: 1_000 },
    (_, at) => [`('x', ${at})`, `('x', ${at}.5)`, `('x', ${at}.125)`],
  );
  const found = async (last: string) => {
    const from = "(VALUES ('a', 10.46), ('b', 7)) t(id, total)";
    const rows = [...others.flat(), last].join(", ");
    return await rowsOf(`SELECT id FROM ${from} WHERE (id, total) IN (${rows}) ORDER BY id`);
  };
  assert.deepEqual(await found("('a', 10.5)"), []);
  assert.deepEqual(await found("('a', 10.460)"), [["a"]]);
  assert.deepEqual(await found("('b', 7.000)"), [["b"]]);
});
