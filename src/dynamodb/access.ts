/**
 * The vocabulary of reads that DynamoDB offers, as plain data: what the planner decides and the readers do.
 * Types only; nothing here knows the AWS client.
 * @module
 */

/** A scalar in DynamoDB's own terms. A number is its exact decimal text (at most 38 digits). B is base64. */
export type Scalar =
  | { readonly type: "S"; readonly value: string }
  | { readonly type: "N"; readonly value: string }
  | { readonly type: "B"; readonly value: string }
  | { readonly type: "BOOL"; readonly value: boolean };

/** A value as DynamoDB's JSON wire format carries it: `{S:"…"}`, `{N:"…"}`, `{M:{…}}`, `{L:[…]}`, … */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: boolean }
  | { readonly M: Item }
  | { readonly L: readonly AttributeValue[] }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] };

/** An item as it came off the wire. */
export type Item = { readonly [attribute: string]: AttributeValue };

/** The primary key of an item, or an ExclusiveStartKey/LastEvaluatedKey. */
export type ItemKey = { readonly [attribute: string]: AttributeValue };

/**
 * A condition on one item, with **DynamoDB's** meaning: a comparison is false where the attribute is missing
 * or has another type. `exists` is true also for an attribute that is NULL-typed.
 */
export type Condition =
  | { readonly op: "and" | "or"; readonly args: readonly Condition[] }
  | { readonly op: "not"; readonly arg: Condition }
  | { readonly op: "=" | "<>" | "<" | "<=" | ">" | ">="; readonly attribute: string; readonly value: Scalar }
  | { readonly op: "between"; readonly attribute: string; readonly low: Scalar; readonly high: Scalar }
  | { readonly op: "in"; readonly attribute: string; readonly values: readonly Scalar[] }
  | { readonly op: "begins_with" | "contains"; readonly attribute: string; readonly value: Scalar }
  | { readonly op: "exists" | "not_exists"; readonly attribute: string }
  | { readonly op: "type"; readonly attribute: string; readonly type: string }
  /** The attribute has a value, neither NULL nor of one of these types. */
  | { readonly op: "foreign"; readonly attribute: string; readonly shown: readonly string[] };

/** A range of the sort key within one partition. */
export type SortRange =
  | { readonly op: "=" | "<" | "<=" | ">" | ">="; readonly value: Scalar }
  | { readonly op: "between"; readonly low: Scalar; readonly high: Scalar }
  | { readonly op: "begins_with"; readonly value: Scalar };

/** What every read shares. */
export interface ReadBase {
  /** Physical table name. */
  readonly table: string;
  /** Top-level attributes wanted; null = all. */
  readonly attributes: readonly string[] | null;
  /** It sees every write that was acknowledged before, at twice the price. */
  readonly consistent: boolean;
}

/** GetItem (one key) or BatchGetItem (more, split at 100, unprocessed keys retried). Keys are distinct. */
export interface GetRead extends ReadBase {
  /** GetItem or BatchGetItem. */
  readonly kind: "get";
  /** Whole primary keys. */
  readonly keys: readonly ItemKey[];
}

/** One or more partitions of the table or an index, one Query each, in the order given. */
export interface QueryPart {
  /** A secondary index's name; absent = the table. */
  readonly index?: string;
  /** The partition key, and the partitions asked for. */
  readonly hash: { readonly attribute: string; readonly values: readonly Scalar[] };
  /** The sort key, and the range asked for. */
  readonly sort?: { readonly attribute: string; readonly range: SortRange };
  /** What the items must satisfy; null = anything. */
  readonly filter: Condition | null;
  /**
   * The table's key attributes, where the index lacks what is wanted: it gives the keys, BatchGetItem the items from
   * the table. An item that vanishes in between is gone. Absent = the Query gives what is wanted.
   */
  readonly fetchBack?: readonly string[];
  /** Only the first items of each partition. Absent = all. */
  readonly top?: PartitionTop;
}

/** The first items of a partition. */
export interface PartitionTop {
  /** So many that count. */
  readonly items: number;
  /** From the greatest sort key down. */
  readonly reverse: boolean;
  /** What an item must satisfy to count among them; what is read on the way is given, too. Null = anything. */
  readonly of: Condition | null;
  /** Items that the first request looks at, where not all that are read count. */
  readonly lookAt: number;
}

/** A Query of each partition, and of the parts in `more`. */
export interface QueryRead extends ReadBase, QueryPart {
  /** Query. */
  readonly kind: "query";
  /** Further ranges, partitions or indexes, read after it. No item is in two parts. */
  readonly more?: readonly QueryPart[];
  /** True = descending sort key (ScanIndexForward=false). */
  readonly reverse: boolean;
  /** True = Select=COUNT: pages carry counts and no items. */
  readonly countOnly: boolean;
  /**
   * The table's key attributes, all of them asked for, where an item that changes during the read may come into a part
   * that is read later: it is given the first time only. Absent = an item stays where it is.
   */
  readonly distinctBy?: readonly string[];
}

/** A Scan of the table or an index, possibly in parallel segments. */
export interface ScanRead extends ReadBase {
  /** Scan. */
  readonly kind: "scan";
  /** A secondary index's name; absent = the table. */
  readonly index?: string;
  /** What the items must satisfy; null = anything. */
  readonly filter: Condition | null;
  /** Segments at most; 1 = sequential. */
  readonly segments: number;
  /** True = Select=COUNT: pages carry counts and no items. */
  readonly countOnly: boolean;
}

/** A read that certainly finds nothing (a contradiction in the predicate). */
export interface EmptyRead {
  /** Nothing is asked. */
  readonly kind: "empty";
  /** Physical table name. */
  readonly table: string;
}

/** One decided access to a table. */
export type Access = GetRead | QueryRead | ScanRead | EmptyRead;

/** Where to go on: opaque to everyone but the readers; JSON-representable. */
export type ReadPosition = { readonly [part: string]: unknown };

/** One answer of DynamoDB. */
export interface ReadPage {
  /** Items that passed the filter; empty with `countOnly`, and where they are in `pieces`. */
  readonly items: readonly Item[];
  /** The items, at most so many at a time, decoded as they are taken; once. Only for readers with `inPieces`. */
  readonly pieces?: (most: number) => Iterable<readonly Item[]>;
  /** Items that passed the filter. */
  readonly count: number;
  /** Items read before the filter. */
  readonly scanned: number;
  /** Read units consumed, as DynamoDB reported (table and index together). */
  readonly readUnits: number;
  /** Bytes of the response body. */
  readonly bytes: number;
  /** HTTP requests made for this page, retries included. */
  readonly requests: number;
  /** Where a later read goes on after this page; null = this was the last. */
  readonly next: ReadPosition | null;
}

/** What a read may spend: no request is sent that could take more, as far as the sizes of items are known. */
export interface Allowance {
  /** Read units that are left now. */
  readonly left: () => number;
  /** What requests under way may take of it, of all reads that share it. */
  readonly reservations: Reservations;
  /** Read units of an item, as far as is known. */
  readonly itemUnits: number;
  /** What a request takes at most, whatever is left. */
  readonly pageUnits: number;
  /** The least that a request takes. */
  readonly blockUnits: number;
  /** Items and read units of all that the read will give, where that is known and it begins at the beginning. */
  readonly whole?: { readonly items: number; readonly readUnits: number };
  /** The error where an item that takes about so many units is more than what is left. */
  readonly refuse: (itemUnits: number) => Error;
}

/** What requests under way may take, and what those took that are not counted yet. */
export interface Reservations {
  /** Read units, of all. */
  readonly units: number;
  /** Requests under way. */
  readonly underWay: number;
  /** A request begins that takes at most so much; returns how to tell that it has ended, and what it took. */
  begin(most: number): (took: number) => void;
  /** What ended requests took is counted elsewhere from now on, or is of nobody's concern. */
  release(readUnits: number): void;
  /** Resolves when a request has ended. */
  ended(): Promise<void>;
}

/** How a read is carried out. */
export interface ReadOptions {
  /** Stops it. */
  readonly signal: AbortSignal;
  /** Goes on where an earlier read of the *same* access paused. */
  readonly from?: ReadPosition;
  /**
   * Items wanted at most, as a hint for the request `Limit`; with a filter, together with `lookAt`.
   */
  readonly limitHint?: number;
  /**
   * Where a filter passes only some items, which DynamoDB counts `Limit` before: items that the first request looks at,
   * and how many lie in a block, which is paid for whole. Later requests look at as many as those before let expect,
   * twice as many at most.
   */
  readonly lookAt?: { readonly first: number; readonly perBlock: number };
  /** What may be spent. Absent = whatever it takes. */
  readonly allowance?: Allowance;
  /** Pages that may be in flight ahead of the consumer; 0 = none (a paused read wastes nothing). */
  readonly readAhead?: number;
  /** Items may come in `pieces` of a page: far less of a long read is in memory at once. */
  readonly inPieces?: boolean;
}

/** Requests that DynamoDB throttled and that wait to be made again, each with what it reads (`table orders`). */
export type Throttled = Set<{ readonly subject: string }>;

/** Reads tables of one schema (one account, region, endpoint, role). */
export interface TableReader {
  /**
   * Pages as they arrive. Ends after the last page. Stops its requests when the consumer stops or the signal
   * aborts. Fails with codes `throttled`, `access_denied`, `credentials_unavailable`, `table_not_found`,
   * `dynamodb_unreachable`, `cancelled`.
   */
  read(access: Access, options: ReadOptions): AsyncIterable<ReadPage>;
}

/** How to reach the tables of a schema. */
export interface Connection {
  /** AWS region. */
  readonly region: string;
  /** VPC endpoint or DynamoDB Local; absent = the region's public endpoint. */
  readonly endpoint?: string;
  /** Role to assume; absent = the host's own credentials. */
  readonly roleArn?: string;
  /** What the role's trust policy asks for. */
  readonly externalId?: string;
}
