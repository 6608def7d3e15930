import assert from "node:assert/strict";
import { DynamoSqlError } from "../../../src/errors.ts";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { testDialect } from "../../sql/duckdb_dialect.ts";
import { open, openWorld, type World } from "../world.ts";

/** By id, the row looked for, and the rows among which it is: met; met beside a missing part; missing; other; none. */
const own = [["p", 1, 1], ["q", 1, null], ["r", 2, 2], ["s", 1, 5], ["t", 3, 3]] as const;
const others = [["p1", "p", 1, 1], ["p2", "p", 1, null], ["q1", "q", 1, 7], ["r1", "r", 2, 3], [
  "r2",
  "r",
  null,
  4,
], [
  "s1",
  "s",
  1,
  null,
]] as const;

const parts = (a: number | null, b: number | null) => ({
  ...(a === null ? {} : { a: num(String(a)) }),
  ...(b === null ? {} : { b: num(String(b)) }),
});

const AMONG = "(SELECT o.a, o.b FROM others o WHERE o.of = m.id)";

/** By the standard: NULL where no row is equal and one may be. */
const cases: readonly (readonly [sql: string, rows: readonly string[]])[] = [
  [`SELECT id FROM mine m WHERE (a, b) IN ${AMONG} ORDER BY id`, ['["p"]']],
  [`SELECT id FROM mine m WHERE (a, b) = ANY ${AMONG} ORDER BY id`, ['["p"]']],
  [`SELECT id FROM mine m WHERE id = 't' OR (a, b) IN ${AMONG} ORDER BY id`, ['["p"]', '["t"]']],
  [`SELECT id FROM mine m WHERE (a, b) NOT IN ${AMONG} ORDER BY id`, ['["r"]', '["t"]']],
  [`SELECT id, (a, b) IN ${AMONG} AS found FROM mine m ORDER BY id`, [
    '["p",true]',
    '["q",null]',
    '["r",false]',
    '["s",null]',
    '["t",false]',
  ]],
  [`SELECT count(*) FILTER ((a, b) IN ${AMONG}) FROM mine m`, ["[1]"]],
  [
    "SELECT id FROM mine m WHERE (a, b) IN (SELECT max(o.a), max(o.b) FROM others o WHERE o.of = m.id) ORDER BY id",
    ['["p"]'],
  ],
  [
    "WITH c AS (SELECT * FROM others) SELECT id FROM mine m WHERE (a, b) IN (SELECT a, b FROM c WHERE c.of = m.id)",
    ['["p"]'],
  ],
  ["SELECT id FROM mine m WHERE (a, b) IN (SELECT o.a, o.b FROM others o) ORDER BY id", ['["p"]']],
  // In order, a missing part is after all others, as in ORDER BY; of no rows, ALL is true and ANY is false.
  [`SELECT id FROM mine m WHERE (a, b) > ANY ${AMONG} ORDER BY id`, ['["q"]']],
  [`SELECT id FROM mine m WHERE (a, b) >= ANY ${AMONG} ORDER BY id`, ['["p"]', '["q"]']],
  [`SELECT id, (a, b) < ALL ${AMONG} AS below, NOT (a, b) < SOME ${AMONG} AS least FROM mine m ORDER BY id`, [
    '["p",false,false]',
    '["q",false,true]',
    '["r",true,false]',
    '["s",true,false]',
    '["t",true,true]',
  ]],
  [`SELECT id, (a, b) <> ANY ${AMONG} AS other, (a, b) = ALL ${AMONG} AS same FROM mine m ORDER BY id`, [
    '["p",null,null]',
    '["q",null,null]',
    '["r",true,false]',
    '["s",null,null]',
    '["t",false,true]',
  ]],
  [`SELECT id, CASE WHEN (a, b) <= ALL ${AMONG} THEN 1 ELSE 0 END AS low FROM mine m ORDER BY id`, [
    '["p",1]',
    '["q",0]',
    '["r",1]',
    '["s",1]',
    '["t",1]',
  ]],
  [
    "SELECT a FROM mine m GROUP BY a HAVING (a, max(b)) > ANY (SELECT o.a, 4 FROM others o WHERE o.a = m.a) ORDER BY a",
    ["[1]"],
  ],
  [
    "SELECT m.id, o.id AS other FROM mine m JOIN others o ON o.of = m.id AND (m.a, m.b) > ANY " +
    "(SELECT p.a, p.b FROM others p WHERE p.id = o.id) ORDER BY 1, 2",
    ['["q","q1"]'],
  ],
  [
    "SELECT id FROM mine m WHERE (a, b) >= ANY (SELECT * FROM (SELECT o.a, o.b FROM others o WHERE o.of = m.id)) ORDER BY id",
    ['["p"]', '["q"]'],
  ],
  [
    "SELECT id FROM mine m WHERE (a, b) >= ANY (SELECT (o.a, o.b) FROM others o WHERE o.of = m.id) ORDER BY id",
    ['["p"]', '["q"]'],
  ],
  // Parts of different types, and queries that stand alone.
  ["SELECT id FROM mine m WHERE (a, b) > ANY (VALUES (1.5, 1), (2.5, 2)) ORDER BY id", ['["r"]', '["t"]']],
  ["SELECT id FROM mine m WHERE NOT (a, b) > ANY (VALUES (1.5, 1), (2.5, 2)) ORDER BY id", [
    '["p"]',
    '["q"]',
    '["s"]',
  ]],
  [
    "SELECT id FROM mine m WHERE (a, b) >= ALL (SELECT o.a * 0.5, o.b FROM others o WHERE o.a IS NOT NULL) ORDER BY id",
    ['["q"]', '["r"]', '["s"]', '["t"]'],
  ],
  [
    "SELECT id FROM mine m WHERE (id, a::DOUBLE) <= ANY (SELECT o.of, o.a FROM others o WHERE o.of = 'q') ORDER BY id",
    [
      '["p"]',
      '["q"]',
    ],
  ],
];

const LONGER = "(SELECT o.a, o.b, o.id FROM others o WHERE o.of = m.id)";

/** What is refused, and the sentence. */
const refused: readonly (readonly [sql: string, said: string])[] = [
  [
    `SELECT id FROM mine m WHERE (a, b) IN ${LONGER}`,
    "Subquery returns 3 columns - expected 2 (line 1, column 36).",
  ],
  [
    `SELECT id FROM mine m WHERE (a, b) > ANY ${LONGER}`,
    "Subquery returns 3 columns - expected 2 (line 1, column 36).",
  ],
  [
    "SELECT id FROM mine m WHERE (a, b) > ANY (SELECT a, b, id FROM others)",
    "Subquery returns 3 columns - expected 2 (line 1, column 36).",
  ],
  [
    "SELECT id FROM mine m WHERE (a, b) <> ANY (SELECT a, b, id FROM others)",
    "Subquery returns 3 columns - expected 2 (line 1, column 36).",
  ],
  [
    "SELECT id FROM mine m WHERE (a, b) <> ANY (SELECT * FROM others)",
    "Subquery returns 4 columns - expected 2 (line 1, column 36).",
  ],
  [
    "SELECT id FROM mine m WHERE (a, b) IN (SELECT o.a FROM others o WHERE o.of = m.id)",
    "Subquery returns 1 columns - expected 2 (line 1, column 36).",
  ],
  [
    "SELECT id FROM mine m WHERE (a, b) IN (SELECT * FROM others o WHERE o.of = m.id)",
    "Subquery returns more than 2 columns - expected 2 (line 1, column 36).",
  ],
  [
    "SELECT a FROM mine m GROUP BY a HAVING (a, count(*)) > ANY (SELECT o.a, 2 FROM others o WHERE o.a = m.a)",
    "A row with a window, count(*) or random() is compared with the rows of a subquery: calculate it in FROM (SELECT …), and " +
    "compare it there (line 1, column 54).",
  ],
  [
    "SELECT m.id FROM mine m LEFT JOIN others o ON (m.a, m.b) IN (SELECT p.a, p.b FROM others p WHERE p.of = o.of)",
    "In ON of a LEFT JOIN, a subquery takes columns of the right side alone (RIGHT: of the left; FULL: none): write " +
    "LEFT JOIN LATERAL (SELECT * FROM … WHERE …) AS t ON true.",
  ],
];

for (const [sql, rows] of cases) {
  Deno.test({
    name: `rows are looked for among those of a query that takes columns from outside: ${sql}`,
    ...open,
    async fn() {
      const world = await openWorld({ sampleItems: 10 });
      try {
        await fill(world);
        assert.deepEqual((await world.run(sql)).rows, rows);
      } finally {
        await world.close();
      }
    },
  });
}

for (const [sql, said] of refused) {
  Deno.test({
    name: `rows of another length, and subqueries that an outer join cannot take, are refused: ${sql}`,
    ...open,
    async fn() {
      const world = await openWorld({ sampleItems: 10 });
      try {
        await fill(world);
        await assert.rejects(world.run(sql), (error) => {
          assert(error instanceof DynamoSqlError);
          assert.equal(error.code, "invalid_query");
          assert.equal(error.message.replace(/ Consumed so far: .*$/, ""), said);
          return true;
        });
      } finally {
        await world.close();
      }
    },
  });
}

/** What DuckDB cannot do with rows, and what it says. */
const faults: readonly (readonly [compared: string, said: RegExp])[] = [
  [
    "IN (SELECT a, b FROM others o WHERE o.of = m.id)",
    /Correlated IN\/ANY\/ALL with multiple columns not yet/,
  ],
  ["> ANY (SELECT a, b FROM others o WHERE o.of = m.id)", /INTERNAL/],
  ["> ANY (VALUES (1.5, 1), (2.5, 2))", /INTERNAL/],
];

for (const [compared, said] of faults) {
  Deno.test(`DuckDB still cannot compare (a, b) ${compared}`, async () => {
    const { connection, rows } = await testDialect(
      "CREATE TABLE mine AS FROM (VALUES ('p', 1, 1), ('q', 1, NULL), ('r', 2, 2)) AS t (id, a, b)",
      "CREATE TABLE others AS FROM (VALUES ('p', 1, 1), ('p', 1, NULL), ('r', 2, 3)) AS t (of, a, b)",
    );
    try {
      await assert.rejects(
        rows(`SELECT id FROM mine m WHERE (a, b) ${compared}`),
        said,
        "DuckDB has mended it: see whether src/sql/mend/members_by_exists.ts is still needed.",
      );
    } finally {
      connection.closeSync();
    }
  });
}

async function fill(world: World): Promise<void> {
  await createTable(world.database, { name: "mine", hash: "id" });
  await createTable(world.database, { name: "others", hash: "id" });
  await putItems(world.database, "mine", own.map(([id, a, b]) => ({ id, ...parts(a, b) })));
  await putItems(
    world.database,
    "others",
    others.map(([id, of, a, b]) => ({ id, of, ...parts(a, b) })),
  );
}
