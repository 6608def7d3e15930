/**
 * Binds the rewritten statement against the loaded tables, and puts DuckDB's errors in the caller's terms.
 * @module
 */
import { bindDates, type BoundDates, type DateCast } from "../../sql/bind/dates.ts";
import { fromBoundDuckDb } from "../../sql/errors.ts";
import type { Statement } from "../../sql/parse.ts";
import type { Resolved } from "../../sql/query.ts";
import type { Session } from "../duckdb/session.ts";
import { describeStatement, type RunStatement, WRAP } from "./statement.ts";

/** A bound statement. */
export interface Bound {
  readonly statement: RunStatement;
  /** Texts that are read as dates. */
  readonly casts: readonly DateCast[];
  /** An error of running it, in the caller's terms. */
  explain(error: unknown): Promise<unknown>;
}

/**
 * Binds a statement: nothing is read for it, the tables need only exist.
 * @param written the caller's statement
 * @throws DynamoSqlError what does not bind, in the caller's terms
 */
export async function bindStatement(
  session: Session,
  resolved: Resolved,
  written: Statement,
): Promise<Bound> {
  const dates = await bindDates(resolved.rewritten, session);
  const names = callersNames(resolved);
  try {
    return {
      statement: await describeStatement(session, dates.sql, resolved.outputNames),
      casts: dates.casts,
      explain: (error) => fromBoundDuckDb(error, written, shifted(dates), { names }),
    };
  } catch (error) {
    throw await fromBoundDuckDb(error, written, dates, { names });
  }
}

/** A running statement stands inside another: places in the error are that much further on. */
function shifted(dates: BoundDates): BoundDates {
  return { ...dates, locate: (position) => dates.locate(position - WRAP.length) };
}

/** Internal names of tables and columns → the caller's. */
function callersNames({ relations, outputNames }: Resolved): ReadonlyMap<string, string> {
  return new Map([...relations.map(({ loadName, alias }) => [loadName, alias] as const), ...outputNames]);
}
