/**
 * Binds the rewritten statement against the loaded tables.
 * @module
 */
import { bindDates, type DateCast } from "../../sql/bind/dates.ts";
import type { Resolved } from "../../sql/query.ts";
import type { Session } from "../duckdb/session.ts";
import { describeStatement, type RunStatement } from "./statement.ts";

/** A bound statement and what its binding put in. */
export interface Bound {
  readonly statement: RunStatement;
  /** Texts that are read as dates. */
  readonly casts: readonly DateCast[];
}

/**
 * Binds a statement: nothing is read for it, the tables need only exist.
 * @throws DynamoSqlError what does not bind, in the caller's terms
 */
export async function bindStatement(session: Session, resolved: Resolved): Promise<Bound> {
  const { sql, casts } = await bindDates(resolved.rewritten, session);
  return { statement: await describeStatement(session, sql, resolved.outputNames), casts };
}
