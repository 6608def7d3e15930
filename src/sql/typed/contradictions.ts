/**
 * What to say where a statement brings types together that do not meet: both sides, what they are, what was found there,
 * and the cast to write.
 * @module
 */
import { bindError } from "../bind/mismatches.ts";
import { type BoundTree, nodesOf, reread } from "../bind/bound_tree.ts";
import { operands, replaceNodes } from "../bind/scope.ts";
import { readMismatch } from "../bind/signatures.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import type { Dialect } from "../dialect.ts";
import { type DuckDbError, readDuckDbError } from "../duckdb_error.ts";
import { convertedTo } from "../errors.ts";
import { parse } from "../parse.ts";
import { printSql } from "../print.ts";
import { type Node, node, nodes, str, strs } from "../tree.ts";
import { isCallOf } from "./call_arguments.ts";
import { searchedList } from "./searched_lists.ts";

/** What is known of a column of a base table. */
export interface ColumnFacts {
  readonly kind: SqlType["kind"];
  /** As SQL writes it. */
  readonly typeName: string;
  /** The kinds of its values, in words; empty = not known. */
  readonly kinds: string;
  /** The type that its numbers have, as SQL writes it; null = it has none. */
  readonly numbers: string | null;
  /** More of it will hardly change its type. */
  readonly settled: boolean;
}

/** Tells of the column that an expression hands on; null where it is none. */
export type FactsOf = (of: Node) => ColumnFacts | null;

/** The same, for the nodes of a statement. */
export type FactsIn = (tree: Node) => FactsOf;

/** Nothing is known. */
export const noFacts: FactsIn = () => () => null;

const COMPARED = /^Cannot compare values of type (.+) and type (.+) - an explicit cast/;

const MIXED = /^Cannot mix values of type (.+) and (.+) in (BETWEEN|IN) clause/;
const AMONG = /^Cannot compare values of type (.+) and (.+) in IN\/ANY\/ALL clause/;

/** Characters of an expression that are shown, and what stands for the others. */
const SHOWN = 80;
const CUT = "…";

/** What does not meet in a statement that does not bind; null for other errors. */
export async function contradiction(
  error: unknown,
  tree: Node,
  dialect: Dialect,
  factsIn: FactsIn = noFacts,
): Promise<string | null> {
  const read = readDuckDbError(error);
  if (read === null) return null;
  const bound = await reread(tree, await printSql(tree, dialect), dialect);
  const facts = factsIn(bound.tree);
  const searched = await searchedList(read, bound, dialect);
  if (searched !== null) return searched;
  return readMismatch(read) === null
    ? await compared(read, bound, dialect, facts)
    : await called(read, bound, dialect, facts);
}

async function compared(
  read: DuckDbError,
  bound: BoundTree,
  dialect: Dialect,
  facts: FactsOf,
): Promise<string | null> {
  const { message } = read;
  const [, left, right] = (COMPARED.exec(message) ?? MIXED.exec(message) ?? AMONG.exec(message) ?? []).map(
    literalType,
  );
  if (read.position === null || left === undefined || right === undefined) return null;
  const [found] = nodesOf(bound.tree, (of) => sidesOf(of) !== null && bound.placeOf(of) === read.position);
  const [first, second] = found === undefined ? [] : sidesOf(found) ?? [];
  if (first === undefined || second === undefined) return null;
  const [a, b] = [await shown(first, dialect), await shown(second, dialect)];
  return `${isNow(a, left, facts(first))}, ${isNow(b, right, facts(second))}: write ${
    castOf({ text: a, type: left, facts: facts(first) }, { text: b, type: right, facts: facts(second) })
  }`;
}

/** A call whose arguments fit no signature: those that are texts where it takes numbers, or numbers where it takes texts. */
async function called(
  read: DuckDbError,
  bound: BoundTree,
  dialect: Dialect,
  facts: FactsOf,
): Promise<string | null> {
  const mismatch = readMismatch(read);
  if (mismatch === null) return null;
  const calls = nodesOf(bound.tree, (of) => isCallOf(of, mismatch.name));
  const call = read.position === null && calls.length === 1
    ? calls[0]
    : calls.find((of) => bound.placeOf(of) === read.position);
  if (call === undefined) return null;
  const args = nodes(call, "children");
  const takes = (at: number, wanted: RegExp) =>
    mismatch.signatures.some((each) => each.length === args.length && wanted.test(each[at] ?? ""));
  const said: string[] = [];
  const casts = new Map<Node, Node>();
  for (const [at, arg] of args.entries()) {
    const type = literalType(mismatch.args[at] ?? "");
    if (str(arg, "class") === "CONSTANT") continue;
    const to = type === "VARCHAR" && takes(at, NUMBERS)
      ? fitting(facts(arg), "DOUBLE")
      : type !== "VARCHAR" && (NUMBERS.test(type) || type === "BOOLEAN") && takes(at, /^VARCHAR$/)
      ? "VARCHAR"
      : null;
    if (to === null) continue;
    said.push(isNow(await shown(arg, dialect), type, facts(arg)));
    casts.set(arg, await castNode(arg, to, to !== "VARCHAR", dialect));
  }
  if (casts.size === 0) return null;
  const better = replaceNodes(call, casts);
  const again = await bindError(
    await printSql(replaceNodes(bound.tree, new Map([[call, better]])), dialect),
    dialect,
  );
  // What does not help is no advice.
  if (again !== null && again.message === read.message) return said.join(", ");
  const whole = await shown(better, dialect);
  const parts = await Promise.all([...casts.values()].map((cast) => shown(cast, dialect)));
  return `${said.join(", ")}: write ${whole.endsWith(CUT) ? parts.join(" and ") : whole}`;
}

/** What ran. */
interface Ran {
  readonly tree: Node;
  readonly sql: string;
  /** Bytes that stood before `sql`. */
  readonly offset: number;
}

/** What could not be converted while a statement ran, what was found there, and the cast to write; null where it is not known. */
export async function conversion(
  error: unknown,
  { tree, sql, offset }: Ran,
  dialect: Dialect,
  factsIn: FactsIn,
): Promise<string | null> {
  const read = readDuckDbError(error);
  if (read?.type !== "Conversion" || read.position === null) return null;
  const bound = await reread(tree, sql, dialect);
  const facts = factsIn(bound.tree);
  const place = read.position - offset;
  const at = nodesOf(bound.tree, (of) => bound.placeOf(of) === place && str(of, "class") !== "");
  const [of] = at.filter((each) => str(each, "class") !== "CONSTANT");
  const columns = of === undefined ? [] : columnsIn(of, facts);
  if (of === undefined || columns.length === 0) return null;
  const child = str(of, "class") === "CAST" ? node(of, "child") : null;
  const value = child ?? of;
  const said: string[] = [];
  for (const [column, known] of columns) {
    said.push(isNow(await shown(column, dialect), known.typeName, known));
  }
  const type = convertedTo(read);
  const from = columns.find(([column]) => column === value)?.[1] ?? null;
  const to = child === null ? null : node(of, "cast_type");
  const cast = to !== null
    ? { ...of, try_cast: true }
    : type === null
    ? null
    : await castNode(value, fitting(from, type), true, dialect);
  const made = columns.some(([column]) => column === value)
    ? ""
    : `${await shown(value, dialect)} is made of: `;
  return `${made}${said.join(", ")}${cast === null ? "" : `: write ${await shown(cast, dialect)}`}`;
}

/** The columns of tables that an expression looks at, each once. */
function columnsIn(of: Node, facts: FactsOf): readonly (readonly [Node, ColumnFacts])[] {
  const found = new Map<string, readonly [Node, ColumnFacts]>();
  for (const each of nodesOf(of, (part) => str(part, "class") === "COLUMN_REF")) {
    const known = facts(each);
    const name = strs(each, "column_names").join(".");
    if (known !== null && !found.has(name)) found.set(name, [each, known]);
  }
  return [...found.values()];
}

/** `CAST(of AS type)`, or TRY_CAST, as the parser writes it. */
export async function castNode(of: Node, type: string, attempt: boolean, dialect: Dialect): Promise<Node> {
  const { node: query } = await parse(`SELECT ${attempt ? "TRY_CAST" : "CAST"}(x AS ${type})`, dialect);
  const [cast = {}] = nodes(query, "select_list");
  return { ...cast, child: { ...of, alias: "" } };
}

/** DuckDB's names for the types of literals → SQL's. */
export function literalType(type: string): string {
  return type.replace(/^INTEGER_LITERAL$/, "INTEGER").replace(/^STRING_LITERAL$/, "VARCHAR");
}

/** `v is VARCHAR (90 % numbers, 10 % texts)`. */
export function isNow(text: string, type: string, facts: ColumnFacts | null): string {
  return `${text} is ${type}${facts === null || facts.kinds === "" ? "" : ` (${facts.kinds})`}`;
}

/** What is compared first; null where nothing is. */
function sidesOf(of: Node): readonly Node[] | null {
  if (["COMPARISON", "BETWEEN"].includes(str(of, "class"))) return operands(of);
  if (["COMPARE_IN", "COMPARE_NOT_IN"].includes(str(of, "type"))) return operands(of);
  const child = str(of, "class") === "SUBQUERY" ? node(of, "child") : null;
  const [selected] = nodes(node(node(of, "subquery") ?? {}, "node") ?? {}, "select_list");
  return child === null || selected === undefined || str(selected, "class") === "STAR"
    ? null
    : [child, selected];
}

/** One side, as it is shown. */
interface Side {
  readonly text: string;
  readonly type: string;
  readonly facts: ColumnFacts | null;
}

/** The text side is read as the other, where a value that cannot be is NULL; else both are compared as texts. */
function castOf(a: Side, b: Side): string {
  if (a.type === "VARCHAR") return tryCast(a, b.type);
  if (b.type === "VARCHAR") return tryCast(b, a.type);
  if (DATES.test(a.type) && NUMBERS.test(b.type)) return epoch(b.text);
  if (DATES.test(b.type) && NUMBERS.test(a.type)) return epoch(a.text);
  return `CAST(${a.text} AS VARCHAR) and CAST(${b.text} AS VARCHAR)`;
}

const tryCast = ({ text, facts }: Side, other: string) => `TRY_CAST(${text} AS ${fitting(facts, other)})`;

/**
 * The type to read texts as beside another type: what the numbers among them need, and nine digits after the point at
 * least. A cast of a text to a whole number rounds: '7.5' would be 8.
 */
export function fitting(facts: ColumnFacts | null, other: string): string {
  if (!NUMBERS.test(other)) return other;
  const numbers = facts?.numbers ?? (/INT/.test(other) ? "BIGINT" : "DOUBLE");
  if (/^(DOUBLE|FLOAT)/.test(numbers)) return numbers;
  const scale = Number(/^DECIMAL\(\d+, *(\d+)\)/.exec(numbers)?.[1] ?? 0);
  return `DECIMAL(38,${Math.max(scale, 9)})`;
}

const DATES = /^(DATE|TIMESTAMP)/;
const NUMBERS = /^(DECIMAL|DOUBLE|FLOAT|\w*INT|INTEGER)/;
const epoch = (of: string) => `to_timestamp(${of}) if it counts seconds, epoch_ms(${of}) if milliseconds`;

/** An expression as SQL. */
export async function shown(of: Node, dialect: Dialect): Promise<string> {
  const alone = (await parse("SELECT 1", dialect)).node;
  if (node(alone, "from_table") === null) return "an expression";
  const text = await printSql({ ...alone, select_list: [{ ...of, alias: "" }] }, dialect);
  const plain = bare(text.slice("SELECT ".length)).replaceAll('AS "JSON")', "AS JSON)");
  return plain.length > SHOWN ? [...plain].slice(0, SHOWN).join("") + CUT : plain;
}

/** Without parentheses around all of it, as the printer puts them. */
function bare(text: string): string {
  if (!text.startsWith("(") || !text.endsWith(")")) return text;
  let depth = 0;
  for (const [at, char] of [...text].entries()) {
    // A quoted parenthesis may end it too early: then it is left as it is.
    depth += char === "(" ? 1 : char === ")" ? -1 : 0;
    if (depth === 0 && at < text.length - 1) return text;
  }
  return depth === 0 ? text.slice(1, -1) : text;
}
