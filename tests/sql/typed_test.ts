import assert from "node:assert/strict";
import { bindDates } from "../../src/sql/bind/dates.ts";
import { printSql } from "../../src/sql/print.ts";
import { repairCalls } from "../../src/sql/typed/call_arguments.ts";
import { rewriteTyped } from "../../src/sql/typed/typed.ts";
import { nextWidening, type Widening } from "../../src/sql/typed/widening.ts";
import { testDialect } from "./duckdb_dialect.ts";

const dialect = await testDialect(
  `CREATE TABLE money (id VARCHAR, total DECIMAL(18,1), n BIGINT, d DOUBLE, ints BIGINT[], s STRUCT(a BIGINT, b DECIMAL(18,1)),
     ratio DECIMAL(18,17), wide DECIMAL(38,2))`,
  `INSERT INTO money VALUES
     ('a', 10.5, 7, 7, [1, 2], {a: 1, b: 2.5}, 0.3, 12345678901234567890.12),
     ('b', 20, -7, 2.5, [3], NULL, 0.5, 12345678901234567890.24)`,
  `CREATE TABLE docs (id VARCHAR, j JSON)`,
  `INSERT INTO docs VALUES ('s', '"x"'), ('n', '5'), ('t', 'true'), ('m', '{"a":1}'), ('z', NULL)`,
  `CREATE TABLE longs (id VARCHAR, j JSON)`,
  `INSERT INTO longs VALUES ('long', '"12345678901234567.25"'), ('five', '5'), ('tenth', '0.1'), ('text', '"5.25"'),
     ('large', '9007199254740993'), ('map', '{"a":1}'), ('version', '"1.2.345678901234567"')`,
  `CREATE TABLE orders_of (id VARCHAR, j JSON)`,
  `INSERT INTO orders_of VALUES ('ten', '10'), ('nine', '9'), ('tb', '"b"'), ('ta', '"a"'), ('true', 'true'),
     ('map', '{"a":1}'), ('z', NULL), ('huger', '"12345678901234567.26"'), ('huge', '"12345678901234567.25"')`,
  `CREATE TABLE bigs (id VARCHAR, v DECIMAL(38,0))`,
  `INSERT INTO bigs VALUES ('a', ${"9".repeat(38)}), ('b', ${"9".repeat(38)})`,
);

const everything = { decimals: true, wide: true, floats: true, json: true, nested: true };

interface Answer {
  readonly rows: readonly (readonly unknown[])[];
  readonly warnings: readonly string[];
}

/** What a statement answers when it is rewritten, its arithmetic widened as far as it takes. */
async function answer(sql: string, widening: Widening = "none"): Promise<Answer> {
  try {
    const { tree } = await bindDates(sql, dialect);
    const typed = await rewriteTyped(
      await repairCalls(tree, dialect, widening),
      dialect,
      everything,
      widening,
    );
    return { rows: await dialect.rows(await printSql(typed.tree, dialect)), warnings: typed.warnings };
  } catch (error) {
    const next = nextWidening(error, widening);
    if (next === null) throw error;
    return await answer(sql, next);
  }
}

/** The rows of a statement, numbers that the driver gives as texts read as numbers. */
async function rows(sql: string): Promise<unknown> {
  const numbers = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(numbers)
      : typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) && value.length < 16
      ? Number(value)
      : value;
  return (await answer(sql)).rows.map(numbers);
}

const one = async (expression: string, from = "money WHERE id = 'a'") =>
  (await rows(`SELECT ${expression} FROM ${from}`) as unknown[][]).map((row) =>
    row.length === 1 ? row[0] : row
  );

Deno.test("rows compare as their parts do: no literal is rounded to its column's digits", async () => {
  const ids = (where: string) => one("id", `money WHERE ${where} ORDER BY id`);
  assert.deepEqual(await ids("(id, total) = ('a', 10.46)"), []);
  assert.deepEqual(await ids("(id, total) = ('a', 10.50)"), ["a"]);
  assert.deepEqual(await ids("(total, id) > (10.46, 'a')"), ["a", "b"]);
  assert.deepEqual(await ids("(total, id) <= (10.54, 'a')"), ["a"]);
  assert.deepEqual(await ids("(id, total) <> ('a', 10.46)"), ["a", "b"]);
  assert.deepEqual(await ids("(id, total) IN (('a', 10.46), ('b', 20.00))"), ["b"]);
  assert.deepEqual(await ids("(id, total) NOT IN (('a', 10.46), ('b', 20.00))"), ["a"]);
  assert.deepEqual(await ids("(n, total) BETWEEN (7, 10.46) AND (7, 10.54)"), ["a"]);
  assert.deepEqual(await ids("(id, total) IS NOT DISTINCT FROM ('a', 10.46)"), []);
  assert.deepEqual(await ids("CASE (id, total) WHEN ('a', 10.46) THEN true ELSE false END"), []);
});

Deno.test("lists and structs compare as their parts do", async () => {
  const ids = (where: string) => one("id", `money WHERE ${where} ORDER BY id`);
  assert.deepEqual(await ids("ints = [1.0, 2.4]"), []);
  assert.deepEqual(await ids("[1.0, 2.0] = ints"), ["a"]);
  assert.deepEqual(await ids("ints < [1.0, 2.4]"), ["a"]);
  assert.deepEqual(await ids("s = {'a': 1, 'b': 2.54}"), []);
  assert.deepEqual(await ids("s < {'a': 1, 'b': 2.54}"), ["a"]);
  assert.deepEqual(await ids("[total] = [10.54]"), []);
  assert.deepEqual(await ids("[ints] IN ([[1.0, 2.4]], [[3.0]])"), ["b"]);
});

Deno.test("quantiles have the digits they need, whatever the argument has", async () => {
  assert.deepEqual(await one("median(total)", "money"), [15.25]);
  assert.deepEqual(await one("quantile_cont(total, 0.25)", "money"), [12.875]);
  assert.deepEqual(await one("percentile_cont(0.3) WITHIN GROUP (ORDER BY total DESC)", "money"), [17.15]);
  assert.deepEqual(await one("list_median(list(total))", "money"), [15.25]);
  assert.deepEqual(await one("list_aggregate(list(total), 'median')", "money"), [15.25]);
  assert.deepEqual(await one("median(total) OVER ()", "money"), [15.25, 15.25]);
  // |10.5 − 15.25| = |20 − 15.25| = 4.75
  assert.deepEqual(await one("mad(total)", "money"), [4.75]);
  assert.deepEqual(await one("quantile_cont(total, [0.1, 0.5])", "money"), [[11.45, 15.25]]);
  assert.deepEqual(await one("quantile_disc(total, 0.5)", "money"), [10.5]);
  assert.deepEqual(
    await rows("SELECT id FROM money GROUP BY id HAVING median(total) > 10.46 ORDER BY median(total)"),
    [["a"], ["b"]],
  );
});

Deno.test("what doubles cannot keep is said", async () => {
  for (const call of ["sem(wide)", "list_avg(list(wide))", "mad(wide)", "corr(wide, n)", "sum(wide / 3)"]) {
    const { warnings } = await answer(`SELECT ${call} FROM money`);
    assert.equal(warnings.length, 1, call);
    assert.match(warnings[0] ?? "", /wide .*DOUBLE/i);
  }
  assert.deepEqual(
    (await answer("SELECT avg(total), stddev_pop(total), sum(wide) / count(*) FROM money")).warnings,
    [],
  );
});

Deno.test("averages, medians and deviations of numbers beyond what doubles keep are exact, of others as ever", async () => {
  // 12345678901234567890.12 and .24: their mean ends in .18, from which each is 0.06 away.
  const exact = await answer("SELECT avg(wide), median(wide), stddev_pop(wide), var_pop(wide) FROM money");
  assert.deepEqual(exact.rows.map((row) => row.map(String)), [
    ["12345678901234567890.180000000000000", "12345678901234567890.180", "0.06", "0.0036"],
  ]);
  assert.deepEqual(exact.warnings, []);
  assert.deepEqual((await answer("SELECT avg(wide) FROM money WHERE id > 'z'")).rows, [[null]]);
  assert.deepEqual(
    (await answer("SELECT id, avg(wide) FILTER (WHERE id = 'b') FROM money GROUP BY id ORDER BY id")).rows,
    [["a", null], ["b", "12345678901234567890.240000000000000"]],
  );
  assert.deepEqual(
    (await answer(
      "SELECT avg(w), median(w), stddev_pop(w) FROM (SELECT total::DECIMAL(38,2) AS w FROM money)",
    ))
      .rows,
    [[15.25, 15.25, 4.75]],
  );
  // The sum of both, halved: nothing is lost on the way.
  assert.deepEqual((await answer("SELECT avg(wide) OVER () FROM money LIMIT 1")).rows, [
    ["12345678901234567890.180000000000000"],
  ]);
});

Deno.test("decimals of which one is taken keep all their digits, or become doubles, which is said", async () => {
  const fine = "0.12345678901234567890123456789::DECIMAL(38,29)";
  const from = `(SELECT *, CASE WHEN id = 'a' THEN ${fine} END AS fine FROM money)`;
  for (
    const sql of [
      `SELECT coalesce(fine, n) FROM ${from} WHERE id = 'a'`,
      `SELECT CASE WHEN id = 'a' THEN fine ELSE wide END FROM ${from} WHERE id = 'a'`,
      `SELECT fine FROM ${from} WHERE id = 'a' UNION ALL SELECT wide FROM money WHERE id = 'c'`,
      `SELECT ifnull(fine, 0) FROM ${from} WHERE id = 'a'`,
      `SELECT least(fine, 1) FROM ${from} WHERE id = 'a'`,
    ]
  ) {
    const { rows, warnings } = await answer(sql);
    assert.deepEqual([rows, warnings], [[["0.12345678901234567890123456789"]], []], sql);
  }
  for (
    const sql of [
      `SELECT coalesce(fine, wide) FROM ${from} ORDER BY id DESC LIMIT 1`,
      `SELECT wide FROM ${from} UNION ALL SELECT fine FROM ${from} ORDER BY 1 DESC LIMIT 1`,
      `SELECT greatest(fine, wide) FROM ${from} ORDER BY id DESC LIMIT 1`,
    ]
  ) {
    const { rows, warnings } = await answer(sql);
    assert.deepEqual(rows, [[12345678901234567000]], sql);
    assert.match(warnings.join(), /wide.* need more than 38 digits.*DOUBLE/, sql);
  }
});

Deno.test("lag and lead keep the digits of their default", async () => {
  assert.deepEqual(
    await rows(
      "SELECT lag(total, 1, 0.55) OVER (ORDER BY id), lead(n, 1, 0.5) OVER (ORDER BY id) FROM money ORDER BY id",
    ),
    [[0.55, -7], [10.5, 0.5]],
  );
  assert.deepEqual(await one("lag(n, 1, -1) OVER (ORDER BY id)", "money ORDER BY id"), [-1, 7]);
});

Deno.test("arithmetic that does not fit is done in a wider type, and beyond 38 digits in doubles, which is said", async () => {
  assert.deepEqual(await rows("SELECT ratio * 100, ratio + 10, 100 - ratio FROM money ORDER BY id"), [
    ["30.00000000000000000", "10.30000000000000000", "99.70000000000000000"],
    ["50.00000000000000000", "10.50000000000000000", "99.50000000000000000"],
  ]);
  assert.deepEqual(await one("n * 4611686018427387904"), ["32281802128991715328"]);
  assert.deepEqual(await one("9223372036854775807 + n"), ["9223372036854775814"]);
  assert.deepEqual(await one("sum(ratio * 100)", "money"), ["80.00000000000000000"]);
  const product = await answer("SELECT ratio * ratio * ratio FROM money WHERE id = 'b'");
  assert.deepEqual(product.rows, [[0.125]]);
  assert.match(product.warnings.join(), /ratio .*38 digits.*DOUBLE/);
  const square = await answer("SELECT v * v > 9e75 FROM bigs WHERE id = 'a'");
  assert.deepEqual(square.rows, [[true]]);
  assert.match(square.warnings.join(), /v .*38 digits.*DOUBLE/);
});

Deno.test("a sum beyond 38 digits is an error, however its parts are added up", async () => {
  const parts = "(SELECT v FROM bigs WHERE id = 'a' UNION ALL SELECT v FROM bigs WHERE id = 'b')";
  for (const call of ["sum(v)", "avg(v)", "sum(v) OVER ()", "sum(-v)", "sum(v) FILTER (WHERE v > 0)"]) {
    await assert.rejects(answer(`SELECT ${call} FROM ${parts}`), /Overflow in HUGEINT addition/, call);
  }
  assert.deepEqual((await answer(`SELECT sum(v) FROM bigs WHERE id = 'a'`)).rows, [["9".repeat(38)]]);
});

Deno.test("// and % mean the same of decimals and doubles as of whole numbers", async () => {
  assert.deepEqual(
    await rows(
      "SELECT n // 2, total // 2, d // 2, -total // 2, n % 2, total % 3, d % 2 FROM money ORDER BY id",
    ),
    [[3, 5, 3, -5, 1, 1.5, 1], [-3, 10, 1, -10, -1, 2, 0.5]],
  );
  assert.deepEqual(await one("7.5 // 2, n // 2.5, n::DECIMAL(18,0) // 2, n::DOUBLE // 2"), [[3, 2, 3, 3]]);
  assert.deepEqual(await one("n // 0, total // 0, d // 0, n % 0, total % 0, d % 0"), [[
    null,
    null,
    null,
    null,
    null,
    null,
  ]]);
  assert.deepEqual(await one("(0.3 + 0 * d) // (0.1 + 0 * d), (0.3 + 0 * n) // 0.1"), [[3, 3]]);
  assert.deepEqual(await one("(total // 2) // 2"), [2]);
  assert.deepEqual(await one("v // 10", "bigs WHERE id = 'a'"), ["9".repeat(37)]);
});

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
  assert.deepEqual(await texts("'10.50' || 'x', 10.50 || 'x', NULL || total"), ["10.50x", "10.50x", null]);
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

Deno.test("functions of whole numbers take them however they are held, and no fractions", async () => {
  assert.deepEqual(
    await one("chr(n + 64), factorial(n), lpad(id, n, '-'), repeat(id, d), (DATE '2020-01-01' + n)::VARCHAR"),
    [[
      "G",
      5040,
      "------a",
      "aaaaaaa",
      "2020-01-08",
    ]],
  );
  assert.deepEqual(
    await one("substr('abc', total - 8.5), left('abc', total - 8.5), ints[total - 9.5], n << (total - 9.5)"),
    [
      ["bc", "ab", 1, 14],
    ],
  );
  assert.deepEqual(await one("round(total, n), round(d / 3, n), round(total, 0)"), [[10.5, 2.3333333, 11]]);
  assert.deepEqual(await one("repeat(id, NULL + total)"), [null]);
  for (
    const call of ["substr(id, total)", "repeat(id, wide)", "n << total", "range(total)", "left(id, d * 0.5)"]
  ) {
    await assert.rejects(one(call), /A whole number is needed by /, call);
  }
  await assert.rejects(one("lower(n)"), /No function matches/);
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

Deno.test("columns keep their names, and what is grouped by stays what is selected", async () => {
  assert.deepEqual(
    await rows(`SELECT "median(total)" FROM (SELECT median(total) FROM money)`),
    [[15.25]],
  );
  assert.deepEqual(
    await rows("SELECT total // 2, count(*) FROM money GROUP BY money.total // 2 ORDER BY total // 2"),
    [[5, 1], [10, 1]],
  );
});

Deno.test("a statement without anything to rewrite costs no round with the binder", async () => {
  let plans = 0;
  const counting = { ...dialect, plan: (sql: string) => (plans++, dialect.plan(sql)) };
  const world = { decimals: true, wide: false, floats: false, json: false, nested: false };
  const { tree } = await bindDates(
    "SELECT id, sum(total), avg(total) FROM money WHERE total > 10.46 GROUP BY id",
    dialect,
  );
  assert.equal((await rewriteTyped(tree, counting, world)).tree, tree);
  assert.equal(plans, 0);
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
