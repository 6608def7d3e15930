/**
 * Answers as sqllogictest writes them, and whether one is what a query must give.
 * @module
 */
import { createHash } from "node:crypto";
import type { Expected, SltQuery, Sorting } from "./records.ts";

/** Null if the rows (JSON arrays) are what the query must give; else what they are and what they should be. */
export function differs(query: SltQuery, rows: readonly string[]): string | null {
  const values = sorted(rows.map((row) => formatRow(row, query.types)), query.sorting);
  return agrees(values, query.expected)
    ? null
    : `gives ${shown(values)}, should give ${
      "md5" in query.expected ? `${query.expected.count} values` : shown(query.expected.values)
    }`;
}

function shown(values: readonly string[]): string {
  return `${values.slice(0, 12).join(" ") || "nothing"}${values.length > 12 ? ` … (${values.length})` : ""}`;
}

function agrees(values: readonly string[], expected: Expected): boolean {
  if ("values" in expected) {
    return values.length === expected.values.length &&
      values.every((value, at) => value === expected.values[at]);
  }
  const md5 = createHash("md5").update(values.map((value) => `${value}\n`).join("")).digest("hex");
  return values.length === expected.count && md5 === expected.md5;
}

function sorted(rows: readonly (readonly string[])[], sorting: Sorting): string[] {
  if (sorting === "rowsort") return rows.toSorted(compareRows).flat();
  return sorting === "valuesort" ? rows.flat().sort() : rows.flat();
}

function compareRows(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : (a[at] ?? "") < (b[at] ?? "") ? -1 : 1;
}

function formatRow(row: string, types: string): string[] {
  const values: unknown[] = JSON.parse(row);
  if (values.length !== types.length) {
    throw new Error(`${values.length} columns instead of ${types.length}`);
  }
  return values.map((value, at) => format(value, types[at] ?? "T"));
}

/** As the reference runner does: whatever the value's own type, it is asked for as the letter says. */
function format(value: unknown, type: string): string {
  if (value === null) return "NULL";
  const text = typeof value === "boolean" ? (value ? "1" : "0") : String(value);
  if (type === "I") return integer(text);
  if (type === "R") return real(Number(text));
  return text === "" ? "(empty)" : text.replaceAll(/[^ -~]/g, "@");
}

/** SQLite's own `%.3f` gives 16 digits that mean something, then zeros. */
function real(value: number): string {
  return Math.abs(value) < 1e16
    ? value.toFixed(3)
    : `${value < 0 ? "-" : ""}${
      Math.abs(value).toPrecision(16).replace(/^(\d)\.(\d+)e\+(\d+)$/, expand)
    }.000`;
}

function expand(_: string, first: string, rest: string, exponent: string): string {
  return first + rest.padEnd(Number(exponent), "0");
}

/** sqlite3_column_int(): a number is cut to an integer, a text counts by its leading digits. */
function integer(text: string): string {
  if (/e/i.test(text) && Number.isFinite(Number(text))) return BigInt(Math.trunc(Number(text))).toString();
  return BigInt(/^[+-]?\d+/.exec(text)?.[0] ?? 0).toString();
}
