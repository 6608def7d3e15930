/**
 * Running a bound statement on what is loaded.
 * @module
 */
import type { Resolved } from "../../sql/query.ts";
import type { Session } from "../duckdb/session.ts";
import type { Load } from "../load/loads.ts";
import type { Bound } from "./bind.ts";
import { isSmall, type SmallBounds } from "./optimizing.ts";
import type { Sink } from "./sink.ts";
import { runStatement } from "./statement.ts";

/**
 * Runs the statement, its rows into the sink. Arithmetic that does not fit is done again in wider types: until all rows
 * are computed, none is handed over.
 * @param most rows to compute at most
 * @param few they are known to be few
 * @returns the statement as it ran
 */
export async function run(
  session: Session,
  bound: Bound,
  most: number,
  sink: Sink,
  few = false,
): Promise<Bound> {
  try {
    await runStatement(session, bound.statement, most, sink.take, few);
    return bound;
  } catch (error) {
    const wider = await bound.wider(error);
    if (wider === null) throw await bound.explain(error);
    return await run(session, wider, most, sink, few);
  }
}

/** Switches the optimizer for a statement, by what is loaded for it now. */
export async function optimizeFor(
  session: Session,
  { rewritten }: Pick<Resolved, "rewritten">,
  loads: readonly Load[],
  small: SmallBounds,
): Promise<void> {
  const rows = new Map(
    loads.flatMap(({ relations, table }) => relations.map(({ loadName }) => [loadName, table.rows] as const)),
  );
  await session.optimize(!isSmall(rewritten, (name) => rows.get(name), small));
}

/** Changes when a column is widened. */
export function typesOf(load: Load): string {
  return JSON.stringify(load.table.columns.map((column) => column.type));
}
