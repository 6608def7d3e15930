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
];

/** … and of the wide ones. */
export const FOUND_WIDE: readonly number[] = [
  // One side of a UNION of `*` met attributes and keys that the other did not.
  2,
  // Elements of a list of which a sample and a count of items told another share than the whole table has.
  114,
  // An attribute called `value`, whose kinds turned out at the end.
  135,
];
