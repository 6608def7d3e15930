/**
 * Answers page by page: what is held first, then what is still to be read.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import type { Stats } from "../engine/messages/job.ts";
import { catalogQuestion } from "../sql/catalog_words.ts";
import { openCursor, principalKey, signCursor } from "./cursor.ts";
import type { CachedResult } from "./result_cache.ts";
import type { Call, QueryContext } from "./context.ts";
import { newResult } from "./new_result.ts";
import { checkedMaxRows, checkedReadUnits } from "./request.ts";
import type { RowPage } from "./row_buffer.ts";
import { LEAST_ROW_BYTES, runOnce } from "./run_query.ts";
import type { QueryPage, QueryRequest } from "./service.ts";

const KEPT_LIMIT_WARNING =
  "The answer is longer than the server keeps; the rows after this page are missing. Select or aggregate further.";

/**
 * The first page of a query. Fails with `invalid_parameter`, `too_large`, and what a run fails with.
 */
export async function firstPage(
  context: QueryContext,
  call: Call,
  request: QueryRequest,
): Promise<QueryPage> {
  const { limits, results } = context;
  const maxRows = checkedMaxRows(request, limits);
  const result = newResult(context, call.principal, request);
  try {
    return await pageFrom(context, call, result, { from: 0, maxRows, readUnits: result.readUnitsMax });
  } finally {
    results.release(result);
  }
}

/** The page that a cursor names. Fails with `cursor_invalid`, `cursor_expired`, and what a run fails with. */
export async function laterPage(
  context: QueryContext,
  call: Call,
  request: QueryRequest,
  cursor: string,
): Promise<QueryPage> {
  const { limits, results } = context;
  const maxRows = checkedMaxRows(request, limits);
  const readUnits = checkedReadUnits(request, limits);
  const place = openCursor(await context.signingKey(), call.principal, cursor);
  const result = results.find(place.resultId);
  if (result === undefined || result.owner !== principalKey(call.principal)) throw cursorExpired();
  checkSameQuery(request, result);
  if (request.seesCatalog === false && catalogQuestion(result.sql) !== null) {
    throw new DynamoSqlError(
      "cursor_invalid",
      "The cursor belongs to an answer that lists names, for which the access token lacks the scope schemas:read.",
    );
  }
  const done = Promise.withResolvers<void>();
  const before = result.turn;
  result.turn = done.promise;
  await before;
  try {
    if (place.row < result.rows.first || place.row > result.rows.end) throw cursorExpired();
    // Who sends this cursor has the rows before it; this page stays, in case its answer gets lost on the way.
    result.rows.drop(place.row);
    results.grow(result, result.rows.bytes);
    return await pageFrom(context, call, result, { from: place.row, maxRows, readUnits });
  } finally {
    // It may have been evicted, or have expired, while this page was read.
    results.release(result);
    done.resolve();
  }
}

/** What a page begins with, and its bounds. */
interface PageStart {
  readonly from: number;
  readonly maxRows: number;
  readonly readUnits: number;
}

async function pageFrom(
  context: QueryContext,
  call: Call,
  result: CachedResult,
  { from, maxRows, readUnits }: PageStart,
): Promise<QueryPage> {
  const { limits, results, usage } = context;
  const bounds = { rows: maxRows, bytes: limits.page_bytes };
  const warnings: string[] = [];
  let stats: Stats = NO_STATS;
  let cutIsTold = false;
  let page = result.rows.page(from, bounds, result.columns);
  while (result.unread !== null && !isFull(page, bounds)) {
    const answer = await runOnce(context, call, {
      mode: "execute",
      result,
      readUnits,
      pageRows: maxRows - page.rows.length,
      pageBytes: limits.page_bytes - page.bytes,
    });
    if (answer.mode === "plan") throw new DynamoSqlError("internal", "Internal error.");
    stats = addStats(stats, answer.stats);
    warnings.push(...answer.warnings);
    // Then the executor's own warning says so, with the first page; the last page repeats it where that is another.
    cutIsTold = !answer.complete;
    page = result.rows.page(from, bounds, result.columns);
  }
  const { rows } = page;
  const { columns } = result;
  usage.add(call.principal, { rowsReturned: rows.length });
  if (page.next < result.rows.end || result.unread !== null) {
    results.keep(result);
    const place = { resultId: result.id, row: page.next };
    return {
      columns,
      rows,
      complete: false,
      incompleteReason: rows.length === maxRows ? "row_cap" : "byte_cap",
      nextCursor: signCursor(await context.signingKey(), call.principal, place),
      warnings,
      stats,
    };
  }
  if (!result.cut) return { columns, rows, complete: true, warnings, stats };
  if (!cutIsTold) warnings.push(KEPT_LIMIT_WARNING);
  return { columns, rows, complete: false, incompleteReason: "kept_limit", warnings, stats };
}

const NO_STATS: Stats = {
  readUnits: 0,
  itemsRead: 0,
  itemsMatched: 0,
  requests: 0,
  planMs: 0,
  execMs: 0,
  metadataReadUnits: 0,
};

function addStats(one: Stats, other: Stats): Stats {
  return {
    readUnits: one.readUnits + other.readUnits,
    itemsRead: one.itemsRead + other.itemsRead,
    itemsMatched: one.itemsMatched + other.itemsMatched,
    requests: one.requests + other.requests,
    planMs: one.planMs + other.planMs,
    execMs: one.execMs + other.execMs,
    metadataReadUnits: one.metadataReadUnits + other.metadataReadUnits,
    ...estimateOf(one.estimatedReadUnits ?? other.estimatedReadUnits),
  };
}

/** Of the whole statement, however many jobs serve it. */
function estimateOf(estimatedReadUnits: number | undefined): Pick<Stats, "estimatedReadUnits"> {
  return estimatedReadUnits === undefined ? {} : { estimatedReadUnits };
}

function isFull(page: RowPage, bounds: { rows: number; bytes: number }): boolean {
  return page.endedBy !== "end" || page.rows.length >= bounds.rows ||
    page.bytes + LEAST_ROW_BYTES > bounds.bytes;
}

function checkSameQuery(request: QueryRequest, result: CachedResult): void {
  if (request.sql !== undefined && request.sql !== result.sql) {
    throw new DynamoSqlError("cursor_invalid", "The cursor belongs to another SQL text.");
  }
  const { parameters } = request;
  if (parameters !== undefined && JSON.stringify(parameters) !== JSON.stringify(result.parameters)) {
    throw new DynamoSqlError("cursor_invalid", "The cursor belongs to other parameters.");
  }
}

function cursorExpired(): DynamoSqlError {
  return new DynamoSqlError("cursor_expired", "The rest of this answer is no longer kept.");
}
