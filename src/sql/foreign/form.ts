/**
 * A foreign form is a call that other engines have and DuckDB lacks, and what it is in DuckDB's words; an unsure form is
 * one that engines are at odds over, with what each of them means.
 *
 * `nvl(a, b)` → `coalesce(a, b)`; `dateadd(day, n, t)` → `t + to_days(n)`; `to_char(t, 'YYYY-MM')` →
 * `strftime(t, '%Y-%m')`; `log(a)` → log10(a) or ln(a), which nobody knows
 * @module
 */

/** What forms of both kinds have. */
export interface AnyForm {
  /**
   * The call with names for its arguments: `nvl(a, b)`. A text in quotes or a number stands for that constant alone;
   * `days => n` for an argument of that name; `...` for any arguments, which stay as they are. A name of
   * `src/sql/foreign/constants.ts` stands for a constant of its kind: `format`, `index`, `unit`, …
   */
  readonly call: string;
  /** Whose formats `format` is of. */
  readonly formats?: Formats;
  /** Where it is known. */
  readonly of: string;
}

/** One form. */
export interface ForeignForm extends AnyForm {
  /** The same meaning in DuckDB, of these names; `{unit}` and the like stand for constants. With `...`, a function's name. */
  readonly write: string;
  /** A call of it, and its value, as JSON. */
  readonly example: readonly [call: string, value: unknown];
}

/** A call of more than one meaning, or of one that cannot be had silently. It is an error that says what to write. */
export interface UnsureForm extends AnyForm {
  /** Why, behind the name of the call: `counts from 0 or from 1`. */
  readonly because: string;
  /** What to write, for whom, and the value of the example so. */
  readonly readings: readonly (readonly [write: string, whose: string, value: unknown])[];
  /** A call of it. */
  readonly example: string;
}

/** Ways to write the form of a date. `sign` is MySQL's and Presto's, with `%`; `either` is that, or `java` without `%`. */
export type Formats = "sign" | "java" | "either" | "letters" | "strftime";
