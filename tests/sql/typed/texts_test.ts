import assert from "node:assert/strict";
import { answer, dialect, one, rewritten, rows } from "./answers.ts";

Deno.test("a number's text is the shortest decimal that says it", async () => {
  const texts = async (expression: string) =>
    (await answer(`SELECT ${expression} FROM money WHERE id = 'a'`)).rows[0];
  assert.deepEqual(await texts("total::VARCHAR, wide::VARCHAR, (total * 2)::VARCHAR, n::VARCHAR"), [
    "10.5",
    "12345678901234567890.12",
    "21",
    "7",
  ]);
  assert.deepEqual(
    await texts("d::VARCHAR, (d / 2)::VARCHAR, (d * 1e20)::VARCHAR, (d / 1e7)::VARCHAR, (0 * d)::VARCHAR"),
    [
      "7",
      "3.5",
      "700000000000000000000",
      "0.0000007",
      "0",
    ],
  );
  assert.deepEqual(
    await texts("total || 'x', concat(id, d, total), id || (total - total), CAST(-total AS TEXT)"),
    [
      "10.5x",
      "a710.5",
      "a0",
      "-10.5",
    ],
  );
  assert.deepEqual(await texts("string_agg(total, ',')"), ["10.5"]);
  assert.deepEqual(await texts("'10.50' || 'x', 10.50 || 'x', NULL || total"), ["10.50x", "10.5x", null]);
});

Deno.test("numbers within lists, structs, maps and rows are written as they are alone", async () => {
  const texts = async (expression: string, from = "money WHERE id = 'a'") =>
    (await answer(`SELECT ${expression} FROM ${from}`)).rows[0];
  assert.deepEqual(
    await texts("[total, 2]::VARCHAR, s::VARCHAR, row(total, id)::VARCHAR, MAP {id: wide}::VARCHAR"),
    [
      "[10.5, 2]",
      "{'a': 1, 'b': 2.5}",
      "(10.5, a)",
      "{a=12345678901234567890.12}",
    ],
  );
  assert.deepEqual(
    await texts("s::VARCHAR, [{'x': [total - total]}, NULL]::VARCHAR", "money WHERE id = 'b'"),
    [
      null,
      "[{'x': [0]}, NULL]",
    ],
  );
  assert.deepEqual(
    await texts("array_to_string([total, wide], ','), list_aggregate([total, d], 'string_agg', '/')"),
    [
      "10.5,12345678901234567890.12",
      "10.5/7",
    ],
  );
  assert.deepEqual(await texts("[total, ratio]::VARCHAR[], list_transform([ratio], lambda x: x || '!')"), [
    ["10.5", "0.3"],
    ["0.3!"],
  ]);
  assert.deepEqual(await texts("string_agg(DISTINCT total::VARCHAR, ',' ORDER BY total::VARCHAR)", "money"), [
    "10.5,20",
  ]);
});

Deno.test("numbers in JSON that a statement makes are exact, and as short as they can be", async () => {
  const texts = async (expression: string, from = "money WHERE id = 'a'") =>
    (await answer(`SELECT ${expression} FROM ${from}`)).rows[0];
  assert.deepEqual(
    await texts(
      "to_json(total)::VARCHAR, json_object('1.50', wide)::VARCHAR, json_array(d, ratio)::VARCHAR, s::JSON::VARCHAR",
    ),
    ["10.5", '{"1.50":12345678901234567890.12}', "[7,0.3]", '{"a":1,"b":2.5}'],
  );
  assert.deepEqual(
    await texts(
      `to_json({'t': '2.00 "3.00', 'n': total * 2})::VARCHAR`,
    ),
    [`{"t":"2.00 \\"3.00","n":21}`],
  );
  assert.deepEqual(await texts("to_json({'n': total * 2})->>'n'"), ["21"]);
  assert.deepEqual(await texts("json_group_array(total - 0.5)::VARCHAR"), ["[10]"]);
});

Deno.test("format and printf write a number by what it is, not by how it is held", async () => {
  assert.deepEqual(
    await one(
      "format('{}', wide), format('{}/{}', total * 2, d), format('{:.2f}', n), format('{:>6}', total), format('{:d}', d)",
    ),
    [["12345678901234567890.12", "21/7", 7, "  10.5", 7]],
  );
  assert.deepEqual(await one("printf('%s %d %.1f %5.2f%%', total, d, n, total)"), ["10.5 7 7.0 10.50%"]);
  await assert.rejects(one("printf('%d', total)"), /A whole number is needed by printf/);
});

/** What is written of 12345678901234567.25, a number of more digits than doubles have, or of what else there is. */
const BIG = "12345678901234567.25";
const written: readonly (readonly [expression: string, said: string | null])[] = [
  ["format('{:.2f}', big)", "12345678901234567.25"],
  ["format('{:.1f}', big)", "12345678901234567.3"],
  ["format('{:.4F}', -big)", "-12345678901234567.2500"],
  ["format('{:,.2f}', big)", "12,345,678,901,234,567.25"],
  ["format('{:,}', -big)", "-12,345,678,901,234,567.25"],
  ["format('{:+}', big)", "+12345678901234567.25"],
  ["format('{:025}', -big)", "-000012345678901234567.25"],
  ["format('{:*^25.1f}|', big)", "***12345678901234567.3***|"],
  ["format('{:<25.1f}|', big)", "12345678901234567.3      |"],
  ["printf('%.2f', big)", "12345678901234567.25"],
  ["printf('%f', big)", "12345678901234567.250000"],
  ["printf('%#.2f', big)", "12345678901234567.25"],
  ["printf('% .0f', big)", " 12345678901234567"],
  ["printf('%-25.3f|', -big)", "-12345678901234567.250   |"],
  ["printf('%025.3f', -big)", "-00012345678901234567.250"],
  ["printf('%+.2f%% of %s', big, big)", "+12345678901234567.25% of 12345678901234567.25"],
  // Each placeholder of one argument has its own way.
  ["format('{0} {0:.1f} {0:,}', big)", "12345678901234567.25 12345678901234567.3 12,345,678,901,234,567.25"],
  ["format('{0:,} {0:.2f} {1}', 1234.5::DECIMAL(18,1), 'x')", "1,234.5 1234.50 x"],
  ["printf('%2$.2f %1$s %2$s', 'x', 2.5::DECIMAL(18,1))", "2.50 x 2.5"],
  // Whole numbers, of sums too: 2^53 + 1, and twice that.
  ["format('{:.2f}', 9007199254740993)", "9007199254740993.00"],
  ["format('{:,.0f}', 18014398509481986::HUGEINT)", "18,014,398,509,481,986"],
  // What a double holds is written as doubles are, however it is held: here, halves go to the even digit.
  ["format('{:.2f}', 0.125::DECIMAL(18,3))", "0.12"],
  ["format('{:.2f}', 0.125::DECIMAL(38,30))", "0.12"],
  ["format('{:.2f}', 0.125::DOUBLE)", "0.12"],
  // Braces and signs that stand for themselves.
  ["format('{{}} {:.1f} {{', big)", "{} 12345678901234567.3 {"],
  ["printf('%%d %.1f %%', big)", "%d 12345678901234567.3 %"],
  // Thousands, and whole numbers that BIGINT does not hold.
  ["printf('%,.2f', big)", "12,345,678,901,234,567.25"],
  ["printf('%,26.1f|', -big)", " -12,345,678,901,234,567.3|"],
  ["printf('%,.2f', 1234.5::DECIMAL(18,1))", "1,234.50"],
  ["printf('%d', 12345678901234567890123456789012345678)", "12345678901234567890123456789012345678"],
  ["printf('%+d', -12345678901234567890123456789012345678)", "-12345678901234567890123456789012345678"],
  ["printf('%,d', 9223372036854775808)", "9,223,372,036,854,775,808"],
  ["format('{:d}', 9223372036854775808::DECIMAL(38,0))", "9223372036854775808"],
  // What is in lists and structs, too.
  ["format('{}', [1.50, 2])", "[1.5, 2]"],
  ["printf('%s', [[10.500::DECIMAL(18,3)]])", "[[10.5]]"],
  ["format('{:>12}|', [2.0])", "         [2]|"],
  ["format('{} {}', {'a': 2.0}, big)", "{'a': 2} 12345678901234567.25"],
  // Several of one kind, some with others between them; one argument in the same way again.
  ["printf('%,.1f %d %,.1f', big, 5, big + 1)", "12,345,678,901,234,567.3 5 12,345,678,901,234,568.3"],
  [
    "format('{} {0} {0:.1f} {} {}%', big, 2.50, 'x')",
    "BIG BIG 12345678901234567.3 2.5 x%".replaceAll("BIG", BIG),
  ],
  ["printf('%s %1$s %2$s %%', big, 'x')", `${BIG} ${BIG} x %`],
  ["format('{} {}', big, (SELECT 2.50))", `${BIG} 2.5`],
  ["format('{} {}', sum(big), max(big))", `${BIG} ${BIG}`],
  ["list_transform([1.5, 2], lambda x: format('{} {}', x, x + 1))::VARCHAR", "[1.5 2.5, 2 3]"],
  ["format('{} {}', big, NULL::DECIMAL(38,2))", null],
  // Sums of whole numbers are held in 128 bits.
  ["format('{:+} {:,} {:06}', sum(5), sum(-12345), sum(42))", "+5 -12,345 000042"],
  ["format('{:+d}', 18014398509481986::HUGEINT)", "+18014398509481986"],
  // Zero has no sign, as among decimals.
  ["printf('%.1f', -0.0::DOUBLE)", "0.0"],
  ["format('{:.2f}', trunc(-0.4::DOUBLE))", "0.00"],
  ["to_json(-0.5::DOUBLE // 5)::VARCHAR", "0"],
  ["to_json([round(-0.4::DOUBLE), -0.5, -10.0])::VARCHAR", "[0,-0.5,-10]"],
  ["json_object('-0.0', trunc(-0.4::DOUBLE))::VARCHAR", '{"-0.0":0}'],
];

for (const [expression, said] of written) {
  Deno.test(`all digits of a number are written: ${expression}`, async () => {
    const from = "(SELECT 12345678901234567.25::DECIMAL(38,2) AS big)";
    assert.deepEqual((await answer(`SELECT ${expression} FROM ${from}`)).rows, [[said]]);
  });
}

Deno.test("digits that placeholders ask for, and doubles do not have, are told of", async () => {
  const warnings = async (expression: string) =>
    (await answer(`SELECT ${expression} FROM (SELECT 12345678901234567.25 AS big, 0.1::DOUBLE AS d, 5 AS n)`))
      .warnings;
  const told = (name: string) => [`${name} of big is calculated in DOUBLE, which keeps about 15 digits.`];
  assert.deepEqual(await warnings("format('{:.20}', big)"), told("format"));
  assert.deepEqual(await warnings("printf('%.20e', big), printf('%.17G', big + 1)"), told("printf"));
  assert.deepEqual(await warnings("printf('%a', big)"), told("printf"));
  assert.deepEqual(await warnings("printf('%.3e %g', big, big), format('{:.20} {:.20e}', d, n)"), []);
});

Deno.test("hundreds of placeholders are written by as little text as one of each kind, and their arguments", async () => {
  const many = (count: number) =>
    `SELECT printf('${"%,.2f ".repeat(count)}', ${Array(count).fill("n + 0.5").join()}) AS p FROM bigs_of`;
  await dialect.connection.run("CREATE OR REPLACE TABLE bigs_of AS SELECT 12345678901234567.25 AS n");
  const size = async (count: number) =>
    (await rewritten(many(count), (sql) => Promise.resolve(sql))).given.length;
  const [two, more] = [await size(2), await size(202)];
  // Each has its argument, what takes it out of the list, its mark in the format, and commas.
  assert.ok((more - two) / 200 < 120, `${two} ${more}`);
  assert.deepEqual((await answer(many(3))).rows, [["12,345,678,901,234,567.75 ".repeat(3)]]);
  const same = await rewritten(
    `SELECT format('${"{0}".repeat(500)}', n + 0.5) AS f FROM bigs_of`,
    (sql) => Promise.resolve(sql),
  );
  assert.equal(same.given.match(/0\.5/g)?.length, 1);
});

Deno.test("a number that changes with each use is one number wherever a format shows it", async () => {
  const [row] = (await answer("SELECT format('{0:.17f} {0:.17f}', random())")).rows;
  const [one, other] = String(row?.[0]).split(" ");
  assert.equal(one, other);
});

Deno.test("text in one query and numbers in another meet as the shortest texts", async () => {
  assert.deepEqual(
    (await answer("SELECT total, id FROM money UNION SELECT id, total FROM money ORDER BY 1")).rows,
    [["10.5", "a"], ["20", "b"], ["a", "10.5"], ["b", "20"]],
  );
  assert.deepEqual((await answer("SELECT total FROM money INTERSECT SELECT '10.5'")).rows, [["10.5"]]);
  assert.deepEqual((await answer("SELECT total AS t FROM money EXCEPT SELECT '10.5'")).rows, [["20"]]);
  assert.deepEqual(
    (await answer(
      "(SELECT total FROM money ORDER BY total DESC LIMIT 1) UNION ALL SELECT id FROM money WHERE id = 'a'",
    ))
      .rows,
    [["20"], ["a"]],
  );
  assert.deepEqual(
    (await answer(`SELECT d FROM money UNION ALL SELECT total FROM money UNION ALL SELECT 'x'`)).rows,
    [["7"], ["2.5"], ["10.5"], ["20"], ["x"]],
  );
  assert.deepEqual(
    (await answer("SELECT sum(total), n FROM money GROUP BY n UNION SELECT 'all', 0 ORDER BY 2")).rows.map(
      String,
    ),
    ["20,-7", "all,0", "10.5,7"],
  );
  assert.deepEqual(
    (await answer(`SELECT "sum(total)" FROM (SELECT sum(total) FROM money UNION SELECT 'x') ORDER BY 1`))
      .rows,
    [["30.5"], ["x"]],
  );
});

Deno.test("a word for a number that is missing makes texts of the numbers", async () => {
  assert.deepEqual(
    await one("coalesce(total, 'none'), CASE WHEN id = 'b' THEN 'n/a' ELSE wide END, ifnull(NULL + n, '-')"),
    [
      [10.5, "12345678901234567890.12", "-"],
    ],
  );
  assert.deepEqual((await answer("SELECT coalesce(total, '0') FROM money WHERE id = 'a'")).rows, [["10.5"]]);
});

Deno.test("JSON meets text, numbers and truth values by value", async () => {
  const ids = (where: string) => one("id", `docs WHERE ${where} ORDER BY id`);
  assert.deepEqual(await ids("j = 'x'"), ["s"]);
  assert.deepEqual(await ids("j = 5"), ["n"]);
  assert.deepEqual(await ids("j = true"), ["t"]);
  assert.deepEqual(await ids("j > 4.5"), ["n"]);
  assert.deepEqual(await ids("j <> 'x'"), ["m", "n", "t"]);
  assert.deepEqual(await ids("j IS DISTINCT FROM 'x'"), ["m", "n", "t", "z"]);
  assert.deepEqual(await ids("j IN ('x', '5')"), ["n", "s"]);
  assert.deepEqual(await ids("j NOT IN ('x', 'y')"), ["m", "n", "t"]);
  assert.deepEqual(await ids("j BETWEEN 'w' AND 'y'"), ["s"]);
  assert.deepEqual(await ids("j LIKE 'x%'"), ["s"]);
  assert.deepEqual(await ids("j IN (SELECT 'x')"), ["s"]);
  assert.deepEqual(await ids("'x' = ANY (SELECT j FROM docs d WHERE d.id = docs.id)"), ["s"]);
  assert.deepEqual(await one("d.id", "docs d JOIN (VALUES ('x')) v(x) ON d.j = v.x"), ["s"]);
  assert.deepEqual(
    await one(
      "coalesce(j, 'none'), lower(j), length(j), j || '!', j::VARCHAR",
      "docs WHERE id IN ('s', 'z') ORDER BY id",
    ),
    [
      ["x", "x", 1, "x!", "x"],
      ["none", null, null, null, null],
    ],
  );
  assert.deepEqual(
    await one(
      "coalesce(j, 7)::VARCHAR, CASE WHEN id = 's' THEN j ELSE 'other' END",
      "docs WHERE id IN ('s', 'z') ORDER BY id",
    ),
    [
      ["x", "x"],
      [7, "other"],
    ],
  );
  assert.deepEqual(await one("sum(j), avg(j + 1)", "docs"), [[5, 6]]);
  assert.deepEqual(await one("j -> '$.a', j ->> '$.a'", "docs WHERE id = 'm'"), [[1, 1]]);
});

Deno.test("numbers of more than 15 digits, which JSON holds as strings, are numbers", async () => {
  const found = async (where: string) => (await one("id", `longs WHERE ${where} ORDER BY id`)) as unknown[];
  assert.deepEqual(await found("j = 12345678901234567.25"), ["long"]);
  assert.deepEqual(await found("j = 12345678901234567.26"), []);
  assert.deepEqual(await found("j <> 12345678901234567.26"), ["five", "large", "long", "tenth"]);
  assert.deepEqual(await found("j > 5"), ["large", "long"]);
  assert.deepEqual(await found("j BETWEEN 12345678901234567.24 AND 12345678901234567.25"), ["long"]);
  assert.deepEqual(await found("j IN (12345678901234567.25, 0.1)"), ["long", "tenth"]);
  assert.deepEqual(await found("j = 9007199254740993"), ["large"]);
  assert.deepEqual(await found("j = 9007199254740992"), []);
  assert.deepEqual(await found("j > 9007199254740992 AND j < 9007199254740994"), ["large"]);
  assert.deepEqual(await found("j < 0.10000000000000001"), ["tenth"]);
  assert.deepEqual((await answer("SELECT sum(j)::VARCHAR, count(j + 0) FROM longs")).rows, [[
    // 12345678901234567.25 + 9007199254740993 + 5 + 0.1
    "21352878155975565.35",
    "4",
  ]]);
  assert.deepEqual((await answer("SELECT avg(j)::VARCHAR FROM longs WHERE id IN ('long', 'large')")).rows, [[
    "10676439077987780.125",
  ]]);
  assert.deepEqual(await one("sum(j)", "longs WHERE id IN ('five', 'tenth')"), [5.1]);
});

Deno.test("JSON is ordered by value: numbers, then texts, then truth values, then maps", async () => {
  const ids = async (rest: string) => (await one("id", `orders_of ${rest}`)) as unknown[];
  const up = ["z", "nine", "ten", "huge", "huger", "ta", "tb", "true", "map"];
  assert.deepEqual(await ids("ORDER BY j NULLS FIRST"), up);
  assert.deepEqual(await ids("ORDER BY j DESC NULLS LAST"), up.toReversed());
  assert.deepEqual(
    await rows("SELECT id, j AS k FROM orders_of WHERE id < 'o' ORDER BY k"),
    [["nine", 9], ["huge", '"12345678901234567.25"'], ["huger", '"12345678901234567.26"'], [
      "map",
      '{"a":1}',
    ]],
  );
  assert.deepEqual(
    await rows("SELECT j, id FROM orders_of WHERE id IN ('nine', 'ten') ORDER BY 1"),
    [[9, "nine"], [10, "ten"]],
  );
  assert.deepEqual(await one("min(j), max(j)", "orders_of WHERE id IN ('nine', 'ten', 'z')"), [[9, 10]]);
  assert.deepEqual(await one("max(j) FILTER (id <> 'map')", "orders_of WHERE id NOT IN ('true')"), ['"b"']);
  assert.deepEqual(
    await one("id, row_number() OVER (ORDER BY j)", "orders_of WHERE id IN ('nine', 'ten') ORDER BY id"),
    [["nine", 1], ["ten", 2]],
  );
  assert.deepEqual(
    await rows("SELECT j, count(*) FROM orders_of WHERE id IN ('nine', 'ten') GROUP BY j ORDER BY j"),
    [[9, 1], [10, 1]],
  );
});
