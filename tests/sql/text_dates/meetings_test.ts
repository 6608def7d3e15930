import assert from "node:assert/strict";
import { bindDates } from "../../../src/sql/text_dates/dates.ts";
import { refuseUnread } from "../../../src/sql/text_dates/unread.ts";
import { printSql } from "../../../src/sql/print.ts";
import { repairCalls } from "../../../src/sql/typed/call_arguments.ts";
import { rewriteTyped } from "../../../src/sql/typed/typed.ts";
import { testDialect } from "../duckdb_dialect.ts";

const AT = "2024-03-11T02:00:00+02:00";

/** The same text in a column, a list, JSON, a struct and a map: a day, no date, the same day's begin, the next day's. */
const dialect = await testDialect(
  `CREATE TABLE t (id INT, d VARCHAR, n BIGINT, l VARCHAR[], j JSON, o STRUCT("at" VARCHAR, k BIGINT), js JSON,
     m MAP(VARCHAR, VARCHAR))`,
  `INSERT INTO t VALUES
     (1, '2024-03-11', 1, ['2024-03-11', 'never'], '"2024-03-11"', {"at": '2024-03-11', k: 1}, '{"at":"2024-03-11"}',
       MAP{'a': '2024-03-11'}),
     (2, 'never', 2, ['x'], '"never"', {"at": 'never', k: 1}, '{"at":"never"}', MAP{'a': 'never'}),
     (3, '${AT}', NULL, ['2024-03-12'], '"${AT}"', {"at": '${AT}', k: 1}, '{"at":7}', MAP{'a': '${AT}'}),
     (4, '2024-03-12T00:00:00Z', NULL, NULL, '5', {"at": '2024-03-12T00:00:00Z', k: 1}, NULL, NULL),
     (5, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`,
  `CREATE TABLE h (id INT, n BIGINT, l BIGINT[], j JSON)`,
  `INSERT INTO h VALUES (1, 1, [1], '"a"'), (2, 2, [2], '"b"'), (3, 3, NULL, '"a"')`,
);

const everything = { decimals: true, wide: true, floats: true, json: true, nested: true };

async function rows(statement: string): Promise<string> {
  const { tree } = await bindDates(statement, dialect);
  const typed = await rewriteTyped(await repairCalls(tree, dialect), dialect, everything);
  const sql = await printSql(typed.tree, dialect);
  await refuseUnread(sql, dialect, new Map());
  return JSON.stringify(await dialect.rows(sql));
}

/** Statements and their rows, calculated by hand. */
const STATEMENTS: readonly (readonly [sql: string, rows: string])[] = [
  [
    "SELECT (SELECT count(*) FROM t r2 WHERE (r2.d = timestamp '2024-03-11' OR r1.n IS NULL)) AS k FROM h r1 WHERE r1.id=1",
    '[["2"]]',
  ],
  [
    "SELECT (SELECT count(*) FROM h r2 WHERE (r0.d = timestamp '2024-03-11' OR r1.n IS NULL)) AS k2 FROM t r0 JOIN h r1 ON r0.n = r1.n WHERE r1.j IN ('a')",
    '[["3"]]',
  ],
  [
    "SELECT (SELECT count(*) FROM h r2 WHERE (r0.d = timestamp '2024-03-11')) AS k2 FROM t r0 ORDER BY r0.id",
    '[["3"],["0"],["3"],["0"],["0"]]',
  ],
  [
    "SELECT id FROM t r0 WHERE EXISTS (SELECT 1 FROM h WHERE r0.d = DATE '2024-03-11' AND h.id = r0.id) ORDER BY 1",
    "[[1],[3]]",
  ],
  [
    "SELECT id FROM t r0 WHERE NOT EXISTS (SELECT 1 FROM h WHERE r0.d = DATE '2024-03-11') ORDER BY 1",
    "[[2],[4],[5]]",
  ],
  [
    "SELECT id FROM t r0 WHERE id IN (SELECT h.id FROM h WHERE r0.d = DATE '2024-03-11' OR h.id = 2) ORDER BY 1",
    "[[1],[2],[3]]",
  ],
  [
    "SELECT r0.id, x.b FROM t r0, LATERAL (SELECT r0.d = DATE '2024-03-11' AS b) x ORDER BY 1",
    "[[1,true],[2,null],[3,true],[4,false],[5,null]]",
  ],
  [
    "SELECT r0.id, x.c FROM t r0 LEFT JOIN LATERAL (SELECT count(*) c FROM h WHERE r0.d = DATE '2024-03-11' AND h.id>=r0.id) x ON true ORDER BY 1",
    '[[1,"3"],[2,"0"],[3,"1"],[4,"0"],[5,"0"]]',
  ],
  [
    "SELECT r0.id FROM t r0 WHERE (SELECT r0.d = max(u.d)::DATE FROM t u WHERE u.id=1) ORDER BY 1",
    "[[1],[3]]",
  ],
  ["SELECT count(*) FROM t GROUP BY d HAVING d = DATE '2024-03-11'", '[["1"],["1"]]'],
  ["SELECT count(*) FROM t HAVING max(CASE WHEN id=1 THEN d END) = DATE '2024-03-11'", '[["5"]]'],
  [
    "SELECT id, CASE d WHEN DATE '2024-03-11' THEN 'y' ELSE 'n' END FROM t ORDER BY id",
    '[[1,"y"],[2,"n"],[3,"y"],[4,"n"],[5,"n"]]',
  ],
  ["SELECT id FROM t WHERE d IN (DATE '2024-03-11', DATE '2024-03-12') ORDER BY id", "[[1],[3],[4]]"],
  ["SELECT id FROM t WHERE d NOT IN (DATE '2024-03-11') ORDER BY id", "[[4]]"],
  ["SELECT id FROM t WHERE d IN (SELECT DATE '2024-03-11') ORDER BY id", "[[1],[3]]"],
  ["SELECT id FROM t WHERE DATE '2024-03-11' IN (SELECT d) ORDER BY id", "[[1],[3]]"],
  ["SELECT id FROM t WHERE d IS DISTINCT FROM DATE '2024-03-11' ORDER BY id", "[[2],[4],[5]]"],
  ["SELECT id FROM t WHERE d IS NOT DISTINCT FROM DATE '2024-03-11' ORDER BY id", "[[1],[3]]"],
  ["SELECT id FROM t WHERE d BETWEEN DATE '2024-03-11' AND DATE '2024-03-11' ORDER BY id", "[[1],[3]]"],
  ["SELECT id FROM t WHERE DATE '2024-03-11' BETWEEN d AND d ORDER BY id", "[[1],[3]]"],
  ["SELECT id FROM t WHERE DATE '2024-03-11' BETWEEN '2024-01-01' AND d ORDER BY id", "[[1],[3],[4]]"],
  [
    "WITH x AS (SELECT DATE '2024-03-11' AS \"at\") SELECT t.id FROM t JOIN x ON t.d = x.at ORDER BY 1",
    "[[1],[3]]",
  ],
  [
    "WITH x AS (SELECT DATE '2024-03-11' AS \"at\") SELECT id FROM h WHERE EXISTS (SELECT 1 FROM t JOIN x ON t.d = x.at WHERE t.id = h.id) ORDER BY 1",
    "[[1],[3]]",
  ],
  [
    "WITH x AS (SELECT DATE '2024-03-11' AS \"at\") SELECT t.id, x.at::VARCHAR FROM t FULL JOIN x ON t.d = x.at ORDER BY 1",
    '[[1,"2024-03-11"],[2,null],[3,"2024-03-11"],[4,null],[5,null]]',
  ],
  [
    "SELECT id, coalesce(d, DATE '2024-01-01')::VARCHAR FROM t ORDER BY id",
    '[[1,"2024-03-11"],[2,"2024-01-01"],[3,"2024-03-11"],[4,"2024-03-12"],[5,"2024-01-01"]]',
  ],
  [
    "SELECT id, ifnull(d, DATE '2024-01-01')::VARCHAR FROM t ORDER BY id",
    '[[1,"2024-03-11"],[2,"2024-01-01"],[3,"2024-03-11"],[4,"2024-03-12"],[5,"2024-01-01"]]',
  ],
  [
    "SELECT id, greatest(d, DATE '2024-03-12')::VARCHAR FROM t ORDER BY id",
    '[[1,"2024-03-12"],[2,"2024-03-12"],[3,"2024-03-12"],[4,"2024-03-12"],[5,"2024-03-12"]]',
  ],
  [
    "SELECT id, least(DATE '2024-03-12', d)::VARCHAR FROM t ORDER BY id",
    '[[1,"2024-03-11"],[2,"2024-03-12"],[3,"2024-03-11"],[4,"2024-03-12"],[5,"2024-03-12"]]',
  ],
  ["SELECT id FROM t WHERE j = DATE '2024-03-11' ORDER BY id", "[[1],[3]]"],
  ["SELECT id FROM t WHERE j > DATE '2024-03-10' ORDER BY id", "[[1],[3]]"],
  ["SELECT id FROM t WHERE j <> DATE '2024-03-11' ORDER BY id", "[]"],
  ["SELECT id FROM t WHERE j IN (DATE '2024-03-11', DATE '2024-03-14') ORDER BY id", "[[1],[3]]"],
  ["SELECT id FROM t WHERE j BETWEEN DATE '2024-03-10' AND DATE '2024-03-12' ORDER BY id", "[[1],[3]]"],
  ["SELECT id FROM t WHERE j >= TIMESTAMP '2024-03-11' AND j IN ('2024-03-11','x') ORDER BY id", "[[1]]"],
  ["SELECT id FROM t WHERE j = TIMESTAMPTZ '2024-03-11' ORDER BY id", "[[1],[3]]"],
  ["SELECT id FROM t WHERE js.at = DATE '2024-03-11' ORDER BY id", "[[1]]"],
  ["SELECT id FROM t WHERE js->'at' = DATE '2024-03-11' ORDER BY id", "[[1]]"],
  ["SELECT id FROM t WHERE js->>'at' = DATE '2024-03-11' ORDER BY id", "[[1]]"],
  ["SELECT id FROM t WHERE j IS DISTINCT FROM DATE '2024-03-11' ORDER BY id", "[[2],[4],[5]]"],
  [
    "SELECT id, greatest(j, DATE '2024-03-12')::VARCHAR FROM t ORDER BY id",
    '[[1,"2024-03-12"],[2,"2024-03-12"],[3,"2024-03-12"],[4,"2024-03-12"],[5,"2024-03-12"]]',
  ],
  ["SELECT id FROM t WHERE j IN (SELECT DATE '2024-03-11') ORDER BY id", "[[1],[3]]"],
  ["SELECT id FROM t WHERE DATE '2024-03-11' IN (SELECT j) ORDER BY id", "[[1],[3]]"],
  [
    "SELECT id, CASE j WHEN DATE '2024-03-11' THEN 1 ELSE 0 END FROM t ORDER BY id",
    "[[1,1],[2,0],[3,1],[4,0],[5,0]]",
  ],
  [
    "SELECT id FROM t r0 WHERE EXISTS (SELECT 1 FROM h WHERE r0.j = DATE '2024-03-11' OR h.n IS NULL) ORDER BY 1",
    "[[1],[3]]",
  ],
  [
    "WITH x AS (SELECT DATE '2024-03-11' AS \"at\") SELECT t.id FROM t JOIN x ON t.j = x.at ORDER BY 1",
    "[[1],[3]]",
  ],
  [
    "SELECT id, NULLIF(DATE '2024-03-11', d)::VARCHAR FROM t ORDER BY id",
    '[[1,null],[2,"2024-03-11"],[3,null],[4,"2024-03-11"],[5,"2024-03-11"]]',
  ],
  [
    "SELECT id FROM t WHERE d::TIMESTAMP >= '2024-03-11T02:00:00+02:00' AND d::TIMESTAMP <= '2024-03-11T02:00:00+02:00' ORDER BY id",
    "[[1],[3]]",
  ],
  ["SELECT id FROM t WHERE d::TIMESTAMP = '2024-03-11T02:00:00+02:00' ORDER BY id", "[[1],[3]]"],
  ["SELECT id FROM t WHERE d::DATE = '2024-03-12T01:00:00+02:00' ORDER BY id", "[[1],[3]]"],
  ["SELECT id FROM t WHERE d::TIMESTAMP IN ('2024-03-11T02:00:00+02:00') ORDER BY id", "[[1],[3]]"],
  [
    "SELECT id FROM t WHERE d::TIMESTAMP BETWEEN '2024-03-11T02:00:00+02:00' AND '2024-03-11T02:00+02:00' ORDER BY id",
    "[[1],[3]]",
  ],
  ["SELECT id FROM t WHERE d = '2024-03-11T02:00:00+02:00' ORDER BY id", "[[3]]"],
  ["SELECT id FROM t WHERE date_trunc('day', d) = '2024-03-11T02:00:00+02:00' ORDER BY id", "[[1],[3]]"],
  ["SELECT date_diff('hour', '2024-03-11T02:00:00+02:00', TIMESTAMP '2024-03-11')", '[["0"]]'],
  ["SELECT coalesce(NULL::TIMESTAMP, '2024-03-11T02:00:00+02:00')::VARCHAR", '[["2024-03-11 00:00:00"]]'],
  [
    "SELECT (CASE WHEN false THEN TIMESTAMP '2024-03-11' ELSE '2024-03-11T02:00:00+02:00' END)::VARCHAR",
    '[["2024-03-11 00:00:00"]]',
  ],
  ["SELECT id FROM t WHERE o.at = DATE '2024-03-11' ORDER BY id", "[[1],[3]]"],
  ["SELECT id FROM t WHERE m['a'] = DATE '2024-03-11' ORDER BY id", "[[1],[3]]"],
  ["SELECT id FROM t WHERE l[1] = DATE '2024-03-11' ORDER BY id", "[[1]]"],
  ["SELECT id FROM t WHERE len(list_filter(l, x -> x = DATE '2024-03-11'))=1 ORDER BY id", "[[1]]"],
  ["SELECT id FROM t WHERE len(list_filter(l, x -> x > DATE '2024-03-11'))=1 ORDER BY id", "[[3]]"],
  ["SELECT id FROM t WHERE list_contains(l, DATE '2024-03-11') ORDER BY id", "[[1]]"],
  ["SELECT id FROM t WHERE DATE '2024-03-11' = ANY(l) ORDER BY id", "[[1]]"],
  ["SELECT id FROM t WHERE DATE '2024-03-11' IN l ORDER BY id", "[[1]]"],
  ["SELECT id FROM t WHERE (d, id) = (DATE '2024-03-11', 1) ORDER BY id", "[[1]]"],
  [
    "SELECT id FROM t WHERE (d, id) IN ((DATE '2024-03-11', 1), (DATE '2024-03-12', 4)) ORDER BY id",
    "[[1],[4]]",
  ],
  ["SELECT id FROM t WHERE (j, id) = (DATE '2024-03-11', 1) ORDER BY id", "[[1]]"],
  ["SELECT id FROM t WHERE [d] = [DATE '2024-03-11'] ORDER BY id", "[[1],[3]]"],
  ["SELECT id FROM t WHERE {'a': d} = {'a': DATE '2024-03-11'} ORDER BY id", "[[1],[3]]"],
  ["SELECT id FROM t WHERE l = [DATE '2024-03-12'] ORDER BY id", "[[3]]"],
  ["SELECT id FROM t WHERE list_position(l, DATE '2024-03-12') = 1 ORDER BY id", "[[3]]"],
  ["SELECT id FROM t WHERE list_contains([DATE '2024-03-11'], d) ORDER BY id", "[[1],[3]]"],
  ["SELECT CAST({'a':'2024-01-01'} AS STRUCT(a DATE)).a::VARCHAR", '[["2024-01-01"]]'],
  [
    'SELECT from_json(js, \'{"at":"VARCHAR"}\').at::DATE::VARCHAR FROM t WHERE id < 3 ORDER BY id',
    '[["2024-03-11"],[null]]',
  ],
  [
    "SELECT list_transform(l, x -> x::TIMESTAMPTZ)[1]::DATE::VARCHAR FROM t ORDER BY id",
    '[["2024-03-11"],[null],["2024-03-12"],[null],[null]]',
  ],
  ["SELECT list_reduce(l, (a, b) -> a::DATE::VARCHAR || b)[1:4] FROM t WHERE id = 1", '[["2024"]]'],
  [
    "SELECT lag(d::TIMESTAMPTZ, 1, d) OVER (ORDER BY id)::DATE::VARCHAR FROM t ORDER BY id",
    '[["2024-03-11"],["2024-03-11"],[null],["2024-03-11"],["2024-03-12"]]',
  ],
  [
    "SELECT lead(d::DATE, 9, '2024-03-11T01:00:00+02:00') OVER (ORDER BY id)::VARCHAR FROM t WHERE id=1",
    '[["2024-03-10"]]',
  ],
  [
    "SELECT try_strptime(d, '%Y-%m-%d')::VARCHAR FROM t ORDER BY id",
    '[["2024-03-11 00:00:00"],[null],[null],[null],[null]]',
  ],
  ["SELECT count(*) FROM t WHERE d::TIMESTAMPTZ > now() - INTERVAL 100 YEAR", '[["3"]]'],
  [
    "SELECT make_timestamp(2024,3,11,0,0,0) = d, id FROM t ORDER BY id",
    "[[true,1],[null,2],[true,3],[false,4],[null,5]]",
  ],
  [
    "WITH RECURSIVE r(x, i) AS (SELECT DATE '2024-01-01', 1 UNION ALL SELECT x+1, i+1 FROM r WHERE i < 3) SELECT max(x)::VARCHAR FROM r",
    '[["2024-01-03"]]',
  ],
  [
    "SELECT CASE WHEN id = 1 THEN d::DATE ELSE d END::VARCHAR FROM t ORDER BY id",
    '[["2024-03-11"],[null],["2024-03-11"],["2024-03-12"],[null]]',
  ],
  ["SELECT id FROM t WHERE NOT (d = DATE '2024-03-11' AND j = DATE '2024-03-11') ORDER BY id", "[[4]]"],
  ["SELECT id FROM t WHERE d = (SELECT max(j::DATE) FROM t) ORDER BY id", "[[1],[3]]"],
  ["SELECT id FROM t WHERE j = (SELECT DATE '2024-03-11') ORDER BY id", "[[1],[3]]"],
  ["SELECT id FROM t WHERE j = ANY (SELECT DATE '2024-03-11') ORDER BY id", "[[1],[3]]"],
  ["SELECT id FROM t WHERE d <> ALL (SELECT DATE '2024-03-11') ORDER BY id", "[[4]]"],
  ["SELECT a.id, b.id FROM t a JOIN t b ON a.d::DATE = b.j ORDER BY 1,2", "[[1,1],[1,3],[3,1],[3,3]]"],
  [
    "SELECT max(greatest(d, DATE '2024-03-12'))::VARCHAR, min(least(j, DATE '2024-03-12'))::VARCHAR FROM t",
    '[["2024-03-12","2024-03-11"]]',
  ],
  [
    "SELECT extract(year FROM d), count(*) FROM t GROUP BY ALL ORDER BY 1 NULLS FIRST",
    '[[null,"2"],["2024","3"]]',
  ],
  [
    "SELECT j > DATE '2024-03-11', count(*) FROM t GROUP BY j > DATE '2024-03-11' ORDER BY 1 NULLS FIRST",
    '[[null,"3"],[false,"2"]]',
  ],
  ["SELECT id FROM t ORDER BY j = DATE '2024-03-11' NULLS FIRST, id", "[[2],[4],[5],[1],[3]]"],
  [
    "SELECT id FROM t QUALIFY row_number() OVER (PARTITION BY j = DATE '2024-03-11' ORDER BY id) = 1 ORDER BY id",
    "[[1],[2]]",
  ],
  ["SELECT count(*) FILTER (WHERE j >= DATE '2024-03-11') FROM t", '[["2"]]'],
  ["SELECT id, u FROM t, unnest(l) x(u) WHERE u = DATE '2024-03-11'", '[[1,"2024-03-11"]]'],
  ["SELECT arg_max(id, d::DATE), max(d::DATE)::VARCHAR FROM t", '[[4,"2024-03-12"]]'],
  ["SELECT date_diff('day', d, j::DATE) FROM t ORDER BY id", '[["0"],[null],["0"],[null],[null]]'],
  ["SELECT date_trunc('month', j)::VARCHAR FROM t WHERE id=1", '[["2024-03-01 00:00:00"]]'],
  ["SELECT j + INTERVAL 1 DAY > TIMESTAMP '2024-03-11' FROM t WHERE id=1", "[[true]]"],
  ["SELECT id FROM t WHERE current_date > j ORDER BY id", "[[1],[3]]"],
];

Deno.test("text and JSON meet dates by their instants, wherever they meet", async () => {
  for (const [sql, wanted] of STATEMENTS) assert.equal(await rows(sql), wanted, sql);
});

Deno.test("a text that DuckDB would read by itself is refused with the column and a way to write it", async () => {
  await dialect.connection.run(
    `CREATE OR REPLACE TABLE p AS SELECT * FROM (VALUES
      ({d: '2024-03-11 10:00:00 Asia/Tokyo', e: '2024/03/12'}), ({d: '2024-03-12', e: '2024-03-12'})) v(o)`,
  );
  // What has no text to read, or none that becomes a date, is as the engine has it.
  assert.equal(
    await rows("SELECT CAST(o AS MAP(VARCHAR, VARCHAR))['e'] FROM p"),
    '[["2024/03/12"],["2024-03-12"]]',
  );
  assert.equal(
    await rows("SELECT CAST({'a': o.d::DATE} AS MAP(VARCHAR, TIMESTAMP))['a']::VARCHAR FROM p"),
    '[[null],["2024-03-12 00:00:00"]]',
  );
  for (
    const sql of [
      "SELECT t.id FROM t JOIN (SELECT DATE '2024-03-11' AS d) x USING (d)",
      "SELECT t.id FROM t NATURAL JOIN (SELECT now() AS d) x",
      "SELECT CAST({'a': d} AS STRUCT(a DATE)) FROM t",
      `SELECT CAST(o AS STRUCT("at" TIMESTAMPTZ, k BIGINT)) FROM t`,
      "SELECT TRY_CAST(m AS MAP(VARCHAR, TIMESTAMPTZ)) FROM t",
      // From one kind to another.
      "SELECT o::MAP(VARCHAR, DATE) FROM p",
      "SELECT TRY_CAST(o AS MAP(VARCHAR, TIMESTAMPTZ)) FROM p",
      "SELECT CAST(o AS MAP(VARCHAR, TIMESTAMP))['d'] FROM p",
      "SELECT o::MAP(VARCHAR, TIMETZ) FROM p",
      "SELECT o::MAP(DATE, VARCHAR) FROM p",
      "SELECT [o]::MAP(VARCHAR, DATE)[] FROM p",
      "SELECT {'a': o}::STRUCT(a MAP(VARCHAR, DATE)) FROM p",
      "SELECT MAP {'k': [o.d]}::MAP(VARCHAR, DATE[]) FROM p",
      "SELECT map_from_entries([('k', o.d)])::MAP(VARCHAR, TIMESTAMPTZ) FROM p",
      "SELECT map_values(o::MAP(VARCHAR, DATE)) FROM p",
      "SELECT max(o)::MAP(VARCHAR, DATE) FROM p",
      "SELECT list_transform([o], lambda x: x::MAP(VARCHAR, DATE)) FROM p",
      "SELECT a.o.d FROM p a JOIN p b ON a.o::MAP(VARCHAR, DATE) = b.o::MAP(VARCHAR, DATE)",
      "SELECT count(*) FROM p GROUP BY o::MAP(VARCHAR, DATE)",
      "SELECT cast_to_type(o, NULL::MAP(VARCHAR, DATE)) FROM p",
      "SELECT m::STRUCT(a DATE) FROM t",
      "SELECT to_json(o)::MAP(VARCHAR, TIMESTAMPTZ) FROM p",
      `SELECT from_json(js, '{"at":"MAP(VARCHAR, DATE)"}') FROM t`,
      "SELECT o.d::VARIANT::DATE FROM p",
      "SELECT union_value(a := o)::MAP(VARCHAR, DATE) FROM p",
      "SELECT o.d::ENUM('2024-03-11 10:00:00 Asia/Tokyo', '2024-03-12')::TIMESTAMPTZ FROM p",
      `SELECT CAST(js AS STRUCT("at" DATE)) FROM t`,
      `SELECT from_json(js, '{"at":"DATE"}') FROM t`,
      `SELECT json_transform(js, '{"at":"TIMESTAMP"}') FROM t`,
      "SELECT list_transform(l, x -> {'a': x}::STRUCT(a TIMESTAMPTZ)) FROM t",
      `WITH RECURSIVE r(x, i) AS (SELECT TIMESTAMPTZ '2024-01-01', 1 UNION ALL
         SELECT t.d, i + 1 FROM r, t WHERE t.id = r.i AND i < 3) SELECT x FROM r`,
    ]
  ) {
    await assert.rejects(
      rows(sql),
      { code: "type_mismatch", message: /would read text .* write CAST\(… AS TIMESTAMP\)/ },
      sql,
    );
  }
});

Deno.test("the name of a zone in one row moves no other, by whatever the statement names zones", async () => {
  await dialect.connection.run(
    `CREATE OR REPLACE TABLE z AS SELECT * FROM (VALUES (1, '2020-01-05 10:00:00', 'Asia/Tokyo'),
      (2, '2020-01-05 00:00:00', 'UTC'), (3, '2020-07-05 00:00:00', 'America/New_York'), (4, '2020-01-05 00:00:00', 'UTC')) v(id, p, zone)`,
  );
  const midnight = "2020-01-05 00:00:00";
  const instants = [["2020-01-05 01:00:00"], [midnight], ["2020-07-05 04:00:00"], [midnight]];
  for (
    const expression of [
      "timezone(zone, p::TIMESTAMP)",
      "p::TIMESTAMP AT TIME ZONE zone",
      "strptime(p || ' ' || zone, '%Y-%m-%d %H:%M:%S %Z')",
      "try_strptime(CASE WHEN zone = 'UTC' THEN p ELSE p || ' ' || zone END, ['%Y-%m-%d %H:%M:%S %Z', '%Y-%m-%d %H:%M:%S'])",
      "CASE WHEN zone = 'UTC' THEN p::TIMESTAMPTZ ELSE timezone(zone, p::TIMESTAMP) END",
      `make_timestamptz(year(p::DATE), month(p::DATE), day(p::DATE), hour(p::TIMESTAMP), 0, 0, zone)`,
    ]
  ) {
    const sql = `SELECT substr((${expression})::VARCHAR, 1, 19) FROM z ORDER BY id`;
    assert.equal(await rows(sql), JSON.stringify(instants), expression);
  }
});
