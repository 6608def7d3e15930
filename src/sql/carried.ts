/**
 * Carried stars: what `*` shows of a relation is not taken apart into columns, but carried as each item's text.
 *
 * `SELECT * FROM wide WHERE total > 5` → the columns `total` and the item's text, which becomes columns once rows are few
 * @module
 */

/** A star in the select list that is carried. */
export interface StarPlace {
  /** The name of the column that stands in its place. */
  readonly alias: string;
  /** Folded names of columns that it leaves out. */
  readonly excluded: ReadonlySet<string>;
}

/** The carried stars of a relation. */
export interface Carried {
  /** The name of the column that holds an item's text. */
  readonly item: string;
  /** Folded names of the columns that the statement looks at by itself: they are columns. */
  readonly named: ReadonlySet<string>;
  readonly stars: readonly StarPlace[];
}
