/**
 * `->` and `->>` bind as in PostgreSQL: tighter than comparisons and AND. DuckDB's parser, which needs them for lambdas
 * too, takes all that stands before them for their left side: `id = 1 AND doc->>'$.a' = 'x'` comes as
 * `((id = 1 AND doc) ->> '$.a') = 'x'`. What stands beside an arrow is taken apart into operands and operators in their order, and put together again.
 * @module
 */
import { mapChildren, type Node, node, nodes, str } from "./tree.ts";

/** How tight operators bind: arrows as tight as other operators, arithmetic tighter, as in PostgreSQL. */
const OR = 1;
const AND = 2;
const NOT = 3;
const IS = 4;
const COMPARING = 5;
const MEMBER = 6;
const ARROW = 7;
const SUM = 8;
const PRODUCT = 9;

/** An operator between its operands, before its only one, or after it. */
type OperatorToken =
  | { readonly kind: "operand"; readonly of: Node }
  | { readonly kind: "infix"; readonly tight: number; readonly make: (left: Node, right: Node) => Node }
  | { readonly kind: "prefix"; readonly tight: number; readonly make: (of: Node) => Node }
  | { readonly kind: "postfix"; readonly tight: number; readonly make: (of: Node) => Node };

/** The tree with its arrows where PostgreSQL has them. */
export function bindArrows(root: Node): Node {
  const visit = (of: Node): Node => {
    const tokens = isArrow(of) || shapeOf(of) !== null ? flat(of, 0) : [];
    if (!tokens.some((token) => token.kind === "infix" && token.tight === ARROW)) {
      return mapChildren(of, visit);
    }
    // What was taken apart was not looked into.
    return { ...mapOperands(parsed(tokens), tokens, visit), alias: str(of, "alias") };
  };
  return visit(root);
}

/** `->>`, or `->` before a path: before anything else, it makes a lambda. */
function isArrow(of: Node): boolean {
  if (str(of, "class") === "FUNCTION") {
    return str(of, "function_name") === "->>" && nodes(of, "children").length === 2;
  }
  if (str(of, "class") !== "LAMBDA") return false;
  const path = leftmost(node(of, "expr") ?? {});
  return str(path, "class") === "CONSTANT" && node(of, "lhs") !== null;
}

const sides = (of: Node): readonly [Node, Node] => {
  const [left, right] = str(of, "class") === "LAMBDA"
    ? [node(of, "lhs"), node(of, "expr")]
    : nodes(of, "children");
  return [left ?? {}, right ?? {}];
};

/** The parts of an expression that binds weaker than arrows, or as they do; null for operands. */
interface OperatorShape {
  readonly tight: number;
  readonly operands: readonly Node[];
  make(operands: readonly Node[]): Node;
  readonly fix: "infix" | "prefix" | "postfix";
}

const IN_LIST = new Set(["COMPARE_IN", "COMPARE_NOT_IN"]);
const IS_TESTS = new Set(["OPERATOR_IS_NULL", "OPERATOR_IS_NOT_NULL"]);
const MATCHES = new Set(["~~", "!~~", "~~*", "!~~*", "~~~", "~", "!~"]);
const OTHERS: ReadonlyMap<string, number> = new Map([
  ["||", ARROW],
  ["+", SUM],
  ["-", SUM],
  ["*", PRODUCT],
  ["/", PRODUCT],
  ["//", PRODUCT],
  ["%", PRODUCT],
]);

function shapeOf(of: Node): OperatorShape | null {
  const kind = str(of, "class");
  const type = str(of, "type");
  const children = nodes(of, "children");
  const again = (members: readonly Node[]) => ({ ...of, children: members });
  if (kind === "CONJUNCTION") {
    return { tight: type === "CONJUNCTION_OR" ? OR : AND, operands: children, make: again, fix: "infix" };
  }
  if (type === "OPERATOR_NOT") return { tight: NOT, operands: children, make: again, fix: "prefix" };
  if (IS_TESTS.has(type)) return { tight: IS, operands: children, make: again, fix: "postfix" };
  if (kind === "COMPARISON") {
    return {
      tight: COMPARING,
      operands: [node(of, "left") ?? {}, node(of, "right") ?? {}],
      make: ([left, right]) => ({ ...of, left: left ?? null, right: right ?? null }),
      fix: "infix",
    };
  }
  if (kind === "BETWEEN") {
    return {
      tight: MEMBER,
      operands: [node(of, "input") ?? {}],
      make: ([input]) => ({ ...of, input: input ?? null }),
      fix: "postfix",
    };
  }
  if (IN_LIST.has(type)) {
    return {
      tight: MEMBER,
      operands: children.slice(0, 1),
      make: (first) => again([...first, ...children.slice(1)]),
      fix: "postfix",
    };
  }
  const name = str(of, "function_name");
  if (kind !== "FUNCTION" || children.length !== 2) return null;
  if (MATCHES.has(name)) return { tight: MEMBER, operands: children, make: again, fix: "infix" };
  const tight = of["is_operator"] === true ? OTHERS.get(name) : undefined;
  return tight === undefined ? null : { tight, operands: children, make: again, fix: "infix" };
}

/** The first operand of an expression. */
function leftmost(of: Node): Node {
  const shape = shapeOf(of);
  const [first] = shape === null || shape.fix === "prefix" ? [] : shape.operands;
  return first === undefined ? of : leftmost(first);
}

/** Whether an expression begins with an arrow: then nothing stood before it, or it was in parentheses. */
function beginsWithArrow(of: Node): boolean {
  if (isArrow(of)) return true;
  const [first] = shapeOf(of)?.operands ?? [];
  return first !== undefined && beginsWithArrow(first);
}

/** An expression as operands and operators in their order. What binds weaker than `least` was in parentheses. */
function flat(of: Node, least: number): readonly OperatorToken[] {
  if (isArrow(of)) {
    const [left, right] = sides(of);
    return [
      ...flat(left, 0),
      { kind: "infix", tight: ARROW, make: (a, b) => arrowOf(of, a, b) },
      // `->`, as of lambdas, takes what stands behind it too.
      ...str(of, "class") === "LAMBDA" ? flat(right, 0) : [operand(right)],
    ];
  }
  const shape = shapeOf(of);
  if (shape === null || shape.tight < least) return [{ kind: "operand", of }];
  const { tight, operands, make, fix } = shape;
  const [first = {}, ...others] = operands;
  const behind = (other: Node, from: number): readonly OperatorToken[] =>
    beginsWithArrow(other) ? [{ kind: "operand", of: other }] : flat(other, from);
  if (fix === "prefix") {
    return [{ kind: "prefix", tight, make: (each) => make([each]) }, ...behind(first, tight)];
  }
  if (fix === "postfix") {
    return [...flat(first, tight), {
      kind: "postfix",
      tight,
      make: (each) => make([each]),
    }];
  }
  return [
    ...flat(first, tight),
    ...others.flatMap((other): readonly OperatorToken[] => [
      { kind: "infix", tight, make: (left, right) => make([left, right]) },
      ...behind(other, tight + 1),
    ]),
  ];
}

const operand = (of: Node): OperatorToken => ({ kind: "operand", of });

function arrowOf(of: Node, left: Node, right: Node): Node {
  return str(of, "class") === "LAMBDA"
    ? { ...of, lhs: left, expr: right }
    : { ...of, children: [left, right] };
}

/** The expression that operands and operators make. */
function parsed(tokens: readonly OperatorToken[]): Node {
  let at = 0;
  const expression = (least: number): Node => {
    const token = tokens[at++];
    let left: Node = token === undefined || token.kind === "infix" || token.kind === "postfix"
      ? {}
      : token.kind === "operand"
      ? token.of
      : token.make(expression(token.tight));
    for (;;) {
      const next = tokens[at];
      if (next === undefined || next.kind === "operand" || next.kind === "prefix" || next.tight < least) {
        return left;
      }
      at++;
      left = next.kind === "postfix" ? next.make(left) : next.make(left, expression(next.tight + 1));
    }
  };
  return expression(0);
}

/** The expression with what it was made of visited. */
function mapOperands(of: Node, tokens: readonly OperatorToken[], visit: (of: Node) => Node): Node {
  const operands = new Set(tokens.flatMap((token) => token.kind === "operand" ? [token.of] : []));
  const within = (each: Node): Node => operands.has(each) ? visit(each) : mapChildren(each, within);
  return within(of);
}
