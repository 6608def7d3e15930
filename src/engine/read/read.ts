/**
 * Reads the pages of a statement's relations into their tables, within the budget.
 * @module
 */
import type { Access, ReadOptions, ReadPage, TableReader } from "../../dynamodb/access.ts";
import { matches } from "../../dynamodb/evaluate.ts";
import { requestLeaves } from "../../dynamodb/client/flush_requests.ts";
import { DynamoSqlError } from "../../errors.ts";
import { drivenWeight, weight } from "../../sql/plan/cost.ts";
import type { CandidateRead } from "../../sql/query.ts";
import type { Session } from "../duckdb/session.ts";
import type { Folding } from "../two_phase/aggregate_scan.ts";
import type { Scope } from "../lifetime.ts";
import { decideRead, sourcesOf } from "./lookup_keys.ts";
import { type Following, following } from "./lookup_join.ts";
import { limited } from "./limited.ts";
import type { Load } from "../load/loads.ts";
import { amount, type Meter } from "./meter.ts";
import { CHUNK_ROWS } from "../load/table.ts";
import { isWhole } from "./whole.ts";
import { drives, scanForAll, scanOf, served } from "./shared_scan.ts";

/** Reads at once: more would only wait for the same loading thread. */
const READS_AT_ONCE = 4;
/** Requests of one read for many keys in flight. */
const REQUESTS_AT_ONCE = 8;

/** What reading needs. */
export interface ReadContext {
  readonly session: Session;
  readonly scope: Scope;
  readonly meter: Meter;
  readonly readerFor: (load: Load) => TableReader;
  /** The budget. */
  readonly readUnits: number;
  /** More will be read into the same tables later: they are not settled yet. */
  readonly goesOn?: boolean;
  /** Takes rows off the tables while more are read. */
  readonly folding?: Folding;
  /** Is told of every page before it is loaded, and says whether it asks for more now. `last` = no further page comes. */
  readonly arrived?: (load: Load, page: ReadPage, last: boolean) => boolean;
}

/**
 * Reads everything that the loads want: what keys drive when they are all known, or while they are found, where it is
 * certain that keys will be the cheaper way. The first failure stops all.
 */
export async function readAll(loads: readonly Load[], outer: ReadContext): Promise<void> {
  const begun = new Map<Load, Promise<void>>();
  const slots = openSlots(READS_AT_ONCE);
  const followers = new Map<Load, Following[]>();
  const loaded = new Set<Load>();
  /** Loads whose keys have yet to decide how they are read. */
  const waiting = new Set(loads.filter((load) => load.driven !== null));
  const arrived: ReadContext["arrived"] = (load, page, last) => {
    const told = followers.get(load) ?? [];
    for (const follower of told) follower.arrived(page.items, last);
    return told.length > 0;
  };
  const context: ReadContext = waiting.size > 0 ? { ...outer, arrived } : outer;

  async function work(load: Load): Promise<void> {
    const sources = sourcesOf(load, loads);
    const [source] = sources;
    const follower = source === undefined ? null : following(load, source, context);
    try {
      if (source !== undefined && follower !== null) {
        waiting.delete(load);
        followers.set(source, [...followers.get(source) ?? [], follower]);
        // What waits for keys must not hold the place of what gives them.
        return await follower.read(begin(source), (part) => slots.during(part));
      }
      for (const each of sources.map(begin)) await each;
      await slots.during(async () => {
        const read = await decide(load, sources);
        // While its keys were looked for, a Scan may have taken it along.
        if (read !== null && !waiting.delete(load)) return;
        const access = read === null ? load.access : payable(load, read, context);
        if (access.kind !== "scan" || scanOf(load) === null) return await readOne(load, access, context);
        const others = served(load, waiting, loads);
        for (const other of others) waiting.delete(other);
        await readOne(load, scanForAll(access, others), context, others);
      });
      loaded.add(load);
    } catch (error) {
      context.scope.fail(error);
      throw error;
    }
  }

  /** By keys, unless all that keys of the table are known for cost more together than its Scan. */
  async function decide(load: Load, sources: readonly Load[]): Promise<CandidateRead | null> {
    const read = await readFor(load, sources, context);
    const scan = load.driven?.drive.otherwise;
    if (read === null || scan === undefined || read === scan || scanOf(load) === null) return read;
    if (drives(load, loads)) return read;
    let together = drivenWeight(read);
    for (const other of served(load, waiting, loads)) {
      const from = sourcesOf(other, loads);
      const beside = from.every((each) => loaded.has(each)) ? await readFor(other, from, context) : null;
      together += beside === null ? 0 : drivenWeight(beside);
    }
    return together > weight(scan) ? scan : read;
  }

  function begin(load: Load): Promise<void> {
    const going = begun.get(load) ?? work(load);
    begun.set(load, going);
    return going;
  }

  const outcomes = await Promise.allSettled(loads.map(begin));
  // The scope's reason is the failure that came first; the others only stopped because of it.
  context.scope.signal.throwIfAborted();
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
}

/** Lets only so many work at once. */
function openSlots(most: number): { during(work: () => Promise<void>): Promise<void> } {
  const waiting: (() => void)[] = [];
  let free = most;
  return {
    async during(work) {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) free++;
        else next();
      }
    },
  };
}

/** The read as the keys found elsewhere decide it; null = as planned. */
async function readFor(
  load: Load,
  sources: readonly Load[],
  { session }: ReadContext,
): Promise<CandidateRead | null> {
  const { driven } = load;
  if (driven === null) return null;
  return await session.exclusive(() => decideRead(session, driven, load, sources));
}

/**
 * The access of a read that was decided while running.
 * @throws DynamoSqlError `budget_exceeded` if what is left of the budget cannot pay for it
 */
export function payable(load: Load, read: CandidateRead, { meter, readUnits }: ReadContext): Access {
  const left = readUnits - meter.consumed.readUnits - meter.looked;
  if (read.leastReadUnits > left) {
    throw new DynamoSqlError(
      "budget_exceeded",
      `The query was stopped before reading ${load.description.name}: it takes at least ${
        amount(read.leastReadUnits)
      } read units (${
        read.access.kind === "get" ? `${amount(read.access.keys.length)} keys` : read.access.kind
      }), ` +
        `and ${amount(left)} of its budget of ${
          amount(readUnits)
        } are left. Constrain a key or an index, or raise ` +
        "the budget.",
    );
  }
  const { access } = read;
  return "attributes" in access && "attributes" in load.access
    ? { ...access, attributes: load.access.attributes }
    : access;
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
  const { session, scope, meter, folding } = context;
  const { table, enoughItems, enoughOf } = load;
  const all = [load, ...others];
  const pages = context.readerFor(load).read(access, {
    signal: scope.signal,
    ...ahead(access),
    ...limited(access, enoughItems, load.description),
    // Who looks at pages that arrive wants them whole.
    inPieces: context.arrived === undefined && (enoughItems === null || enoughOf === null),
  });
  let passed = table.rows;
  let stopped = false;
  for await (const page of pages) {
    passed += enoughOf === null ? page.count : page.items.filter((item) => matches(item, enoughOf)).length;
    const enough = enoughItems !== null && passed >= enoughItems;
    const last = page.next === null || enough;
    meter.count(page, !last);
    if (context.arrived?.(load, page, last)) await requestLeaves();
    for (const slice of slices(page, folding?.rows ?? Infinity)) {
      await session.exclusive(async () => {
        for (const each of all) {
          await each.table.append(slice);
          await folding?.appended(each);
        }
      });
    }
    scope.signal.throwIfAborted();
    if (!enough) continue;
    stopped = page.next !== null;
    break;
  }
  await session.exclusive(async () => {
    for (const each of all) {
      await each.table.flush();
      if (context.goesOn !== true) await each.table.settle(isWhole(access) && !stopped);
      await folding?.ended(each);
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
  const many = (access.kind === "get" && access.keys.length > 1) ||
    (access.kind === "query" && (access.hash.values.length > 1 || access.more !== undefined));
  return many ? { readAhead: REQUESTS_AT_ONCE } : {};
}
