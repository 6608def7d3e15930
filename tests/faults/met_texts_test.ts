import assert from "node:assert/strict";
import { num } from "../fixtures/tables.ts";
import { asking, faultTest } from "./asking.ts";

const FIRST = 12345678901234567890123456789012345670n;
/** All digits but the last of `big`. */
const P = "1234567890123456789012345678901234567";

const TABLES = {
  items: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => ({
    id: `i${n}`,
    n,
    d: num(`${n}.25`),
    big: num(String(FIRST + BigInt(n))),
    ...(n < 8 ? { few: n } : {}),
    doc: { k: n === 3 ? "2.5" : `${n}.0` },
  })),
  texts: ["2.5", "3", "4.0", "5.25", "7.0000000000000001", "1e0", "60e-1", "25e-1"].map((zip, at) => ({
    id: `t${at}`,
    zip,
    n: zip,
  })),
  words: ["3", "abc"].map((zip, at) => ({ id: `w${at}`, zip })),
};

const texts = (...all: readonly string[]) =>
  `(SELECT unnest([${all.map((each) => `'${each}'`).join(", ")}]) AS k) p`;

/** Statements → the first column of their rows, in order. */
const CASES: readonly (readonly [sql: string, first: readonly unknown[]])[] = [
  // Beside a NULL and a truth value, which is 1.
  [`SELECT n FROM items, ${texts("1.5", "3", "4.4")} WHERE n IN (k, NULL) ORDER BY n`, [3]],
  [`SELECT n FROM items, ${texts("1.5", "3", "4.4")} WHERE k IN (NULL, n) ORDER BY n`, [3]],
  [`SELECT count(*) FROM items, ${texts("1.5", "3")} WHERE (n IN (k, NULL)) IS NULL`, [19]],
  [`SELECT n FROM items, ${texts("1.5", "3")} WHERE n IN (k, true) ORDER BY n`, [1, 1, 3]],
  [`SELECT n FROM items, ${texts("2.5")} WHERE n = k`, []],
  [`SELECT n FROM items, ${texts("2.5")} WHERE k = n`, []],
  [
    `SELECT n FROM items, ${
      texts("3.25", "3.0", "2.0000000000000000001", "1e-50", "1e-5000", "6001e-3", "1e50", "-0.4", ".9")
    } WHERE n = k`,
    [3],
  ],
  [`SELECT n FROM items, ${texts("+4", "00005", " 6 ", "0x7", "9.", "80e-1", "-0")} WHERE n = k`, [
    0,
    4,
    5,
    6,
    7,
    8,
    9,
  ]],
  [`SELECT n FROM items, ${texts("9".repeat(30), "9".repeat(45), `-${"9".repeat(45)}.5`)} WHERE n = k`, []],
  // What is not there is neither equal nor not.
  [`SELECT n FROM items, ${texts("2.5")} WHERE NOT (few = k)`, [0, 1, 2, 3, 4, 5, 6, 7]],
  [`SELECT n FROM items, ${texts("2.5")} WHERE few <> k AND n > 5`, [6, 7]],
  [`SELECT n FROM items, ${texts("2.5")} WHERE few IS DISTINCT FROM k AND n > 5`, [6, 7, 8, 9]],
  [`SELECT n FROM items, ${texts("6.0")} WHERE few IS NOT DISTINCT FROM k`, [6]],
  ["SELECT n FROM items, (SELECT NULL::VARCHAR AS k) p WHERE few IS NOT DISTINCT FROM k", [8, 9]],
  ["SELECT n FROM items, (SELECT NULL::VARCHAR AS k) p WHERE NOT (n = k)", []],
  ["SELECT n FROM items, (SELECT NULL::VARCHAR AS k) p WHERE NOT (big = k)", []],
  ["SELECT n FROM items, (SELECT NULL::VARCHAR AS k) p WHERE NOT (d = k)", []],
  // Lists of values, CASE, nullif.
  [`SELECT n FROM items, ${texts("2.5")} WHERE n IN (k, '7.0', 8)`, [7, 8]],
  [`SELECT n FROM items, ${texts("2.5")} WHERE n NOT IN (k, '7.0') AND n > 5`, [6, 8, 9]],
  [`SELECT CASE n WHEN k THEN 'same' ELSE 'other' END FROM items, ${texts("2.5")} WHERE n = 3`, ["other"]],
  [`SELECT nullif(n, k) FROM items, ${texts("2.5", "3.0")} WHERE n = 3`, [3, null]],
  [`SELECT nullif(k, n) FROM items, ${texts("2.5", "3.0")} WHERE n = 3`, ["2.5", null]],
  // Calculated texts and numbers.
  ["SELECT n FROM items WHERE n = CASE WHEN id = 'i3' THEN '2.5' ELSE '4.0' END", [4]],
  ["SELECT n FROM items WHERE n = (SELECT '2.5')", []],
  ["SELECT n FROM items WHERE n = (SELECT zip FROM texts WHERE id = 't2')", [4]],
  ["SELECT n FROM items WHERE doc.k = n AND n < 5", [0, 1, 2, 4]],
  ["SELECT n FROM items WHERE doc->>'$.k' = n AND n < 5", [0, 1, 2, 4]],
  [`SELECT k FROM ${texts("2.5", "3.0")} WHERE k = 3`, ["3.0"]],
  [`SELECT k FROM ${texts("9.6", "10.0")} WHERE (SELECT count(*) FROM items) = k`, ["10.0"]],
  [`SELECT k FROM ${texts("44.6", "45.0")} WHERE (SELECT sum(n) FROM items) = k`, ["45.0"]],
  // Texts that the statement calls as another column of numbers is called.
  ["SELECT doc.k AS n FROM items WHERE n = 3 GROUP BY doc.k HAVING n = count(*) + 2", []],
  ["SELECT i.n FROM items i JOIN texts AS x(k, a, d) ON x.d = i.n WHERE i.d > 0", [1, 3, 4, 6]],
  // Decimals.
  [
    `SELECT d FROM items, ${
      texts("3.25", "4.250", "5.2500000000000000001", "625e-2", "7251e-3", "8.249")
    } WHERE d = k`,
    [
      3.25,
      4.25,
      6.25,
    ],
  ],
  [`SELECT n FROM items, ${texts(`${P}7.5`, `${P}6`, `${P}8.0`, "1e5")} WHERE big = k`, [6, 8]],
  [`SELECT n FROM items, ${texts(`${P}7.5`)} WHERE big <> k AND n IN (7, 8)`, [7, 8]],
  // Joins.
  ["SELECT i.n FROM items i JOIN texts t ON i.n = t.zip", [1, 3, 4, 6]],
  ["SELECT i.n FROM texts t JOIN items i ON t.zip = i.n AND i.n > 3", [4, 6]],
  ["SELECT i.d FROM items i JOIN texts t ON i.d = t.zip", [5.25]],
  ["SELECT t.zip FROM items i RIGHT JOIN texts t ON i.n = t.zip WHERE i.n IS NULL", [
    "2.5",
    "25e-1",
    "5.25",
    "7.0000000000000001",
  ]],
  ["SELECT n FROM items i WHERE EXISTS (SELECT 1 FROM texts t WHERE t.zip = i.n)", [1, 3, 4, 6]],
  ["WITH p AS (SELECT '2.5' AS k UNION ALL SELECT '4.0') SELECT n FROM items, p WHERE n = k", [4]],
];

for (const sampled of [7, 1, 1_000]) {
  faultTest(
    `a text of a column is compared as exactly the number that it says, of ${sampled} sampled`,
    () =>
      asking(TABLES, async ({ answer }) => {
        for (const [sql, expected] of CASES) {
          const { answer: { rows }, warnings } = await answer(sql);
          const order = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).sort();
          assert.deepEqual(order(rows.map((row) => JSON.parse(row)[0])), order(expected), sql);
          assert.deepEqual(warnings, [], sql);
        }
      }, sampled),
  );

  faultTest(
    `what would be rounded unseen, or says no number, is told, of ${sampled} sampled`,
    () =>
      asking(TABLES, async ({ outcome, value }) => {
        const told: readonly (readonly [sql: string, message: RegExp])[] = [
          [
            "SELECT i.n FROM items i JOIN words w ON i.n = w.zip",
            /cannot be read as BIGINT.*write i\.n = TRY_CAST\(w\.zip/,
          ],
          ["SELECT count(*) FROM items JOIN texts USING (n)", /texts of n to BIGINT: write ON a\.n = b\.n/],
          ["SELECT count(*) FROM items LEFT JOIN texts USING (n)", /texts of n to BIGINT/],
          [`SELECT count(*) FROM items JOIN (SELECT '2.5' AS n) p USING (n)`, /texts of n to BIGINT/],
          ["SELECT count(*) FROM items JOIN texts AS x(k, a, n) USING (n)", /texts of n to BIGINT/],
          [`SELECT count(*) FROM items NATURAL JOIN (SELECT '2.5' AS n) p`, /texts of n to BIGINT/],
          [
            `SELECT n FROM items, ${texts("2.5")} WHERE n < k`,
            /write items\.n < TRY_CAST|write n < TRY_CAST/,
          ],
        ];
        for (const [sql, message] of told) {
          const found = await outcome(sql);
          assert.match("code" in found ? found.message : "answered", message, sql);
        }
        assert.equal(await value("SELECT count(*) FROM items JOIN items j USING (n)"), 10);
        assert.equal(await value("SELECT count(*) FROM texts JOIN (SELECT '3' AS n) p USING (n)"), 1);
      }, sampled),
  );
}
