/** Places inside a map or a list that a statement groups by are the group's own. */
import assert from "node:assert/strict";
import { asking, faultTest, type Tables } from "./asking.ts";

const SAMPLES = [1, 100_000];

async function always(
  tables: Tables,
  statements: readonly (readonly [sql: string, rows: readonly string[]])[],
): Promise<void> {
  for (const sample of SAMPLES) {
    await asking(tables, async (asks) => {
      for (const time of ["first", "second"]) {
        for (const [sql, rows] of statements) {
          assert.deepEqual(await asks.inOrder(sql), rows, `${sql}, ${sample} items seen, ${time} run`);
        }
      }
    }, sample);
  }
}

const wide = (n: number) => Object.fromEntries(Array.from({ length: 70 }, (_, at) => [`k${at}`, n + at]));

/** Three maps, each twice; a third of them with a key more. */
const tab: Tables = {
  tab: [
    { id: "1", n: 1, s: "x", m: { a: 3, b: "u", in: { c: 30 } }, l: [7, 1], w: wide(0), j: 5 },
    { id: "2", n: 2, s: "y", m: { a: 3, b: "u", in: { c: 30 } }, l: [7, 1], w: wide(0), j: "t" },
    { id: "3", n: 3, s: "x", m: { a: 2, b: "v", in: { c: 20 } }, l: [8, 1], w: wide(100), j: { a: 1 } },
    { id: "4", n: 4, s: "y", m: { a: 2, b: "v", in: { c: 20 } }, l: [8, 1], w: wide(100), j: { a: 1 } },
    { id: "5", n: 5, s: "x", m: { a: 1, in: { c: 10 }, z: "only here" }, l: [9], w: wide(100), j: [4] },
    { id: "6", n: 6, s: "y", m: { a: 1, in: { c: 10 }, z: "only here" }, l: [9], w: wide(100), j: [4] },
  ],
};

faultTest(
  "A place inside a map or list that is grouped by is selected, ordered by and tested",
  () =>
    always(tab, [
      ["SELECT m.a FROM tab GROUP BY m ORDER BY 1", ["[1]", "[2]", "[3]"]],
      ["SELECT m['a'] + 1, (m).b FROM tab GROUP BY m ORDER BY m.a", ["[2,null]", '[3,"v"]', '[4,"u"]']],
      ["SELECT count(*) FROM tab GROUP BY m ORDER BY m.a", ["[2]", "[2]", "[2]"]],
      ["SELECT struct_extract(m, 'a'), m.in.c FROM tab GROUP BY m ORDER BY 1", [
        "[1,10]",
        "[2,20]",
        "[3,30]",
      ]],
      ["SELECT m.in.c, sum(n) FROM tab GROUP BY m.in ORDER BY 1", ["[10,11]", "[20,7]", "[30,3]"]],
      ["SELECT max(m.a), sum(n) FROM tab GROUP BY m HAVING m.a > 1 ORDER BY m.a", ["[2,7]", "[3,3]"]],
      ["SELECT l[1], l[2], count(*) FROM tab GROUP BY l ORDER BY l[1]", ["[7,1,2]", "[8,1,2]", "[9,null,2]"]],
      ["SELECT w.k3, w['k69'], count(*) FROM tab GROUP BY w ORDER BY w.k4 DESC", ["[103,169,4]", "[3,69,2]"]],
      ["SELECT j.a, count(*) FROM tab WHERE id IN ('3', '4') GROUP BY j", ["[1,2]"]],
      ['SELECT "rare".q, count(*) FROM tab GROUP BY "rare"', ["[null,6]"]],
      ['SELECT m."none", count(*) FROM tab GROUP BY m', ["[null,2]", "[null,2]", "[null,2]"]],
      ["SELECT m.z FROM tab GROUP BY m ORDER BY m.a LIMIT 1", ['["only here"]']],
    ]),
);

faultTest(
  "So it is by alias, by place in the list, by ALL, with DISTINCT, in windows and in subqueries",
  () =>
    always(tab, [
      ["SELECT m.in AS g, m.in.c FROM tab GROUP BY g ORDER BY 2 DESC LIMIT 1", [
        '[{"c":30},30]',
      ]],
      ["SELECT m.in AS g, m.in.c FROM tab GROUP BY 1 ORDER BY 2", [
        '[{"c":10},10]',
        '[{"c":20},20]',
        '[{"c":30},30]',
      ]],
      ["SELECT m.in, count(*) FROM tab GROUP BY ALL ORDER BY m.in.c DESC", [
        '[{"c":30},2]',
        '[{"c":20},2]',
        '[{"c":10},2]',
      ]],
      ["SELECT l, sum(n) + l[1] FROM tab GROUP BY ALL ORDER BY l[1]", [
        "[[7,1],10]",
        "[[8,1],15]",
        "[[9],20]",
      ]],
      ["SELECT DISTINCT m.a, count(*) FROM tab GROUP BY m ORDER BY m.a", ["[1,2]", "[2,2]", "[3,2]"]],
      ["SELECT m.a, row_number() OVER (ORDER BY m.a DESC) FROM tab GROUP BY m ORDER BY 1", [
        "[1,3]",
        "[2,2]",
        "[3,1]",
      ]],
      ["SELECT m.a FROM tab GROUP BY m QUALIFY rank() OVER (ORDER BY m.a) = 2", ["[2]"]],
      ["SELECT sum(n) FILTER (WHERE m.a > 1) FROM tab GROUP BY m ORDER BY m.a", ["[null]", "[7]", "[3]"]],
      ["SELECT list_transform([1, 2], x -> x + m.a) FROM tab GROUP BY m ORDER BY m.a LIMIT 1", ["[[2,3]]"]],
      ["SELECT x.a, count(*) FROM (SELECT m AS x FROM tab) GROUP BY x ORDER BY 1", [
        "[1,2]",
        "[2,2]",
        "[3,2]",
      ]],
      ["WITH c AS (SELECT m FROM tab) SELECT m.a FROM c GROUP BY m ORDER BY 1", ["[1]", "[2]", "[3]"]],
      ["SELECT g.m.a, g.k FROM (SELECT m, max(n) AS k FROM tab GROUP BY m) g ORDER BY g.m.a", [
        "[1,6]",
        "[2,4]",
        "[3,2]",
      ]],
      ["SELECT t.m.a, u.m.b FROM tab t JOIN tab u USING (id) GROUP BY t.m, u.m ORDER BY 1", [
        "[1,null]",
        '[2,"v"]',
        '[3,"u"]',
      ]],
      ["SELECT m.a, (SELECT max(n) FROM tab u WHERE u.m.a = t.m.a) FROM tab t GROUP BY t.m ORDER BY 1", [
        "[1,6]",
        "[2,4]",
        "[3,2]",
      ]],
    ]),
);

faultTest("A SELECT in groups that groups, too, has its groups, and those around it", () =>
  always(tab, [
    [
      "SELECT m.a, (SELECT t.m.a FROM tab t GROUP BY t.m ORDER BY t.m.a DESC LIMIT 1) FROM tab GROUP BY m ORDER BY 1",
      [
        "[1,3]",
        "[2,3]",
        "[3,3]",
      ],
    ],
    [
      "SELECT m.a, (SELECT sum(t.n) + o.m.a FROM tab t WHERE t.m.a = o.m.a GROUP BY t.m) FROM tab o GROUP BY o.m ORDER BY 1",
      [
        "[1,12]",
        "[2,9]",
        "[3,6]",
      ],
    ],
    [
      "SELECT l[1] FROM tab o GROUP BY l HAVING EXISTS (SELECT t.m.a FROM tab t GROUP BY t.m HAVING t.m.a + 6 = o.l[1]) ORDER BY 1",
      [
        "[7]",
        "[8]",
        "[9]",
      ],
    ],
  ]));

faultTest(
  "In the groups of ROLLUP, CUBE and GROUPING SETS that leave a map out, its places are NULL",
  () =>
    always(tab, [
      ["SELECT m.a, sum(n) FROM tab GROUP BY ROLLUP (m) ORDER BY 1 NULLS FIRST", [
        "[null,21]",
        "[1,11]",
        "[2,7]",
        "[3,3]",
      ]],
      [
        "SELECT m.a, s, sum(n) FROM tab WHERE id < '3' GROUP BY CUBE (m, s) ORDER BY 1 NULLS FIRST, 2 NULLS FIRST",
        [
          "[null,null,3]",
          '[null,"x",1]',
          '[null,"y",2]',
          "[3,null,3]",
          '[3,"x",1]',
          '[3,"y",2]',
        ],
      ],
      // A place that is grouped by itself is what it is there.
      [
        "SELECT m.a, m.b, count(*) FROM tab WHERE id < '5' GROUP BY GROUPING SETS ((m), (m.a)) ORDER BY 1 NULLS LAST, 2",
        [
          "[2,null,2]",
          "[3,null,2]",
          '[null,"u",2]',
          '[null,"v",2]',
        ],
      ],
      ["SELECT m.in, m.in.c FROM tab GROUP BY ROLLUP (1) ORDER BY 2 NULLS FIRST LIMIT 2", [
        "[null,null]",
        '[{"c":10},10]',
      ]],
    ]),
);

faultTest("A map or list that is grouped by is looked at as JSON and as text", () =>
  always(tab, [
    ["SELECT m.in::JSON, count(*) FROM tab GROUP BY m.in ORDER BY m.in.c LIMIT 1", ['[{"c":10},2]']],
    ["SELECT to_json(m.in), l::VARCHAR FROM tab GROUP BY m.in, l ORDER BY l[1] LIMIT 1", [
      '[{"c":30},"[7,1]"]',
    ]],
    ["SELECT m->>'$.b', upper(m) FROM tab WHERE id = '3' GROUP BY m", [
      '["v","{\\"A\\":2,\\"B\\":\\"V\\",\\"IN\\":{\\"C\\":20}}"]',
    ]],
  ]));

faultTest(
  "A place inside what is not grouped by is refused by its name",
  () =>
    asking(tab, async (asks) => {
      for (const by of ["s", "m.b", "m.in"]) {
        const outcome = await asks.outcome(`SELECT m.a FROM tab GROUP BY ${by}`);
        assert.ok("code" in outcome, by);
        assert.equal(outcome.code, "invalid_query");
        assert.match(outcome.message, /"m\.a" must appear in the GROUP BY clause/);
      }
    }),
);
