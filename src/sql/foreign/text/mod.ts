/**
 * Foreign words that DuckDB's parser does not take, where they mean what other words mean to it. What stays keeps its
 * place where it can, so that errors name the caller's.
 *
 * `` SELECT `id` FROM t WHERE x IS MISSING LIMIT 5, 10 `` → `SELECT "id" FROM t WHERE x IS NULL    LIMIT 10 OFFSET 5`
 * @module
 */
import { plainText } from "../../text.ts";
import { CALL_REWRITINGS } from "./calls.ts";
import { CLAUSE_REWRITINGS } from "./clauses.ts";
import { blank, inCode } from "./masked.ts";
import { WORD_REWRITINGS } from "./words.ts";

const REWRITINGS = [...WORD_REWRITINGS, ...CALL_REWRITINGS, ...CLAUSE_REWRITINGS];

/** What shows that a text may have any of them; most have none. */
const SIGNS =
  /`|\[[a-z_]|\br['"]|\b(?:missing|safe_cast|within|separator|limit\s+\d+\s*,|top|minus|div|mod|(?:safe_)?(?:offset|ordinal)\s*\(|except\s*\(|straight_join|nolock|readuncommitted|readpast|(?:use|force|ignore)\s+(?:index|key)|sql_no_cache|sql_calc_found_rows|high_priority|apply|(?:try_)?convert\s*\(|timestamp\s*\(|date\s*\(|(?:ignore|respect)\s+nulls|with\s+(?:rollup|cube)|(?:current_(?:timestamp|time)|localtimestamp)\s*\()/i;

/**
 * The text for DuckDB's parser: {@link plainText} of it, with foreign words in DuckDB's.
 * @example
 * ```ts
 * assert.equal(parserText("SELECT safe_cast(a AS INT) FROM t -- x"), "SELECT TRY_CAST (a AS INT) FROM t     ");
 * ```
 */
export function parserText(source: string): string {
  const text = plainText(withoutFence(source));
  if (!SIGNS.test(text)) return text;
  return REWRITINGS.reduce((written, rewriting) => rewriting(written), text);
}

/** The text with PartiQL's `SELECT VALUE x` as `SELECT x`, to be asked where the parser refuses it as it is. */
export function partiqlText(text: string): string {
  return inCode(text, /(?<=\bselect\s+)value(?=\s+[\w"'({[])/gi, () => "");
}

/** Blanks the fence that assistants put around code. */
function withoutFence(source: string): string {
  if (!source.includes("```")) return source;
  return source.replace(/^\s*```\w*[ \t]*(?=\r?\n)|```\s*$/g, blank);
}
