/**
 * Rows as text: an aligned table, JSON, CSV (RFC 4180) or one JSON object a line.
 * @module
 */
import type { Planned, ResultColumn, Stats } from "../engine/messages/job.ts";
import type { JsonValue } from "../query/service.ts";
import { statsJson } from "../query/stats_json.ts";
import { table } from "./output.ts";
import { visible } from "./visible.ts";

/** An answer, pages joined. */
export interface Page {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly JsonValue[])[];
  readonly complete: boolean;
  /** Why it ends here, where it is not complete. */
  readonly incompleteReason?: string | undefined;
  readonly warnings: readonly string[];
  readonly stats: Stats;
}

/** Formats of query answers. */
export const FORMATS = ["table", "json", "csv", "ndjson"] as const;

/** One of {@linkcode FORMATS}. */
export type Format = typeof FORMATS[number];

/** The whole answer for people, or as one JSON document, with a line end. */
export function formatPage(page: Page, format: "table" | "json"): string {
  if (format === "json") return pageJson(page);
  return table(page.columns.map((one) => one.name), page.rows.map((row) => row.map(cell)));
}

/**
 * Rows of any page of an answer as lines: `csv` (RFC 4180) or one JSON object a line.
 * @param first the page is the answer's first: CSV begins with the names of the columns
 * @param terminal what would steer a terminal is made visible
 */
export function rowLines(
  { columns, rows }: Pick<Page, "columns" | "rows">,
  format: "csv" | "ndjson",
  { first, terminal }: { readonly first: boolean; readonly terminal: boolean },
): string {
  if (format === "csv") {
    const shown = (row: readonly JsonValue[]) =>
      terminal ? row.map((value) => value === null ? null : visible(cell(value))) : row;
    return [...(first ? [columns.map((one) => one.name)] : []), ...rows]
      .map((row) => shown(row).map(csvField).join(",") + "\r\n").join("");
  }
  const names = distinctNames(columns.map((one) => one.name));
  return rows.map((row) => {
    const line = JSON.stringify(Object.fromEntries(names.map((name, at) => [name, row[at] ?? null])));
    return `${terminal ? visible(line) : line}\n`;
  }).join("");
}

/** The shape that the MCP tool answers, one row a line. */
function pageJson({ columns, rows, complete, incompleteReason, warnings, stats }: Page): string {
  const lines = rows.map((row) => `    ${JSON.stringify(row)}`).join(",\n");
  const rest = JSON.stringify(
    {
      row_count: rows.length,
      complete,
      incomplete_reason: incompleteReason,
      warnings,
      stats: statsJson(stats),
    },
    null,
    2,
  );
  return `{\n  "columns": ${JSON.stringify(columns)},\n  "rows": [${lines && `\n${lines}\n  `}],${
    rest.slice(1)
  }\n`;
}

/** A plan in the shape that the MCP tool answers. */
export function planJson(plan: Planned) {
  return {
    plan: plan.plan,
    tables: plan.tables.map((one) => ({
      table: one.table,
      access: one.access,
      index: one.index,
      key_conditions: one.keyConditions,
      filter: one.filter,
      estimated_items: one.estimatedItems,
      estimated_read_units: one.estimatedReadUnits,
    })),
    estimated_read_units: plan.estimatedReadUnits,
    normalized_sql: plan.normalizedSql,
    advice: plan.advice,
  };
}

function cell(value: JsonValue): string {
  if (value === null) return "NULL";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** RFC 4180 §2.6, §2.7. NULL is an empty field; an empty text is quoted, so that the two differ. */
function csvField(value: JsonValue): string {
  if (value === null) return "";
  const text = cell(value);
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A name that came before gets `_1`, `_2`, …: an object has each name once. */
function distinctNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let number = 1; taken.has(free); number++) free = `${name}_${number}`;
    taken.add(free);
    return free;
  });
}
