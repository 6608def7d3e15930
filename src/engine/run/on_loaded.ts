/**
 * Running a bound statement on what is loaded.
 * @module
 */
import { isBasic } from "../../catalog/date_evidence.ts";
import type { Resolved } from "../../sql/query.ts";
import type { Session } from "../duckdb/session.ts";
import type { Load } from "../load/load.ts";
import type { BoundStatement } from "./bind.ts";
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
  bound: BoundStatement,
  most: number,
  sink: Sink,
  few = false,
): Promise<BoundStatement> {
  const before = givenTo(sink);
  try {
    await runStatement(session, bound.statement, most, sink.take, few);
    return bound;
  } catch (error) {
    const wider = await bound.wider(error);
    if (wider === null) {
      if (givenTo(sink) === before && await answersOptimized(session, bound, most, sink, few)) return bound;
      throw await bound.explain(error);
    }
    return await run(session, wider, most, sink, few);
  }
}

/**
 * Tries a statement that failed without the optimizer with it. Without, conditions are tried as they are written, and a cast can
 * meet values that a later condition leaves out: what the optimizer would have answered must not fail. (Its error is not
 * told: the first one is about the statement as written.)
 */
async function answersOptimized(
  session: Session,
  bound: BoundStatement,
  most: number,
  sink: Sink,
  few: boolean,
): Promise<boolean> {
  if (session.optimized) return false;
  await session.optimize(true);
  const before = givenTo(sink);
  try {
    await runStatement(session, bound.statement, most, sink.take, few);
    return true;
  } catch (error) {
    if (givenTo(sink) !== before) throw error;
    return false;
  }
}

/** Changes when a row is handed over, or skipped. */
function givenTo({ rows, offsetLeft }: Sink): string {
  return `${rows} ${offsetLeft}`;
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

/** Changes when a column is widened, or its dates get another form. */
export function typesOf(load: Load): string {
  return JSON.stringify(
    load.table.columns.map(({ type, dates }) => dates === null ? type : [type, isBasic(dates)]),
  );
}
