/**
 * Quantiles between two values. DuckDB gives those of decimals in the type of the decimals, so the median of 10.5 and
 * 20 comes out as 15.2 where no other value has two decimals. The argument gets the digits that the answer needs.
 * @module
 */
import { list, type Node, node, nodes, numeral, str } from "../tree.ts";
import { nullConstant, textConstant } from "../constant.ts";
import { type BoundType, decimal, digitsOf, isFloat, isInteger, plain } from "./bound_type.ts";
import { call, caseOf, castTo, comparison, constantType, each, integer, once, unnamed } from "./nodes.ts";
import { middle, middleDistance, middleDistanceOf, middleOf, unlessLarge, unlessLost } from "./exact.ts";
import { longDouble, SHORT_SCALE, shortDecimal } from "./short_decimal.ts";
import {
  AGGREGATES_OF_LISTS,
  callName,
  columnsIn,
  isDecimal,
  type Notes,
  type Rewrite,
  withChild,
} from "./rewrite.ts";
import type { Widening } from "./widening.ts";

/** Digits after the point that an answer has beyond its argument's, where that is known by the function alone. */
const MORE: ReadonlyMap<string, number> = new Map([["median", 1], ["mad", 2]]);

const LISTS: ReadonlyMap<string, string> = new Map([["list_median", "median"], ["list_mad", "mad"]]);

/** Digits for what the interpolation, in doubles, may be off by: they are rounded away. */
const GUARD = 3;

/** Digits of decimals whose differences doubles keep, with the headroom that columns have; and the most there are. */
const NARROW = 18;
const MOST = 38;
/** Digits of 64-bit integers. */
const LONG = 20;

/** An aggregate that interpolates, and where its argument is. */
interface Call {
  readonly name: string;
  readonly argument: Node;
  /** The argument is a list of the values. */
  readonly listed: boolean;
  readonly fraction: Node | undefined;
}

function callOf(of: Node): Call | null {
  const name = callName(of);
  const [first, second, third] = nodes(of, "children");
  if (name === "quantile_cont") {
    const [order] = ordersOf(of);
    const within = order === undefined ? null : node(order, "expression");
    if (second === undefined && within !== null) {
      return { name, argument: within, listed: false, fraction: first };
    }
    return first === undefined ? null : { name, argument: first, listed: false, fraction: second };
  }
  if (first === undefined) return null;
  if (MORE.has(name)) return { name, argument: first, listed: false, fraction: undefined };
  const listed = LISTS.get(name) ?? (AGGREGATES_OF_LISTS.has(name) ? textOf(second) : undefined);
  return listed === undefined || (!MORE.has(listed) && listed !== "quantile_cont")
    ? null
    : { name: listed, argument: first, listed: true, fraction: third };
}

const ordersOf = (of: Node) => nodes(node(of, "order_bys") ?? {}, "orders");

function textOf(of: Node | undefined): string | undefined {
  const value = of === undefined ? null : node(of, "value");
  return value === null ? undefined : str(value, "value").toLowerCase();
}

/** Medians, quantiles and median deviations of decimals. */
export const quantiles = (widening: Widening): Rewrite => ({
  wants(of) {
    const found = str(of, "class") === "FUNCTION" || str(of, "class") === "WINDOW" ? callOf(of) : null;
    return found === null ? [] : [found.argument];
  },
  rewrite(of, typeOf, notes) {
    const found = callOf(of);
    if (found === null) return null;
    const type = typeOf(found.argument);
    const inner = found.listed ? type?.child ?? null : type;
    if (inner === null) return null;
    if (isFloat(inner)) return (now) => ofDoubles(now, found);
    if (isInteger(inner)) {
      const long = (digitsOf(inner)?.whole ?? MOST) > LONG;
      if (found.name === "quantile_cont") return long ? null : ofIntegers(found);
      if (long && widening === "double") {
        lossOf(found, decimal(MOST, 0), notes);
        return null;
      }
      if (widening === "none") return (now) => unlessLarge(now, found.listed);
      return exactly(found, decimal(MOST, 0));
    }
    if (!isDecimal(inner)) return null;
    if (inner.width > NARROW && !found.listed && widening !== "double") {
      const plainly = found.argument === nodes(of, "children")[0];
      if (plainly && widening === "none") {
        const double = (child: Node) => castTo(child, plain("DOUBLE"));
        return (now) => unlessLost(now, inner, ofDoubles(withChild(now, 0, double), found));
      }
      if (MORE.has(found.name) && inner.scale + 2 <= MOST) return exactly(found, inner);
    }
    const more = MORE.get(found.name) ?? decimalsOf(found.fraction);
    const guard = found.name === "quantile_cont" ? GUARD : 0;
    const wide = more === null ? null : wider(inner, more + guard);
    if (wide === null) lossOf(found, inner, notes);
    const to = wide ?? plain("DOUBLE");
    const target = found.listed ? { ...plain("LIST"), child: to } : to;
    return (now) => {
      const cast = withArgument(now, (argument) => castTo(argument, target));
      if (wide === null) return ofDoubles(cast, found);
      return guard === 0 || more === null ? cast : rounded(cast, found, inner.scale + more);
    };
  },
});

/** Of doubles: where all are short, of the decimals that they print as. */
function ofDoubles(now: Node, found: Call): Node {
  const more = MORE.get(found.name) ?? decimalsOf(found.fraction);
  if (more === null) return now;
  const guard = found.name === "quantile_cont" ? GUARD : 0;
  const type = decimal(MOST, SHORT_SCALE + more + guard);
  const short = withArgument(
    now,
    (argument) =>
      found.listed
        ? each(argument, "__value", (value) => castTo(shortDecimal(value), type))
        : castTo(once(argument, shortDecimal), type),
  );
  const exact = rounded({ ...short, alias: "" }, found, SHORT_SCALE + more);
  const double = plain("DOUBLE");
  const value = castTo(exact, isSeveral(found) ? { ...plain("LIST"), child: double } : double);
  const [argument = nullConstant()] = isWithin(now)
    ? ordersOf(now).map((order) => node(order, "expression") ?? nullConstant())
    : nodes(now, "children");
  const long = found.listed
    ? call("list_aggregate", [each(argument, "__value", longDouble), textConstant("count")])
    : {
      ...now,
      alias: "",
      function_name: "count",
      children: [once(argument, longDouble)],
      ...(isWithin(now) ? { order_bys: { type: "ORDER_MODIFIER", orders: [] } } : {}),
    };
  const allShort = comparison("COMPARE_EQUAL", long, integer(0));
  return { ...caseOf([{ when: allShort, then: value }], now), alias: str(now, "alias") };
}

/** Of whole numbers: those between two have the digits of the fraction. DuckDB would take them as doubles. */
function ofIntegers(found: Call): ((now: Node) => Node) | null {
  const more = decimalsOf(found.fraction);
  if (more === null) return null;
  const type = decimal(MOST, more + GUARD);
  const target = found.listed ? { ...plain("LIST"), child: type } : type;
  return (now) => rounded(withArgument(now, (argument) => castTo(argument, target)), found, more);
}

/** Medians and median deviations, without doubles. */
function exactly({ name, listed }: Call, type: BoundType): (now: Node) => Node {
  const ofList = name === "mad" ? middleDistanceOf : middleOf;
  const ofRows = name === "mad" ? middleDistance : middle;
  return (now) => {
    if (!listed) return ofRows(now, type);
    const [values = nullConstant()] = nodes(now, "children");
    return { ...ofList(unnamed(values), type), alias: str(now, "alias") };
  };
}

/** The values stand in WITHIN GROUP. */
const isWithin = (now: Node) =>
  callName(now) === "quantile_cont" && ordersOf(now).length > 0 && list(now, "children").length === 1;

const isSeveral = ({ fraction }: Call) => fraction !== undefined && constantType(fraction) === null;

function lossOf({ name, argument }: Call, type: BoundType, notes: Notes): void {
  if (type.width <= NARROW) return;
  notes.warn(`${name} of ${columnsIn(argument)} is calculated in DOUBLE, which keeps about 15 digits.`);
}

/** The decimal with more digits after the point; null where there is no room, or DuckDB would use doubles for it. */
function wider({ width, scale }: BoundType, more: number): BoundType | null {
  return width <= NARROW && width + more <= MOST
    ? decimal(Math.max(width + more, NARROW + 1), scale + more)
    : null;
}

/** Digits after the point of a constant fraction, or of a list of them; null where they are not known. */
function decimalsOf(fraction: Node | undefined): number | null {
  if (fraction === undefined) return null;
  const items = callName(fraction) === "list_value" || str(fraction, "type") === "ARRAY_CONSTRUCTOR"
    ? nodes(fraction, "children")
    : [fraction];
  const scales = items.map((item) => {
    const type = constantType(item);
    return type === null || type.id === "DOUBLE" || numeral(node(item, "value") ?? {}, "value") === null
      ? null
      : type.scale;
  });
  return scales.includes(null) || scales.length === 0 ? null : Math.max(...scales.map((scale) => scale ?? 0));
}

function withArgument(now: Node, by: (argument: Node) => Node): Node {
  const [order] = ordersOf(now);
  if (order === undefined || !isWithin(now)) return withChild(now, 0, by);
  const expression = node(order, "expression");
  return expression === null ? now : {
    ...now,
    order_bys: { ...node(now, "order_bys"), orders: [{ ...order, expression: by(expression) }] },
  };
}

function rounded(of: Node, found: Call, scale: number): Node {
  const round = (value: Node) => call("round", [value, integer(scale)]);
  const plainly = { ...of, alias: "" };
  return {
    ...(isSeveral(found) ? each(plainly, "__value", round) : round(plainly)),
    alias: str(of, "alias"),
  };
}
