/**
 * `&&` and `||` that were meant as AND and OR. Here they join lists and texts, and bind tighter than a comparison.
 *
 * `newsletter || country = 'DE'`, which is `(newsletter || country) = 'DE'` → `newsletter OR (country = 'DE')`
 * @module
 */
import { nodesOf } from "../text_dates/bound_tree.ts";
import { charOffset } from "../position.ts";
import { location, type Node, node, nodes, str, walk } from "../tree.ts";
import { conjunction } from "../typed/nodes.ts";
import { callName } from "../typed/rewrite.ts";
import { isListed, sidesOf, withSides } from "../typed/sides.ts";
import type { FactsOf } from "./facts.ts";

/** Such operators, the words, and what they do here. */
const WORDS = {
  "&&": { word: "AND", type: "CONJUNCTION_AND", does: "&& is of lists" },
  "||": { word: "OR", type: "CONJUNCTION_OR", does: "|| joins texts" },
} as const;

type Sign = keyof typeof WORDS;

/** What was written, and what is meant. */
export interface Logic {
  /** One of such operators. */
  readonly sign: Node;
  /** The word for them. */
  readonly word: string;
  /** What they do here. */
  readonly does: string;
  /** What they join that is true or false. */
  readonly truth: Node;
  /** The same with the word; null where it depends on parentheses that are not known. */
  readonly whole: Node | null;
  /** Whether types of columns decided it that reading may change. */
  readonly settled: boolean;
}

/**
 * The first condition of a statement that was joined so; null where there is none.
 * @param text the text that was parsed
 */
export function foreignLogicIn(query: Node, text: string, facts: FactsOf): Logic | null {
  let found: Logic | null = null;
  // What is around comes first.
  walk(query, (of) => {
    found ??= logicAt(of, text, facts);
    return found === null;
  });
  return found;
}

/** Conditions that are calls, or have one side. */
const OTHERS = /^(OPERATOR_IS_NULL|OPERATOR_IS_NOT_NULL|!?~~~?\*?)$/;

function logicAt(of: Node, text: string, facts: FactsOf): Logic | null {
  const own = signOf(of) !== null;
  const isOther = OTHERS.test(callName(of) || str(of, "type"));
  const sides = own ? [of] : isOther ? nodes(of, "children") : sidesOf(of);
  // The values of IN stand in parentheses.
  const [left, right] = [sides[0], isListed(of) || sides.length < 2 ? undefined : sides.at(-1)];
  const [first, last] = [chainOf(left, facts), chainOf(right, facts)];
  const [head, tail] = own ? [first, []] : [first.slice(0, -1), last.slice(1)];
  // `tags && ['x']` is of lists.
  const parts = own && first.length < 2 ? [] : [...head, ...tail];
  const known = parts.map((part) => truthOf(part, facts));
  const [truth] = parts;
  const signs = [left, right].filter((side): side is Node => signOf(side) !== null);
  const all = new Set(signs.flatMap(signsIn));
  const [[sign], [by]] = [[...all], signs];
  if (sign === undefined || by === undefined || truth === undefined || known.includes(null)) return null;
  const compared = withSides(
    of,
    (side) => side === left ? first.at(-1) ?? side : side === right ? last[0] ?? side : side,
  );
  const { word, type, does } = WORDS[sign];
  return {
    sign: by,
    word,
    does,
    truth,
    whole: all.size > 1 || isNegated(of, text)
      ? null
      : conjunction(type, own ? parts : [...head, compared, ...tail]),
    settled: !known.includes("perhaps"),
  };
}

function signOf(of: Node | undefined): Sign | null {
  const name = of === undefined || nodes(of, "children").length !== 2 ? "" : callName(of);
  return name === "&&" || name === "||" ? name : null;
}

/** What such operators join, in its order; the expression alone where nothing of it is true or false. */
function chainOf(of: Node | undefined, facts: FactsOf): readonly Node[] {
  if (of === undefined) return [];
  const parts = signOf(of) === null ? [] : nodes(of, "children").flatMap((part) => chainOf(part, facts));
  return parts.some((part) => truthOf(part, facts) !== null) ? parts : [of];
}

function signsIn(of: Node): readonly Sign[] {
  const sign = signOf(of);
  return sign === null ? [] : [sign, ...nodes(of, "children").flatMap(signsIn)];
}

/** Whether NOT stands before an expression: what it is of depends on parentheses, and `NOT a = b` is parsed as `a <> b`. */
function isNegated(of: Node, text: string): boolean {
  const places = nodesOf(of, (each) => location(each) !== null).map((each) => location(each) ?? 0);
  const at = charOffset(text, Math.min(...places));
  return places.length === 0 || /\bnot[\s(]*$/i.test(text.slice(0, at)) || /^not\b/i.test(text.slice(at));
}

const TRUE_OR_FALSE =
  /^(COMPARE_.*|CONJUNCTION_.*|OPERATOR_NOT|OPERATOR_IS_(NOT_)?NULL|!?~~~?\*?|&&|<@|@>|starts_with|ends_with|contains|regexp_matches|list_contains)$/;

/** Whether an expression is true or false; null where it is not, or that is not known. */
function truthOf(of: Node, facts: FactsOf): "surely" | "perhaps" | null {
  const isCast = str(node(of, "cast_type") ?? {}, "id") === "BOOLEAN";
  const isTest = str(of, "class") === "SUBQUERY" && str(of, "subquery_type") !== "SCALAR";
  if (isCast || isTest || TRUE_OR_FALSE.test(callName(of) || str(of, "type"))) return "surely";
  const known = facts(of);
  return known?.kind !== "BOOLEAN" ? null : known.settled ? "surely" : "perhaps";
}
