/**
 * Statements that failed because a table is not what it was: the catalogue is asked once more, and if that brings
 * something new, they are planned again.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import type { Job } from "./messages/job.ts";
import type { JobTables } from "./job_tables.ts";
import type { Meter } from "./read/meter.ts";

/** Asks for the tables again where that may help; throws the error where it does not. */
export async function askAgain(
  tables: JobTables,
  { resume }: Job,
  { consumed }: Meter,
  error: unknown,
): Promise<void> {
  if (!(error instanceof DynamoSqlError)) throw error;
  const { staleTable } = error.detail;
  if (staleTable !== undefined) {
    const before = tables.shapes();
    await tables.again("refused", ({ physicalName }) => physicalName === staleTable);
    if (tables.shapes() === before) throw forGood(error);
    return;
  }
  if (resume !== undefined) throw ofChangedTable(error);
  // Types that do not go together may be those of a table that is no more. What was read must not be read again.
  if (error.code === "type_mismatch" && consumed.requests === 0) {
    const before = tables.shapes();
    // Where that cannot be asked, they are those of the one that is known.
    await tables.again("shape", () => true).catch(() => {
      throw error;
    });
    if (tables.shapes() === before) throw error;
    return;
  }
  // A name that only the engine could look for, in a map perhaps.
  if (error.code !== "column_not_found" || consumed.requests > 0) throw error;
  const before = tables.evidence();
  await tables.again("names", () => true);
  if (tables.evidence() === before) {
    throw new DynamoSqlError(error.code, tables.withLooks(error.message), error.detail);
  }
}

/** A read that is refused though its table is what it was thought to be will be refused again: nobody is to retry it. */
function forGood(error: DynamoSqlError): DynamoSqlError {
  const { code, message, detail } = error;
  return code === "unavailable" ? new DynamoSqlError("internal", message, detail) : error;
}

/**
 * On a later page a column that is gone, which the first page had, says that the table was changed. A table that is gone
 * says so itself.
 */
export function ofChangedTable(error: unknown): unknown {
  return error instanceof DynamoSqlError && error.code === "column_not_found" ? changedSince() : error;
}

/** Another table, or one that is read in another way. */
export function changedSince(): DynamoSqlError {
  return new DynamoSqlError(
    "cursor_expired",
    "The table has changed since the first page. Run the SQL again without a cursor.",
  );
}
