import assert from "node:assert/strict";
import { DynamoSqlError, type ErrorCode } from "../../src/errors.ts";
import { bindDates } from "../../src/sql/text_dates/dates.ts";
import { fromBoundDuckDb, fromDuckDb } from "../../src/sql/errors.ts";
import { parse } from "../../src/sql/parse.ts";
import { testDialect } from "./duckdb_dialect.ts";

const dialect = await testDialect(
  "CREATE TABLE t (a INT, b VARCHAR, c DECIMAL(38,10), l INT[], st STRUCT(x INT))",
  `INSERT INTO t VALUES
    (1, 'secret', 1.5, [1], {'x': 1}),
    (2147483647, '4111222233334444', 1, NULL, NULL),
    (77123, '{"secret":1', 1, NULL, NULL)`,
  "CREATE TABLE u (a INT, z INT)",
);

/** The error that running the statement ends in. */
async function failure(sql: string): Promise<DynamoSqlError> {
  try {
    await dialect.rows(sql);
  } catch (error) {
    return fromDuckDb(error, sql);
  }
  assert.fail(`ran: ${sql}`);
}

Deno.test("each of DuckDB's errors has its code and says what to do", async () => {
  const cases: readonly (readonly [string, ErrorCode, RegExp])[] = [
    ["SELECT nosuch FROM t", "column_not_found", /nosuch/],
    ["SELECT t.nosuch FROM t", "column_not_found", /nosuch/],
    ["SELECT st.y FROM t", "column_not_found", /"y"/],
    ["SELECT * EXCLUDE (nosuch) FROM t", "column_not_found", /nosuch/],
    ["SELECT * FROM t JOIN u USING (z)", "column_not_found", /"z"/],
    ["SELECT x.a FROM t", "table_not_found", /FROM has no table or alias "x"/],
    ["SELECT a FROM nosuch", "table_not_found", /^Table not found: nosuch \(/],
    ["SELECT a FROM t, u", "ambiguous_name", /t\.a.*u\.a/],
    ["SELECT t1.a FROM t t1 JOIN t t1 ON true", "ambiguous_name", /t1/],
    ["SELECT b > 5 FROM t", "type_mismatch", /VARCHAR and type INTEGER -/],
    ["SELECT a + b FROM t", "type_mismatch", /\+\(INTEGER, VARCHAR\)/],
    ["SELECT upper(a) FROM t", "type_mismatch", /It takes upper\(VARCHAR\)/],
    ["SELECT CASE WHEN true THEN b ELSE DATE '2024-01-01' END FROM t", "type_mismatch", /CASE/],
    ["SELECT unnest(a) FROM t", "type_mismatch", /UNNEST/i],
    ["SELECT a FROM t WHERE 1 = ANY(a)", "type_mismatch", /unnest\(\) and = ANY \(…\) take a list/],
    ...[
      "SELECT unnest(l) v, count(*) FROM t GROUP BY 1",
      "SELECT unnest(l) v, count(*) FROM t GROUP BY v",
      "SELECT unnest(l), count(*) FROM t GROUP BY ALL",
      "SELECT unnest(l), count(*) FROM t GROUP BY unnest(l)",
      "SELECT a FROM t WHERE UNNEST ( l ) = 1",
      "SELECT count(unnest(l)) FROM t",
      "SELECT t.a FROM t JOIN u ON unnest(l) = u.a",
      "SELECT rank() OVER (ORDER BY unnest(l)) FROM t",
    ].map((sql): [string, ErrorCode, RegExp] => [
      sql,
      "invalid_query",
      /^unnest\(\) makes rows .*: write FROM …, unnest\(l\) AS u\(v\), and v here( \(line 1, column \d+\)\.)?$/,
    ]),
    ["SELECT b.x FROM t", "type_mismatch", /'x'/],
    ["SELECT b::INT FROM t", "type_mismatch", /A text cannot be read as INTEGER: use TRY_CAST/],
    ["SELECT b::DATE FROM t", "type_mismatch", /A text is not a date/],
    ["SELECT b::TIMESTAMP FROM t", "type_mismatch", /A text is not a timestamp/],
    ["SELECT b::DECIMAL(10,2) FROM t", "type_mismatch", /DECIMAL\(10,2\)/],
    ["SELECT a::TINYINT FROM t", "type_mismatch", /out of range for TINYINT/],
    ["SELECT (b || 'x')::JSON FROM t", "type_mismatch", /not valid JSON/],
    ["SELECT a FROM t WHERE b", "type_mismatch", /BOOLEAN/],
    ["SELECT make_date(2024, 13, a) FROM t", "type_mismatch", /^make_date\(\) or .* month/],
    ["SELECT make_time(25, 0, 0)", "type_mismatch", /^make_time\(\) or .* hour/],
    [
      "SELECT list_sort(l, b) FROM t",
      "invalid_query",
      /^list_sort\(\) and its like take the order as a constant/,
    ],
    ["SELECT max(a, a - a) FROM t", "invalid_query", /how many are wanted, 1 at least; .* greatest\(a, b\)/],
    ["SELECT list_aggregate(l, b) FROM t", "invalid_query", /^list_aggregate\(\) takes the aggregate's name/],
    ["SELECT to_base(0 - a, 2) FROM t", "invalid_query", /^to_base\(\) takes no negative number/],
    ["SELECT factorial((0 - a % 5)::INT) FROM t", "invalid_query", /^factorial\(\) takes no negative number/],
    ["SELECT hamming(b, 'x') FROM t", "invalid_query", /^hamming\(\) takes texts of equal length/],
    ["SELECT unhex(b) FROM t", "invalid_query", /^unhex\(\) or from_hex\(\) got a text that is no/],
    [
      "SELECT list_distance([a::DOUBLE], [1.0, 2.0]) FROM t",
      "invalid_query",
      /^list_distance\(\) takes lists of equal/,
    ],
    [
      "SELECT equi_width_bins(0, 10, a - a, true) FROM t",
      "invalid_query",
      /^equi_width_bins\(\) makes 1 bin/,
    ],
    ["SELECT format('{} {}', a) FROM t", "invalid_query", /^format\(\) or printf\(\) has more placeholders/],
    [
      "SELECT printf('%d %2$d', a) FROM t",
      "invalid_query",
      /^The format of format\(\) or printf\(\) is not valid/,
    ],
    [
      "SELECT format('{x}', a) FROM t",
      "invalid_query",
      /^The format of format\(\) or printf\(\) is not valid/,
    ],
    ["SELECT format('}', a) FROM t", "invalid_query", /^The format of format\(\) or printf\(\) is not valid/],
    [
      "SELECT format('{:é>9}', a) FROM t",
      "invalid_query",
      /^The format of format\(\) or printf\(\) is not valid/,
    ],
    ["SELECT ntile(0) OVER (ORDER BY a) FROM t", "invalid_query", /ntile must be greater than zero/],
    [
      "SELECT regexp_matches(b, '(') FROM t",
      "invalid_query",
      /^The regular expression '\(' is not valid: missing \)\.$/,
    ],
    [
      "SELECT regexp_matches('x', b || '(') FROM t",
      "invalid_query",
      /^The regular expression is not valid: missing \)\.$/,
    ],
    [
      "SELECT TIMESTAMP '2024-01-01' AT TIME ZONE 'Mars/Olympus' FROM t",
      "invalid_query",
      /^The time zone 'Mars\/Olympus' is not/,
    ],
    ["SELECT timezone(b, TIMESTAMP '2024-01-01') FROM t", "invalid_query", /^The time zone is not known/],
    ["SELECT strftime(DATE '2024-01-01', '%Q') FROM t", "invalid_query", /^The format '%Q' of strftime/],
    ["SELECT CAST(a AS DECIMAL(3, 4)) FROM t", "invalid_query", /scale/],
    ["SELECT unnest((SELECT st FROM t LIMIT 1))", "invalid_query", /^unnest\(\) takes no subquery/],
    ["SELECT a + 1 FROM t", "invalid_query", /Overflow in addition of INTEGER/],
    ["SELECT a, count(*) FROM t", "invalid_query", /"a" must appear in the GROUP BY/],
    ["SELECT sum(a) FROM t WHERE sum(a) > 1", "invalid_query", /aggregates/],
    ["SELECT * FROM t ORDER BY 9", "invalid_query", /between 1 and 5/],
    ["SELECT 1 UNION SELECT 1, 2", "invalid_query", /same number of result columns/],
    ["SELECT (SELECT a FROM t)", "invalid_query", /More than one row.*LIMIT 1/],
    [
      "SELECT a FROM t WHERE EXISTS (SELECT 1 FROM t x LEFT JOIN t y ON x.a = y.a AND y.b > t.b)",
      "invalid_query",
      /^In a subquery, ON of a LEFT, RIGHT, .* join \(SELECT … WHERE/,
    ],
    [
      "WITH w AS (SELECT a AS k FROM t) SELECT (SELECT max(x.a) FROM w FULL JOIN t x ON x.a = w.k WHERE x.a = t.a) FROM t",
      "invalid_query",
      /cannot join a CTE by RIGHT or FULL JOIN: do the whole join in a CTE/,
    ],
    ["SELECT (SELECT 1, 2)", "invalid_query", /2 columns/],
    ["SELECT row_number() FROM t", "invalid_query", /OVER/],
    ["SELECT nosuchfunction(a) FROM t", "invalid_query", /nosuchfunction/],
    ["SELECT a::nosuchtype FROM t", "invalid_query", /nosuchtype/],
    ["SELECT * FROM t LIMIT -1", "invalid_query", /negative/],
    ["SELECT strptime(b, '%Y') FROM t", "invalid_query", /try_strptime/],
    ["SELECT sqrt(-a) FROM t", "invalid_query", /square root of a negative number/],
    ["SELECT chr(-a) FROM t", "invalid_query", /^chr\(\) got a number that no character has/],
    [
      "SELECT regexp_matches('x', '(' || b) FROM t",
      "invalid_query",
      /^The regular expression is not valid: missing \)\.$/,
    ],
    ["SELECT error(b) FROM t", "invalid_query", /A function got a value/],
    ["SELECT a FROM t wher b c", "syntax_error", /near "b"/],
    ["SELECT * FROM read_text('/etc/passwd')", "function_not_allowed", /out of reach/],
  ];
  for (const [sql, code, message] of cases) {
    const error = await failure(sql);
    assert.equal(error.code, code, `${sql}: ${error.code} ${error.message}`);
    assert.match(error.message, message, `${sql}: ${error.message}`);
  }
});

Deno.test("no value of the data gets into a message", async () => {
  const types = [
    "INT",
    "BIGINT",
    "HUGEINT",
    "DOUBLE",
    "DECIMAL(5,2)",
    "BOOLEAN",
    "DATE",
    "TIMESTAMP",
    "TIMESTAMPTZ",
  ]
    .concat([
      "TIME",
      "INTERVAL",
      "UUID",
      "JSON",
      "INT[]",
      "STRUCT(a INT)",
      "MAP(INT, INT)",
      "BIT",
      "ENUM('x')",
      "UTINYINT",
    ]);
  const expressions = types.map((type) => `b::${type}`).concat(
    types.map((type) => `(a * 1000)::${type}::VARCHAR::${type}::TINYINT`),
    [
      "a * a",
      "a + 1",
      "-a - a - 1",
      "1 << a",
      "factorial(a)",
      "chr(a * 1000)",
      "strptime(b, '%Y')",
      "from_base64(b || '!')",
    ],
    [
      "unhex(b)",
      "json_extract(b, '$')",
      "json_extract('{}', b)",
      "regexp_matches('x', '[' || b)",
      "make_date(a, a, a)",
    ],
    [
      "list_extract(l, b)",
      "date_trunc(b, now())",
      "b::BLOB",
      "decode(('\\xff' || b)::BLOB)",
      "format('{' || b || '}', 1)",
    ],
    [
      "printf('%' || b, 1)",
      "error(b)",
      "to_base(a, a)",
      "('1 ' || b)::INTERVAL",
      "bitstring(b, 5)",
      "a::VARCHAR::DATE",
    ],
    [
      "MAP([b, b], [1, 2])",
      "strftime(DATE '2024-01-01', '%' || b)",
      "json_transform('{}', b)",
      "timezone(b, now())",
    ],
  );
  let failed = 0;
  for (const expression of expressions) {
    let thrown: unknown = null;
    try {
      await dialect.rows(`SELECT ${expression} FROM t`);
    } catch (error) {
      thrown = error;
    }
    if (thrown === null) continue;
    failed++;
    const { message } = fromDuckDb(thrown, `SELECT ${expression} FROM t`);
    assert.ok(!/secret|4111|2147483647|77123/.test(message), `${expression}: ${message}`);
  }
  assert.ok(failed > 40, String(failed));
});

Deno.test("a place is told in the caller's text, in lines and characters", async () => {
  const error = await failure("SELECT 'é😀',\n       nosuch FROM t");
  assert.deepEqual(error.detail.position, { line: 2, column: 8, excerpt: "       nosuch FROM t\n       ^" });
  assert.match(error.message, /\(line 2, column 8\)\.$/);
  const syntax = await failure("SELECT 'é😀',\n a FROM t wher x y");
  assert.deepEqual(syntax.detail.position, {
    line: 2,
    column: 16,
    excerpt: " a FROM t wher x y\n               ^",
  });
});

Deno.test("a rewritten statement's error is traced to what the caller wrote", async () => {
  const sql = "SELECT /* é */ year(b),\n\u00a0 b > 5, a AS x FROM t WHERE b >= now()";
  const statement = await parse(sql, dialect);
  const bound = await bindDates(statement.node, dialect);
  const error = await dialect.prepare(bound.sql).then(() => null, (thrown: unknown) => thrown);
  const ours = await fromBoundDuckDb(error, statement, bound);
  assert.equal(ours.code, "type_mismatch");
  assert.deepEqual(ours.detail.position, {
    line: 2,
    column: 5,
    excerpt: "  b > 5, a AS x FROM t WHERE b >= now()\n    ^",
  });
});

Deno.test("internal names are told as the caller's", async () => {
  const sql = "SELECT a, count(*) FROM t";
  const error = await dialect.prepare(sql).then(() => null, (thrown: unknown) => thrown);
  const names = new Map([["a", "customer.id"]]);
  assert.match(fromDuckDb(error, sql, { names }).message, /"customer\.id" must appear/);
});

Deno.test("interrupts, memory and what is not DuckDB's are told apart", async () => {
  const small = await testDialect("SET memory_limit = '50MB'");
  const memory = await small.rows("SELECT list(i ORDER BY i) FROM range(100000000) r(i)").catch((error) =>
    error
  );
  assert.equal(fromDuckDb(memory, "SELECT 1").code, "too_large");
  const running = small.rows("SELECT count(*) FROM range(1000000000) a, range(1000000000) b").catch((error) =>
    error
  );
  setTimeout(() => small.connection.interrupt(), 100);
  const interrupted = await running;
  assert.equal(fromDuckDb(interrupted, "SELECT 1").code, "cancelled");
  assert.equal(fromDuckDb(interrupted, "SELECT 1", { timedOut: true }).code, "timeout");
  const unknown = fromDuckDb(new Error("socket at 10.0.0.1 closed"), "SELECT 1");
  assert.equal(unknown.code, "internal");
  assert.doesNotMatch(unknown.message, /10\.0/);
  const ours = new DynamoSqlError("throttled", "x");
  assert.equal(fromDuckDb(ours, "SELECT 1"), ours);
  assert.equal(
    fromDuckDb(new Error('{"exception_type":"Fatal","exception_message":"x"}'), "").code,
    "internal",
  );
});

Deno.test("an overflow of a sum names the sums that the statement has, and writes the one to ask instead", () => {
  const message = (sql: string) =>
    fromDuckDb(new Error("Out of Range Error: Overflow in HUGEINT addition: 1 + 2!"), sql).message;
  const told = (sums: string, instead: string) =>
    `Overflow in ${sums}: it needs more than 38 digits. Sum doubles instead: ${instead}.`;
  assert.equal(message("SELECT sum(v) FROM t"), told("sum(v)", "sum(CAST(v AS DOUBLE))"));
  assert.equal(
    message("SELECT SUM ( DISTINCT coalesce(doc.v, (w)) ) OVER () FROM t"),
    told("sum(DISTINCT coalesce(doc.v, (w)))", "sum(DISTINCT CAST(coalesce(doc.v, (w)) AS DOUBLE))"),
  );
  assert.equal(
    message("SELECT sum(v), sum(w), sum(v) FROM t"),
    told("sum(v) or sum(w)", "sum(CAST(v AS DOUBLE))"),
  );
  // Where each row of a batch has the same value, DuckDB multiplies.
  assert.equal(
    fromDuckDb(
      new Error("Out of Range Error: Overflow in HUGEINT multiplication: 1 * 2048"),
      "SELECT sum(v) FROM t",
    )
      .message,
    told("sum(v)", "sum(CAST(v AS DOUBLE))"),
  );
  const nameless = told("a sum", "sum(CAST(x AS DOUBLE))");
  assert.equal(message("SELECT list_sum(l) FROM t"), nameless);
  assert.equal(message(`SELECT sum(${"v + ".repeat(30)} v) FROM t`), nameless);
  assert.equal(message("SELECT sum(CASE WHEN a = 'secret' THEN v END) FROM t"), nameless);
});
