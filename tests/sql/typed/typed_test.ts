import assert from "node:assert/strict";
import type { SqlType } from "../../../src/catalog/sql_type.ts";
import { bindDates } from "../../../src/sql/text_dates/dates.ts";
import { refuseSpelled } from "../../../src/sql/typed/spelled.ts";
import { rewriteTyped } from "../../../src/sql/typed/typed.ts";
import { answer, dialect, one, rows } from "./answers.ts";

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

const numbers = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(numbers) : typeof value === "string" ? Number(value) : value;

Deno.test("quantiles between two values have all their digits, whatever their numbers are held as", async () => {
  const held = (values: string, type: string) => `(SELECT unnest([${values}])::${type} AS x)`;
  const told = async (expression: string, from: string) =>
    (await answer(`SELECT ${expression} FROM ${from}`)).rows.map((row) => row.length === 1 ? row[0] : row)
      .map(numbers);
  const four = "-0.5, 0.5, 12345678.9, 2.5";
  for (const type of ["DECIMAL(18,1)", "DECIMAL(18,3)", "DECIMAL(38,8)", "DECIMAL(38,18)", "DOUBLE"]) {
    const from = held(four, type);
    // Sorted: −0.5, 0.5, 2.5, 12345678.9. Three steps: 0.1 is 0.3 of the first, 0.9 is 0.7 of the last.
    assert.deepEqual(await told("quantile_cont(x, [0.1, 0.9])", from), [[-0.2, 8641975.98]], type);
    assert.deepEqual(await told("quantile_cont(x, 0.9), quantile_cont(x, 1), quantile_cont(x, 0)", from), [
      [8641975.98, 12345678.9, -0.5],
    ], type);
    assert.deepEqual(
      await told("percentile_cont([0.1, 0.9]) WITHIN GROUP (ORDER BY x DESC)", from),
      [[8641975.98, -0.2]],
      type,
    );
    assert.deepEqual(
      await told("list_aggregate(list(x), 'quantile_cont', [0.9])", from),
      [[8641975.98]],
      type,
    );
    assert.deepEqual(await told("DISTINCT quantile_cont(x, 0.9) OVER ()", from), [8641975.98], type);
    assert.deepEqual(
      await told("quantile_cont(x, [0.9]) FILTER (x > 0), quantile_cont(x, 0.5) FILTER (x > 1e9)", from),
      [
        [[9876543.62], null],
      ],
      type,
    );
  }
  // A quarter of the way from …01 to …04 is …01.75.
  const long = held("12345678901234567801, 12345678901234567804", "DECIMAL(38,0)");
  assert.deepEqual((await answer(`SELECT quantile_cont(x, [0.25]) FROM ${long}`)).rows, [[[
    "12345678901234567801.75",
  ]]]);
});

Deno.test("quantiles in windows say where doubles do not keep the digits of their numbers", async () => {
  const called = "quantile_cont(x, 0.25) OVER ()";
  for (const [value, type] of [["9007199254740993", "BIGINT"], ["12345678901234567.5", "DECIMAL(38,1)"]]) {
    const { warnings } = await answer(`SELECT ${called} FROM (SELECT ${value}::${type} AS x)`);
    assert.match(warnings.join(), /^quantile_cont of x is calculated in DOUBLE/, type);
  }
  for (const type of ["BIGINT", "DECIMAL(38,10)", "DECIMAL(18,2)", "DOUBLE"]) {
    const { rows, warnings } = await answer(`SELECT ${called} FROM (SELECT unnest([1, 2])::${type} AS x)`);
    assert.deepEqual({ rows, warnings }, { rows: [[1.25], [1.25]], warnings: [] }, type);
  }
});

Deno.test("what doubles cannot keep is said", async () => {
  for (const call of ["list_avg(list(wide))", "sum(wide) / count(*)", "corr(wide, n)", "sum(wide / 3)"]) {
    const { warnings } = await answer(`SELECT ${call} FROM money`);
    assert.equal(warnings.length, 1, call);
    assert.match(warnings[0] ?? "", /wide .*DOUBLE/i);
  }
  assert.deepEqual(
    (await answer("SELECT avg(total), stddev_pop(total), sum(n) / count(*), mad(wide), sem(wide) FROM money"))
      .warnings,
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
  for (const call of ["sum(v)", "sum(v) OVER ()", "sum(-v)", "sum(v) FILTER (WHERE v > 0)"]) {
    await assert.rejects(answer(`SELECT ${call} FROM ${parts}`), /Overflow in HUGEINT addition/, call);
  }
  assert.deepEqual((await answer(`SELECT sum(v) FROM bigs WHERE id = 'a'`)).rows, [["9".repeat(38)]]);
  for (const call of ["avg(v)", "mean(v)", "avg(v) OVER ()", "list_avg(list(v))"]) {
    const { rows: [[mean] = []], warnings } = await answer(`SELECT ${call} FROM ${parts}`);
    assert.equal(Number(mean), 1e38, call);
    assert.match(warnings.join(), /v is calculated in DOUBLE/, call);
  }
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
  assert.deepEqual(
    await one(
      "round(total, CASE WHEN n > 7 THEN 1 ELSE 0 END), trunc(total, n::INTEGER - 8), round(n, n::INTEGER - 8)",
    ),
    [[11, 10, 10]],
  );
  // Only what fails is calculated in doubles.
  assert.deepEqual(
    await one(
      "round(n + 9007199254740993 - n, n::INTEGER), round(total, n::INTEGER), round(1.005, n::INTEGER - 5)",
    ),
    [["9007199254740993", 10.5, 1.01]],
  );
  assert.deepEqual(await one("repeat(id, NULL + total)"), [null]);
  for (
    const call of ["substr(id, total)", "repeat(id, wide)", "n << total", "range(total)", "left(id, d * 0.5)"]
  ) {
    await assert.rejects(one(call), /A whole number is needed by /, call);
  }
  await assert.rejects(one("lower(n)"), /No function matches/);
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

Deno.test("texts that meet texts, and numbers that meet numbers, cost no round with the binder", async () => {
  const none = { decimals: true, wide: false, floats: false, json: false, nested: true };
  const kinds = (by: Readonly<Record<string, SqlType["kind"]>>) => (name: string) =>
    new Set(Object.entries(by).flatMap(([of, kind]) => of === name ? [kind] : []));
  const world = {
    ...none,
    kindsOf: kinds({ id: "VARCHAR", total: "DECIMAL", doc: "STRUCT" }),
    elementsOf: kinds({ tags: "VARCHAR", numbers: "BIGINT" }),
  };
  const rounds = async (condition: string) => {
    let plans = 0;
    const counting = { ...dialect, plan: (sql: string) => (plans++, dialect.plan(sql)) };
    const { tree, sql } = await bindDates(`SELECT 1 FROM money ${condition}`, counting, new Map(), world);
    await refuseSpelled(tree, sql, counting, world, new Map());
    return plans;
  };
  for (
    const condition of [
      "WHERE (id, total) > ('a', -5)",
      "WHERE (total, id) IN ((1, 'a'), (2.5, 'b')) AND id = id",
      "JOIN money AS others USING (id)",
      "WHERE list_contains(tags, 'a') AND list_position(numbers, total) = 1",
    ]
  ) assert.equal(await rounds(condition), 0, condition);
  for (
    const condition of [
      "WHERE (id, total) = ('a', '5')",
      "WHERE (id, total) = (SELECT id, total FROM money)",
      "JOIN docs USING (doc)",
      "WHERE list_contains(numbers, '5')",
      "WHERE doc = id",
    ]
  ) assert.notEqual(await rounds(condition), 0, condition);
});
