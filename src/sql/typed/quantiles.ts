/**
 * Rewrites quantiles that lie between two values. For decimals, DuckDB answers in their type: the median of 10.5 and
 * 20 is 15.2 if no value has two decimals. Here the argument gets the digits that the answer needs.
 * @module
 */
import { list, type Node, node, nodes, str } from "../tree.ts";
import { nullConstant, textConstant } from "../constant.ts";
import { type BoundType, decimal, digitsOf, isFloat, isInteger, plain } from "./bound_type.ts";
import { call, caseOf, castTo, comparison, constantType, each, integer, once, unnamed } from "./nodes.ts";
import {
  isLarge,
  isLost,
  middle,
  middleDistance,
  middleDistanceOf,
  middleOf,
  unlessLarge,
  unlessLost,
} from "./exact.ts";
import { type Fractions, fractionsOf, interpolated } from "./interpolated.ts";
import { isWrittenList } from "./made.ts";
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
import { LOST_DIGITS, type Widening } from "./widening.ts";
import { defined } from "../../lib/defined.ts";

/** Digits after the point that an answer has beyond its argument's, where that is known by the function alone. */
const MORE: ReadonlyMap<string, number> = new Map([["median", 1], ["mad", 2]]);

const LISTS: ReadonlyMap<string, string> = new Map([["list_median", "median"], ["list_mad", "mad"]]);

/** Digits of doubles that are right after a few steps. */
const RIGHT = "{:.15g}";

/** Digits of decimals whose differences doubles keep, with the headroom that columns have; and the most there are. */
const NARROW = 18;
const MOST = 38;
/** Digits of 64-bit integers. */
const LONG = 20;

/** An aggregate that interpolates, and where its argument is. */
interface QuantileCall {
  readonly name: string;
  readonly argument: Node;
  /** The argument is a list of the values. */
  readonly listed: boolean;
  readonly fraction: Node | undefined;
}

function callOf(of: Node): QuantileCall | null {
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
    if (found.name === "quantile_cont") return quantile(of, found, inner, widening, notes);
    if (isFloat(inner)) return (now) => ofDoubles(now, found, null);
    if (isInteger(inner)) {
      const long = (digitsOf(inner)?.whole ?? MOST) > LONG;
      if (long && widening === "double") {
        lossOf(found, decimal(MOST, 0), notes);
        return null;
      }
      if (widening === "none") return (now) => unlessLarge(now, found.listed);
      return exactly(found, decimal(MOST, 0));
    }
    if (!isDecimal(inner)) return null;
    if (inner.width > NARROW && !found.listed && widening !== "double") {
      if (widening === "none") {
        const double = (child: Node) => castTo(child, plain("DOUBLE"));
        return (now) => unlessLost(now, inner, ofDoubles(withChild(now, 0, double), found, null));
      }
      if (inner.scale + 2 <= MOST) return exactly(found, inner);
    }
    if (inner.width > NARROW && found.listed && widening !== "double" && inner.scale + 2 <= MOST) {
      return exactly(found, inner);
    }
    const wide = wider(inner, MORE.get(found.name) ?? 0);
    if (wide === null) lossOf(found, inner, notes);
    const to = wide ?? plain("DOUBLE");
    const target = found.listed ? { ...plain("LIST"), child: to } : to;
    return (now) => {
      const cast = withArgument(now, (argument) => castTo(argument, target));
      return wide === null ? ofDoubles(cast, found, null) : cast;
    };
  },
});

/** A quantile: in all its digits, but for windows, fractions that are calculated, and numbers that decimals do not hold. */
function quantile(
  of: Node,
  found: QuantileCall,
  inner: BoundType,
  widening: Widening,
  notes: Notes,
): ((now: Node) => Node) | null {
  const fractions = str(of, "class") === "WINDOW" ? null : fractionsOf(found.fraction);
  if (isFloat(inner)) {
    return fractions === null ? (now) => inDoubles(now, found) : (now) => ofDoubles(now, found, fractions);
  }
  const digits = digitsOf(inner);
  if (digits === null) return null;
  const more = fractions?.scale ?? 0;
  if (fractions !== null && widening !== "double" && digits.scale + more <= MOST) {
    const to = decimal(
      Math.min(MOST, Math.max(digits.whole + digits.scale + more, NARROW + 1)),
      digits.scale + more,
    );
    const target = fractions.several ? { ...plain("LIST"), child: to } : to;
    return (now) => {
      const values = found.listed ? nodes(now, "children")[0] ?? nullConstant() : ofArgument(now, "list");
      const exact = interpolated(values, decimal(MOST, digits.scale), fractions, isFalling(now));
      return { ...castTo(exact, target), alias: str(now, "alias") };
    };
  }
  const isShort = (value: Node) => isInteger(inner) ? isLarge(value) : isLost(value, inner);
  if (widening === "none") {
    return (now) => ({
      ...caseOf(
        [{ when: anyOf(now, found, isShort), then: call("error", [textConstant(LOST_DIGITS)]) }],
        inDoubles(now, found),
      ),
      alias: str(now, "alias"),
    });
  }
  notes.warn(inDouble(found));
  return (now) => inDoubles(now, found);
}

/** DuckDB's own answer of doubles: the same whatever the numbers are held as. */
function inDoubles(now: Node, { listed, fraction }: QuantileCall): Node {
  const double = plain("DOUBLE");
  const target = listed ? { ...plain("LIST"), child: double } : double;
  const answer = withArgument(now, (argument) => castTo(argument, target));
  const right = (value: Node) => castTo(call("format", [textConstant(RIGHT), value]), double);
  if (fraction === undefined) return answer;
  const single = constantType(fraction) !== null;
  // For other expressions it is not known whether they give one fraction or several.
  if (!single && !isWrittenList(fraction)) return answer;
  const plainly = unnamed(answer);
  return {
    ...(single ? right(plainly) : each(plainly, "__value", right)),
    alias: str(now, "alias"),
  };
}

/** An aggregate over the same rows as another, without its order, and over an expression of its argument. */
function ofArgument(now: Node, name: string, by = (argument: Node) => argument): Node {
  return {
    ...unnamed(now),
    function_name: name,
    children: [by(unnamed(argumentOf(now)))],
    ...defined({ order_bys: "order_bys" in now ? { type: "ORDER_MODIFIER", orders: [] } : undefined }),
  };
}

/** Whether some value satisfies `test`. */
function anyOf(now: Node, { listed }: QuantileCall, test: (value: Node) => Node): Node {
  if (!listed) return ofArgument(now, "bool_or", test);
  return call("list_aggregate", [each(argumentOf(now), "__each", test), textConstant("bool_or")]);
}

/** The quantile of doubles; if all are short, that of the decimals that they print as. */
function ofDoubles(now: Node, found: QuantileCall, fractions: Fractions | null): Node {
  const { name, listed } = found;
  const argument = argumentOf(now);
  const short = listed
    ? each(argument, "__value", shortDecimal)
    : ofArgument(now, "list", (each) => once(each, shortDecimal));
  const double = plain("DOUBLE");
  const ofShort = (): Node => {
    const type = decimal(MOST, SHORT_SCALE);
    if (fractions !== null) return interpolated(short, type, fractions, isFalling(now));
    if (str(now, "class") !== "WINDOW") return (name === "mad" ? middleDistanceOf : middleOf)(short, type);
    const more = decimal(MOST, SHORT_SCALE + (MORE.get(name) ?? 0));
    return unnamed(withArgument(now, (argument) => castTo(once(argument, shortDecimal), more)));
  };
  const several = (type: BoundType) => fractions?.several === true ? { ...plain("LIST"), child: type } : type;
  // Decimals of many digits are cast through their texts, which gives the nearest doubles.
  const value = castTo(castTo(ofShort(), several(plain("VARCHAR"))), several(double));
  const long = listed
    ? call("list_aggregate", [each(argument, "__value", longDouble), textConstant("count")])
    : ofArgument(now, "count", (each) => once(each, longDouble));
  const allShort = comparison("COMPARE_EQUAL", long, integer(0));
  const otherwise = fractions === null ? now : inDoubles(now, found);
  return { ...caseOf([{ when: allShort, then: value }], otherwise), alias: str(now, "alias") };
}

/** Medians and median deviations, without doubles. */
function exactly({ name, listed }: QuantileCall, type: BoundType): (now: Node) => Node {
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

/** The order in WITHIN GROUP goes down. */
const isFalling = (now: Node) =>
  isWithin(now) && ordersOf(now).some((order) => str(order, "type") === "DESCENDING");

function argumentOf(now: Node): Node {
  const [order] = ordersOf(now);
  const within = order === undefined || !isWithin(now) ? null : node(order, "expression");
  return within ?? nodes(now, "children")[0] ?? nullConstant();
}

const inDouble = ({ name, argument }: QuantileCall) =>
  `${name} of ${columnsIn(argument)} is calculated in DOUBLE, which keeps about 15 digits.`;

function lossOf(found: QuantileCall, type: BoundType, notes: Notes): void {
  if (type.width > NARROW) notes.warn(inDouble(found));
}

/** The decimal with more digits after the point; null where there is no room, or DuckDB would use doubles for it. */
function wider({ width, scale }: BoundType, more: number): BoundType | null {
  return width <= NARROW && width + more <= MOST
    ? decimal(Math.max(width + more, NARROW + 1), scale + more)
    : null;
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
