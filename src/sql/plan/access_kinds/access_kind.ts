/**
 * A kind of read answers in one file what the planner and the engine ask of a read.
 *
 * `SELECT * FROM orders WHERE id = 'o1'` → the kind `get` says that it is shown as `GetItem` and gives one item at most
 * @module
 */
import type { Access, QueryPart, Scalar } from "../../../dynamodb/access.ts";
import type { TableDescription } from "../../../catalog/description.ts";
import type { PlannedTable } from "../../explained.ts";
import type { KeySource } from "../../query.ts";

/**
 * A Scan's estimate is raised by this, as the table may have grown since it was measured; the read of a key has not.
 */
export const SIZE_DOUBT = { factor: 1.5, units: 1 } as const;

/** Keys shown at most. */
export const KEYS_SHOWN = 5;

/** One request of a read, or many alike: by which index, filtered by what, and of which keys where it has some. */
export type ReadPart = Pick<QueryPart, "filter"> & Partial<QueryPart>;

/** Key attributes that take values found elsewhere. */
export type KeyParts = KeySource["parts"];

/** One kind of read. */
export interface AccessKind<A extends Access> {
  /** It asks nothing and finds nothing. */
  readonly isNothing: boolean;
  /** It reads whatever is there, so that its cost stands on the size of the table or index. */
  readonly isExhaustive: boolean;
  /** It can stop after some items, and only these are paid for. */
  readonly canStop: boolean;
  /** Each of its keys gives one item at most. */
  readonly isByItem: boolean;
  /** Its cost: its read units, raised if they rest on the table's size alone. */
  cost(units: number): number;
  /** Its cost as a lookup of found keys. The size of a partition rests on the table's size, too. */
  lookupCost(units: number): number;
  /** `Query on index "by_city"`. */
  describe(access: A): string;
  /** As a plan's table names it. */
  shownAs(access: A): PlannedTable["access"];
  /** `"city" = 'Bern'`: its keys for people; null = it has none. */
  keysText(access: A): string | null;
  /** Its requests, those that are alike as one. */
  parts(access: A): readonly ReadPart[];
  /** Keys or partitions that it asks for. */
  keyCount(access: A): number;
  /** Whether the attributes are keys of the read, and found values can take the place of each. */
  takesKeys(access: A, attributes: ReadonlySet<string>): boolean;
  /** The read of one key of a table that `takesKeys`, as it is for many. */
  forKeys(access: A, table: TableDescription): A;
  /** The read with found values in the place of its own, in the order of the parts; of none found, without keys. */
  withKeys(access: A, parts: KeyParts, found: readonly (readonly Scalar[])[]): A;
  /** What reads must agree in to be one: they may differ in what {@linkcode AccessKind.merged} unites. */
  common(access: A): A;
  /** One read for several that have that in common. */
  merged(access: A, others: readonly A[]): A;
  /** Partitions of which it reads the first items alone, each end for itself. */
  topCount(access: A): number;
  /** Whether it gives one partition in the order of its sort key. */
  isOnePartition(access: A): boolean;
  /** The read in the order that is asked for. */
  directed(access: A, reverse: boolean): A;
  /** The read that may pause, and so reads nothing ahead. */
  sequential(access: A): A;
}

/** The attributes that several reads ask for; null = all. */
export function attributesOfAll(
  reads: readonly { readonly attributes: readonly string[] | null }[],
): readonly string[] | null {
  const all = new Set<string>();
  for (const { attributes } of reads) {
    if (attributes === null) return null;
    for (const attribute of attributes) all.add(attribute);
  }
  return [...all];
}
