/**
 * What is known of the values of columns.
 * @module
 */
import type { SqlType } from "../../catalog/sql_type.ts";
import type { Node } from "../tree.ts";

/** What is known of a column of a base table. */
export interface ColumnFacts {
  readonly kind: SqlType["kind"];
  /** As SQL writes it. */
  readonly typeName: string;
  /** The kinds of its values, in words; empty = not known. */
  readonly kinds: string;
  /** The type that its numbers have, as SQL writes it; null = it has none. */
  readonly numbers: string | null;
  /** Digits before the point that its numbers have at most. */
  readonly digits: number;
  /** What its texts say. */
  readonly texts: {
    /** Some of what it holds is a number, or a text that says one. */
    readonly numbers: boolean;
    /** All of it is. */
    readonly allNumbers: boolean;
    /** Some of its texts are dates. */
    readonly dates: boolean;
  };
  /** More of it will hardly change its type. */
  readonly settled: boolean;
}

/** Tells of the column that an expression hands on; null where it is none. */
export type FactsOf = (of: Node) => ColumnFacts | null;

/** The same, for the nodes of a statement. */
export type FactsIn = (tree: Node) => FactsOf;

/** `v is VARCHAR (90 % numbers, 10 % texts)`. */
export function isNow(text: string, type: string, facts: ColumnFacts | null): string {
  return `${text} is ${type}${facts === null || facts.kinds === "" ? "" : ` (${facts.kinds})`}`;
}
