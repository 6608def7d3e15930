/** A whole row of a table with a name in two cases is a value as any other, and shows both. */
import assert from "node:assert/strict";
import { asking, faultTest } from "./asking.ts";

type Case = readonly (readonly [sql: string, right: readonly unknown[]])[];

/** Half of them have the name in two cases. */
const twins = Array.from({ length: 4 }, (_, n) => ({
  id: `t${n}`,
  n,
  k: n % 2,
  status: `s${n % 2}`,
  ...(n % 2 === 1 ? { Status: `S${n}` } : {}),
}));
const first = { id: "t0", Status: null, k: 0, n: 0, status: "s0" };
const second = { id: "t1", Status: "S1", k: 1, n: 1, status: "s1" };

/** Whole rows where none of their names is seen. */
const unseen: Case = [
  ["SELECT count(t) FROM twins t", [[4]]],
  ["SELECT p.id, count(t) AS c FROM plain p LEFT JOIN twins t ON t.status = p.id GROUP BY 1", [["p", 1]]],
  ["SELECT id FROM twins t WHERE t IS NOT NULL ORDER BY 1 LIMIT 1", [["t0"]]],
  ["SELECT CASE WHEN t IS NULL THEN 1 ELSE 2 END FROM twins t WHERE n = 1", [[2]]],
  ["SELECT k FROM twins t GROUP BY k HAVING count(t) = 2 ORDER BY 1", [[0], [1]]],
  ["SELECT count(DISTINCT t), count(DISTINCT hash(t)) FROM twins t", [[4, 4]]],
  ["SELECT count(*) FROM (SELECT DISTINCT t FROM twins t)", [[4]]],
  ["SELECT id, row_number() OVER (PARTITION BY t ORDER BY n) FROM twins t ORDER BY t LIMIT 1", [["t0", 1]]],
  ["SELECT p.id FROM plain p WHERE EXISTS (SELECT t FROM twins t WHERE t.n = 3)", [["p"]]],
  ["SELECT k, arg_max(t, n).id FROM twins t GROUP BY k ORDER BY 1", [[0, "t2"], [1, "t3"]]],
  ["SELECT (t).n, t['n'], struct_extract(t, 'k') FROM twins t WHERE id = 't3'", [[3, 3, 1]]],
  ["SELECT to_json(t)->>'$.id' FROM twins t WHERE n = 2", [["t2"]]],
  ["SELECT a.id FROM twins a JOIN twins b ON a = b ORDER BY 1 LIMIT 2", [["t0"], ["t1"]]],
  ["SELECT id FROM twins t WHERE t IN (SELECT j FROM twins j WHERE n = 1)", [["t1"]]],
  [
    "WITH x AS (SELECT k, list(t ORDER BY n) AS l FROM twins t GROUP BY k) SELECT l[2].id FROM x ORDER BY k",
    [["t2"], ["t3"]],
  ],
];

/** Whole rows where their names are seen. */
const seen: readonly (readonly [sql: string, right: unknown])[] = [
  ["SELECT t FROM twins t WHERE n = 1", second],
  ["SELECT t FROM twins t WHERE id = 't1'", second],
  ["SELECT list(t ORDER BY n)[1:2] FROM twins t", [first, second]],
  ["SELECT {'a': t} FROM twins t WHERE n = 1", { a: second }],
  ["SELECT MAP {'a': t} FROM twins t WHERE n = 1", { a: second }],
  ["SELECT to_json(t) FROM twins t WHERE n = 1", second],
  ["SELECT t::JSON FROM twins t WHERE n = 1", second],
  ["SELECT to_json(list(t ORDER BY n)[1:2]) FROM twins t", [first, second]],
  ["SELECT to_json(x) FROM (SELECT t AS x FROM twins t WHERE n = 1)", second],
  ["SELECT to_json(x) FROM (SELECT * FROM twins) x WHERE n = 1", second],
  ["SELECT to_json(x) FROM (SELECT *, n + 1 FROM twins) x WHERE n = 1", { ...second, "(n + 1)": 2 }],
  ["SELECT json_object('a', t, 'b', n) FROM twins t WHERE n = 1", { a: second, b: 1 }],
  ["SELECT json_group_array(t) FROM twins t WHERE n = 1", [second]],
  ["SELECT json_keys(to_json(t)) FROM twins t WHERE n = 1", ["id", "Status", "k", "n", "status"]],
  ["SELECT to_json(t)->>'$.Status' FROM twins t WHERE n = 3", "S3"],
  ["SELECT struct_keys(t) FROM twins t WHERE n = 1", ["id", "Status", "k", "n", "status"]],
  ["SELECT t::VARCHAR FROM twins t WHERE n = 1", "{'id': t1, 'Status': S1, 'k': 1, 'n': 1, 'status': s1}"],
  [
    "SELECT concat(t, '!') FROM twins t WHERE n = 1",
    "{'id': t1, 'Status': S1, 'k': 1, 'n': 1, 'status': s1}!",
  ],
  ["SELECT [t]::VARCHAR[] FROM twins t WHERE n = 1", [
    "{'id': t1, 'Status': S1, 'k': 1, 'n': 1, 'status': s1}",
  ]],
  [
    "SELECT typeof(t) FROM twins t WHERE n = 1",
    'STRUCT(id VARCHAR, "Status" VARCHAR, k BIGINT, n BIGINT, "status" VARCHAR)',
  ],
];

for (const sample of [1_000, 7, 2, 1]) {
  faultTest(
    `A whole row may have a name in two cases, of ${sample} items looked at`,
    () =>
      asking({ plain: [{ id: "p" }], twins }, async ({ inOrder, value, answer }) => {
        for (const run of ["first", "second"]) {
          for (const [sql, right] of unseen) {
            assert.deepEqual((await inOrder(sql)).map((row) => JSON.parse(row)), right, `${run}: ${sql}`);
          }
          for (const [sql, right] of seen) assert.deepEqual(await value(sql), right, `${run}: ${sql}`);
          const { answer: { names, rows, types } } = await answer(
            "SELECT unnest(t), t FROM twins t WHERE n = 1",
          );
          assert.deepEqual(names, ["id", "Status", "k", "n", "status", "t"]);
          assert.deepEqual(rows.map((row) => JSON.parse(row)), [["t1", "S1", 1, 1, "s1", second]]);
          assert.equal(
            types.at(-1),
            "STRUCT(id VARCHAR, Status VARCHAR, k BIGINT, n BIGINT, status VARCHAR)",
          );
        }
      }, sample),
  );
}
