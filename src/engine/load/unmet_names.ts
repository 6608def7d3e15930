/**
 * Unmet names are double-quoted names, and keys of maps, that nobody knows and of which a read met no value: they may be
 * misspelled.
 *
 * `SELECT "colour", doc['prise'] FROM t`, and no item has them → warnings that name `t.colour` and `t.doc['prise']`
 * @module
 */
import { quoteName } from "../../catalog/names.ts";
import { placeText } from "../../catalog/path.ts";
import { meantBy } from "../../sql/meant_texts.ts";
import type { Node } from "../../sql/tree.ts";
import type { Loaded } from "./loads.ts";

/**
 * Warnings on the names of which no value was met, in any read of this statement or before.
 * @param query the statement, with the caller's names
 */
export function unmetNameWarnings(loads: readonly Loaded[], query: Node): string[] {
  return loads.flatMap(({ description, table }) =>
    table.columns.flatMap(({ attribute, path, type, seen, whole, known, key }) => {
      if (type.kind !== "UNSEEN" || seen !== null || key !== undefined) return [];
      if (path.length === 0) {
        return whole !== undefined ? [] : [
          `No value of ${description.name}.${quoteName(attribute)} was met: no item that came has an ` +
          `attribute of this spelling.${meantBy(query, attribute)}`,
        ];
      }
      return known !== undefined || !path.every((step) => typeof step === "string") ? [] : [
        `No value of ${description.name}.${
          placeText({ attribute, path })
        } was met: no map that came has a key of ` +
        "this spelling.",
      ];
    })
  );
}
