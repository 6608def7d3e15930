/**
 * A whole read is one that gave, when it ends, all items of its table.
 *
 * `SELECT * FROM orders` → a Scan without filter: whole; `SELECT * FROM orders WHERE total > 5` → whole if no order was
 * left out
 * @module
 */
import type { Access, ReadPage, ReadPosition } from "../../dynamodb/access.ts";
import { indexOf, kindOf } from "../../sql/plan/access_kinds.ts";

/** Whether a read looks at all items of its table: it is whole, unless it stops or its filter leaves out some. */
export function looksAtAll(access: Access): boolean {
  return kindOf(access).isExhaustive && indexOf(access) === undefined;
}

/** What tells of a read that ended whether it was whole. */
export interface WholeRead {
  /** To be told of all its pages. */
  count(page: Pick<ReadPage, "count" | "scanned">): void;
  /** Whether it gave all that it looked at, which was all there is. */
  readonly isWhole: boolean;
}

/**
 * Nothing read yet.
 * @param from where the read goes on that was begun before
 */
export function wholeRead(access: Access, from: ReadPosition | null = null): WholeRead {
  let leftOut = 0;
  return {
    count({ count, scanned }) {
      leftOut += scanned - count;
    },
    get isWhole() {
      return looksAtAll(access) && from === null && leftOut === 0;
    },
  };
}
