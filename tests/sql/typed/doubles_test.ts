import assert from "node:assert/strict";
import { answer, dialect } from "./answers.ts";

/** The first row of a statement, each value as text. */
async function row(sql: string): Promise<readonly string[]> {
  const { rows } = await answer(sql);
  return (rows[0] ?? []).map((value) => typeof value === "object" ? JSON.stringify(value) : String(value));
}

/** How numbers of three decimals are held where others need more digits. */
const HELD = ["DECIMAL(18,3)", "DECIMAL(38,9)", "DOUBLE"];

Deno.test("a cast to decimals rounds the number that is written, however it is held", async () => {
  for (const type of HELD) {
    await dialect.connection.run(
      `CREATE OR REPLACE TABLE cents AS SELECT 1.005::${type} AS w, -1.005::${type} AS below, 2.675::${type} AS more,
         [1.115::${type}, NULL] AS l, {a: 1.005::${type}, b: 'x'} AS s, MAP {'k': 1.005::${type}} AS m, [{p: 1.005::${type}}] AS ls`,
    );
    for (
      const [expression, right] of [
        ["w::DECIMAL(10,2)", "1.01"],
        ["CAST(below AS DECIMAL(10,2))", "-1.01"],
        ["TRY_CAST(more AS DECIMAL(4,2))", "2.68"],
        ["TRY_CAST(w * 1000 AS DECIMAL(4,2))", "null"],
        ["(w + 1)::NUMERIC(10,2)", "2.01"],
        ["avg(w)::DECIMAL(10,2)", "1.01"],
        ["l::DECIMAL(10,2)[]", '["1.12",null]'],
        ["s::STRUCT(a DECIMAL(5,2), b VARCHAR)", '{"a":"1.01","b":"x"}'],
        ["m::MAP(VARCHAR, DECIMAL(5,2))", '[{"key":"k","value":"1.01"}]'],
        ["ls::STRUCT(p DECIMAL(4,2))[]", '[{"p":"1.01"}]'],
      ] as const
    ) {
      const found = await row(`SELECT ${expression} FROM cents`);
      assert.deepEqual(found, [right], `${expression} of ${type}`);
    }
  }
});

Deno.test("doubles of any size are cast to decimals by their digits", async () => {
  await dialect.connection.run(
    `CREATE OR REPLACE TABLE sizes AS SELECT 5e-7::DOUBLE AS small, 5e-20::DOUBLE AS tiny, 1e30::DOUBLE AS large`,
  );
  assert.deepEqual(
    await row(
      "SELECT small::DECIMAL(10,2)::DOUBLE, small::DECIMAL(10,7), tiny::DECIMAL(10,2)::DOUBLE, tiny::DECIMAL(38,21), " +
        "large::DECIMAL(38,2), [tiny]::DECIMAL(10,2)[] FROM sizes",
    ),
    ["0", "0.0000005", "0", "0.000000000000000000050", `1${"0".repeat(30)}.00`, '["0.00"]'],
  );
  await assert.rejects(answer("SELECT large::DECIMAL(5,2) FROM sizes"), /Could not convert string/);
});

Deno.test("numbers in JSON are cast to decimals by their digits", async () => {
  await dialect.connection.run(
    `CREATE OR REPLACE TABLE mixed AS SELECT unnest(['1.005', '12345678901234567890123', '5e-7', '1.5e20', '"12.345"', 'null'])::JSON AS j`,
  );
  const { rows } = await answer("SELECT j::DECIMAL(38,2) FROM mixed");
  assert.deepEqual(rows.flat(), [
    "1.01",
    "12345678901234567890123.00",
    "0.00",
    "150000000000000000000.00",
    "12.35",
    null,
  ]);
});

Deno.test("operators called by their names are the operators, and their columns keep their names", async () => {
  for (const type of HELD) {
    await dialect.connection.run(
      `CREATE OR REPLACE TABLE named AS SELECT 1.1::${type} AS v, -0.5::${type} AS w, 1.005::${type} AS x, 0.1::${type} AS y`,
    );
    for (
      const [expression, right] of [
        ["add(v, w)", 0.6],
        ["subtract(y, x)", -0.905],
        ["multiply(y, x)", 0.1005],
        ["add(multiply(y, 3), subtract(0, 0.3))", 0],
        ["divide(x, 0.001)", 1005],
        ["mod(x, 0.001)", 0],
        ["fdiv(x, 0.001)", 1005],
        // -5 times 0.1 is -0.5: rounded down, and nothing is left.
        ["fdiv(w, y)", -5],
        ["fmod(w, y)", 0],
        // -1.005 is -11 times 0.1, and 0.095 above.
        ["fdiv(-x, y)", -11],
        ["fmod(-x, y)", 0.095],
      ] as const
    ) {
      const [found] = await row(`SELECT ${expression} FROM named`);
      assert.equal(Number(found), right, `${expression} of ${type}`);
    }
  }
  assert.deepEqual(await row('SELECT """add""(v, w)" = 0.6 FROM (SELECT add(v, w) FROM named)'), ["true"]);
  assert.deepEqual(await row("SELECT add(DATE '2026-01-31', 1)::VARCHAR"), ["2026-02-01"]);
});

Deno.test("round_even takes what is half-way to the even one, however it is held", async () => {
  for (const type of HELD) {
    await dialect.connection.run(
      `CREATE OR REPLACE TABLE halves AS SELECT unnest([1.005, 2.675, 1.115, 1.006, -1.005, 0.5, 1.5, 2.5, 25, 35])::${type} AS x`,
    );
    const { rows } = await answer(
      "SELECT round_even(x, 2), roundbankers(x, 0), round_even(x, -1), round_even(x, NULL) FROM halves",
    );
    const [two, none, tens, unknown] = [0, 1, 2, 3].map((at) => rows.map((each) => each[at]));
    assert.deepEqual(two?.map(Number), [1, 2.68, 1.12, 1.01, -1, 0.5, 1.5, 2.5, 25, 35], type);
    assert.deepEqual(none?.map(Number), [1, 3, 1, 1, -1, 0, 2, 2, 25, 35], type);
    assert.deepEqual(tens?.map((each) => Math.abs(Number(each))), [0, 0, 0, 0, 0, 0, 0, 0, 20, 40], type);
    assert.deepEqual([...new Set(unknown)], [null], type);
  }
});

Deno.test("a frame RANGE over doubles holds the rows that it does over decimals", async () => {
  for (
    const [type, more, warned] of [
      ["DECIMAL(18,3)", "", false],
      ["DOUBLE", "", false],
      ["DOUBLE", ", ('x', 0.30000000000000004)", false],
      ["DOUBLE", ", ('x', 1e100)", true],
      ["DOUBLE", ", ('x', 1e-25)", true],
    ] as const
  ) {
    await dialect.connection.run(`CREATE OR REPLACE TABLE framed (id VARCHAR, v ${type})`);
    await dialect.connection.run(
      `INSERT INTO framed VALUES ('a', 0.1), ('b', 0.2), ('c', 0.3), ('d', 1.1), ('e', 0.1), ('f', NULL)${more}`,
    );
    const where = "FROM framed WHERE id < 'x' ORDER BY id";
    const sums = await answer(`SELECT sum(v) OVER (ORDER BY v RANGE 1 PRECEDING) ${where}`);
    assert.deepEqual(sums.warnings, [], type);
    // 1.1 reaches down to 0.1: 0.1 + 0.1 + 0.2 + 0.3 + 1.1.
    assert.deepEqual(sums.rows.map(([sum]) => sum === null ? null : Number(sum)), [
      0.2,
      0.4,
      0.7,
      1.8,
      0.2,
      null,
    ]);
    const counts = await answer(
      `SELECT count(*) OVER w, avg(v) OVER w, list(id ORDER BY id) OVER w ${
        where.replace(
          "ORDER BY id",
          "WINDOW w AS (ORDER BY v + 0.1 DESC NULLS LAST RANGE BETWEEN 0.1 PRECEDING AND v FOLLOWING) ORDER BY id",
        )
      }`,
    );
    assert.deepEqual(counts.rows.map(([count]) => Number(count)), [3, 4, 4, 5, 3, 1]);
    const all = await answer("SELECT count(*) OVER (ORDER BY v RANGE 0.1 PRECEDING) FROM framed");
    assert.equal(all.warnings.length > 0, warned, more);
    assert.ok(all.warnings.every((warning) => warning.includes("RANGE over v")));
  }
});

Deno.test("lists of decimals that meet others keep all digits, or become doubles, which is said", async () => {
  await dialect.connection.run(
    `CREATE OR REPLACE TABLE lists AS SELECT 'a' AS id, [-1.15]::DECIMAL(38,2)[] AS l, 2.2::DECIMAL(38,1) AS v,
       {x: 1.15::DECIMAL(38,2), y: 1} AS s, {x: 1.1::DECIMAL(38,1), y: 2} AS o
     UNION ALL SELECT 'b', [${"9".repeat(36)}.75], ${"9".repeat(37)}.5, NULL, NULL`,
  );
  for (
    const [expression, right] of [
      ["list_append(l, v)", [-1.15, 2.2]],
      ["array_append(l, v)", [-1.15, 2.2]],
      ["array_push_back(l, v)", [-1.15, 2.2]],
      ["list_prepend(v, l)", [2.2, -1.15]],
      ["array_prepend(v, l)", [2.2, -1.15]],
      ["array_push_front(l, v)", [2.2, -1.15]],
      ["list_concat(l, [v])", [-1.15, 2.2]],
      ["list_cat(l, [v], NULL)", [-1.15, 2.2]],
      ["l || [v]", [-1.15, 2.2]],
      ["concat([v], l)", [2.2, -1.15]],
      ["flatten([l, [v]])", [-1.15, 2.2]],
      ["coalesce(l, [v])", [-1.15]],
      ["list_resize([v], 2, l[1])", [2.2, -1.15]],
      ["list_resize([1, 2], 3, 1.5)", [1, 2, 1.5]],
      ["list_intersect(l, [v, -1.2])", []],
    ] as const
  ) {
    const { rows } = await answer(`SELECT ${expression} FROM lists WHERE id = 'a'`);
    assert.deepEqual([rows[0]?.[0]].flat().map(Number), right, expression);
  }
  assert.deepEqual(
    await row(
      "SELECT list_contains([v, -1.2], l[1]), list_position([v, -1.2], l[1]), list_has_any(l, [v, -1.2]), " +
        "(CASE WHEN id = 'a' THEN s ELSE o END).x FROM lists WHERE id = 'a'",
    ),
    ["false", "null", "false", "1.15"],
  );
  const wide = await answer("SELECT list_append(l, v) FROM lists ORDER BY id");
  assert.deepEqual(wide.rows, [[[-1.15, 2.2]], [[1e36, 1e37]]]);
  assert.match(wide.warnings.join(), /^l, v need more than 38 digits/);
  const union = await answer(
    "SELECT l FROM lists WHERE id = 'a' UNION ALL SELECT [v] FROM lists WHERE id = 'a'",
  );
  assert.deepEqual(union.rows, [[["-1.15"]], [["2.20"]]]);
});

Deno.test("medians of whole numbers beyond 2^53 are exact", async () => {
  await dialect.connection.run(
    "CREATE OR REPLACE TABLE ids AS SELECT (9007199254740993 + k)::BIGINT AS c, k FROM range(50) t(k)",
  );
  const c = "9007199254740993.0";
  assert.deepEqual(
    await row(
      "SELECT median(c), list_median(list(c)), list_aggregate(list(c), 'median') FROM ids WHERE k = 0",
    ),
    [c, c, c],
  );
  // The middle two of 50 are 24 and 25 above the first; distances from there are 0.5, 0.5, 1.5, … 24.5.
  assert.deepEqual(
    await row("SELECT median(c), median(DISTINCT c), mad(c), list_mad(list(c)) FROM ids"),
    ["9007199254741017.5", "9007199254741017.5", "12.50", "12.50"],
  );
  assert.deepEqual(await row("SELECT mad(c), max(c) FILTER (WHERE k < 3) FROM ids WHERE k < 3"), [
    "1.00",
    "9007199254740995",
  ]);
  assert.deepEqual(await row("SELECT median(k), mad(k) FROM ids WHERE k < 2"), ["0.5", "0.5"]);
  const over = await answer("SELECT k, median(c) OVER (PARTITION BY k % 2) FROM ids WHERE k < 3 ORDER BY k");
  assert.deepEqual(over.rows.map(([, median]) => median), [
    "9007199254740994.0",
    "9007199254740994.0",
    "9007199254740994.0",
  ]);
});

Deno.test("deviations of lists of long decimals are those of the columns, and quotients say what they lose", async () => {
  await dialect.connection.run(
    `CREATE OR REPLACE TABLE longer AS SELECT unnest([1234567890123456789890.12, 1234567890123456789890.24])::DECIMAL(38,2) AS v,
       5 AS n, 0.123456789012345678901234567890123::DECIMAL(38,33) AS fine`,
  );
  // 0.12 apart: each is 0.06 from the middle.
  for (const name of ["stddev_pop(v)", "list_stddev_pop(list(v))", "list_aggregate(list(v), 'stddev_pop')"]) {
    const { rows, warnings } = await answer(`SELECT ${name} FROM longer`);
    assert.deepEqual([rows, warnings], [[[0.06]], []], name);
  }
  const sem = await answer("SELECT round(sem(v), 6), round(list_sem(list(v)), 6) FROM longer");
  assert.deepEqual(sem.rows, [[0.042426, 0.042426]]);
  for (
    const lost of [
      "sum(v) / 2",
      "max(v + 0) / 3",
      "sum(v) / count(*)",
      "list_sum(list(v)) / 2",
      "weighted_avg(v, 1)",
      "list_aggregate(list(v), 'avg')",
    ]
  ) {
    assert.match(
      (await answer(`SELECT ${lost} FROM longer`)).warnings.join(),
      / of v is calculated in DOUBLE/,
      lost,
    );
  }
  for (const kept of ["count(v) / 2", "sum(n) / count(*)", "sum(CASE WHEN v > 1 THEN 1 END) / 2", "avg(v)"]) {
    assert.deepEqual((await answer(`SELECT ${kept} FROM longer`)).warnings, [], kept);
  }
  const fine = await answer("SELECT avg(fine) FROM longer");
  assert.ok(Math.abs(Number(fine.rows[0]?.[0]) - 0.12345678901234568) < 2e-17);
  assert.match(fine.warnings.join(), /^avg of fine is calculated in DOUBLE/);
});

Deno.test("a text that says a number with a fraction is that number beside what is calculated", async () => {
  await dialect.connection.run("CREATE OR REPLACE TABLE tens AS SELECT n FROM range(10) t(n)");
  for (
    const [condition, right] of [
      ["n + 0 = '5.5'", []],
      ["n + 0 = '5.0'", [5]],
      ["abs(n) IN ('5.5', '7.0')", [7]],
      ["n::INT <> '5.5' AND n + 0 > '7.6'", [8, 9]],
      ["n + 0 BETWEEN '5.5' AND '6.5'", [6]],
      ["n IN (SELECT m FROM (SELECT n + 1 AS m FROM tens) WHERE m = '5.5')", []],
      ["CASE WHEN n > 3 THEN n END = '5.5'", []],
      ["nullif(n + 0, '5.5') = 6", [6]],
      ["n::VARCHAR || '.5' = '5.5'", [5]],
    ] as const
  ) {
    const { rows } = await answer(`SELECT n FROM tens WHERE ${condition} ORDER BY n`);
    assert.deepEqual(rows.map(([n]) => Number(n)), right, condition);
  }
  assert.deepEqual((await answer("SELECT count(*) FROM tens HAVING count(*) = '9.5'")).rows, []);
});

Deno.test("what is divided stands once: another number each time, and a subquery, are divided as they came", async () => {
  await dialect.connection.run("CREATE OR REPLACE TABLE many AS SELECT i::DOUBLE AS w FROM range(2000) t(i)");
  // A rest of two different numbers would be below 0, or 3 and more.
  for (const rest of ["(random() * 10 + w * 0) % 3.0::DOUBLE", "fmod(random() * 10 + w * 0, 3.0::DOUBLE)"]) {
    const found = await row(`SELECT bool_and(r >= 0 AND r < 3) FROM (SELECT ${rest} AS r FROM many)`);
    assert.deepEqual(found, ["true"], rest);
  }
  assert.deepEqual(
    await row("SELECT (SELECT max(w) FROM many) % 7.5, (SELECT max(w) FROM many) // 7.5 FROM many LIMIT 1"),
    [
      "4",
      "266",
    ],
  );
});

Deno.test("what is left of doubles beyond 15 digits is exact", async () => {
  await dialect.connection.run(
    "CREATE OR REPLACE TABLE large AS SELECT 9007199254740991::DOUBLE AS w, 1e16::DOUBLE AS big",
  );
  // 2^53 - 1 is odd; 10^16 = 3 × 3333333333333333 + 1.
  assert.deepEqual(
    await row("SELECT w % 2, w % 10, big % 3, 5.5::DOUBLE % 0.1, 0.3::DOUBLE % 0.1 FROM large"),
    [
      "1",
      "1",
      "1",
      "0",
      "0",
    ],
  );
});

Deno.test("an aggregate of a list is one however its name is written, and seconds since 1970 are doubles", async () => {
  await dialect.connection.run(
    "CREATE OR REPLACE TABLE tenths AS SELECT [0.1::DOUBLE, 0.1, 0.1] AS l, TIMESTAMP '1970-01-01 00:00:01.005' AS moment",
  );
  for (const name of ["sum", "SUM", "Sum"]) {
    assert.deepEqual(await row(`SELECT list_aggregate(l, '${name}') FROM tenths`), ["0.3"], name);
  }
  await dialect.connection.run(
    "CREATE OR REPLACE TABLE dates AS SELECT TIMESTAMP '1970-01-01 00:00:01.005' AS moment",
  );
  assert.deepEqual(await row("SELECT round(extract(epoch FROM moment), 2) FROM dates"), ["1.01"]);
});

Deno.test("sums, products, quotients and rounding of doubles beyond 15 digits lose nothing that doubles have", async () => {
  await dialect.connection.run(
    "CREATE OR REPLACE TABLE beyond AS SELECT 1000000000000000::DOUBLE AS e, 9007199254740991::DOUBLE AS w, 2e16::DOUBLE AS b, 0.1::DOUBLE AS t",
  );
  const right: readonly (readonly [expression: string, text: string])[] = [
    // Doubles there have eighths, whose texts are those.
    ["e + 0.1", "1000000000000000.1"],
    ["e + t", "1000000000000000.1"],
    ["e - 0.3", "999999999999999.8"],
    ["e + t = e", "false"],
    ["w * 0.1", "900719925474099.1"],
    ["w - 1", "9007199254740990"],
    ["b + 4", "20000000000000004"],
    ["1.0::DOUBLE * 20000000000000004", "20000000000000004"],
    // Decimals of up to 15 digits stay what they are.
    ["t + 0.2", "0.3"],
    ["e * 0.3", "300000000000000"],
    ["t * 3 - 0.3", "0"],
    // 9007199254740991 = 7 × 1286742750677284 + 3
    ["w // 7", "1286742750677284"],
    ["fdiv(w, -7)", "-1286742750677285"],
    // 0.3 × 3333333333333333 + 0.1
    ["e // 0.3", "3333333333333333"],
    ["fdiv(-e, 0.3)", "-3333333333333334"],
    ["round(w, 1)", "9007199254740991"],
    ["round(w, 2)", "9007199254740991"],
    ["trunc(w, 3)", "9007199254740991"],
  ];
  for (const [expression, text] of right) {
    assert.deepEqual(
      (await answer(`SELECT (${expression})::VARCHAR FROM beyond`)).rows,
      [[text]],
      expression,
    );
  }
});

Deno.test("approximate counts of distinct numbers are the same whatever these are held as", async () => {
  const counts = [];
  for (const type of ["BIGINT", "DECIMAL(38,6)", "DOUBLE", "VARCHAR"]) {
    const from = `(SELECT range::${type} AS n FROM range(5000))`;
    counts.push((await answer(`SELECT approx_count_distinct(n)::VARCHAR FROM ${from}`)).rows);
  }
  for (const count of counts) assert.deepEqual(count, counts[0]);
});

Deno.test("decimals of more than 22 decimals are the doubles that they say, cast or compared", async () => {
  const long = "0.0000000000000000000000007";
  await dialect.connection.run(
    `CREATE OR REPLACE TABLE tiny AS SELECT 7e-25::DOUBLE AS d, ${long}::DECIMAL(38,25) AS e`,
  );
  for (
    const condition of [
      `d = ${long}`,
      `-d = -${long}`,
      `d IN (1, ${long})`,
      `d BETWEEN ${long} AND ${long}`,
      `d = ${long}::DOUBLE`,
      `d = CAST(e AS DOUBLE)`,
      `e = ${long}`,
      `d + ${long}::DOUBLE = 1.4e-24`,
    ]
  ) {
    assert.deepEqual(await row(`SELECT ${condition} FROM tiny`), ["true"], condition);
  }
  assert.deepEqual(await row(`SELECT ${long}::DOUBLE, e::FLOAT = 7e-25::FLOAT FROM tiny`), [
    "7e-25",
    "true",
  ]);
});
