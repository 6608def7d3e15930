/**
 * Texts that are read as dates: the range of texts that holds every text whose instant is in a range
 * (docs/reference/sql_and_types.md#iso-8601).
 *
 * `WHERE placed >= DATE '2026-06-01'` → `placed >= '2026-05-31'`: with an offset, the local day of an instant is
 * another than its day in UTC by one at most
 * @module
 */
import { isBasic } from "../../catalog/date_evidence.ts";
import type { DateEvidence } from "../../catalog/description.ts";
import type { DateForm } from "../text_dates/text_as_date.ts";
import { type ColumnSubject, compare, type Translation, UNKNOWN } from "./atoms.ts";
import { allOf, anyOf } from "./conditions.ts";
import { dayOf, dayText, type InstantRange, SECOND } from "./instants.ts";

/** The largest offset that a text can have, 23:59, and what a fraction of a second may be rounded by. */
const OFFSET = (24n * 60n - 1n) * 60n * SECOND + SECOND;

/** A range of texts, both ends included; null = open. */
export interface TextRange {
  readonly from: string | null;
  readonly to: string | null;
}

/**
 * The range of the texts that name an instant of a range. Each begins with its local day, so no hours are told apart:
 * a space or a `T` may stand before them.
 * @example
 * ```ts
 * const day = 86_400_000_000n;
 * assert.deepEqual(textsOf({ low: 0n, high: day - 1n }, "extended"), { from: "1969-12-31", to: "1970-01-02U" });
 * assert.deepEqual(textsOf({ low: null, high: 0n }, "basic"), { from: null, to: "19700101U" });
 * ```
 */
export function textsOf({ low, high }: InstantRange, form: DateForm): TextRange {
  const text = (micros: bigint | null, behind: string) => {
    const day = micros === null ? null : dayText(dayOf(micros));
    return day === null ? null : (form === "extended" ? day : day.replaceAll("-", "")) + behind;
  };
  return {
    from: text(low === null ? null : low - OFFSET, ""),
    // Behind a day stands a space, a `T` or nothing.
    to: text(high === null ? null : high + OFFSET, "U"),
  };
}

/** The forms that the dates of a column may have. */
export function formsOf(dates: DateEvidence | undefined): readonly DateForm[] {
  // Of both forms one is the column's, but which that is may turn out while reading.
  if (dates === undefined || (dates.basic > 0) === (dates.extended > 0)) return ["extended", "basic"];
  return [isBasic(dates) ? "basic" : "extended"];
}

/**
 * The condition that a text column is read as an instant of a range. Of keys alone: a filter on another attribute would
 * spare no read, and hide the texts that are no dates, which are counted.
 */
export function readWithin(subject: ColumnSubject, range: InstantRange): Translation {
  if (!subject.typed || subject.column.type.kind !== "VARCHAR") return UNKNOWN;
  const conditions = formsOf(subject.dates).map((form) => {
    const { from, to } = textsOf(range, form);
    return allOf([
      ...(from === null ? [] : [compare(subject, ">=", { kind: "text", value: from }).condition]),
      ...(to === null ? [] : [compare(subject, "<=", { kind: "text", value: to }).condition]),
    ].filter((condition) => condition !== null));
  });
  const [bare] = conditions;
  if (bare?.op === "and" && bare.args.length === 0) return UNKNOWN;
  return { condition: anyOf(conditions), exact: false, rejectsNull: true };
}
