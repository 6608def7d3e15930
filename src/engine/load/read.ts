/**
 * Reads the pages of a statement's relations into their tables, within the budget.
 * @module
 */
import type { Access, ReadOptions, TableReader } from "../../dynamodb/access.ts";
import type { Session } from "../duckdb/session.ts";
import type { Scope } from "../scope.ts";
import type { Load } from "./loads.ts";
import type { Meter } from "./meter.ts";

/** Reads at once: more would only wait for the same loading thread. */
const READS_AT_ONCE = 4;

/** What reading needs. */
export interface ReadContext {
  readonly session: Session;
  readonly scope: Scope;
  readonly meter: Meter;
  readonly readerFor: (load: Load) => TableReader;
}

/** Reads everything that the loads want. The first failure stops all reads. */
export async function readAll(loads: readonly Load[], context: ReadContext): Promise<void> {
  const waiting = [...loads];
  const lanes = Array.from({ length: Math.min(READS_AT_ONCE, loads.length) }, async () => {
    for (let load = waiting.shift(); load !== undefined; load = waiting.shift()) {
      try {
        await readOne(load, context);
      } catch (error) {
        context.scope.fail(error);
        throw error;
      }
    }
  });
  const outcomes = await Promise.allSettled(lanes);
  // The scope's reason is the failure that came first; the others only stopped because of it.
  context.scope.signal.throwIfAborted();
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
}

async function readOne(load: Load, context: ReadContext): Promise<void> {
  const { session, scope, meter } = context;
  const { access, table, enoughItems } = load;
  const pages = context.readerFor(load).read(access, {
    signal: scope.signal,
    ...limited(access, enoughItems),
  });
  for await (const page of pages) {
    const enough = enoughItems !== null && table.rows + page.count >= enoughItems;
    meter.count(page, page.next !== null && !enough);
    await session.exclusive(() => table.append(page));
    scope.signal.throwIfAborted();
    if (enough) break;
  }
  await session.exclusive(() => table.flush());
}

/**
 * How to read when only so many items are needed. DynamoDB counts `Limit` before its filter, so a filtered read
 * gets none: it would come back nearly empty again and again.
 */
export function limited(access: Access, items: number | null): Pick<ReadOptions, "limitHint" | "readAhead"> {
  if (items === null) return {};
  if (access.kind === "get" || access.kind === "empty" || access.filter !== null) return { readAhead: 0 };
  return { limitHint: Math.max(1, items), readAhead: 0 };
}
