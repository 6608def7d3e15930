/**
 * Counts what could not be read as a statement asks: texts that are no dates, JSON that is no number; and what
 * loses digits in doubles.
 * @module
 */
import type { Session } from "../duckdb/session.ts";
import type { Load } from "../load/loads.ts";
import type { Bound } from "./bind.ts";
import { countDates } from "./date_warnings.ts";
import { noteDivided } from "./divided_warnings.ts";
import { countJson } from "./json_warnings.ts";

/** Counts over all batches of a statement. */
export interface ReadingCounts {
  /** Counts in what is loaded now. */
  add(loads: readonly Load[], bound: Pick<Bound, "casts" | "reads" | "divided">): Promise<void>;
  /** Counts the digits that a statement loses which had to be widened. */
  addLossy(loads: readonly Load[], bound: Pick<Bound, "reads">): Promise<void>;
  warnings(): string[];
}

/** Nothing counted yet. */
export function countReadings(session: Session): ReadingCounts {
  const dates = countDates(session);
  const json = countJson(session);
  const doubles = noteDivided();
  return {
    async add(loads, { casts, reads, divided }) {
      doubles.add(loads, divided);
      await dates.add(loads, casts);
      await json.add(loads, reads);
    },
    addLossy: (loads, { reads }) => json.addLossy(loads, reads),
    warnings: () => [...dates.warnings(), ...json.warnings(), ...doubles.warnings()],
  };
}
