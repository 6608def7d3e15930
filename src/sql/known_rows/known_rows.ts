/**
 * Known rows are those of a statement's constant queries, which DuckDB says before the statement is resolved. Their
 * values narrow reads like constants that stand in a condition.
 *
 * `… FROM orders o JOIN (VALUES ('c1'), ('c2')) v(id) ON o.customer = v.id` → the column `id`, a text, with the values
 * `c1` and `c2`
 * @module
 */
import { decimalConstant, integerConstant, nullConstant, textConstant } from "../constant.ts";
import type { Dialect, DialectRows } from "../dialect.ts";
import { printSql } from "../print.ts";
import { type Node, str, walk } from "../tree.ts";
import { constantQueries, LOOKS_IN_LIST } from "./constant_queries.ts";

/** At most so many rows are known; with more, reads are planned without them. */
export const KNOWN_ROWS_MAX = 10_000;

/** So many constant queries of a statement are asked for. */
const QUERIES_MOST = 20;

/** A type of known values: a text, or an exact number by its digits before the point and behind it. */
export type KnownType = "text" | { readonly whole: number; readonly scale: number };

/** Rows that are known before anything is read. */
export interface KnownRows {
  /** `type`: null = another one; nothing is done with its values. */
  readonly columns: readonly { readonly name: string; readonly type: KnownType | null }[];
  /** Constants; an entry of a column without a type means nothing. */
  readonly rows: readonly (readonly Node[])[];
}

/** Known rows by the nodes of the statement that stand for them. */
export type KnownRowsAt = ReadonlyMap<Node, KnownRows>;

const NONE: KnownRowsAt = new Map();

/** Asks for the rows of a statement's constant queries. What fails, or has too many rows, is not known. */
export async function knownRows(statement: Node, dialect: Dialect): Promise<KnownRowsAt> {
  if (!mayHaveConstantQueries(statement)) return NONE;
  const queries = constantQueries(statement).slice(0, QUERIES_MOST);
  if (queries.length === 0) return NONE;
  const known = new Map<Node, KnownRows>();
  for (const { at, query } of queries) {
    const answer = await rowsOf(query, dialect);
    if (answer !== null) known.set(at, asKnown(answer));
  }
  return known;
}

/** Whether there is a table to be read, and something else that gives rows or values: most statements have none. */
function mayHaveConstantQueries(statement: Node): boolean {
  let [reads, gives] = [false, false];
  walk(statement, (of) => {
    reads ||= str(of, "type") === "BASE_TABLE";
    gives ||= GIVES_ROWS.has(str(of, "type")) || str(of, "class") === "SUBQUERY" ||
      (str(of, "class") === "FUNCTION" && LOOKS_IN_LIST.test(str(of, "function_name").toLowerCase()));
    return !(reads && gives);
  });
  return reads && gives;
}

/** What stands in FROM beside tables and joins, and queries that have parts. */
const GIVES_ROWS: ReadonlySet<string> = new Set([
  "TABLE_FUNCTION",
  "EXPRESSION_LIST",
  "COLUMN_DATA",
  "SUBQUERY",
  "EMPTY",
  "SET_OPERATION_NODE",
  "RECURSIVE_CTE_NODE",
  "CTE_NODE",
]);

async function rowsOf(query: Node, dialect: Dialect): Promise<DialectRows | null> {
  try {
    const sql = await printSql(query, dialect);
    const answer = await dialect.answer(`SELECT * FROM (${sql}) LIMIT ${KNOWN_ROWS_MAX + 1}`);
    return answer.rows.length > KNOWN_ROWS_MAX ? null : answer;
  } catch {
    // It names columns from around it, or fails: then the statement itself tells why, if it gets so far. Where the
    // query was stopped, so is all that is asked next.
    return null;
  }
}

function asKnown({ names, types, rows }: DialectRows): KnownRows {
  const columns = names.map((name, at) => ({ name, type: typeNamed(types[at] ?? "") }));
  return {
    columns,
    rows: rows.map((row) =>
      row.map((value, at) => value === null ? nullConstant() : constantOf(value, columns[at]?.type ?? null))
    ),
  };
}

/** Digits of DuckDB's whole numbers. */
const WHOLE: ReadonlyMap<string, number> = new Map([
  ["TINYINT", 3],
  ["SMALLINT", 5],
  ["INTEGER", 10],
  ["BIGINT", 19],
  ["UTINYINT", 3],
  ["USMALLINT", 5],
  ["UINTEGER", 10],
  ["UBIGINT", 20],
]);

function typeNamed(name: string): KnownType | null {
  if (name === "VARCHAR") return "text";
  const [, width, scale] = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(name) ?? [];
  if (width !== undefined && scale !== undefined) {
    return { whole: Number(width) - Number(scale), scale: Number(scale) };
  }
  const whole = WHOLE.get(name);
  return whole === undefined ? null : { whole, scale: 0 };
}

function constantOf(value: string, type: KnownType | null): Node {
  if (type === null) return nullConstant();
  if (type === "text") return textConstant(value);
  const [whole = "", fraction = ""] = value.split(".");
  const number = fraction === ""
    ? integerConstant(BigInt(whole))
    : decimalConstant(BigInt(whole + fraction), fraction.length);
  return number ?? nullConstant();
}
