/**
 * Names of selected expressions that have none: DuckDB makes them of the statement that it is given, in which tables and
 * columns go by internal names. Where that would show, the expression is named by what the caller wrote.
 * @module
 */
import { nameOf } from "./text_dates/scope.ts";
import { withParameters } from "./advice/shown.ts";
import type { Dialect } from "./dialect.ts";
import type { Statement } from "./parse.ts";
import { isAggregate } from "./resolve/aggregates.ts";
import { exactLooks } from "./resolve/exact_forms.ts";
import { children, mapChildren, type Node, nodes, str, strs, transform, walk } from "./tree.ts";

/**
 * Names those that hold a subquery, a list, map or row in brackets, a lambda of several parameters, or a parameter: what
 * that holds is in no name.
 * @param all names every other expression of the answer, too: its columns go by internal names
 */
export async function nameWritten(
  { node: query, given }: Pick<Statement, "node" | "given">,
  dialect: Dialect,
  all = false,
): Promise<Node> {
  const values = new Set([...given?.values() ?? []].map(({ value }) => value));
  const isGiven = (of: Node) => str(of, "class") === "CONSTANT" && values.has(of["value"]);
  const answers = answersOf(query);
  const found: (readonly [item: Node, select: Node, tidy: boolean])[] = [];
  walk(query, (of) => {
    if (str(of, "type") !== "SELECT_NODE") return;
    const isAnswer = answers.has(of);
    const grouped = isAnswer &&
      (nodes(of, "group_expressions").length > 0 || str(of, "aggregate_handling") === "FORCE_AGGREGATES");
    for (const item of nodes(of, "select_list")) {
      if (isNamed(item) && (str(item, "alias") !== "" || !isGiven(item))) continue;
      const parameter = isAnswer && holds(item, isGiven);
      const tidy = parameter || holds(item, isSubquery) || (isAnswer && holds(item, isNoise));
      // There, aggregates stand for places inside what is grouped by.
      if (tidy || (isAnswer && all) || (grouped && looksWithin(item))) found.push([item, of, tidy]);
    }
  });
  const names = new Map<Node, string>();
  for (const [item, select, tidy] of found) {
    // All others are called as DuckDB would call them, were there no internal names.
    names.set(
      item,
      tidy
        ? tidied(
          await nameOf(withParameters(transform(item, plainCall), given ?? new Map()), select, dialect),
        )
        : await nameOf(item, select, dialect),
    );
  }
  if (names.size === 0) return query;
  const visit = (of: Node): Node => {
    const mapped = mapChildren(of, visit);
    const alias = names.get(of);
    return alias === undefined ? mapped : { ...mapped, alias };
  };
  return visit(query);
}

/** The SELECTs whose columns are the answer's: several where they are united. */
function answersOf(query: Node): ReadonlySet<Node> {
  const answers = new Set<Node>();
  const visit = (of: Node): void => {
    if (str(of, "type") === "SELECT_NODE") answers.add(of);
    else if (str(of, "type") === "SET_OPERATION_NODE") {
      for (const side of [of["left"], of["right"], ...nodes(of, "children")]) {
        if (isQuery(side)) visit(side);
      }
    }
  };
  visit(query);
  return answers;
}

const isQuery = (of: Node[string] | undefined): of is Node =>
  typeof of === "object" && of !== null && !Array.isArray(of) && "type" in of;

const isSubquery = (of: Node) => str(of, "class") === "SUBQUERY";

/** A column's name is its own; what stars and `unnest` give is named by what they find. */
function isNamed(item: Node): boolean {
  return str(item, "alias") !== "" || ["COLUMN_REF", "STAR", "CONSTANT"].includes(str(item, "class")) ||
    holds(item, (of) => str(of, "class") === "STAR" || str(of, "function_name").toLowerCase() === "unnest");
}

/** What the parser writes for brackets, and words that are functions for it. */
const isNoise = (of: Node) => str(of, "class") === "FUNCTION" && str(of, "schema") === "main";

/** Whether an expression, its subqueries apart, holds such a one. */
function holds(of: Node, wanted: (of: Node) => boolean): boolean {
  return wanted(of) || (!isSubquery(of) && children(of).some((child) => holds(child, wanted)));
}

/** Whether an expression, its aggregates and subqueries apart, takes a value apart or looks at it as text or as JSON. */
function looksWithin(of: Node): boolean {
  if (isSubquery(of) || isAggregate(of)) return false;
  return strs(of, "column_names").length > 1 || str(of, "class") === "CAST" ||
    /_EXTRACT$/.test(str(of, "type")) ||
    /_(extract|element)$/.test(str(of, "function_name")) || exactLooks(of).length > 0 ||
    children(of).some(looksWithin);
}

const plainCall = (of: Node): Node => isNoise(of) ? { ...of, schema: "" } : of;

/** Texts and names in quotes stay as they are. */
function tidied(name: string): string {
  return name
    .replace(
      /'(?:[^']|'')*'|"(\$\w+)"|"([a-z_]+)"(?=\()|\bcount_star\(\)|"(?:[^"]|"")*"/g,
      (found, parameter?: string, word?: string) =>
        parameter ?? word ?? (found === "count_star()" ? "count(*)" : found),
    )
    .replace(
      /'(?:[^']|'')*'|"(?:[^"]|"")*"|\brow(\([^()]*\)) ->/g,
      (found, parameters?: string) => parameters === undefined ? found : `${parameters} ->`,
    );
}
