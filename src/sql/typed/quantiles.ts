/**
 * Quantiles between two values. DuckDB gives those of decimals in the type of the decimals, so the median of 10.5 and
 * 20 comes out as 15.2 where no other value has two decimals. The argument gets the digits that the answer needs.
 * @module
 */
import { list, type Node, node, nodes, numeral, str } from "../tree.ts";
import { type BoundType, decimal, plain } from "./bound_type.ts";
import { call, castTo, constantType, each, integer } from "./nodes.ts";
import { middle, unlessLost } from "./exact.ts";
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
  wants(of, world) {
    const found = str(of, "class") === "FUNCTION" || str(of, "class") === "WINDOW" ? callOf(of) : null;
    return found === null || !(world.decimals || world.json || world.nested) ? [] : [found.argument];
  },
  rewrite(of, typeOf, notes) {
    const found = callOf(of);
    if (found === null) return null;
    const type = typeOf(found.argument);
    const inner = found.listed ? type?.child ?? null : type;
    if (!isDecimal(inner)) return null;
    if (inner.width > NARROW && !found.listed && widening !== "double") {
      const plainly = found.argument === nodes(of, "children")[0];
      if (plainly && widening === "none") {
        const double = (child: Node) => castTo(child, plain("DOUBLE"));
        return (now) => unlessLost(now, inner, withChild(now, 0, double));
      }
      if (found.name === "median" && inner.scale < MOST) return (now) => middle(now, inner);
    }
    const more = MORE.get(found.name) ?? decimalsOf(found.fraction);
    const guard = found.name === "quantile_cont" ? GUARD : 0;
    const wide = more === null ? null : wider(inner, more + guard);
    if (wide === null) lossOf(found, inner, notes);
    const to = wide ?? plain("DOUBLE");
    const target = found.listed ? { ...plain("LIST"), child: to } : to;
    return (now) => {
      const cast = withArgument(now, (argument) => castTo(argument, target));
      return wide === null || guard === 0 || more === null ? cast : rounded(cast, found, inner.scale + more);
    };
  },
});

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
  if (callName(now) !== "quantile_cont" || order === undefined || list(now, "children").length > 1) {
    return withChild(now, 0, by);
  }
  const expression = node(order, "expression");
  return expression === null ? now : {
    ...now,
    order_bys: { ...node(now, "order_bys"), orders: [{ ...order, expression: by(expression) }] },
  };
}

function rounded(of: Node, { fraction }: Call, scale: number): Node {
  const several = fraction !== undefined && constantType(fraction) === null;
  const round = (value: Node) => call("round", [value, integer(scale)]);
  const plainly = { ...of, alias: "" };
  return { ...(several ? each(plainly, "__value", round) : round(plainly)), alias: str(of, "alias") };
}
