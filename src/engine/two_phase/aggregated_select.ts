/**
 * The aggregated SELECT is the one place where a statement looks at a table, through aggregates alone; here is what
 * names mean there.
 *
 * `SELECT * FROM (SELECT state, count(*) AS n FROM orders GROUP BY state) WHERE n > 5` → the inner SELECT;
 * `SELECT count(*) FROM orders o JOIN customers c ON c.id = o.customer` → none, as the rows of a join are counted
 * @module
 */
import type { SqlType } from "../../catalog/sql_type.ts";
import { foldName } from "../../sql/resolve/identifiers.ts";
import { AGGREGATES } from "../../sql/resolve/aggregates.ts";
import {
  bool,
  isList,
  isNode,
  list,
  type Node,
  node,
  nodes,
  Numeral,
  numeral,
  str,
  strs,
  type TreeValue,
  walk,
  writeTree,
} from "../../sql/tree.ts";

/** Thrown where a statement cannot, or not certainly, be split: the table is then loaded whole. */
export class NotSplit extends Error {}

/** A SELECT straight over one loaded table that groups or aggregates. */
export interface AggregatedSelect {
  readonly select: Node;
  /** It is the statement itself, not a part of it. */
  readonly isRoot: boolean;
  /** A column's type; null where the reference means no column of the table. */
  typeOf(reference: Node): SqlType | null;
  /** The same text for expressions that mean the same of the table's columns. */
  identity(expression: Node): string;
  /** The item of the select list that has the reference's name as its alias; null where none has. */
  itemNamed(reference: Node): Node | null;
  /** Whether the name is a column's and also an alias of something else, so that its place decides what it means. */
  isDoubtful(reference: Node): boolean;
}

/** A column of a loaded table. */
export interface LoadedColumn {
  readonly name: string;
  readonly type: SqlType;
}

/**
 * The only place of a statement that reads the table, if it is a SELECT over nothing else.
 * @param statement the rewritten statement: tables go by their load names
 */
export function aggregatedSelectOf(
  statement: Node,
  loadName: string,
  columns: readonly LoadedColumn[],
): AggregatedSelect {
  const found: Node[] = [];
  let uses = 0;
  walk(statement, (each) => {
    if (str(each, "type") === "BASE_TABLE" && str(each, "table_name") === loadName) uses++;
    const from = node(each, "from_table");
    if (from !== null && str(from, "type") === "BASE_TABLE" && str(from, "table_name") === loadName) {
      found.push(each);
    }
  });
  const [select] = found;
  if (select === undefined || uses !== 1 || !isPlain(select)) throw new NotSplit();
  return openSelect(select, select === statement, columns);
}

/** Whether there is such a place, that groups or aggregates: types, which may still change, decide if it can be split. */
export function hasAggregated(
  statement: Node,
  loadName: string,
  columns: readonly { readonly column: string; readonly type: SqlType }[],
): boolean {
  if (columns.length === 0) return false;
  try {
    const named = columns.map(({ column, type }) => ({ name: column, type }));
    const { select } = aggregatedSelectOf(statement, loadName, named);
    return list(select, "group_expressions").length > 0 || hasAggregate(select);
  } catch (error) {
    if (error instanceof NotSplit) return false;
    throw error;
  }
}

/** Whether an expression, or a SELECT, calls an aggregate. */
export function hasAggregate(of: Node): boolean {
  let found = false;
  walk(of, (each) => {
    if (isAggregate(each)) found = true;
  });
  return found;
}

/** Whether an expression calls an aggregate itself. */
export function isAggregate(of: Node): boolean {
  return str(of, "class") === "FUNCTION" && AGGREGATES.has(str(of, "function_name").toLowerCase());
}

/** Whether the SELECT has no clauses but FROM, WHERE, GROUP BY, HAVING, ORDER BY and LIMIT. */
function isPlain(select: Node): boolean {
  const from = node(select, "from_table") ?? {};
  let plain = str(select, "type") === "SELECT_NODE" && node(select, "sample") === null &&
    node(from, "sample") === null && node(from, "at_clause") === null && node(select, "qualify") === null &&
    list(from, "column_name_alias").length === 0 &&
    list(node(select, "cte_map") ?? {}, "map").length === 0 &&
    nodes(select, "modifiers").every((each) =>
      str(each, "type") === "ORDER_MODIFIER" || str(each, "type") === "LIMIT_MODIFIER"
    );
  walk(select, (each) => {
    if (["SUBQUERY", "WINDOW", "STAR", "LAMBDA"].includes(str(each, "class"))) plain = false;
    if (CHANGING.has(str(each, "function_name").toLowerCase()) || bool(each, "export_state")) plain = false;
  });
  return plain;
}

/** Functions that may give another value in the next statement; the clock, too, stands still for one statement only. */
const CHANGING: ReadonlySet<string> = new Set(
  `age ago current_date current_localtime current_localtimestamp current_time current_timestamp gen_random_uuid
  get_current_time get_current_timestamp localtime localtimestamp nextval currval now random setseed today
  transaction_timestamp txid_current uuid uuidv4 uuidv7 unnest unlist generate_subscripts regexp_split_to_table
  sleep_ms`.split(/\s+/),
);

function openSelect(select: Node, isRoot: boolean, columns: readonly LoadedColumn[]): AggregatedSelect {
  const from = node(select, "from_table") ?? {};
  const table = foldName(str(from, "alias") || str(from, "table_name"));
  const types = new Map(columns.map(({ name, type }) => [foldName(name), type]));
  // The name may mean the table or a column: DuckDB decides that, so the SELECT is not split.
  if (types.has(table)) throw new NotSplit();

  function columnOf(reference: Node): string | null {
    if (str(reference, "class") !== "COLUMN_REF") return null;
    const names = strs(reference, "column_names").map(foldName);
    const name = names.length === 1
      ? names[0]
      : names.length === 2 && names[0] === table
      ? names[1]
      : undefined;
    return name !== undefined && types.has(name) ? name : null;
  }

  function identity(expression: Node): string {
    return writeTree(plain(expression));
  }

  function plain(of: Node): Node {
    const column = columnOf(of);
    if (column !== null) return { column };
    const { alias: _name, query_location: _place, ...rest } = of;
    return Object.fromEntries(
      Object.entries(rest).map(([member, value]) => [member, plainValue(value)]),
    );
  }

  function plainValue(value: TreeValue): TreeValue {
    if (isList(value)) return value.map(plainValue);
    return isNode(value) ? plain(value) : value;
  }

  const items = nodes(select, "select_list");
  const aliases = new Map<string, Node>();
  for (const item of items) {
    const alias = foldName(str(item, "alias"));
    if (alias === "") continue;
    if (aliases.has(alias)) throw new NotSplit();
    aliases.set(alias, item);
  }
  return {
    select,
    isRoot,
    typeOf(reference) {
      const name = columnOf(reference);
      return name === null ? null : types.get(name) ?? null;
    },
    identity,
    itemNamed(reference) {
      const name = onlyName(reference);
      return name === null ? null : aliases.get(name) ?? null;
    },
    isDoubtful(reference) {
      const name = onlyName(reference);
      const item = name === null ? undefined : aliases.get(name);
      return name !== null && item !== undefined && types.has(name) && columnOf(item) !== name;
    },
  };
}

/** The name of a reference without a table; null for anything else. */
function onlyName(reference: Node): string | null {
  if (str(reference, "class") !== "COLUMN_REF") return null;
  const [name, ...others] = strs(reference, "column_names");
  return name === undefined || others.length > 0 ? null : foldName(name);
}

/** What the SELECT groups by: expressions over the table's columns. */
export function groupsOf(aggregated: AggregatedSelect): readonly Node[] {
  const { select } = aggregated;
  const groups = nodes(select, "group_expressions");
  const sets = list(select, "group_sets").map((set) =>
    new Set(isList(set) ? set.map((at) => at instanceof Numeral ? at.text : "") : [])
  );
  const whole = groups.length === 0
    ? sets.length === 0
    : sets.length === 1 && sets[0]?.size === groups.length;
  if (!whole || str(select, "aggregate_handling") !== "STANDARD_HANDLING") throw new NotSplit();
  const items = nodes(select, "select_list");
  return groups.map((group) => {
    if (str(group, "class") === "CONSTANT") {
      const place = Number(numeral(node(group, "value") ?? {}, "value") ?? NaN);
      return items[place - 1] ?? fail();
    }
    if (aggregated.isDoubtful(group)) fail();
    return aggregated.typeOf(group) === null ? aggregated.itemNamed(group) ?? group : group;
  });
}

function fail(): never {
  throw new NotSplit();
}
