/**
 * Tells whether a statement can make doubles though its tables have none.
 * @module
 */
import { type Node, node, nodes, str, walk } from "../tree.ts";
import { callName } from "./rewrite.ts";

/** Calls that make no doubles of other numbers. */
const EXACT: ReadonlySet<string> = new Set([
  ..."+ - * % // || count count_star sum min max list_sum abs round greatest least coalesce ifnull nullif"
    .split(" "),
  ..."row_number rank dense_rank lag lead first_value last_value any_value first last unnest list".split(" "),
  ..."length len lower upper trim substr substring date_trunc now year month day".split(
    " ",
  ),
  ..."list_value struct_pack row struct_extract array_extract".split(" "),
]);

/** Whether some part of an expression may be a double though no column is. */
export function mayBeFloat(of: Node): boolean {
  let found = false;
  walk(of, (each) => {
    const name = callName(each);
    found ||= (name !== "" && !EXACT.has(name)) || castsToFloat(each) || isFloatConstant(each);
    return !found;
  });
  return found;
}

/** Whether a column of the statement's own making, or a lambda's parameter, may be a double that a name refers to. */
export function namesFloats(query: Node): boolean {
  let found = false;
  walk(query, (each) => {
    const usable = nodes(each, "select_list").filter((item) => each !== query || str(item, "alias") !== "");
    const given = nodes(each, "children");
    found ||= usable.some(mayBeFloat) ||
      (given.some((child) => str(child, "class") === "LAMBDA") && given.some(mayBeFloat));
    return !found;
  });
  return found;
}

function castsToFloat(of: Node): boolean {
  // In lists, structs and maps, too.
  return str(of, "class") === "CAST" &&
    /"id":"(DOUBLE|FLOAT|UNBOUND)"/.test(JSON.stringify(node(of, "cast_type")));
}

function isFloatConstant(of: Node): boolean {
  const value = str(of, "class") === "CONSTANT" ? node(of, "value") : null;
  return value !== null && str(node(value, "type") ?? {}, "id") === "DOUBLE";
}
