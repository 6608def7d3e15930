/**
 * One query as an engine process gets it, and what it gives back. JSON-representable both ways.
 * @module
 */
import type { Again, Learned, TableLookup, TableName } from "../../catalog/description.ts";
import type { CatalogRows } from "../../sql/information_schema.ts";
import type { PlannedTable } from "../../sql/explained.ts";
import type { Parameters, Resume } from "../../sql/query.ts";

export type { PlannedTable };

/** What a query may use. */
export interface Budget {
  readonly readUnits: number;
  /** Read units left of the day: first looks at tables are paid for out of them, too. Absent = no bound. */
  readonly dayReadUnits?: number;
  readonly items: number;
  /** Bytes of DynamoDB responses. */
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

/** A query to run. */
export interface Job {
  readonly sql: string;
  readonly parameters: Parameters;
  readonly mode: "execute" | "plan";
  readonly budget: Budget;
  readonly consistentRead: boolean;
  /** Rows after which a streamable query pauses its read. */
  readonly pageRows: number;
  /** Bytes of row JSON after which a streamable query pauses its read. */
  readonly pageBytes: number;
  /** Rows and bytes of row JSON kept at most of any other query. */
  readonly resultRowsMax: number;
  readonly resultBytesMax: number;
  readonly scanSegmentsMax: number;
  /** Set for a later page of a streamable query. */
  readonly resume?: Resume;
  /** What the catalogue says, where the statement asks it. */
  readonly catalog?: CatalogRows;
  /** False = read every table whole: for tests that prove push-down changes no answer. */
  readonly pushDown: boolean;
  /** Names of planner passes to leave out: for tests that prove that none changes an answer. */
  readonly withoutPasses?: readonly string[];
}

/** A column of the answer. `type` is DuckDB's name of it. */
export interface ResultColumn {
  readonly name: string;
  readonly type: string;
}

/** What a query consumed. */
export interface Stats {
  readonly readUnits: number;
  readonly itemsRead: number;
  readonly itemsMatched: number;
  readonly requests: number;
  readonly planMs: number;
  readonly execMs: number;
  readonly metadataReadUnits: number;
  /** Bytes of DynamoDB's responses. */
  readonly bytes?: number;
  /** What the planner expected the whole statement to read. */
  readonly estimatedReadUnits?: number;
}

/** The end of an executed query; its rows went to the sink before. */
export interface Executed {
  readonly mode: "execute";
  readonly columns: readonly ResultColumn[];
  /** False: the kept limit cut the result. */
  readonly complete: boolean;
  /** Present: the query is streamable and has more to read. */
  readonly resume?: Resume;
  readonly warnings: readonly string[];
  readonly stats: Stats;
  readonly learned: readonly Learned[];
}

/** A query's plan, for the caller. */
export interface Planned {
  readonly mode: "plan";
  /** Indented text tree. */
  readonly plan: string;
  readonly tables: readonly PlannedTable[];
  readonly estimatedReadUnits: number;
  readonly normalizedSql: string;
  readonly advice: readonly string[];
  readonly stats: Stats;
}

/** What the catalogue says to these names. */
export interface GivenTables {
  readonly names: readonly TableName[];
  readonly tables: readonly TableLookup[];
}

/** What a job needs from the outside. */
export interface JobContext {
  readonly signal: AbortSignal;
  /** Tables that came with the job, because it will probably look them up. */
  readonly given?: GivenTables | undefined;
  /** Tables by the names in the SQL, from the catalogue; one answer per name, in order. */
  lookup(names: readonly TableName[], again?: Again): Promise<readonly TableLookup[]>;
  /** Rows of the answer, each the compact JSON text of an array of values. Resolves when there is room for more. */
  rows(rows: readonly string[]): Promise<void>;
  /** The rows given so far are void: the statement begins anew. */
  startOver?(): void;
  /** What a statement that fails has learned. */
  learned?(learned: readonly Learned[]): void;
  /** Items and read units so far. */
  progress(items: number, readUnits: number): void;
}
