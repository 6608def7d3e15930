/** JSON beside values of several kinds: it is compared with those of each kind. */
import assert from "node:assert/strict";
import { asking, faultTest, type Tables } from "./asking.ts";

const pays: Tables = {
  dev: [
    { id: "1", pay: 5 },
    { id: "2", pay: "p6" },
    { id: "3", pay: 9 },
    { id: "4", pay: { a: 1 } },
    { id: "5", pay: [5] },
    { id: "6", pay: true },
    { id: "7", pay: "five" },
    { id: "8" },
  ],
};

const cases: readonly (readonly [where: string, ids: string])[] = [
  ["pay IN (5, 'p6', 9)", "1 2 3"],
  ["pay IN ('p6', 5.0)", "1 2"],
  ["pay IN (5, true)", "1 6"],
  ["pay IN (true, 'five', 9)", "3 6 7"],
  ["pay IN (5::BIGINT, 'five', 9)", "1 3 7"],
  ["pay IN (5, 'p6', NULL)", "1 2"],
  ["pay IN (5, '{\"a\": 1}'::JSON, 'p6')", "1 2 4"],
  ["pay NOT IN (5, 'p6')", "3 4 5 6 7"],
  ["NOT (pay IN (5, 'p6'))", "3 4 5 6 7"],
  ["pay NOT IN (5, 'p6', NULL)", ""],
  ["(pay IN (5, 'p6')) IS NULL", "8"],
  ["5 IN (pay, 'p6')", "1"],
  ["'p6' IN (pay, 5)", "2"],
  ["d.pay IN (SELECT pay FROM dev WHERE pay IN (5, 'p6'))", "1 2"],
  ["coalesce(pay, 0, 'none') = 'none'", ""],
  ["coalesce(pay, 0, 'none') = '0'", "8"],
  ["CASE WHEN id < '2' THEN pay WHEN id < '3' THEN 4 ELSE 'q' END = '4'", "2"],
];

faultTest("JSON among constants of several kinds is compared with each by value", async () => {
  for (const sample of [1, 100_000]) {
    await asking(pays, async (asks) => {
      for (const [where, ids] of cases) {
        const sql = `SELECT string_agg(id, ' ' ORDER BY id) FROM dev d WHERE ${where}`;
        const { answer, warnings } = await asks.answer(sql);
        assert.deepEqual(answer.rows, [JSON.stringify([ids === "" ? null : ids])], where);
        // No value is lost: each is compared as what it is.
        assert.ok(!warnings.some((each) => each.includes("read as NULL")), where);
      }
    }, sample);
  }
});

faultTest("No message shows an expression that the caller did not write", () =>
  asking(pays, async (asks) => {
    for (
      const where of [
        "upper(pay) = 5",
        "pay || 'x' BETWEEN 1 AND 2",
        "coalesce(pay, 'x') > 4",
        "pay = ANY ([5, 'p6'])",
        "pay IN (5, DATE '2020-01-01')",
        "abs(upper(pay)) > 1",
        "upper(pay) IN (5, 6)",
      ]
    ) {
      const outcome = await asks.outcome(`SELECT id FROM dev WHERE ${where}`);
      assert.ok("code" in outcome, where);
      assert.equal(outcome.code, "type_mismatch", where);
      assert.doesNotMatch(outcome.message, /CASE|json_type|__|regexp|struct_extract/, where);
    }
  }));
