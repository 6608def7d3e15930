/**
 * Unmet names are double-quoted names that nobody knows and of which a read met no value: they may be misspelled.
 *
 * `SELECT "colour" FROM t`, and no item has it → a warning that names `t.colour`
 * @module
 */
import { quoteName } from "../../catalog/names.ts";
import { meantBy } from "../../sql/meant_texts.ts";
import type { Node } from "../../sql/tree.ts";
import type { Loaded } from "./loads.ts";

/**
 * Warnings on the names of which no value was met, in any read of this statement or before.
 * @param query the statement, with the caller's names
 */
export function unmetNameWarnings(loads: readonly Loaded[], query: Node): string[] {
  return loads.flatMap(({ description, table }) =>
    table.columns.flatMap(({ attribute, path, type, seen, whole, key }) =>
      path.length > 0 || type.kind !== "UNSEEN" || seen !== null || whole !== undefined || key !== undefined
        ? []
        : [
          `No value of ${description.name}.${quoteName(attribute)} was met: no item that came has an ` +
          `attribute of this spelling.${meantBy(query, attribute)}`,
        ]
    )
  );
}
