/**
 * Date evidence says in which form a text column writes dates (docs/reference/sql_and_types.md#iso-8601): one form a
 * column.
 * @module
 */
import type { DateEvidence } from "./description.ts";

const DAY = String.raw`(?:0[1-9]|[12]\d|3[01])`;
const HOUR = String.raw`(?:[01]\d|2[0-3])`;
const SIXTY = String.raw`[0-5]\d`;
/** Texts of the extended form, as RE2 and JavaScript read it alike. */
export const EXTENDED_TEXT = String
  .raw`^\d{4}-(?:0[1-9]|1[0-2])-${DAY}(?:[T ]${HOUR}:${SIXTY}(?::${SIXTY}(?:\.\d+)?)?(?:Z|[+-]${HOUR}(?::${SIXTY})?)?)?$`;
/** The same of the basic form. */
export const BASIC_TEXT = String
  .raw`^\d{4}(?:0[1-9]|1[0-2])${DAY}(?:T${HOUR}${SIXTY}${SIXTY}(?:Z|[+-]${HOUR}${SIXTY})?)?$`;
const EXTENDED = new RegExp(EXTENDED_TEXT);
const BASIC = new RegExp(BASIC_TEXT);

/**
 * The form of the date that a text looks like; null for other texts.
 * @example
 * ```ts
 * assert.equal(dateForm("2026-01-05"), "extended");
 * assert.equal(dateForm("20260105"), "basic");
 * assert.equal(dateForm("5.1.2026"), null);
 * ```
 */
export function dateForm(text: string): "extended" | "basic" | null {
  // Most texts are no dates: their length or fifth character tells.
  if (text.length < 8) return null;
  const fifth = text.charCodeAt(4);
  if (fifth === 45) return text.length >= 10 && EXTENDED.test(text) ? "extended" : null;
  return fifth >= 48 && fifth <= 57 && text.length <= 20 && BASIC.test(text) ? "basic" : null;
}

/** Of two parts of one sample. */
export function addDates(a: DateEvidence, b: DateEvidence): DateEvidence {
  return { extended: a.extended + b.extended, basic: a.basic + b.basic };
}

/** Of what is kept and what was seen at another time, perhaps in the same items. What is of all items says more than a sample. */
export function mostDates(a: DateEvidence, b: DateEvidence): DateEvidence {
  if (b.all === true) return b;
  if (a.all === true) return a;
  if (a.extended >= b.extended && a.basic >= b.basic) return a;
  return { extended: Math.max(a.extended, b.extended), basic: Math.max(a.basic, b.basic) };
}

/**
 * What a read says of all items' dates.
 * @param known of the same place
 * @param perSampled items of the table for one of the sample
 * @param whole all items were read; else there are as many more as the sample lets expect
 */
export function datesOfAll(
  known: DateEvidence | undefined,
  { extended, basic }: DateEvidence,
  perSampled: number,
  whole: boolean,
): DateEvidence {
  if (whole) return { extended, basic, all: true };
  // Of a part nobody knows how much of all it is.
  if (known === undefined) return { extended, basic };
  const of = known.all === true ? 1 : perSampled;
  const expected = (count: number, read: number) => Math.max(Math.round(count * of), read);
  return { extended: expected(known.extended, extended), basic: expected(known.basic, basic), all: true };
}

/** Whether what was seen adds a form, or changes the column's. */
export function datesWiden(known: DateEvidence | undefined, seen: DateEvidence): boolean {
  if (known === undefined) return true;
  if (seen.all === true) return isBasic(known) !== isBasic(seen);
  const most = mostDates(known, seen);
  return (known.extended === 0 && seen.extended > 0) || (known.basic === 0 && seen.basic > 0) ||
    isBasic(known) !== isBasic(most);
}

/** Whether the column has the basic form (`20240102T030405Z`): of its dates at most 1 % are of the other. */
export function isBasic(dates: DateEvidence | undefined): boolean {
  return dates !== undefined && dates.basic > 0 && dates.extended * 100 <= dates.extended + dates.basic;
}
