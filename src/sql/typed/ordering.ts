/**
 * Replaces DuckDB's order wherever a statement orders: JSON goes by value, and maps by the keys that are there.
 * @module
 */
import { nullConstant } from "../constant.ts";
import { list, type Node, node, nodes, str } from "../tree.ts";
import type { BoundType } from "./bound_type.ts";
import { extremeAmong, extremeOf, type Met, packed, sortedList } from "./json_key.ts";
import { jsonAs } from "./json_reading.ts";
import { isWrittenList } from "./made.ts";
import { call, caseOf, each, isNullOf, text, unnamed } from "./nodes.ts";
import { BY_SECOND, orderedBy, ordersOf } from "../orders.ts";
import {
  aggregateNamed,
  AGGREGATES_OF_LISTS,
  callName,
  type Rewrite,
  withChild,
  type World,
} from "./rewrite.ts";

/** A kind of values with an order of its own. */
export interface Ordered {
  /** Whether a statement may have such values. */
  among(world: World): boolean;
  /** Whether a value of the type contains such values. */
  isIn(type: BoundType | null): boolean;
  /** The sort key of a value of the type. */
  by(of: Node, type: BoundType): Node;
  /** How to order values of which one is returned, and how to return it; null if they are not of this kind. */
  meeting(types: readonly BoundType[]): readonly Met[] | null;
}

const EXTREMES: ReadonlyMap<string, string> = new Map([["min", "arg_min"], ["max", "arg_max"]]);
const SORTS = /^(list|array)_(reverse_)?sort$/;
const GRADES = /^(list_|array_|)grade_up$/;
const EXTREMES_OF_LISTS: ReadonlyMap<string, 1 | -1> = new Map([
  ["list_min", 1],
  ["list_max", -1],
  ["array_min", 1],
  ["array_max", -1],
]);
const EXTREMES_OF_SEVERAL: ReadonlyMap<string, 1 | -1> = new Map([["least", 1], ["greatest", -1]]);
const QUANTILES = /^(median|quantile|quantile_disc|quantile_cont|percentile_disc|percentile_cont|mad)$/;

/** Aggregates that return one of the values as it is. */
const KEPT = /^(median|quantile|quantile_disc|percentile_disc)$/;

/** Takes the values out of quantiles over pairs of sort key and value. */
function unpacked(now: Node): Node {
  const fraction = nodes(now, "children").at(-1) ?? {};
  const several = isWrittenList(fraction);
  const value = (of: Node) => call("struct_extract", [of, text("value")]);
  const plainly = unnamed(now);
  return { ...(several ? each(plainly, "__kept", value) : value(plainly)), alias: str(now, "alias") };
}

/**
 * The sort key of a value, with the value itself to break ties, so that the order does not depend on where values
 * were read.
 */
const withTies = (key: Node, value: Node) =>
  caseOf([{ when: isNullOf(value), then: nullConstant() }], packed({ key, value }));

/** Whether a node is a query that may order its rows by such values. */
export function isOrdered(of: Node): boolean {
  return str(of, "type") === "SELECT_NODE" && ordersOf(of).length > 0;
}

/** The arguments whose order decides what a call gives, or which are ordered. */
function argumentsOf(of: Node): readonly Node[] {
  const name = callName(of);
  const children = nodes(of, "children");
  if (BY_SECOND.test(name)) return children.slice(1, 2);
  if (EXTREMES_OF_SEVERAL.has(name)) return children;
  const first = EXTREMES.has(name) || SORTS.test(name) || GRADES.test(name) || EXTREMES_OF_LISTS.has(name) ||
    QUANTILES.test(name) ||
    listExtreme(of) !== null;
  return first ? children.slice(0, 1) : [];
}

/** Which extreme `list_aggregate(l, 'min')` takes; null for other calls. */
function listExtreme(of: Node): 1 | -1 | null {
  const name = callName(of);
  if (!AGGREGATES_OF_LISTS.has(name)) return EXTREMES_OF_LISTS.get(name) ?? null;
  const which = aggregateNamed(of);
  return which === "min" ? 1 : which === "max" ? -1 : null;
}

/** Rewrites the call over such values; null = it stays as it is. */
function byValue(
  of: Node,
  types: readonly (BoundType | null)[],
  ordered: Ordered,
): ((now: Node) => Node) | null {
  const name = callName(of);
  const [type] = types;
  const isJson = type?.id === "JSON";
  const held = ordered.isIn(type ?? null) ? type ?? null : null;
  const keyed = (of: Node): Node => held === null ? of : ordered.by(of, held);
  const inner = held?.id === "LIST" ? held.child : null;
  const which = listExtreme(of);
  const first = (now: Node): Node => nodes(now, "children")[0] ?? {};
  // As for `sum`: JSON that is no number does not count.
  if (isJson && QUANTILES.test(name)) return (now) => withChild(now, 0, (part) => jsonAs("DOUBLE", part));
  if (held !== null && BY_SECOND.test(name)) return (now) => withChild(now, 1, keyed);
  if (held !== null && EXTREMES.has(name)) {
    return (now) => {
      const [argument, ...others] = nodes(now, "children");
      return argument === undefined ? now : {
        ...now,
        function_name: EXTREMES.get(name) ?? "",
        children: [argument, withTies(keyed(argument), argument), ...others],
        distinct: false,
      };
    };
  }
  const several = EXTREMES_OF_SEVERAL.get(name);
  const known = types.filter((each) => each !== null);
  const met = several !== undefined && known.length === types.length && types.length > 1 &&
      known.some(ordered.isIn)
    ? ordered.meeting(known)
    : null;
  if (several !== undefined && met !== null) {
    return (now) => extremeAmong(nodes(now, "children"), met, several);
  }
  if (held !== null && KEPT.test(name)) {
    return (now) => unpacked(withChild(now, 0, (part) => packed({ key: keyed(part), value: part })));
  }
  if (inner === null) return null;
  const ofEntry = (of: Node) => ordered.by(of, inner);
  if (which !== null) return (now) => extremeOf(first(now), which, ofEntry);
  if (GRADES.test(name)) return (now) => withChild(now, 0, (part) => each(part, "__graded", ofEntry));
  if (SORTS.test(name)) {
    return (now) => sortedList(first(now), nodes(now, "children").slice(1), ofEntry, name);
  }
  return null;
}

/** Aggregates that make text of their arguments first. */
const OF_TEXTS = /^(string_agg|group_concat|listagg)$/;

/** ORDER BY of such aggregates, around what becomes of their arguments. */
export const orderingOfTexts = (ordered: Ordered): Rewrite => ({
  around: true,
  wants: (of, world) =>
    ordered.among(world) && OF_TEXTS.test(callName(of)) && of["distinct"] !== true
      ? ordersOf(of).map((entry) => node(entry, "expression")).filter((each) => each !== null)
      : [],
  rewrite(of, typeOf) {
    const which = new Map(
      ordersOf(of).flatMap((entry, at) => {
        const type = typeOf(node(entry, "expression") ?? undefined);
        return type !== null && ordered.isIn(type) ? [[at, type] as const] : [];
      }),
    );
    return which.size === 0 ? null : (now) => withOrders(now, which, ordered);
  },
});

/** Set operations are ordered around them: see `ordered_columns`. */
const ordersHere = (of: Node) =>
  str(of, "class") === "" && str(of, "type") !== "SELECT_NODE" ? [] : ordersOf(of);

/** ORDER BY, of windows and aggregates, too; calls that order. */
export const ordering = (ordered: Ordered): Rewrite => ({
  wants(of, world) {
    if (!ordered.among(world) || OF_TEXTS.test(callName(of))) return [];
    return [
      ...argumentsOf(of),
      ...ordersHere(of).map((entry) => orderedBy(of, entry)).filter((each) => each !== null),
    ];
  },
  rewrite(of, typeOf) {
    const which = new Map(
      ordersHere(of).flatMap((entry, at) => {
        const type = typeOf(orderedBy(of, entry) ?? undefined);
        return type !== null && ordered.isIn(type) ? [[at, type] as const] : [];
      }),
    );
    const called = byValue(of, argumentsOf(of).map(typeOf), ordered);
    if (called === null && which.size === 0) return null;
    return (now) => {
      const keyed = which.size === 0 ? now : withOrders(now, which, ordered);
      const whole = which.size > 0 && isKept(now, which) ? unpacked(keyed) : keyed;
      return called === null ? whole : { ...called(whole), alias: str(now, "alias") };
    };
  },
});

/** Whether what a call orders by is what it takes: `percentile_disc(0.5) WITHIN GROUP (ORDER BY j)`. */
const isWithin = (of: Node) => QUANTILES.test(callName(of)) && nodes(of, "children").length === 1;

const isKept = (now: Node, which: ReadonlyMap<number, BoundType>) =>
  isWithin(now) && which.get(0)?.id !== "JSON";

/** The node with some of its orders by value. */
function withOrders(now: Node, which: ReadonlyMap<number, BoundType>, ordered: Ordered): Node {
  let at = 0;
  const keyed = (entry: Node): Node => {
    const type = which.get(at++);
    const by = type === undefined ? null : orderedBy(now, entry);
    if (by === null || type === undefined) return entry;
    const expression = isWithin(now)
      ? type.id === "JSON" ? jsonAs("DOUBLE", by) : packed({ key: ordered.by(by, type), value: by })
      : ordered.by(by, type);
    return { ...entry, expression };
  };
  const all = (within: Node) => ({ ...within, orders: nodes(within, "orders").map(keyed) });
  if (str(now, "class") === "WINDOW") return all(now);
  if (str(now, "class") === "FUNCTION") return { ...now, order_bys: all(node(now, "order_bys") ?? {}) };
  return {
    ...now,
    modifiers: list(now, "modifiers").map((was, place) => {
      const modifier = nodes(now, "modifiers")[place];
      return modifier !== undefined && str(modifier, "type") === "ORDER_MODIFIER" ? all(modifier) : was;
    }),
  };
}
