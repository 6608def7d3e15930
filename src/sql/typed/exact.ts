/**
 * Builds aggregates (averages, deviations, medians) over numbers with more digits than doubles keep.
 * @module
 */
import { doubleConstant, nullConstant, textConstant } from "../constant.ts";
import { type Node, nodes, str } from "../tree.ts";
import { type BoundType, decimal, plain } from "./bound_type.ts";
import {
  call,
  caseOf,
  castTo,
  comparison,
  each,
  integer,
  isThere,
  lambda,
  once,
  onceEach,
  operator,
  unnamed,
} from "./nodes.ts";
import { callName } from "./rewrite.ts";
import { canWrap, checkedSum } from "./sums.ts";
import { LOST_DIGITS } from "./widening.ts";

/** Digits after the point to which a quotient below the number of rows is right. */
export const KEPT = 15;

/** From this number on, doubles cannot hold every quarter. */
const LARGE = "2251799813685248";

/** The aggregate over the same rows, by another name and of another argument. */
function beside(now: Node, name: string, argument: (child: Node) => Node): Node {
  const [first] = nodes(now, "children");
  return { ...unnamed(now), children: first === undefined ? [] : [argument(first)], function_name: name };
}

/** Whether a number is not the shortest text of a double. */
export function isLost(value: Node, type: BoundType): Node {
  const kept = castTo(castTo(castTo(value, plain("DOUBLE")), plain("VARCHAR")), type, true);
  return comparison("COMPARE_DISTINCT_FROM", kept, value);
}

/** The aggregate of a list, or an error where some number in it is not the shortest text of a double. */
export function unlessLostInList(now: Node, type: BoundType): Node {
  const [first = nullConstant(), ...others] = nodes(now, "children");
  return {
    ...once(unnamed(first), (values) => {
      const lost = each(values, "__each", (value) => isLost(value, type));
      return caseOf([{
        when: call("list_aggregate", [lost, textConstant("bool_or")]),
        then: call("error", [textConstant(LOST_DIGITS)]),
      }], { ...unnamed(now), children: [values, ...others] });
    }, "__values"),
    alias: str(now, "alias"),
  };
}

/** The call, or an error where some number is not the shortest text of a double. */
export function unlessLost(now: Node, type: BoundType, made: Node = now): Node {
  const lost = beside(now, "bool_or", (child) => isLost(child, type));
  const value = ["avg", "mean"].includes(callName(now)) && canWrap(type) ? checkedSum(now, type) : made;
  return {
    ...caseOf([{ when: lost, then: call("error", [textConstant(LOST_DIGITS)]) }], value),
    alias: str(now, "alias"),
  };
}

/** sum / count, whole numbers and the rest apart. */
export function average(now: Node, type: BoundType): Node {
  const sum = checkedSum(beside(now, "sum", (child) => child), type);
  const count = beside(now, "count", (child) => child);
  const to = decimal(38, KEPT);
  return {
    ...onceEach([sum, count], ([total, rows]) => {
      const whole = castTo(call("trunc", [total]), plain("HUGEINT"));
      const fraction = operator("-", total, castTo(whole, decimal(38, type.scale)));
      const rest = operator(
        "/",
        operator("+", castTo(operator("%", whole, rows), plain("DOUBLE")), castTo(fraction, plain("DOUBLE"))),
        castTo(rows, plain("DOUBLE")),
      );
      return operator("+", castTo(operator("//", whole, rows), to), castTo(rest, to));
    }),
    alias: str(now, "alias"),
  };
}

/** sum / count of numbers with many digits after the point, as near as doubles get. */
export function nearAverage(now: Node, type: BoundType): Node {
  const double = (of: Node) => castTo(of, plain("DOUBLE"));
  const count = double(beside(now, "count", (child) => child));
  const sum = double(checkedSum(beside(now, "sum", (child) => child), type));
  return {
    ...operator("/", sum, call("nullif", [count, doubleConstant("0")])),
    alias: str(now, "alias"),
  };
}

/** The deviation, calculated from differences to the least number: these are exact, and have the same deviation. */
export function deviation(now: Node): Node {
  const numbers = beside(now, "list", (child) => child);
  const least = beside(now, "min", (child) => child);
  return {
    ...onceEach([numbers, least], ([values, from]) =>
      call("list_aggregate", [
        each(values, "__each", (value) => castTo(operator("-", value, from), plain("DOUBLE"))),
        textConstant(callName(now)),
      ])),
    alias: str(now, "alias"),
  };
}

/** The median: of the sorted numbers the middle one, or the mean of the two in the middle. */
export function middle(now: Node, type: BoundType): Node {
  return { ...middleOf(beside(now, "list", (child) => child), type), alias: str(now, "alias") };
}

/** The same of a list. */
export function middleOf(values: Node, { scale }: BoundType, name = "__both"): Node {
  const to = decimal(38, scale + 1);
  const there = call("list_filter", [values, lambda("__each", isThere)]);
  const sorted = call("list_sort", [there]);
  return onceEach([sorted, integer(2)], ([values, two]) => {
    const count = call("len", [values]);
    const at = (more: number) =>
      castTo(call("list_extract", [values, operator("//", operator("+", count, integer(more)), two)]), to);
    // 0.5 as a decimal: the product is exact.
    const half = castTo(textConstant("0.5"), decimal(2, 1));
    const [low, high] = [at(1), at(2)];
    const between = castTo(operator("*", operator("-", high, low), half), to);
    return operator("+", low, between);
  }, name);
}

/** The median of the distances from the median. */
export function middleDistance(now: Node, type: BoundType): Node {
  return { ...middleDistanceOf(beside(now, "list", (child) => child), type), alias: str(now, "alias") };
}

/** The same of a list. */
export function middleDistanceOf(values: Node, type: BoundType): Node {
  const to = decimal(38, type.scale + 1);
  return once(values, (all) =>
    onceEach([all, middleOf(all, type, "__inner")], ([values, from]) =>
      middleOf(
        each(values, "__far", (value) => call("abs", [operator("-", castTo(value, to), from)])),
        to,
        "__inner",
      )), "__values");
}

/** Whether an integer is so large that doubles hold no fraction between it and the next. */
export function isLarge(value: Node): Node {
  return comparison(
    "COMPARE_GREATERTHAN",
    call("abs", [castTo(value, plain("HUGEINT"))]),
    doubleConstant(LARGE),
  );
}

/** The call, or an error if some integer is so large that doubles hold no fraction between two. */
export function unlessLarge(now: Node, listed: boolean): Node {
  const [first = nullConstant()] = nodes(now, "children");
  const large = listed
    ? call("list_aggregate", [each(unnamed(first), "__each", isLarge), textConstant("bool_or")])
    : beside(now, "bool_or", isLarge);
  return {
    ...caseOf([{ when: large, then: call("error", [textConstant(LOST_DIGITS)]) }], now),
    alias: str(now, "alias"),
  };
}
