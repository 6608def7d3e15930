/**
 * Texts that were written as names: `status = paid`, `shop = "O'Brien"`, `datediff(day, a, b)`. Of a name that nothing
 * has, this says whether a text would stand in its place.
 * @module
 */
import { quoteName, textLiteral } from "../catalog/names.ts";
import { type Node, nodes, str, strs, walk } from "./tree.ts";
import { sidesOf } from "./typed/sides.ts";

/** Calls that look for a text in another. */
const SEARCHING =
  /^(!?~~\*?|~~~|(not_)?i?like_escape|contains|(starts|ends)_with|prefix|suffix|list_contains)$/;

/** Calls whose first argument is a part of dates, as a text; and such parts. */
const OF_PARTS = /^date_?(diff|sub|trunc|part|add)$/;
const PART =
  /^(year|quarter|month|week|day|hour|minute|second|millisecond|microsecond|dayofweek|dow|doy)s?$/i;

/** What stands beside an expression in comparisons, and in calls that look for texts. */
export function besideIn(root: Node, isIt: (of: Node) => boolean): readonly Node[] {
  const beside: Node[] = [];
  walk(root, (of) => {
    const sides = SEARCHING.test(str(of, "function_name")) ? nodes(of, "children") : sidesOf(of);
    if (sides.some(isIt)) beside.push(...sides.filter((side) => !isIt(side)));
  });
  return beside;
}

/** `'day'` where a name stands for a part of dates: `datediff(day, a, b)`; null elsewhere. */
export function datePartMeant(root: Node, reference: Node): string | null {
  const [name = "", ...others] = strs(reference, "column_names");
  let found = false;
  walk(root, (of) => {
    found ||= OF_PARTS.test(str(of, "function_name")) && nodes(of, "children")[0] === reference;
  });
  return found && others.length === 0 && PART.test(name) ? textLiteral(name) : null;
}

/** `m['city']` where a name in double quotes stands as the key of a map: `m["city"]`; null elsewhere. */
export function keyMeant(root: Node, reference: Node): string | null {
  const [key = "", ...others] = strs(reference, "column_names");
  let found: string | null = null;
  walk(root, (of) => {
    const [map, by] = str(of, "type") === "ARRAY_EXTRACT" ? nodes(of, "children") : [];
    if (by !== reference || map === undefined) return;
    const name = strs(map, "column_names").map(quoteName).join(".") || "…";
    found = `${name}[${textLiteral(key)}]`;
  });
  return others.length > 0 ? null : found;
}

/** A sentence on a name in double quotes of which no value was met, where something else was meant; or none. */
export function meantBy(root: Node, name: string): string {
  const tables: string[] = [];
  const qualified: string[] = [];
  walk(root, (of) => {
    if (str(of, "type") === "BASE_TABLE") tables.push(str(of, "alias") || str(of, "table_name"));
    const [first, second] = strs(of, "column_names");
    if (first === name && second !== undefined) qualified.push(second);
  });
  const table = tables.find((each) => name.startsWith(`${each}.`));
  if (table !== undefined) {
    return ` A table and its column are quoted apart: ${quoteName(table)}.${
      quoteName(name.slice(table.length + 1))
    }.`;
  }
  if (qualified.length > 0) {
    return ` FROM has no table or alias ${quoteName(name)} either: there is ${
      tables.map(quoteName).join(", ")
    }.`;
  }
  const isIt = (of: Node) => {
    const [first, ...others] = strs(of, "column_names");
    return others.length === 0 && first === name;
  };
  return besideIn(root, isIt).length === 0
    ? ""
    : ` Text stands in single quotes: write ${textLiteral(name)}.`;
}
