/**
 * PIVOT with its values is a SELECT of aggregates with FILTER, and UNPIVOT one of lists that are unnested: both are
 * written so before anything else looks, so that a read, types and keys are those of a SELECT.
 *
 * `PIVOT t ON s IN ('a', 'b') USING sum(n) GROUP BY c` → `SELECT c, sum(n) FILTER (WHERE s = 'a') AS a, … GROUP BY c`;
 * `UNPIVOT t ON n, m INTO NAME k VALUE v` → `SELECT * EXCLUDE (n, m), unnest(['n', 'm']) AS k, unnest([n, m]) AS v …`
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import { textConstant } from "../constant.ts";
import { shown } from "../advice/shown.ts";
import type { Dialect } from "../dialect.ts";
import type { Statement } from "../parse.ts";
import { charOffset, lineAndColumn, positionAt } from "../position.ts";
import { foldName } from "../resolve/identifiers.ts";
import {
  isList,
  isNode,
  list,
  location,
  mapChildren,
  type Node,
  node,
  nodes,
  Numeral,
  str,
  strs,
  walk,
} from "../tree.ts";
import { both, call, column, comparison, expression, isNullOf, isThere, NOWHERE } from "../typed/nodes.ts";

/** Columns that a PIVOT may make. */
const MOST_COLUMNS = 1_000;

/**
 * The statement with every PIVOT and UNPIVOT as a SELECT; the same where it has none.
 * @throws DynamoSqlError `invalid_query` for those whose columns are not written out
 */
export async function withoutPivots(statement: Statement, dialect: Dialect): Promise<Statement> {
  if (!/pivot/i.test(statement.text)) return statement;
  const names = new Map<Node, string>();
  const found: Node[] = [];
  walk(statement.node, (of) => void (str(of, "type") === "PIVOT" && found.push(of)));
  for (const of of found) {
    for (const aggregate of nodes(of, "aggregates")) {
      names.set(aggregate, str(aggregate, "alias") || await shown(aggregate, dialect));
    }
  }
  const written = (of: Node): Node => {
    const own = str(of, "type") === "PIVOT"
      ? strs(of, "unpivot_names").length > 0 ? unpivoted(of, statement) : pivoted(of, names, statement)
      : of;
    return mapChildren(own, written);
  };
  return found.length === 0 ? statement : { ...statement, node: written(statement.node) };
}

function refuse(of: Node, { source, text }: Statement, message: string): never {
  const bytes = location(of);
  const position = bytes === null ? undefined : positionAt(source, charOffset(text, bytes));
  throw new DynamoSqlError(
    "invalid_query",
    `${message}${lineAndColumn(position)}.`,
    position === undefined ? {} : { position },
  );
}

/** One of the values of a PIVOT: its column's name, and when a row is of it. */
interface PivotValue {
  readonly name: string;
  readonly condition: Node;
}

function pivoted(of: Node, names: ReadonlyMap<Node, string>, statement: Statement): Node {
  const sets = nodes(of, "pivots").map((pivot): readonly PivotValue[] => {
    const [by, ...others] = nodes(pivot, "pivot_expressions");
    const entries = nodes(pivot, "entries");
    if (by === undefined || others.length > 0 || entries.length === 0) {
      return refuse(of, statement, "PIVOT takes its values: write ON column IN ('a', 'b')");
    }
    return entries.map((entry) => {
      const [value, ...more] = nodes(entry, "values");
      if (value === undefined || more.length > 0) {
        return refuse(of, statement, "Each value of PIVOT is one constant: write ON column IN ('a', 'b')");
      }
      const constant = expression("CONSTANT", "VALUE_CONSTANT", { value });
      return {
        name: str(entry, "alias") || nameOf(value),
        condition: value["is_null"] === true ? isNullOf(by) : comparison("COMPARE_EQUAL", by, constant),
      };
    });
  });
  const values = sets.reduce((before, set) =>
    before.flatMap((one) =>
      set.map((other) => ({
        name: `${one.name}_${other.name}`,
        condition: both(one.condition, other.condition),
      }))
    )
  );
  const given = nodes(of, "aggregates");
  const aggregates = given.length > 0 ? given : [call("count_star", [])];
  if (values.length * aggregates.length > MOST_COLUMNS) {
    refuse(of, statement, `PIVOT makes at most ${MOST_COLUMNS} columns`);
  }
  const isNamed = aggregates.length > 1 || aggregates.some((aggregate) => str(aggregate, "alias") !== "");
  const made = values.flatMap(({ name, condition }) =>
    aggregates.map((aggregate) => {
      if (str(aggregate, "class") !== "FUNCTION") {
        refuse(of, statement, "PIVOT takes aggregates: USING sum(a)");
      }
      const own = node(aggregate, "filter");
      return {
        ...aggregate,
        alias: isNamed ? `${name}_${names.get(aggregate) ?? "count_star()"}` : name,
        filter: own === null ? condition : both(condition, own),
      };
    })
  );
  const groups = strs(of, "groups");
  const used = nodes(of, "pivots").flatMap((pivot) => nodes(pivot, "pivot_expressions"));
  return asSubquery(of, {
    select_list: groups.length > 0
      ? [...groups.map(column), ...made]
      : [starWithout(columnsIn([...used, ...given], node(of, "source"))), ...made],
    group_expressions: groups.map(column),
    group_sets: groups.length > 0 ? [groups.map((_, at) => new Numeral(`${at}`))] : [],
    aggregate_handling: groups.length > 0 ? "STANDARD_HANDLING" : "FORCE_AGGREGATES",
    from_table: node(of, "source"),
  });
}

function unpivoted(of: Node, statement: Statement): Node {
  const [value, ...values] = strs(of, "unpivot_names");
  const [pivot, ...pivots] = nodes(of, "pivots");
  const [name, ...names] = strs(pivot ?? {}, "unpivot_names");
  const entries = nodes(pivot ?? {}, "entries").map((entry) => ({
    columns: nodes(entry, "values").map((each) => str(each, "value")),
    alias: str(entry, "alias"),
    star: node(entry, "star_expr"),
  }));
  const isPlain = entries.length > 0 &&
    entries.every(({ columns, star }) => star === null && columns.length === 1);
  if (
    value === undefined || name === undefined || values.length + pivots.length + names.length > 0 || !isPlain
  ) {
    return refuse(
      of,
      statement,
      "UNPIVOT takes its columns by name, into one column of values: write UNPIVOT t ON a, b " +
        "INTO NAME name VALUE value",
    );
  }
  const columns = entries.map(({ columns: [first = ""] }) => first);
  const unnested = (of: readonly Node[], alias: string): Node => ({
    ...call("unnest", [call("list_value", of)]),
    alias,
  });
  const rows = {
    select_list: [
      starWithout(columns),
      unnested(entries.map(({ alias, columns: [first = ""] }) => textConstant(alias || first)), name),
      unnested(columns.map(column), value),
    ],
    group_expressions: [],
    group_sets: [],
    aggregate_handling: "STANDARD_HANDLING",
    from_table: node(of, "source"),
  };
  if (of["include_nulls"] === true) return asSubquery(of, rows);
  return asSubquery(of, {
    ...rows,
    select_list: [starWithout([])],
    where_clause: isThere(column(value)),
    from_table: asSubquery({ alias: "unpivoted" }, rows),
  });
}

/** A value as the name of its column. */
function nameOf(value: Node): string {
  if (value["is_null"] === true) return "NULL";
  const text = value["value"];
  if (text instanceof Numeral) return text.text;
  if (typeof text === "boolean") return String(text);
  if (typeof text === "string") return text;
  return isNode(text) || isList(text) ? "value" : "NULL";
}

/** Names of columns that expressions have; of those that are qualified by the source, the column's. */
function columnsIn(of: readonly Node[], source: Node | null): readonly string[] {
  const own = foldName(str(source ?? {}, "alias") || str(source ?? {}, "table_name"));
  const found = new Map<string, string>();
  for (const each of of) {
    walk(each, (part) => {
      const [first, second] = strs(part, "column_names");
      const name = first !== undefined && second !== undefined && foldName(first) === own ? second : first;
      if (name !== undefined) found.set(foldName(name), name);
    });
  }
  return [...found.values()];
}

function starWithout(columns: readonly string[]): Node {
  return expression("STAR", "STAR", {
    relation_name: "",
    exclude_list: columns,
    replace_list: [],
    columns: false,
    expr: null,
    qualified_exclude_list: [],
    rename_list: [],
  });
}

/** A SELECT in the place of a source, by its name. */
function asSubquery(of: Node, select: Node): Node {
  return {
    type: "SUBQUERY",
    alias: str(of, "alias"),
    sample: of["sample"] ?? null,
    query_location: NOWHERE,
    column_name_alias: list(of, "column_name_alias"),
    subquery: {
      node: {
        type: "SELECT_NODE",
        modifiers: [],
        cte_map: { map: [] },
        where_clause: null,
        having: null,
        sample: null,
        qualify: null,
        ...select,
      },
      named_param_map: [],
    },
  };
}
