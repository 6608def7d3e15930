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
import type { ResultColumn } from "../messages/job.ts";
import type { BoundColumn } from "../duckdb/known_answers.ts";
import type { Session } from "../duckdb/session.ts";
import { type AnswerReader, answerReader } from "../values/answer.ts";
import type { TypeShape } from "../values/type_shape.ts";
import { isStorable, restoredType, resultTypeName } from "./result_type.ts";
import type { StarColumns } from "./star_columns.ts";

/** A bound statement. */
export interface RunStatement {
  readonly sql: string;
  readonly columns: readonly ResultColumn[];
  /** False: its columns' types cannot be those of a table. */
  readonly storable: boolean;
  /** Internal names of fields in its values, to restore. Absent = none. */
  readonly fields?: ReadonlyMap<string, string>;
  /** All columns that it gives, in place of `columns`, where some are not shown. */
  readonly given?: readonly ResultColumn[];
  /** What is shown of its columns: of maps, only these keys; null = nothing. Absent = everything. */
  readonly shown?: readonly (TypeShape | null)[];
  /** The number of columns in the answer and the stars among them, by position. Absent = there are no stars. */
  readonly carried?: { readonly width: number; readonly stars: ReadonlyMap<number, StarColumns> };
}

/** Takes rows; false = no more are wanted. */
export type TakeRows = (rows: readonly string[]) => Promise<boolean>;

const answerName = "dynamosql_answer";

/** The text before the statement's own when it runs. */
export const WRAP = `CREATE OR REPLACE TEMP TABLE ${answerName} AS SELECT * FROM (`;

/** The same for a statement whose rows go into no table. It is as long, so that places in errors mean the same. */
const PLAIN = "SELECT * FROM (".padStart(WRAP.length);

/**
 * Describes a statement that binds.
 * @param outputNames result column names to restore
 * @param fields names of fields in its values to restore; null = none
 */
export async function describeStatement(
  session: Session,
  sql: string,
  outputNames: ReadonlyMap<string, string>,
  stars: ReadonlyMap<string, StarColumns> = new Map(),
  fields: ReadonlyMap<string, string> | null = null,
): Promise<RunStatement> {
  const columns = await session.bound("columns", sql, async () => {
    const prepared = await session.during(() => session.connection.prepare(sql));
    try {
      return columnsOf(prepared);
    } finally {
      prepared.destroySync();
    }
  });
  const shown = withStars(described(columns, outputNames), stars);
  if (fields === null) return { sql, ...shown };
  const restored = shown.columns.map((column) => ({ ...column, type: restoredType(column.type, fields) }));
  return { sql, ...shown, columns: restored, fields };
}

/** The statement's columns with those that its stars show in their places. */
function withStars(
  described: Omit<RunStatement, "sql">,
  stars: ReadonlyMap<string, StarColumns>,
): Omit<RunStatement, "sql"> {
  if (stars.size === 0) return described;
  const found = new Map(described.columns.flatMap(({ name }, at) => {
    const star = stars.get(name);
    return star === undefined ? [] : [[at, star] as const];
  }));
  return {
    columns: described.columns.flatMap((column, at) => found.get(at)?.columns ?? [column]),
    storable: described.storable,
    carried: { width: described.columns.length, stars: found },
  };
}

/** Describes a prepared statement. */
export function describePrepared(
  prepared: DuckDBPreparedStatement,
  outputNames: ReadonlyMap<string, string>,
): Omit<RunStatement, "sql"> {
  return described(columnsOf(prepared), outputNames);
}

function columnsOf(prepared: DuckDBPreparedStatement): readonly BoundColumn[] {
  const columns: BoundColumn[] = [];
  for (let at = 0; at < prepared.columnCount; at++) {
    const type = prepared.columnType(at);
    columns.push({ name: prepared.columnName(at), type: resultTypeName(type), storable: isStorable(type) });
  }
  return columns;
}

function described(
  columns: readonly BoundColumn[],
  outputNames: ReadonlyMap<string, string>,
): Omit<RunStatement, "sql"> {
  return {
    columns: columns.map(({ name, type }) => ({ name: restoredName(name, outputNames), type })),
    storable: columns.every(({ storable }) => storable),
  };
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
  const width = statement.carried?.width ?? (statement.given ?? statement.columns).length;
  const names = Array.from({ length: width }, (_, at) => `c${at}`).join(", ");
  // Named anew: the statement's own names may be empty or equal.
  const rest = `${statement.sql}) AS answer(${names}) LIMIT ${most}`;
  if (few || !statement.storable) {
    const result = await session.during(() => session.connection.run(PLAIN + rest));
    return await handAll(result, take, readersOf(result, statement));
  }
  const [[stored] = []] = await session.beside(WRAP + rest);
  const { carried } = statement;
  const count = Number(stored);
  if (carried === undefined) {
    const result = await session.stream(`FROM ${answerName}`);
    return void await hand(session, result, count, take, readersOf(result, statement));
  }
  // Items' texts are long: a whole chunk of them, outside of what DuckDB counts, is too much.
  const at = [...carried.stars.keys()].map((at) => `coalesce(length(c${at}), 0)`).join(" + ");
  const [[longest] = []] = await session.rows(`SELECT max(${at || "0"})::DOUBLE FROM ${answerName}`);
  const rows = Math.max(
    1,
    Math.min(CHUNK_ROWS, Math.floor(TEXT_AT_ONCE / Math.max(1, Number(longest ?? 0)))),
  );
  for (let from = 0; from < count; from += rows) {
    const result = await session.stream(
      `FROM ${answerName} WHERE rowid >= ${from} AND rowid < ${from + rows}`,
    );
    if (
      !await hand(
        session,
        result,
        Math.min(rows, count - from),
        take,
        readersOf(result, statement),
      )
    ) {
      return;
    }
  }
}

/** Rows of a chunk, and characters of items' texts that are fetched at a time. */
const CHUNK_ROWS = 2048;
const TEXT_AT_ONCE = 4_000_000;

/** Hands over the rows of a materialized result. */
export async function handAll(
  result: DuckDBMaterializedResult,
  take: TakeRows,
  readers: readonly (AnswerReader | null)[] = readersOf(result),
): Promise<void> {
  for (let at = 0; at < result.chunkCount; at++) {
    if (!await take(rowTexts(result.getChunk(at), readers))) return;
  }
}

/** The readers of a result's columns; null where a column is not shown. */
export function readersOf(
  result: DuckDBResult,
  { carried, shown = [], fields }: Pick<RunStatement, "carried" | "shown" | "fields"> = {},
): readonly (AnswerReader | null)[] {
  return result.columnTypes().map((type, at) => {
    const star = carried?.stars.get(at);
    if (star !== undefined) return starReader(star);
    const shape = shown[at];
    return shape === null ? null : answerReader(type, shape, fields);
  });
}

function starReader({ write }: StarColumns): AnswerReader {
  return (vector, row) => {
    const text = vector.getItem(row);
    return write(typeof text === "string" ? text : null);
  };
}

/** False: no more rows are wanted. */
async function hand(
  session: Session,
  result: DuckDBResult,
  expected: number,
  take: TakeRows,
  readers: readonly (AnswerReader | null)[],
): Promise<boolean> {
  let handed = 0;
  for (;;) {
    const chunk = await session.during(() => result.fetchChunk());
    if (chunk === null || chunk.rowCount === 0) break;
    handed += chunk.rowCount;
    if (!await take(rowTexts(chunk, readers))) {
      await session.abandon(result);
      return false;
    }
  }
  if (handed === expected) return true;
  throw new DynamoSqlError("internal", "The result ended early.");
}

function rowTexts(chunk: DuckDBDataChunk, readers: readonly (AnswerReader | null)[]): string[] {
  const columns = readers.flatMap((read, at) =>
    read === null ? [] : [{ read, vector: chunk.getColumnVector(at) }]
  );
  const rows: string[] = [];
  for (let row = 0; row < chunk.rowCount; row++) {
    let text = "[";
    for (const { read, vector } of columns) text += (text === "[" ? "" : ",") + read(vector, row);
    rows.push(text + "]");
  }
  return rows;
}
