/**
 * Counts texts that were read as dates and are none.
 * @module
 */
import { bindDates, type DateCast } from "../../sql/bind/dates.ts";
import type { Session } from "../duckdb/session.ts";
import type { Load } from "../load/loads.ts";
import { quoted } from "../values/column_type.ts";

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
        for (const { table, label, column } of textsOf(loads, cast)) {
          const key = `${table}.${column}`;
          if (counted.has(key)) continue;
          counted.add(key);
          const count = await countIn(session, table, column, cast);
          counts.set(label, (counts.get(label) ?? 0) + count);
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

/** The loaded columns that a cast is about. A cast of an expression is about none that could be named. */
function textsOf(loads: readonly Load[], { column }: DateCast) {
  if (column === null) return [];
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  return loads.flatMap((load) =>
    load.relations
      .filter(({ alias }) => column.qualifier === null || same(alias, column.qualifier))
      .flatMap((relation) => relation.columns.filter(({ column: name }) => same(name, column.name)))
      .filter(({ type }) => type.kind === "VARCHAR")
      .map((found) => ({
        table: load.table.name,
        column: found.column,
        label: `${load.description.name}.${found.attribute}`,
      }))
  );
}

/** The count runs through the same reading of dates as the statement: a comparison is NULL where the text is none. */
async function countIn(session: Session, table: string, column: string, { type }: DateCast): Promise<number> {
  const name = quoted(column);
  const { sql } = await bindDates(
    `SELECT count(*) FROM ${
      quoted(table)
    } WHERE ${name} IS NOT NULL AND (${name} < CAST('2000-01-01' AS ${type})) IS NULL`,
    session,
  );
  const [[count] = []] = await session.rows(sql);
  return Number(count ?? 0);
}
