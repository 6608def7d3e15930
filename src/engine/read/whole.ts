/**
 * A whole read is one that gave, when it ends, all items of its table.
 *
 * `SELECT * FROM orders` → a Scan without filter: whole; `SELECT * FROM orders WHERE total > 5` → not
 * @module
 */
import type { Access } from "../../dynamodb/access.ts";
import { filtersOf, indexOf, kindOf } from "../../sql/plan/access_kinds.ts";

/** Whether a read, when it ends, gave all items of its table. */
export function isWhole(access: Access): boolean {
  return kindOf(access).isExhaustive && indexOf(access) === undefined && filtersOf(access).length === 0;
}
