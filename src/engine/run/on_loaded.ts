/**
 * Runs a bound statement on the loaded tables.
 * @module
 */
import { isBasic } from "../../catalog/date_evidence.ts";
import type { Resolved } from "../../sql/query.ts";
import type { Session } from "../duckdb/session.ts";
import type { Load } from "../load/load.ts";
import type { BoundStatement } from "./bind.ts";
import type { Looked } from "./looked.ts";
import { isSmall, type SmallBounds } from "./optimizing.ts";
import type { Sink } from "./sink.ts";
import { runStatement } from "./statement.ts";

/**
 * Runs the statement, its rows into the sink. If a number does not fit, the statement runs again in wider types; so
 * rows are handed over only when all are computed.
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
 * Tries a statement that failed without the optimizer once more with it. Without the optimizer, conditions run in the
 * order in which they are written, so a cast can meet values that a later condition would leave out. (If it fails
 * again, the first error is told, as it is about the statement as written.)
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

/** A text that changes when a row is handed over or skipped. */
function givenTo({ rows, offsetLeft }: Sink): string {
  return `${rows} ${offsetLeft}`;
}

/** Switches the optimizer on or off for a statement, by how much is loaded for it now. */
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

/** A text that changes when a column is widened, or its dates get another form. */
export function typesOf({ table }: Looked): string {
  return JSON.stringify(
    table.columns.map(({ type, dated }) => {
      const taken = [...dated].flatMap(([at, { taken }]) => taken === null ? [] : [[at, isBasic(taken)]]);
      return taken.length === 0 ? type : [type, taken];
    }),
  );
}
