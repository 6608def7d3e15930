/**
 * A SELECT over one table is split into two phases, partial and final: what each batch of rows comes to, and what
 * those results come to together.
 *
 * `SELECT state, count(*) FROM orders GROUP BY state` → partial
 * `SELECT state AS p0, count(*) AS p1 FROM loaded_0 GROUP BY state`, final
 * `SELECT p0, CAST(coalesce(sum(p1), 0) AS BIGINT) FROM dynamosql_parts_0 GROUP BY p0`
 *
 * Only aggregates that are exact in any order are split: counts, sums and averages of integers and decimals, least
 * and greatest values, AND and OR, and any value. A DISTINCT aggregate's argument becomes a group of the partial
 * phase. An average becomes a sum and a count; DuckDB itself divides them (see averages.ts).
 * @module
 */
import { list, mapChildren, type Node, node, nodes, Numeral, str, strs, walk } from "../../sql/tree.ts";
import { aggregateNode, columnNode, countNode, tableNode } from "./nodes.ts";
import { averageName, rowsName } from "./averages.ts";
import type { Average, Split } from "./two_steps.ts";
import { type AggregatedSelect, groupsOf, hasAggregate, isAggregate, NotSplit } from "./aggregated_select.ts";
import { isAveragedWide, isFaithful, isInvariant } from "./widening.ts";

/** The aggregate that merges the partial results of another. */
const JOINS: ReadonlyMap<string, { readonly by: string; readonly count?: "BIGINT" | "HUGEINT" }> = new Map([
  ["count_star", { by: "sum", count: "BIGINT" }],
  ["count", { by: "sum", count: "BIGINT" }],
  ["count_if", { by: "sum", count: "HUGEINT" }],
  ["countif", { by: "sum", count: "HUGEINT" }],
  ["sum", { by: "sum" }],
  ["min", { by: "min" }],
  ["max", { by: "max" }],
  ["bool_and", { by: "bool_and" }],
  ["bool_or", { by: "bool_or" }],
  // It gives the first value that is not NULL, in the order of rows and then of batches.
  ["any_value", { by: "any_value" }],
]);

/** Averages, by all their names. */
const AVERAGES: ReadonlySet<string> = new Set(["avg", "mean"]);

/**
 * Splits a SELECT into its partial and its final form.
 * @param partsName the table of parts, for the second step
 * @throws NotSplit
 */
export function splitSelect(aggregated: AggregatedSelect, partsName: string): Split {
  const { select } = aggregated;
  const columns: { readonly identity: string; readonly expression: Node }[] = [];
  const groups = groupsOf(aggregated);
  for (const group of groups) addColumn(asGroup(group));
  for (const call of distinctCalls(select)) addColumn(asGroup(nodes(call, "children")[0] ?? fail()));
  const groupCount = columns.length;
  const joins: string[] = [];
  const sums: number[] = [];
  const averages: Average[] = [];
  if (groups.length === 0 && !hasAggregate(select)) fail();
  const where = node(select, "where_clause");
  if (where !== null && (hasAggregate(where) || !isInvariant(where, aggregated))) fail();

  function addColumn(expression: Node): number {
    const identity = aggregated.identity(expression);
    const known = columns.findIndex((column) => column.identity === identity);
    return known >= 0 ? known : columns.push({ identity, expression }) - 1;
  }

  function asGroup(group: Node): Node {
    let named = false;
    walk(group, (each) => {
      if (aggregated.typeOf(each) !== null) named = true;
    });
    // A constant group would replace every equal constant of the SELECT.
    if (!named || hasAggregate(group)) fail();
    const plain = str(group, "class") === "COLUMN_REF" && isFaithful(group, aggregated);
    return plain || isInvariant(group, aggregated) ? group : fail();
  }

  /** The place of an expression among the groups. */
  function groupAt(of: Node): number {
    const identity = aggregated.identity(of);
    return columns.findIndex((column, at) => at < groupCount && column.identity === identity);
  }

  /** The expression over parts. */
  function over(of: Node): Node {
    const at = groupAt(of);
    if (at >= 0) return columnNode(`p${at}`, of);
    if (isAggregate(of)) return joined(of);
    if (str(of, "class") !== "COLUMN_REF") return mapChildren(of, over);
    // An alias of the select list, which stays.
    return aggregated.typeOf(of) !== null || aggregated.itemNamed(of) === null ? fail() : of;
  }

  function joined(call: Node): Node {
    const name = str(call, "function_name").toLowerCase();
    const how = JOINS.get(AVERAGES.has(name) ? "sum" : name);
    const [argument, ...others] = nodes(call, "children");
    if (how === undefined || others.length > 0 || str(call, "schema") !== "") fail();
    if (list(node(call, "order_bys") ?? {}, "orders").length > 0) fail();
    if (call["distinct"] === true) {
      if (argument === undefined || node(call, "filter") !== null) fail();
      return { ...call, children: [columnNode(`p${groupAt(argument)}`)] };
    }
    const filter = node(call, "filter");
    if (filter !== null && (hasAggregate(filter) || !isInvariant(filter, aggregated))) fail();
    if (argument !== undefined) {
      const fixed = isInvariant(argument, aggregated);
      if (hasAggregate(argument) || (!fixed && !isFaithful(argument, aggregated))) fail();
    }
    if (AVERAGES.has(name)) return averaged(call, argument ?? fail());
    const at = addJoined(call, name, how.by);
    const all = aggregateNode(how.by, columnNode(`p${at}`), call);
    return how.count === undefined ? all : countNode({ ...all, alias: "" }, how.count, call);
  }

  /** Adds the partial result of an aggregate; returns its column. */
  function addJoined(call: Node, name: string, by: string): number {
    const at = addColumn({ ...call, function_name: name, alias: "" });
    if (joins[at - groupCount] === undefined) {
      joins[at - groupCount] = by;
      if (name === "sum") sums.push(at);
    }
    return at;
  }

  function averaged(call: Node, argument: Node): Node {
    if (!isFaithful(argument, aggregated) || !isAveragedWide(argument)) fail();
    const average = { sum: addJoined(call, "sum", "sum"), count: addJoined(call, "count", "sum") };
    if (!averages.some(({ sum }) => sum === average.sum)) averages.push(average);
    return aggregateNode("avg", columnNode(averageName(average)), call);
  }

  /** Rewrites a clause in which an alias would be found before a column. */
  function overNamed(of: Node): Node {
    if (!isAggregate(of)) {
      walk(of, (each) => isAggregate(each) ? false : aggregated.isDoubtful(each) ? fail() : true);
    }
    return over(of);
  }

  function ordered(order: Node): Node {
    const expression = node(order, "expression");
    if (expression === null) return mapChildren(order, overNamed);
    // Alone in ORDER BY, a name is an alias first.
    const named = aggregated.itemNamed(expression) !== null;
    return named ? order : { ...order, expression: overNamed(expression) };
  }

  function modified(modifier: Node): Node {
    if (str(modifier, "type") !== "ORDER_MODIFIER") return mapChildren(modifier, overNamed);
    return { ...modifier, orders: nodes(modifier, "orders").map(ordered) };
  }

  const items = nodes(select, "select_list").map((item): Node => ({
    ...over(item),
    alias: nameOf(item, aggregated),
  }));
  const having = node(select, "having");
  const second: Node = {
    ...select,
    select_list: items,
    from_table: tableNode(averages.length > 0 ? rowsName(partsName) : partsName),
    where_clause: null,
    group_expressions: groups.map((group) => columnNode(`p${groupAt(group)}`)),
    having: having === null ? null : overNamed(having),
    modifiers: nodes(select, "modifiers").map(modified),
  };
  const first: Node = {
    ...select,
    select_list: columns.map(({ expression }, at) => ({ ...expression, alias: `p${at}` })),
    group_expressions: columns.slice(0, groupCount).map(({ expression }) => ({ ...expression, alias: "" })),
    group_sets: groupCount === 0
      ? []
      : [columns.slice(0, groupCount).map((_, at) => new Numeral(String(at)))],
    having: null,
    modifiers: [],
  };
  return { partial: first, final: second, groups: groupCount, joins, sums, averages };
}

/** The alias that an item gets; in the outermost SELECT, names come from the statement without two phases. */
function nameOf(item: Node, aggregated: AggregatedSelect): string {
  const alias = str(item, "alias");
  if (alias !== "" || aggregated.isRoot) return alias;
  return str(item, "class") === "COLUMN_REF" ? strs(item, "column_names").at(-1) ?? fail() : fail();
}

/** SQL that merges partial results into one for each group. */
export function joinSql({ groups, joins }: Split, from: string): string {
  const keys = Array.from({ length: groups }, (_, at) => `p${at}`);
  const rest = joins.map((by, at) => `${by}(p${groups + at}) AS p${groups + at}`);
  const by = groups === 0 ? "" : ` GROUP BY ${keys.join(", ")}`;
  return `SELECT ${[...keys, ...rest].join(", ")} FROM ${from}${by}`;
}

function distinctCalls(select: Node): readonly Node[] {
  const found: Node[] = [];
  walk(select, (each) => {
    if (isAggregate(each) && each["distinct"] === true) found.push(each);
  });
  return found;
}

function fail(): never {
  throw new NotSplit();
}
