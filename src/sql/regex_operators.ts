/**
 * Operators of patterns that mean something else in PostgreSQL: there, `~` looks for its pattern anywhere in a text, and
 * `SIMILAR TO` has SQL's wildcards. To DuckDB, both are a regular expression of the whole text. Where the readings
 * differ, neither is taken.
 *
 * `name ~ 'Grace'` → `… write regexp_matches("name", 'Grace') … or regexp_full_match("name", 'Grace') …`;
 * `name ~ '^Grace$'` and `name SIMILAR TO 'a|b'`, which are the same in both → as they are
 * @module
 */
import { quoteName, textLiteral } from "../catalog/names.ts";
import { DynamoSqlError } from "../errors.ts";
import type { Statement } from "./parse.ts";
import { charOffset, lineAndColumn, positionAt } from "./position.ts";
import { children, location, type Node, nodes, str, strs } from "./tree.ts";
import { textOf } from "./typed/unlike.ts";

/**
 * Refuses such operators.
 * @throws DynamoSqlError `invalid_query`, with both readings
 */
export function refuseUnsurePatterns(statement: Statement): void {
  if (!/~|\bsimilar\b/i.test(statement.text)) return;
  visit(statement, statement.node, null);
}

/** @param denied the place of the NOT that the expression stands in, of which DuckDB makes `!~` and `NOT SIMILAR TO` */
function visit(statement: Statement, of: Node, denied: number | null): void {
  if (str(of, "function_name") === "regexp_full_match") refuse(statement, of, denied);
  const inside = str(of, "type") === "OPERATOR_NOT" ? location(of) : null;
  for (const child of children(of)) visit(statement, child, inside);
}

function refuse({ text, source }: Statement, of: Node, denied: number | null): void {
  const bytes = location(of) ?? denied;
  const [matched, pattern, ...others] = nodes(of, "children");
  // Of a star, names are chosen, in DuckDB's own words.
  if (bytes === null || pattern === undefined || matched === undefined || others.length > 0) return;
  if (str(matched, "class") === "STAR") return;
  const offset = charOffset(text, bytes);
  const operator = OPERATOR.exec(text.slice(offset, offset + LONGEST))?.[0];
  if (operator === undefined) return;
  const isTilde = operator.endsWith("~");
  const given = textOf(pattern);
  if (given !== null && (isTilde ? isWhole(given) : isSame(given))) return;
  const position = positionAt(source, offset);
  const names = strs(matched, "column_names");
  const left = names.length === 0 ? "x" : names.map(quoteName).join(".");
  const not = operator.length > 1 && /^(!|not)/i.test(operator) ? "NOT " : "";
  const right = given === null ? "pattern" : textLiteral(given);
  // There, a dot is a line break, too.
  const anyChar = given !== null && hasDot(given) ? ", 's'" : "";
  const whole = `${not}regexp_full_match(${left}, ${right})`;
  throw new DynamoSqlError(
    "invalid_query",
    isTilde
      ? `${
        not === "" ? "~" : "!~"
      } looks for a pattern anywhere in PostgreSQL, and takes the whole text for it in ` +
        `DuckDB${
          lineAndColumn(position)
        }: write ${not}regexp_matches(${left}, ${right}${anyChar}) for anywhere, or ${whole} for ` +
        "the whole text."
      : `${not}SIMILAR TO has the wildcards % and _ in SQL, and a regular expression in DuckDB${
        lineAndColumn(position)
      }: write ${wildcards(left, not, given)} for SQL's, or ${whole} for a regular expression.`,
    { position },
  );
}

/** The operators as they are written; a call has the function's name there. */
const OPERATOR = /^(?:!?~(?![~*])|similar\b|not\b)/i;
const LONGEST = 8;

/** Whether a pattern holds for the whole of a text wherever it is looked for. */
const isWhole = (pattern: string) => /^\^[^|]*[^|\\]\$$|^\^\$$/.test(pattern) && !hasDot(pattern);

/** Whether a pattern has a dot: to PostgreSQL, it is a line break, too. */
const hasDot = (pattern: string) => /\./.test(pattern.replace(/\\./gs, "").replace(/\[\^?\]?[^\]]*\]/g, ""));

/** Whether a pattern means the same to SQL and as a regular expression. */
const isSame = (pattern: string) => !/[%_.^$\\]/.test(pattern);

/** What SQL's wildcards match, in DuckDB's words. */
function wildcards(left: string, not: string, pattern: string | null): string {
  if (pattern === null) return `${left} ${not}LIKE pattern`;
  if (!/[|*+?(){}[\]\\]/.test(pattern)) return `${left} ${not}LIKE ${textLiteral(pattern)}`;
  const regular = pattern.replace(/\\.|[%_.^$]/gs, (part) => WRITTEN.get(part) ?? `\\${part.slice(-1)}`);
  return `${not}regexp_full_match(${left}, ${textLiteral(regular)}, 's')`;
}

const WRITTEN: ReadonlyMap<string, string> = new Map([["%", ".*"], ["_", "."]]);
