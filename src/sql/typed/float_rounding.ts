/**
 * Rewrites `round(x, n)` of doubles, so that it rounds the decimal that the double prints as. DuckDB rounds the
 * double 1.005 to 1, but the decimal to 1.01.
 * @module
 */
import { doubleConstant, EXACT_POWERS } from "../constant.ts";
import { nodes, str } from "../tree.ts";
import { isFloat, isNumber, plain } from "./bound_type.ts";
import { product } from "./float_arithmetic.ts";
import { both, call, caseOf, castTo, comparison, integer, operator, unnamed } from "./nodes.ts";
import { callName, type Rewrite } from "./rewrite.ts";

/** Roundings of doubles to digits after the point. */
export const floatRounding: Rewrite = {
  wants(of, world) {
    const children = nodes(of, "children");
    return world.floats && ["round", "trunc"].includes(callName(of)) && children.length === 2 ? children : [];
  },
  rewrite(of, typeOf) {
    const [type, places] = nodes(of, "children").map(typeOf);
    if (type === undefined || type === null || !isFloat(type)) return null;
    if (places === undefined || places === null || !isNumber(places)) return null;
    return (now) => {
      const [value, by] = nodes(now, "children").map(unnamed);
      if (value === undefined || by === undefined) return now;
      const digits = castTo(by, plain("INTEGER"));
      const power = call("pow", [doubleConstant("10"), digits]);
      const shifted = product(value, power);
      const after = both(
        comparison("COMPARE_GREATERTHAN", digits, integer(0)),
        comparison("COMPARE_LESSTHANOREQUALTO", digits, integer(EXACT_POWERS)),
      );
      const fits = comparison("COMPARE_LESSTHAN", call("abs", [shifted]), doubleConstant("9e15"));
      const then = operator("/", call(callName(now), [shifted]), power);
      // Doubles from there on have no digits so far after the point.
      const checks = [{ when: both(after, fits), then }, { when: after, then: value }];
      return { ...caseOf(checks, now), alias: str(now, "alias") };
    };
  },
};
