/**
 * Instants that a statement writes: dates and timestamps made of texts, in UTC.
 *
 * `WHERE placed >= DATE '2026-06-01'` → the instant 2026-06-01T00:00:00Z
 * @module
 */
import { type Node, node, str } from "../tree.ts";
import { type Constant, constantOf } from "./constants.ts";

/** Microseconds since 1970 in UTC, from `low` to `high`, both included; null = open. */
export interface InstantRange {
  readonly low: bigint | null;
  readonly high: bigint | null;
}

/** A constant date or timestamp. */
export type Instant = Extract<Constant, { kind: "instant" }>;

/** Microseconds. */
export const SECOND = 1_000_000n;
/** Microseconds. */
export const DAY = 86_400n * SECOND;

const TYPES: ReadonlyMap<string, Instant["type"]> = new Map([
  ["DATE", "DATE"],
  ["TIMESTAMP", "TIMESTAMP"],
  ["TIMESTAMP WITH TIME ZONE", "TIMESTAMP"],
]);

/** What a cast makes dates of; null for other types. */
export function instantType(cast: Node): Instant["type"] | null {
  const type = str(cast, "class") === "CAST" ? node(cast, "cast_type") : null;
  return type === null || str(type, "alias") !== "" ? null : TYPES.get(str(type, "id")) ?? null;
}

/** The value of an expression made of constants only, a date or timestamp among them; null = not known. */
export function valueOf(expression: Node): Constant | null {
  const type = instantType(expression);
  if (type === null) return constantOf(expression);
  const child = node(expression, "child");
  const value = child === null ? null : valueOf(child);
  if (value === null || value.kind === "null") return value;
  return value.kind === "text" ? instantIn(value.value, type) : asType(value, type);
}

function asType(value: Constant, type: Instant["type"]): Instant | null {
  if (value.kind !== "instant") return null;
  return { kind: "instant", type, micros: type === "DATE" ? dayOf(value.micros) * DAY : value.micros };
}

const ISO =
  /^(\d{4}-\d\d-\d\d)(?:[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,6}))?)?(?:(Z|\+00)|([+-])([01]\d|2[0-3])(?::([0-5]\d))?)?)?$/;

/**
 * A text as the date or timestamp that it is read as; null for texts of which that is not known here.
 * @example
 * ```ts
 * assert.equal(instantIn("1970-01-01T00:00:01Z", "TIMESTAMP")?.micros, 1_000_000n);
 * assert.equal(instantIn("1970-01-02T00:30:00+01", "DATE")?.micros, 0n);
 * assert.equal(instantIn("1970-02-30", "DATE"), null);
 * ```
 */
export function instantIn(text: string, type: Instant["type"]): Instant | null {
  const [
    ,
    day = "",
    hour = "00",
    minute = "00",
    second = "00",
    fraction = "",
    ,
    sign,
    hours = "0",
    minutes = "0",
  ] = ISO.exec(text) ?? [];
  const start = day === "" ? NaN : Date.parse(`${day}T00:00:00Z`);
  // JavaScript takes the thirtieth of February for the first of March.
  if (Number.isNaN(start) || !new Date(start).toISOString().startsWith(day)) return null;
  const local = BigInt(start) * 1000n +
    BigInt((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * SECOND +
    BigInt(fraction.padEnd(6, "0"));
  const offset = BigInt((Number(hours) * 60 + Number(minutes)) * 60) * SECOND;
  const micros = sign === undefined ? local : sign === "-" ? local + offset : local - offset;
  return asType({ kind: "instant", type: "TIMESTAMP", micros }, type);
}

/** The number of the day, counted from 1970-01-01. */
export function dayOf(micros: bigint): bigint {
  const days = micros / DAY;
  // Division of big integers drops the rest.
  return micros < days * DAY ? days - 1n : days;
}

/** A day as `YYYY-MM-DD`; null outside of the years that a text can name. */
export function dayText(day: bigint): string | null {
  if (day < -719_528n || day > 2_932_896n) return null;
  return new Date(Number(day) * 86_400_000).toISOString().slice(0, 10);
}
