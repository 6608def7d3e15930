/**
 * Reads of whole tables.
 * @module
 */
import type { Access } from "../../dynamodb/access.ts";

/** Whether a read, when it ends, gave all items of its table. */
export function isWhole(access: Access): boolean {
  return access.kind === "scan" && access.index === undefined && access.filter === null;
}
