/**
 * Dates, times and intervals as ISO 8601 text (docs/reference/sql_and_types.md#values-in-json-answers).
 * @module
 */

/**
 * Days since 1970-01-01 as `YYYY-MM-DD`; years outside 0000–9999 with a sign and six digits (ISO 8601 §4.1.2.4).
 * @example Days since 1970-01-01
 * ```ts
 * assert.equal(dateText(0), "1970-01-01");
 * assert.equal(dateText(20_458), "2026-01-05");
 * ```
 */
export function dateText(days: number): string {
  // Civil date from a day count, by eras of 400 years (146,097 days); `Date` stops at ±100 million days.
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthIndex = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthIndex + 2) / 5) + 1;
  const month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${yearText(year)}-${two(month)}-${two(day)}`;
}

function yearText(year: number): string {
  if (year >= 0 && year <= 9999) return String(year).padStart(4, "0");
  return `${year < 0 ? "-" : "+"}${String(Math.abs(year)).padStart(6, "0")}`;
}

/** A point in time, in units of `perSecond` to the second, as `YYYY-MM-DDThh:mm:ss[.fff]`. */
export function timestampText(value: bigint, perSecond: bigint): string {
  const perDay = perSecond * 86_400n;
  const rest = ((value % perDay) + perDay) % perDay;
  const days = (value - rest) / perDay;
  return `${dateText(Number(days))}T${timeText(rest, perSecond)}`;
}

/** A time of day, in units of `perSecond` to the second, as `hh:mm:ss[.fff]`. */
export function timeText(value: bigint, perSecond = 1_000_000n): string {
  const seconds = Number(value / perSecond);
  const time = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${
    two(seconds % 60)
  }`;
  return time + fraction(value % perSecond, perSecond);
}

/** An offset from UTC in seconds as `Z` or `±hh:mm[:ss]`. */
export function offsetText(seconds: number): string {
  if (seconds === 0) return "Z";
  const size = Math.abs(seconds);
  const text = `${seconds < 0 ? "-" : "+"}${two(Math.floor(size / 3600))}:${two(Math.floor(size / 60) % 60)}`;
  return size % 60 === 0 ? text : `${text}:${two(size % 60)}`;
}

/** An interval as ISO 8601 with a sign on each part (as PostgreSQL's `iso_8601` style): `P1Y2M-3DT4H5M6.5S`. */
export function intervalText(months: number, days: number, micros: bigint): string {
  const part = (count: number, unit: string) => count === 0 ? "" : `${count}${unit}`;
  const date = part(Math.trunc(months / 12), "Y") + part(months % 12, "M") + part(days, "D");
  const sign = micros < 0n ? "-" : "";
  const size = micros < 0n ? -micros : micros;
  const seconds = size / 1_000_000n;
  const hours = seconds / 3600n;
  const minutes = (seconds / 60n) % 60n;
  const rest = seconds % 60n;
  const below = fraction(size % 1_000_000n, 1_000_000n);
  let time = hours === 0n ? "" : `${sign}${hours}H`;
  if (minutes !== 0n) time += `${sign}${minutes}M`;
  if (rest !== 0n || below !== "") time += `${sign}${rest}${below}S`;
  if (date === "" && time === "") return "PT0S";
  return `P${date}${time === "" ? "" : `T${time}`}`;
}

function fraction(value: bigint, perSecond: bigint): string {
  if (value === 0n) return "";
  const digits = perSecond.toString().length - 1;
  return `.${value.toString().padStart(digits, "0").replace(/0+$/, "")}`;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
