/**
 * Binds the rewritten statement against the loaded tables.
 * @module
 */
import { printSql } from "../../sql/print.ts";
import type { Resolved } from "../../sql/query.ts";
import type { Session } from "../duckdb/session.ts";
import { describeStatement, type RunStatement } from "./statement.ts";

/** A bound statement and what its binding put in. */
export interface Bound {
  readonly statement: RunStatement;
}

/**
 * Binds a statement: nothing is read for it, the tables need only exist.
 * @throws DynamoSqlError what does not bind, in the caller's terms
 */
export async function bindStatement(session: Session, resolved: Resolved): Promise<Bound> {
  const sql = await printSql(resolved.rewritten, session);
  return { statement: await describeStatement(session, sql, resolved.outputNames) };
}
