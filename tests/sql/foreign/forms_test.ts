/**
 * Every foreign form has the value that its engine's manual gives, in SQL that a planner may print.
 */
import assert from "node:assert/strict";
import { FOREIGN_FORMS, UNSURE_FORMS } from "../../../src/sql/foreign/forms.ts";
import { readingsIn } from "../../first_attempts/advice.ts";
import { asking, askingAnyhow, faultTest } from "../../faults/asking.ts";

/** At the ends of what they take, from the manuals of MySQL, Spark, Presto, Oracle and T-SQL. */
const ENDS: readonly (readonly [sql: string, right: unknown])[] = [
  ["SELECT collect_list(n) FROM three", [7, 3]],
  ["SELECT len(collect_set(n)) FROM three", 2],
  ["SELECT collect_list(n) FROM three WHERE id = 'none'", []],
  ["SELECT nvl(max(n), 0) + len(collect_list(nvl(n, 1))) FROM three", 10],
  ["SELECT LISTAGG(id) WITHIN GROUP (ORDER BY id DESC) FROM three", "321"],
  ['SELECT LISTAGG(DISTINCT "id") WITHIN GROUP (ORDER BY id) FROM three', "123"],
  ["SELECT LISTAGG(id, ', ') WITHIN GROUP (ORDER BY id) FROM three", "1, 2, 3"],
  ["SELECT sequence(3, 1)", [3, 2, 1]],
  ["SELECT sequence(2, 2)", [2]],
  ["SELECT generate_array(3, 1)", []],
  // MySQL's manual, and its ends of months.
  ["SELECT timestampdiff(YEAR, '2002-05-01', '2001-01-01')", -1],
  ["SELECT timestampdiff(MONTH, '2026-01-31', '2026-02-28')", 0],
  ["SELECT timestampdiff(MONTH, '2026-03-31 10:00:00', '2026-01-31 10:00:01')", -1],
  ["SELECT timestampdiff(QUARTER, '2026-01-01', '2026-12-31')", 3],
  ["SELECT substring_index('a.b.c', '.', -2)", "b.c"],
  ["SELECT substring_index('a.b.c', '.', 0)", ""],
  ["SELECT substring_index('a.b.c', '.', 9)", "a.b.c"],
  ["SELECT find_in_set('x', 'a,b')", 0],
  ["SELECT find_in_set(NULL, 'a,b')", null],
  ["SELECT charindex('', 'abc', 1)", 0],
  ["SELECT locate('b', 'abc', 0)", 0],
  ["SELECT stuff('abc', 4, 1, 'x')", null],
  ["SELECT insert('Quadratic', -1, 4, 'What')", "Quadratic"],
  ["SELECT insert('Quadratic', 3, 100, 'What')", "QuWhat"],
  ["SELECT slice([1, 2, 3], -2, 5)", [2, 3]],
  ["SELECT next_day(DATE '2026-01-04', 'MON')", "2026-01-05"],
  ["SELECT previous_day(DATE '2026-01-05', 'mon')", "2025-12-29"],
  ["SELECT total(n) FROM three WHERE id = 'none'", 0],
  ["SELECT url_extract_host('no url')", null],
  ["SELECT div(7, -2)", -3],
  ["SELECT mid('abcdef', 0, 2)", ""],
  ["SELECT mid('abcdef', -3, 2)", "de"],
  ["SELECT mid('abcdef', 3, -1)", ""],
  ["SELECT mid('abc', -5, 3)", ""],
  ["SELECT mid(NULL, 1, 1)", null],
  ["SELECT replicate('ab', -1)", null],
  // A function in FROM goes by one name, unless that may be an attribute's.
  ["SELECT sum(g) FROM generate_series(1, 3) AS g", 6],
  ["SELECT max(n) FROM three, generate_series(8, 9) n", 7],
  [`SELECT json_extract_scalar('{"k":[1]}', '$.k')`, null],
  [`SELECT json_extract_scalar('{"k":{}}', '$.k')`, null],
  [`SELECT json_extract_scalar('{"k":null}', '$.k')`, null],
  [`SELECT json_extract_scalar('{"k":true}', '$.k')`, "true"],
  ["SELECT json_extract_scalar(doc, '$.list') FROM three WHERE id = '1'", null],
  ["SELECT json_extract_scalar(doc, '$.k') FROM three WHERE id = '1'", "v"],
  ["SELECT array_size(mixed) FROM three WHERE id = '1'", 2],
];

faultTest("Foreign forms: at the ends of what they take, they give what their engines give", async () => {
  const three = [
    { id: "1", n: 7, doc: { k: "v", list: [1] }, mixed: [1, "x"] },
    { id: "2", n: 3, mixed: "text" },
    { id: "3", n: null },
  ];
  await askingAnyhow({ three }, async (asks, sampled) => {
    for (const run of ["first", "second"]) {
      for (const [sql, right] of ENDS) {
        assert.deepEqual(await asks.value(sql), right, `${sampled}, ${run}: ${sql}`);
      }
    }
  });
});

faultTest("Foreign forms: every one has the value that its own engine gives", async () => {
  await asking({ one: [{ id: "1" }] }, async (asks) => {
    const wrong: string[] = [];
    for (const { call, example: [sql, right] } of FOREIGN_FORMS) {
      const given = await asks.outcome(`SELECT ${sql} FROM one`);
      const said = "code" in given ? `${given.code}: ${given.message}` : given.answer.rows.join();
      if (said !== JSON.stringify([right])) wrong.push(`${call}: ${sql} gave ${said}`);
    }
    assert.deepEqual(wrong, []);
  });
});

faultTest("Unsure forms: each is refused with readings that have the values that are told", async () => {
  await asking({ one: [{ id: "1" }] }, async (asks) => {
    const wrong: string[] = [];
    for (const { call, example, readings } of UNSURE_FORMS) {
      const first = await asks.outcome(`SELECT ${example} FROM one`);
      const told = "code" in first ? readingsIn(first.message) : [];
      if (told.length !== readings.length) wrong.push(`${call}: ${JSON.stringify(first)}`);
      for (const [at, [, , right]] of readings.entries()) {
        const given = await asks.outcome(`SELECT ${told[at]} FROM one`);
        const said = "code" in given ? `${given.code}: ${given.message}` : given.answer.rows.join();
        if (said !== JSON.stringify([right])) wrong.push(`${call}: ${told[at]} gave ${said}`);
      }
    }
    assert.deepEqual(wrong, []);
  });
});

Deno.test("foreign forms are many, and none is there twice", () => {
  const calls = [...FOREIGN_FORMS, ...UNSURE_FORMS].map(({ call }) => call);
  assert.ok(calls.length >= 250, `${calls.length}`);
  assert.deepEqual(calls.filter((call, at) => calls.indexOf(call) < at), ["date_trunc(t, part)"].slice(1));
});
