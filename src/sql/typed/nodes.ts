/**
 * Nodes of DuckDB's tree that typed rewriting makes.
 * @module
 */
import { textConstant } from "../constant.ts";
import { isNode, type Node, node, Numeral, str, type TreeValue } from "../tree.ts";
import { type BoundType, readType, treeType } from "./bound_type.ts";

/** "No place in the text", as DuckDB writes it. */
export const NOWHERE = new Numeral("18446744073709551615");

/** An expression as the parser writes it. */
export function expression(kind: string, type: string, members: Node): Node {
  return { class: kind, type, alias: "", query_location: NOWHERE, ...members };
}

/** A call as the parser writes it. */
export function call(name: string, args: readonly Node[], operator = false): Node {
  return expression("FUNCTION", "FUNCTION", {
    function_name: name,
    schema: "",
    children: args.map(unnamed),
    filter: null,
    order_bys: { type: "ORDER_MODIFIER", orders: [] },
    distinct: false,
    is_operator: operator,
    export_state: false,
    catalog: "",
  });
}

/** An operator between two expressions. */
export function operator(name: string, left: Node, right: Node): Node {
  return call(name, [left, right], true);
}

/** `first || other || …`. */
export function joined(first: Node, ...others: readonly Node[]): Node {
  return others.reduce((before, next) => operator("||", before, next), first);
}

/** `CAST(child AS type)`. */
export function castTo(child: Node, type: BoundType, attempt = false): Node {
  return expression("CAST", "OPERATOR_CAST", {
    child: unnamed(child),
    cast_type: treeType(type),
    try_cast: attempt,
  });
}

/** `left <type> right`: `COMPARE_EQUAL`, … */
export function comparison(type: string, left: Node, right: Node): Node {
  return expression("COMPARISON", type, { left: unnamed(left), right: unnamed(right) });
}

/** `left AND right`. */
export function both(left: Node, right: Node): Node {
  return expression("CONJUNCTION", "CONJUNCTION_AND", { children: [unnamed(left), unnamed(right)] });
}

/** `left OR right`. */
export function either(left: Node, right: Node): Node {
  return expression("CONJUNCTION", "CONJUNCTION_OR", { children: [unnamed(left), unnamed(right)] });
}

/** `CASE WHEN … THEN … ELSE … END`. */
export function caseOf(
  checks: readonly { readonly when: Node; readonly then: Node }[],
  otherwise: Node,
): Node {
  return expression("CASE", "CASE_EXPR", {
    case_checks: checks.map(({ when, then }) => ({ when_expr: unnamed(when), then_expr: unnamed(then) })),
    else_expr: unnamed(otherwise),
  });
}

/** `*`, or `* RENAME (from AS to, …)`. */
export function starNode(renames: readonly { readonly from: string; readonly to: string }[] = []): Node {
  return expression("STAR", "STAR", {
    relation_name: "",
    exclude_list: [],
    replace_list: [],
    columns: false,
    expr: null,
    qualified_exclude_list: [],
    rename_list: renames.map(({ from, to }) => ({
      key: { catalog: "", schema: "", table: "", column: from },
      value: to,
    })),
  });
}

/** A whole number as a literal. */
export function integer(value: number): Node {
  return expression("CONSTANT", "VALUE_CONSTANT", {
    value: { type: { id: "INTEGER", type_info: null }, is_null: false, value: new Numeral(String(value)) },
  });
}

/** A text as a literal. */
export const text = textConstant;

/** A column by its name. */
export function column(name: string): Node {
  return expression("COLUMN_REF", "COLUMN_REF", { column_names: [name] });
}

/** What `make` makes of an expression that it needs several times: the expression itself stands once unless it is cheap. */
export function once(of: Node, make: (value: Node) => Node, name = "__value"): Node {
  const plain = unnamed(of);
  if (isCheap(plain)) return make(plain);
  return expression("OPERATOR", "ARRAY_EXTRACT", {
    children: [each(call("list_value", [plain]), name, make), integer(1)],
  });
}

/** Whether an expression may as well stand several times. */
const isCheap = (of: Node): boolean => ["COLUMN_REF", "CONSTANT"].includes(str(of, "class"));

/** What `make` makes of expressions that it needs several times: each of them stands once, unless all are cheap. */
export function onceEach<const T extends readonly Node[]>(
  values: T,
  make: (parts: { readonly [K in keyof T]: Node }) => Node,
  name = "__parts",
): Node {
  // `as`: as many parts as values, which `map` does not tell.
  type Parts = { readonly [K in keyof T]: Node };
  if (values.every(isCheap)) return make(values.map(unnamed) as Parts);
  const packed = call("struct_pack", []);
  const whole = { ...packed, children: values.map((value, at) => ({ ...unnamed(value), alias: `v${at}` })) };
  const part = (from: Node, at: number) => call("struct_extract", [from, text(`v${at}`)]);
  const parts = (from: Node) => values.map((_, at) => part(from, at)) as Parts;
  const list = each(call("list_value", [whole]), name, (from) => make(parts(from)));
  return call("list_extract", [list, integer(1)]);
}

/** `list_transform(values, lambda name: make(name))`. */
export function each(values: Node, name: string, make: (value: Node) => Node): Node {
  return call("list_transform", [values, lambda(name, make)]);
}

/** `lambda name: make(name)`. */
export function lambda(name: string, make: (value: Node) => Node): Node {
  return expression("LAMBDA", "LAMBDA", { lhs: column(name), expr: make(column(name)) });
}

/** `NOT of`. */
export function not(of: Node): Node {
  return expression("OPERATOR", "OPERATOR_NOT", { children: [unnamed(of)] });
}

/** `a AND b AND …`, `a OR b OR …`. */
export function conjunction(type: "CONJUNCTION_AND" | "CONJUNCTION_OR", parts: readonly Node[]): Node {
  return expression("CONJUNCTION", type, { children: parts.map(unnamed) });
}

/** `of IS NULL`. */
export function isNullOf(of: Node): Node {
  return expression("OPERATOR", "OPERATOR_IS_NULL", { children: [unnamed(of)] });
}

/** `of IS NOT NULL`. */
export function isThere(of: Node): Node {
  return expression("OPERATOR", "OPERATOR_IS_NOT_NULL", { children: [unnamed(of)] });
}

/** `coalesce(…)`. */
export function coalesced(parts: readonly Node[]): Node {
  return expression("OPERATOR", "OPERATOR_COALESCE", { children: parts.map(unnamed) });
}

/** The expression without the name it is given. */
export function unnamed(of: Node): Node {
  return str(of, "alias") === "" || str(of, "class") === "" ? of : { ...of, alias: "" };
}

/**
 * The expression, so that DuckDB's optimizer does not see a cast of it: it would undo one of a column that is compared
 * with a constant by casting the constant, which rounds what is in lists and structs.
 */
export function fenced(of: Node, name = "__cast"): Node {
  const packed = call("struct_pack", [of]);
  return {
    ...call("struct_extract", [{ ...packed, children: [{ ...of, alias: name }] }, textConstant(name)]),
    alias: str(of, "alias"),
  };
}

/** The type of a constant as it is written; null for other nodes and for NULL. */
export function constantType(of: Node): BoundType | null {
  if (str(of, "class") !== "CONSTANT") return null;
  const value = node(of, "value");
  if (value === null || value["is_null"] === true) return null;
  return readType(withNumbers(value["type"]));
}

/** The value with numbers as JavaScript's: widths and scales are small. */
function withNumbers(value: TreeValue | undefined): unknown {
  if (value instanceof Numeral) return Number(value.text);
  if (Array.isArray(value)) return value.map(withNumbers);
  if (!isNode(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withNumbers(each)]));
}
