/**
 * What the SQL stages hand to each other: statement → relations → plan. Plain data, pure functions around it.
 * @module
 */
import type { Access, Condition, ReadPosition } from "../dynamodb/access.ts";
import type { TableDescription } from "../catalog/description.ts";
import type { SqlType } from "../catalog/sql_type.ts";
import type { Node } from "./tree.ts";

/** A value for `?`, `$1` or `$name`, as JSON brought it. Text may carry numbers too big for JSON. */
export type ParameterValue = null | boolean | number | string;

/** Values by position (`?`, `$1`) or by name (`$name`). */
export type Parameters = readonly ParameterValue[] | { readonly [name: string]: ParameterValue };

/** A column of a loaded relation: which attribute it holds, under which internal name, as which type. */
export interface RelationColumn {
  readonly attribute: string;
  readonly column: string;
  readonly type: SqlType;
}

/** One use of a base table in a statement. */
export interface Relation {
  /** Position among the statement's relations, from 0. */
  readonly id: number;
  /** Temporary table it loads into; unique within the statement. */
  readonly loadName: string;
  /** The name it goes by in the SQL, for plans and messages. */
  readonly alias: string;
  readonly table: TableDescription;
  /** The attributes the statement needs of it, as columns. */
  readonly columns: readonly RelationColumn[];
  /**
   * A superset condition in DynamoDB's meaning: every item that can matter to the answer satisfies it.
   * Null = nothing is known, read all.
   */
  readonly condition: Condition | null;
  /** True where no column's value is used: `count(*)` without another need (with `condition` exact). */
  readonly countOnly: boolean;
}

/** A statement bound to tables. */
export interface Resolved {
  readonly relations: readonly Relation[];
  /** The statement with table names replaced by load names and colliding columns by internal ones. */
  readonly rewritten: Node;
  /** The caller's own statement, formatted by the engine's printer, literals and names kept. */
  readonly normalizedSql: string;
  readonly streamable: Streamable | null;
  readonly warnings: readonly string[];
}

/**
 * A statement over one relation whose answer is the concatenation of its answers over any partition of the
 * items: filter, projection, per-row expressions and unnest only. LIMIT and OFFSET are taken out of `rewritten`
 * and counted by the executor.
 */
export interface Streamable {
  readonly limit: number | null;
  readonly offset: number;
}

/** A read that was considered, with its price. */
export interface CandidateRead {
  readonly access: Access;
  readonly estimatedItems: number;
  readonly estimatedReadUnits: number;
  /** Lower bound of the estimate: what it costs at least. A refusal uses this one. */
  readonly leastReadUnits: number;
  /** Why it was not chosen; absent on the chosen one. */
  readonly rejected?: string;
}

/** How one relation will be read. */
export interface RelationPlan {
  readonly relation: Relation;
  readonly chosen: CandidateRead;
  readonly rejected: readonly CandidateRead[];
  /** At most this many matching items are needed (LIMIT without anything blocking); null = all. */
  readonly enoughItems: number | null;
}

/** The whole statement's plan. */
export interface Plan {
  readonly resolved: Resolved;
  readonly relations: readonly RelationPlan[];
  readonly estimatedReadUnits: number;
  readonly leastReadUnits: number;
  /** What would make it cheaper: the key or index to constrain, the index to create. */
  readonly advice: readonly string[];
}

/** Where a paused streamable statement goes on. JSON-representable. */
export interface Resume {
  /** Null = nothing read yet. */
  readonly position: ReadPosition | null;
  /** Rows still to skip and to give (LIMIT/OFFSET). */
  readonly offsetLeft: number;
  readonly limitLeft: number | null;
  /** The access as decided at first, so that later pages go on in the same read. */
  readonly access: Access;
}
