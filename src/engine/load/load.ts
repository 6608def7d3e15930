/**
 * One read into one table, and whom it serves.
 * @module
 */
import type { Condition } from "../../dynamodb/access.ts";
import type { TableDescription } from "../../catalog/description.ts";
import type { ReadGroup } from "../../sql/query.ts";
import type { Unshown } from "./growth.ts";
import type { LoadTable } from "./table.ts";

/** One read into one table, whose relations see it maybe through views. */
export interface Load extends ReadGroup {
  readonly description: TableDescription;
  readonly table: LoadTable;
  /** Which of the items that it gives count for `goalItems`; null = each. */
  readonly goalOf: Condition | null;
  /** Attributes met that a later page does not show, for its first one did not know them. */
  readonly unshown: Unshown | null;
}
