import assert from "node:assert/strict";
import { answer, dialect } from "./answers.ts";

/** How whole numbers, and numbers of one decimal, are held where others are otherwise. */
const WHOLE = ["BIGINT", "DECIMAL(18,1)", "DECIMAL(18,8)", "DECIMAL(38,9)", "DOUBLE"];
const HALVES = WHOLE.slice(1);

async function made(type: string): Promise<void> {
  await dialect.connection.run(
    `CREATE OR REPLACE TABLE base (id VARCHAR, n ${type}, k BIGINT);
     INSERT INTO base VALUES ('a1', 1, 1), ('a3', 3.5, 3)`,
  );
}

const recursive = (anchor: string, step: string, where = "k < 4") =>
  `WITH RECURSIVE r(n, k) AS (SELECT ${anchor}, 1 FROM base WHERE id = 'a3'
     UNION ALL SELECT ${step}, k + 1 FROM r WHERE ${where}) SELECT n FROM r ORDER BY k`;

/** The values, as numbers where they are such. */
async function values(sql: string): Promise<readonly unknown[]> {
  const { rows } = await answer(sql);
  return rows.flat().map((value) =>
    typeof value === "string" && /^-?[0-9.]+$/.test(value) ? Number(value) : value
  );
}

Deno.test("each step of a recursive query keeps its digits, however what it begins with is held", async () => {
  const cases = [
    ["n", "n / 2", [3.5, 1.75, 0.875, 0.4375]],
    ["n", "n + 0.123456", [3.5, 3.623456, 3.746912, 3.870368]],
    ["n", "n * 1.05", [3.5, 3.675, 3.85875, 4.0516875]],
    ["n", "n * n", [3.5, 12.25, 150.0625, 22518.75390625]],
    ["n", "n * 2", [3.5, 7, 14, 28]],
    ["n * 0.1", "n * 0.1", [0.35, 0.035, 0.0035, 0.00035]],
    ["n + 0.1", "n * 0.1", [3.6, 0.36, 0.036, 0.0036]],
    ["n", "(n / 2)::VARCHAR", [3.5, 1.75, 0.875, 0.4375]],
    ["n", "to_json(n / 2)", [3.5, 1.75, 0.875, 0.4375]],
    ["NULL", "coalesce(n, 3) / 2", [null, 1.5, 0.75, 0.375]],
    ["sum(n)", "n / 2", [3.5, 1.75, 0.875, 0.4375]],
    ["n * 1.05", "n * 1.05", [3.675, 3.85875, 4.0516875, 4.254271875]],
    ["n::DOUBLE", "n / 2", [3.5, 1.75, 0.875, 0.4375]],
    ["n", "coalesce(n / 4, 0)", [3.5, 0.875, 0.21875, 0.0546875]],
    ["n", "CASE WHEN k = 1 THEN n + 0.25 ELSE n END", [3.5, 3.75, 3.75, 3.75]],
    ["k", "n * 0.5", [3, 1.5, 0.75, 0.375]],
    ["0", "n + 0.5", [0, 0.5, 1, 1.5]],
    ["1", "n * 1.5", [1, 1.5, 2.25, 3.375]],
    ["1", "n * 1000000", [1, 1e6, 1e12, 1e18]],
  ] as const;
  for (const type of HALVES) {
    await made(type);
    for (const [anchor, step, right] of cases) {
      assert.deepEqual(await values(recursive(anchor, step)), right, `${anchor}, ${step} of ${type}`);
    }
  }
});

Deno.test("whole numbers become fractions in a recursive query, whether fractions were met or not", async () => {
  for (const type of WHOLE) {
    await dialect.connection.run(
      `CREATE OR REPLACE TABLE base AS SELECT 'a3' AS id, 3::${type} AS n, 3::BIGINT AS k`,
    );
    assert.deepEqual(await values(recursive("n", "n * 1.5")), [3, 4.5, 6.75, 10.125], type);
    assert.deepEqual(await values(recursive("n", "n + 1")), [3, 4, 5, 6], type);
    assert.deepEqual(await values(recursive("n", "n / 4", "k < 3")), [3, 0.75, 0.1875], type);
  }
});

Deno.test("several columns of a recursive query, unions, joins and lists in it keep their digits", async () => {
  for (const type of HALVES) {
    await made(type);
    assert.deepEqual(
      await values(
        `WITH RECURSIVE r AS (SELECT n AS tot, k FROM base WHERE id = 'a1'
           UNION ALL SELECT r.tot + b.n * 0.07, b.k FROM base b JOIN r ON b.k = r.k + 2) SELECT tot FROM r ORDER BY k`,
      ),
      // 1 + 3.5 * 0.07
      [1, 1.245],
      type,
    );
    assert.deepEqual(
      await values(
        `WITH RECURSIVE r(n) AS (SELECT n FROM base UNION SELECT n / 2 FROM r WHERE n > 0.5)
         SELECT count(*) FROM r UNION ALL SELECT min(n) FROM r`,
      ),
      // 1, 0.5; 3.5, 1.75, 0.875, 0.4375
      [6, 0.4375],
      type,
    );
    assert.deepEqual(
      await values(
        `WITH RECURSIVE r(n, k) AS (SELECT n, 1 FROM base UNION ALL SELECT 0.25, 1
           UNION ALL (SELECT n / 2, k + 1 FROM r WHERE k < 2)) SELECT n FROM r ORDER BY k, n`,
      ),
      [0.25, 1, 3.5, 0.125, 0.5, 1.75],
      type,
    );
    assert.deepEqual(
      await values(
        `WITH RECURSIVE r(a, b, k) AS (SELECT n, n, 1 FROM base WHERE id = 'a3'
           UNION ALL SELECT b, a / 2, k + 1 FROM r WHERE k < 4) SELECT a FROM r ORDER BY k`,
      ),
      // (3.5, 3.5), (3.5, 1.75), (1.75, 1.75), (1.75, 0.875)
      [3.5, 3.5, 1.75, 1.75],
      type,
    );
    assert.deepEqual(
      await values(
        `WITH RECURSIVE r(l, k) AS (SELECT [n], 1 FROM base WHERE id = 'a3'
           UNION ALL SELECT list_append(l, l[-1] / 2), k + 1 FROM r WHERE k < 3)
         SELECT unnest(l) FROM r WHERE k = 3`,
      ),
      [3.5, 1.75, 0.875],
      type,
    );
  }
});

Deno.test("list_reduce keeps the digits of each step, however the list is held", async () => {
  const cases = [
    ["list_reduce([n, n, n], lambda a, b: a * 0.5 + b)", 6.125],
    ["list_reduce([n, n], lambda a, b: a / 4 + b, 0.5)", 4.40625],
    ["array_reduce([1, 2, 3], lambda a, b: a + b * 0.5)", 3.5],
    ["reduce([n, n], lambda a, b: a + b, 0)", 7],
    ["list_reduce([n, n], lambda a, b: a + b, 0.125)", 7.125],
    ["list_reduce([n, n, n], lambda a, b: a * b)", 42.875],
    ["list_reduce(list_transform([n, n], lambda x: x / 4), lambda a, b: a + b)", 1.75],
  ] as const;
  for (const type of HALVES) {
    await made(type);
    for (const [expression, right] of cases) {
      assert.deepEqual(
        await values(`SELECT ${expression} FROM base WHERE id = 'a3'`),
        [right],
        `${expression} of ${type}`,
      );
    }
  }
});

Deno.test("lambdas whose parameters are called alike are typed each by its own list", async () => {
  const select = [
    ["list_reduce([n, 2.5, n], lambda x, y: x * y)", "30.625"],
    ["list_reduce([k, k], lambda x, y: x * y)", "9"],
    ["list_transform([n], lambda x: x // 2)", "[1]"],
    ["list_transform([k], lambda x: x // 2)", "[1]"],
    ["list_transform([n * 4], lambda x: x || '!')", "[14!]"],
    ["list_transform([k], lambda x: x || '!')", "[3!]"],
    ["list_filter([n, 2], lambda x: x > '2.5')", "[3.5]"],
    ["list_filter([k, 2], lambda x: x > '2.5')", "[3]"],
    ["list_transform([n], lambda x: list_transform([k], lambda y: x * y * 2 || '!'))", "[[21!]]"],
    ["list_transform([k], lambda x: list_transform([n], lambda y: x * x || '!'))", "[[9!]]"],
  ] as const;
  const columns = select.map(([expression], at) => `(${expression})::VARCHAR AS c${at}`).join(", ");
  for (const type of HALVES) {
    await made(type);
    const { rows } = await answer(`SELECT ${columns} FROM base WHERE id = 'a3'`);
    assert.deepEqual(rows, [select.map(([, right]) => right)], type);
    const grouped = await answer(
      `SELECT list_transform([n], lambda x: x || '')::VARCHAR, list_transform([k], lambda x: x || '')::VARCHAR, count(*)
       FROM base WHERE id = 'a3' GROUP BY list_transform([n], lambda x: x || ''), list_transform([k], lambda x: x || '')`,
    );
    assert.deepEqual(grouped.rows.map((row) => row.map(String)), [["[3.5]", "[3]", "1"]], type);
  }
});

Deno.test("what becomes doubles for its many digits is told, and what does not is not", async () => {
  await made("DECIMAL(18,1)");
  const { warnings } = await answer(recursive("n", "n * 1.05"));
  assert.match(warnings.join(), /^Each step of r makes more digits of n: they are calculated in DOUBLE/);
  assert.deepEqual((await answer(recursive("n", "n + 0.25"))).warnings, []);
  const reduced = await answer("SELECT list_reduce([n, n], lambda x, y: x * y) FROM base");
  assert.match(reduced.warnings.join(), /^Each step of list_reduce makes more digits of n: they are/);
});

Deno.test("whole numbers beyond 2^53 keep their digits beside a step that is text", async () => {
  await dialect.connection.run(
    `CREATE OR REPLACE TABLE ways (id BIGINT, other VARCHAR);
     INSERT INTO ways VALUES (9007199254740993, '9007199254740995'), (9007199254740995, '9007199254740997')`,
  );
  const { rows } = await answer(
    `WITH RECURSIVE r(id) AS (SELECT 9007199254740993 UNION ALL SELECT other FROM r JOIN ways USING (id)) SELECT id::VARCHAR FROM r`,
  );
  assert.deepEqual(rows.flat(), ["9007199254740993", "9007199254740995", "9007199254740997"]);
});
