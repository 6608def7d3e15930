/**
 * SQL text as characters: where literals, quoted names and comments begin and end. DuckDB parses; this only finds
 * what must be known around its parser (first keywords, and blanks it would otherwise strip while moving offsets).
 * @module
 */

/** A stretch of SQL text. */
export interface Span {
  readonly kind: "code" | "quoted" | "comment";
  readonly text: string;
}

/**
 * One alternative for each thing that hides its content from the grammar: escape strings (backslashes escape),
 * strings, quoted names, dollar quotes, line comments. Block comments nest, so they are counted by hand.
 */
const OPENING =
  /(?<![\w$\u0080-\uffff])[eE]'|'|"|(?<![\w$\u0080-\uffff])\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$|--|\/\*/g;

/** The text cut into code, quoted stretches and comments, in order; nothing is lost. */
export function spans(sql: string): readonly Span[] {
  const found: Span[] = [];
  const push = (kind: Span["kind"], text: string) => {
    if (text !== "") found.push({ kind, text });
  };
  let at = 0;
  while (at < sql.length) {
    OPENING.lastIndex = at;
    const opening = OPENING.exec(sql);
    if (opening === null) break;
    push("code", sql.slice(at, opening.index));
    const end = closing(sql, opening.index, opening[0]);
    const hidden = sql.slice(opening.index, end);
    push(hidden.startsWith("--") || hidden.startsWith("/*") ? "comment" : "quoted", hidden);
    at = end;
  }
  push("code", sql.slice(at));
  return found;
}

/** Where the stretch opened at `start` ends: after its closing mark, or at the end of the text. */
function closing(sql: string, start: number, opening: string): number {
  const inner = start + opening.length;
  if (opening === "/*") return endOfBlockComment(sql, inner);
  if (opening === "--") {
    const length = sql.slice(inner).search(/[\r\n]/);
    return length < 0 ? sql.length : inner + length;
  }
  if (opening.startsWith("$")) {
    const end = sql.indexOf(opening, inner);
    return end < 0 ? sql.length : end + opening.length;
  }
  const quote = opening.endsWith("'") ? "'" : '"';
  for (let at = inner; at < sql.length; at++) {
    if (sql[at] === "\\" && opening.length === 2) at++;
    else if (sql[at] === quote) {
      if (sql[at + 1] === quote) at++;
      else return at + 1;
    }
  }
  return sql.length;
}

function endOfBlockComment(sql: string, inner: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = inner;
  let depth = 1;
  for (let mark = marks.exec(sql); mark !== null; mark = marks.exec(sql)) {
    depth += mark[0] === "/*" ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return sql.length;
}

/** The blanks beyond ASCII that DuckDB takes for spaces. */
const UNICODE_BLANK = /[\u00a0\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff]/g;

/**
 * The text as DuckDB should get it: each character beyond ASCII that it takes for a space is a space, and
 * comments are blank. DuckDB would replace those itself, but its offsets then mean a text nobody has, and quotes
 * inside comments mislead it into changing literals. Characters keep their places.
 * @example Every character keeps its place
 * ```ts
 * assert.equal(plainText("SELECT 1 -- one"), "SELECT 1       ");
 * assert.equal(plainText("SELECT '--' -- two"), "SELECT '--'       ");
 * ```
 */
export function plainText(sql: string): string {
  if (!/--|\/\*/.test(sql) && sql.search(UNICODE_BLANK) < 0) return sql;
  return spans(sql).map(({ kind, text }) => {
    if (kind === "quoted") return text;
    if (kind === "code") return text.replace(UNICODE_BLANK, " ");
    return text.replace(/[^\r\n]/gu, (char) => " ".repeat(char.length));
  }).join("");
}

/**
 * The words of each statement in the text outside quotes, comments and parentheses, upper-cased.
 * @example
 * ```ts
 * assert.deepEqual(statementWords("SELECT 'x' FROM t; drop TABLE t"), [["SELECT", "FROM", "T"], ["DROP", "TABLE", "T"]]);
 * ```
 */
export function statementWords(sql: string): readonly (readonly string[])[] {
  const statements: string[][] = [[]];
  let depth = 0;
  for (const { kind, text } of spans(sql)) {
    if (kind !== "code") continue;
    for (const [token] of text.matchAll(/[A-Za-z_][\w$]*|[();]/g)) {
      if (token === "(") depth++;
      else if (token === ")") depth--;
      else if (token === ";") statements.push([]);
      else if (depth <= 0) statements.at(-1)?.push(token.toUpperCase());
    }
  }
  return statements.filter((words) => words.length > 0);
}
