/**
 * PIVOT and UNPIVOT of both spellings, with the rows worked out by hand.
 */
import assert from "node:assert/strict";
import { askingAnyhow, faultTest } from "../../faults/asking.ts";

const sales = [
  { id: "1", shop: "Rome", status: "paid", n: 1, total: 10.5 },
  { id: "2", shop: "Rome", status: "open", n: 2, total: 20.25 },
  { id: "3", shop: "Bern", status: "paid", n: 3, total: 30 },
  { id: "4", shop: "Bern", n: 4, total: 40 },
  { id: "5", shop: "Rome", status: "paid", n: 5, total: 0.25 },
];

/** Columns, and rows in any order. */
const CASES: readonly (readonly [sql: string, columns: readonly string[], rows: readonly unknown[][]])[] = [
  ["PIVOT sales ON status IN ('paid', 'open') USING sum(total) GROUP BY shop", ["shop", "paid", "open"], [
    ["Bern", 30, null],
    ["Rome", 10.75, 20.25],
  ]],
  ["SELECT * FROM (SELECT shop, status, n FROM sales) PIVOT (sum(n) FOR status IN ('paid', 'open')) AS p", [
    "shop",
    "paid",
    "open",
  ], [["Bern", 3, null], ["Rome", 6, 2]]],
  [
    "SELECT shop, p.paid FROM (SELECT shop, status, n FROM sales) PIVOT (count(n) FOR status IN ('paid')) AS p",
    [
      "shop",
      "paid",
    ],
    [["Bern", 1], ["Rome", 2]],
  ],
  ["PIVOT sales ON status IN ('paid', 'open' AS o) USING sum(n) AS s, max(n) GROUP BY shop", [
    "shop",
    "paid_s",
    "paid_max(n)",
    "o_s",
    "o_max(n)",
  ], [["Bern", 3, 3, null, null], ["Rome", 6, 5, 2, 2]]],
  ["PIVOT sales ON status IN ('paid', NULL) USING count(*) GROUP BY shop", ["shop", "paid", "NULL"], [
    ["Bern", 1, 1],
    ["Rome", 2, 0],
  ]],
  ["PIVOT sales ON n IN (1, 3), status IN ('paid') GROUP BY shop", ["shop", "1_paid", "3_paid"], [
    ["Bern", 0, 1],
    ["Rome", 1, 0],
  ]],
  ["PIVOT (FROM sales WHERE n < 3) ON status IN ('paid') USING sum(total)", ["id", "n", "shop", "paid"], [
    ["1", 1, "Rome", 10.5],
    ["2", 2, "Rome", null],
  ]],
  ["WITH s AS (SELECT shop, status, total FROM sales) PIVOT s ON status IN ('open') USING avg(total)", [
    "shop",
    "open",
  ], [
    ["Bern", null],
    ["Rome", 20.25],
  ]],
  ["UNPIVOT (SELECT id, n, total FROM sales WHERE id < '3') ON n, total INTO NAME k VALUE v", [
    "id",
    "k",
    "v",
  ], [
    ["1", "n", 1],
    ["1", "total", 10.5],
    ["2", "n", 2],
    ["2", "total", 20.25],
  ]],
  ["SELECT id, k, v FROM sales UNPIVOT (v FOR k IN (shop, status AS state)) WHERE id IN ('3', '4')", [
    "id",
    "k",
    "v",
  ], [
    ["3", "shop", "Bern"],
    ["3", "state", "paid"],
    ["4", "shop", "Bern"],
  ]],
  ["SELECT id, k, v FROM sales UNPIVOT INCLUDE NULLS (v FOR k IN (shop, status)) WHERE id = '4'", [
    "id",
    "k",
    "v",
  ], [
    ["4", "shop", "Bern"],
    ["4", "status", null],
  ]],
];

faultTest("PIVOT and UNPIVOT give columns and rows as by hand, whatever was looked at", async () => {
  await askingAnyhow({ sales }, async (asks, sampled) => {
    for (const run of ["first", "second"]) {
      for (const [sql, columns, rows] of CASES) {
        const { answer } = await asks.answer(sql);
        const said = `${sampled}, ${run}: ${sql}`;
        assert.deepEqual(answer.names, columns, said);
        assert.deepEqual(
          answer.rows.map((row) => JSON.stringify(JSON.parse(row))).sort(),
          rows.map((row) => JSON.stringify(row)).sort(),
          said,
        );
      }
    }
  });
});

faultTest("PIVOT and UNPIVOT without their columns are told what to write", async () => {
  await askingAnyhow({ sales }, async (asks) => {
    for (
      const [sql, said] of [
        ["SELECT * FROM sales UNPIVOT (v FOR k IN (COLUMNS(* EXCLUDE (id))))", /UNPIVOT/],
        [
          "UNPIVOT sales ON COLUMNS(* EXCLUDE (id)) INTO NAME k VALUE v",
          /write UNPIVOT t ON a, b INTO NAME name VALUE value/,
        ],
        ["PIVOT sales ON (shop, status) IN (('Rome', 'paid')) USING sum(n)", /PIVOT/],
      ] as const
    ) {
      assert.match((await asks.refused(sql)).message, said);
    }
  });
});
