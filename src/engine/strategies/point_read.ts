/**
 * The strategy of a point read: a few items, mostly by key, are parameters of a statement that is known, or its answer
 * as they are; no table is made.
 *
 * `SELECT status FROM orders WHERE id = 'o7'`, like one that ran before → GetItem, and the statement on what it gave
 *
 * What is not known yet, or finds more than was thought, streams: in the read that has begun.
 * @module
 */
import { attemptPointRead, isForOnce } from "../point_read/point_read.ts";
import { onTables } from "./on_tables.ts";
import type { Strategy } from "./strategy.ts";
import { runPage } from "./stream.ts";

/** Stands before all other strategies, as it needs least. */
export const pointRead: Strategy = {
  name: "point_read",
  takes: (plan, { job, fewItems }) => job.resume === undefined && isForOnce(plan, fewItems),
  async run(execution) {
    const attempt = await attemptPointRead(execution);
    if (!("sink" in attempt)) return await onTables(execution, runPage, attempt);
    await execution.fast.settle();
    return attempt;
  },
};
