/**
 * Runs the bound statement and gives its rows as JSON texts.
 *
 * The rows are computed into a temporary table first. DuckDB's streaming result, as the bindings have it, ends
 * without a word when an error or an interrupt strikes in mid-result: part of an answer would pass for all of it.
 * A materialized result is held outside DuckDB's memory limit until JavaScript's garbage collector finds it. The
 * table is within the limit, spills to disk, and is gone when it is dropped; what is streamed from it is counted.
 * @module
 */
import type {
  DuckDBDataChunk,
  DuckDBMaterializedResult,
  DuckDBPreparedStatement,
  DuckDBResult,
} from "@duckdb/node-api";
import { DynamoSqlError } from "../../errors.ts";
import { restoredName } from "../../sql/query.ts";
import type { ResultColumn } from "../job.ts";
import type { Session } from "../duckdb/session.ts";
import { type AnswerReader, answerReader } from "../values/answer.ts";
import { isStorable, resultTypeName } from "./result_type.ts";

/** A bound statement. */
export interface RunStatement {
  readonly sql: string;
  readonly columns: readonly ResultColumn[];
  /** False: its columns' types cannot be those of a table. */
  readonly storable: boolean;
}

/** Takes rows; false = no more are wanted. */
export type TakeRows = (rows: readonly string[]) => Promise<boolean>;

const answerName = "dynamosql_answer";

/** What stands before the statement's own text when it runs. */
export const WRAP = `CREATE OR REPLACE TEMP TABLE ${answerName} AS SELECT * FROM (`;

/** The same for one whose rows go into no table; of the same length, so that places in errors mean the same. */
const PLAIN = "SELECT * FROM (".padStart(WRAP.length);

/**
 * Describes a statement that binds.
 * @param outputNames result column names to restore
 */
export async function describeStatement(
  session: Session,
  sql: string,
  outputNames: ReadonlyMap<string, string>,
): Promise<RunStatement> {
  const prepared = await session.during(() => session.connection.prepare(sql));
  try {
    return { sql, ...describePrepared(prepared, outputNames) };
  } finally {
    prepared.destroySync();
  }
}

/** Describes a prepared statement. */
export function describePrepared(
  prepared: DuckDBPreparedStatement,
  outputNames: ReadonlyMap<string, string>,
): Omit<RunStatement, "sql"> {
  const columns: ResultColumn[] = [];
  let storable = true;
  for (let at = 0; at < prepared.columnCount; at++) {
    const name = prepared.columnName(at);
    const type = prepared.columnType(at);
    storable &&= isStorable(type);
    columns.push({ name: restoredName(name, outputNames), type: resultTypeName(type) });
  }
  return { columns, storable };
}

/**
 * Runs a statement and hands over its rows in order, by chunks.
 * @param most rows to compute at most
 * @param few the rows are known to be few: they come straight from a materialized result, which dies young enough
 */
export async function runStatement(
  session: Session,
  statement: RunStatement,
  most: number,
  take: TakeRows,
  few = false,
): Promise<void> {
  const names = statement.columns.map((_, at) => `c${at}`).join(", ");
  // Named anew: the statement's own names may be empty or equal.
  const rest = `${statement.sql}) AS answer(${names}) LIMIT ${most}`;
  if (few || !statement.storable) {
    await handAll(await session.during(() => session.connection.run(PLAIN + rest)), take);
    return;
  }
  const [[stored] = []] = await session.rows(WRAP + rest);
  const result = await session.stream(`FROM ${answerName}`);
  await hand(session, result, Number(stored), take);
}

/** Hands over the rows of a materialized result. */
export async function handAll(
  result: DuckDBMaterializedResult,
  take: TakeRows,
  readers: readonly AnswerReader[] = readersOf(result),
): Promise<void> {
  for (let at = 0; at < result.chunkCount; at++) {
    if (!await take(rowTexts(result.getChunk(at), readers))) return;
  }
}

/** The readers of a result's columns. */
export function readersOf(result: DuckDBResult): readonly AnswerReader[] {
  return result.columnTypes().map(answerReader);
}

async function hand(session: Session, result: DuckDBResult, expected: number, take: TakeRows): Promise<void> {
  const readers = readersOf(result);
  let handed = 0;
  for (;;) {
    const chunk = await session.during(() => result.fetchChunk());
    if (chunk === null || chunk.rowCount === 0) break;
    handed += chunk.rowCount;
    if (!await take(rowTexts(chunk, readers))) {
      await session.abandon(result);
      return;
    }
  }
  if (handed === expected) return;
  throw new DynamoSqlError("internal", "The result ended early.");
}

function rowTexts(chunk: DuckDBDataChunk, readers: readonly AnswerReader[]): string[] {
  const columns = readers.map((read, at) => ({ read, vector: chunk.getColumnVector(at) }));
  const rows: string[] = [];
  for (let row = 0; row < chunk.rowCount; row++) {
    let text = "[";
    for (const { read, vector } of columns) text += (text === "[" ? "" : ",") + read(vector, row);
    rows.push(text + "]");
  }
  return rows;
}
