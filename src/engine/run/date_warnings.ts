/**
 * Counts texts that were read as dates and are none.
 * @module
 */
import { bindDates, type DateCast } from "../../sql/bind/dates.ts";
import { placeText } from "../../catalog/path.ts";
import type { DateForm } from "../../sql/bind/text_as_date.ts";
import type { Session } from "../duckdb/session.ts";
import type { Load } from "../load/loads.ts";
import { quoted } from "../values/column_type.ts";
import { dateFormOf } from "./date_forms.ts";

/** Counts over all batches of a statement. */
export interface DateCounts {
  /** Counts in what is loaded now. */
  add(loads: readonly Load[], casts: readonly DateCast[]): Promise<void>;
  warnings(): string[];
}

/** Nothing counted yet. */
export function countDates(session: Session): DateCounts {
  const counts = new Map<string, number>();
  return {
    async add(loads, casts) {
      const counted = new Set<string>();
      for (const cast of casts) {
        for (const texts of textsOf(loads, cast)) {
          const key = `${texts.table}.${texts.column}`;
          if (counted.has(key)) continue;
          counted.add(key);
          const count = await countIn(session, texts, cast);
          counts.set(texts.label, (counts.get(texts.label) ?? 0) + count);
        }
      }
    },
    warnings: () =>
      [...counts].filter(([, count]) => count > 0).map(([label, count]) =>
        count === 1
          ? `1 value of ${label} is not a date and reads as NULL.`
          : `${count} values of ${label} are not dates and read as NULL.`
      ),
  };
}

/** A loaded column of texts. */
interface Texts {
  readonly table: string;
  readonly column: string;
  readonly label: string;
  /** Its texts are in JSON. */
  readonly json: boolean;
  readonly form: DateForm;
}

/** The loaded columns that a cast is about. A cast of an expression is about none that could be named. */
function textsOf(loads: readonly Load[], { column }: DateCast): readonly Texts[] {
  if (column === null) return [];
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  return loads.flatMap((load) =>
    load.relations
      .filter(({ alias }) => column.qualifier === null || same(alias, column.qualifier))
      .flatMap((relation) => relation.columns.map((found) => ({ relation, found })))
      .filter(({ found: { column: name, type } }) =>
        same(name, column.name) && (type.kind === "VARCHAR" || type.kind === "JSON")
      )
      .map(({ relation, found }) => ({
        table: load.table.name,
        column: found.column,
        json: found.type.kind === "JSON",
        form: dateFormOf(relation, found),
        label: `${load.description.name}.${placeText(found)}`,
      }))
  );
}

/** The count runs through the same reading of dates as the statement. */
async function countIn(
  session: Session,
  { table, column, json, form }: Texts,
  { type }: DateCast,
): Promise<number> {
  const name = json ? `json_extract_string(${quoted(column)}, '$')` : quoted(column);
  const { sql } = await bindDates(
    `SELECT count(*) FROM ${quoted(table)} WHERE ${name} IS NOT NULL AND CAST(${name} AS ${type}) IS NULL`,
    session,
    new Map([[table.toLowerCase(), new Map([[column.toLowerCase(), form]])]]),
  );
  const [[count] = []] = await session.rows(sql);
  return Number(count ?? 0);
}
