/**
 * What to say where a statement compares types that do not meet: both sides, what they are, and the cast to write.
 * @module
 */
import { nodesOf, reread } from "../bind/bound_tree.ts";
import { operands } from "../bind/scope.ts";
import type { Dialect } from "../dialect.ts";
import { readDuckDbError } from "../duckdb_error.ts";
import { parse } from "../parse.ts";
import { printSql } from "../print.ts";
import { type Node, node, nodes, str } from "../tree.ts";

const COMPARED = /^Cannot compare values of type (.+) and type (.+) - an explicit cast/;

const MIXED = /^Cannot mix values of type (.+) and (.+) in (BETWEEN|IN) clause/;
const AMONG = /^Cannot compare values of type (.+) and (.+) in IN\/ANY\/ALL clause/;

/** Characters of an expression that are shown. */
const SHOWN = 80;

/** The sides of a comparison that does not bind, their types and the cast to write; null for other errors. */
export async function contradiction(error: unknown, tree: Node, dialect: Dialect): Promise<string | null> {
  const read = readDuckDbError(error);
  const message = read?.message ?? "";
  const [, left, right] = (COMPARED.exec(message) ?? MIXED.exec(message) ?? AMONG.exec(message) ?? []).map(
    (type) => type.replace(/^INTEGER_LITERAL$/, "INTEGER").replace(/^STRING_LITERAL$/, "VARCHAR"),
  );
  if (read === null || read.position === null || left === undefined || right === undefined) return null;
  const bound = await reread(tree, await printSql(tree, dialect), dialect);
  const [found] = nodesOf(bound.tree, (of) => sidesOf(of) !== null && bound.placeOf(of) === read.position);
  const [first, second] = found === undefined ? [] : sidesOf(found) ?? [];
  if (first === undefined || second === undefined) return null;
  const [a, b] = [await shown(first, dialect), await shown(second, dialect)];
  return `${a} is ${left}, ${b} is ${right}: write ${castOf(a, left, b, right)}`;
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

/** The text side is read as the other, where a value that cannot be is NULL; else both are compared as texts. */
function castOf(a: string, left: string, b: string, right: string): string {
  if (left === "VARCHAR") return `TRY_CAST(${a} AS ${right})`;
  if (right === "VARCHAR") return `TRY_CAST(${b} AS ${left})`;
  if (DATES.test(left) && NUMBERS.test(right)) return epoch(b);
  if (DATES.test(right) && NUMBERS.test(left)) return epoch(a);
  return `CAST(${a} AS VARCHAR) and CAST(${b} AS VARCHAR)`;
}

const DATES = /^(DATE|TIMESTAMP)/;
const NUMBERS = /^(DECIMAL|DOUBLE|FLOAT|\w*INT)/;
const epoch = (of: string) => `to_timestamp(${of}) if it counts seconds, epoch_ms(${of}) if milliseconds`;

/** An expression as SQL. */
async function shown(of: Node, dialect: Dialect): Promise<string> {
  const alone = (await parse("SELECT 1", dialect)).node;
  if (node(alone, "from_table") === null) return "an expression";
  const text = await printSql({ ...alone, select_list: [{ ...of, alias: "" }] }, dialect);
  const plain = text.slice("SELECT ".length);
  return plain.length > SHOWN ? `${[...plain].slice(0, SHOWN).join("")}…` : plain;
}
