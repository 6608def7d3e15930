/** Tables, and what statements over them answer once their types are rewritten. */
import { bindDates } from "../../../src/sql/text_dates/dates.ts";
import { mendQuery } from "../../../src/sql/mend/mend.ts";
import { parse } from "../../../src/sql/parse.ts";
import { printSql } from "../../../src/sql/print.ts";
import { repairCalls } from "../../../src/sql/typed/call_arguments.ts";
import { rewriteTyped } from "../../../src/sql/typed/typed.ts";
import { nextWidening, type Widening } from "../../../src/sql/typed/widening.ts";
import { type TestDialect, testDialect } from "../duckdb_dialect.ts";

/** Binds and runs statements over the tables. */
export const dialect: TestDialect = await testDialect(
  `CREATE TABLE money (id VARCHAR, total DECIMAL(18,1), n BIGINT, d DOUBLE, ints BIGINT[], s STRUCT(a BIGINT, b DECIMAL(18,1)),
     ratio DECIMAL(18,17), wide DECIMAL(38,2))`,
  `INSERT INTO money VALUES
     ('a', 10.5, 7, 7, [1, 2], {a: 1, b: 2.5}, 0.3, 12345678901234567890.12),
     ('b', 20, -7, 2.5, [3], NULL, 0.5, 12345678901234567890.24)`,
  `CREATE TABLE docs (id VARCHAR, j JSON)`,
  `INSERT INTO docs VALUES ('s', '"x"'), ('n', '5'), ('t', 'true'), ('m', '{"a":1}'), ('z', NULL)`,
  `CREATE TABLE longs (id VARCHAR, j JSON)`,
  `INSERT INTO longs VALUES ('long', '"12345678901234567.25"'), ('five', '5'), ('tenth', '0.1'), ('text', '"5.25"'),
     ('large', '9007199254740993'), ('map', '{"a":1}'), ('version', '"1.2.345678901234567"')`,
  `CREATE TABLE orders_of (id VARCHAR, j JSON)`,
  `INSERT INTO orders_of VALUES ('ten', '10'), ('nine', '9'), ('tb', '"b"'), ('ta', '"a"'), ('true', 'true'),
     ('map', '{"a":1}'), ('z', NULL), ('huger', '"12345678901234567.26"'), ('huge', '"12345678901234567.25"')`,
  `CREATE TABLE bigs (id VARCHAR, v DECIMAL(38,0))`,
  `INSERT INTO bigs VALUES ('a', ${"9".repeat(38)}), ('b', ${"9".repeat(38)})`,
);

const everything = { decimals: true, wide: true, floats: true, json: true, nested: true };

/** What a statement gives. */
export interface Answer {
  readonly rows: readonly (readonly unknown[])[];
  readonly warnings: readonly string[];
}

/** What a statement answers when it is rewritten, its arithmetic widened as far as it takes. */
export async function answer(sql: string): Promise<Answer> {
  const { given: rows, warnings } = await rewritten(sql, dialect.rows);
  return { rows, warnings };
}

/** What `run` makes of a statement that is rewritten, its arithmetic widened as far as it takes. */
export async function rewritten<T>(
  sql: string,
  run: (sql: string) => Promise<T>,
  widening: Widening = "none",
): Promise<{ readonly given: T; readonly warnings: readonly string[] }> {
  try {
    const { tree } = await bindDates(await mendQuery((await parse(sql, dialect)).node, dialect), dialect);
    const typed = await rewriteTyped(
      await repairCalls(tree, dialect, widening),
      dialect,
      everything,
      widening,
    );
    return { given: await run(await printSql(typed.tree, dialect)), warnings: typed.warnings };
  } catch (error) {
    const next = nextWidening(error, widening);
    if (next === null) throw error;
    return await rewritten(sql, run, next);
  }
}

/** The rows of a statement, numbers that the driver gives as texts read as numbers. */
export async function rows(sql: string): Promise<unknown> {
  const numbers = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(numbers)
      : typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) && value.length < 16
      ? Number(value)
      : value;
  return (await answer(sql)).rows.map(numbers);
}

/** The values of one expression, or the rows of several. */
export const one = async (expression: string, from = "money WHERE id = 'a'"): Promise<unknown[]> =>
  (await rows(`SELECT ${expression} FROM ${from}`) as unknown[][]).map((row) =>
    row.length === 1 ? row[0] : row
  );
