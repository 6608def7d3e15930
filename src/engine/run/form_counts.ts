/**
 * Counts the dates of each form among loaded texts, where some of them could not be read as dates: the column may have the
 * other form.
 * @module
 */
import { BASIC_TEXT, EXTENDED_TEXT } from "../../catalog/date_evidence.ts";
import type { DateEvidence } from "../../catalog/description.ts";
import { textLiteral } from "../../catalog/names.ts";
import type { Path } from "../../catalog/path.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import type { Session } from "../duckdb/session.ts";
import { type Dated, datedAt, hasTextsOfNumbers, type LoadColumn } from "../load/column.ts";
import { quoted } from "../values/column_type.ts";
import type { Load } from "../load/load.ts";

/** A place of which some texts could not be read as dates. */
export interface DatedPlace {
  readonly load: Load;
  readonly column: LoadColumn;
  /** Inside the column; `0` is any element of a list. */
  readonly path: Path;
}

/** Counts over all batches of a statement. */
export interface FormCounts {
  /** Counts in what is loaded now of these columns. */
  add(columns: Iterable<DatedPlace>): Promise<void>;
}

/** Nothing counted yet. */
export function countForms(session: Session): FormCounts {
  const counts = new Map<Dated, DateEvidence>();
  return {
    async add(columns) {
      const found = new Map([...columns].map((place) => [datedAt(place.column, place.path), place]));
      for (const [dated, { column, load, path }] of found) {
        const texts = textsAt(load.table.name, column, path);
        if (texts === null) continue;
        const [[extended, basic] = []] = await session.rows(
          `SELECT count(*) FILTER (regexp_matches(text, ${textLiteral(EXTENDED_TEXT)}))::DOUBLE, ` +
            `count(*) FILTER (regexp_matches(text, ${textLiteral(BASIC_TEXT)}))::DOUBLE ` +
            `FROM ${texts}`,
        );
        const before = counts.get(dated) ?? { extended: 0, basic: 0 };
        const numbers = path.length === 0 && hasTextsOfNumbers(column);
        dated.read = {
          extended: before.extended + Number(extended ?? 0),
          basic: before.basic + (numbers ? 0 : Number(basic ?? 0)),
        };
        counts.set(dated, dated.read);
      }
    },
  };
}

/**
 * What has the texts at a place of a column in a column `text`, each in a row of its own; null where it has none.
 * @param path inside the column; `0` is any element of a list
 * @param scalars of JSON, numbers and truth values as well
 */
export function textsAt(
  table: string,
  { name, type }: LoadColumn,
  path: Path,
  scalars = false,
): string | null {
  let from = quoted(table);
  let value = quoted(name);
  let at: SqlType = type;
  // Lists of lists are one place.
  const unnest = () => {
    from = `(SELECT unnest(${value}) AS element FROM ${from})`;
    value = "element";
  };
  for (const step of path) {
    const wasList = at.kind === "LIST";
    while (at.kind === "LIST") {
      unnest();
      at = at.element;
    }
    // Values of a map are counted by their keys.
    if (typeof step === "number" && (at.kind === "STRUCT" || at.kind === "MAP") && !wasList) return null;
    if (typeof step === "number") continue;
    const field = at.kind === "STRUCT" ? at.fields.find(({ name }) => name === step)?.type : undefined;
    if (at.kind === "MAP") value = `${value}[${textLiteral(step)}]`;
    else value = `${value}.${quoted(step)}`;
    if (field === undefined && at.kind !== "MAP") return null;
    at = field ?? (at.kind === "MAP" ? at.value : at);
  }
  if (at.kind === "UNSEEN") return "(SELECT NULL::VARCHAR AS text)";
  if (at.kind === "LIST" && path.length === 0) {
    unnest();
    at = at.element;
  }
  const text = at.kind === "VARCHAR"
    ? value
    : at.kind === "JSON"
    ? scalars
      ? `json_extract_string(${value}, '$')`
      : `CASE json_type(${value}) WHEN 'VARCHAR' THEN json_extract_string(${value}, '$') END`
    : null;
  return text === null ? null : `(SELECT ${text} AS text FROM ${from})`;
}
