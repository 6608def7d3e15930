/**
 * Shown expressions are short SQL in messages that can be pasted back into the statement.
 *
 * `(v = 'a')` → `v = 'a'`; what is too long ends with `…`
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import type { Dialect } from "../dialect.ts";
import { parse } from "../parse.ts";
import { printSql } from "../print.ts";
import { nodesOf } from "../text_dates/bound_tree.ts";
import { location, type Node, node, nodes, str, transform, type TreeValue, writeTree } from "../tree.ts";
import { column } from "../typed/nodes.ts";

/** Stands for the rest of an expression that is too long. */
export const CUT = "…";

/** Characters of an expression that are shown at most. */
const SHOWN = 80;

/** An expression as SQL; what is longer than `most` characters is cut. */
export async function shown(of: Node, dialect: Dialect, most = SHOWN): Promise<string> {
  const text = await printed(of, dialect);
  if (text === null) return "an expression";
  const plain = bare(asWritten(await refused(of, text, dialect) ?? text));
  return plain.length > most ? [...plain].slice(0, most).join("") + CUT : plain;
}

/** Whether the shown text is parsed as the same expression again: only then it can be pasted in. */
export async function isSameShown(of: Node, dialect: Dialect): Promise<boolean> {
  const text = await printed(of, dialect);
  if (text === null) return false;
  try {
    const plain = bare(asWritten(await refused(of, text, dialect) ?? text, false));
    const [item, ...more] = nodes((await parse(`SELECT ${plain}`, dialect)).node, "select_list");
    const again = item === undefined || more.length > 0 ? null : await printed(item, dialect);
    return again !== null && asWritten(again, false) === asWritten(text, false);
  } catch (thrown) {
    if (thrown instanceof DynamoSqlError) return false;
    throw thrown;
  }
}

/** The printer's text of an expression; null where the printer has none. */
async function printed(of: Node, dialect: Dialect): Promise<string | null> {
  const alone = (await parse("SELECT 1", dialect)).node;
  if (node(alone, "from_table") === null) return null;
  return (await printSql({ ...alone, select_list: [{ ...of, alias: "" }] }, dialect)).slice("SELECT ".length);
}

/** Comparisons, each by the one that shows its NOT: `<> ALL` is NOT over `= ANY`. */
const OPPOSITES: ReadonlyMap<string, string> = new Map([
  ["=", "!="],
  ["!=", "="],
  ["<", ">="],
  [">=", "<"],
  [">", "<="],
  ["<=", ">"],
]);

/** Writes `a NOT IN (query)` and `a > ALL (query)`, which are parsed as NOT over ANY; null for all else. */
async function refused(of: Node, text: string, dialect: Dialect): Promise<string | null> {
  const [any] = str(of, "type") === "OPERATOR_NOT" ? nodes(of, "children") : [];
  const child = any === undefined || str(any, "subquery_type") !== "ANY" ? null : node(any, "child");
  const left = child === null ? null : await printed(child, dialect);
  const start = left === null ? -1 : text.indexOf(left);
  if (left === null || start < 0) return null;
  const [, operator = "", query] = /^ (\S+) ANY\((.*)\)\)\)$/s.exec(text.slice(start + left.length)) ?? [];
  const opposite = OPPOSITES.get(operator);
  if (opposite === undefined || query === undefined) return null;
  return operator === "=" ? `${left} NOT IN (${query})` : `${left} ${opposite} ALL (${query})`;
}

/** Matches what is quoted, which stays as it is, and what people write in another way. */
const SPELLED =
  /(?<!_)CAST\('-?\d+(?:\.\d+)?' AS "?DOUBLE"?\)|'(?:[^']|'')*'|to_[a-z]+s\(CAST\((?:trunc\(CAST\()?[\d.]+(?: AS DOUBLE\)\))? AS [A-Z]+\)\)|"[a-z_]+"\(|(?<![\w")])\(\w+\)(?=\.[\w"])|(?<![<>!])= ANY\(SELECT|AS "(?:JSON|json)"(?=(?:\[\])*\))|main\."row"\(|"(?:[^"]|"")*"|main\.(?="?[a-z_]+"?\()|CASE {2}WHEN|(?<= )!?~~\*?(?= )/g;

const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['AS "JSON"', "AS JSON"],
  ['AS "json"', "AS JSON"],
  ['main."row"(', "("],
  ["main.", ""],
  ["CASE  WHEN", "CASE WHEN"],
  ["= ANY(SELECT", "IN (SELECT"],
  ["~~", "LIKE"],
  ["!~~", "NOT LIKE"],
  ["~~*", "ILIKE"],
  ["!~~*", "NOT ILIKE"],
]);

/**
 * Rewrites the printer's text as people write it.
 * @param parameters whether parameters are shown as such, and not as names
 */
function asWritten(text: string, parameters = true): string {
  return text.replace(SPELLED, (token) => {
    const parameter = parameters ? /^"([$?]\w*)"$/.exec(token)?.[1] : undefined;
    const [, unit, count] = /^to_([a-z]+)s\(\D*([\d.]+)/.exec(token) ?? [];
    if (unit !== undefined) return `INTERVAL ${count} ${unit.toUpperCase()}`;
    const double = /^CAST\('(.*)' AS/.exec(token)?.[1];
    if (double !== undefined) return Number(double).toExponential().replace("+", "");
    const alone = /^\((\w+)\)$/.exec(token)?.[1];
    if (alone !== undefined) return alone;
    const name = /^"([a-z_]+)"\($/.exec(token)?.[1];
    return parameter ?? SPELLINGS.get(token) ?? (name === undefined ? token : `${name}(`);
  });
}

/** Takes away the parentheses that the printer puts around the whole. */
function bare(text: string): string {
  if (!text.startsWith("(") || !text.endsWith(")")) return text;
  let depth = 0;
  let commas = false;
  for (const [at, char] of [...text].entries()) {
    // A quoted parenthesis may seem to end it too early: then all stays as it is.
    depth += char === "(" ? 1 : char === ")" ? -1 : 0;
    commas ||= char === "," && depth === 1;
    if (depth === 0 && at < text.length - 1) return text;
  }
  return depth === 0 && !commas ? text.slice(1, -1) : text;
}

/**
 * The tree with the constants that were given as parameters by the parameters' names: what they hold is in no message.
 * A parameter has no place in the text, so neither has its constant.
 * @param marks whether each is written `?`
 */
export function withParameters(root: Node, given: ReadonlyMap<string, Node>, marks = false): Node {
  if (given.size === 0) return root;
  const { nameOf } = parametersOf(given);
  return transform(root, (of) => {
    const name = nameOf(of);
    return name === null ? of : column(marks ? "?" : `$${name}`);
  });
}

/** The names of the parameters in an expression, in the order in which they are written. */
export function parametersIn(root: Node, given: ReadonlyMap<string, Node>): readonly string[] {
  const { nameOf } = parametersOf(given);
  return nodesOf(root, (of) => nameOf(of) !== null).map((of) => nameOf(of) ?? "");
}

/** Tells which parameter a constant stands for; null = none. */
function parametersOf(given: ReadonlyMap<string, Node>): { readonly nameOf: (of: Node) => string | null } {
  // What stands for a parameter shares its value; only where that was written anew, equal ones are taken for each other.
  const all = [...given].map(([name, { value = null }]) => [value, name] as const);
  const shared = new Map<TreeValue, string>(all);
  const equal = new Map(all.toReversed().map(([value, name]) => [writeTree(value), name]));
  return {
    nameOf(of) {
      const isGiven = str(of, "class") === "CONSTANT" && location(of) === null;
      const value = of["value"] ?? null;
      return isGiven ? shared.get(value) ?? equal.get(writeTree(value)) ?? null : null;
    },
  };
}
