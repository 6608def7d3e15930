/**
 * Equality of text and dates. DuckDB binds it and casts the text, so a text that is no date fails the query while
 * it runs. The same comparison with `<` does not bind: that finds them beforehand.
 * @module
 */
import type { Dialect } from "../dialect.ts";
import { nullConstant, textConstant } from "../constant.ts";
import { printSql } from "../print.ts";
import { mapChildren, type Node, node, nodes, Numeral, str } from "../tree.ts";
import { NOWHERE } from "../typed/nodes.ts";
import { type BoundTree, nodesOf, reread } from "./bound_tree.ts";
import { bindError, comparison, type Reading, type Repair } from "./mismatches.ts";
import { operands } from "./scope.ts";

const EQUALITIES: ReadonlySet<string> = new Set([
  "COMPARE_EQUAL",
  "COMPARE_NOTEQUAL",
  "COMPARE_DISTINCT_FROM",
  "COMPARE_NOT_DISTINCT_FROM",
]);

/** `true` as the parser reads it. */
const TRUE: Node = {
  class: "CAST",
  type: "OPERATOR_CAST",
  alias: "",
  query_location: NOWHERE,
  child: textConstant("t"),
  cast_type: { id: "BOOLEAN", type_info: null },
  try_cast: false,
};

/** Comparisons to look at, at most; each costs a round. */
const MOST = 50;

/** The next equality of text and a date; null if there is none. */
export async function textEquality(bound: BoundTree, dialect: Dialect): Promise<Repair | null> {
  /** Pairs that differ in type, but not as text and a date. */
  const cleared = new Set<string>();
  for (let round = 0; round < MOST; round++) {
    // Each comparison of the variant is marked with a number in place of its place in the text.
    const origins: ComparisonOrigin[] = [];
    const variant = vary(bound, origins, cleared);
    if (origins.length === 0) return null;
    const strict = await reread(variant, await printSql(variant, dialect), dialect);
    const error = await bindError(strict.text, dialect);
    if (error === null || error.position === null) return null;
    const [found] = nodesOf(
      strict.tree,
      (of) => str(of, "class") === "COMPARISON" && strict.placeOf(of) === error.position,
    );
    const mark = found === undefined ? null : found["query_location"];
    const origin = mark instanceof Numeral ? origins[Number(mark.text) - MARK] : undefined;
    const types = /^Cannot compare values of type (.+) and type (.+) - an explicit cast/.exec(error.message);
    if (found === undefined || origin === undefined || types === null) return null;
    const repair = comparison([found], types[1] ?? "", types[2] ?? "");
    const [reading] = repair?.readings ?? [];
    if (reading === undefined) {
      cleared.add(keyOf(bound, origin.left, origin.right));
      continue;
    }
    const operand = reading.operand === operands(found)[0] ? origin.left : origin.right;
    return { parent: origin.parent, readings: [{ ...reading, operand } satisfies Reading] };
  }
  return null;
}

/** Marks are places no text has. */
const MARK = 2 ** 40;

const keyOf = (bound: BoundTree, left: Node, right: Node) =>
  `${placeIn(bound, left)}:${placeIn(bound, right)}`;

function placeIn(bound: BoundTree, of: Node): number | null {
  const own = bound.placeOf(of);
  if (own !== null) return own;
  return nodesOf(of, (each) => bound.placeOf(each) !== null).map((each) => bound.placeOf(each))[0] ?? null;
}

/** What a comparison of the variant was. */
interface ComparisonOrigin {
  readonly parent: Node;
  readonly left: Node;
  readonly right: Node;
}

/**
 * The tree with equalities as `<`, and rows and lists of IN as comparisons one by one; apart from those that cannot
 * matter. Rows of text and dates bind with any operator, as rows of text.
 */
function vary(bound: BoundTree, origins: ComparisonOrigin[], cleared: ReadonlySet<string>): Node {
  const strict = (parent: Node, [left, right]: NodePair): Node | null => {
    if ([left, right].some((side) => str(side, "class") === "CONSTANT")) return null;
    if (cleared.has(keyOf(bound, left, right))) return null;
    const place = new Numeral(String(MARK + origins.length));
    origins.push({ parent, left, right });
    return {
      class: "COMPARISON",
      type: "COMPARE_LESSTHAN",
      alias: "",
      query_location: place,
      left: visit(left),
      right: visit(right),
    };
  };
  const visit = (of: Node): Node => {
    // An ASOF join allows one inequality only, which it has.
    if (str(of, "ref_type") === "ASOF") {
      return mapChildren(of, (child) => child === of["condition"] ? child : visit(child));
    }
    const checks = pairsOf(of).map((pair) => strict(of, pair)).filter((check) => check !== null);
    if (checks.length === 0) return mapChildren(of, visit);
    const [first] = nodes(of, "children");
    return isNullif(of) && first !== undefined
      ? caseOf(checks, str(of, "alias"), nullConstant(), visit(first))
      : caseOf(checks, str(of, "alias"));
  };
  return visit(bound.tree);
}

type NodePair = readonly [Node, Node];

const isNullif = (of: Node) => str(of, "class") === "FUNCTION" && str(of, "function_name") === "nullif";

/** What an expression tests for equality, pair by pair; none for other expressions. */
function pairsOf(of: Node): readonly NodePair[] {
  if (str(of, "class") === "COMPARISON") {
    const pairs = pairUp(node(of, "left"), node(of, "right"));
    return pairs.length > 1 || EQUALITIES.has(str(of, "type")) ? pairs : [];
  }
  const [first, ...others] = nodes(of, "children");
  const list = ["COMPARE_IN", "COMPARE_NOT_IN"].includes(str(of, "type")) || isNullif(of);
  return list ? others.flatMap((other) => pairUp(first ?? null, other)) : [];
}

/** Two expressions, or the fields of two rows. */
function pairUp(left: Node | null, right: Node | null): readonly NodePair[] {
  if (left === null || right === null) return [];
  const [lefts, rights] = [left, right].map((of) =>
    str(of, "function_name") === "row" ? nodes(of, "children") : []
  );
  if (lefts === undefined || rights === undefined || lefts.length !== rights.length || lefts.length < 2) {
    return [[left, right]];
  }
  return lefts.flatMap((each, at) => pairUp(each, rights[at] ?? null));
}

/** Several comparisons as one value, which no parser flattens: `CASE WHEN check THEN true … END`. */
function caseOf(checks: readonly Node[], alias: string, then_expr = TRUE, else_expr = nullConstant()): Node {
  return {
    class: "CASE",
    type: "CASE_EXPR",
    alias,
    query_location: NOWHERE,
    case_checks: checks.map((when_expr) => ({ when_expr, then_expr })),
    else_expr,
  };
}
