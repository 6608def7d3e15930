import assert from "node:assert/strict";
import { num } from "../fixtures/tables.ts";
import { asking, faultTest } from "./asking.ts";

const nines = "9".repeat(38);
const bigs = { bigs: [{ id: "a", v: num(nines), g: 1 }, { id: "b", v: num(nines), g: 1 }] };

faultTest(
  "A sum beyond 38 digits is exact or an error that says so, however its parts are combined",
  () =>
    asking(bigs, async ({ outcome, value }) => {
      const sum = String(2n * BigInt(nines));
      for (
        const sql of [
          "SELECT sum(v) FROM (SELECT v FROM bigs WHERE id = 'a' UNION ALL SELECT v FROM bigs WHERE id = 'b')",
          "SELECT sum(v) FROM bigs GROUP BY g",
          "SELECT sum(DISTINCT v) + sum(v) FROM bigs WHERE id = 'a'",
          "SELECT sum(v) OVER (PARTITION BY g) FROM bigs WHERE id < 'z' QUALIFY row_number() OVER (ORDER BY id) = 2",
        ]
      ) {
        const came = await outcome(sql);
        if ("code" in came) assert.match(came.message, /overflow|38 digits|too large|range/i, sql);
        else {
          const [first] = JSON.parse(came.answer.rows[0] ?? "[]");
          // In doubles it is not exact, and the answer says so.
          const inexact = came.warnings.length > 0 && first === 2e38;
          assert.ok(inexact || String(first) === sum, `${sql}: ${first} ${came.warnings}`);
        }
      }
      // What fits is exact.
      assert.equal(await value("SELECT sum(v) FROM bigs WHERE id = 'a'"), nines);
    }),
);

faultTest(
  "An average of numbers whose sum is beyond 38 digits is their average in doubles, which is said",
  () =>
    asking(bigs, async ({ outcome }) => {
      for (
        const sql of [
          "SELECT avg(v) FROM bigs",
          "SELECT avg(v) FROM (SELECT v FROM bigs WHERE id = 'a' UNION ALL SELECT v FROM bigs WHERE id = 'b')",
          "SELECT avg(v) FROM bigs GROUP BY g",
          "SELECT avg(v) OVER () FROM bigs",
          "SELECT list_avg(list(v)) FROM bigs",
        ]
      ) {
        const came = await outcome(sql);
        if ("code" in came) assert.fail(`${sql}: ${came.message}`);
        const mean = Number(JSON.parse(came.answer.rows[0] ?? "[]")[0]);
        assert.ok(Math.abs(mean - 1e38) < 1e29, `${sql}: ${mean}`);
        assert.match(came.warnings.join(), /avg of v.*DOUBLE/, sql);
      }
    }),
);

const money = {
  money: [
    { id: "a", total: num("10.5") },
    { id: "b", total: num("20") },
    { id: "c", total: num("30.1") },
    { id: "d", total: num("0.5") },
  ],
};

faultTest(
  "Medians, quantiles and defaults keep digits that the column's own scale has no room for",
  () =>
    asking(money, async ({ value, inOrder }) => {
      const pair = "FROM money WHERE id IN ('a', 'b')";
      assert.equal(await value(`SELECT median(total) ${pair}`), 15.25);
      assert.equal(await value(`SELECT quantile_cont(total, 0.5) ${pair}`), 15.25);
      assert.equal(await value(`SELECT quantile_cont(total, 0.25) ${pair}`), 12.875);
      assert.equal(await value(`SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY total) ${pair}`), 15.25);
      assert.equal(await value(`SELECT list_median(list(total)) ${pair}`), 15.25);
      assert.deepEqual(
        await inOrder("SELECT lag(total, 1, 0.55) OVER (ORDER BY id) FROM money ORDER BY id LIMIT 2"),
        [
          "[0.55]",
          "[10.5]",
        ],
      );
      assert.equal(
        await value(
          "SELECT lead(total, 1, 0.125) OVER (ORDER BY id) FROM money QUALIFY row_number() OVER (ORDER BY id DESC) = 1",
        ),
        0.125,
      );
    }),
);

faultTest("Aggregates of numbers of 22 digits are right, or the answer says what they lose", () =>
  asking({
    wide: [{ id: "a", v: num("12345678901234567890.12") }, { id: "b", v: num("12345678901234567890.24") }],
  }, async ({ answer }) => {
    for (
      const [sql, right] of [
        ["SELECT avg(v) FROM wide", "12345678901234567890.18"],
        ["SELECT stddev_pop(v) FROM wide", "0.06"],
        ["SELECT var_pop(v) FROM wide", "0.0036"],
        ["SELECT median(v) FROM wide", "12345678901234567890.18"],
      ] as const
    ) {
      const { answer: { rows }, warnings } = await answer(sql);
      const came = String(JSON.parse(rows[0] ?? "[]")[0]);
      assert.ok(came === right || warnings.length > 0, `${sql}: ${came}, without a warning`);
    }
  }));

faultTest("Rows, lists and structs compare with literals as they are written", () =>
  asking({
    money: [
      { id: "a", total: num("10.5"), ints: [1, 2], s: { a: 1, b: num("2.5") } },
      { id: "b", total: num("20"), ints: [3], s: { a: 2, b: num("7.5") } },
    ],
  }, async ({ rows }) => {
    const ids = (where: string) => rows(`SELECT id FROM money WHERE ${where}`);
    assert.deepEqual(await ids("(id, total) = ('a', 10.46)"), []);
    assert.deepEqual(await ids("(total, id) > (10.46, 'a')"), ['["a"]', '["b"]']);
    assert.deepEqual(await ids("(total, id) < (10.54, 'a')"), ['["a"]']);
    assert.deepEqual(await ids("(id, total) <> ('a', 10.46)"), ['["a"]', '["b"]']);
    assert.deepEqual(await ids("(id, total) IN (('a', 10.46), ('b', 20))"), ['["b"]']);
    assert.deepEqual(await ids("ints = [1.0, 2.4]"), []);
    assert.deepEqual(await ids("ints = [1.0, 2.0]"), ['["a"]']);
    assert.deepEqual(await ids("ints < [1.0, 2.4]"), ['["a"]']);
    assert.deepEqual(await ids("s = {'a': 1, 'b': 2.54}"), []);
    assert.deepEqual(await ids("s = {'a': 1, 'b': 2.50}"), ['["a"]']);
    assert.deepEqual(await ids("(total, id) BETWEEN (10.46, 'a') AND (10.54, 'a')"), ['["a"]']);
  }));

const floats = {
  places: [
    {
      id: "a",
      ratio: num("0.30000000000000004"),
      lat: num("52.52000659999999"),
      whole: 3,
      price: num("19.99"),
    },
    { id: "b", ratio: num("0.1"), lat: num("-33.8688197"), whole: 4, price: num("5.01") },
  ],
};

faultTest("Computed floats are calculated with like any number", () =>
  asking(floats, async ({ value }) => {
    const near = async (expression: string, right: number, where = "id = 'a'") => {
      const came = Number(await value(`SELECT ${expression} FROM places WHERE ${where}`));
      assert.ok(Math.abs(came - right) <= Math.abs(right) * 1e-12, `${expression}: ${came}`);
    };
    await near("ratio * 100", 30.000000000000004);
    await near("ratio + 10", 10.3);
    await near("100 - ratio", 99.7);
    await near("lat * 1000000", 52520006.59999999);
    await near("sum(lat * 1000)", 52520.00659999999 - 33868.8197, "true");
    await near("ratio * lat", 15.756001979999999);
    await near("ratio / whole", 0.1);
    await near("sum(ratio * price * whole)", 0.30000000000000004 * 19.99 * 3 + 0.1 * 5.01 * 4, "true");
    assert.equal(await value("SELECT ratio FROM places WHERE id = 'a'"), 0.30000000000000004);
  }));

faultTest(
  "One more ordinary number breaks no statement that worked",
  () =>
    asking(
      { shop: Array.from({ length: 50 }, (_, at) => ({ id: `i${at}`, price: num("19.99"), n: at })) },
      async (
        { value, write },
      ) => {
        const statements = [
          "SELECT max(price * 1000) FROM shop",
          "SELECT sum(price * price) > 0 FROM shop",
          "SELECT max(n * n) FROM shop",
        ];
        assert.deepEqual(await Promise.all(statements.map(value)), [19990, true, 2401]);
        write("shop", { id: "computed", price: num("0.30000000000000004"), n: num("0.1") });
        assert.deepEqual(await Promise.all(statements.map(value)), [19990, true, 2401]);
        write("shop", { id: "large", price: num("1"), n: num("123456789012345678901") });
        assert.equal(await value("SELECT max(price * 1000) FROM shop"), 19990);
        assert.equal(await value("SELECT max(n + 1) FROM shop"), "123456789012345678902");
      },
    ),
);
