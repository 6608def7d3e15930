/**
 * Tells from a statement's words whether it can have anything to do with dates.
 * @module
 */

/** Words without which no expression has a date type. */
const DATES =
  /date|time|interval|now|today|year|month|week|quarter|day|dow|hour|minute|second|epoch|age|ago|century|decade|era|millen|micro|julian|strf|strp|generate_series|range/i;

/** Whether a text has a word without which no expression has a date type. */
export function mentionsDates(sql: string): boolean {
  return DATES.test(sql);
}
