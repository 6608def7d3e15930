/**
 * The order of JSON: by value, numbers first (9 before 10), then texts, then truth values, then maps and lists by their
 * text. DuckDB orders the texts of JSON instead.
 * @module
 */
import { list, type Node, node, nodes, numeral, str, strs } from "../tree.ts";
import { nullConstant } from "../constant.ts";
import { type BoundType, decimal, plain } from "./bound_type.ts";
import { isLongNumber, jsonString, NUMBER_KINDS } from "./json_reading.ts";
import { both, call, caseOf, castTo, comparison, integer, isNullOf, once, text } from "./nodes.ts";
import { callName, type Rewrite } from "./rewrite.ts";

const EXTREMES: ReadonlyMap<string, string> = new Map([["min", "arg_min"], ["max", "arg_max"]]);

/** Whether a node is a query that may order its rows by JSON. */
export function isOrdered(of: Node): boolean {
  return str(of, "type") === "SELECT_NODE" && ordersOf(of).length > 0;
}

function ordersOf(of: Node): readonly Node[] {
  if (str(of, "class") === "WINDOW") return nodes(of, "orders");
  const modifiers = nodes(of, "modifiers");
  // What distinct rows are ordered by must be selected.
  if (modifiers.some((each) => str(each, "type") === "DISTINCT_MODIFIER")) return [];
  return modifiers.filter((each) => str(each, "type") === "ORDER_MODIFIER").flatMap((each) =>
    nodes(each, "orders")
  );
}

/** What an entry of ORDER BY stands for: a selected expression by its place or name, or itself. */
function orderedBy(of: Node, entry: Node): Node | null {
  const expression = node(entry, "expression");
  if (expression === null || str(of, "class") === "WINDOW") return expression;
  const items = nodes(of, "select_list");
  const value = str(expression, "class") === "CONSTANT" ? node(expression, "value") : null;
  if (value !== null) {
    const starred = items.some((item) => str(item, "class") === "STAR");
    return starred ? null : items[Number(numeral(value, "value") ?? 0) - 1] ?? null;
  }
  const [name, ...others] = str(expression, "class") === "COLUMN_REF" ? strs(expression, "column_names") : [];
  if (name === undefined || others.length > 0) return expression;
  return items.find((item) => str(item, "alias").toLowerCase() === name.toLowerCase()) ?? expression;
}

const isExtreme = (of: Node) => EXTREMES.has(callName(of)) && nodes(of, "children").length === 1;

/** ORDER BY, windows' too, `min` and `max` of JSON. */
export const jsonOrder: Rewrite = {
  wants(of, world) {
    if (!world.json) return [];
    const orders = str(of, "class") === "WINDOW" || isOrdered(of) ? ordersOf(of) : [];
    return [
      ...(isExtreme(of) ? nodes(of, "children") : []),
      ...orders.map((entry) => orderedBy(of, entry)).filter((each) => each !== null),
    ];
  },
  rewrite(of, typeOf) {
    const isJson = (each: Node | null | undefined) => typeOf(each ?? undefined)?.id === "JSON";
    const extreme = isExtreme(of) && isJson(nodes(of, "children")[0]);
    const which = new Set(
      ordersOf(of).flatMap((entry, at) => isJson(orderedBy(of, entry)) ? [at] : []),
    );
    if (!extreme && which.size === 0) return null;
    return (now) => {
      let at = 0;
      const keyed = (entry: Node): Node => {
        const by = which.has(at++) ? orderedBy(now, entry) : null;
        return by === null ? entry : { ...entry, expression: keyOf(by) };
      };
      const all = (within: Node) => ({ ...within, orders: nodes(within, "orders").map(keyed) });
      const ordered = which.size === 0 ? now : str(now, "class") === "WINDOW" ? all(now) : {
        ...now,
        modifiers: list(now, "modifiers").map((was, place) => {
          const modifier = nodes(now, "modifiers")[place];
          return modifier !== undefined && str(modifier, "type") === "ORDER_MODIFIER" ? all(modifier) : was;
        }),
      };
      const [argument] = nodes(ordered, "children");
      if (!extreme || argument === undefined) return ordered;
      return {
        ...ordered,
        function_name: EXTREMES.get(callName(of)) ?? "",
        children: [argument, keyOf(argument)],
        distinct: false,
      };
    };
  },
};

/** What JSON is ordered by: its kind, then its number (exactly, where doubles do not tell), then its text. */
function keyOf(of: Node): Node {
  return once(of, (value) => {
    const said = jsonString(value);
    const kind = call("json_type", [value]);
    const is = (name: string) => comparison("COMPARE_EQUAL", kind, text(name));
    const numbers = call("regexp_full_match", [kind, text(NUMBER_KINDS.join("|"))]);
    const long = both(is("VARCHAR"), isLongNumber(said));
    const numeric = (then: Node, otherwise: Node) =>
      caseOf([{ when: numbers, then }, { when: long, then }], otherwise);
    const sized = (type: BoundType) =>
      numeric(
        call("ifnull", [castTo(said, type, true), castTo(integer(0), type)]),
        castTo(integer(0), type),
      );
    const others = caseOf(
      [{ when: is("VARCHAR"), then: integer(1) }, { when: is("BOOLEAN"), then: integer(2) }],
      integer(3),
    );
    const parts = {
      rank: numeric(integer(0), others),
      size: sized(plain("DOUBLE")),
      digits: sized(decimal(38, 19)),
      text: numeric(text(""), said),
    };
    const key: Node = {
      ...call("struct_pack", []),
      children: Object.entries(parts).map(([alias, part]) => ({ ...part, alias })),
    };
    return caseOf([{ when: isNullOf(value), then: nullConstant() }], key);
  });
}
