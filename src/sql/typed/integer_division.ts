/**
 * Rewrites `//` and `%` of decimals and doubles to mean what they mean for integers: the quotient without its
 * fraction, and the rest. DuckDB divides decimals and doubles on, to 3.5 for `7 // 2`, so that one item with `7.5`
 * would change the answer for all others.
 * @module
 */
import { type Node, nodes, str } from "../tree.ts";
import { decimal, isInteger, isNumber, plain } from "./bound_type.ts";
import { doubleConstant, nullConstant } from "../constant.ts";
import { difference, isShort } from "./float_arithmetic.ts";
import { both, call, caseOf, castTo, comparison, integer, once, onceEach, operator } from "./nodes.ts";
import { callName, columnsIn, type Rewrite } from "./rewrite.ts";
import { MOST_DIGITS, type Units, unitsOf } from "./units.ts";
import type { Widening } from "./widening.ts";

const QUOTIENTS: ReadonlySet<string> = new Set(["//"]);
const RESTS: ReadonlySet<string> = new Set(["%"]);
/** Macros of DuckDB's, which calculate in doubles: the quotient rounded down, and what that leaves. */
const FLOORED: ReadonlySet<string> = new Set(["fdiv", "fmod"]);

/** A quotient of decimals of up to 15 digits that is no integer is further from one than this, relatively. */
const NEAR = "4.5e-16";

/** Integer division and what it leaves. */
export const integerDivision = (widening: Widening): Rewrite => ({
  wants(of, world) {
    const children = nodes(of, "children");
    const name = callName(of);
    if (children.length !== 2) return [];
    if (FLOORED.has(name)) return children;
    return (QUOTIENTS.has(name) || RESTS.has(name)) &&
        (world.decimals || world.floats || widening !== "none" ||
          children.some((child) => str(child, "class") !== "COLUMN_REF"))
      ? children
      : [];
  },
  rewrite(of, typeOf, notes) {
    const [left, right] = nodes(of, "children").map(typeOf);
    if (left === undefined || right === undefined || left === null || right === null) return null;
    if (!isNumber(left) || !isNumber(right)) return null;
    const by = waysOf(callName(of));
    const units = unitsOf(left, right);
    const lossy = units !== null && units.mayOverflow && widening === "double";
    if (units !== null && !lossy) {
      // DuckDB's own is exact, but of the least whole number of 64 bits and -1.
      const whole = isInteger(left) && isInteger(right);
      if (whole && widening === "none" && !FLOORED.has(callName(of))) return null;
      if (!whole && RESTS.has(callName(of)) && units.sharedDigits <= MOST_DIGITS) return null;
    }
    if (lossy) {
      const what = QUOTIENTS.has(callName(of)) ? "A whole quotient" : "The rest of a quotient";
      notes.warn(
        `${what} of ${columnsIn(of) || "numbers"} is calculated in DOUBLE, which keeps about 15 digits.`,
      );
    }
    return (now) => {
      const [a, b] = nodes(now, "children");
      if (a === undefined || b === undefined) return now;
      if (units !== null && !lossy) return { ...by.exactly(a, b, units), alias: str(now, "alias") };
      const made = onceEach([a, b], ([dividend, divisor]) => by.inDoubles(dividend, divisor), "__divided");
      return { ...made, alias: str(now, "alias") };
    };
  },
});

/** How a quotient or what it leaves is calculated. */
interface Ways {
  inDoubles(a: Node, b: Node): Node;
  exactly(a: Node, b: Node, units: Units): Node;
}

function waysOf(name: string): Ways {
  if (QUOTIENTS.has(name)) {
    return {
      inDoubles: floatQuotient,
      exactly: (a, b, units) => operator("//", units.of(a, units.left), units.of(b, units.right)),
    };
  }
  if (RESTS.has(name)) {
    return {
      inDoubles: floatRest,
      exactly: (a, b, units) => units.back(operator("%", units.of(a, units.left), units.of(b, units.right))),
    };
  }
  const quotient = name === "fdiv";
  return {
    inDoubles: quotient ? flooredQuotient : flooredRest,
    exactly: (a, b, units) => {
      const made = onceEach([units.of(a, units.left), units.of(b, units.right)], ([dividend, divisor]) => {
        const rest = operator("%", dividend, divisor);
        const one = caseOf([{ when: isFurther(rest, divisor), then: integer(1) }], integer(0));
        return quotient
          ? operator("-", operator("//", dividend, divisor), one)
          : flooredOf(dividend, divisor);
      }, "__divided");
      return quotient ? made : units.back(made);
    },
  };
}

const double = (of: Node) => castTo(of, plain("DOUBLE"));
const quotientOf = (a: Node, b: Node) =>
  operator("/", double(a), call("nullif", [double(b), doubleConstant("0")]));

/** What is made of numbers that are neither infinite nor none. */
function ofFinite(a: Node, b: Node, made: Node, otherwise: Node): Node {
  const isFinite = (of: Node) => call("isfinite", [double(of)]);
  return caseOf([{ when: both(isFinite(a), isFinite(b)), then: made }], otherwise);
}

/** Whether a quotient is an integer, except for the error of doubles. */
function isWhole(quotient: Node): Node {
  return comparison(
    "COMPARE_LESSTHANOREQUALTO",
    call("abs", [operator("-", quotient, call("round", [quotient]))]),
    operator("*", call("abs", [quotient]), doubleConstant(NEAR)),
  );
}

function floatQuotient(a: Node, b: Node): Node {
  const quotient = quotientOf(a, b);
  const near = caseOf(
    [{ when: isWhole(quotient), then: call("round", [quotient]) }],
    call("trunc", [quotient]),
  );
  return wholeQuotient(a, b, "//", near);
}

/** Whether a quotient is further from a whole number than its error: most are, and reading texts takes long. */
function isClear(quotient: Node): Node {
  return both(
    comparison("COMPARE_LESSTHAN", call("abs", [quotient]), doubleConstant("1e12")),
    comparison(
      "COMPARE_GREATERTHAN",
      call("abs", [operator("-", quotient, call("round", [quotient]))]),
      doubleConstant("1e-3"),
    ),
  );
}

/** A quotient without the error of doubles: of whole numbers, and of decimals in their units. */
function wholeQuotient(a: Node, b: Node, name: string, near: Node): Node {
  const [x, y] = [double(a), double(b)];
  const rest = name === "fdiv" ? flooredOf(x, y) : operator("%", x, y);
  const ofWhole = call("round", [operator("/", operator("-", x, rest), y)]);
  const ofTexts = (x: Node, y: Node) => {
    const units = unitsOf(IN_TEXT, IN_TEXT);
    return units === null ? near : waysOf(name).exactly(x, y, units);
  };
  return caseOf([
    { when: comparison("COMPARE_EQUAL", y, doubleConstant("0")), then: nullConstant() },
    { when: both(hasNoFraction(a), hasNoFraction(b)), then: ofWhole },
    { when: isClear(quotientOf(a, b)), then: call(name === "fdiv" ? "floor" : "trunc", [quotientOf(a, b)]) },
  ], ofFinite(a, b, asTexts(a, b, ofTexts, near), near));
}

const hasNoFraction = (of: Node) => comparison("COMPARE_EQUAL", double(of), call("trunc", [double(of)]));

/** What is left, of doubles whose texts are decimals of so many digits: in those, which have it exactly. */
function asTexts(a: Node, b: Node, restOf: (x: Node, y: Node) => Node, otherwise: Node): Node {
  const inText = (of: Node) => castTo(castTo(double(of), plain("VARCHAR")), IN_TEXT, true);
  const holds = (of: Node, text: Node) => comparison("COMPARE_EQUAL", double(text), double(of));
  return onceEach(
    [inText(a), inText(b)],
    ([x, y]) => caseOf([{ when: both(holds(a, x), holds(b, y)), then: double(restOf(x, y)) }], otherwise),
    "__texts",
  );
}

/** It has 23 digits before the point. */
const IN_TEXT = decimal(38, 15);

function floatRest(a: Node, b: Node): Node {
  const rest = operator("%", double(a), double(b));
  const near = caseOf(
    [{ when: both(both(isShort(a), isShort(b)), isWhole(quotientOf(a, b))), then: doubleConstant("0") }],
    difference(a, b, call("trunc", [quotientOf(a, b)]), rest),
  );
  return caseOf([
    { when: comparison("COMPARE_EQUAL", double(b), doubleConstant("0")), then: nullConstant() },
    // DuckDB's rest is exact of whole numbers, and of fractions of more digits than are meant as decimals.
    { when: both(hasNoFraction(a), hasNoFraction(b)), then: rest },
  ], ofFinite(a, b, asTexts(a, b, (x, y) => operator("%", x, y), near), rest));
}

function flooredQuotient(a: Node, b: Node): Node {
  const quotient = quotientOf(a, b);
  const near = caseOf(
    [{ when: isWhole(quotient), then: call("round", [quotient]) }],
    call("floor", [quotient]),
  );
  return wholeQuotient(a, b, "fdiv", near);
}

function flooredRest(a: Node, b: Node): Node {
  const quotient = quotientOf(a, b);
  const rest = difference(double(a), call("floor", [quotient]), double(b));
  const near = caseOf([{ when: isWhole(quotient), then: doubleConstant("0") }], rest);
  return ofFinite(a, b, asTexts(a, b, flooredOf, near), flooredOf(double(a), double(b)));
}

/** What a quotient that is rounded down leaves: of the divisor's sign. */
function flooredOf(dividend: Node, divisor: Node): Node {
  return once(operator("%", dividend, divisor), (rest) => {
    const further = isFurther(rest, divisor);
    return caseOf([{ when: further, then: operator("+", rest, divisor) }], rest);
  }, "__rest");
}

/** Whether a quotient with this rest is above the one that is rounded down. */
function isFurther(rest: Node, divisor: Node): Node {
  const isBelow = (of: Node) => comparison("COMPARE_LESSTHAN", of, integer(0));
  return both(
    comparison("COMPARE_NOTEQUAL", rest, integer(0)),
    comparison("COMPARE_NOTEQUAL", isBelow(rest), isBelow(divisor)),
  );
}
