/**
 * Asks DuckDB's binder for the types of a statement's expressions. Each expression is put into a struct of one field,
 * whose name is a mark, and taken out again. That keeps its type, and wherever the bound plan mentions the struct's
 * type, the mark stands beside the expression's type. Equal expressions have equal marks, so what is selected stays
 * equal to what is grouped by. The columns of a query are packed so in a query around it. One round with the binder
 * gives all types.
 * @module
 */
import type { Dialect } from "../dialect.ts";
import { printSql } from "../print.ts";
import { nullConstant } from "../constant.ts";
import { type Node, node, nodes, str, strs, transform, walk, writeTree } from "../tree.ts";
import { type BoundType, readType } from "./bound_type.ts";
import { listIn } from "./list_in.ts";
import { call, caseOf, column, constantType, fenced, isThere } from "./nodes.ts";
import { markedQuery, selected, subquery } from "./subqueries.ts";

/** Tells an expression's type; null where it is not known. */
export type TypeOf = (of: Node | undefined) => BoundType | null;

/**
 * The types of expressions.
 * @param wanted nodes of the statement as it was: expressions, and queries, whose type is a struct of their columns
 * @param build the statement, `wrap` put around each node of it that was
 * @param named a statement built, its columns with the names that they had
 * @returns null where the statement does not bind
 */
export async function typesIn(
  wanted: Iterable<Node>,
  build: (wrap: (was: Node, now: Node) => Node) => Node,
  named: (built: Node) => Promise<Node>,
  dialect: Dialect,
): Promise<TypeOf | null> {
  const types = new Map<Node, BoundType>();
  const open = new Set<Node>();
  for (const of of wanted) {
    const type = constantType(of);
    if (type !== null) types.set(of, type);
    else if (str(of, "class") !== "CONSTANT") open.add(of);
  }
  const typeOf: TypeOf = (of) => of === undefined ? null : types.get(of) ?? null;
  if (open.size === 0) return typeOf;

  // One column has one name in most statements, however it is qualified; where not, marks are of whole names, and where
  // those mean several columns (as where a recursion begins, and in its steps; or parameters of lambdas that are called
  // alike), of those in one SELECT and one lambda. At last, of those in HAVING, where a name may mean what is selected.
  const scopes = once(() => scopesIn(build));
  const having = once(() => havingIn(build));
  const scopedShape = (of: Node) => `${scopes().get(of) ?? ""} ${wholeShape(of)}`;
  const shapes = [
    looseShape,
    wholeShape,
    scopedShape,
    (of: Node) => `${having().has(of) ? "having" : ""} ${scopedShape(of)}`,
  ];
  for (const shape of shapes) {
    const marks = new Map<Node, string>();
    const numbers = new Map<string, number>();
    for (const of of open) {
      const key = shape(of);
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      marks.set(of, `${MARK}${number}`);
    }
    const marked = build((was, now) => {
      const mark = marks.get(was);
      if (mark === undefined) return now;
      return str(was, "class") === "" ? markedQuery(now, mark) : fenced(now, mark);
    });
    // Of queries, the names of columns count.
    const plainly = [...open].every((of) => str(of, "class") !== "");
    const found = (plainly ? await ask(marked, dialect) : null) ?? await ask(await named(marked), dialect) ??
      // Operands of unlike kinds do not bind, and their rewrite depends on the types, so they are taken apart first.
      await ask(transform(marked, unmet), dialect) ??
      // Products may need more digits after the point than a decimal has, so that nothing binds. Sums bind.
      await ask(transform(marked, asSum), dialect);
    if (found === null) continue;
    for (const [of, mark] of marks) {
      const type = found.get(mark);
      if (type === undefined || type === "several") continue;
      types.set(of, type);
      open.delete(of);
    }
    if (![...found.values()].includes("several")) return typeOf;
  }
  return types.size === 0 ? null : typeOf;
}

/** What tells nodes apart by where they are: the number of the innermost SELECT, and the calls whose lambdas they are in. */
function scopesIn(build: (wrap: (was: Node, now: Node) => Node) => Node): ReadonlyMap<Node, string> {
  const scopes = new Map<Node, string>();
  const within = (of: Node, scope: string) => scopes.set(of, `${scope} ${scopes.get(of) ?? ""}`);
  let open: Node[] = [];
  let count = 0;
  // Nodes come before those that they are in.
  build((was, now) => {
    for (const lambda of nodes(was, "children").filter((child) => str(child, "class") === "LAMBDA")) {
      // By what it looks like: equal calls are to stay equal.
      const call = wholeShape(was);
      walk(lambda, (of) => void within(of, call));
    }
    if (str(was, "type") === "SELECT_NODE") {
      for (const each of open) within(each, `${count}`);
      open = [];
      count++;
    }
    open.push(was);
    return now;
  });
  return scopes;
}

/** What is in HAVING. */
function havingIn(build: (wrap: (was: Node, now: Node) => Node) => Node): ReadonlySet<Node> {
  const found = new Set<Node>();
  build((was, now) => {
    walk(node(was, "having") ?? {}, (of) => void found.add(of));
    return now;
  });
  return found;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

async function ask(marked: Node, dialect: Dialect): Promise<ReturnType<typeof readPlan>> {
  return readPlan(await dialect.plan(await printSql(marked, dialect)));
}

const MARK = "__type_";
const MET = "__met";

function placeless(of: Node): Node {
  return {
    ...transform(of, (each) => "query_location" in each ? { ...each, query_location: null } : each),
    alias: "",
  };
}

/** The expression's text. */
const wholeShape = (of: Node): string => writeTree(placeless(of));

/** The expression's text, columns by their last names. */
function looseShape(of: Node): string {
  return writeTree(
    transform(
      placeless(of),
      (each) =>
        str(each, "class") === "COLUMN_REF" && strs(each, "column_names").length > 1
          ? { ...each, column_names: strs(each, "column_names").slice(-1) }
          : each,
    ),
  );
}

const MENTION = new RegExp(`"first":"(${MARK}\\d+)","second":`, "g");

const asSum = (of: Node): Node => str(of, "function_name") === "*" ? { ...of, function_name: "+" } : of;

/** An expression in place of one that may not bind, of the same type where that binds. */
function unmet(of: Node): Node {
  const alias = { alias: of["alias"] ?? "" };
  if (str(of, "class") === "COMPARISON") {
    return { ...isThere(call("hash", [node(of, "left") ?? {}, node(of, "right") ?? {}])), ...alias };
  }
  if (str(of, "class") === "BETWEEN") {
    const sides = ["input", "lower", "upper"].map((name) => node(of, name) ?? {});
    return { ...isThere(call("hash", sides)), ...alias };
  }
  const own = str(of, "class") === "SUBQUERY" ? node(of, "child") : null;
  const query = node(node(of, "subquery") ?? {}, "node");
  if (own !== null && query !== null && (str(own, "function_name") !== "row" || listIn(of) !== null)) {
    const hashed = selected([call("hash", [column("__c0")])], subquery(query, MET, ["__c0"]));
    return { ...of, child: call("hash", [own]), subquery: { ...node(of, "subquery"), node: hashed } };
  }
  const name = str(of, "class") === "FUNCTION" ? str(of, "function_name").toLowerCase() : str(of, "type");
  const parts = nodes(of, "children");
  if (/^(row|array)_to_json$/.test(name)) return { ...of, function_name: "to_json" };
  if (/^(COMPARE_IN|COMPARE_NOT_IN|contains|(list|array)_(contains|has(_any|_all)?)|&&|@>|<@)$/.test(name)) {
    return { ...isThere(call("hash", parts)), ...alias };
  }
  if (/^(list|array)_(position|indexof)$/.test(name)) {
    return { ...call("len", [call("list_value", [call("hash", parts)])]), ...alias };
  }
  const [first] = parts;
  if (first !== undefined && /^(list|array)_intersect$/.test(name)) return { ...first, ...alias };
  return first !== undefined && /^(OPERATOR_COALESCE|ifnull|nvl|nullif|greatest|least)$/.test(name)
    ? { ...caseOf([{ when: isThere(call("hash", parts)), then: first }], nullConstant()), ...alias }
    : of;
}

/** Marks → types; null if the statement did not bind. */
function readPlan(plan: string): ReadonlyMap<string, BoundType | "several"> | null {
  if (!plan.startsWith('{"error":false')) return null;
  const found = new Map<string, string>();
  const several = new Set<string>();
  for (const mention of plan.matchAll(MENTION)) {
    const mark = mention[1] ?? "";
    const json = objectAt(plan, mention.index + mention[0].length);
    const known = found.get(mark);
    if (known !== undefined && known !== json) several.add(mark);
    found.set(mark, json);
  }
  const types = new Map<string, BoundType | "several">();
  for (const [mark, json] of found) {
    const type = readType(JSON.parse(json));
    if (type !== null) types.set(mark, several.has(mark) ? "several" : type);
  }
  return types;
}

/** The JSON object that begins at a place of a text. */
function objectAt(json: string, from: number): string {
  let depth = 0;
  for (let at = from; at < json.length; at++) {
    const char = json[at];
    if (char === '"') {
      while (++at < json.length && json[at] !== '"') if (json[at] === "\\") at++;
    } else if (char === "{") depth++;
    else if (char === "}" && --depth === 0) return json.slice(from, at + 1);
  }
  return "null";
}
