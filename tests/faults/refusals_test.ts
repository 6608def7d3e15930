/**
 * Refusals and errors that once led nowhere: each now answers, or says in a sentence what is wrong and holds nothing of the
 * data.
 */
import assert from "node:assert/strict";
import { asking, type Cases, faultTest, giveTwice } from "./asking.ts";

const tables = {
  orders: [
    { id: "1", n: 2, total: 10.456, status: "GOOD", doc: { name: "GOOD", at: 1 } },
    { id: "2", n: 3, total: 20, status: "BAD", doc: { name: "secret-4711", at: 2 } },
  ],
  // A map in one item and a text in another: the column is JSON.
  mixed: [{ id: "1", status: { name: "GOOD" } }, { id: "2", status: "BAD" }, { id: "3", status: "GOOD" }],
};

const ANSWERED: Cases = [
  // B1: an arrow binds as in PostgreSQL, tighter than a comparison and AND.
  ["SELECT id FROM mixed WHERE id = '1' AND status->>'$.name' = 'GOOD'", [["1"]]],
  ["SELECT id FROM orders WHERE doc->>'name' = 'GOOD' AND n > 1", [["1"]]],
  // B2: a text beside JSON is compared with what it says.
  ["SELECT id FROM mixed WHERE status = 'BAD'", [["2"]]],
  // B11
  ["SELECT doc.* FROM orders ORDER BY id LIMIT 1", [[1, "GOOD"]]],
  ["SELECT id FROM orders WHERE status BETWEEN ('b' COLLATE NOCASE) AND 'c' ORDER BY id", [["2"]]],
  // B12: whole numbers where a function takes nothing wider than INTEGER.
  ["SELECT round(total, n), lpad('a', n, ' '), chr(n + 64), factorial(n) FROM orders ORDER BY id", [
    [10.46, " a", "B", 2],
    [20, "  a", "C", 6],
  ]],
  ["SELECT DATE '2026-01-01' + n FROM orders ORDER BY id", [["2026-01-03"], ["2026-01-04"]]],
  // B14: a default is not rounded to the column, and a long BIGNUM is itself.
  ["SELECT lag(n, 1, 0.5) OVER (ORDER BY id) FROM orders ORDER BY id", [[0.5], [2]]],
  ["SELECT length(('1' || repeat('0', 320))::BIGNUM::VARCHAR)", [[321]]],
];

faultTest("statements that were refused, or read a whole table and then failed, answer", async () => {
  await asking(tables, (asks) => giveTwice(asks, ANSWERED));
});

/** [statement, code, what the sentence says] */
const REFUSED: readonly (readonly [string, string, RegExp])[] = [
  // B5
  [
    "SELECT unnest((SELECT {'a': 1, 'b': 2}))",
    "invalid_query",
    /^unnest\(\) takes no subquery that gives a struct/,
  ],
  ["SELECT list_reduce([], lambda x, y: x + y)", "invalid_query", /list_reduce on an empty input list/],
  // B6: which function, and what about it.
  ["SELECT now() AT TIME ZONE 'Nowhere/X'", "invalid_query", /time zone 'Nowhere\/X' is not known/],
  ["SELECT regexp_matches(status, '[') FROM orders", "invalid_query", /regular expression '\[' is not valid/],
  ["SELECT strptime('x', '%Q')", "invalid_query", /format '%Q' of strftime\(\) or strptime\(\)/],
  ["SELECT ntile(0) OVER (ORDER BY id) FROM orders", "invalid_query", /ntile must be greater than zero/],
  ["SELECT make_date(2024, 13, 1)", "type_mismatch", /^make_date\(\)/],
  ["SELECT chr(-1)", "invalid_query", /chr|code point/i],
  // B13: no raw internals.
  ["SELECT CAST(n AS DECIMAL(3,4)) FROM orders", "invalid_query", /^DECIMAL takes a width from 1 to 38/],
  ["SELECT sum(n, n) FROM orders", "type_mismatch", /'sum\(/],
  ["SELECT list_transform([1], lambda x: x.y)", "type_mismatch", /"x".*not a struct/],
  ["SELECT * FROM my-orders", "syntax_error", /needs double quotes: "my-orders"/],
];

faultTest(
  "what is refused is refused in a sentence that says why, with nothing of the data or of internals",
  async () => {
    await asking(tables, async ({ refused }) => {
      for (const [sql, code, sentence] of REFUSED) {
        const outcome = await refused(sql);
        assert.equal(outcome.code, code, `${sql}: ${outcome.message}`);
        assert.match(outcome.message, sentence, sql);
        assert.doesNotMatch(outcome.message, /4711|loaded_|T_List|Unimplemented|\(\d{3}\)/, sql);
      }
    });
  },
);

faultTest("columns are named by the text as written, also over unaliased subqueries", async () => {
  await asking(tables, async ({ outcome }) => {
    const cases: readonly (readonly [string, readonly string[]])[] = [
      ["SELECT (SELECT max(total) FROM orders), (SELECT 1)", [
        "(SELECT max(total) FROM orders)",
        "(SELECT 1)",
      ]],
      ["SELECT EXISTS (SELECT 1 FROM orders)", ["EXISTS (SELECT 1 FROM orders)"]],
    ];
    for (const [sql] of cases) {
      const found = await outcome(sql);
      assert.ok("answer" in found, sql);
      assert.doesNotMatch(JSON.stringify(found.answer), /loaded_|_rel/, sql);
    }
  });
});
