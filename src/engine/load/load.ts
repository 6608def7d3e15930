/**
 * A load is one read into one table, for one or more relations.
 * @module
 */
import type { Condition } from "../../dynamodb/access.ts";
import type { TableDescription } from "../../catalog/description.ts";
import type { ReadGroup } from "../../sql/query.ts";
import type { Unshown } from "./growth.ts";
import type { LoadTable } from "./table.ts";

/** One read into one table. Relations see the table itself or a view of it. */
export interface Load extends ReadGroup {
  readonly description: TableDescription;
  readonly table: LoadTable;
  /** The items that count for `goalItems`; null = all. */
  readonly goalOf: Condition | null;
  /** The attributes that a later page meets and does not show, as the first page did not know them. */
  readonly unshown: Unshown | null;
}
