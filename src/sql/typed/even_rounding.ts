/**
 * Rewrites `round_even(x, n)`, so that it decides by decimals whether a number is half-way between two. DuckDB
 * decides by doubles, and rounds 1.005 to 1.01. Exact numbers are rounded without doubles if the number of digits is
 * a constant.
 * @module
 */
import { doubleConstant, EXACT_POWERS } from "../constant.ts";
import { type Node, node, nodes, numeral, str } from "../tree.ts";
import { type BoundType, decimal, digitsOf, isFloat, isInteger, isNumber, plain } from "./bound_type.ts";
import { product } from "./float_arithmetic.ts";
import {
  both,
  call,
  caseOf,
  castTo,
  comparison,
  constantType,
  integer,
  once,
  operator,
  text,
  unnamed,
} from "./nodes.ts";
import { callName, columnsIn, type Rewrite } from "./rewrite.ts";
import { MOST_DIGITS } from "./units.ts";

/** Rounding to even. */
export const evenRounding: Rewrite = {
  wants(of) {
    const children = nodes(of, "children");
    return ["round_even", "roundbankers"].includes(callName(of)) && children.length === 2 ? children : [];
  },
  rewrite(of, typeOf, notes) {
    const [type, places] = nodes(of, "children").map(typeOf);
    if (type === undefined || type === null || !isNumber(type)) return null;
    if (places === undefined || places === null || !isNumber(places)) return null;
    const digits = writtenDigits(nodes(of, "children")[1]);
    const exact = !isFloat(type);
    if (exact && digits === null) {
      notes.warn(`${callName(of)} of ${columnsIn(of)} is calculated in DOUBLE, which keeps about 15 digits.`);
    }
    return (now) => {
      const [value, by] = nodes(now, "children").map(unnamed);
      if (value === undefined || by === undefined) return now;
      if (exact && digits !== null) {
        return { ...exactly(value, type, digits), alias: str(now, "alias") };
      }
      const rounded = once(
        castTo(value, plain("DOUBLE")),
        (each) => once(castTo(by, plain("INTEGER")), (digits) => evenly(each, digits), "__digits"),
      );
      return { ...rounded, alias: str(now, "alias") };
    };
  },
};

/** The digits after the point that a call asks for, if they are written down: `2`, `-1`. */
export function writtenDigits(of: Node | undefined): number | null {
  if (of === undefined) return null;
  const [negated, ...others] = callName(of) === "-" ? nodes(of, "children") : [];
  if (negated !== undefined && others.length === 0) {
    const digits = writtenDigits(negated);
    return digits === null ? null : -digits;
  }
  const value = node(of, "value");
  const type = constantType(of);
  const written = value === null || type === null || !isInteger(type) ? null : numeral(value, "value");
  return written === null ? null : Number(written);
}

/** Of two neighbours as far from the number as each other, the even one; else the nearer one. */
function exactly(value: Node, type: BoundType, digits: number): Node {
  const { whole, scale } = digitsOf(type) ?? { whole: 0, scale: 0 };
  if (digits >= scale) return value;
  const places = integer(digits);
  // Nothing is half-way there, and the unit may have more digits than there are.
  if (-digits > Math.min(whole, MOST_DIGITS - 1)) {
    return castTo(call("round", [value, places]), plain("HUGEINT"));
  }
  // DuckDB's own loses what is carried over: 99 becomes 0 in DECIMAL(2,0).
  const roomy = isInteger(type) ? plain("HUGEINT") : decimal(Math.min(MOST_DIGITS, whole + scale + 1), scale);
  return once(castTo(value, roomy), (each) => {
    const [near, low] = [call("round", [each, places]), call("trunc", [each, places])];
    const halfway = digits >= 0
      ? castTo(text(`0.${"0".repeat(digits)}5`), decimal(digits + 1, digits + 1))
      : castTo(text(`5${"0".repeat(-digits - 1)}`), decimal(-digits, 0));
    // The nearest may have one digit more than there is room for beside a fraction.
    const half = comparison("COMPARE_EQUAL", call("abs", [operator("-", each, low)]), halfway);
    const pair = digits > 0
      ? castTo(text(`0.${"0".repeat(digits - 1)}2`), decimal(digits + 1, digits))
      : castTo(text(`2${"0".repeat(-digits)}`), decimal(1 - digits, 0));
    const even = comparison("COMPARE_EQUAL", operator("%", low, pair), integer(0));
    return caseOf([{ when: both(half, even), then: low }], near);
  });
}

function evenly(value: Node, digits: Node): Node {
  const power = call("pow", [doubleConstant("10"), call("abs", [digits])]);
  const finer = comparison("COMPARE_GREATERTHAN", digits, integer(0));
  const shifted = caseOf([{ when: finer, then: product(value, power) }], operator("/", value, power));
  return once(shifted, (units) => {
    const below = call("floor", [units]);
    const half = comparison("COMPARE_EQUAL", operator("-", units, below), doubleConstant("0.5"));
    const even = operator("*", call("round", [operator("/", units, integer(2))]), integer(2));
    const whole = caseOf([{ when: half, then: even }], call("round", [units]));
    // Doubles from here on have no fraction.
    const exact = comparison("COMPARE_GREATERTHANOREQUALTO", call("abs", [units]), doubleConstant("9e15"));
    const none = comparison("COMPARE_GREATERTHAN", digits, integer(EXACT_POWERS));
    const back = caseOf(
      [{ when: finer, then: operator("/", whole, power) }],
      operator("*", whole, power),
    );
    return caseOf([{ when: exact, then: value }, { when: none, then: value }], back);
  }, "__units");
}
