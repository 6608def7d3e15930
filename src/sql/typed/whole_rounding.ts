/**
 * Rewrites `floor`, `ceil` and `even` of exact numbers: DuckDB makes doubles of integers there (for `even`, of all
 * numbers), which changes the last digits of numbers beyond 2^53. `round` to tens, hundreds, … loses what is carried
 * over.
 * @module
 */
import { type Node, nodes, str } from "../tree.ts";
import { type BoundType, decimal, digitsOf, isInteger, plain } from "./bound_type.ts";
import { writtenDigits } from "./even_rounding.ts";
import { call, caseOf, castTo, comparison, integer, onceEach, operator, unnamed } from "./nodes.ts";
import { callName, type Rewrite, withChild } from "./rewrite.ts";
import { MOST_DIGITS } from "./units.ts";

const TO_WHOLE: ReadonlySet<string> = new Set(["floor", "ceil", "ceiling"]);

/** Roundings of exact numbers to whole ones. */
export const wholeRounding: Rewrite = {
  wants(of) {
    const children = nodes(of, "children");
    if (callName(of) === "round") return children.length === 2 ? children.slice(0, 1) : [];
    return children.length === 1 && (TO_WHOLE.has(callName(of)) || callName(of) === "even") ? children : [];
  },
  rewrite(of, typeOf) {
    const type = typeOf(nodes(of, "children")[0]);
    if (type === null || digitsOf(type) === null) return null;
    if (callName(of) === "round") return roomy(of, type);
    // DuckDB's own of decimals is exact.
    if (TO_WHOLE.has(callName(of)) && !isInteger(type)) return null;
    return (now) => {
      const [value] = nodes(now, "children").map(unnamed);
      if (value === undefined) return now;
      const whole = plain("HUGEINT");
      const made = TO_WHOLE.has(callName(of)) ? value : onceEach([value], ([each]) => {
        // Away from zero; what is then odd is one away from even.
        const isBelow = comparison("COMPARE_LESSTHAN", each, integer(0));
        const rounded = isInteger(type)
          ? each
          : caseOf([{ when: isBelow, then: call("floor", [each]) }], call("ceil", [each]));
        const units = castTo(rounded, whole);
        return operator("+", units, operator("%", units, integer(2)));
      });
      return { ...made, alias: str(now, "alias") };
    };
  },
};

/** `round(99.5, -2)` carries into a place that the type does not have: DuckDB's own is 0 there, or wraps round. */
function roomy(of: Node, type: BoundType): ((now: Node) => Node) | null {
  const digits = writtenDigits(nodes(of, "children")[1]);
  const { id, width, scale } = type;
  if (isInteger(type)) {
    return (digits === null || digits < 0) && !id.endsWith("HUGEINT") ? to(plain("HUGEINT")) : null;
  }
  const carries = width < MOST_DIGITS && (digits === null || -digits === width - scale);
  return carries ? to(decimal(width + 1, scale)) : null;
}

const to = (type: BoundType) => (now: Node) => withChild(now, 0, (child) => castTo(child, type));
