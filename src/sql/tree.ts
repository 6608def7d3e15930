/**
 * DuckDB's own syntax tree, as `json_serialize_sql` gives it, read without loss.
 * Numbers that a double cannot hold stay exact: they are `Numeral`s, written back digit by digit.
 * @module
 */

/** A number of the tree in its exact text, `Infinity` and `NaN` included. */
export class Numeral {
  constructor(readonly text: string) {}
}

/** Any value of the tree. */
export type TreeValue = null | boolean | string | Numeral | readonly TreeValue[] | Node;

/** One object of the tree: a statement, an expression, a table reference, … Immutable. */
export type Node = { readonly [member: string]: TreeValue };
