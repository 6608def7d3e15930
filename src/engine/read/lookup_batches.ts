/**
 * Lookups in batches: keys are found bit by bit, each key is looked up once, however often it is found, and what was
 * read stays.
 *
 * `SELECT o.total, c.email FROM orders o JOIN customers c ON c.id = o.customer LIMIT 4` → each batch of `orders`
 * looks up only those `customers` that no batch before it named
 * @module
 */
import { scalarIdentity } from "../../dynamodb/scalar.ts";
import { LOOKUP_KEYS_MAX, lookupRead } from "../../sql/plan/lookup_keys.ts";
import { lookupCostOf } from "../../sql/plan/cost.ts";
import type { FoundKey } from "./lookup_keys.ts";
import type { LookupPlan } from "../../sql/query.ts";
import type { Load } from "../load/load.ts";
import { payable, type ReadContext, readOne } from "./read_one.ts";

/**
 * Looks up those of the keys that were not looked up before.
 * @param keys null = the keys are not known, so all is read
 */
export type Grow = (keys: readonly FoundKey[] | null, context: ReadContext) => Promise<void>;

/**
 * Looks up a relation by keys, batch by batch. Once that has cost as much as the read without keys, that read is made
 * instead, and gives all there is. So it costs at most twice the cheaper way.
 */
export function growing(load: Load, plan: LookupPlan): Grow {
  const known = new Set<string>();
  let spent = 0;
  let whole = false;

  function isFresh(key: FoundKey): boolean {
    const [first, ...others] = key.map(scalarIdentity);
    const identity = others.length === 0 ? first ?? "" : JSON.stringify([first, ...others]);
    if (known.has(identity)) return false;
    known.add(identity);
    return true;
  }

  return async (keys, context) => {
    if (whole) return;
    const fresh = keys?.filter(isFresh) ?? null;
    if (fresh?.length === 0) return;
    const read = fresh === null || known.size > LOOKUP_KEYS_MAX
      ? plan.lookup.otherwise
      : lookupRead(plan, fresh, spent);
    whole = read === plan.lookup.otherwise;
    // No item may be loaded twice.
    if (whole && load.table.rows > 0) await context.session.exclusive(() => load.table.reset());
    if (!whole) spent += lookupCostOf(read);
    // Rows that were aggregated could not be taken back.
    const { aggregateScan: _, ...withoutAggregates } = context;
    await readOne(load, payable(load, read, context), whole ? context : withoutAggregates);
  };
}
