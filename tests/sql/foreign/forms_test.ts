/**
 * Every foreign form has the value that its engine's manual gives, in SQL that a planner may print.
 */
import assert from "node:assert/strict";
import { FOREIGN_FORMS } from "../../../src/sql/foreign/rewrite.ts";
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
  ["SELECT mid('abcdef', 0, 2)", ""],
  ["SELECT mid('abcdef', -3, 2)", "de"],
  ["SELECT mid('abcdef', 3, -1)", ""],
  ["SELECT mid('abc', -5, 3)", ""],
  ["SELECT mid(NULL, 1, 1)", null],
  ["SELECT replicate('ab', -1)", null],
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
