/**
 * DynamoDB's JSON answers, as they come off the wire (API version 2012-08-10). Only what we use.
 * @module
 */
import type { Item, ItemKey } from "./access.ts";

/** The operations we call; all of them only read. */
export type Operation =
  | "GetItem"
  | "BatchGetItem"
  | "Query"
  | "Scan"
  | "DescribeTable"
  | "ListTables";

/** What one call consumed on one table. */
export interface ConsumedCapacity {
  readonly TableName?: string;
  /** Table and indexes together, in read units. */
  readonly CapacityUnits?: number;
}

/** Keys of one table in BatchGetItem. */
export interface KeysAndAttributes {
  readonly Keys: readonly ItemKey[];
}

/** The union of the answers' members. */
export interface WireAnswer {
  readonly Item?: Item;
  readonly Items?: readonly Item[];
  readonly Count?: number;
  readonly ScannedCount?: number;
  readonly LastEvaluatedKey?: ItemKey;
  readonly Responses?: { readonly [table: string]: readonly Item[] };
  readonly UnprocessedKeys?: { readonly [table: string]: KeysAndAttributes };
  readonly ConsumedCapacity?: ConsumedCapacity | readonly ConsumedCapacity[];
  readonly Table?: WireTable;
  readonly TableNames?: readonly string[];
  readonly LastEvaluatedTableName?: string;
}

/** A key schema on the wire. */
export interface WireKey {
  readonly AttributeName: string;
  readonly KeyType: string;
}

/** A secondary index on the wire. */
export interface WireIndex {
  readonly IndexName: string;
  readonly KeySchema: readonly WireKey[];
  readonly Projection?: { readonly ProjectionType?: string; readonly NonKeyAttributes?: readonly string[] };
  readonly IndexStatus?: string;
  readonly ItemCount?: number;
  readonly IndexSizeBytes?: number;
}

/** DescribeTable's `Table`. */
export interface WireTable {
  readonly TableName: string;
  readonly TableStatus?: string;
  readonly TableId?: string;
  /** Seconds since the epoch. */
  readonly CreationDateTime?: number;
  readonly KeySchema: readonly WireKey[];
  readonly AttributeDefinitions: readonly {
    readonly AttributeName: string;
    readonly AttributeType: string;
  }[];
  readonly ItemCount?: number;
  readonly TableSizeBytes?: number;
  readonly GlobalSecondaryIndexes?: readonly WireIndex[];
  readonly LocalSecondaryIndexes?: readonly WireIndex[];
}

/** Read units of an answer, over all its tables; 0 where none were reported. */
export function readUnitsOf(answer: WireAnswer): number {
  const consumed = answer.ConsumedCapacity;
  if (consumed === undefined) return 0;
  let units = 0;
  for (const each of Array.isArray(consumed) ? consumed : [consumed]) units += each.CapacityUnits ?? 0;
  return units;
}
