/**
 * Running a bound statement on what is loaded.
 * @module
 */
import type { Session } from "../duckdb/session.ts";
import type { Load } from "../load/loads.ts";
import type { Bound } from "./bind.ts";
import type { Sink } from "./sink.ts";
import { runStatement } from "./statement.ts";

/**
 * Runs the statement, its rows into the sink.
 * @param most rows to compute at most
 * @param few they are known to be few
 */
export async function run(
  session: Session,
  bound: Bound,
  most: number,
  sink: Sink,
  few = false,
): Promise<void> {
  try {
    await runStatement(session, bound.statement, most, sink.take, few);
  } catch (error) {
    throw await bound.explain(error);
  }
}

/** Changes when a column is widened. */
export function typesOf(load: Load): string {
  return JSON.stringify(load.table.columns.map((column) => column.type));
}
