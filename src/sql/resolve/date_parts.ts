/**
 * Parts of dates that grow with time: years, and periods that `date_trunc` cuts down to.
 *
 * `year(placed) = 2026` → from 2026-01-01 to the end of 2026-12-31
 * @module
 */
import { DAY, dayOf, type InstantRange, SECOND } from "./instants.ts";

/** A part of dates. */
export interface DatePart {
  /** The instants whose period begins in a range. Absent = it has no periods. */
  readonly begins?: (range: InstantRange) => InstantRange;
  /** The instants of which the part is a number from `low` to `high`. Absent = it does not grow with time. */
  readonly within?: (low: number | null, high: number | null) => InstantRange;
  /** The part is a whole number. */
  readonly whole?: true;
}

/**
 * Periods of one length.
 * @param first instant at which one begins
 */
const even = (length: bigint, first = 0n): NonNullable<DatePart["begins"]> => {
  const below = (micros: bigint) => {
    const rest = (micros - first) % length;
    return micros - (rest < 0n ? rest + length : rest);
  };
  return ({ low, high }) => ({
    low: low === null ? null : below(low + length - 1n),
    high: high === null ? null : below(high) + length - 1n,
  });
};

/** Whole months of a year. @param months 12 = years */
const calendar = (months: number): NonNullable<DatePart["begins"]> => {
  const next = (micros: bigint) => {
    const day = new Date(Number(dayOf(micros)) * 86_400_000);
    const at = Math.floor((day.getUTCFullYear() * 12 + day.getUTCMonth()) / months);
    return startOfMonth((at + 1) * months);
  };
  return ({ low, high }) => {
    const end = high === null ? null : next(high);
    return { low: low === null ? null : next(low - 1n) ?? low, high: before(end) };
  };
};

/** The first instant of a month that is counted from the year 0; null outside of the years that dates here have. */
function startOfMonth(month: number): bigint | null {
  const year = Math.floor(month / 12);
  if (!(year >= 0 && year <= 9999)) return null;
  const text = `${String(year).padStart(4, "0")}-${
    String(month - year * 12 + 1).padStart(2, "0")
  }-01T00:00:00Z`;
  return BigInt(Date.parse(text)) * 1000n;
}

const years: NonNullable<DatePart["within"]> = (low, high) => ({
  low: low === null ? null : startOfMonth(low * 12),
  high: high === null ? null : before(startOfMonth((high + 1) * 12)),
});

const before = (micros: bigint | null) => micros === null ? null : micros - 1n;

/** @param unit microseconds that the part counts in */
const epoch = (unit: bigint): NonNullable<DatePart["within"]> => (low, high) => ({
  low: low === null ? null : BigInt(low) * unit,
  high: high === null ? null : BigInt(high) * unit + unit,
});

/** The parts by name; in `date_trunc`, by names without their plural. */
export const dateParts: ReadonlyMap<string, DatePart> = new Map<string, DatePart>([
  ["microsecond", { begins: even(1n) }],
  ["millisecond", { begins: even(1000n) }],
  ["second", { begins: even(SECOND) }],
  ["minute", { begins: even(60n * SECOND) }],
  ["hour", { begins: even(3600n * SECOND) }],
  ["day", { begins: even(DAY) }],
  ["week", { begins: even(7n * DAY, 4n * DAY) }],
  ["month", { begins: calendar(1) }],
  ["quarter", { begins: calendar(3) }],
  ["year", { begins: calendar(12), within: years, whole: true }],
  ["epoch", { within: epoch(SECOND) }],
  ["epoch_ms", { within: epoch(1000n), whole: true }],
  ["epoch_us", { within: epoch(1n), whole: true }],
]);
