/**
 * A clash is what does not meet in a statement, and what advice is about; trials are the forms that it is tried in.
 * @module
 */
import type { DuckDbError } from "../duckdb_error.ts";
import type { Node } from "../tree.ts";

/** What a statement is tried with. */
export interface Trials {
  /** What the binder says of the statement in another form; null = it binds. */
  bind(tree: Node): Promise<DuckDbError | null>;
  /** What it fails with on what is loaded; null = it runs, or that is not known. */
  runs(tree: Node): Promise<DuckDbError | null>;
  /** How many of the values of a query's only column are there; null = not known, or there are no rows. */
  values(query: Node): Promise<number | null>;
}

/** What does not meet. */
export interface Clash {
  /** The statement, its places those in the caller's text. */
  readonly tree: Node;
  /** The constants that were given as parameters, by their names. */
  readonly given: ReadonlyMap<string, Node>;
  /** Whether they are written as `?`. */
  readonly marks: boolean;
  readonly error: DuckDbError | null;
  /** Where, in the caller's text; null = not known. */
  readonly place: number | null;
  /** What it is about, where that is known. */
  readonly only?: Node;
}
