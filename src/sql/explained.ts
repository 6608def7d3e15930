/**
 * Explanations of plans: their texts, their tables of reads, their advice, as plain data.
 * @module
 */

/** Tells people what a planner pass did: which relations are read in another way after it. */
export interface PassNote {
  readonly pass: string;
  /** Aliases of the relations whose read it changed; none where it changed the statement's form alone. */
  readonly relations: readonly string[];
}

/** One table in a plan, for the caller. */
export interface PlannedTable {
  readonly table: string;
  readonly access: "get" | "batch_get" | "query" | "scan" | "empty";
  readonly index?: string;
  readonly keyConditions?: string;
  readonly filter?: string;
  readonly estimatedItems: number;
  readonly estimatedReadUnits: number;
}

/** A plan for the caller's eyes. It names attributes and the statement's own literals. */
export interface Explained {
  /** Indented text tree. */
  readonly plan: string;
  readonly tables: readonly PlannedTable[];
  readonly advice: readonly string[];
}
