/**
 * The scheduler of reads: it reads the pages of all relations of a statement into their tables, four reads at once,
 * within the budget.
 *
 * `SELECT c.email, s.v FROM small s JOIN customers c ON c.id = s.ref` → `small` is scanned first, as its keys decide
 * how `customers` is read
 * @module
 */
import { tableScan } from "../../sql/plan/access_kinds.ts";
import { costOf, lookupCostOf } from "../../sql/plan/cost.ts";
import type { CandidateRead } from "../../sql/query.ts";
import { decideRead, sourcesOf } from "./lookup_keys.ts";
import { type PipelinedLookup, pipelinedLookup } from "./lookup_join.ts";
import { createSemaphore } from "../../lib/semaphore.ts";
import type { Load } from "../load/load.ts";
import { payable, type ReadContext, readOne } from "./read_one.ts";
import { givesKeys, scanForAll, scanOf, served } from "./shared_scan.ts";

/** So many reads run at once: more would wait for the one thread that loads. */
const READS_AT_ONCE = 4;

/**
 * Reads all loads. A lookup begins when all its keys are known, or earlier if lookups are certain to be cheaper. The
 * first failure stops all reads.
 */
export async function readAll(loads: readonly Load[], outer: ReadContext): Promise<void> {
  const begun = new Map<Load, Promise<void>>();
  const permits = createSemaphore(READS_AT_ONCE);
  const pipelined = new Map<Load, PipelinedLookup[]>();
  const loaded = new Set<Load>();
  /** Loads of which it is not decided yet how they are read, as their keys are not known. */
  const waiting = new Set(loads.filter((load) => load.lookupPlan !== null));
  const arrived: ReadContext["arrived"] = (load, page, last) => {
    const told = pipelined.get(load) ?? [];
    for (const pipeline of told) pipeline.arrived(page.items, last);
    return told.length > 0;
  };
  const context: ReadContext = waiting.size > 0 ? { ...outer, arrived } : outer;

  async function work(load: Load): Promise<void> {
    const sources = sourcesOf(load, loads);
    const [source] = sources;
    const pipeline = source === undefined ? null : pipelinedLookup(load, source, context);
    try {
      if (source !== undefined && pipeline !== null) {
        waiting.delete(load);
        pipelined.set(source, [...pipelined.get(source) ?? [], pipeline]);
        // A lookup that waits for keys must not take the place of the read that gives them.
        return await pipeline.read(begin(source), (part) => permits.during(part));
      }
      for (const each of sources.map(begin)) await each;
      await permits.during(async () => {
        const read = await decide(load, sources);
        // Another load's Scan may have filled it, while its keys were looked for.
        if (read !== null && !waiting.delete(load)) return;
        const access = read === null ? load.access : payable(load, read, context);
        const scan = scanOf(load) === null ? null : tableScan(access);
        if (scan === null) return await readOne(load, access, context);
        const others = served(load, waiting, loads);
        for (const other of others) waiting.delete(other);
        await readOne(load, scanForAll(scan, others), context, others);
      });
      loaded.add(load);
    } catch (error) {
      context.scope.fail(error);
      throw error;
    }
  }

  /** Decides for lookups, unless all lookups of the table whose keys are known cost more together than its Scan. */
  async function decide(load: Load, sources: readonly Load[]): Promise<CandidateRead | null> {
    const read = await readFor(load, sources, context);
    const scan = load.lookupPlan?.lookup.otherwise;
    if (read === null || scan === undefined || read === scan || scanOf(load) === null) return read;
    if (givesKeys(load, loads)) return read;
    let together = lookupCostOf(read);
    for (const other of served(load, waiting, loads)) {
      const from = sourcesOf(other, loads);
      const beside = from.every((each) => loaded.has(each)) ? await readFor(other, from, context) : null;
      together += beside === null ? 0 : lookupCostOf(beside);
    }
    return together > costOf(scan) ? scan : read;
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

/** The read that the keys found in other loads decide on; null = as planned. */
async function readFor(
  load: Load,
  sources: readonly Load[],
  { session, bindKeys }: ReadContext,
): Promise<CandidateRead | null> {
  const { lookupPlan } = load;
  if (lookupPlan === null) return null;
  return await session.exclusive(() => decideRead(session, lookupPlan, load, sources, bindKeys));
}
