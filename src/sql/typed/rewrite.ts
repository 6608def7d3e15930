/**
 * A typed rewrite changes an expression by the types that DuckDB's binder gives.
 * @module
 */
import type { SqlType } from "../../catalog/sql_type.ts";
import { children, type Node, node, nodes, str, strs, walk } from "../tree.ts";
import type { BoundType } from "./bound_type.ts";
import type { TypeOf } from "./markers.ts";

/** Calls that take the name of an aggregate and apply it to a list. */
export const AGGREGATES_OF_LISTS: ReadonlySet<string> = new Set([
  "list_aggregate",
  "list_aggr",
  "array_aggregate",
  "array_aggr",
  "aggregate",
]);

/** Of `list_aggregate(l, 'sum')`, `sum`, as DuckDB looks it up; empty for other nodes. */
export function aggregateNamed(of: Node): string {
  if (!AGGREGATES_OF_LISTS.has(callName(of))) return "";
  return str(node(nodes(of, "children")[1] ?? {}, "value") ?? {}, "value").toLowerCase();
}

/**
 * The kinds of types in the columns of the statement's tables. If a kind is missing, some rewrites have nothing to
 * do.
 */
export interface World {
  readonly decimals: boolean;
  /** Decimals of more than 18 digits. */
  readonly wide: boolean;
  /** Doubles, in columns or made by the statement. */
  readonly floats: boolean;
  readonly json: boolean;
  /** Lists, structs and maps. */
  readonly nested: boolean;
  /** The statement has columns of its own making, which may be of any type. Found while rewriting. */
  readonly derived?: boolean;
  /** The kinds of the tables' columns that have a name; none = not known. */
  readonly kindsOf?: (name: string) => ReadonlySet<SqlType["kind"]>;
  /** The same, of what is in lists. */
  readonly elementsOf?: (name: string) => ReadonlySet<SqlType["kind"]>;
}

const SOURCES: ReadonlySet<string> = new Set(["SUBQUERY", "EXPRESSION_LIST", "TABLE_FUNCTION", "LAMBDA"]);

/** Whether a name in the statement may be of something else than its tables' columns. */
export function hasDerived(query: Node): boolean {
  let found = false;
  walk(query, (of) => {
    found ||= SOURCES.has(str(of, "type")) || SOURCES.has(str(of, "class")) ||
      nodes(node(of, "cte_map") ?? {}, "map").length > 0 ||
      nodes(of, "select_list").some((item) =>
        str(item, "alias") !== "" && str(item, "class") !== "COLUMN_REF"
      );
    return !found;
  });
  return found;
}

/** Takes warnings of rewrites. */
export interface Notes {
  warn(text: string): void;
}

/** One rewrite of expressions by their types. */
export interface Rewrite {
  /** Whether it is applied to the result of other rewrites, too; otherwise an expression is rewritten once. */
  readonly around?: true;
  /**
   * The expressions whose types decide; none if there is nothing to do for any types.
   * @param parent the node that it is a child of
   */
  wants(of: Node, world: World, parent: Node | null): readonly Node[];
  /**
   * Makes the rewriting function; null = the expression stays as it is. The function gets `of` with its parts
   * rewritten.
   */
  rewrite(of: Node, typeOf: TypeOf, notes: Notes): ((now: Node) => Node) | null;
}

/** The name of a call or of a windowed one, in lower case; empty for other nodes. */
export function callName(of: Node): string {
  const kind = str(of, "class");
  return kind === "FUNCTION" || kind === "WINDOW" ? str(of, "function_name").toLowerCase() : "";
}

/** The columns that an expression names, for messages: what lambdas within it call their parameters is no column. */
export function columnsIn(of: Node): string {
  const names = new Set<string>();
  const visit = (each: Node, parameters: ReadonlySet<string>): void => {
    if (str(each, "class") === "COLUMN_REF") {
      const path = strs(each, "column_names");
      if (!parameters.has(path[0] ?? "")) names.add(path.at(-1) ?? "");
      return;
    }
    const inner = new Set([...parameters, ...parametersOf(each)]);
    for (const child of children(each)) visit(child, inner);
  };
  visit(of, new Set());
  return [...names].join(", ");
}

function parametersOf(of: Node): readonly string[] {
  // `doc -> '$.a'` parses as a lambda does.
  if (str(of, "class") !== "LAMBDA" || str(node(of, "expr") ?? {}, "class") === "CONSTANT") return [];
  const names: string[] = [];
  walk(node(of, "lhs") ?? {}, (each) => void names.push(...strs(each, "column_names").slice(0, 1)));
  return names;
}

/** Whether an expression depends on a column, or on what a lambda is given. */
export function hasColumn(of: Node): boolean {
  let found = false;
  walk(of, (each) => !(found ||= str(each, "class") === "COLUMN_REF"));
  return found;
}

/** The child list of a node with one replaced. */
export function withChild(now: Node, at: number, by: (child: Node) => Node): Node {
  const children = now["children"];
  if (!Array.isArray(children)) return now;
  return { ...now, children: children.map((child, place) => place === at ? by(child) : child) };
}

/** Whether a type is DECIMAL. */
export function isDecimal(type: BoundType | null): type is BoundType {
  return type?.id === "DECIMAL";
}
