/**
 * Sides are the expressions that have to meet in a comparison, a call or a set operation, with their types and what is known
 * of their values.
 *
 * `a = b` → the sides `a` and `b`; `x IN (1, 2)` → `x`, `1` and `2`
 * @module
 */
import { isNumeral } from "../../catalog/numeral.ts";
import { nodesOf } from "../text_dates/bound_tree.ts";
import { operands } from "../text_dates/scope.ts";
import { children, type Node, node, nodes, str } from "../tree.ts";
import { textOf } from "../typed/unlike.ts";
import { partsMet } from "../typed/parts_met.ts";
import { callName } from "../typed/rewrite.ts";
import type { ColumnFacts, FactsOf } from "./facts.ts";

/** Kinds of types: types of one kind meet. */
export type Kind =
  | "text"
  | "number"
  | "boolean"
  | "date"
  | "interval"
  | "binary"
  | "list"
  | "map"
  | "json"
  | "other";

/** One side. */
export interface Side {
  readonly of: Node;
  /** Its type as SQL writes it. */
  readonly type: string;
  readonly kind: Kind;
  /** The facts of a plain column. */
  readonly facts: ColumnFacts | null;
  /** For text: whether some of it is a number, or a date. Null = not known. */
  readonly says: { readonly number: boolean | null; readonly date: boolean | null };
}

const KINDS: readonly (readonly [RegExp, Kind])[] = [
  [/\[\d*\]$/, "list"],
  [/^(STRUCT|MAP)\b/, "map"],
  [/^JSON$/, "json"],
  [/^VARCHAR$/, "text"],
  [/^(DECIMAL|DOUBLE|FLOAT|U?(TINY|SMALL|BIG|HUGE)INT$|U?INTEGER$)/, "number"],
  [/^BOOLEAN$/, "boolean"],
  [/^(DATE|TIMESTAMP)/, "date"],
  [/^INTERVAL$/, "interval"],
  [/^BLOB$/, "binary"],
];

/** The kind of a type. */
export function kindOf(type: string): Kind {
  return KINDS.find(([form]) => form.test(type))?.[1] ?? "other";
}

/** Makes a side, with what is known of it. */
export function sideOf(of: Node, type: string, facts: FactsOf): Side {
  return { of, type, kind: kindOf(type), facts: facts(of), says: saysOf(of, facts) };
}

function saysOf(of: Node, facts: FactsOf): Side["says"] {
  const text = textOf(of);
  if (text !== null) {
    return { number: isNumeral(text.trim()), date: /^\s*\d{4}-?\d\d/.test(text) ? null : false };
  }
  const known = nodesOf(of, (part) => str(part, "class") === "COLUMN_REF").map(facts);
  if (known.length === 0 || known.includes(null)) return { number: null, date: null };
  // What is made of texts may be a number where they are none.
  const unless = facts(of) === null ? null : false;
  return {
    number: known.some((each) => each?.texts.numbers === true) || unless,
    date: known.some((each) => each?.texts.dates === true) || unless,
  };
}

/** How sides have to meet. */
export interface Encounter {
  /** The expression, or the query, that brings them together. */
  readonly of: Node;
  /** The groups of sides that must be of one kind, each group for itself. */
  readonly groups: readonly (readonly Node[])[];
  /** Whether the expression asks if they are equal. */
  readonly equality: boolean;
  /** The sides are arguments, each of a kind of its own. */
  readonly call: boolean;
}

const UNITING = /^(nullif|greatest|least|list_value|\|\||concat)$/;

/** Finds the sides that an expression or a set operation brings together; null for others. */
export function meetingAt(of: Node): Encounter | null {
  const kind = str(of, "class");
  const type = str(of, "type");
  const meet = (sides: readonly Node[], equality: boolean): Encounter | null =>
    sides.length < 2 ? null : { of, groups: partsMet(sides), equality, call: false };
  if (kind === "COMPARISON") return meet(operands(of), /EQUAL$|DISTINCT/.test(type) && !/THANOR/.test(type));
  if (kind === "BETWEEN") return meet(operands(of), false);
  if (type === "COMPARE_IN" || type === "COMPARE_NOT_IN") return meet(operands(of), true);
  if (kind === "CASE" || type === "OPERATOR_COALESCE" || type === "ARRAY_CONSTRUCTOR") {
    return meet(operands(of), false);
  }
  if (kind === "SUBQUERY") {
    const child = node(of, "child");
    const selected = itemsOf(node(node(of, "subquery") ?? {}, "node"));
    const [only] = selected;
    if (child === null || only === undefined) return null;
    return {
      of,
      groups: callName(child) === "row"
        ? nodes(child, "children").map((part, at) => [part, selected[at] ?? part])
        : [[child, only]],
      equality: true,
      call: false,
    };
  }
  if (type === "SET_OPERATION_NODE" && str(of, "setop_type") !== "UNION_BY_NAME") {
    const queries = [node(of, "left"), node(of, "right")].map(itemsOf);
    const [first = []] = queries;
    const groups = first.map((_, at) =>
      queries.map((items) => items[at]).filter((item) => item !== undefined)
    );
    return { of, groups, equality: false, call: false };
  }
  const name = callName(of);
  if (name === "row" || name === "struct_pack") return null;
  if (name !== "" && UNITING.test(name)) return meet(nodes(of, "children"), name === "nullif");
  const isOperator = kind === "OPERATOR" && !/_NOT$|NULL$|^OPERATOR_TRY$/.test(type);
  if (kind === "FUNCTION" || kind === "WINDOW" || isOperator || kind === "CAST") {
    const ordered = !/EXPR_\w+_RANGE/.test(str(of, "start") + str(of, "end"))
      ? []
      : nodes(of, "orders").map((order) => node(order, "expression")).filter((by) => by !== null);
    const child = node(of, "child");
    const given = nodes(of, "children").filter((part) => str(part, "class") !== "LAMBDA");
    const parts = child === null ? [...given, ...ordered] : [child];
    return parts.length === 0 ? null : { of, groups: [parts], equality: false, call: true };
  }
  return null;
}

function itemsOf(query: Node | null): readonly Node[] {
  const items = query === null ? [] : nodes(query, "select_list");
  return items.some((item) => str(item, "class") === "STAR") ? [] : items;
}

/** The conditions in a tree: what must be true or false. */
export function conditionsIn(root: Node): ReadonlySet<Node> {
  const found = new Set<Node>();
  const add = (of: Node | null) => {
    if (of === null) return;
    if (str(of, "class") === "CONJUNCTION" || str(of, "type") === "OPERATOR_NOT") children(of).forEach(add);
    else found.add(of);
  };
  nodesOf(root, (of) => {
    for (const name of ["where_clause", "having", "qualify", "filter", "condition", "when_expr"]) {
      add(node(of, name));
    }
    if (str(of, "class") === "CONJUNCTION" || str(of, "type") === "OPERATOR_NOT") add(of);
    return false;
  });
  return found;
}
