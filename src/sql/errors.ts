/**
 * DuckDB's errors → ours. What the binder says is about names and types, and is passed on; what a running query says
 * can hold values of the data, so only known sentences get through, without the values.
 * @module
 */
import { quoteName } from "../catalog/names.ts";
import { asDynamoSqlError, DynamoSqlError, type ErrorCode, type Position } from "../errors.ts";
import type { BoundDates } from "./text_dates/dates.ts";
import { type DuckDbError, readDuckDbError, sentence } from "./duckdb_error.ts";
import { misplacedIn } from "./misplaced.ts";
import type { Statement } from "./parse.ts";
import { charOffset, codeUnits, lineAndColumn, positionAt } from "./position.ts";
import { namedAs } from "./query.ts";
import { conversionMessage, runMessage } from "./run_errors.ts";
import { defined } from "../lib/defined.ts";
import { callsOf, textAt } from "./foreign/text/masked.ts";

/** What is known about the statement that failed. */
export interface ErrorContext {
  /**
   * Where the error is in the caller's SQL, in UTF-8 bytes; null = unknown. Absent: where DuckDB says, which is right
   * only if the caller's SQL is what was prepared.
   */
  readonly position?: number | null;
  /** Internal names of tables and columns → the caller's names for them. */
  readonly names?: ReadonlyMap<string, string>;
  /** Whether an interrupt came from the deadline. */
  readonly timedOut?: boolean;
}

/** What an error is to the caller. */
interface Meaning {
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * An error that DuckDB threw, as one of ours. Errors that are not DuckDB's become `internal`, ours stay.
 * @param sql the caller's SQL
 */
export function fromDuckDb(error: unknown, sql: string, context: ErrorContext = {}): DynamoSqlError {
  if (error instanceof DynamoSqlError) return error;
  const read = readDuckDbError(error);
  if (read === null) return asDynamoSqlError(error);
  const { code, message } = misplacedUnnest(read, context, sql) ?? meaningOf(read, context, sql);
  if (code === "internal" || code === "cancelled" || code === "timeout") {
    return new DynamoSqlError(code, message, { cause: error });
  }
  const bytes = context.position === undefined ? read.position : context.position;
  if (bytes === null) return new DynamoSqlError(code, message, { cause: error });
  // The parser counts characters, the binder bytes.
  const position = positionAt(sql, read.type === "Parser" ? codeUnits(sql, bytes) : charOffset(sql, bytes));
  const where = lineAndColumn(position);
  return new DynamoSqlError(code, `${message.replace(/\.$/, "")}${where}.`, { position, cause: error });
}

/** `unnest(tags)` where nothing may become several rows; null for other errors, also where another call stands for one. */
function misplacedUnnest(
  { type, message, position }: DuckDbError,
  context: ErrorContext,
  sql: string,
): Meaning | null {
  if (type !== "Binder" || !/^(UNNEST not supported here|Cannot group on an UNNEST)/.test(message)) {
    return null;
  }
  const at = context.position === undefined ? position : context.position;
  const [, written = null] = /^\s*(?:unnest|unlist)\s*\(\s*([\p{L}\p{N}_$."]*)/iu.exec(
    at === null ? sql.slice(sql.search(/\b(unnest|unlist)\s*\(/i)) : sql.slice(charOffset(sql, at)),
  ) ?? [];
  if (written === null) return null;
  return {
    code: "invalid_query",
    message:
      "unnest() makes rows of a list, and stands in SELECT, where it is no group's, or in FROM: write " +
      `FROM …, unnest(${written || "list"}) AS u(v), and v here`,
  };
}

/** The same for a statement that was rewritten before it was prepared: the place is traced to the caller's SQL. */
export async function fromBoundDuckDb(
  error: unknown,
  statement: Statement,
  bound: Pick<BoundDates, "locate">,
  context: Omit<ErrorContext, "position"> = {},
): Promise<DynamoSqlError> {
  const read = readDuckDbError(error);
  const at = read?.position ?? null;
  const traced = at === null ? null : await bound.locate(at);
  const misplaced = read === null ? null : misplacedIn(statement.node, read);
  if (misplaced !== null) {
    const place = misplaced.place ?? traced;
    const position = place === null ? undefined : placeIn(statement, place);
    const where = lineAndColumn(position);
    const detail = { cause: error, ...defined({ position }) };
    return new DynamoSqlError("invalid_query", `${misplaced.message}${where}.`, detail);
  }
  const offset = traced === null ? null : offsetIn(statement, traced);
  const position = offset === null
    ? null
    : new TextEncoder().encode(statement.source.slice(0, offset)).length;
  return fromDuckDb(error, statement.source, { ...context, position });
}

/** Code units of the caller's text before a node's place. */
function offsetIn({ text }: Pick<Statement, "text">, place: number): number {
  // `source` and `text` have the same characters at the same places, but not the same bytes.
  return charOffset(text, place);
}

/** Where a node of the statement stands in the caller's text. */
export function placeIn(statement: Pick<Statement, "source" | "text">, place: number): Position {
  return positionAt(statement.source, offsetIn(statement, place));
}

function meaningOf(error: DuckDbError, { names, timedOut }: ErrorContext, sql: string): Meaning {
  switch (error.type) {
    case "Parser":
    case "Syntax":
      return { code: "syntax_error", message: sentence(error.message) };
    case "Catalog":
      return missing(error);
    case "Binder":
    case "Mismatch Type":
      return ambiguous(error, names) ?? renamed(binding(error, sql), names);
    case "Conversion":
      return conversion(error, sql);
    case "Out of Range":
    case "Invalid Input":
    case "Invalid type":
    case "Divide by Zero":
    case "Not implemented":
    case "Decimal":
    case "Object Size":
    case "Constraint":
    case "Sequence":
    case "Parameter Not Allowed":
    case "Parameter Not Resolved":
      return { code: "invalid_query", message: runMessage(error.message, sql) };
    case "Serialization":
      return { code: "invalid_query", message: unserializable(error.message) };
    case "Unknown Type":
    case "Expression":
    case "Planner":
    case "Optimizer":
    case "Executor":
    case "Dependency":
      return {
        code: "invalid_query",
        message: CANNOT_RUN,
      };
    case "INTERNAL":
      // Whether the engine lives on is looked at elsewhere.
      return {
        code: "invalid_query",
        message:
          "The query engine fails at this statement, by a fault of its own: write it in another way (other functions, " +
          "joins or windows).",
      };
    case "Missing Extension":
    case "Extension Autoloading":
      return {
        code: "function_not_allowed",
        message: "What this needs is in an extension, and there are none.",
      };
    case "Out of Memory":
      return {
        code: "too_large",
        message: "The query needs more memory than one query may use: select, join, sort or group less.",
      };
    case "INTERRUPT":
    case "Interrupt":
      return timedOut === true
        ? { code: "timeout", message: "The query reached its time limit and was stopped." }
        : { code: "cancelled", message: "The query was cancelled." };
    case "Permission":
    case "Settings":
    case "Invalid Configuration":
      return { code: "function_not_allowed", message: "Files, network and settings are out of reach." };
    default:
      return { code: "internal", message: "Internal error." };
  }
}

const CANNOT_RUN = "The query engine cannot run an expression of this statement: write it in another way.";

function unserializable(message: string): string {
  return message.startsWith("Cannot copy BoundSubquery")
    ? "unnest() takes no subquery that gives a struct: select the struct in FROM (SELECT …), and unnest it there."
    : CANNOT_RUN;
}

/** Functions that are none without OVER. */
const NEEDS_OVER =
  /^(row_number|rank|dense_rank|rank_dense|percent_rank|cume_dist|ntile|lag|lead|first_value|last_value|nth_value|fill)$/;

function missing({ kind, name, message }: DuckDbError): Meaning {
  if (kind === "Table") return { code: "table_not_found", message: `Table not found: ${name}.` };
  if (NEEDS_OVER.test(name)) return { code: "invalid_query", message: `${name}() needs an OVER clause.` };
  if (kind === "Type") return { code: "invalid_query", message: `There is no type ${name}.` };
  if (/Function/.test(kind)) {
    return { code: "invalid_query", message: `There is no such use of the function ${name}.` };
  }
  return { code: "invalid_query", message: sentence(message) };
}

/** `Ambiguous column name: id can be a.id or "b-c".id`; null for other errors. */
function ambiguous({ message }: DuckDbError, names: ErrorContext["names"]): Meaning | null {
  const [, column = "", uses = ""] =
    /^Ambiguous reference to column name "(.*)" \(use: "(.*)"\)/s.exec(message) ?? [];
  if (column === "") return null;
  const called = (name: string) => quoteName(names?.get(name) ?? name);
  const candidates = uses.split('" or "').map((use) =>
    `${called(use.slice(0, -column.length - 1))}.${called(column)}`
  );
  return {
    code: "ambiguous_name",
    message: `Ambiguous column name: ${called(column)} can be ${candidates.join(" or ")}.`,
  };
}

/** What failed to be read as something else. */
function conversion({ message }: DuckDbError, sql: string): Meaning {
  const part = /^extract specifier "(.*)" not recognized/s.exec(message)?.[1];
  if (part === undefined) return { code: "type_mismatch", message: conversionMessage(message) };
  // Of what is in the data, the statement has no copy.
  const written = new RegExp(`'${RegExp.escape(part)}'|\\(\\s*${RegExp.escape(part)}\\s+from\\b`, "i").test(
    sql,
  );
  return {
    code: "invalid_query",
    message: `${
      part !== "" && written ? `'${part}' is no part of dates` : "A date part is not known"
    }: use year, quarter, month, week, day, hour, minute, second.`,
  };
}

const COLUMN_MISSING =
  /^(Table ".*" does not have a column|Could not find key|Column ".*" (does not exist|in \w+ list not found)|No matching columns|Could not extract field)/;
const TYPES_DIFFER =
  /^(Cannot (compare|mix|combine|concatenate|deduce|extract|cast)|No function matches|No matching aggregate function|Could not choose|Type .* does not match|.*can only be applied to)/;
/** What DuckDB says of JSON, and of other values, where a list is to be; and what is meant. */
const NO_LISTS: readonly (readonly [RegExp, string])[] = [
  [/Invalid LIST argument during lambda function binding/, "A function with a lambda takes a list."],
  [
    /^UNNEST(\(\) for correlated expressions is)? not supported (here|yet)/,
    "unnest() and = ANY (…) take a list, and unnest() stands in SELECT or FROM.",
  ],
  [/^UNNEST requires a single list as input/, "unnest() in FROM takes a list."],
  [/^Cannot deduce template type/, "A list or a map is given another kind of value than it holds."],
];

function binding({ message, subtype, candidates, name }: DuckDbError, sql: string): Meaning {
  if (subtype === "COLUMN_NOT_FOUND") {
    const near = candidates.split(",").map((each) => each.trim()).filter((each) => each !== "");
    const hint = near.length > 0 ? ` Did you mean ${near.slice(0, 3).join(", ")}?` : "";
    return { code: "column_not_found", message: `Column not found: ${name}.${hint}` };
  }
  const key = /^Could not find key "[^"]*" in struct/.exec(message)?.[0];
  if (key !== undefined) {
    const near = /Candidate Entries: (.*)$/s.exec(message)?.[1]?.replaceAll('"', "");
    const hint = near === undefined ? "" : `. Nearest: ${near.trim()}`;
    return {
      code: "column_not_found",
      message: `${
        key.replace("in struct", "in the map")
      }${hint}. If few maps have it, write it in double quotes: it is read all the same.`,
    };
  }
  if (/^Star expression .* resulted in an empty set of columns/s.test(message)) {
    return {
      code: "column_not_found",
      message: "COLUMNS chooses none of the columns: no name is as it asks.",
    };
  }
  if (COLUMN_MISSING.test(message)) return { code: "column_not_found", message: sentence(message) };
  if (/^Referenced table/.test(message)) {
    return {
      code: "table_not_found",
      message: sentence(message).replace(
        /^Referenced table (".*") not found/,
        "FROM has no table or alias $1",
      )
        .replace(/^Referenced table/, "FROM has no table or alias"),
    };
  }
  if (/^Ambiguous reference/.test(message)) return { code: "ambiguous_name", message: sentence(message) };
  const list = NO_LISTS.find(([said]) => said.test(message))?.[1];
  if (list !== undefined) return { code: "type_mismatch", message: list };
  if (TYPES_DIFFER.test(message)) return { code: "type_mismatch", message: types(message) };
  if (/^struct_extract with an integer key/i.test(message)) {
    return {
      code: "type_mismatch",
      message: "A map has no places that are counted: write the key, m['key'] or m.key.",
    };
  }
  if (/^Cardinality can only operate on MAPs/i.test(message)) {
    const [call] = callsOf(sql, /cardinality/);
    const [of] = call?.arguments ?? [];
    const list = of === undefined ? "list" : textAt(sql, of);
    return {
      code: "invalid_query",
      message: `cardinality() is of maps, and this is a list: write len(${list}).`,
    };
  }
  if (/^Key name for struct_extract needs to be a constant/.test(message)) {
    return {
      code: "invalid_query",
      message:
        "The key of a map is a text, in single quotes: write m['key'], or m.key. Of a key that differs from row to " +
        "row, to_json(m)->>key gives the text.",
    };
  }
  if (/^(Max expression depth|Maximum tree depth)/.test(message)) {
    return { code: "invalid_query", message: "The statement is nested too deeply: flatten it." };
  }
  return { code: "invalid_query", message: sentence(message) };
}

/** A message about types, with the signatures that were possible, at most five. */
function types(message: string): string {
  const starred = /^Cannot extract field from expression "(.*)\.\*" because it is not a struct/.exec(message)
    ?.[1];
  if (starred !== undefined) {
    return `${starred}.* needs a STRUCT, and ${starred} is none. A map with more keys than a STRUCT has is a MAP: write ` +
      `map_entries(${starred}), or ${starred}['key'] for one key. Where some items hold something else than maps, it is ` +
      `JSON: write json_keys(${starred}), or ${starred}->'$.key'.`;
  }
  if (message.startsWith("No matching aggregate function")) {
    return types(message.replace(/^No matching aggregate function\s+(Binder Error: )?/, ""));
  }
  const json = /'((?:map_\w+|cardinality|element_at)\(JSON.*)'/.exec(message)?.[1];
  if (json !== undefined) {
    return `No function matches ${json}. That is JSON, as some items hold something else than maps: json_keys(…) gives ` +
      "the keys of those that are maps, …->'$.key' one value.";
  }
  const signatures = message.split("\n").filter((line) => line.startsWith("\t") && line.includes("("))
    .map((line) => line.trim().replace(/ -> .*$/, ""));
  const possible = signatures.length === 0
    ? ""
    : ` It takes ${signatures.slice(0, 5).join(" or ")}${signatures.length > 5 ? ", …" : ""}.`;
  const plain = sentence(message.split("\n")[0] ?? "").replace(
    /\. You might need to add explicit type casts/,
    "",
  )
    .replace(/\. In order to select one, please add explicit type casts/, "");
  return `${plain}${possible}`.replaceAll("INTEGER_LITERAL", "INTEGER").replaceAll(
    "STRING_LITERAL",
    "VARCHAR",
  )
    .replace(
      /(?<=[' ])(!?)~~(\*?)(?=\()/g,
      (_, not: string, folded: string) => `${not && "NOT "}${folded && "I"}LIKE`,
    );
}

/** The caller's names in place of the engine's. */
function renamed(meaning: Meaning, names: ReadonlyMap<string, string> | undefined): Meaning {
  if (names === undefined || names.size === 0) return meaning;
  const message = namedAs(meaning.message, names);
  return { ...meaning, message };
}
