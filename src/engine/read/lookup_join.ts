/**
 * A pipelined lookup join reads by keys while the relation that they come from is still being read.
 *
 * `SELECT c.email, s.v FROM small s JOIN customers c ON c.id = s.ref` → BatchGetItem of `customers` leaves as soon as
 * 100 values of `s.ref` are there, and the pages of `small` go on
 *
 * Only where keys are the cheaper way, however many there will be: otherwise all of them are found first.
 * @module
 */
import type { Item } from "../../dynamodb/access.ts";
import { kindOf } from "../../sql/plan/access_kinds.ts";
import { UNIT_BYTES } from "../../sql/plan/estimate.ts";
import { LOOKUP_KEYS_MAX } from "../../sql/plan/lookup_keys.ts";
import { costOf, lookupCostOf } from "../../sql/plan/cost.ts";
import { growing } from "./lookup_batches.ts";
import { type FoundKey, keysAmong, partsIn } from "./lookup_keys.ts";
import type { LookupPlan } from "../../sql/query.ts";
import type { Load } from "../load/load.ts";
import type { ReadContext } from "./read_one.ts";

/** So many keys are worth a request before all are known: they fill one BatchGetItem. */
const KEYS_AT_ONCE = 100;

/** A table may have so many times the items that were counted last. */
const COUNT_DOUBT = 2;

/** A lookup that runs while the read of its source goes on. */
export interface PipelinedLookup {
  /** To be called for every page of the source, before it is loaded. */
  arrived(items: readonly Item[], last: boolean): void;
  /**
   * Reads until the source has been read, and all its keys have been looked up.
   * @param source resolves when the source is loaded
   * @param during runs a part of the read when it is its turn
   */
  read(source: Promise<void>, during: (part: () => Promise<void>) => Promise<void>): Promise<void>;
}

/** Begins a load's lookup beside the read of its source; null where all keys must be known to decide how to read it. */
export function pipelinedLookup(load: Load, source: Load, context: ReadContext): PipelinedLookup | null {
  const plan = load.lookupPlan;
  const parts = plan === null ? null : partsIn(plan, load, source);
  if (
    plan === null || plan.lookup.also !== undefined || source.unless !== undefined || parts === null ||
    !isCertain(plan, load, source, context)
  ) return null;
  const grow = growing(load, plan);
  const found: FoundKey[] = [];
  let ended = false;
  let wake = () => {};

  function end(): void {
    ended = true;
    wake();
  }

  return {
    arrived(items, last) {
      for (const key of keysAmong(items, parts)) found.push(key);
      if (last) end();
      else if (found.length >= KEYS_AT_ONCE) wake();
    },
    async read(loaded, during) {
      // A source that fails stops the query, so the keys found until then are not looked up.
      loaded.then(end, end);
      while (!ended || found.length > 0) {
        if (!ended && found.length < KEYS_AT_ONCE) {
          await new Promise<void>((resolve) => wake = resolve);
          continue;
        }
        context.scope.signal.throwIfAborted();
        const keys = found.splice(0, ended ? found.length : found.length - found.length % KEYS_AT_ONCE);
        await during(() => grow(keys, context));
      }
      await loaded;
      // Loading the source may have shown that its values do not compare as in DynamoDB.
      if (partsIn(plan, load, source) === null) await during(() => grow(null, context));
    },
  };
}

/**
 * Whether lookups are cheaper, and within the budget together with the source's whole read, however many items the
 * source turns out to have.
 */
function isCertain(
  { lookup: { each, otherwise } }: LookupPlan,
  load: Load,
  source: Load,
  { meter }: ReadContext,
): boolean {
  const { itemCount, sizeBytes } = source.description;
  const keys = itemCount * COUNT_DOUBT;
  return kindOf(each.access).isByItem && load.goalItems === null && keys <= LOOKUP_KEYS_MAX &&
    lookupCostOf(each) * keys <= costOf(otherwise) &&
    each.leastReadUnits * keys + sizeBytes / UNIT_BYTES <= meter.left;
}
