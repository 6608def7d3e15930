/**
 * A foreign form is a call that other engines have and DuckDB lacks, and what it is in DuckDB's words.
 *
 * `nvl(a, b)` → `coalesce(a, b)`; `dateadd(day, n, t)` → `t + to_days(n)`; `to_char(t, 'YYYY-MM')` →
 * `strftime(t, '%Y-%m')`
 * @module
 */

/** One form. */
export interface ForeignForm {
  /**
   * The call with names for its arguments: `nvl(a, b)`. One called `format` is a constant text,
   * `index` a constant whole number, `path` no constant text. One called `unit` is a part
   * of dates, `day` or `'day'`; `part` is one without quotes and not the week, which begins on Sundays elsewhere; `span`
   * is one of fixed length. Behind what it is of, it is in capitals, as BigQuery's is.
   */
  readonly call: string;
  /** The same meaning in DuckDB, of these names; `{unit}`, `{part}`, `{span}` and `{format}` stand for those. */
  readonly write: string;
  /** Whose formats `format` is of. */
  readonly formats?: Formats;
  /** Where it is known. */
  readonly of: string;
  /** A call of it, and its value, as JSON. */
  readonly example: readonly [call: string, value: unknown];
}

/** Ways to write the form of a date. `sign` is MySQL's and Presto's, with `%`; `either` is that, or `java` without `%`. */
export type Formats = "sign" | "java" | "either" | "letters" | "strftime";
