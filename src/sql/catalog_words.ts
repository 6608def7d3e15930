/**
 * Statements that ask the catalogue: `SHOW TABLES`, `DESCRIBE t`, and queries of `information_schema`.
 *
 * `DESCRIBE orders` → `SELECT column_name, … FROM information_schema.columns WHERE table_name = 'orders' …`
 * @module
 */
import { textLiteral } from "../catalog/names.ts";
import type { TableName } from "../catalog/description.ts";
import { spans } from "./text.ts";

/** Whether a statement asks the catalogue. */
export function asksCatalog(sql: string): boolean {
  return /\binformation_schema\b/i.test(sql) || asSelect(sql) !== null;
}

const NAME = String.raw`(?:"(?:[^"]|"")+"|[\w-]+)`;
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

/** The SELECT that such a statement means; null where it is none. */
export function asSelect(sql: string): string | null {
  if (!/^\W*(?:show|desc)/i.test(sql) && !/\b(?:show|desc(?:ribe)?)\b/i.test(sql.slice(0, LONGEST))) {
    return null;
  }
  const text = spans(sql).map((span) => span.kind === "comment" ? " " : span.text).join("")
    .replace(/^\s*```\w*|```\s*$/g, "").replace(/^\s+|[\s;]+$/g, "");
  if (text.length > LONGEST) return null;
  const tables = SHOW_TABLES.exec(text)?.groups;
  if (tables !== undefined) {
    const { schema, like } = tables;
    const conditions = [
      schema === undefined ? "is_default" : `lower(table_schema) = lower(${textLiteral(unquoted(schema))})`,
      ...(like === undefined ? [] : [`table_name ILIKE '${like}'`]),
    ];
    return `SELECT table_name AS name FROM information_schema.tables WHERE ${
      conditions.join(" AND ")
    } ORDER BY 1`;
  }
  if (SHOW_ALL.test(text)) {
    return "SELECT table_schema AS schema, table_name AS name, physical_table_name, item_count " +
      "FROM information_schema.tables ORDER BY 1, 2";
  }
  if (SHOW_SCHEMAS.test(text)) {
    return "SELECT DISTINCT table_schema AS schema FROM information_schema.tables ORDER BY 1";
  }
  const described = DESCRIBE.exec(text)?.groups?.["table"];
  if (described === undefined) return null;
  const { schema, table } = namesIn(described);
  const conditions = [
    `lower(table_name) = lower(${textLiteral(table)})`,
    schema === undefined ? "is_default" : `lower(table_schema) = lower(${textLiteral(schema)})`,
  ];
  return "SELECT column_name, data_type AS column_type, is_nullable AS nullable, key " +
    `FROM information_schema.columns WHERE ${conditions.join(" AND ")} ORDER BY ordinal_position`;
}

/** No such statement is longer. */
const LONGEST = 600;

/** Tables that a statement names in conditions on `table_name`; where there are none, it asks for all. */
export function tablesAsked(sql: string): readonly TableName[] {
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

function namesIn(text: string): TableName {
  const [first = "", second] = text.match(new RegExp(NAME, "g")) ?? [];
  return second === undefined
    ? { table: unquoted(first) }
    : { schema: unquoted(first), table: unquoted(second) };
}

function unquoted(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}
