/**
 * Reads driven by the keys of a batch: each key is read once, however many batches have it; what was read stays.
 * @module
 */
import { drivenRead } from "../../sql/plan/join_keys.ts";
import { drivenWeight } from "../../sql/plan/weight.ts";
import { keysIn } from "./driven.ts";
import type { DrivenPlan, Load } from "./loads.ts";
import { payable, type ReadContext, readOne } from "./read.ts";

/** A relation that grows with the batches. */
export interface Growing {
  readonly load: Load;
  /** Reads what the keys in its source want and what is not there yet. */
  grow(context: ReadContext): Promise<void>;
}

/**
 * A relation that a batch's keys drive. Once its keys cost as much as the read without keys, that is taken instead, and
 * it is whole: so it costs twice the cheaper way at most.
 * @param source the batch, or a relation that grows with it
 */
export function growing(load: Load, plan: DrivenPlan, source: Load): Growing {
  const known = new Set<string>();
  let spent = 0;
  let whole = false;
  return {
    load,
    async grow(context) {
      if (whole) return;
      const keys = await context.session.exclusive(() => keysIn(context.session, plan, load, source));
      const fresh = keys?.filter((key) => !known.has(JSON.stringify(key))) ?? null;
      if (fresh?.length === 0) return;
      for (const key of fresh ?? []) known.add(JSON.stringify(key));
      const read = fresh === null ? plan.drive.otherwise : drivenRead(plan, fresh, spent);
      whole = read === plan.drive.otherwise;
      // An item must not be there twice.
      if (whole && load.table.rows > 0) await load.table.reset();
      if (!whole) spent += drivenWeight(read);
      await readOne(load, payable(load, read, context), context);
    },
  };
}
