/**
 * Rows compared by value, whatever type carries them: 10.5 equals 10.50, doubles agree within 1e-9, a member that is
 * NULL equals one that is missing, a map has no order.
 * @module
 */
import assert from "node:assert/strict";

/** An answer that can be compared. */
export interface Rows {
  readonly names: readonly string[];
  readonly types: readonly string[];
  /** JSON texts of arrays. */
  readonly rows: readonly string[];
}

/** How much of the order counts. */
export interface Comparison {
  readonly ordered: boolean;
  /** Columns are matched by name: `*` stands for them. */
  readonly byName: boolean;
}

/** Two answers as texts that are equal where the answers are. */
export function comparable(a: Rows, b: Rows, how: Comparison): readonly [string[], string[]] {
  const [first, second] = how.byName ? [sortedColumns(a), sortedColumns(b)] : [a, b];
  // Where one side is inexact, digits past the ninth say nothing.
  const loose = first.types.map((type, at) => isInexact(type) || isInexact(second.types[at] ?? ""));
  const numeric = first.types.map((type, at) => isNumeric(type) && isNumeric(second.types[at] ?? ""));
  const texts = (rows: readonly string[]) => {
    const made = rows.map((row) => {
      const values: unknown[] = JSON.parse(row);
      return JSON.stringify(
        values.map((value, at) => plain(value, loose[at] ?? false, numeric[at] ?? false)),
      );
    });
    return how.ordered ? made : made.sort();
  };
  return [texts(first.rows), texts(second.rows)];
}

/** Fails, with the first difference, where two answers are not the same. */
export function assertSameRows(way: string, answer: Rows, judge: Rows, how: Comparison): void {
  assert.equal(answer.types.length, judge.types.length, `${way}: count of columns`);
  const [rows, right] = comparable(answer, judge, how);
  const at = right.findIndex((row, index) => rows[index] !== row);
  if (at < 0 && rows.length === right.length) return;
  assert.fail(
    `${way}: ${rows.length} rows, plain DuckDB: ${right.length} rows; first difference: ` +
      `${rows[at < 0 ? right.length : at] ?? "(none)"} against ${right[at] ?? "(none)"}`,
  );
}

/** What kind of values a type's are: two types of one class differ in representation alone. */
export function typeClass(type: string): string {
  if (isNumeric(type)) return "number";
  return /^(VARCHAR|BOOLEAN|BLOB|DATE|TIME\b|INTERVAL)/.exec(type)?.[0] ?? "any";
}

function isNumeric(type: string): boolean {
  return /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL.*|BIGNUM)$/.test(type);
}

function isInexact(type: string): boolean {
  return /DOUBLE|FLOAT/.test(type);
}

function sortedColumns({ names, types, rows }: Rows): Rows {
  const order = names.map((name, at) => ({ name, at }))
    .sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : a.at - b.at)
    .map(({ at }) => at);
  const sorted = <T>(values: readonly T[]) =>
    order.map((at) => {
      const value = values[at];
      if (value === undefined) throw new Error("A row lacks a column.");
      return value;
    });
  return {
    names: sorted(names),
    types: sorted(types),
    rows: rows.map((row) => JSON.stringify(sorted(JSON.parse(row)))),
  };
}

function plain(value: unknown, loose: boolean, numeric: boolean): unknown {
  if (numeric && loose && typeof value === "string" && /^-?[\d.]+$/.test(value)) {
    return rounded(Number(value));
  }
  if (typeof value === "number") return loose ? rounded(value) : value === 0 ? 0 : value;
  if (Array.isArray(value)) return value.map((member) => plain(member, loose, false));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== null)
      .map(([key, member]) => [key, plain(member, loose, false)] as const)
      .sort(([a], [b]) => a < b ? -1 : 1),
  );
}

function rounded(value: number): number {
  return value === 0 ? 0 : Number(value.toPrecision(9));
}
