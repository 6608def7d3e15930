/**
 * Facts are what is known of the values of columns.
 *
 * `zip`, of which the sample held texts alone → VARCHAR, `texts only`
 * @module
 */
import type { SqlType } from "../../catalog/sql_type.ts";
import type { Node } from "../tree.ts";

/** The facts of a column of a base table. */
export interface ColumnFacts {
  readonly kind: SqlType["kind"];
  /** Its type as SQL writes it. */
  readonly typeName: string;
  /** The kinds of its values, in words; empty = not known. */
  readonly kinds: string;
  /** The type that its numbers have, as SQL writes it; null = it has none. */
  readonly numbers: string | null;
  /** Digits before the point that its numbers have at most. */
  readonly digits: number;
  /** What its texts say. */
  readonly texts: {
    /** Some value is a number, or a text that says one. */
    readonly numbers: boolean;
    /** All values are. */
    readonly allNumbers: boolean;
    /** Some text is a date. */
    readonly dates: boolean;
  };
  /** Reading more will hardly change its type. */
  readonly settled: boolean;
}

/** Gives the facts of the column that an expression hands on; null where it hands on none. */
export type FactsOf = (of: Node) => ColumnFacts | null;

/** The same, for the nodes of a statement. */
export type FactsIn = (tree: Node) => FactsOf;

/** `v is VARCHAR (90 % numbers, 10 % texts)`. */
export function isNow(text: string, type: string, facts: ColumnFacts | null): string {
  return `${text} is ${type}${facts === null || facts.kinds === "" ? "" : ` (${facts.kinds})`}`;
}
