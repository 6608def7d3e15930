/**
 * Runs a query, or the rest of one, in an engine process: budgets in, rows into the buffer of its result.
 * @module
 */
import { asDynamoSqlError, DynamoSqlError } from "../errors.ts";
import type { Payer } from "../catalog/catalog.ts";
import type { Again, Learned, TableLookup, TableName } from "../catalog/description.ts";
import type { Executed, GivenTables, Job, Planned } from "../engine/messages/job.ts";
import { catalogQuestion } from "../sql/catalog_words.ts";
import { catalogRows } from "./catalog_rows.ts";
import type { CachedResult } from "./result_cache.ts";
import type { Call, QueryContext } from "./context.ts";
import { trackSpending } from "./spending.ts";
import { payerOf } from "./usage.ts";
import { defined } from "../lib/defined.ts";

/** What a run is to do. */
export interface RunRequest {
  readonly mode: Job["mode"];
  readonly result: CachedResult;
  /** Read units that the call may use in all. */
  readonly readUnits: number;
  /** Rows and bytes that the page still has room for. */
  readonly pageRows: number;
  readonly pageBytes: number;
}

/** A page needs room for at least `[0]` and a comma. */
export const LEAST_ROW_BYTES = 4;

/**
 * Runs the query in an engine process. Its rows are in the result's buffer when this resolves, and `unread`, `cut`
 * and what it consumed are updated; where a process died, the answer's stats are those of the run that answered.
 */
export async function runOnce(
  context: QueryContext,
  call: Call,
  { mode, result, readUnits, pageRows, pageBytes }: RunRequest,
): Promise<Executed | Planned> {
  const { limits, results, usage } = context;
  const { principal, options } = call;
  // A plan reads nothing, so it is still to be had when the day's budget is gone: then it is needed most.
  const allowance = mode === "plan"
    ? { readUnits: limits.max_read_units, of: "" }
    : await usage.allowance(principal);
  const left = leftOf(call, result, readUnits, allowance);
  const bytesLeft = limits.max_read_bytes - result.bytes;
  if (bytesLeft <= 0) {
    throw new DynamoSqlError(
      "budget_exceeded",
      `The pages of this answer have used up its budget of ${limits.max_read_bytes} bytes.`,
    );
  }
  const millisecondsLeft = limits.query_seconds * 1000 - result.milliseconds;
  if (millisecondsLeft <= 0) {
    throw new DynamoSqlError(
      "timeout",
      `The pages of this answer have used up its ${limits.query_seconds} seconds. Ask for less, or without a cursor.`,
    );
  }
  options.signal.throwIfAborted();
  const payer = callPayer(context, call);
  let firstLookUnits = 0;
  /** First looks are of the day alone, so no message of the engine tells of them. */
  const firstPayer: Payer = {
    ...payer,
    spent(units) {
      firstLookUnits += units;
      payer.spent(units);
    },
  };
  const question = catalogQuestion(result.sql);
  const rows = question === null
    ? undefined
    : await catalogRows(context.catalog, principal, { ...question, of: result.schemaName }, firstPayer);
  // Before a place is taken: it throws once the server shuts down.
  const pool = context.pool();
  const leave = context.admission.enter(principal);
  const job: Job = {
    sql: question?.runs ?? question?.sql ?? result.sql,
    ...defined({ catalog: rows }),
    parameters: result.parameters,
    mode,
    budget: {
      readUnits: left.readUnits,
      ...(mode === "execute" && { dayReadUnits: allowance.readUnits }),
      items: Math.max(0, limits.max_items - result.items),
      bytes: bytesLeft,
      // Not the injected clock: the engine compares it with its own.
      deadline: Date.now() + millisecondsLeft,
    },
    consistentRead: result.consistentRead,
    pageRows,
    pageBytes: Math.max(LEAST_ROW_BYTES, pageBytes),
    resultRowsMax: limits.kept_rows,
    resultBytesMax: limits.kept_bytes,
    scanSegmentsMax: limits.scan_segments_max,
    pushDown: context.pushDown,
    ...(result.unread?.resume !== undefined && { resume: result.unread.resume }),
  };
  const readBefore = call.readUnits;
  /** A look that the statement causes is part of what it may read; the first at a table is not. */
  const sharing: Payer = {
    ...payer,
    left: async () => Math.min(await payer.left(), left.readUnits - (call.readUnits - readBefore)),
  };
  const given = await giveTables(context, call, result, firstPayer);
  const spending = trackSpending(context, call, result);
  const firstNew = result.rows.end;
  const started = performance.now();
  const forgetRows = () => {
    result.rows.truncate(firstNew);
    results.grow(result, result.rows.bytes);
  };
  let learned: readonly Learned[] = [];
  const run = pool.run({
    owner: result.owner,
    job,
    rowBytes: limits.page_bytes,
    signal: options.signal,
    ...defined({ given: given ?? undefined }),
    usedGiven: () => given === null ? undefined : noteTables(call, given.tables),
    lookup(names, again) {
      if (again === undefined) context.hints.learn(result.schemaName, result.sql, names);
      const by = again === undefined ? firstPayer : sharing;
      return lookup(context, call, result.schemaName, names, again, by).then((found) => {
        if (again !== undefined) spending.look(unitsOf(found));
        return found;
      });
    },
    rows: (count, payload) => takeRows(context, result, count, payload),
    progress: spending.progress,
    startOver() {
      forgetRows();
      result.cut = false;
    },
    learned: (given) => learned = given,
    restarted() {
      forgetRows();
      result.cut = false;
    },
  });
  void run.over.then(leave);
  let answer: Executed | Planned;
  try {
    answer = await run.result;
  } catch (error) {
    // Nothing of a failed run may be handed out: its cursor, sent again, starts where it started.
    forgetRows();
    // Known before the answer is: who tries again has the use of it.
    if (learned.length > 0) await context.learn(principal.tenantId, learned);
    const named = namingSeconds(error, limits.query_seconds);
    throw namingAllowance(named, { left, firstLookUnits, isLater: job.resume !== undefined });
  } finally {
    result.milliseconds += performance.now() - started;
  }
  result.bytes += answer.stats.bytes ?? 0;
  const stats = spending.done(answer.stats);
  if (answer.mode === "plan") return { ...answer, stats };
  result.columns = answer.columns;
  result.cut ||= !answer.complete && answer.resume === undefined;
  result.unread = result.cut || answer.resume === undefined ? null : { resume: answer.resume };
  if (answer.learned.length > 0) {
    const learning = context.learn(principal.tenantId, answer.learned);
    // The next statement must not be planned with what this one refuted.
    if (answer.learned.some(({ contradicted }) => contradicted !== undefined)) await learning;
  }
  return { ...answer, stats };
}

/**
 * What a run may use, and what that is left of: nothing where it is what the caller or the operator gave.
 * @throws DynamoSqlError `budget_exceeded` if nothing is left
 */
function leftOf(call: Call, result: CachedResult, most: number, allowance: Left): Left {
  const budgets = [
    {
      given: result.readUnitsMax,
      used: result.readUnits,
      whose: "all pages of this answer",
      advice: "Send the SQL anew, without a cursor, to begin another.",
    },
    {
      given: most,
      used: call.readUnits,
      whose: "this page",
      advice: "Send the cursor again, with a larger max_read_units.",
    },
  ].map(({ given, used, whose, advice }) => {
    const of = `the ${given} read units for ${whose}`;
    if (used >= given) throw new DynamoSqlError("budget_exceeded", `Nothing is left of ${of}. ${advice}`);
    return { readUnits: given - used, of: used === 0 ? "" : `${of}: ${used} were used before` };
  });
  return [...budgets, allowance].reduce((least, each) => each.readUnits < least.readUnits ? each : least);
}

/** Read units that are left of something. */
interface Left {
  readonly readUnits: number;
  readonly of: string;
}

/** Who ran out of time is told how much there is, and what the operator sets it by. */
function namingSeconds(error: unknown, seconds: number): unknown {
  if (!(error instanceof DynamoSqlError) || error.code !== "timeout") return error;
  const message = error.message.replace(/its time limit(?= and)/, `$& of ${seconds} s (query_seconds)`);
  return new DynamoSqlError(error.code, message, error.detail);
}

/** Pays for looks at tables out of the day, and tells the record of the call. */
function callPayer({ usage }: QueryContext, call: Call): Payer {
  const { left, spent } = payerOf(usage, call.principal);
  return {
    left,
    spent(readUnits) {
      call.lookUnits += readUnits;
      spent(readUnits);
    },
  };
}

async function lookup(
  { catalog }: QueryContext,
  call: Call,
  schemaName: string | undefined,
  names: readonly TableName[],
  again: Again | undefined,
  payer: Payer,
): Promise<TableLookup[]> {
  const found = await catalog.lookup(call.principal.tenantId, schemaName, names, again, payer);
  noteTables(call, found);
  return found;
}

function unitsOf(found: readonly TableLookup[]): number {
  return found.reduce((sum, each) => sum + ("found" in each ? each.metadataReadUnits : 0), 0);
}

function noteTables({ tables }: Call, found: readonly TableLookup[]): void {
  for (const one of found) {
    if ("found" in one) {
      const { schemaName, name } = one.found.description;
      tables.add(`${schemaName}.${name}`);
    }
  }
}

/** The tables that the statement will probably ask for; null where that is not known, or they are not to be had. */
async function giveTables(
  { catalog, hints }: QueryContext,
  { principal }: Call,
  { schemaName, sql }: CachedResult,
  payer: Payer,
): Promise<GivenTables | null> {
  const names = hints.of(schemaName, sql);
  if (names === undefined) return null;
  try {
    return { names, tables: await catalog.lookup(principal.tenantId, schemaName, names, undefined, payer) };
  } catch {
    // Asked again by the engine, it fails with its reason.
    return null;
  }
}

/** The executor keeps to the limits of a kept result by itself; this guards the memory all results share. */
function takeRows(
  { limits, results }: QueryContext,
  result: CachedResult,
  count: number,
  payload: Uint8Array,
): void {
  if (result.cut) return;
  const { rows } = result;
  const before = rows.end;
  rows.push(count, payload);
  if (rows.end - rows.first > limits.kept_rows) {
    rows.truncate(rows.first + limits.kept_rows);
    result.cut = true;
  }
  if (rows.bytes > limits.kept_bytes + limits.page_bytes || !results.grow(result, rows.bytes)) {
    rows.truncate(before);
    result.cut = true;
  }
}

const STOPPED = /^The query was stopped/;

/** What a run that failed had, beside its error. */
interface Failed {
  readonly left: Left;
  /** Read units of first looks at its tables, which the day alone pays for. */
  readonly firstLookUnits: number;
  /** The page goes on in a read. */
  readonly isLater: boolean;
}

/** Advice to read less in another way, at the end of a message. */
const KEY_ADVICE = / Constrain a key or an index\b[^.]*\.$/;

/** Who is over a budget is told what it is that was left of, what looks took beside it, and what becomes of a page. */
function namingAllowance(thrown: unknown, { left: { of }, firstLookUnits, isLater }: Failed): unknown {
  const error = asDynamoSqlError(thrown);
  if (error.code !== "budget_exceeded") return error;
  const isPage = isLater && STOPPED.test(error.message);
  const message = isPage ? error.message.replace(STOPPED, "This page was stopped") : error.message;
  // What the day leaves may be less than any key takes.
  const isDay = of.endsWith("of today");
  const told = [
    isDay ? message.replace(KEY_ADVICE, "") : message,
    ...(of === "" ? [] : [`That is all that is left of ${of}.`]),
    ...(isDay ? ["The day ends at midnight UTC; an operator can raise its budget."] : []),
    ...(firstLookUnits === 0 ? [] : [
      `Beside that budget, the first look at what the tables hold took ${
        firstLookUnits.toLocaleString("en-US", { maximumFractionDigits: 1 })
      } read units of the day's.`,
    ]),
    ...(isPage ? ["What it read is not kept: the same cursor begins where this page began."] : []),
  ];
  return new DynamoSqlError(error.code, told.join(" "), error.detail);
}
