/**
 * One read into one table, and whom it serves.
 * @module
 */
import type { Access, Condition } from "../../dynamodb/access.ts";
import type { TableDescription } from "../../catalog/description.ts";
import type { KeyLookup, Relation, RelationPlan } from "../../sql/query.ts";
import type { Unshown } from "./growth.ts";
import type { LoadTable } from "./table.ts";

/** A plan whose read waits for keys. */
export type LookupPlan = RelationPlan & { readonly lookup: KeyLookup };

/** One read into one table. */
export interface Load {
  /** As planned. Where keys drive it, it is decided anew when they are known. */
  readonly access: Access;
  readonly description: TableDescription;
  readonly table: LoadTable;
  /** Items at most that are needed; null = all. */
  readonly goalItems: number | null;
  /** Which of the items that it gives count for that; null = each. */
  readonly goalOf: Condition | null;
  /** The relations it serves, maybe through views. */
  readonly relations: readonly Relation[];
  /** Set where keys from another load drive it. */
  readonly lookupPlan: LookupPlan | null;
  /** Attributes met that a later page does not show, for its first one did not know them. */
  readonly unshown: Unshown | null;
}
