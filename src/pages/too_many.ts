/**
 * Tells a person on the page where they tried that they tried too often.
 * @module
 */
import { asDynamoSqlError } from "../errors.ts";

/** What such a page shows beside its form. */
export interface TooMany {
  readonly problem: string;
  readonly status: 429;
  /** Seconds, for the header. */
  readonly retryAfter: number;
}

/** The words, the same for every account. Throws what it was given if it is anything but `rate_limited`. */
export function tooMany(thrown: unknown): TooMany {
  const error = asDynamoSqlError(thrown);
  if (error.code !== "rate_limited") throw thrown;
  const { retryAfter = 1 } = error.detail;
  const wait = retryAfter < 60
    ? counted(retryAfter, "second")
    : counted(Math.ceil(retryAfter / 60), "minute");
  return { problem: `Too many tries. Wait ${wait} before the next one.`, status: 429, retryAfter };
}

const counted = (count: number, unit: string) => `${count} ${unit}${count === 1 ? "" : "s"}`;
