/**
 * A known statement over a few items: it is prepared while DynamoDB answers, and runs on the items as parameters. A
 * table, an appender and a second look at the statement would take longer than the read.
 * @module
 */
import { setImmediate } from "node:timers";
import type { DuckDBMaterializedResult, DuckDBPreparedStatement } from "@duckdb/node-api";
import type { Item, ReadPage } from "../../dynamodb/access.ts";
import { DynamoSqlError } from "../../errors.ts";
import { kindOf } from "../../sql/plan/access_kinds.ts";
import { isWhole, type Plan, type Relation, restoredName } from "../../sql/query.ts";
import type { ProbeLiteral } from "../../sql/template/probe_literals.ts";
import type { Link } from "../duckdb/link.ts";
import type { Ending } from "../answer.ts";
import { type LoadColumn, loadColumn } from "../load/column.ts";
import { completeCheck } from "../read/complete_check.ts";
import { openReader } from "../read/open_reader.ts";
import { type InlineTable, makeInlineTable } from "./inline_table.ts";
import { allowanceOf, limited } from "../read/limited.ts";
import { hasUnseen } from "../load/views.ts";
import { hasMet } from "../load/watch.ts";
import { type Given, knownAsRead, noteAsRead, placesAsRead } from "./as_read.ts";
import { isLong } from "../run/divided_warnings.ts";
import type { Beginning } from "../run/beginning.ts";
import type { LeftOver } from "../strategies/on_tables.ts";
import type { Execution } from "../strategies/strategy.ts";
import { firstPage, goingOn } from "../strategies/first_page.ts";
import type { KnownStatement, ShapeColumns } from "../statement_cache/prepared_statements.ts";
import { type InlineRows, inlineRows } from "./inline_rows.ts";
import { factsIn } from "../run/facts.ts";
import { openSink } from "../run/sink.ts";
import { answerReader } from "../values/answer.ts";
import { describePrepared, handAll } from "../run/statement.ts";
import { kindsIn, withMetNumbers } from "../run/met_numbers.ts";
import { rowBytes } from "../strategies/row_bytes.ts";
import { itemsWanted, windowLeft } from "../strategies/streaming.ts";

/** Columns of a star above which items are better carried than taken apart. */
const FEW_COLUMNS = 64;

/** Whether a read is likely to be over with its first page and a few items, which give as few rows. */
export function isForOnce(
  { relations: [plan, ...others], resolved: { oneRowEach, streamable, innerFields } }: Plan,
  fewItems: number,
): boolean {
  if (plan === undefined || others.length > 0) return false;
  const { chosen, relation } = plan;
  // Names within its values are restored in the usual way alone.
  return oneRowEach && streamable !== null && innerFields !== true &&
    (!relation.allColumns || relation.columns.length <= FEW_COLUMNS) &&
    relation.columns.some(({ type }) => type.kind !== "UNSEEN") &&
    // Lists of which only empty ones were met have a type to the binder that no parameter can have.
    !relation.columns.some(({ type }) => type.kind === "LIST" && hasUnseen(type)) &&
    !kindOf(chosen.access).isNothing && chosen.estimatedItems <= fewItems &&
    chosen.estimatedReadUnits <= PAGE_UNITS;
}

/** What a page takes at most: 1 MB, read consistently. */
const PAGE_UNITS = 256;

/** Runs the statement at once, if it is known and its read is as small as was thought; else says how to go on. */
export async function attemptPointRead(
  { prepared: planned, run, link, fast }: Execution,
): Promise<Ending | LeftOver> {
  const plannedAt = performance.now();
  const { plan: { resolved, relations }, connectionOf, contradict } = planned;
  const { job, context, meter, fewItems } = run;
  const [plan] = relations;
  if (plan === undefined) throw new DynamoSqlError("internal", "A point read of nothing.");
  const { relation, chosen } = plan;
  const columns = relation.columns.map((column) => loadColumn(column, relation.table));
  const rows = inlineRows(relation.loadName, columns, chosen.access);
  const looked = [{ description: relation.table, table: { columns }, relations: [relation] }];
  const { known, bound } = fast.shape({
    rewritten: resolved.rewritten,
    relation,
    clause: rows.clause,
    firstParameter: rows.parameters + 1,
    met: (query) => withMetNumbers(query, kindsIn(looked, query), factsIn(resolved, looked)),
  });
  const connection = connectionOf(relation);
  const begun = fast.take(chosen.access, connection)?.then((first) => {
    // It was begun before anybody knew which table's item it is.
    completeCheck(relation.table, chosen.access, contradict)?.(first.page?.items ?? []);
    return first;
  }) ?? null;
  // It is kept until it is waited for.
  begun?.catch(() => {});
  if (begun === null) fast.noteRead(chosen.access);
  const { throttled } = run.scope;
  const reader = openReader(relation.table, { connection, throttled, contradict });
  if (known === null) return { bound, reader: begun === null ? null : goingOn(reader, await begun) };

  const { resultRowsMax, resultBytesMax, pageRows, pageBytes } = job;
  const window = windowLeft(resolved.streamable ?? { limit: null, offset: 0 }, undefined);
  const sink = openSink({ ...window, resultRowsMax, resultBytesMax }, (rows) => context.rows(rows));
  const bytes = kindOf(chosen.access).canStop ? rowBytes(resolved.rewritten, relation) : 1;
  const wanted = itemsWanted({ sink, pageRows, pageBytes, rowBytes: bytes }, 0);
  const reading = begun ??
    firstPage(
      reader,
      chosen.access,
      {
        ...limited(chosen.access, wanted, relation.table),
        ...allowanceOf(chosen.access, relation.table, meter),
      },
      run.scope.signal,
    );
  const places = known.common ? placesAsRead(resolved, plan) : null;
  const asRead = places === null ? null : knownAsRead(known.shape);
  // Where it does not prepare, the usual way tells why.
  const prepared = asRead === null ? link.statement(known.sql, known.common).catch(() => null) : null;
  try {
    // The request has left: DuckDB may prepare before its answer is waited for.
    await prepared;
    const first = await reading;
    run.scope.signal.throwIfAborted();
    const inHand = handOf(relation, columns, first.page, fewItems);
    // What loses digits is told of in the usual way.
    const hand = known.shape.inDoubles && columns.some(isLong) ? null : inHand;
    const read = hand === null ? null : asRead?.rows(hand) ?? null;
    const answer = read !== null && asRead !== null
      ? { columns: asRead.columns, rows: read }
      : hand === null
      ? null
      : await answerOf({ known, rows, hand, prepared }, run, link);
    if (answer === null) return { bound, reader: goingOn(reader, first) };
    // It has nothing more to give; its end may wait until the answer has left.
    setImmediate(() => void first.rest.return?.());
    if (first.page !== null) meter.count(first.page, false);
    if (places !== null && hand !== null && "types" in answer) noteAsRead(known.shape, places, hand, answer);
    await sink.take(answer.rows);
    fast.noteRun(read !== null);
    return {
      columns: answer.columns.map(({ name, type }) => ({
        name: restoredName(name, resolved.outputNames),
        type,
      })),
      sink,
      loads: [{ description: relation.table, table: { columns } }],
      resume: null,
      notes: [],
      plannedAt,
    };
  } finally {
    const statement = await prepared;
    if (statement !== null) link.done(statement);
  }
}

/** A page's items as values; null where there is more to read, or the columns cannot hold them. */
function handOf(
  relation: Relation,
  columns: readonly LoadColumn[],
  page: ReadPage | null,
  fewItems: number,
): InlineTable | null {
  const items = page?.items ?? [];
  // An attribute that nobody knows would have to become a column.
  if (relation.allColumns && hasUnknown(items, columns)) return null;
  // Then another attribute is meant.
  if (relation.probes !== undefined && hasMet(items, relation.probes)) return null;
  if ((page !== null && page.next !== null) || items.length > fewItems) return null;
  return makeInlineTable(columns, items);
}

/** A known statement, and what its parameters are taken from. */
interface ReadyStatement {
  readonly known: KnownStatement;
  readonly rows: InlineRows;
  readonly hand: InlineTable;
  /** Null where it was thought not to be needed. */
  readonly prepared: Promise<DuckDBPreparedStatement | null> | null;
}

/** Runs the statement on what is in hand; null where it cannot, or fails. */
async function answerOf(
  { known, rows, hand, prepared }: ReadyStatement,
  { scope }: Beginning,
  link: Link,
): Promise<Given | null> {
  const statement = await (prepared ?? link.statement(known.sql, known.common).catch(() => null));
  if (statement === null) return null;
  try {
    rows.bind(statement, hand);
    for (const [at, constant] of known.constants.entries()) {
      bindConstant(statement, rows.parameters + at + 1, constant);
    }
    const result = await link.during(() => statement.run());
    const { readers, ...description } = columnsOf(known, statement, result);
    const texts: string[] = [];
    await handAll(result, (more) => Promise.resolve(texts.push(...more) >= 0), readers);
    return { ...description, rows: texts };
  } catch {
    scope.signal.throwIfAborted();
    return null;
  } finally {
    if (prepared === null) link.done(statement);
  }
}

function columnsOf(
  { shape, common }: KnownStatement,
  statement: DuckDBPreparedStatement,
  result: DuckDBMaterializedResult,
): ShapeColumns {
  if (shape.columns !== undefined) return shape.columns;
  const types = result.columnTypes();
  const columns = {
    columns: describePrepared(statement, new Map()).columns,
    types,
    readers: types.map((type) => answerReader(type)),
  };
  if (common) shape.columns = columns;
  return columns;
}

function hasUnknown(items: readonly Item[], columns: readonly LoadColumn[]): boolean {
  const known = new Set(columns.filter(isWhole).map(({ attribute }) => attribute));
  return items.some((item) => Object.keys(item).some((name) => !known.has(name)));
}

function bindConstant(statement: DuckDBPreparedStatement, at: number, { type, text }: ProbeLiteral): void {
  switch (type) {
    case "VARCHAR":
      return statement.bindVarchar(at, text);
    case "INTEGER":
      return statement.bindInteger(at, Number(text));
    case "BIGINT":
      return statement.bindBigInt(at, BigInt(text));
  }
}
