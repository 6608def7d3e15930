/**
 * Which form the dates in a text column have (docs/reference/sql_and_types.md#iso-8601): one form a column.
 * @module
 */
import type { DateEvidence } from "./description.ts";

const DAY = String.raw`(?:0[1-9]|[12]\d|3[01])`;
const HOUR = String.raw`(?:[01]\d|2[0-3])`;
const SIXTY = String.raw`[0-5]\d`;
const EXTENDED = new RegExp(
  String
    .raw`^\d{4}-(?:0[1-9]|1[0-2])-${DAY}(?:[T ]${HOUR}:${SIXTY}(?::${SIXTY}(?:\.\d+)?)?(?:Z|[+-]${HOUR}(?::${SIXTY})?)?)?$`,
);
const BASIC = new RegExp(
  String.raw`^\d{4}(?:0[1-9]|1[0-2])${DAY}(?:T${HOUR}${SIXTY}${SIXTY}(?:Z|[+-]${HOUR}${SIXTY})?)?$`,
);

/** The form of the date that a text looks like; null for other texts. */
export function dateForm(text: string): keyof DateEvidence | null {
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

/** Of what is kept and what was seen at another time, perhaps in the same items. */
export function mostDates(a: DateEvidence, b: DateEvidence): DateEvidence {
  if (a.extended >= b.extended && a.basic >= b.basic) return a;
  return { extended: Math.max(a.extended, b.extended), basic: Math.max(a.basic, b.basic) };
}

/** Whether what was seen adds a form, or changes the column's. */
export function datesWiden(known: DateEvidence | undefined, seen: DateEvidence): boolean {
  if (known === undefined) return true;
  const most = mostDates(known, seen);
  return (known.extended === 0 && seen.extended > 0) || (known.basic === 0 && seen.basic > 0) ||
    isBasic(known) !== isBasic(most);
}

/** Whether the column has the basic form (`20240102T030405Z`): of its dates at most 1 % are of the other. */
export function isBasic(dates: DateEvidence | undefined): boolean {
  return dates !== undefined && dates.basic > 0 && dates.extended * 100 <= dates.extended + dates.basic;
}
