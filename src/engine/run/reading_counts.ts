/**
 * Counts values that could not be read as a statement asks: texts that are no dates, JSON that is no number, numbers
 * that lose digits in doubles.
 * @module
 */
import type { Session } from "../duckdb/session.ts";
import type { DateCast } from "../../sql/text_dates/dates.ts";
import type { Load } from "../load/load.ts";
import type { BoundStatement } from "./bind.ts";
import { countDates } from "./date_warnings.ts";
import { noteDivided } from "./divided_warnings.ts";
import { countJson } from "./json_warnings.ts";

/** Counts over all batches of a statement. */
export interface ReadingCounts {
  /** Counts texts that are no dates before the statement runs: they may show that its columns' dates have the other form. */
  addDates(loads: readonly Load[], casts: readonly DateCast[]): Promise<void>;
  /**
   * Counts in what is loaded now, after the statement has run on it, as only then its way of reading is known.
   * @param ran the statement as it ran, or its partial form: widening may have made it lose digits
   * @param all what the statement reads, if more
   */
  add(
    loads: readonly Load[],
    bound: Pick<BoundStatement, "casts" | "reads" | "divided">,
    ran?: Pick<BoundStatement, "reads">,
    all?: readonly Load[],
  ): Promise<void>;
  warnings(): string[];
}

/** Nothing counted yet. */
export function countReadings(session: Session): ReadingCounts {
  const dates = countDates(session);
  const json = countJson(session);
  const doubles = noteDivided();
  let counted: readonly DateCast[] | null = null;
  return {
    async addDates(loads, casts) {
      if (casts.length === 0) return;
      await session.optimize(true);
      await dates.add(loads, casts, loads);
      counted = casts;
    },
    async add(loads, { casts, reads, divided }, ran, all = loads) {
      await doubles.add(loads, divided);
      const read = ran === undefined ? reads : [...reads, ...ran.reads];
      if (casts.length === 0 && read.length === 0) return;
      await session.optimize(true);
      if (casts !== counted) await dates.add(loads, casts, all);
      await json.add(loads, read);
    },
    warnings: () => [...dates.warnings(), ...json.warnings(), ...doubles.warnings()],
  };
}
