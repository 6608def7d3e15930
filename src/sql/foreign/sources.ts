/**
 * Foreign sources are what stands in FROM in other engines' words: `dual`, `FLATTEN`, and functions that go by one name.
 *
 * `SELECT 1 FROM dual` → `SELECT 1`; `FROM t, LATERAL FLATTEN(input => t.tags) f` → `FROM t, unnest(t.tags) AS f(value)`;
 * `FROM generate_series(1, 3) AS n` where `n` is a column → `… AS n(n)`
 * @module
 */
import type { Statement } from "../parse.ts";
import { type Node, node, nodes, str, strs, transform, walk } from "../tree.ts";
import { call, NOWHERE } from "../typed/nodes.ts";

/** The statement with such sources in DuckDB's words; the same where it has none. */
export function readSources(statement: Statement): Statement {
  if (!/\bdual\b|\bflatten\b|\b(?:generate_series|unnest|range)\b/i.test(statement.text)) return statement;
  const names = columnNames(statement.node);
  let hasTables = false;
  walk(statement.node, (of) => void (hasTables ||= str(of, "type") === "BASE_TABLE"));
  const changed = transform(
    statement.node,
    (of) => withoutDual(flattened(calledAlike(of, names, hasTables), names)),
  );
  return changed === statement.node ? statement : { ...statement, node: changed };
}

/** Every name of a column, as it is written, its parts joined by dots; a star as `*`. */
function columnNames(root: Node): ReadonlySet<string> {
  const names = new Set<string>();
  walk(root, (of) => {
    const parts = strs(of, "column_names");
    if (parts.length > 0) names.add(parts.join(".").toLowerCase());
    if (str(of, "class") === "STAR") names.add("*");
  });
  return names;
}

/** `FROM generate_series(1, 3) AS n`: to PostgreSQL, its one column is called `n`, too. */
function calledAlike(of: Node, names: ReadonlySet<string>, hasTables: boolean): Node {
  const call = str(of, "type") === "TABLE_FUNCTION" ? node(of, "function") : null;
  const alias = str(of, "alias").toLowerCase();
  const own = call === null ? "" : str(call, "function_name").toLowerCase();
  if (
    !/^(?:generate_series|unnest|range)$/.test(own) || alias === "" ||
    strs(of, "column_name_alias").length > 0
  ) {
    return of;
  }
  // Who knows DuckDB's name for it means DuckDB's.
  if (!names.has(alias) || names.has(own) || names.has(`${alias}.${own}`)) return of;
  // Beside tables, it may be an attribute's name, unless all others are qualified.
  const others = [...names].filter((name) => name !== alias && name !== "*");
  if (hasTables && (others.length === 0 || others.some((name) => !name.includes(".")))) return of;
  return { ...of, column_name_alias: [str(of, "alias")] };
}

/** Snowflake's `FLATTEN(input => list) f`, of which nothing but `f.value` is asked. */
function flattened(of: Node, names: ReadonlySet<string>): Node {
  const call = str(of, "type") === "TABLE_FUNCTION" ? node(of, "function") : null;
  if (call === null || str(call, "function_name").toLowerCase() !== "flatten") return of;
  const [input, ...others] = nodes(call, "children");
  const alias = str(of, "alias") || "flatten";
  if (input === undefined || others.length > 0 || !/^(?:input)?$/i.test(str(input, "alias"))) return of;
  const isAsked = (name: string) => names.has(name) || names.has(`${alias.toLowerCase()}.${name}`);
  if (["seq", "key", "path", "index", "this"].some(isAsked)) return of;
  return {
    ...of,
    alias,
    column_name_alias: ["value"],
    function: { ...call, function_name: "unnest", children: [{ ...input, alias: "" }] },
  };
}

/** `FROM dual` of Oracle and MySQL, where nothing is asked of it. */
function withoutDual(of: Node): Node {
  const from = str(of, "type") === "SELECT_NODE" ? node(of, "from_table") : null;
  const isDual = from !== null && str(from, "type") === "BASE_TABLE" && str(from, "schema_name") === "" &&
    str(from, "table_name").toLowerCase() === "dual";
  if (!isDual) return of;
  let asks = false;
  for (const part of ["select_list", "where_clause", "group_expressions"]) {
    for (const each of [...nodes(of, part), ...(node(of, part) === null ? [] : [node(of, part) ?? {}])]) {
      walk(
        each,
        (inside) =>
          void (asks ||= str(inside, "class") === "STAR" || str(inside, "type") === "SELECT_NODE" ||
            /^count_star$|^count$/.test(str(inside, "function_name")) ||
            (strs(inside, "column_names").length > 0 && !isNow(inside))),
      );
    }
  }
  if (asks) return of;
  const { select_list, where_clause, ...others } = of;
  const now = (value: Node) =>
    transform(value, (each) => isNow(each) ? { ...NOW, alias: str(each, "alias") } : each);
  return {
    ...others,
    select_list: nodes({ select_list: select_list ?? [] }, "select_list").map(now),
    where_clause: node({ where_clause: where_clause ?? null }, "where_clause") === null
      ? null
      : now(node({ where_clause: where_clause ?? null }, "where_clause") ?? {}),
    from_table: { ...EMPTY },
  };
}

const EMPTY: Node = { type: "EMPTY", alias: "", sample: null, query_location: NOWHERE };
const NOW = call("now", []);

const isNow = (of: Node) => {
  const [name, ...others] = strs(of, "column_names");
  return name !== undefined && others.length === 0 && /^(?:sysdate|systimestamp)$/i.test(name);
};
