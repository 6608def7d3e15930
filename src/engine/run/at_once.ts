/**
 * A known statement over a few items: it is prepared while DynamoDB answers, and runs on the items as parameters. A
 * table, an appender and a second look at the statement would take longer than the read.
 * @module
 */
import type { DuckDBMaterializedResult, DuckDBPreparedStatement } from "@duckdb/node-api";
import type { ReadPage, TableReader } from "../../dynamodb/access.ts";
import { createReader } from "../../dynamodb/mod.ts";
import type { RelationPlan, Resolved } from "../../sql/query.ts";
import type { Link } from "../duckdb/link.ts";
import type { ResultColumn } from "../job.ts";
import { type LoadColumn, loadColumn } from "../load/column.ts";
import { FEW_ITEMS, takeInHand, withClause } from "../load/in_hand.ts";
import type { Loaded } from "../load/loads.ts";
import { limited } from "../load/read.ts";
import type { Prepared } from "../prepare.ts";
import type { Bound } from "./bind.ts";
import type { Run } from "./execution.ts";
import type { KnownShapes } from "./known_shapes.ts";
import { openSink, type Sink } from "./sink.ts";
import { describePrepared, handAll } from "./statement.ts";
import { itemsWanted, windowLeft } from "./streaming.ts";

/** What came of it. */
export type Attempt =
  | {
    readonly done: true;
    readonly columns: readonly ResultColumn[];
    readonly sink: Sink;
    readonly loaded: Loaded;
  }
  | {
    readonly done: false;
    /** Gives what was read already, and goes on; null where nothing was read. */
    readonly reader: TableReader | null;
    /** Notes that the statement bound in the usual way. */
    learn(bound: Bound): Promise<void>;
  };

/** A run that has no session yet. */
export type Beginning = Omit<Run, "session">;

/** Whether a read is likely to be over with its first page and a few items, which give as few rows. */
function isForOnce({ chosen, relation }: RelationPlan, { oneRowEach, streamable }: Resolved): boolean {
  return oneRowEach && streamable !== null && chosen.estimatedItems <= FEW_ITEMS &&
    relation.columns.length > 0 && (chosen.access.kind === "get" || chosen.access.kind === "query");
}

/** Runs the statement at once, if it is known and its read is as small as was thought. */
export async function attemptAtOnce(
  { plan: { resolved, relations }, connectionOf }: Prepared,
  run: Beginning,
  link: Link,
  shapes: KnownShapes,
): Promise<Attempt> {
  const { job, context, meter } = run;
  const [plan, ...others] = relations;
  if (plan === undefined || others.length > 0 || job.resume !== undefined || !isForOnce(plan, resolved)) {
    return { done: false, reader: null, learn: () => Promise.resolve() };
  }
  const { relation } = plan;
  const columns = relation.columns.map((column) => loadColumn(column, relation.table));
  const clause = withClause(relation.loadName, columns);
  const shape = shapes.of(resolved.rewritten, clause);
  const learn = (bound: Bound) => shape.learn(bound, link);
  if (shape.printed === null) return { done: false, reader: null, learn };

  const { keptRows, keptBytes, pageRows, pageBytes } = job;
  const window = windowLeft(resolved.streamable ?? { limit: null, offset: 0 }, undefined);
  const sink = openSink({ ...window, keptRows, keptBytes }, (rows) => context.rows(rows));
  const load = { description: relation.table, relations: [relation] };
  const wanted = itemsWanted({ sink, pageRows, pageBytes, load }, 0);
  const sql = clause + shape.printed;
  // Where it does not prepare, the usual way tells why.
  const preparing = link.during(() => link.connection.prepare(sql)).catch(() => null);
  try {
    const reader = createReader(connectionOf(relation));
    const first = await firstPage(reader, plan, wanted, run);
    const statement = await preparing;
    run.scope.signal.throwIfAborted();
    const result = statement === null ? null : await resultOf(statement, columns, first.page, run, link);
    if (statement === null || result === null) return { done: false, reader: goingOn(reader, first), learn };
    await first.rest.return?.();
    if (first.page !== null) meter.count(first.page, false);
    await handAll(result, sink.take);
    const { columns: named } = describePrepared(statement, resolved.outputNames);
    return { done: true, columns: named, sink, loaded: { description: relation.table, table: { columns } } };
  } finally {
    (await preparing)?.destroySync();
  }
}

/** The first page of a read, null where there is none, and what comes after it. */
interface FirstPage {
  readonly page: ReadPage | null;
  readonly rest: AsyncIterator<ReadPage>;
}

async function firstPage(
  reader: TableReader,
  { chosen: { access } }: RelationPlan,
  wanted: number,
  { scope: { signal } }: Beginning,
): Promise<FirstPage> {
  const rest = reader.read(access, { signal, ...limited(access, wanted) })[Symbol.asyncIterator]();
  const step = await rest.next();
  return { page: step.done === true ? null : step.value, rest };
}

/** Runs the statement on a page's items; null where there is more to read, or it cannot, or fails. */
async function resultOf(
  statement: DuckDBPreparedStatement,
  columns: readonly LoadColumn[],
  page: ReadPage | null,
  { scope }: Beginning,
  link: Link,
): Promise<DuckDBMaterializedResult | null> {
  const items = page?.items ?? [];
  if ((page !== null && page.next !== null) || items.length > FEW_ITEMS) return null;
  const lists = takeInHand(columns, items);
  if (lists === null) return null;
  try {
    for (const [at, { value, type }] of lists.entries()) statement.bindList(at + 1, value, type);
    return await link.during(() => statement.run());
  } catch {
    scope.signal.throwIfAborted();
    return null;
  }
}

/** A reader whose first read gives a page that is here already, and goes on. */
function goingOn(reader: TableReader, { page, rest }: FirstPage): TableReader {
  async function* pages() {
    try {
      if (page === null) return;
      yield page;
      for (let step = await rest.next(); step.done !== true; step = await rest.next()) yield step.value;
    } finally {
      await rest.return?.();
    }
  }
  let taken = false;
  return {
    read(access, options) {
      if (taken) return reader.read(access, options);
      taken = true;
      return pages();
    },
  };
}
