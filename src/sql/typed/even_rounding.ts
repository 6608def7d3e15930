/**
 * `round_even(x, n)`: what is half-way between two goes to the even one, of the decimals that the numbers are. DuckDB
 * asks doubles whether they are half-way, and takes 1.005 to 1.01.
 * @module
 */
import { doubleConstant } from "../constant.ts";
import { type Node, nodes, str } from "../tree.ts";
import { isNumber, plain } from "./bound_type.ts";
import { product } from "./float_arithmetic.ts";
import { call, caseOf, castTo, comparison, integer, once, operator, unnamed } from "./nodes.ts";
import { callName, type Rewrite } from "./rewrite.ts";

/** Powers of ten up to this one are doubles. */
const POWERS = 22;

/** Rounding to even. */
export const evenRounding: Rewrite = {
  wants(of) {
    const children = nodes(of, "children");
    return ["round_even", "roundbankers"].includes(callName(of)) && children.length === 2 ? children : [];
  },
  rewrite(of, typeOf) {
    const [type, places] = nodes(of, "children").map(typeOf);
    if (type === undefined || type === null || !isNumber(type)) return null;
    if (places === undefined || places === null || !isNumber(places)) return null;
    return (now) => {
      const [value, by] = nodes(now, "children").map(unnamed);
      if (value === undefined || by === undefined) return now;
      const rounded = once(
        castTo(value, plain("DOUBLE")),
        (each) => once(castTo(by, plain("INTEGER")), (digits) => evenly(each, digits), "__digits"),
      );
      return { ...rounded, alias: str(now, "alias") };
    };
  },
};

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
    const none = comparison("COMPARE_GREATERTHAN", digits, integer(POWERS));
    const back = caseOf(
      [{ when: finer, then: operator("/", whole, power) }],
      operator("*", whole, power),
    );
    return caseOf([{ when: exact, then: value }, { when: none, then: value }], back);
  }, "__units");
}
