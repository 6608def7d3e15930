/**
 * One access is read page by page into its load's table, within the budget.
 *
 * `SELECT EXISTS (SELECT 1 FROM orders WHERE note = 'a')` → pages of a filtered Scan, until one item has passed
 * @module
 */
import type { Access, ReadOptions, ReadPage, TableReader } from "../../dynamodb/access.ts";
import { requestLeaves } from "../../dynamodb/client/flush_requests.ts";
import { matches } from "../../dynamodb/evaluate.ts";
import { DynamoSqlError } from "../../errors.ts";
import { attributesAsked, kindOf, withAttributes } from "../../sql/plan/access_kinds.ts";
import type { CandidateRead } from "../../sql/query.ts";
import type { Session } from "../duckdb/session.ts";
import type { Lifetime } from "../lifetime.ts";
import type { Load } from "../load/load.ts";
import { CHUNK_ROWS } from "../load/table.ts";
import type { AggregateScan } from "../two_phase/aggregate_scan.ts";
import type { BindKeys } from "./computed_keys.ts";
import { allowanceOf, limited } from "./limited.ts";
import { amount, type Meter } from "./meter.ts";
import { wholeRead } from "./whole.ts";

/** A read for many keys has so many requests in flight. */
const REQUESTS_AT_ONCE = 8;

/** What reading needs. */
export interface ReadContext {
  readonly session: Session;
  readonly scope: Lifetime;
  readonly meter: Meter;
  readonly readerFor: (load: Load) => TableReader;
  /** The budget. */
  readonly readUnits: number;
  /** More will be read into the same tables, so that their types are not settled yet. */
  readonly goesOn?: boolean;
  /** Binds queries of computed keys; absent = none are looked up. */
  readonly bindKeys?: BindKeys;
  /** Aggregates rows and deletes them while more are read. */
  readonly aggregateScan?: AggregateScan;
  /** Is called once a page is loaded. */
  readonly loaded?: () => void;
  /** Is told of every page before it is loaded, and says whether it asks for more now. `last` = no further page comes. */
  readonly arrived?: (load: Load, page: ReadPage, last: boolean) => boolean;
}

/**
 * The access of a read that was decided while running.
 * @throws DynamoSqlError `budget_exceeded` if what is left of the budget cannot pay for it
 */
export function payable(load: Load, read: CandidateRead, { meter, readUnits }: ReadContext): Access {
  const { access } = read;
  const { isByItem, keyCount, shownAs } = kindOf(access);
  const { left } = meter;
  if (read.leastReadUnits > left) {
    throw new DynamoSqlError(
      "budget_exceeded",
      `The query was stopped before reading ${load.description.name}: it takes at least ${
        amount(read.leastReadUnits)
      } read units (${isByItem ? `${amount(keyCount(access))} keys` : shownAs(access)}), ` +
        `and ${amount(left)} of its budget of ${
          amount(readUnits)
        } are left. Constrain a key or an index, or raise ` +
        "the budget.",
    );
  }
  return withAttributes(access, attributesAsked(load.access));
}

/**
 * Reads all of an access into the load's table.
 * @param others loads that the same items go to
 */
export async function readOne(
  load: Load,
  access: Access,
  context: ReadContext,
  others: readonly Load[] = [],
): Promise<void> {
  const { session, scope, meter, aggregateScan } = context;
  const { table, goalItems, goalOf } = load;
  const all = [load, ...others];
  const pages = context.readerFor(load).read(access, {
    signal: scope.signal,
    ...ahead(access),
    ...limited(access, goalItems, load.description),
    ...allowanceOf(access, load.description, meter),
    // A pipelined lookup needs whole pages.
    inPieces: context.arrived === undefined && (goalItems === null || goalOf === null),
  });
  let passed = table.rows;
  let stopped = false;
  const { unless } = load;
  const whole = wholeRead(access);
  for await (const page of pages) {
    passed += goalOf === null ? page.count : page.items.filter((item) => matches(item, goalOf)).length;
    const reached = goalItems !== null && passed >= goalItems;
    const last = page.next === null || reached;
    meter.count(page, !last);
    whole.count(page);
    if (context.arrived?.(load, page, last)) await requestLeaves();
    for (const slice of slices(page, aggregateScan?.rows ?? Infinity)) {
      await session.exclusive(async () => {
        for (const each of all) {
          await each.table.append(slice);
          await aggregateScan?.appended(each);
        }
      });
    }
    scope.signal.throwIfAborted();
    context.loaded?.();
    if (!reached) continue;
    stopped = page.next !== null;
    break;
  }
  if (unless !== undefined && access === load.access && passed < unless.fewerThan) {
    await session.exclusive(() => table.reset());
    return await readOne(load, payable(load, unless.otherwise, context), context, others);
  }
  await session.exclusive(async () => {
    for (const each of all) {
      await each.table.flush();
      if (context.goesOn !== true) await each.table.settle(whole.isWhole && !stopped);
      await aggregateScan?.ended(each);
    }
  });
}

/** A page's rows, so many at a time. */
function* slices(
  { items, pieces, count }: ReadPage,
  most: number,
): Generator<Pick<ReadPage, "items" | "count">> {
  if (pieces !== undefined) {
    for (const piece of pieces(Math.min(most, CHUNK_ROWS))) yield { items: piece, count: piece.length };
    return;
  }
  if (items.length <= most) return yield { items, count };
  for (let from = 0; from < items.length; from += most) {
    const slice = items.slice(from, from + most);
    yield { items: slice, count: slice.length };
  }
}

/** Many keys, partitions or ranges of them: several requests at once. */
function ahead(access: Access): Pick<ReadOptions, "readAhead"> {
  return kindOf(access).keyCount(access) > 1 ? { readAhead: REQUESTS_AT_ONCE } : {};
}
