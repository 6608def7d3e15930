/** Seeds of long runs that found something, run in every suite: of the plain tables and statements, … */
export const FOUND: readonly number[] = [
  // COUNT with a FILTER over a place of which the sample knew nothing.
  30,
  // An odd value that was one of sixty when the table was looked at, and is one of a hundred and twenty.
  32,
  // UNNEST of a list that the sample lacked.
  1018,
  // `*` where the description is older than an attribute.
  1070,
  // Elements of a list that were empty maps when they were first seen.
  1135,
  // A table that was empty when it was looked at: what is odd among its items, but not on its first page.
  4009,
  // UNION of numbers and texts of lists.
  200179,
  // `*` and an attribute that is NULL in the few items that have it.
  200246,
  // Columns of which another differs only by case, put in order.
  500078,
];

/** … and of the wide ones. */
export const FOUND_WIDE: readonly number[] = [
  // One side of a UNION of `*` met attributes and keys that the other did not.
  2,
  // Elements of a list of which a sample and a count of items told another share than the whole table has.
  114,
  // An attribute called `value`, whose kinds turned out at the end.
  135,
  // A column called by a text that was a parameter of a known statement.
  4013,
  // A number at one place of lists, which is rare there and common among all elements.
  40300020,
  // A looked-up table that was scanned after all.
  40500023,
  // A kind that a later page shows, and that is known to be rare since the first one.
  81000005,
];
