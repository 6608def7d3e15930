/**
 * SQL text → one query as DuckDB's syntax tree, or an error that says where and why.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import { bindArrows } from "./arrows.ts";
import type { Dialect } from "./dialect.ts";
import { dashHint } from "./dash_hint.ts";
import { keywordHint } from "./keyword_hint.ts";
import { exactLiterals } from "./literals.ts";
import { type ParserHint, parserHint } from "./parser_hints.ts";
import { codeUnits, lineAndColumn, positionAt } from "./position.ts";
import { keepApart } from "./case_distinct_names.ts";
import { parserText, partiqlText } from "./foreign/text/mod.ts";
import { toldBefore, toldBy } from "./foreign/told.ts";
import { statementWords } from "./text.ts";
import { list, type Node, node, nodes, numeral, readTree, str, transform } from "./tree.ts";

/** One parsed query. */
export interface Statement {
  /** The query node: `SELECT_NODE`, `SET_OPERATION_NODE`, … Calls by dot are written as plain calls. */
  readonly node: Node;
  /**
   * The text that DuckDB parsed; `query_location` counts its UTF-8 bytes. It has the caller's characters at the
   * caller's places, but comments are blank and odd spaces are spaces.
   */
  readonly text: string;
  /** The caller's text. */
  readonly source: string;
  /** Parameters in order of appearance, each once: `"1"`, `"2"` for `?` and `$1`, names for `$name`. */
  readonly parameters: readonly string[];
  /** The constants that stand for parameters by now, by their names. */
  readonly given?: ReadonlyMap<string, Node>;
}

/** What the caller may want instead, by the first word of a refused statement. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ["EXPLAIN", ' Ask for the plan with mode "plan".'],
  [
    "PIVOT",
    " It takes its values: write PIVOT t ON a IN ('x', 'y') USING sum(b); SELECT DISTINCT a FROM t gives them.",
  ],
  ["UNPIVOT", " Write UNPIVOT t ON a, b INTO NAME name VALUE value."],
]);

/** Statements that exist; any other first word is not named, for it may be anything. */
const KINDS: ReadonlySet<string> = new Set(
  ("ALTER ANALYZE ATTACH BEGIN CALL CHECKPOINT COMMENT COMMIT COPY CREATE DEALLOCATE DELETE DETACH DROP EXECUTE " +
    "EXPLAIN EXPORT FORCE IMPORT INSERT INSTALL LOAD MERGE PIVOT PIVOT_WIDER PIVOT_LONGER PRAGMA PREPARE REINDEX " +
    "DECLARE EXEC UPSERT RENAME RESET ROLLBACK SET START TRUNCATE UNPIVOT UPDATE USE VACUUM ABORT END GRANT REVOKE")
    .split(" "),
);

/** Data-changing words that can follow a WITH clause. */
const CHANGES: ReadonlySet<string> = new Set(["INSERT", "UPDATE", "DELETE", "MERGE", "PIVOT", "UNPIVOT"]);

/**
 * Parses one query.
 * @throws DynamoSqlError `syntax_error` with a position, `statement_not_allowed` for anything but one query,
 *   `invalid_query` where it nests too deeply, `invalid_parameter` where `?` and `$name` are mixed
 * @example `dialect` is a DuckDB
 * ```ts
 * import { bindParameters } from "./parameters.ts";
 * import { printSql } from "./print.ts";
 *
 * const statement = await parse("SELECT total FROM orders WHERE id = ? -- mine", dialect);
 * assert.deepEqual(statement.parameters, ["1"]);
 * const bound = bindParameters(statement, ["o'1"]);
 * assert.equal(await printSql(bound.node, dialect), "SELECT total FROM orders WHERE (id = 'o''1')");
 * await assert.rejects(parse("DROP TABLE orders", dialect), { code: "statement_not_allowed" });
 * ```
 */
export async function parse(source: string, dialect: Dialect): Promise<Statement> {
  // A lone surrogate has no UTF-8 form, and DuckDB's grammar ends at NUL: offsets would mean another text.
  if (!source.isWellFormed()) {
    throw new DynamoSqlError("syntax_error", "The SQL text is not well-formed Unicode.");
  }
  const nul = source.indexOf("\0");
  if (nul >= 0) {
    throw new DynamoSqlError("syntax_error", "The SQL text holds a NUL character.", {
      position: positionAt(source, nul),
    });
  }
  let text = parserText(source);
  refuseForeign(text.includes("`") ? "`" : "", source, text);
  const told = toldBefore(text);
  if (told !== null) throw hinted(told, source);
  let answer = await treeOf(text, dialect);
  // `SELECT VALUE x`, where SQL has no reading of it.
  const partiql = answer["error"] === true ? partiqlText(text) : text;
  if (partiql !== text) {
    const again = await treeOf(partiql, dialect);
    if (again["error"] !== true) [answer, text] = [again, partiql];
  }
  if (answer["error"] === true) throw refusal(answer, source, text);
  const statements = nodes(answer, "statements");
  const [statement] = statements;
  if (statement === undefined) throw new DynamoSqlError("syntax_error", "The SQL text holds no statement.");
  if (statements.length > 1) {
    throw new DynamoSqlError(
      "statement_not_allowed",
      `One statement at a time: the text holds ${statements.length}.`,
    );
  }
  const query = node(statement, "node");
  if (query === null) throw new DynamoSqlError("internal", "The parser gave no query.");
  return {
    node: exactLiterals(transform(text.includes("->") ? bindArrows(query) : query, dotCall), text),
    text,
    source,
    parameters: parametersOf(statement),
  };
}

/** What DuckDB's parser makes of a text. */
async function treeOf(text: string, dialect: Dialect): Promise<Node> {
  const apart = keepApart(text);
  if (apart === null) return readTree(await dialect.serialize(text));
  const answer = readTree(apart.restore(await dialect.serialize(apart.text)));
  // Its message is to have the caller's names.
  return answer["error"] === true ? readTree(await dialect.serialize(text)) : answer;
}

/** The error that DuckDB's parser reported, as one of ours. */
function refusal(answer: Node, source: string, text: string): DynamoSqlError {
  const message = str(answer, "error_message");
  const at = str(answer, "position");
  const place = /^\d+$/.test(at) ? codeUnits(text, Number(at)) : null;
  const position = place === null ? undefined : positionAt(source, place);
  const detail = position === undefined ? {} : { position };
  const told = message.startsWith("Only SELECT") ? null : toldBy(text);
  if (told !== null) return hinted(told, source);
  refuseForeign(message, source, text, place);
  const [[word = ""] = []] = statementWords(text);
  if (message.startsWith("Only SELECT statements") || KINDS.has(word)) return notAQuery(text);
  if (message.startsWith("SELECT locking clause")) {
    return new DynamoSqlError(
      "statement_not_allowed",
      "FOR UPDATE and FOR SHARE are not allowed: nothing is locked.",
    );
  }
  if (message.startsWith("SELECT INTO")) {
    return new DynamoSqlError("statement_not_allowed", "SELECT INTO is not allowed: queries only read.");
  }
  if (message.startsWith("A CTE needs a SELECT")) {
    return new DynamoSqlError("statement_not_allowed", "A WITH clause may hold queries only.");
  }
  if (message.startsWith("Mixing named and positional parameters")) {
    return new DynamoSqlError(
      "invalid_parameter",
      "Use either positional (?, $1) or named ($name) parameters.",
    );
  }
  if (message.startsWith("Max expression depth") || message.startsWith("memory exhausted")) {
    return new DynamoSqlError("invalid_query", "The statement is nested too deeply: flatten it.", detail);
  }
  const where = lineAndColumn(position);
  const hint = place === null ? "" : dashHint(text, place) || keywordHint(text, place);
  return new DynamoSqlError("syntax_error", `${shorten(message)}${where}${hint}.`, detail);
}

/** @throws DynamoSqlError `syntax_error` for SQL that the parser would not say clearly that it does not know */
function refuseForeign(message: string, source: string, text: string, place: number | null = null): void {
  const hint = message === "" ? null : parserHint(message, text, place);
  if (hint !== null) throw hinted(hint, source);
}

function hinted(hint: ParserHint, source: string): DynamoSqlError {
  const position = positionAt(source, hint.at);
  return new DynamoSqlError("syntax_error", `${hint.message}${lineAndColumn(position)}.`, { position });
}

/** DuckDB quotes the whole rest of an unterminated literal: one line and 80 characters of it are enough. */
function shorten(message: string): string {
  const line = message.split(/[\r\n]/, 1)[0] ?? "";
  const chars = [...line];
  const short = chars.length > 160 ? `${chars.slice(0, 120).join("")}…` : line;
  return short === "" ? "Syntax error" : short.charAt(0).toUpperCase() + short.slice(1);
}

function notAQuery(text: string): DynamoSqlError {
  const statements = statementWords(text);
  const words = statements.find(([first]) => first !== undefined && KINDS.has(first)) ??
    statements.find((each) => each.some((word) => CHANGES.has(word)));
  const kind = words?.find((word) => KINDS.has(word));
  const what = kind === undefined
    ? "Only queries are allowed."
    : `${kind} is not allowed: queries only read.`;
  return new DynamoSqlError("statement_not_allowed", `${what}${INSTEAD.get(kind ?? "") ?? ""}`);
}

function parametersOf(statement: Node): readonly string[] {
  return nodes(statement, "named_param_map")
    .toSorted((a, b) => Number(numeral(a, "value")) - Number(numeral(b, "value")))
    .map((entry) => str(entry, "key"));
}

/** Schemas that hold functions; before any other name, a dot means the call's first argument. */
const FUNCTION_SCHEMAS: ReadonlySet<string> = new Set(["", "main", "pg_catalog"]);

/**
 * `a.upper()` as `upper(a)`, `t.a.upper()` as `upper(t.a)`. The tree has the column as a schema; DuckDB's binder
 * finds out that it is none. Later stages should see a column.
 */
function dotCall(of: Node): Node {
  const schema = str(of, "schema");
  if (str(of, "class") !== "FUNCTION" || FUNCTION_SCHEMAS.has(schema.toLowerCase())) return of;
  const catalog = str(of, "catalog");
  const column: Node = {
    class: "COLUMN_REF",
    type: "COLUMN_REF",
    alias: "",
    query_location: of["query_location"] ?? null,
    column_names: catalog === "" ? [schema] : [catalog, schema],
  };
  return { ...of, schema: "", catalog: "", children: [column, ...list(of, "children")] };
}
