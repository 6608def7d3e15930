/**
 * Statements that give other rows each time they run, though nothing they read has changed: `SELECT now()`, `… TABLESAMPLE 10%`.
 * @module
 */
import { type Node, str, strs, walk } from "../tree.ts";

/** Allowed functions that are not the same for the same arguments: they look at a clock, or roll dice. */
export const VARYING: ReadonlySet<string> = new Set([
  ..."age ago current_date current_localtime current_localtimestamp current_time current_timestamp".split(
    " ",
  ),
  ..."get_current_time get_current_timestamp localtime localtimestamp now today transaction_timestamp".split(
    " ",
  ),
  ..."gen_random_uuid random uuid uuidv4 uuidv7 reservoir_quantile".split(" "),
]);

/** Whether a statement may give other rows each time. */
export function varies(query: Node): boolean {
  let found = false;
  walk(query, (of) => {
    // `current_date` has the form of a column.
    const called = str(of, "function_name") || (strs(of, "column_names").at(-1) ?? "");
    found ||= VARYING.has(called.toLowerCase()) || (of["sample"] ?? null) !== null;
  });
  return found;
}
