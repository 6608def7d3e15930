/**
 * `PASSES` is the list of planner passes, in the order in which they run.
 *
 * `SELECT c.email, s.v FROM small s JOIN customers c ON c.id = s.ref` → `lookup_join` changes the read of
 * `customers`: before it a Scan, after it BatchGetItem of the keys that are found in `small`
 * @module
 */
import type { PlanOptions } from "./options.ts";
import { chooseReads } from "./passes/choose_reads.ts";
import { containedReads } from "./passes/contained_reads.ts";
import { countOnly } from "./passes/count_only.ts";
import { limitJoin } from "./passes/limit_join.ts";
import { lookupJoin } from "./passes/lookup_join.ts";
import type { Pass, ReadsSoFar } from "./passes/pass.ts";
import { rowGoals } from "./passes/row_goals.ts";
import { sharedScan } from "./passes/shared_scan.ts";

/** Each says why it stands where it does. A new pass is a file beside these, and a name here. */
export const PASSES: readonly Pass[] = [
  chooseReads,
  countOnly,
  rowGoals,
  lookupJoin,
  sharedScan,
  containedReads,
  limitJoin,
];

/**
 * Runs the passes, but for those that the options leave out.
 * @param note is told of each pass that changed something
 */
export function runPasses(
  start: ReadsSoFar,
  options: PlanOptions,
  note: (name: string, before: ReadsSoFar, after: ReadsSoFar) => void = () => {},
): ReadsSoFar {
  let planned = start;
  for (const pass of PASSES) {
    if (leavesOut(options, pass.name)) continue;
    const after = pass.run(planned, options);
    if (after !== planned) note(pass.name, planned, after);
    planned = after;
  }
  return planned;
}

/** Whether the options leave a pass out. Without push-down, tables are scanned whole, each once. */
function leavesOut({ pushDown, without }: PlanOptions, name: string): boolean {
  return without?.has(name) === true || (pushDown === false && name !== sharedScan.name);
}
