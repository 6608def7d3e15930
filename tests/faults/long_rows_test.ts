import assert from "node:assert/strict";
import { num } from "../fixtures/tables.ts";
import { asking, faultTest } from "./asking.ts";

/** Numbers of 17 digits before the point and of ten after it: together, more than a type of exact numbers has. */
const tables = {
  own: [
    { id: "o1", c: "c1", q: num("2.50") },
    { id: "o5", c: "c3", q: num("12345678901234567.25") },
    { id: "o6", c: "c4" },
    { id: "o7", c: "c5", q: num("-0.5") },
  ],
  other: [
    { id: "r1", cc: "c1", qq: num("2.5") },
    { id: "r3", cc: "c3", qq: num("12345678901234567") },
    { id: "r4", cc: "c4" },
    { id: "r5", cc: "c5", qq: num("-0.25") },
    { id: "r6", cc: "c9", qq: num("0.0000000001") },
  ],
};

const cases: readonly (readonly [sql: string, rows: readonly string[]])[] = [
  ["SELECT o.id, r.id FROM own o JOIN other r ON (o.c, o.q) = (r.cc, r.qq)", ['["o1","r1"]', '["o6","r4"]']],
  ["SELECT o.id, r.id FROM own o LEFT JOIN other r ON (o.c, o.q) = (r.cc, r.qq)", [
    '["o1","r1"]',
    '["o5",null]',
    '["o6","r4"]',
    '["o7",null]',
  ]],
  ["SELECT id FROM own o WHERE EXISTS (SELECT 1 FROM other r WHERE (r.cc, r.qq) = (o.c, o.q))", [
    '["o1"]',
    '["o6"]',
  ]],
  ["SELECT id FROM own o WHERE (c, q) > ALL (SELECT cc, qq FROM other r WHERE r.cc = o.c)", ['["o5"]']],
  ["SELECT o.id FROM own o JOIN other r ON o.c = r.cc AND (o.q, o.c) < (r.qq, r.cc)", ['["o7"]']],
  ["SELECT o.id FROM own o JOIN other r ON o.c = r.cc AND (o.q, o.c) <> (r.qq, r.cc)", ['["o5"]', '["o7"]']],
  ["SELECT o.id FROM own o JOIN other r ON o.c = r.cc AND (o.q, 1) BETWEEN (r.qq, 1) AND (r.qq, 1)", [
    '["o1"]',
    '["o6"]',
  ]],
  ["SELECT o.id FROM own o JOIN other r ON o.c = r.cc AND (o.q, o.c) IN ((r.qq, r.cc), (5, 'x'))", [
    '["o1"]',
    '["o6"]',
  ]],
];

faultTest(
  "Exact numbers in rows that are compared keep all digits, also where their types have no common one",
  async () => {
    for (const sample of [1, 1_000]) {
      await asking(tables, async ({ answer }) => {
        for (const [sql, rows] of cases) {
          const { answer: came, warnings } = await answer(sql);
          assert.deepEqual([...came.rows].sort(), rows, sql);
          assert.deepEqual(warnings, [], sql);
        }
      }, sample);
    }
  },
);
