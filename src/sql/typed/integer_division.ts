/**
 * `//` and `%` mean for decimals and doubles what they mean for whole numbers: the quotient without its fraction, and
 * what is left of the dividend. DuckDB divides decimals and doubles on, to 3.5 for `7 // 2`, so that one item with
 * `7.5` would change the answer for all others.
 * @module
 */
import { type Node, nodes, str } from "../tree.ts";
import { type BoundType, isFloat, isInteger, isNumber, plain } from "./bound_type.ts";
import { doubleConstant, nullConstant } from "../constant.ts";
import { difference, isShort } from "./float_arithmetic.ts";
import { both, call, caseOf, castTo, comparison, integer, onceEach, operator } from "./nodes.ts";
import { callName, type Rewrite } from "./rewrite.ts";

const QUOTIENTS: ReadonlySet<string> = new Set(["//"]);
const RESTS: ReadonlySet<string> = new Set(["%"]);
/** Macros of DuckDB's, of doubles: the quotient rounded down, and what that leaves. */
const FLOORED: ReadonlySet<string> = new Set(["fdiv", "fmod"]);

/** Quotients of decimals of up to 15 digits that are no whole numbers are further from them than this, in parts. */
const NEAR = "4.5e-16";

/** Integer division and what it leaves. */
export const integerDivision: Rewrite = {
  wants(of, world) {
    const children = nodes(of, "children");
    const name = callName(of);
    return children.length === 2 && (QUOTIENTS.has(name) || RESTS.has(name) || FLOORED.has(name)) &&
        (world.decimals || world.floats || children.some((child) => str(child, "class") !== "COLUMN_REF"))
      ? children
      : [];
  },
  rewrite(of, typeOf) {
    const [left, right] = nodes(of, "children").map(typeOf);
    if (left === undefined || right === undefined || left === null || right === null) return null;
    if (!isNumber(left) || !isNumber(right) || (isInteger(left) && isInteger(right))) return null;
    const quotient = QUOTIENTS.has(callName(of));
    const float = isFloat(left) || isFloat(right);
    const floored = FLOORED.has(callName(of));
    if (!quotient && !float && !floored) return null;
    return (now) => {
      const [a, b] = nodes(now, "children");
      if (a === undefined || b === undefined) return now;
      const by = floored
        ? (callName(of) === "fdiv" ? flooredQuotient : flooredRest)
        : quotient
        ? (float ? floatQuotient : (a: Node, b: Node) => exactQuotient(a, b, left, right))
        : floatRest;
      // They need both several times: what is dear, or another each time, must stand once.
      const made = [a, b].every(isCheap)
        ? by(a, b)
        : onceEach([a, b], ([dividend, divisor]) => by(dividend, divisor), "__divided");
      return { ...made, alias: str(now, "alias") };
    };
  },
};

/** Of decimals: what is left is exact, and the difference a multiple of the divisor. */
function exactQuotient(a: Node, b: Node, left: BoundType, right: BoundType): Node {
  const whole = plain("HUGEINT");
  if (left.scale === 0 && right.scale === 0) return operator("//", castTo(a, whole), castTo(b, whole));
  const multiple = operator("-", a, operator("%", a, b));
  return castTo(call("round", [operator("/", multiple, call("nullif", [b, integer(0)]))]), whole);
}

const double = (of: Node) => castTo(of, plain("DOUBLE"));
const quotientOf = (a: Node, b: Node) =>
  operator("/", double(a), call("nullif", [double(b), doubleConstant("0")]));

const isCheap = (of: Node) => ["COLUMN_REF", "CONSTANT"].includes(str(of, "class"));

/** Whether a quotient is a whole number but for what doubles lose. */
function isWhole(quotient: Node): Node {
  return comparison(
    "COMPARE_LESSTHANOREQUALTO",
    call("abs", [operator("-", quotient, call("round", [quotient]))]),
    operator("*", call("abs", [quotient]), doubleConstant(NEAR)),
  );
}

function floatQuotient(a: Node, b: Node): Node {
  const quotient = quotientOf(a, b);
  return caseOf([{ when: isWhole(quotient), then: call("round", [quotient]) }], call("trunc", [quotient]));
}

const hasNoFraction = (of: Node) => comparison("COMPARE_EQUAL", double(of), call("trunc", [double(of)]));

function floatRest(a: Node, b: Node): Node {
  const rest = operator("%", double(a), double(b));
  return caseOf([
    { when: comparison("COMPARE_EQUAL", double(b), doubleConstant("0")), then: nullConstant() },
    // DuckDB's rest is exact of whole numbers, and of fractions of more digits than are meant as decimals.
    { when: both(hasNoFraction(a), hasNoFraction(b)), then: rest },
    { when: both(both(isShort(a), isShort(b)), isWhole(quotientOf(a, b))), then: doubleConstant("0") },
  ], difference(a, b, call("trunc", [quotientOf(a, b)]), rest));
}

const plainQuotient = (a: Node, b: Node) => operator("/", double(a), double(b));

function flooredQuotient(a: Node, b: Node): Node {
  const quotient = plainQuotient(a, b);
  return caseOf([{ when: isWhole(quotient), then: call("round", [quotient]) }], call("floor", [quotient]));
}

function flooredRest(a: Node, b: Node): Node {
  const quotient = plainQuotient(a, b);
  const rest = difference(double(a), call("floor", [quotient]), double(b));
  return caseOf([{ when: isWhole(quotient), then: doubleConstant("0") }], rest);
}
