/**
 * The planner decides how each relation is read: it begins with whole Scans, and its passes make of them the cheapest
 * correct reads.
 *
 * `SELECT * FROM orders WHERE customer = 'c1'` → chosen: a Query of one partition; rejected: the Scan, with its read
 * units
 * @module
 */
import type { PassNote } from "../explained.ts";
import type { Plan, Relation, RelationPlan, Resolved } from "../query.ts";
import { ALWAYS } from "../resolve/conditions.ts";
import { scan } from "./access_paths/scan.ts";
import { adviceFor } from "./advice.ts";
import { planOf } from "./choose.ts";
import type { PlanOptions } from "./options.ts";
import { runPasses } from "./passes.ts";
import type { ReadsSoFar } from "./passes/pass.ts";
import { distinctReads, readGroups } from "./read_groups.ts";
import { defined } from "../../lib/defined.ts";

/**
 * Plans the reads of a resolved statement. Reads nothing.
 * @example From SQL to a plan; `dialect` is a DuckDB
 * ```ts
 * import { parse } from "../parse.ts";
 * import { resolve } from "../resolve/resolve.ts";
 * import { explain } from "./explain.ts";
 *
 * const orders = {
 *   schemaName: "main",
 *   name: "orders",
 *   physicalName: "orders",
 *   itemCount: 1000,
 *   sizeBytes: 100_000,
 *   key: { hash: { name: "id", type: "S" } },
 *   indexes: [],
 *   attributes: {},
 *   sample: { items: 0, complete: false },
 *   refreshedAt: 0,
 * } as const;
 * const statement = await parse("SELECT * FROM orders WHERE id = 'o1'", dialect);
 * const resolved = resolve(statement, () => orders, { normalizedSql: "" });
 * const planned = plan(resolved, { consistentRead: false, scanSegmentsMax: 1 });
 * assert.match(explain(planned).plan, /main\.orders: GetItem, about 1 item/);
 * ```
 */
export function plan(resolved: Resolved, options: PlanOptions): Plan {
  return finished(runPasses(whole(resolved, options), options), options);
}

/** What each pass did that changed something, in order. */
export function tracePasses(resolved: Resolved, options: PlanOptions): readonly PassNote[] {
  const notes: PassNote[] = [];
  runPasses(whole(resolved, options), options, (pass, before, after) => {
    const changed = after.relations.filter((each, at) =>
      JSON.stringify(readOf(each)) !== JSON.stringify(readOf(before.relations[at]))
    );
    const isOther = before.resolved !== after.resolved || before.batches !== after.batches;
    if (changed.length === 0 && !isOther) return;
    notes.push({ pass, relations: changed.map(({ relation }) => relation.alias) });
  });
  return notes;
}

function readOf(plan: RelationPlan | undefined) {
  return [plan?.chosen.access, plan?.lookup, plan?.goalItems];
}

function finished({ resolved, relations, batches }: ReadsSoFar, options: PlanOptions): Plan {
  const reads = readGroups(relations);
  return {
    resolved,
    relations,
    reads,
    estimatedReadUnits: sum(distinctReads(relations).map((read) => read.estimatedReadUnits)),
    leastReadUnits: sum(reads.map((read) => read.leastReadUnits)),
    ...defined({ batches }),
    advice: options.pushDown === false ? [] : [...new Set(relations.flatMap(adviceFor))],
  };
}

/** Plans a whole Scan of every table, which is correct for every statement. */
function whole(resolved: Resolved, options: PlanOptions): ReadsSoFar {
  const relations = resolved.relations.map((relation) => scanned(relation, options));
  return { resolved, alone: relations, relations };
}

function scanned(relation: Relation, options: PlanOptions): RelationPlan {
  const read = scan({ relation, table: relation.table, condition: ALWAYS, options }, null);
  return planOf(relation, read, [read], null);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
