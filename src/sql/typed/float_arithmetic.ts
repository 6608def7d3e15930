/**
 * Rewrites sums, differences and products of doubles with at most 15 digits, so that they are those of the decimals
 * that the doubles print as: 0.1 * 3 is 0.3, as in a column of decimals. The expression is calculated in doubles, and
 * a second time over the sizes of its numbers, which bounds its error. A decimal of 15 digits within that bound is
 * the result.
 * @module
 */
import { doubleConstant, EXACT_POWERS } from "../constant.ts";
import { type Node, nodes, str } from "../tree.ts";
import { type BoundType, digitsOf, isFloat, isNumber, plain } from "./bound_type.ts";
import type { TypeOf } from "./markers.ts";
import { both, call, caseOf, castTo, comparison, integer, onceEach, operator, unnamed } from "./nodes.ts";
import { callName, hasColumn, type Rewrite } from "./rewrite.ts";

const OPERATORS: ReadonlySet<string> = new Set(["+", "-", "*"]);

/** Digits that every double gives back, less the one before the point. */
const DIGITS = 14;
/** The largest relative error of one step: half a unit in the last place. */
const STEP = 1.12e-16;

const isArithmetic = (of: Node) => OPERATORS.has(callName(of)) && nodes(of, "children").length === 2;

/** All expressions of a tree of arithmetic. */
function partsOf(of: Node): readonly Node[] {
  return isArithmetic(of) ? [of, ...nodes(of, "children").flatMap(partsOf)] : [of];
}

/** Arithmetic of doubles. */
export const floatArithmetic: Rewrite = {
  wants(of, world, parent) {
    // The outermost operator handles all those inside it.
    if (!world.floats || !isArithmetic(of) || (parent !== null && isArithmetic(parent))) return [];
    return hasColumn(of) ? partsOf(of) : [];
  },
  rewrite(of, typeOf) {
    if (!partsOf(of).some((part) => isArithmetic(part) && ofFloats(part, typeOf))) return null;
    return (now) => ({ ...withFloats(of, now, typeOf), alias: str(now, "alias") });
  },
};

/** Whether all its operands are numbers, with a double among them. */
function ofFloats(of: Node, typeOf: TypeOf): boolean {
  const types = nodes(of, "children").map(typeOf);
  const known = types.filter((type) => type !== null);
  return known.length === types.length && known.every(isNumber) && known.some(isFloat);
}

/** The tree, in which the largest parts of doubles are calculated as decimals. */
function withFloats(of: Node, now: Node, typeOf: TypeOf): Node {
  if (!isArithmetic(of) || callName(of) !== callName(now)) return now;
  if (ofFloats(of, typeOf)) return asDecimals(termOf(of, now, typeOf));
  const olds = nodes(of, "children");
  return {
    ...now,
    children: nodes(now, "children").map((child, at) => withFloats(olds[at] ?? child, child, typeOf)),
  };
}

/** A term of arithmetic of doubles: an operator between two terms, or another expression. */
type Term =
  | { readonly operator: string; readonly sides: readonly [Term, Term] }
  | { readonly value: Node; /** It may have more than 15 digits. */ readonly long: boolean };

function termOf(of: Node, now: Node, typeOf: TypeOf): Term {
  const [left, right] = nodes(of, "children");
  const [a, b] = nodes(now, "children");
  const inner = isArithmetic(of) && callName(of) === callName(now) && ofFloats(of, typeOf);
  if (!inner || left === undefined || right === undefined || a === undefined || b === undefined) {
    return { value: unnamed(now), long: str(of, "class") !== "CONSTANT" && mayBeLong(typeOf(of)) };
  }
  return { operator: callName(now), sides: [termOf(left, a, typeOf), termOf(right, b, typeOf)] };
}

function mayBeLong(type: BoundType | null): boolean {
  const digits = type === null ? null : digitsOf(type);
  return digits === null || digits.whole + digits.scale > DIGITS + 1;
}

type TermLeaf = Extract<Term, { readonly value: Node }>;

function leavesOf(term: Term): readonly TermLeaf[] {
  return "value" in term ? [term] : term.sides.flatMap(leavesOf);
}

const isCheap = ({ value }: TermLeaf) => ["COLUMN_REF", "CONSTANT"].includes(str(value, "class"));

/** A product of a double and a constant, as decimals. */
export function product(value: Node, by: Node): Node {
  return asDecimals({ operator: "*", sides: [{ value, long: true }, { value: by, long: false }] });
}

/**
 * `of - times * by` of doubles, as decimals.
 * @param otherwise the result where no decimal is near enough; default: the difference itself
 */
export function difference(of: Node, times: Node, by: Node, otherwise?: Node): Node {
  const taken: Term = { operator: "*", sides: [{ value: times, long: true }, { value: by, long: false }] };
  return asDecimals({ operator: "-", sides: [{ value: of, long: true }, taken] }, otherwise);
}

function asDecimals(term: Term, otherwise?: Node): Node {
  const leaves = leavesOf(term);
  if (leaves.every(isCheap)) return calculated(term, leaves.length, otherwise);
  return onceEach(
    leaves.map(({ value }) => value),
    (parts) => {
      let at = 0;
      const replaced = (of: Term): Term => {
        if ("value" in of) return { value: parts[at++] ?? of.value, long: of.long };
        const left = replaced(of.sides[0]);
        return { operator: of.operator, sides: [left, replaced(of.sides[1])] };
      };
      return calculated(replaced(term), leaves.length, otherwise);
    },
    "__leaves",
  );
}

function calculated(term: Term, leaves: number, otherwise?: Node): Node {
  const build = (of: Term, leaf: (value: Node) => Node, sign: (operator: string) => string): Node =>
    "value" in of
      ? leaf(of.value)
      : operator(sign(of.operator), build(of.sides[0], leaf, sign), build(of.sides[1], leaf, sign));
  const result = build(term, double, (name) => name);
  const size = build(term, (value) => call("abs", [double(value)]), (name) => name === "-" ? "+" : name);
  const all = leavesOf(term);
  const multiplies = (of: Term): boolean =>
    !("value" in of) && (of.operator === "*" || of.sides.some(multiplies));
  // A sum has no digits beyond those that its parts have.
  const fit = (size: Node) =>
    multiplies(term)
      ? all.filter(({ long }) => long).map(({ value }) => isShort(value))
      : all.map(({ value }) => comparison("COMPARE_EQUAL", rounded(double(value), size), double(value)));
  return onceEach([result, size], ([is, from]) => {
    const near = rounded(is, from);
    const off = call("abs", [operator("-", near, is)]);
    const most = operator("*", from, doubleConstant(String(STEP * (2 * leaves - 1))));
    const meant = comparison("COMPARE_LESSTHANOREQUALTO", off, most);
    return caseOf([{ when: fit(from).reduce(both, meant), then: near }], otherwise ?? is);
  }, "__result");
}

const double = (of: Node) => castTo(of, plain("DOUBLE"));

/** Whether a double prints with at most 15 digits. */
export const isShort = (value: Node): Node =>
  comparison("COMPARE_EQUAL", rounded(double(value), call("abs", [double(value)])), double(value));

/** A double, rounded to 15 digits of a number of that size. */
function rounded(of: Node, size: Node): Node {
  const bounded = call("least", [operator("+", size, doubleConstant("1e-300")), doubleConstant("1e300")]);
  const places = operator("-", integer(DIGITS), call("floor", [call("log10", [bounded])]));
  const within = call("greatest", [integer(-EXACT_POWERS), call("least", [integer(EXACT_POWERS), places])]);
  return call("round", [of, castTo(within, plain("INTEGER"))]);
}
