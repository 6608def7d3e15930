import assert from "node:assert/strict";
import { DynamoSqlError, type ErrorCode } from "../../src/errors.ts";
import { parse } from "../../src/sql/parse.ts";
import { positionAt } from "../../src/sql/position.ts";
import { plainText, spans, statementWords } from "../../src/sql/text.ts";
import { location, nodes, str } from "../../src/sql/tree.ts";
import { testDialect } from "./duckdb_dialect.ts";

const dialect = await testDialect();

/** The error that parsing ends in. */
async function refused(sql: string, code: ErrorCode): Promise<DynamoSqlError> {
  try {
    await parse(sql, dialect);
  } catch (error) {
    assert.ok(error instanceof DynamoSqlError, `${sql}: ${error}`);
    assert.equal(error.code, code, `${sql}: ${error.message}`);
    return error;
  }
  assert.fail(`parsed: ${sql}`);
}

Deno.test("a query is parsed to its node, with its parameters in order of appearance", async () => {
  assert.equal(str((await parse("SELECT 1;", dialect)).node, "type"), "SELECT_NODE");
  assert.equal(str((await parse("(VALUES (1)) UNION FROM t", dialect)).node, "type"), "SET_OPERATION_NODE");
  assert.deepEqual((await parse("SELECT ? FROM t WHERE a IN (SELECT ?) LIMIT ?", dialect)).parameters, [
    "1",
    "2",
    "3",
  ]);
  const named = await parse("WITH c AS (SELECT $zeta) SELECT $b, $a, $b FROM (SELECT $_x) LIMIT $n", dialect);
  assert.deepEqual(named.parameters.toSorted(), ["_x", "a", "b", "n", "zeta"]);
});

Deno.test("a text without a statement says so", async () => {
  for (const sql of ["", "  \n", ";", "-- nothing", "/* nothing */ ;;"]) {
    assert.match((await refused(sql, "syntax_error")).message, /no statement/);
  }
});

Deno.test("two statements are refused, by their number", async () => {
  const error = await refused("SELECT 1; SELECT 2; SELECT 3", "statement_not_allowed");
  assert.match(error.message, /holds 3/);
});

Deno.test("a syntax error has line, column and caret in characters, not bytes", async () => {
  const error = await refused("SELECT 'é😀',\n\t'ß' fromm t wher x", "syntax_error");
  assert.deepEqual(error.detail.position, {
    line: 2,
    column: 12,
    excerpt: " 'ß' fromm t wher x\n           ^",
  });
  assert.match(error.message, /near "t" \(line 2, column 12\)/);
});

Deno.test("odd spaces and comments do not move positions", async () => {
  for (const blank of ["\u00a0", "\u2003", "\ufeff", "/* ' é😀 */", "-- it's\n"]) {
    const sql = `SELECT${blank} 1 fromm t wher x`;
    const error = await refused(sql, "syntax_error");
    const line = blank.includes("\n") ? " 1 fromm t wher x" : sql;
    assert.equal(
      error.detail.position?.column,
      [...line.slice(0, line.indexOf(" t wher"))].length + 2,
      JSON.stringify(sql),
    );
  }
  const statement = await parse("SELECT\u00a0/* ' */ a, '\u00a0' AS b FROM t", dialect);
  const [, literal] = nodes(statement.node, "select_list");
  assert.ok(literal !== undefined);
  assert.match(JSON.stringify(literal), /"value":"\u00a0"/);
  assert.equal(location(literal), 18);
});

Deno.test("an error at the end of the text points behind it", async () => {
  const error = await refused("SELECT 1 +", "syntax_error");
  assert.deepEqual(error.detail.position, { line: 1, column: 11, excerpt: "SELECT 1 +\n          ^" });
  assert.match(error.message, /end of input/);
});

Deno.test("the excerpt of a very long line is a window around the place", async () => {
  const error = await refused(
    `SELECT ${"1, ".repeat(5_000)} 1 fromm t wher ${"x, ".repeat(5_000)}`,
    "syntax_error",
  );
  const [line, caret] = error.detail.position?.excerpt.split("\n") ?? [];
  assert.ok(line !== undefined && caret !== undefined && [...line].length <= 110, line);
  assert.equal([...line][caret.length - 1], "t");
  assert.ok(error.message.length < 200);
});

Deno.test("an unterminated literal is not repeated at length", async () => {
  const error = await refused(`SELECT 'secret ${"x".repeat(10_000)}`, "syntax_error");
  assert.ok(error.message.length < 250, error.message);
});

Deno.test("characters that would end or change the text are syntax errors", async () => {
  assert.equal((await refused("SELECT 1\0; DROP TABLE t", "syntax_error")).detail.position?.column, 9);
  await refused("SELECT '\ud800'", "syntax_error");
});

Deno.test("anything but a query is refused by its kind", async () => {
  const statements: readonly (readonly [string, string])[] = [
    ["DELETE FROM t", "DELETE"],
    ["INSERT INTO t VALUES (1)", "INSERT"],
    ["UPDATE t SET a = 1", "UPDATE"],
    ["MERGE INTO t USING u ON true WHEN MATCHED THEN DELETE", "MERGE"],
    ["TRUNCATE t", "TRUNCATE"],
    ["CREATE TABLE t (a INT)", "CREATE"],
    ["create or replace macro f(a) as a", "CREATE"],
    ["CREATE SECRET s (TYPE s3)", "CREATE"],
    ["DROP TABLE t", "DROP"],
    ["ALTER TABLE t ADD COLUMN a INT", "ALTER"],
    ["COPY t TO '/tmp/x'", "COPY"],
    ["COPY (SELECT 1) TO '/tmp/x'", "COPY"],
    ["ATTACH '/tmp/x'", "ATTACH"],
    ["DETACH x", "DETACH"],
    ["SET threads = 1", "SET"],
    ["RESET threads", "RESET"],
    ["PRAGMA version", "PRAGMA"],
    ["CALL pragma_version()", "CALL"],
    ["INSTALL httpfs", "INSTALL"],
    ["LOAD httpfs", "LOAD"],
    ["EXPORT DATABASE 'x'", "EXPORT"],
    ["IMPORT DATABASE 'x'", "IMPORT"],
    ["EXPLAIN SELECT 1", "EXPLAIN"],
    ["/* hi */ EXPLAIN ANALYZE SELECT 1", "EXPLAIN"],
    ["PREPARE p AS SELECT 1", "PREPARE"],
    ["EXECUTE p", "EXECUTE"],
    ["DEALLOCATE p", "DEALLOCATE"],
    ["USE x", "USE"],
    ["CHECKPOINT", "CHECKPOINT"],
    ["VACUUM", "VACUUM"],
    ["ANALYZE", "ANALYZE"],
    ["BEGIN", "BEGIN"],
    ["COMMIT", "COMMIT"],
    ["ROLLBACK", "ROLLBACK"],
    ["COMMENT ON TABLE t IS 'x'", "COMMENT"],
    ["PIVOT t ON a USING sum(b)", "PIVOT"],
    ["SELECT 1; DELETE FROM t", "DELETE"],
    ["WITH x AS (SELECT 1) DELETE FROM t", "DELETE"],
    ["WITH x AS (SELECT 1) INSERT INTO t FROM x", "INSERT"],
    ["SELECT 1 FOR UPDATE", "FOR UPDATE"],
    ["SELECT * FROM t FOR SHARE", "FOR UPDATE"],
    ["SELECT * INTO u FROM t", "SELECT INTO"],
    ["WITH x AS (DELETE FROM t RETURNING *) FROM x", "WITH"],
  ];
  for (const [sql, kind] of statements) {
    const error = await refused(sql, "statement_not_allowed");
    assert.ok(error.message.includes(kind), `${sql}: ${error.message}`);
  }
});

Deno.test("mixed parameters are an invalid parameter", async () => {
  await refused("SELECT ?, $name", "invalid_parameter");
});

Deno.test("a statement too deep for any stack is a clean error", async () => {
  const deep = (open: string, inner: string, close: string, times: number) =>
    `SELECT ${open.repeat(times)}${inner}${close.repeat(times)}`;
  for (
    const sql of [
      deep("abs(", "1", ")", 12_000),
      deep("(SELECT ", "1", ")", 7_000),
      deep("(SELECT ", "1", ")", 900),
      deep("[", "1", "]", 30_000),
      deep("NOT ", "true", "", 16_000),
      deep("", "1", "+1", 30_000),
      deep("CASE WHEN true THEN ", "1", " END", 2_500),
      deep("", "1", " UNION ALL (SELECT 1", 3_000) + ")".repeat(3_000),
      `SELECT * FROM t${", t".repeat(20_000)}`,
    ]
  ) await refused(sql, "invalid_query");
  const parens = await parse(deep("(", "1", ")", 30_000).slice(0, 64 * 1024), dialect).catch((error) =>
    error
  );
  assert.ok(!(parens instanceof Error) || parens instanceof DynamoSqlError);
  await parse(`SELECT * FROM t WHERE ${"a = 1 OR ".repeat(5_000)} a = 2`, dialect);
});

Deno.test("quotes, escapes and comments are told apart in any nesting", () => {
  const kinds = (sql: string) => spans(sql).map(({ kind, text }) => `${kind[0]}:${text}`);
  assert.deepEqual(kinds(`a 'b''c' "d""e" e'f\\'g' $$h'$$ $t$ $$ $t$ i`), [
    "c:a ",
    "q:'b''c'",
    "c: ",
    `q:"d""e"`,
    "c: ",
    "q:e'f\\'g'",
    "c: ",
    "q:$$h'$$",
    "c: ",
    "q:$t$ $$ $t$",
    "c: i",
  ]);
  assert.deepEqual(kinds("a/* b /* c */ ' */d--e'\nf"), [
    "c:a",
    "c:/* b /* c */ ' */",
    "c:d",
    "c:--e'",
    "c:\nf",
  ]);
  assert.deepEqual(kinds("type'x\\' 'y"), ["c:type", "q:'x\\'", "c: ", "q:'y"]);
  assert.equal(
    plainText("a\u00a0'\u00a0'/*\u00a0é\n😀*/b"),
    "a '\u00a0'   \n    b".replace("   \n", "    \n"),
  );
  assert.deepEqual(statementWords("select (delete) ; drop 'x' -- y"), [["SELECT"], ["DROP"]]);
});

Deno.test("positions count lines however they end", () => {
  assert.deepEqual(positionAt("a\r\nb\rc\nd", 7), { line: 4, column: 1, excerpt: "d\n^" });
  assert.deepEqual(positionAt("ab", 99), { line: 1, column: 3, excerpt: "ab\n  ^" });
});

for (
  const [sql, column, said] of [
    ["SELECT `i'd` FROM t", 8, /double quotes, as "name"/],
    ["SELECT U&'\\0041'", 8, /chr\(number\)/],
    ["SELECT id FROM t WHERE id IN ()", 27, /FALSE in its place \(TRUE for NOT IN\)/],
    ["SELECT TOP 5 id FROM t UNION SELECT 1", 8, /LIMIT 5/],
    ["SELECT TOP ? id FROM t", 8, /LIMIT \? at/],
    ["SELECT n BETWEEN SYMMETRIC 20 AND 10 FROM t", 18, /least\(a, b\) AND greatest/],
    ["SELECT id FROM t ORDER BY n USING <", 29, /ASC or DESC/],
  ] as const
) {
  Deno.test(`SQL of other engines is refused with what to write: ${sql}`, async () => {
    const error = await refused(sql, "syntax_error");
    assert.match(error.message, said);
    assert.equal(error.detail.position?.column, column);
  });
}

Deno.test("a column called top, and IN () in a text, are no SQL of other engines", async () => {
  await parse("SELECT top, 'IN ()' FROM t", dialect);
  const error = await refused("SELECT top, 'IN ()' FROM t WHERE", "syntax_error");
  assert.doesNotMatch(error.message, /TOP is|no values/);
});

Deno.test("a backtick in a text is no quote of a name", async () => {
  await parse("SELECT '`', \"`\", $$`$$", dialect);
  for (const text of ["E'it\\'s `x`'", "'`'", "$a$ ' ` $a$", "$ä$`$ä$ /* ' ` */", "-- `\n1"]) {
    const error = await refused(`SELECT ${text} FROM t WHERE`, "syntax_error");
    assert.doesNotMatch(error.message, /Names are quoted/, text);
  }
  // What follows such a text is looked at.
  const error = await refused("SELECT E'it\\'s', `x\"y` FROM t", "syntax_error");
  assert.equal(error.detail.position?.column, 18);
  await parse("SELECT E'it\\'s', `x` FROM t", dialect);
});
