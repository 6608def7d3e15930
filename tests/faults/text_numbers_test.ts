import assert from "node:assert/strict";
import { num } from "../fixtures/tables.ts";
import { asking, faultTest } from "./asking.ts";

const FIRST = 12345678901234567890123456789012345670n;
/** All digits but the last of `big`. */
const P = "1234567890123456789012345678901234567";
/** All but the last of `w`. */
const W = "12345678901234567890123456789.12345678";

/** `big` has 38 digits before the point, `w` 29 before it and 9 after it; the last item has no `most`. */
const TABLES = {
  items: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => ({
    id: `i${n}`,
    n,
    big: num(String(FIRST + BigInt(n))),
    low: num(String(-FIRST - BigInt(n))),
    w: num(`${W}${n}`),
    ...(n === 9 ? {} : { most: num(String(FIRST + BigInt(n))) }),
    l: [n],
  })),
};

/** Conditions → the last digits of the items that they are true of. */
const CASES: readonly (readonly [string, string])[] = [
  // More digits than a decimal has.
  [`big = '${P}7.5'`, ""],
  [`big <> '${P}7.5' AND n < 2`, "01"],
  [`big > '${P}7.5'`, "89"],
  [`big >= '${P}7.5'`, "89"],
  [`'${P}1.5' >= big`, "01"],
  [`big BETWEEN '${P}1.5' AND '${P}3.5'`, "23"],
  [`big IN ('${P}1.5', '${P}3')`, "3"],
  [`big = '${P}7.${"0".repeat(40)}'`, "7"],
  [`big = '${P[0]}.${P.slice(1)}7e37'`, "7"],
  [`low < '-${P}7.5'`, "89"],
  [`low BETWEEN '-${P}3.5' AND '-${P}1.5'`, "23"],
  [`nullif(big, '${P}7.5') IS NULL`, ""],
  [`nullif(big, '${P}7') IS NULL`, "7"],
  ["nullif(n, '5.5') IS NULL", ""],
  ["nullif(n, '5.0') IS NULL", "5"],
  // What is missing is neither more nor less.
  [`NOT (most > '${P}6.5')`, "0123456"],
  [`NOT (most = '${P}6.5') AND n > 6`, "78"],
  [`most IS DISTINCT FROM '${P}7.5' AND n > 6`, "789"],
  [`NOT (most IN ('${P}6.5', NULL))`, ""],
  // Calculated, in queries, and in rows.
  [`big + 0 = '${P}7.5'`, ""],
  [`id IN (SELECT id FROM (SELECT id, big AS b FROM items) WHERE b > '${P}7.5')`, "89"],
  [`(big, 1) = ('${P}7.5', 1)`, ""],
  [`(big, n) > ('${P}6.5', 1)`, "789"],
  [`(big, id) IN (('${P}7.5', 'i7'), ('${P}7', 'i7'))`, "7"],
  // More digits after the point, or before it.
  ["w = '0.1234567814'", ""],
  ["w < '0.1234567814'", ""],
  [`w = '${W}14'`, ""],
  [`w > '${W}86'`, "9"],
  [`w = '${W}10'`, "1"],
  ["w > 0.1234567814 AND n < 2", "01"],
  ["big > 0.5 AND n < 2", "01"],
  [`big IN (0.5, ${P}7)`, "7"],
  ["big > w AND n < 2", "01"],
  ["big = w", ""],
  // More digits than any type.
  ["n < '123456789012345678901234567890123456789' AND n < 2", "01"],
  ["n > '123456789012345678901234567890123456789'", ""],
  ["n = '123456789012345678901234567890123456789'", ""],
  ["(n, 1) < ('123456789012345678901234567890123456789', 1) AND n < 2", "01"],
  ["n + 0 > '-123456789012345678901234567890123456789' AND n < 2", "01"],
  ["n < '1e5000' AND n > '-1e5000' AND n < 2", "01"],
  [`n = '5.${"0".repeat(40)}1'`, ""],
  ["n = '1e-5000'", ""],
  // Other spellings.
  ["n = '.5'", ""],
  ["n = '5.5e0'", ""],
  ["n = '50e-1'", "5"],
  ["n + 0 IN ('.5', '6.')", "6"],
  // Among numbers of lists and queries.
  ["'5.5' IN l", ""],
  ["'5.0' IN l", "5"],
  ["list_contains([n, 3], '5.5')", ""],
  ["list_position(l, '5.5') > 0", ""],
  ["'5.5' = ANY (l)", ""],
  ["'5.5' IN (SELECT n FROM items)", ""],
  ["n < 2 AND '5.5' > ALL (SELECT n FROM items WHERE n < 6)", "01"],
  ["n < 2 AND (n, '5.5') IN (SELECT n, 6 FROM items)", ""],
  ["n < 2 AND (n, '6.0') IN (SELECT n, 6 FROM items)", "01"],
];

for (const sampled of [1_000, 1, 7]) {
  faultTest(
    `a text that says a number is exactly that number, of ${sampled} sampled`,
    () =>
      asking(TABLES, async ({ answer }) => {
        for (const [condition, digits] of CASES) {
          const { answer: { rows }, warnings } = await answer(`SELECT id FROM items WHERE ${condition}`);
          assert.deepEqual(
            [...rows].sort(),
            [...digits].map((digit) => JSON.stringify([`i${digit}`])),
            condition,
          );
          assert.deepEqual(warnings, [], condition);
        }
      }, sampled),
  );
}

faultTest(
  "in lists and structs, a text of more digits than decimals have is the double it is without quotes",
  () =>
    asking(TABLES, async ({ answer }) => {
      for (const condition of [`[big] = ['${P}7.5']`, `{'k': big} = {'k': '${P}7.5'}`]) {
        const { warnings } = await answer(`SELECT id FROM items WHERE ${condition}`);
        assert.match(warnings.join(), /items\.big with a DOUBLE keeps about 15 digits/, condition);
      }
    }),
);
