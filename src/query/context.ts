/**
 * The query context holds the parts that a query runs through; a call, what is known of one.
 * @module
 */
import type { Catalog } from "../catalog/catalog.ts";
import type { Learned } from "../catalog/description.ts";
import type { Limits } from "../config.ts";
import type { Admission } from "./admission.ts";
import type { ResultCache } from "./result_cache.ts";
import type { EnginePool } from "./pool.ts";
import type { Principal, QueryOptions } from "./service.ts";
import type { TableHints } from "./table_hints.ts";
import type { UsageMeter } from "./usage.ts";

/** The parts a query runs through. */
export interface QueryContext {
  readonly limits: Limits;
  readonly catalog: Catalog;
  readonly pool: () => EnginePool;
  readonly admission: Admission;
  readonly results: ResultCache;
  readonly usage: UsageMeter;
  readonly hints: TableHints;
  readonly learn: (tenantId: string, learned: readonly Learned[]) => Promise<void>;
  /** The key of cursors. */
  readonly signingKey: () => Promise<Uint8Array>;
  readonly random: (bytes: number) => Uint8Array;
  readonly pushDown: boolean;
}

/** One call of the query service. */
export interface Call {
  readonly principal: Principal;
  readonly options: QueryOptions;
  /** Filled as the engine asks for them, as `schema.table`. */
  readonly tables: Set<string>;
  /** Read units of this call so far; of runs that started over, those of the longest. */
  readUnits: number;
  /** Read units that looks at tables' items took for it. */
  lookUnits: number;
  /** Items of this call so far. */
  items: number;
}
