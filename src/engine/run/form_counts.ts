/**
 * Counts the dates of each form among loaded texts, where some of them could not be read as dates: the column may have the
 * other form.
 * @module
 */
import { BASIC_TEXT, EXTENDED_TEXT } from "../../catalog/date_evidence.ts";
import type { DateEvidence } from "../../catalog/description.ts";
import { textLiteral } from "../../catalog/names.ts";
import type { Session } from "../duckdb/session.ts";
import { hasTextsOfNumbers, type LoadColumn } from "../load/column.ts";
import { quoted } from "../values/column_type.ts";
import type { Load } from "../load/load.ts";

/** Counts over all batches of a statement. */
export interface FormCounts {
  /** Counts in what is loaded now of these columns. */
  add(columns: Iterable<{ readonly load: Load; readonly column: LoadColumn }>): Promise<void>;
}

/** Nothing counted yet. */
export function countForms(session: Session): FormCounts {
  const counts = new Map<LoadColumn, DateEvidence>();
  return {
    async add(columns) {
      const found = new Map([...columns].map(({ load, column }) => [column, load.table.name]));
      for (const [column, table] of found) {
        const text = textOf(column);
        if (text === null) continue;
        const [[extended, basic] = []] = await session.rows(
          `SELECT count(*) FILTER (regexp_matches(text, ${textLiteral(EXTENDED_TEXT)}))::DOUBLE, ` +
            `count(*) FILTER (regexp_matches(text, ${textLiteral(BASIC_TEXT)}))::DOUBLE ` +
            `FROM (SELECT ${text} AS text FROM ${quoted(table)})`,
        );
        const before = counts.get(column) ?? { extended: 0, basic: 0 };
        column.datesRead = {
          extended: before.extended + Number(extended ?? 0),
          basic: before.basic + (hasTextsOfNumbers(column) ? 0 : Number(basic ?? 0)),
        };
        counts.set(column, column.datesRead);
      }
    },
  };
}

/** SQL of a column's texts; null where it has none. */
function textOf({ name, type }: LoadColumn): string | null {
  const column = quoted(name);
  if (type.kind === "VARCHAR") return column;
  return type.kind === "JSON"
    ? `CASE json_type(${column}) WHEN 'VARCHAR' THEN json_extract_string(${column}, '$') END`
    : null;
}
