/**
 * Words that look like columns and are functions without parentheses: `current_date`. DuckDB takes a column of such a
 * name before the function, so no column of a loaded table has one.
 *
 * `SELECT current_date, "current_date" FROM orders` → the function, and the attribute under the name `current_date#1`
 * @module
 */

/**
 * The words, and the functions with parentheses that say the same. `user` is none: it is a name like any other where there are
 * tables.
 */
export const VALUE_FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ["current_catalog", "current_catalog"],
  ["current_date", "current_date"],
  ["current_schema", "current_schema"],
  ["current_role", "current_role"],
  ["current_time", "get_current_time"],
  ["current_timestamp", "get_current_timestamp"],
  ["current_user", "current_user"],
  ["localtime", "current_localtime"],
  ["localtimestamp", "current_localtimestamp"],
  ["session_user", "session_user"],
]);

/** Folded names that no column of a loaded table may have. `rowid` would hide the number of a row. */
export const UNFIT_NAMES: ReadonlySet<string> = new Set([...VALUE_FUNCTIONS.keys(), "rowid"]);
