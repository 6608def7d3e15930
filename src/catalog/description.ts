/**
 * A table description holds what the catalogue knows: keys, indexes, size, and the evidence per attribute.
 * JSON-representable: it is cached in the store and sent to engine processes.
 * @module
 */
import type { Connection } from "../dynamodb/access.ts";

/** DynamoDB's type tags. */
export type DynamoType = "S" | "N" | "B" | "BOOL" | "NULL" | "M" | "L" | "SS" | "NS" | "BS";

/** The evidence for one attribute, or for one place inside a nested value. Only ever widened, never narrowed. */
export interface Evidence {
  /** How often the sample has each type; 0 = it was met outside the sample only. */
  readonly types: Partial<Record<DynamoType, number>>;
  /**
   * The largest share that one look outside this sample found of a type among the values here, where that is more than
   * the sample says: in ten-thousandths, rounded up, at most 200 (see families.ts). Absent = none.
   */
  readonly shares?: Partial<Record<DynamoType, number>>;
  /**
   * The shares are of all values that the table had when it was read whole, and not rounded: what the sample counts says
   * less. Absent = not known to be so.
   */
  readonly exact?: boolean;
  /** Over all numbers seen here. */
  readonly number?: NumberEvidence;
  /** S: how many look like dates. Absent = none. */
  readonly dates?: DateEvidence;
  /** S: how many say a number. Absent = none. */
  readonly numerals?: number;
  /** M: evidence per key. A key missing from some maps is seen by its lower count. */
  readonly fields?: { readonly [key: string]: Evidence };
  /** M: evidence over the values under all keys that are too many to be kept in `fields`. */
  readonly rest?: Evidence;
  /** L and sets: evidence over all elements. */
  readonly element?: Evidence;
  /** Sum of the value's sizes in DynamoDB's bytes, over all values seen. */
  readonly bytes: number;
  /** True where nesting went past the kept depth: reads as JSON. */
  readonly deep?: boolean;
  /** Top-level attributes with scalars that could be keys, as sampled. Absent = not counted. */
  readonly distinct?: Distinct;
}

/** The values of an attribute among the sampled items, counted. */
export interface Distinct {
  /** Items that have such a value. */
  readonly items: number;
  /** Different values. */
  readonly values: number;
  /** Values that one item alone has. */
  readonly once: number;
  /** Ordered pairs of items that share a value: the sum of n (n - 1) over all values. */
  readonly pairs: number;
}

/** Texts that look like dates, by their form. */
export interface DateEvidence {
  /** `2024-01-02`, `2024-01-02T03:04:05Z`. */
  readonly extended: number;
  /** `20240102`, `20240102T030405Z`. */
  readonly basic: number;
  /** The counts are of all items, as far as they were read. Absent = of the sample. */
  readonly all?: true;
}

/** What a number column must hold. */
export interface NumberEvidence {
  /** Most digits before the point (0 for |n| < 1). */
  readonly intDigits: number;
  /** Most digits after the point; 0 = only integers seen. */
  readonly scale: number;
  /** False where an integer outside ±2^63 was seen. */
  readonly bigint: boolean;
  /** Every number is the shortest text of a double, so that a double loses nothing. Absent = not known. */
  readonly double?: boolean;
}

/** A key attribute. Its type comes from the table definition. */
export interface KeyAttribute {
  /** The attribute's name. */
  readonly name: string;
  /** Its type, as DynamoDB writes it. */
  readonly type: "S" | "N" | "B";
}

/** A key schema: partition key, and sort key where there is one. */
export interface KeySchema {
  /** The partition key. */
  readonly hash: KeyAttribute;
  /** The sort key, where there is one. */
  readonly sort?: KeyAttribute;
}

/** A secondary index. */
export interface IndexDescription {
  /** The index's name. */
  readonly name: string;
  /** Global or local. */
  readonly type: "GSI" | "LSI";
  /** What it is looked up by. */
  readonly key: KeySchema;
  /** Which attributes it holds. */
  readonly projection: "ALL" | "KEYS_ONLY" | "INCLUDE";
  /** INCLUDE: the non-key attributes projected. */
  readonly include: readonly string[];
  /** DynamoDB's own count and size: hours old. */
  readonly itemCount: number;
  /** Likewise. */
  readonly sizeBytes: number;
  /**
   * The operator declared that it leaves out no item of the table, and no item that was read contradicts that (see
   * complete_indexes.ts). Absent = not declared.
   */
  readonly complete?: true;
}

/** An item contradicts that an index is complete. */
export interface Contradiction {
  /** The index's name. */
  readonly index: string;
  /** The key attribute that the item lacks, or has another type of. */
  readonly attribute: string;
}

/** One table, as the catalogue describes it. */
export interface TableDescription {
  /** The schema that it is in. */
  readonly schemaName: string;
  /** As SQL names it: the physical name without the schema's prefix. */
  readonly name: string;
  /** As DynamoDB names it. */
  readonly physicalName: string;
  /** Another one where a table of this name was made anew. Absent = not known. */
  readonly tableId?: string;
  /** DynamoDB's own count and size: hours old. */
  readonly itemCount: number;
  /** Bytes. */
  readonly sizeBytes: number;
  /** The table's own key. */
  readonly key: KeySchema;
  /** Its secondary indexes. */
  readonly indexes: readonly IndexDescription[];
  /** Per top-level attribute; the key attributes are always present. */
  readonly attributes: { readonly [name: string]: Evidence };
  /**
   * Items sampled. `complete` = they were the whole table a moment ago, at most 30 s, and nothing was seen since that
   * they lacked: good for estimates, never for what a statement means, since items may have come in between.
   */
  readonly sample: { readonly items: number; readonly complete: boolean };
  /** Milliseconds since the epoch. */
  readonly refreshedAt: number;
  /** When items were last looked at, likewise; refreshing the shape alone reads none. Absent = not known. */
  readonly lookedAt?: number;
  /** What that took, likewise. */
  readonly lookUnits?: number;
}

/** Which table it is, whoever described it and when. */
export function tableKey({ schemaName, physicalName }: TableOfSchema): string {
  return JSON.stringify([schemaName, physicalName]);
}

/** Whether two descriptions are of one table. */
export function isSameTable(a: TableOfSchema, b: TableOfSchema): boolean {
  return a.physicalName === b.physicalName && a.schemaName === b.schemaName;
}

/** Whether something was learned of this very table, not of one that had its name before. */
export function isLearnedOf(learned: Learned, table: TableDescription): boolean {
  return learned.schemaName === table.schemaName && learned.table === table.name &&
    learned.tableId === table.tableId;
}

/** What tells a table from others. */
export type TableOfSchema = Pick<TableDescription, "schemaName" | "physicalName">;

/** A table as an engine gets it: the description and the way to it. */
export interface BoundTable {
  /** What is known of it. */
  readonly description: TableDescription;
  /** The way to it. */
  readonly connection: Connection;
}

/** A table name as written in the SQL. */
export interface TableName {
  /** Absent = the default schema. */
  readonly schema?: string;
  /** The table's name. */
  readonly table: string;
}

/** Milliseconds in which a table's items are looked at again once at most, whoever asks: looking costs read units. */
export const LOOK_AGAIN_MS = 30_000;

/** Why a table that is known is asked for again. */
export interface Again {
  /**
   * `names`: the statement has a name that is not known, so its items are looked at again, at most once in 30 s; in
   * between it is asked as for `replaced`, and looked at if it is another table.
   * `refused`: DynamoDB refused a read that the description allows. Asked whenever that happens: it costs no read units.
   * `shape`: what is read, or the types there, are not what the description says; in vain once a second at most.
   * `replaced`: nothing that is read would tell whether it is another table of the name; asked once a second.
   */
  readonly why: "names" | "refused" | "shape" | "replaced";
  /** The descriptions that the asker has, by the time of their refresh: 0 = none. One per name, in order. */
  readonly than: readonly number[];
}

/** What the catalogue answers for one name. */
export type TableLookup =
  | {
    readonly found: BoundTable; /** Units spent on sampling it just now. */
    readonly metadataReadUnits: number;
  }
  | {
    readonly missing: {
      readonly code: "table_not_found" | "schema_not_found" | "ambiguous_name" | "schema_disabled";
      /** Ready for the caller: the full name and the nearest names or the candidates. */
      readonly message: string;
    };
  };

/** What a query learned about a table's attributes, to widen the catalogue's evidence. */
export interface Learned {
  /** Its schema. */
  readonly schemaName: string;
  /** The table, as SQL names it. */
  readonly table: string;
  /** Of the table that was read: what one taught says nothing of another of its name. Absent = not known. */
  readonly tableId?: string;
  /** What was seen of each attribute. */
  readonly attributes: { readonly [name: string]: Evidence };
  /** Indexes declared complete that lack an item which was seen. Absent = none. */
  readonly contradicted?: readonly Contradiction[];
}
