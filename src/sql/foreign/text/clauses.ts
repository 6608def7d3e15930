/**
 * Foreign clauses in the text: of how many rows, of groups and of joins.
 *
 * `LIMIT 5, 10` → `LIMIT 10 OFFSET 5`; `SELECT TOP 5 a FROM t` → `SELECT a FROM t LIMIT 5`; `GROUP BY a WITH ROLLUP` →
 * `GROUP BY ROLLUP (a)`; `OUTER APPLY (…) x` → `LEFT JOIN LATERAL (…) x ON true`
 * @module
 */
import { statementWords } from "../../text.ts";
import { blank, closingOf, inCode, masked, replacedAt } from "./masked.ts";

/** The rewritings, in their order. */
export const CLAUSE_REWRITINGS: readonly ((text: string) => string)[] = [limitOfTwo, top, rollup, outerApply];

/** `LIMIT 5, 10` at the end of a query: the second is how many. */
function limitOfTwo(text: string): string {
  return inCode(
    text,
    /\blimit\s+(\d+)\s*,\s*(\d+)(?=\s*(?:\)|;|$))/gi,
    ([, skipped, count]) => `LIMIT ${count} OFFSET ${skipped}`,
  );
}

/** Words after which the rows of a SELECT are not all, or not its own. */
const NOT_ALONE = /^(?:UNION|INTERSECT|EXCEPT|LIMIT|OFFSET|FETCH)$/;

/** `SELECT TOP 5 a FROM t`, of a query that is one SELECT. */
function top(text: string): string {
  const found =
    /\bselect\s+(?:(?:distinct|all)\s+)?(?<top>top\s+(?<count>\d+)|top\s*\(\s*(?<inside>\d+)\s*\))(?!\s*(?:percent|with\s+ties)\b)(?=\s)/dgi;
  let written = text;
  for (const match of [...masked(text).matchAll(found)].toReversed()) {
    const [from, to] = match.indices?.groups?.["top"] ?? [0, 0];
    const end = endOfQuery(masked(written), to);
    const query = written.slice(match.index, end);
    const before = masked(written).slice(0, match.index);
    const isOuter = (before.match(/\(/g) ?? []).length === (before.match(/\)/g) ?? []).length;
    const words = statementWords(query).flat();
    // Behind a set operation, its rows are not those of the whole.
    if (
      words.some((word) => NOT_ALONE.test(word)) ||
      (isOuter && /\b(?:union|intersect|except)\s+(?:all\s+)?$/i.test(before))
    ) {
      continue;
    }
    const count = match.groups?.["count"] ?? match.groups?.["inside"] ?? "";
    const body = blank(written.slice(from, to));
    written = `${written.slice(0, from)}${body}${
      written.slice(to, end).replace(/[\s;]+$/, "")
    } LIMIT ${count}${written.slice(end)}`;
  }
  return written;
}

/** Where a query ends: at the parenthesis around it, or at the end of the text. */
const endOfQuery = (code: string, from: number) => closingOf(code, from) ?? code.length;

/** `GROUP BY a, b WITH ROLLUP` of MySQL and T-SQL. */
function rollup(text: string): string {
  const code = masked(text);
  const found =
    /\bgroup\s+by\s+(?<keys>(?:(?!\bgroup\s+by\b|\bselect\b)[\s\S])*?)\s+with\s+(?<kind>rollup|cube)\b/dgi;
  let written = text;
  for (const { groups, indices, index, 0: { length } } of [...code.matchAll(found)].toReversed()) {
    const [from, to] = indices?.groups?.["keys"] ?? [0, 0];
    written = replacedAt(
      written,
      { from: index, to: index + length },
      `GROUP BY ${groups?.["kind"]?.toUpperCase()} (${text.slice(from, to)})`,
    );
  }
  return written;
}

/** `OUTER APPLY (…) x` of T-SQL. */
function outerApply(text: string): string {
  let written = text;
  for (const { index, 0: { length } } of [...masked(text).matchAll(/\bouter\s+apply\s*\(/gi)].toReversed()) {
    const code = masked(written);
    const closing = closingOf(code, index + length);
    const alias = closing === null
      ? undefined
      : /^\)\s*(?:as\s+)?[\w"]+(?:\s*\([^()]*\))?/i.exec(code.slice(closing))?.[0];
    if (closing === null || alias === undefined) continue;
    const end = closing + alias.length;
    written = `${written.slice(0, index)}LEFT JOIN LATERAL ${written.slice(index + length - 1, end)} ON true${
      written.slice(end)
    }`;
  }
  return written;
}
