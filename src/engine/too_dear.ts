/**
 * A plan that is too dear for its budget is refused before it reads.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import { kindOf } from "../sql/plan/access_kinds.ts";
import type { Plan } from "../sql/query.ts";
import type { Job } from "./messages/job.ts";
import { amount, type Meter } from "./read/meter.ts";

/** What the reads cost at least. A streamable statement stops when its page is full: its first requests are sure alone. */
function leastOf(
  { leastReadUnits: least, relations, resolved: { streamable, oneRowEach } }: Plan,
  { pageRows }: Job,
): number {
  if (streamable === null) return least;
  return relations.reduce((sum, { chosen: { access, leastReadUnits } }) => {
    const kind = kindOf(access);
    if (kind.isNothing || kind.isExhaustive) return sum;
    const sure = oneRowEach && kind.isByItem ? Math.min(pageRows, streamable.limit ?? pageRows) : 1;
    return sum + leastReadUnits * Math.min(1, sure / Math.max(1, kind.keyCount(access)));
  }, 0);
}

/** @throws DynamoSqlError `budget_exceeded` where the reads cost more than is left, at least */
export function refuseTooDear(plan: Plan, job: Job, { looked, allowed: readUnits }: Meter): void {
  const least = leastOf(plan, job);
  if (least === 0 || looked + least <= readUnits) return;
  const [advice = "Constrain a key or an index, or raise the budget."] = plan.advice;
  throw new DynamoSqlError(
    "budget_exceeded",
    `Not started: this query reads at least ${amount(least)} read units (estimate ` +
      `${amount(plan.estimatedReadUnits)}), and its budget is ${amount(readUnits)}${
        looked === 0 ? "" : `, of which a look at the table took ${amount(looked)}`
      }. ${advice}`,
  );
}
