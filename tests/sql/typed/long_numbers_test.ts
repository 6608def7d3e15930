/** Numbers that doubles do not keep, by hand: 38 digits are exact, and other items' digits change nothing. */
import assert from "node:assert/strict";
import { answer, dialect } from "./answers.ts";

/** In a column of whole numbers; among decimals of few digits; among decimals of many. */
const WHOLE = ["BIGINT", "DECIMAL(20,1)", "DECIMAL(38,10)"];
const FRACTIONS = ["DECIMAL(24,4)", "DECIMAL(38,10)"];

const made = new Set<string>();

async function tableOf(type: string, value: string): Promise<string> {
  const name = `"${type} ${value}"`;
  if (!made.has(name)) await dialect.connection.run(`CREATE TABLE ${name} AS SELECT ${value}::${type} AS n`);
  made.add(name);
  return name;
}

/** A number's text without zeros at its end. */
const short = (value: unknown) =>
  String(value).replace(/^(-?\d+)\.(\d*?)0*$/, (_, a, b) => b ? `${a}.${b}` : a);

type Case = readonly [expression: string, right: string | null];

async function check(types: readonly string[], value: string, cases: readonly Case[]): Promise<void> {
  for (const type of types) {
    const table = await tableOf(type, value);
    for (const [expression, right] of cases) {
      const { rows, warnings } = await answer(`SELECT (${expression})::VARCHAR FROM ${table}`);
      assert.deepEqual(
        [rows.map(([given]) => given === null ? null : short(given)), warnings],
        [[right], []],
        `${expression} of ${value} as ${type}`,
      );
    }
  }
}

Deno.test("whole numbers beyond 2^53 are rounded and divided to whole numbers in all their digits", async () => {
  await check(WHOLE, "1234567890123456789", [
    ["floor(n)", "1234567890123456789"],
    ["ceil(n)", "1234567890123456789"],
    ["ceiling(n)", "1234567890123456789"],
    ["floor(sum(n))", "1234567890123456789"],
    ["ceil(max(n))", "1234567890123456789"],
    ["greatest(floor(n), 5)", "1234567890123456789"],
    ["floor(n) + 1", "1234567890123456790"],
    ["list_transform([n], lambda x: floor(x))[1]", "1234567890123456789"],
    ["even(n)", "1234567890123456790"],
    ["even(-n)", "-1234567890123456790"],
    ["n // 1", "1234567890123456789"],
    ["n // 1.0", "1234567890123456789"],
    ["n // 0.1", "12345678901234567890"],
    ["n // 3", "411522630041152263"],
    ["n // -2", "-617283945061728394"],
    ["n // 0", null],
    ["n % 0.2", "0"],
    ["fdiv(n, 10)", "123456789012345678"],
    ["fdiv(-n, 10)", "-123456789012345679"],
    ["fdiv(n, 0)", null],
    ["fmod(n, 10)", "9"],
    ["fmod(-n, 10)", "1"],
    ["fmod(n, 0)", null],
    ["round_even(n, 0)", "1234567890123456789"],
    ["round_even(n, -1)", "1234567890123456790"],
    ["round_even(n + 6, -1)", "1234567890123456800"],
    ["roundbankers(n + 16, -1)", "1234567890123456800"],
    ["round(n, -1)", "1234567890123456790"],
    ["trunc(n, -1)", "1234567890123456780"],
  ]);
  // The largest whole number of 64 bits: what is carried over fits.
  await check(WHOLE.filter((type) => type !== "DECIMAL(20,1)"), "9223372036854775807", [
    ["round(n, -1)", "9223372036854775810"],
    ["round_even(n, -1)", "9223372036854775810"],
    ["even(n)", "9223372036854775808"],
  ]);
});

Deno.test("decimals of more digits than doubles keep are rounded and divided in all of them", async () => {
  await check(FRACTIONS, "1234567890123456789.3", [
    ["n // 1", "1234567890123456789"],
    ["n // 3", "411522630041152263"],
    ["n % 3", "0.3"],
    ["n // 3 * 3 + n % 3", "1234567890123456789.3"],
    ["n // 0.1", "12345678901234567893"],
    ["-n // 7", "-176366841446208112"],
    ["fdiv(n, 10)", "123456789012345678"],
    ["fdiv(-n, 10)", "-123456789012345679"],
    ["fmod(n, 10)", "9.3"],
    ["fmod(-n, 10)", "0.7"],
    ["fmod(n, 0.25)", "0.05"],
    ["floor(n)", "1234567890123456789"],
    ["ceil(n)", "1234567890123456790"],
    ["even(n)", "1234567890123456790"],
    ["even(0 - n)", "-1234567890123456790"],
    ["round_even(n, 0)", "1234567890123456789"],
    ["round_even(n + 0.2, 0)", "1234567890123456790"],
    ["round_even(n + 1.2, 0)", "1234567890123456790"],
    ["round_even(n + 0.05, 1)", "1234567890123456789.4"],
    ["round_even(n - 4.3, -1)", "1234567890123456780"],
  ]);
  await check(FRACTIONS, "-12345678901234567.25", [
    ["n // 1", "-12345678901234567"],
    ["n // 3", "-4115226300411522"],
    ["n % 3", "-1.25"],
    ["fdiv(n, 10)", "-1234567890123457"],
    ["fmod(n, 10)", "2.75"],
    ["round_even(n, 1)", "-12345678901234567.2"],
    ["even(n)", "-12345678901234568"],
  ]);
  const digits = "12345678901234567890123456789012345678";
  await check(["DECIMAL(38,0)"], digits, [
    ["n // 0.5", "24691357802469135780246913578024691356"],
    ["n // 2", "6172839450617283945061728394506172839"],
    ["n % 0.7", "0.6"],
    ["n % 1000", "678"],
    ["even(n)", digits],
  ]);
});

Deno.test("medians of lists of long decimals are exact, and what is calculated in doubles of them is said", async () => {
  await check(FRACTIONS, "1234567890123456789.3", [
    ["list_median([n, n + 1])", "1234567890123456789.8"],
    ["list_median([n + 2, NULL, n, n + 1])", "1234567890123456790.3"],
    ["list_mad([n, n + 1, n + 3])", "1"],
    ["list_median([n][2:])", null],
  ]);
  const table = await tableOf("DECIMAL(38,10)", "1234567890123456789.3");
  for (
    const [expression, what] of [
      ["pow(n, 2)", "pow"],
      ["n ^ 2", "A power"],
      ["list_product([n])", "list_product"],
      ["list_aggregate([n], 'fsum')", "fsum"],
      ["list_distance([n], [n])", "list_distance"],
    ]
  ) {
    const { warnings } = await answer(`SELECT ${expression} FROM ${table}`);
    assert.deepEqual(warnings, [`${what} of n is calculated in DOUBLE, which keeps about 15 digits.`]);
  }
});

Deno.test("the least whole number of 64 bits has a size, a quotient by -1, and a rest", async () => {
  const table = await tableOf("BIGINT", "'-9223372036854775808'");
  const minus = `(SELECT n, -1::BIGINT AS m FROM ${table})`;
  for (
    const [expression, right] of [
      ["abs(n)", "9223372036854775808"],
      ["n // -1", "9223372036854775808"],
      ["n // m", "9223372036854775808"],
      ["n % m", "0"],
      ["fdiv(n, -1)", "9223372036854775808"],
      ["abs(n) + n // 2", "4611686018427387904"],
    ]
  ) {
    const { rows, warnings } = await answer(`SELECT (${expression})::VARCHAR FROM ${minus}`);
    assert.deepEqual([rows, warnings], [[[right]], []], expression);
  }
});

Deno.test("round_even of 38 digits has as many", async () => {
  await check(["DECIMAL(38,1)"], "9999999999999999999999999999999999999.5", [
    ["round_even(n, 0)", "10000000000000000000000000000000000000"],
    ["round_even(-n, 0)", "-10000000000000000000000000000000000000"],
    ["round_even(n - 1, 0)", "9999999999999999999999999999999999998"],
    ["round_even(n - 0.1, 0)", "9999999999999999999999999999999999999"],
    ["round_even(n, 1)", "9999999999999999999999999999999999999.5"],
  ]);
});

Deno.test("a quotient or rest of decimals that needs more than 38 digits says so", async () => {
  const table = await tableOf("DECIMAL(38,0)", "12345678901234567890123456789012345678");
  for (
    const [expression, what] of [
      ["n // 0.0001", "A whole quotient"],
      ["n % 0.0001", "The rest of a quotient"],
      [`n % 0.${"0".repeat(37)}7`, "The rest of a quotient"],
      [`0.${"0".repeat(37)}7 // n`, "A whole quotient"],
    ]
  ) {
    const { warnings } = await answer(`SELECT ${expression} FROM ${table}`);
    assert.deepEqual(warnings, [`${what} of n is calculated in DOUBLE, which keeps about 15 digits.`]);
  }
});

Deno.test("what rounding to tens and hundreds carries over is not lost", async () => {
  for (
    const [expression, right] of [
      ["round(99.5, -2)", "100"],
      ["round(99::DECIMAL(2,0), -2)", "100"],
      ["round(5.0, -1)", "10"],
      ["round(4.9, -1)", "0"],
      ["round(99.5, -1 - 1)", "100"],
      ["round(127::TINYINT, -1)", "130"],
      ["round(2147483647, -1)", "2147483650"],
      ["round_even(99::DECIMAL(2,0), -2)", "100"],
      ["round_even(50.00, -2)", "0"],
      ["round_even(150, -2)", "200"],
      ["round_even(250, -2)", "200"],
      ["round_even(-0.015, 2)", "-0.02"],
      ["round_even(0.125, 2)", "0.12"],
      ["round_even(99.95, 1)", "100"],
      ["round_even(5.5, -40)", "0"],
      ["even(0.5)", "2"],
      ["even(-2.5)", "-4"],
      ["even(0)", "0"],
    ]
  ) {
    const { rows } = await answer(`SELECT (${expression})::VARCHAR`);
    assert.equal(short(rows[0]?.[0]), right, expression);
  }
});

Deno.test("what is left of doubles that are decimals is that of the decimals", async () => {
  const left: readonly (readonly [a: string, b: string, rest: string, floored: string])[] = [
    ["3738917306255", "2.032", "0.936", "0.936"],
    ["-50863171887.204", "-8.54295", "-3.53505", "-3.53505"],
    ["-3738917306255", "2.032", "-0.936", "1.096"],
    ["3738917306255", "-2.032", "0.936", "-1.096"],
    ["7.5", "2.5", "0.0", "0.0"],
    ["0.3", "0.1", "0.0", "0.0"],
    ["1000000000000000.5", "1", "0.5", "0.5"],
  ];
  for (const [a, b, rest, floored] of left) {
    for (const [x, y] of [["DOUBLE", "DOUBLE"], ["DOUBLE", "DECIMAL(18,5)"]]) {
      const from = `(SELECT '${a}'::${x} AS a, '${b}'::${y} AS b)`;
      const { rows } = await answer(`SELECT a % b, mod(a, b), fmod(a, b) FROM ${from}`);
      assert.deepEqual(
        rows.map((row) => row.map(Number)),
        [[rest, rest, floored].map(Number)],
        `${a} ${b} ${x} ${y}`,
      );
    }
  }
  const [zero] =
    (await answer("SELECT a % b, fmod(a, b) FROM (SELECT 1.5::DOUBLE AS a, 0::DOUBLE AS b)")).rows;
  assert.deepEqual(zero, [null, null]);
  // As Python's math.fmod and %.
  const infinite: readonly (readonly [expression: string, right: unknown])[] = [
    ["5.5 % inf", 5.5],
    ["-5.5 % inf", -5.5],
    ["5 % -inf", 5],
    ["fmod(5, inf)", 5],
    ["fmod(-5.5, -inf)", -5.5],
    ["fmod(5.5, -inf)", "-Infinity"],
    ["fmod(nan, 1)", "NaN"],
    ["fmod(1, nan)", "NaN"],
    ["5.5 % nan", "NaN"],
    ["inf % 5.5", "NaN"],
    ["inf % 0", null],
  ];
  for (const [expression, right] of infinite) {
    const from = "(SELECT 'inf'::DOUBLE AS inf, 'nan'::DOUBLE AS nan)";
    assert.deepEqual((await answer(`SELECT ${expression} FROM ${from}`)).rows, [[right]], expression);
  }
});
