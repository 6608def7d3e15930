import assert from "node:assert/strict";
import { DynamoSqlError, type ErrorCode } from "../../../src/errors.ts";
import { constantNumber } from "../../../src/sql/guard/constants.ts";
import { ELSEWHERE, FUNCTIONS, MACROS, REFUSED, TABLE_FUNCTIONS } from "../../../src/sql/guard/functions.ts";
import { guard } from "../../../src/sql/guard/guard.ts";
import { parse } from "../../../src/sql/parse.ts";
import { nodes, str, walk } from "../../../src/sql/tree.ts";
import { testDialect } from "../duckdb_dialect.ts";
import { HONEST } from "./honest.ts";
import { HOSTILE } from "./hostile.ts";

const dialect = await testDialect();

/** Parses and guards; what it was refused with, or null. */
async function refusal(sql: string): Promise<DynamoSqlError | null> {
  try {
    guard(await parse(sql, dialect));
    return null;
  } catch (error) {
    assert.ok(error instanceof DynamoSqlError, `${sql}: ${error}`);
    return error;
  }
}

Deno.test("everything honest passes", async () => {
  assert.ok(HONEST.length >= 150, String(HONEST.length));
  const refused: string[] = [];
  for (const sql of HONEST) {
    const error = await refusal(sql);
    if (error !== null) refused.push(`${sql}: ${error.code} ${error.message}`);
  }
  assert.deepEqual(refused, []);
});

Deno.test("everything hostile is refused, by its code", async () => {
  const groups: readonly (readonly [ErrorCode, readonly string[]])[] = [
    ["statement_not_allowed", HOSTILE.statement],
    ["function_not_allowed", HOSTILE.function],
    ["invalid_query", HOSTILE.query],
  ];
  assert.ok(groups.reduce((sum, [, list]) => sum + list.length, 0) >= 150);
  const wrong: string[] = [];
  for (const [code, list] of groups) {
    for (const sql of list) {
      const error = await refusal(sql);
      if (error?.code !== code) wrong.push(`${sql.slice(0, 200)}: ${error?.code} ${error?.message}`);
    }
  }
  assert.deepEqual(wrong, []);
});

Deno.test("a name DuckDB alone would know is a table like any other, to be looked up", async () => {
  for (const sql of HOSTILE.name) {
    const statement = await parse(sql, dialect);
    guard(statement);
    let tables = 0;
    walk(statement.node, (of) => {
      if (str(of, "type") === "BASE_TABLE") tables++;
    });
    assert.ok(tables > 0, sql);
  }
});

Deno.test("a refusal names the function, the reason and the place", async () => {
  const error = await refusal("SELECT a,\n  READ_TEXT('x') FROM t");
  assert.match(error?.message ?? "", /read_text is not allowed: it reads files.* \(line 2, column 3\)/);
  assert.deepEqual(error?.detail.position, { line: 2, column: 3, excerpt: "  READ_TEXT('x') FROM t\n  ^" });
  assert.match(
    (await refusal("SELECT uper('x')"))?.message ?? "",
    /no function uper here \(line 1, column 8\)\. Did you mean upper/,
  );
  assert.match((await refusal("SELECT json_each('{}')"))?.message ?? "", /FROM clause/);
  assert.match((await refusal("DESCRIBE t"))?.message ?? "", /DESCRIBE/);
});

Deno.test("every function of DuckDB is allowed or refused for a reason, and none is both", async () => {
  const rows = await dialect.rows(
    "SELECT DISTINCT function_name, function_type FROM duckdb_functions() WHERE function_type <> 'pragma'",
  );
  const unjudged: string[] = [];
  const seen = new Set<string>();
  for (const [name, type] of rows.map((row) => row.map((each) => String(each).toLowerCase()))) {
    assert.ok(name !== undefined);
    seen.add(name);
    const table = type === "table" || type === "table_macro";
    const allowed = table ? TABLE_FUNCTIONS.has(name) : FUNCTIONS.has(name);
    const refused = REFUSED.some(({ names }) => names.test(name));
    // A refused table function may share its name with an allowed scalar one (`repeat`, `histogram`).
    if (!allowed && !refused && !(table && FUNCTIONS.has(name))) unjudged.push(`${type} ${name}`);
    assert.ok(!allowed || !refused || ["pg_typeof", "pg_size_pretty"].includes(name), `both: ${name}`);
    if (type === "macro" && allowed) assert.ok(MACROS.has(name), `not listed as a macro: ${name}`);
  }
  assert.deepEqual(unjudged, []);
  // Names that the grammar makes calls of, or the binder columns of.
  const grammar = ["ifnull", "current_time", "current_timestamp", "localtime", "localtimestamp", "unnest"];
  assert.deepEqual([...FUNCTIONS].filter((name) => !seen.has(name) && !grammar.includes(name)), []);
});

Deno.test("constant arithmetic is seen through, anything else is not", async () => {
  const value = async (expression: string) => {
    const [of] = nodes((await parse(`SELECT ${expression}`, dialect)).node, "select_list");
    return of === undefined ? undefined : constantNumber(of);
  };
  assert.equal(await value("1 + 2 * 3"), 7);
  assert.equal(await value("-(2 ** 10)"), -1024);
  assert.equal(await value("1.5::INT"), 1.5);
  assert.equal(await value("'1_000'::INT"), 1000);
  assert.equal(await value("10 ** 20"), 1e20);
  assert.equal(await value("170141183460469231731687303715884105727"), 2 ** 127);
  assert.equal(await value("a"), null);
  assert.equal(await value("1 + a"), null);
  assert.equal(await value("NULL"), null);
  assert.equal(await value("'x'"), null);
});

Deno.test("a DECIMAL that cannot be says what its numbers must be", async () => {
  for (const type of ["DECIMAL(3,4)", "DECIMAL(39,2)"]) {
    const error = await refusal(`SELECT CAST(a AS ${type}) FROM t`);
    assert.equal(error?.code, "invalid_query", type);
    assert.match(error.message, /^DECIMAL takes a width from 1 to 38 and a scale that is not larger/i);
  }
});

for (
  const [sql, said] of [
    ["SELECT id || FROM t", /The operator \|\| needs a value on its right/],
    ["SELECT NVL(a, 0) FROM t", /write COALESCE\(a, b\)/],
    ["SELECT IIF(a > 1, 2, 3) FROM t", /write CASE WHEN/],
  ] as const
) {
  Deno.test(`what other engines call so is told with what to write: ${sql}`, async () => {
    assert.match((await refusal(sql))?.message ?? "", said);
  });
}

Deno.test("functions of other engines are told with what to write, which is here", async () => {
  assert.equal(
    (await refusal("SELECT openjson(a) FROM t"))?.message,
    "There is no function openjson here: write json_each(j), or unnest(list) (line 1, column 8).",
  );
  // Some calls of these are read, and this is none of them.
  assert.equal(
    (await refusal("SELECT to_char(a, 'Month') FROM t"))?.message,
    "to_char() is read as to_char(n, numbers) or to_char(t, format), with formats and parts of dates that have an equal in DuckDB, and this call " +
      "is another: write strftime(t, '%Y-%m-%d') of a time, or format('{:.2f}', n) of a number (line 1, column 8).",
  );
  for (const [name, hint] of ELSEWHERE) {
    assert.ok(!FUNCTIONS.has(name), name);
    for (const [, called = ""] of hint.replace(/\bif\(/, "").matchAll(/\b([a-z_]+)\(/g)) {
      assert.ok(FUNCTIONS.has(called) || TABLE_FUNCTIONS.has(called), `${name}: ${called}`);
    }
  }
});
