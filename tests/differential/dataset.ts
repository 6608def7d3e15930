/**
 * A data set of the differential tests: tables with their items.
 * @module
 */
import type { TestTable } from "../fixtures/tables.ts";

/** A table and its items as plain objects (see `attribute` of the fixtures). */
export interface DataTable extends TestTable {
  readonly items: readonly Record<string, unknown>[];
}

/** Tables that belong together; their cases are in `cases/<name>.sql`. */
export interface Dataset {
  readonly name: string;
  readonly tables: readonly DataTable[];
}

/** A reproducible pseudo-random sequence in [0, 1). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** One of the choices. */
export function pick<T>(next: () => number, choices: readonly [T, ...T[]]): T {
  return choices[Math.floor(next() * choices.length)] ?? choices[0];
}
