/**
 * Checks sums of 128-bit numbers. DuckDB adds the sums of its threads and batches without a check for overflow, so a
 * sum of wide numbers can wrap round. A sum of doubles beside it shows whether it did.
 * @module
 */
import { doubleConstant, textConstant } from "../constant.ts";
import { type Node, nodes, str, walk } from "../tree.ts";
import { type BoundType, digitsOf, plain } from "./bound_type.ts";
import { call, caseOf, castTo, comparison, unnamed } from "./nodes.ts";
import { callName, columnsIn, type Rewrite, withChild } from "./rewrite.ts";
import { SUM_OVERFLOW, type Widening } from "./widening.ts";

const ADDING: ReadonlySet<string> = new Set(["sum", "avg", "mean"]);

/** Sums of numbers with so many digits cannot wrap in a table of any size. */
const SAFE_DIGITS = 28;

/** Whether an expression over narrow columns may be wide: a product, or a cast. */
export function mayBeWide(of: Node | undefined, decimals: boolean): boolean {
  let found = false;
  walk(of ?? {}, (each) => {
    found ||= str(each, "class") === "CAST" || (decimals && callName(each) === "*");
    return !found;
  });
  return found;
}

/** Sums and averages that could wrap round. */
export const sums = (widening: Widening): Rewrite => ({
  wants(of, world) {
    const children = nodes(of, "children");
    if (!ADDING.has(callName(of)) || children.length !== 1) return [];
    return world.wide || mayBeWide(children[0], world.decimals) ? children : [];
  },
  rewrite(of, typeOf, notes) {
    const type = typeOf(nodes(of, "children")[0]);
    if (type === null || !canWrap(type)) return null;
    if (callName(of) === "sum" || widening !== "double") return (now) => checkedSum(now, type);
    notes.warn(`${callName(of)} of ${columnsIn(of)} is calculated in DOUBLE, which keeps about 15 digits.`);
    return (now) => withChild(now, 0, (child) => castTo(child, plain("DOUBLE")));
  },
});

/** The sum or average, or an error where it wrapped round. */
export function checkedSum(now: Node, type: BoundType): Node {
  const approximate = withChild(unnamed(now), 0, (child) => castTo(child, plain("DOUBLE")));
  const sum = { ...approximate, function_name: "sum" };
  const limit = doubleConstant(`1.0000000001e${38 - (digitsOf(type)?.scale ?? 0)}`);
  return {
    ...caseOf(
      [{
        when: comparison("COMPARE_GREATERTHANOREQUALTO", call("abs", [sum]), limit),
        then: call("error", [textConstant(SUM_OVERFLOW)]),
      }],
      now,
    ),
    alias: str(now, "alias"),
  };
}

/** Whether sums of numbers of the type could wrap round. */
export function canWrap(type: BoundType): boolean {
  const digits = digitsOf(type);
  return digits !== null && digits.whole + digits.scale > SAFE_DIGITS;
}
