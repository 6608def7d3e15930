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
import type { LoadColumn } from "./column.ts";
import type { Loaded } from "./loads.ts";

/** Names that are warned of one by one. */
const NAMED = 16;

/**
 * Warnings on the names of which no value was met, in any read of this statement or before.
 * @param query the statement, with the caller's names
 */
export function unmetNameWarnings(loads: readonly Loaded[], query: Node): string[] {
  const all = loads.flatMap(({ description, table }) =>
    table.columns.filter(isUnmet).map((column) => ({ table: description.name, column }))
  );
  const more = all.length - NAMED;
  const named = (more < 2 ? all : all.slice(0, NAMED)).map(({ table, column }) =>
    warning(table, column, query)
  );
  return more < 2 ? named : [...named, `So it is with ${more} more names.`];
}

function isUnmet({ path, type, seen, whole, known, key }: LoadColumn): boolean {
  if (type.kind !== "UNSEEN" || seen !== null || key !== undefined) return false;
  return path.length === 0
    ? whole === undefined
    : known === undefined && path.every((step) => typeof step === "string");
}

function warning(table: string, { attribute, path }: LoadColumn, query: Node): string {
  return path.length === 0
    ? `No value of ${table}.${quoteName(attribute)} was met: no item that came has an attribute of this ` +
      `spelling.${meantBy(query, attribute)}`
    : `No value of ${table}.${
      placeText({ attribute, path })
    } was met: no map that came has a key of this spelling.`;
}
