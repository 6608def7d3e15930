/**
 * Widens arithmetic that overflowed: it is calculated again in decimals of 38 digits, and if those are too few, in
 * doubles. The usual types are tried first: they are quicker, and which functions bind depends on them.
 * @module
 */
import { type Node, nodes } from "../tree.ts";
import { type BoundType, decimal, digitsOf, isInteger, isNumber, plain } from "./bound_type.ts";
import { castTo } from "./nodes.ts";
import { callName, columnsIn, type Rewrite, withChild } from "./rewrite.ts";

/** The factors of a product, also those of products within it. */
function factorsOf(of: Node): readonly Node[] {
  return callName(of) === "*" ? nodes(of, "children").flatMap(factorsOf) : [of];
}

const OPERATORS: ReadonlySet<string> = new Set(["+", "-", "*"]);

/** Digits of the engine's 64-bit decimals; with more digits it calculates in 128 bits. */
const NARROW = 18;
const MOST = 38;

/** Sums, differences and products in wider types. */
export function arithmetic(widening: "decimal" | "double"): Rewrite {
  return {
    wants(of) {
      const children = nodes(of, "children");
      if (callName(of) === "abs") return children;
      if (!OPERATORS.has(callName(of)) || children.length !== 2) return [];
      return callName(of) === "*" ? [...children, ...factorsOf(of)] : children;
    },
    rewrite(of, typeOf, notes) {
      const [left, right] = nodes(of, "children").map(typeOf);
      if (callName(of) === "abs") {
        // The least whole number of 64 bits has no counterpart in them.
        const whole = left !== undefined && left !== null && isInteger(left);
        return whole ? (now) => withChild(now, 0, (child) => castTo(child, plain("HUGEINT"))) : null;
      }
      if (left === undefined || right === undefined || left === null || right === null) return null;
      if (!isNumber(left) || !isNumber(right)) return null;
      const [a, b] = [digitsOf(left), digitsOf(right)];
      if (a === null || b === null) return null;
      // If a product does not bind, the binder was asked about a sum instead. So the digits of the factors are added
      // up here.
      const scale = factorsOf(of).reduce((sum, each) => sum + scaleOf(typeOf(each)), 0);
      const needed = callName(of) === "*"
        ? Math.max(a.whole + a.scale + b.whole + b.scale, scale)
        : Math.max(a.whole, b.whole) + Math.max(a.scale, b.scale) + 1;
      if (widening === "double" && needed > MOST) {
        notes.warn(
          `${WORDS.get(callName(of))} of ${
            columnsIn(of) || "numbers"
          } needs more than 38 digits: it is calculated in ` +
            "DOUBLE, which keeps about 15.",
        );
        return (now) => bothTo(now, plain("DOUBLE"));
      }
      if (left.id === "HUGEINT" || (left.id === "DECIMAL" && left.width > NARROW)) return null;
      const wide = decimal(Math.max(a.whole + a.scale, NARROW + 1), a.scale);
      return (now) => withChild(now, 0, (child) => castTo(child, wide));
    },
  };
}

const scaleOf = (type: BoundType | null) => type === null ? 0 : digitsOf(type)?.scale ?? 0;

const WORDS: ReadonlyMap<string, string> = new Map([["+", "A sum"], ["-", "A difference"], [
  "*",
  "A product",
]]);

function bothTo(now: Node, type: ReturnType<typeof plain>): Node {
  return { ...now, children: nodes(now, "children").map((child) => castTo(child, type)) };
}
