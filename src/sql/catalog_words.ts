/**
 * Statements that ask the catalogue: `SHOW TABLES`, `DESCRIBE t`, and queries of `information_schema`.
 *
 * `DESCRIBE orders` → `SELECT column_name, … FROM information_schema.columns WHERE table_name = 'orders' …`
 * @module
 */
import { textLiteral } from "../catalog/names.ts";
import type { TableName } from "../catalog/description.ts";
import { spans } from "./text.ts";

/** A statement that asks the catalogue. */
export interface CatalogQuestion {
  /** The SELECT that it is, or means. */
  readonly sql: string;
  /** The statement that runs, where that is not the SELECT: of a SUMMARIZE, itself. */
  readonly runs?: string;
  /** It is a `SHOW` or `DESCRIBE`: what it names is to be there. */
  readonly isShown: boolean;
  /** The schema that `SHOW TABLES FROM` names. */
  readonly schema?: string | undefined;
}

/** What a statement asks of the catalogue; null for most. */
export function catalogQuestion(sql: string): CatalogQuestion | null {
  const shown = asSelect(sql) ?? summary(sql);
  if (shown !== null) return { ...shown, isShown: true };
  // Most statements do not have the word at all.
  const asks = /information_schema/i.test(sql) && /\binformation_schema\b/i.test(withoutTexts(sql));
  return asks ? { sql, isShown: false } : null;
}

/** The text without comments, and with `''` for every text. */
const withoutTexts = (sql: string) =>
  spans(sql).map(({ kind, text }) =>
    kind === "comment" ? " " : kind === "code" || text.startsWith('"') ? text : "''"
  )
    .join("");

const NAME = String.raw`(?:"(?:[^"]|"")+"|${"`[^`\"']+`"}|[\w-]+)`;
const TABLE = `(?<table>${NAME}(?:\\s*\\.\\s*${NAME})?)`;
const TEXT = String.raw`'(?<like>(?:[^']|'')*)'`;

const SHOW_TABLES = new RegExp(
  `^show\\s+tables(?:\\s+(?:from|in)\\s+(?<schema>${NAME}))?(?:\\s+like\\s+${TEXT})?$`,
  "i",
);
const SHOW_ALL = /^show\s+(?:all|full)\s+tables$/i;
const SHOW_SCHEMAS = /^show\s+(?:schemas|databases)$/i;
const DESCRIBE = new RegExp(
  `^(?:desc(?:ribe)?(?:\\s+table)?|show\\s+(?:full\\s+)?columns\\s+(?:from|in))\\s+${TABLE}$`,
  "i",
);

/** The SELECT that `SHOW` or `DESCRIBE` means; null where it is neither. */
function asSelect(sql: string): Pick<CatalogQuestion, "sql" | "schema"> | null {
  if (!/\b(?:show|desc(?:ribe)?)\b/i.test(sql.slice(0, LONGEST))) return null;
  const text = plainStatement(sql);
  if (text.length > LONGEST) return null;
  const tables = SHOW_TABLES.exec(text)?.groups;
  if (tables !== undefined) {
    const { like } = tables;
    const schema = tables["schema"] === undefined ? undefined : unquoted(tables["schema"]);
    const conditions = [
      schema === undefined ? "is_default" : `lower(table_schema) = lower(${textLiteral(schema)})`,
      ...(like === undefined ? [] : [`table_name ILIKE '${like}'`]),
    ];
    const where = conditions.join(" AND ");
    return {
      sql: `SELECT table_name AS name FROM information_schema.tables WHERE ${where} ORDER BY 1`,
      schema,
    };
  }
  if (SHOW_ALL.test(text)) {
    return {
      sql: "SELECT table_schema AS schema, table_name AS name, physical_table_name, item_count " +
        "FROM information_schema.tables ORDER BY 1, 2",
    };
  }
  if (SHOW_SCHEMAS.test(text)) {
    return { sql: "SELECT DISTINCT table_schema AS schema FROM information_schema.tables ORDER BY 1" };
  }
  const described = DESCRIBE.exec(text)?.groups?.["table"];
  if (described === undefined) return null;
  const { schema, table } = namesIn(described);
  const conditions = [
    `lower(table_name) = lower(${textLiteral(table)})`,
    schema === undefined ? "is_default" : `lower(table_schema) = lower(${textLiteral(schema)})`,
  ];
  return {
    sql: "SELECT column_name, data_type AS column_type, is_nullable AS nullable, key " +
      `FROM information_schema.columns WHERE ${conditions.join(" AND ")} ORDER BY ordinal_position`,
  };
}

/** What `SUMMARIZE t` has to know of its table; null where the statement is none. */
function summary(sql: string): Pick<CatalogQuestion, "sql" | "runs"> | null {
  if (!/\bsummarize\b/i.test(sql.slice(0, LONGEST))) return null;
  const [, name = ""] = SUMMARIZE.exec(plainStatement(sql)) ?? [];
  const described = name === "" ? null : asSelect(`DESCRIBE ${name}`);
  return described === null ? null : { ...described, runs: sql };
}

const SUMMARIZE = new RegExp(`^summarize\\s+(${NAME}(?:\\s*\\.\\s*${NAME})?)$`, "i");

/** The statement without comments, fences and what ends it. */
const plainStatement = (sql: string) =>
  spans(sql).map((span) => span.kind === "comment" ? " " : span.text).join("")
    .replace(/^\s*```\w*|```\s*$/g, "").replace(/^\s+|[\s;]+$/g, "");

/** No such statement is longer. */
const LONGEST = 600;

/** Tables that a statement names in conditions on `table_name`; where there are none, it asks for all. */
export function tablesAsked(given: string): readonly TableName[] {
  const sql = spans(given).map(({ kind, text }) => kind === "comment" ? " " : text).join("");
  const texts = sql.matchAll(
    /\btable_name"?\s*\)?\s*(?:=|in\s*\()\s*(?:lower\s*\(\s*)?('(?:[^']|'')*'(?:\s*,\s*'(?:[^']|'')*')*)/gi,
  );
  const schema = /\btable_schema"?\s*\)?\s*=\s*(?:lower\s*\(\s*)?'((?:[^']|'')*)'/i.exec(sql)?.[1];
  return [...texts].flatMap(([, list = ""]) => [...list.matchAll(/'((?:[^']|'')*)'/g)]).map((
    [, text = ""],
  ) => ({
    table: text.replaceAll("''", "'"),
    ...(schema === undefined ? {} : { schema: schema.replaceAll("''", "'") }),
  }));
}

/**
 * Whether a statement can have rows of those tables alone: it reads one view once, and one of the conditions that all
 * have to hold names them.
 */
export function asksOnlyThese(sql: string): boolean {
  const code = withoutTexts(sql);
  const times = (word: RegExp) => code.match(word)?.length ?? 0;
  if (times(/\bselect\b/gi) > 1 || times(/\bwhere\b/gi) !== 1 || times(/\binformation_schema\b/gi) !== 1) {
    return false;
  }
  if (/\b(?:or|not|case|between|join|union|intersect|except)\b/i.test(code)) return false;
  const where = WHERE.exec(code)?.groups?.["conditions"] ?? "";
  const written = where.replace(/\blower\s*\(([^()]*)\)/gi, "$1").replace(
    /\(\s*''(?:\s*,\s*'')*\s*\)/g,
    "()",
  );
  if (/[()]/.test(written.replaceAll("()", ""))) return false;
  const conditions = written.split(/\band\b/i).map((each) => each.trim());
  const isOf = (name: string) => (condition: string) =>
    new RegExp(`^(?:${NAME}\\s*\\.\\s*)?"?${name}"?\\s*(?:=\\s*''|in\\s*\\(\\))$`, "i").test(condition);
  return conditions.some(isOf("table_name")) &&
    (times(/\btable_schema"?\s*(?:=|in\b)/gi) === conditions.filter(isOf("table_schema")).length);
}

const WHERE = /\bwhere\b(?<conditions>[^]*?)(?:\b(?:group|order|having|qualify|limit|offset|window)\b|;|$)/i;

function namesIn(text: string): TableName {
  const [first = "", second] = text.match(new RegExp(NAME, "g")) ?? [];
  return second === undefined
    ? { table: unquoted(first) }
    : { schema: unquoted(first), table: unquoted(second) };
}

function unquoted(name: string): string {
  if (name.startsWith("`")) return name.slice(1, -1);
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}
