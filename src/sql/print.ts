/**
 * Tree → SQL text, by DuckDB's printer, with its lapses mended beforehand.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import { booleanConstant } from "./constant.ts";
import type { Dialect } from "./dialect.ts";
import {
  list,
  mapChildren,
  type Node,
  node,
  nodes,
  Numeral,
  numeral,
  str,
  transform,
  type TreeValue,
  writeTree,
} from "./tree.ts";

/**
 * The SQL text of a query node. Parsing it gives a tree of the same meaning.
 * @param query a query node, parameters in place or replaced
 * @throws DynamoSqlError `invalid_query` for NATURAL and POSITIONAL joins whose right side is a join
 */
export async function printSql(query: Node, dialect: Dialect): Promise<string> {
  return await dialect.deserialize(writeTree({
    error: false,
    statements: [{ node: mended(query), named_param_map: [] }],
  }));
}

/** The tree as {@link printSql} hands it to DuckDB's printer. */
export function mended(query: Node): Node {
  return transform(mapChildren(query, (child) => mendJoins(child, false)), mendNode);
}

/**
 * Joins in a form that can be printed without parentheses, which the printer never writes. A cross join is printed
 * as a comma, which binds weaker than JOIN: inside another join it becomes an inner join on TRUE.
 * @param inside whether the parent is a join that a comma would fall out of
 */
function mendJoins(of: Node, inside: boolean): Node {
  if (str(of, "type") !== "JOIN" || str(of, "class") !== "") {
    return mapChildren(of, (child) => mendJoins(child, false));
  }
  const kind = str(of, "ref_type");
  const [left, right] = [node(of, "left") ?? {}, node(of, "right") ?? {}];
  if (["NATURAL", "POSITIONAL"].includes(kind) && str(right, "type") === "JOIN") {
    throw new DynamoSqlError(
      "invalid_query",
      `The right side of a ${kind} JOIN must not be a join itself: write it as a subquery.`,
    );
  }
  const cross = kind === "CROSS";
  const mended = mapChildren(
    of,
    (child) => mendJoins(child, child === right || (child === left && (inside || !cross))),
  );
  return cross && inside ? { ...mended, ref_type: "REGULAR", condition: booleanConstant(true) } : mended;
}

function mendNode(of: Node): Node {
  switch (str(of, "class")) {
    case "CONSTANT":
      return mendConstant(of);
    case "CAST":
      return asTruth(of);
    case "STAR":
      return quotedStar(of);
    case "BETWEEN":
      return collated(of);
    default:
      return str(of, "type") === "SUBQUERY" ? mendValues(of) : of;
  }
}

/**
 * `(VALUES …) AS v(a, b)` is parsed as a subquery around the values, printed as one, and parsed as two. As a bare
 * list it is printed as it was written.
 */
function mendValues(of: Node): Node {
  const query = node(node(of, "subquery") ?? {}, "node") ?? {};
  const [only, ...others] = nodes(query, "select_list");
  const values = node(query, "from_table") ?? {};
  const plain = str(of, "class") === "" && of["sample"] === null && str(query, "type") === "SELECT_NODE" &&
    str(values, "type") === "EXPRESSION_LIST" && only !== undefined && others.length === 0 &&
    isPlainStar(only) &&
    list(query, "modifiers").length === 0 && list(query, "group_sets").length === 0 &&
    ["where_clause", "having", "qualify", "sample"].every((clause) => query[clause] === null) &&
    list(node(query, "cte_map") ?? {}, "map").length === 0;
  if (!plain) return of;
  const names = list(of, "column_name_alias");
  // `SELECT * FROM (VALUES …) AS v(a, b)` in parentheses has the names from within where it is given none.
  const within = list(values, "expected_names").slice(names.length);
  return { ...values, alias: str(of, "alias"), expected_names: [...names, ...within] };
}

function isPlainStar(of: Node): boolean {
  return str(of, "class") === "STAR" && str(of, "relation_name") === "" && of["columns"] === false &&
    ["exclude_list", "replace_list", "qualified_exclude_list", "rename_list"].every((each) =>
      list(of, each).length === 0
    );
}

/**
 * The lower bound is printed without the brackets that COLLATE needs there. One collation is that of all three: it goes
 * to the upper bound.
 */
function collated(of: Node): Node {
  const [lower, upper] = [node(of, "lower"), node(of, "upper")];
  const bound = lower === null || str(lower, "class") !== "COLLATE" ? null : node(lower, "child");
  if (lower === null || upper === null || bound === null) return of;
  return { ...of, lower: bound, upper: { ...lower, child: upper } };
}

/** The printer writes the name before `.*` as it is, whatever is in it. */
function quotedStar(of: Node): Node {
  const relation = str(of, "relation_name");
  return relation === "" ? of : { ...of, relation_name: `"${relation.replaceAll('"', '""')}"` };
}

/** Types whose printed constants the parser reads as another type, unless a cast says which. */
function mendConstant(of: Node): Node {
  const value = node(of, "value");
  const type = value === null ? null : node(value, "type");
  if (value === null || type === null || value["is_null"] === true) return of;
  const text = numeral(value, "value");
  switch (str(type, "id")) {
    case "DOUBLE":
      return text === null || /^-?\d.*e/.test(text) ? of : asDouble(of, type, text);
    case "BIGINT":
      return text !== null && isInt32(text) ? cast(of, type) : of;
    case "DECIMAL":
      // `5.` is printed as `5`, an INTEGER.
      return numeral(node(type, "type_info") ?? {}, "scale") === "0" ? cast(of, type) : of;
    default:
      return of;
  }
}

/** The parser reads `true` as CAST('t' AS BOOLEAN); people read `true` better. */
function asTruth(of: Node): Node {
  const child = node(of, "child") ?? {};
  const value = node(child, "value");
  const text = value === null ? "" : str(value, "value");
  const truth = str(child, "class") === "CONSTANT" && (text === "t" || text === "f") &&
    str(node(of, "cast_type") ?? {}, "id") === "BOOLEAN";
  return truth ? { ...booleanConstant(text === "t"), alias: str(of, "alias") } : of;
}

/**
 * A double without exponent as a cast of text: printed plainly, 1e5 becomes `100000.0`, which is a DECIMAL, and the printer cannot
 * print infinity at all.
 */
function asDouble(of: Node, type: Node, text: string): Node {
  const literal: TreeValue = { type: { id: "VARCHAR", type_info: null }, is_null: false, value: text };
  return cast({ ...of, value: literal }, type);
}

function cast(child: Node, type: Node): Node {
  return {
    class: "CAST",
    type: "OPERATOR_CAST",
    alias: str(child, "alias"),
    query_location: new Numeral("18446744073709551615"),
    child: { ...child, alias: "" },
    cast_type: type,
    try_cast: false,
  };
}

function isInt32(text: string): boolean {
  const value = BigInt(text);
  // 2147483648 alone is a BIGINT already, its sign comes later.
  return value > -(2n ** 31n) && value < 2n ** 31n;
}
