/**
 * An output name is the attribute's own, also where DuckDB has to know the attribute by another one: names in two cases,
 * `rowid`, `current_date` and its like.
 */
import assert from "node:assert/strict";
import { asking, type Cases, faultTest, giveTwice } from "./asking.ts";

const items = Array.from({ length: 6 }, (_, n) => ({
  id: `i${n}`,
  n,
  k: n % 3,
  rowid: `r${n % 2}`,
  current_user: `u${n % 2}`,
  current_date: `d${n % 2}`,
  Status: `S${n % 2}`,
  status: `s${n % 2}`,
}));
/** Of 60 items one alone has the names. */
const rare = Array.from({ length: 60 }, (_, n) => ({
  id: `i${String(n).padStart(2, "0")}`,
  n,
  ...(n === 43 ? { Status: "S", status: "s", current_date: "d", rowid: "r" } : {}),
}));
/** Of 60 items one alone has the name in another case, too. */
const rare2 = Array.from({ length: 60 }, (_, n) => ({
  id: `i${String(n).padStart(2, "0")}`,
  n,
  Status: `S${n}`,
  ...(n === 43 ? { status: "s" } : {}),
}));
const plain = [{ id: "p", status: "ps", current_user: "pu" }];
/** No names in two cases. */
const dated = [0, 1].map((n) => ({ id: `d${n}`, current_date: `c${n}`, doc: { price: n }, rowid: `r${n}` }));
const tables = { items, rare, rare2, plain, dated };

const ordered: Cases = [
  ['SELECT n AS "current_user" FROM items WHERE n < 4 ORDER BY "current_user" DESC', [[3], [2], [1], [0]]],
  ["SELECT n AS rowid FROM items WHERE n < 4 ORDER BY rowid DESC", [[3], [2], [1], [0]]],
  ["SELECT n AS status FROM items WHERE n < 4 ORDER BY status DESC", [[3], [2], [1], [0]]],
  ['SELECT n AS status FROM items WHERE n < 4 ORDER BY "Status" DESC', [[3], [2], [1], [0]]],
  ['SELECT n, -n AS "current_date" FROM items ORDER BY "current_date" LIMIT 2', [[5, -5], [4, -4]]],
  [
    'WITH c AS (SELECT "current_date", n FROM items) SELECT n, -n AS "current_date" FROM c ORDER BY "current_date" LIMIT 1',
    [[5, -5]],
  ],
  ["SELECT max(n) AS status FROM items GROUP BY k ORDER BY status DESC", [[5], [4], [3]]],
  ["SELECT upper(status) AS status, count(*) FROM items GROUP BY ALL ORDER BY status", [["S0", 3], [
    "S1",
    3,
  ]]],
  ["SELECT DISTINCT ON (status) k AS status, n FROM items WHERE n < 3 ORDER BY status", [[0, 0], [1, 1], [
    2,
    2,
  ]]],
  ["SELECT id, n AS status FROM rare WHERE n > 57 ORDER BY status DESC", [["i59", 59], ["i58", 58]]],
  ["SELECT n % 2 AS status, count(*) FROM rare GROUP BY ALL ORDER BY status", [[0, 30], [1, 30]]],
  // In an expression a column comes first, as it does with any other name; so it does with its table.
  ["SELECT n AS status FROM items ORDER BY lower(status) DESC, n LIMIT 1", [[1]]],
  ["SELECT n AS status FROM items ORDER BY items.status DESC, n LIMIT 1", [[1]]],
  ["SELECT n % 2 AS status, count(*) FROM items GROUP BY 1 HAVING status = 1", [[1, 3]]],
  ['SELECT n % 2 AS "current_user", count(*) FROM items GROUP BY 1 HAVING "current_user" = 1', [[1, 3]]],
  ["SELECT n % 2 AS rowid, count(*) FROM items GROUP BY 1 HAVING rowid + 0 = 1", [[1, 3]]],
  [
    "SELECT k, count(*) AS status FROM items GROUP BY k HAVING status > 1 AND max(status) = 's1' ORDER BY k",
    [[0, 2], [1, 2], [2, 2]],
  ],
  ["SELECT status, count(*) AS status FROM items GROUP BY status HAVING status = 's1'", [["s1", 3]]],
  ["SELECT status, count(*) AS status FROM items GROUP BY 1 HAVING status = 's1'", [["s1", 3]]],
];

/** The very name comes first, be it an alias or an attribute's, of `items` and of the table of which one item has both. */
const veryName: Cases = [
  ['SELECT DISTINCT ON ("Status") "Status", n AS status FROM items ORDER BY "Status", n', [["S0", 0], [
    "S1",
    1,
  ]]],
  ['SELECT i."Status", n AS status FROM items i ORDER BY "Status", status LIMIT 2', [["S0", 0], ["S0", 2]]],
  ['SELECT "Status", max(n) AS status FROM items GROUP BY "Status" ORDER BY "Status"', [["S0", 4], [
    "S1",
    5,
  ]]],
  ['SELECT "Status", -max(n) AS status FROM items GROUP BY "Status" ORDER BY status', [["S1", -5], [
    "S0",
    -4,
  ]]],
  [
    'SELECT n AS "status", k AS "Status" FROM items ORDER BY "Status" DESC, "status" DESC LIMIT 3',
    [[5, 2], [2, 2], [4, 1]],
  ],
  [
    'SELECT n, "Status" AS "STATUS", k AS "Status" FROM items ORDER BY "Status", "STATUS" DESC LIMIT 3',
    [[3, "S1", 0], [0, "S0", 0], [1, "S1", 1]],
  ],
  ['SELECT n AS status, "Status" FROM items ORDER BY status DESC LIMIT 2', [[5, "S1"], [4, "S0"]]],
  ['SELECT DISTINCT "Status", k AS status FROM items ORDER BY "Status", status DESC LIMIT 2', [["S0", 2], [
    "S0",
    1,
  ]]],
  ['SELECT k, n AS "K" FROM items ORDER BY k DESC, "K" LIMIT 2', [[2, 2], [2, 5]]],
  ['SELECT *, -n AS status FROM (SELECT id, n, "Status" FROM items) q ORDER BY status LIMIT 1', [[
    "i5",
    5,
    "S1",
    -5,
  ]]],
  [
    'SELECT "Status", max(k) AS "status" FROM items GROUP BY "Status" HAVING "status" >= 2 ORDER BY 1',
    [["S0", 2], ["S1", 2]],
  ],
  ['SELECT "Status", max(n) AS status FROM items GROUP BY "Status" HAVING status > 4', [["S1", 5]]],
  ['SELECT "Status", max(n) AS status FROM items GROUP BY 1 HAVING "Status" = \'S0\'', [["S0", 4]]],
  ['SELECT k, max(n) AS "K" FROM items GROUP BY k HAVING "K" > 3 AND k > 1', [[2, 5]]],
  // A function of DuckDB has the name, too.
  [`SELECT k, max("Status") AS "user" FROM items GROUP BY k HAVING "user" = 'S1' ORDER BY k`, [
    [0, "S1"],
    [1, "S1"],
    [2, "S1"],
  ]],
  [`SELECT "Status" AS "user", count(*) FROM items GROUP BY ALL HAVING "user" = 'S1'`, [["S1", 3]]],
  [`SELECT "Status" AS "user", count(*) FROM items GROUP BY 1 HAVING lower("user") = 's1'`, [["S1", 3]]],
  ['SELECT k, max(n) AS "user" FROM items GROUP BY k HAVING "user" > 4', [[2, 5]]],
];
/** Of the six items of `items` one alone has a `status`. */
const oneBoth = items.map(({ status, ...item }) => ({ ...item, ...(item.n === 4 ? { status } : {}) }));

const byName: Cases = [
  [
    `SELECT "current_user" FROM items WHERE n = 0 UNION ALL BY NAME SELECT 'x' AS "current_user"`,
    [["u0"], ["x"]],
  ],
  ["SELECT rowid FROM items WHERE n = 0 UNION ALL BY NAME SELECT 'x' AS rowid", [["r0"], ["x"]]],
  ["SELECT status FROM items WHERE n = 0 UNION ALL BY NAME SELECT 'x' AS status", [["s0"], ["x"]]],
  [
    `SELECT "Status", status FROM items WHERE n = 0 UNION ALL BY NAME SELECT 'x' AS "Status"`,
    [["S0", "s0"], ["x", null]],
  ],
  [
    `SELECT "Status", status FROM items WHERE n = 0 UNION ALL BY NAME SELECT 'x' AS status, 'X' AS "Status"`,
    [["S0", "s0"], ["X", "x"]],
  ],
  [
    `SELECT 'x' AS "current_user" UNION ALL BY NAME SELECT i."current_user" FROM items i WHERE n = 0`,
    [["x"], ["u0"]],
  ],
  [
    `SELECT * EXCLUDE (id, "Status") FROM items WHERE n = 0 UNION ALL BY NAME SELECT * EXCLUDE (id) FROM plain`,
    [["d0", "u0", 0, 0, "r0", "s0"], [null, "pu", null, null, null, "ps"]],
  ],
  [
    'SELECT n FROM items WHERE n = 0 UNION ALL BY NAME SELECT "current_user" FROM items WHERE n = 1 ORDER BY "current_user" NULLS FIRST',
    [[0, null], [null, "u1"]],
  ],
  [
    'SELECT "current_user" FROM (SELECT n FROM items WHERE n = 0 UNION ALL BY NAME SELECT "current_user" FROM items WHERE n = 1)',
    [[null], ["u1"]],
  ],
  [
    'SELECT "Status" FROM rare2 WHERE n = 1 UNION ALL BY NAME SELECT status FROM plain UNION ALL BY NAME SELECT \'x\' AS "STATUS"',
    [["S1"], ["ps"], ["x"]],
  ],
  [
    'SELECT status FROM (SELECT "Status" FROM rare2 WHERE n = 1 UNION BY NAME SELECT status FROM plain) ORDER BY "Status" DESC',
    [["ps"], ["S1"]],
  ],
  [
    'SELECT "Status" FROM rare2 WHERE n = 1 UNION ALL BY NAME SELECT status FROM plain UNION ALL BY NAME SELECT status FROM rare2 WHERE n = 43',
    [["S1", null], [null, "ps"], [null, "s"]],
  ],
  ['SELECT n FROM items JOIN (SELECT \'u0\' AS "current_user") b USING ("current_user")', [[0], [2], [4]]],
  ['SELECT n FROM items SEMI JOIN (SELECT \'d1\' AS "current_date") b USING ("current_date")', [[1], [3], [
    5,
  ]]],
  ["SELECT n FROM items NATURAL JOIN (SELECT 's1' AS status) b", [[1], [3], [5]]],
  ["WITH b AS (SELECT 'r0' AS rowid, 7 AS z) SELECT z, n, rowid FROM items JOIN b USING (rowid) LIMIT 1", [
    [7, 0, "r0"],
  ]],
];

const called: readonly (readonly [sql: string, names: readonly string[], first: unknown])[] = [
  ['SELECT * RENAME ("current_date" AS cd) FROM dated', ["id", "cd", "doc", "rowid"], ["d0", "c0", {
    price: 0,
  }, "r0"]],
  ["SELECT * RENAME (rowid AS r) FROM dated", ["id", "current_date", "doc", "r"], [
    "d0",
    "c0",
    { price: 0 },
    "r0",
  ]],
  ['SELECT status, cs FROM (SELECT * RENAME ("Status" AS cs) FROM items)', ["status", "cs"], ["s0", "S0"]],
  ["SELECT dated FROM dated", ["dated"], [{ id: "d0", current_date: "c0", doc: { price: 0 }, rowid: "r0" }]],
  ["SELECT to_json(dated) FROM dated", ["to_json(dated)"], [
    { id: "d0", current_date: "c0", doc: { price: 0 }, rowid: "r0" },
  ]],
  ["SELECT list(dated ORDER BY id)[2].rowid AS r FROM dated", ["r"], ["r1"]],
  ["SELECT {'a': d} AS a FROM (SELECT \"current_date\" FROM dated) d", ["a"], [{
    a: { current_date: "c0" },
  }]],
  ['SELECT struct_pack("current_date", doc.price) AS s FROM dated', ["s"], [{
    current_date: "c0",
    price: 0,
  }]],
  [
    "SELECT status FROM items WHERE n = 0 UNION ALL BY NAME SELECT 1 AS \"STATUS\", 'x' AS status FROM plain WHERE false",
    ["status", "STATUS"],
    ["s0", null],
  ],
  // Of two tables it is one column, called as the first is; of one table it is two.
  [
    'SELECT id, "Status" FROM rare2 WHERE n = 1 UNION ALL BY NAME SELECT id, status FROM plain',
    ["id", "Status"],
    ["i01", "S1"],
  ],
  [
    'SELECT id, status FROM plain UNION ALL BY NAME SELECT id, "Status" FROM rare2 WHERE n = 1',
    ["id", "status"],
    ["p", "ps"],
  ],
  [
    `SELECT 'x' AS "STATUS" UNION ALL BY NAME SELECT "Status" FROM rare2 UNION ALL BY NAME SELECT status FROM plain`,
    ["STATUS"],
    ["x"],
  ],
  [
    'SELECT id, "Status" FROM rare2 WHERE n = 1 UNION ALL BY NAME SELECT id, status FROM rare2 WHERE n = 43',
    ["id", "Status", "status"],
    ["i01", "S1", null],
  ],
  ["SELECT COLUMNS('_date$') FROM dated", ["current_date"], ["c0"]],
  ["SELECT COLUMNS(c -> c = 'rowid' OR c = 'id') FROM dated", ["id", "rowid"], ["d0", "r0"]],
  ["SELECT COLUMNS(['id', 'rowid']) FROM dated", ["id", "rowid"], ["d0", "r0"]],
  ["SELECT * LIKE '%d' FROM dated", ["id", "rowid"], ["d0", "r0"]],
  ["SELECT * SIMILAR TO '.*us' FROM items", ["Status", "status"], ["S0", "s0"]],
  ["SELECT COLUMNS('^status$') FROM (SELECT * FROM items)", ["status"], ["s0"]],
  ["SELECT count(*) AS c FROM dated WHERE dated IS NULL", ["c"], [0]],
  ["SELECT COLUMNS([x for x in (*) if x LIKE '%d']) FROM items", ["id", "rowid"], ["i0", "r0"]],
  ["SELECT COLUMNS([lower(x) for x in (*) if x = 'ID' OR x = 'id']) FROM items", ["id"], ["i0"]],
  ["SELECT COLUMNS([x for x in (*) if lower(x) = 'status']) FROM items", ["Status", "status"], ["S0", "s0"]],
  ["SELECT COLUMNS(['ROWID', 'Status', 'n']) FROM items", ["Status", "n", "rowid"], ["S0", 0, "r0"]],
  ["SELECT COLUMNS(list_filter(*, lambda c: c = 'status')) FROM items", ["status"], ["s0"]],
];

for (const sample of [1_000, 7, 2, 1]) {
  faultTest(
    `The very name comes first, of ${sample} items looked at`,
    async () => {
      for (const each of [items, oneBoth]) {
        await asking({ items: each }, (asks) => giveTwice(asks, veryName), sample);
      }
    },
  );

  faultTest(
    `An alias comes first in ORDER BY and HAVING, of ${sample} items looked at`,
    () => asking(tables, (asks) => giveTwice(asks, ordered), sample),
  );

  faultTest(
    `Columns of one name are one, whoever gives it, of ${sample} items looked at`,
    () => asking(tables, (asks) => giveTwice(asks, byName), sample),
  );

  faultTest(
    `Columns and fields are called as the attributes are, of ${sample} items looked at`,
    () =>
      asking(tables, async ({ answer }) => {
        for (const run of ["first", "second"]) {
          for (const [sql, names, first] of called) {
            const { answer: { names: given, rows: [row = ""] } } = await answer(sql);
            assert.deepEqual(given, names, `${run}: ${sql}`);
            assert.deepEqual(JSON.parse(row), first, `${run}: ${sql}`);
          }
        }
      }, sample),
  );

  faultTest(
    `What is met while reading is called so, too, of ${sample} items looked at`,
    () =>
      asking({ rare: rare.map(({ status: _none, ...item }) => item) }, async ({ rows, value }) => {
        const met = { id: "i43", Status: "S", current_date: "d", n: 43, rowid: "r" };
        for (const run of ["first", "second"]) {
          for (
            const [sql, right] of [
              [`SELECT * EXCLUDE ("current_date", "Status") FROM rare WHERE n = 43`, '["i43",43,"r"]'],
              [`SELECT r.* EXCLUDE ("Status", "rowid") FROM rare r WHERE n = 43`, '["i43","d",43]'],
              [`SELECT * EXCLUDE ("rowid") FROM (SELECT * FROM rare) WHERE n = 43`, '["i43","S","d",43]'],
              [`SELECT * REPLACE (1 AS "Status") FROM rare WHERE n = 43`, '["i43",1,"d",43,"r"]'],
            ] as const
          ) assert.deepEqual(await rows(sql), [right], `${run}: ${sql}`);
        }
        assert.deepEqual(await value("SELECT list(r ORDER BY n)[44] FROM rare r"), met);
        assert.deepEqual(await value("SELECT to_json(r) FROM (SELECT * FROM rare) r WHERE n = 43"), met);
        assert.deepEqual(
          await rows(`SELECT * EXCLUDE (id) FROM rare WHERE n = 43 UNION ALL BY NAME SELECT 'x' AS rowid`),
          ['["S","d",43,"r"]', '[null,null,null,"x"]'],
        );
      }, sample),
  );
}

faultTest("Messages know no other names than the caller's", () =>
  asking(tables, async ({ refused }) => {
    const asked = [
      [
        'SELECT *, n AS status, "Status" FROM items ORDER BY "Status"',
        /^Ambiguous column name: Status can be several of what is selected after the \*/,
      ],
      ["SELECT COLUMNS('nope') FROM items", /^COLUMNS chooses none of the columns/],
      ["SELECT max(n), rowid FROM items", /^Column "rowid" must appear in the GROUP BY /],
      [
        "SELECT rowod FROM (SELECT upper(id), rowid FROM items)",
        /^Column not found: rowod\. Did you mean rowid\?/,
      ],
      [
        'SELECT "current_date" FROM (SELECT id, n AS "current_date" FROM items) b JOIN items a USING (id)',
        /^Ambiguous column name: current_date can be b\.current_date or a\.current_date/,
      ],
      [
        "SELECT n FROM items JOIN (SELECT 's0' AS \"STATUS\") b USING (status)",
        /^Ambiguous column name: STATUS can be Status or status/,
      ],
    ] as const;
    for (const [sql, said] of asked) {
      const { message } = await refused(sql);
      assert.match(message, said, sql);
      assert.doesNotMatch(message, /#\d/, sql);
    }
  }));
