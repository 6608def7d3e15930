/**
 * Foreign words in the text: what they become, and that quoted texts and places stay.
 */
import assert from "node:assert/strict";
import { parserText } from "../../../src/sql/foreign/text/mod.ts";
import { asking, faultTest } from "../../faults/asking.ts";

const cases: readonly (readonly [sql: string, written: string])[] = [
  ["SELECT `a b`, '`c`' FROM `t`", `SELECT "a b", '\`c\`' FROM "t"`],
  ["SELECT 1 WHERE a IS MISSING OR b IS NOT missing", "SELECT 1 WHERE a IS NULL    OR b IS NOT NULL   "],
  ["SELECT 'IS MISSING' AS missing FROM t", "SELECT 'IS MISSING' AS missing FROM t"],
  ["SELECT Safe_Cast(a AS INT)", "SELECT TRY_CAST (a AS INT)"],
  ["SELECT safe_cast FROM t", "SELECT safe_cast FROM t"],
  [
    "SELECT listagg(a, ') x (') WITHIN GROUP (ORDER BY b) FROM t",
    "SELECT listagg(a, ') x ('                ORDER BY b) FROM t",
  ],
  [
    "SELECT listagg(a) WITHIN GROUP (ORDER BY b) FROM t",
    "SELECT listagg(a, ''            ORDER BY b) FROM t",
  ],
  [
    "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY b) FROM t",
    "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY b) FROM t",
  ],
  ["SELECT group_concat(a SEPARATOR ', ') FROM t", "SELECT group_concat(a, ', '         ) FROM t"],
  [
    "SELECT GROUP_CONCAT(DISTINCT a ORDER BY a DESC SEPARATOR '; ') FROM t",
    "SELECT GROUP_CONCAT(DISTINCT a, '; ' ORDER BY a DESC         ) FROM t",
  ],
  ["SELECT a FROM t LIMIT 5, 10", "SELECT a FROM t LIMIT 10 OFFSET 5"],
  ["SELECT a FROM t WHERE b = 'LIMIT 5, 10'", "SELECT a FROM t WHERE b = 'LIMIT 5, 10'"],
  ["SELECT TOP 5 a FROM t ORDER BY a;", "SELECT       a FROM t ORDER BY a LIMIT 5"],
  ["select distinct top (7) a from t", "select distinct         a from t LIMIT 7"],
  ["SELECT TOP 5 PERCENT a FROM t", "SELECT TOP 5 PERCENT a FROM t"],
  ["SELECT TOP 5 a FROM t UNION SELECT 1", "SELECT TOP 5 a FROM t UNION SELECT 1"],
  ["SELECT top FROM t", "SELECT top FROM t"],
  ["SELECT top, 5 FROM t", "SELECT top, 5 FROM t"],
  ["SELECT id FROM (FROM t LIMIT 1,2)", "SELECT id FROM (FROM t LIMIT 2 OFFSET 1)"],
  ["SELECT a FROM t GROUP BY a WITH ROLLUP", "SELECT a FROM t GROUP BY ROLLUP (a)   "],
  [
    "SELECT * FROM (SELECT DISTINCT TOP (3) * FROM t) x",
    "SELECT * FROM (SELECT DISTINCT         * FROM t LIMIT 3) x",
  ],
  ["SELECT a FROM t MINUS SELECT a FROM u", "SELECT a FROM t EXCEPT SELECT a FROM u"],
  ["SELECT minus FROM t", "SELECT minus FROM t"],
  ["SELECT a DIV 2, b MOD (c) FROM t", "SELECT a //  2, b %   (c) FROM t"],
  ["SELECT mod(a, 2), a AS div FROM t", "SELECT mod(a, 2), a AS div FROM t"],
  ["SELECT * EXCEPT (a) FROM t", "SELECT * EXCLUDE(a) FROM t"],
  ["SELECT * FROM t EXCEPT (SELECT * FROM u)", "SELECT * FROM t EXCEPT (SELECT * FROM u)"],
  ["SELECT [a b], [c] FROM [t]", 'SELECT "a b", "c" FROM "t"'],
  ["SELECT [a, b], l[i] FROM t", "SELECT [a, b], l[i] FROM t"],
  ["SELECT l[OFFSET(0)], l[SAFE_ORDINAL(2)]", "SELECT l[1        ], l[2              ]"],
  ["SELECT r'a\\d', r\"it's\" FROM t", "SELECT  'a\\d',  'it''s' FROM t"],
  ["SELECT regexp_replace(a, r'x', 'y')", "SELECT regexp_replace(a,  'x', 'y', 'g')"],
  ["SELECT count(*) FROM t WITH (NOLOCK) WHERE a", "SELECT count(*) FROM t               WHERE a"],
  ["SELECT * FROM a CROSS APPLY (SELECT 1) x", "SELECT * FROM a CROSS JOIN LATERAL (SELECT 1) x"],
  ["SELECT * FROM a OUTER APPLY (SELECT 1) x", "SELECT * FROM a LEFT JOIN LATERAL (SELECT 1) x ON true"],
  ["SELECT CONVERT(VARCHAR(10), a, 120)", "SELECT left(strftime(a, '%Y-%m-%d %H:%M:%S'), 10)"],
  ["SELECT convert(a, SIGNED), CONVERT(INT, b)", "SELECT CAST(a AS BIGINT) , CAST(b AS INT) "],
  ["SELECT convert(a), CONVERT(CHAR(4), b, 9)", "SELECT convert(a), CONVERT(CHAR(4), b, 9)"],
  ["SELECT date(a), DATE '2026-01-01', date('now')", "SELECT date(a), DATE '2026-01-01', date_of('now')"],
  ["SELECT timestamp(a), timestamp(3) '2026-01-01'", `SELECT "timestamp"(a), timestamp(3) '2026-01-01'`],
  [
    "SELECT array_agg(DISTINCT a IGNORE NULLS ORDER BY a) FROM t",
    "SELECT array_agg(DISTINCT a              ORDER BY a) FILTER (WHERE a IS NOT NULL) FROM t",
  ],
  [
    "SELECT first_value(a IGNORE NULLS) OVER (ORDER BY b) FROM t",
    "SELECT first_value(a IGNORE NULLS) OVER (ORDER BY b) FROM t",
  ],
  ["```sql\nSELECT 1\n```", "      \nSELECT 1\n   "],
];

Deno.test("foreign words become DuckDB's where they stand, and nothing in quotes does", () => {
  for (const [sql, written] of cases) {
    assert.equal(parserText(sql), written);
    assert.equal(parserText(written.trimEnd()), written.trimEnd(), `again: ${written}`);
  }
});

faultTest(
  "Foreign words: statements with them give what they mean, twice, with other constants, too",
  async () => {
    const tools = Array.from(
      { length: 9 },
      (_, n) => ({ id: `${n}`, n, ...(n % 3 === 0 ? { tag: "x" } : {}) }),
    );
    await asking({ tools }, async (asks) => {
      for (
        const [sql, right] of [
          ["SELECT n FROM `tools` WHERE `tag` IS MISSING ORDER BY n LIMIT 1, 2", [[2], [4]]],
          ["SELECT n FROM `tools` WHERE `tag` IS MISSING ORDER BY n LIMIT 2, 3", [[4], [5], [7]]],
          ["SELECT n FROM tools WHERE tag IS NOT MISSING ORDER BY n", [[0], [3], [6]]],
          ["SELECT TOP 2 n FROM tools ORDER BY n DESC", [[8], [7]]],
          ["SELECT TOP 3 n FROM tools ORDER BY n DESC", [[8], [7], [6]]],
          ["SELECT group_concat(n ORDER BY n SEPARATOR '-') FROM tools WHERE n < 3", [["0-1-2"]]],
          ["SELECT group_concat(n ORDER BY n SEPARATOR '+') FROM tools WHERE n < 4", [["0+1+2+3"]]],
          ["SELECT listagg(id, '/') WITHIN GROUP (ORDER BY n DESC) FROM tools WHERE n < 3", [["2/1/0"]]],
          ["SELECT safe_cast(tag AS INT), nvl(tag, 'none') FROM tools WHERE id = '1'", [[null, "none"]]],
          [
            "SELECT CAST(n AS FLOAT64), id::varchar2, CAST('2.345' AS NUMBER(10, 2)) FROM tools WHERE id = '1'",
            [[1, "1", 2.35]],
          ],
          ["```sql\nSELECT count(*) FROM tools;\n```", [[9]]],
        ] as const
      ) {
        for (const run of ["first", "second"]) {
          assert.deepEqual((await asks.inOrder(sql)).map((row) => JSON.parse(row)), right, `${run}: ${sql}`);
        }
      }
      // In backticks, a name is quoted: one that nobody knows is read all the same.
      const { answer, warnings } = await asks.answer("SELECT `no` FROM `tools` WHERE id = '1'");
      assert.deepEqual(answer.rows, ["[null]"]);
      assert.match(warnings.join(), /^No value of tools\.no was met/);
    });
  },
);
