/**
 * Converts DuckDB's byte offsets to lines and columns that a person counts.
 * @module
 */
import type { Position } from "../errors.ts";

/** Characters of the offending line shown before and after the place. */
const BEFORE = 60;
const AFTER = 40;

/** Code units of the first `count` characters of `text`. DuckDB's parser counts its errors' places in characters. */
export function codeUnits(text: string, count: number): number {
  let left = count;
  let at = 0;
  for (const char of text) {
    if (left-- <= 0) break;
    at += char.length;
  }
  return at;
}

/** Code units of the prefix of `text` that is `bytes` long in UTF-8. `query_location` and the binder count bytes. */
export function charOffset(text: string, bytes: number): number {
  let left = bytes;
  let at = 0;
  for (const char of text) {
    left -= byteLength(char);
    if (left < 0) return at;
    at += char.length;
  }
  return at;
}

function byteLength(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

/**
 * A place in a text, by the code units before it. Line and column count from 1, in characters. The excerpt shows
 * at most about 100 characters of the line, blanks and controls as spaces so that the caret stands right.
 * @example
 * ```ts
 * const excerpt = "FROM t\n     ^";
 * assert.deepEqual(positionAt("SELECT a\nFROM t", 14), { line: 2, column: 6, excerpt });
 * ```
 */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  const start = [...(before.at(-1) ?? "")];
  const rest = [...(text.slice(offset).split(/[\r\n]/, 1)[0] ?? "")];
  const left = start.length > BEFORE ? ["…", ...start.slice(-BEFORE)] : start;
  const right = rest.length > AFTER ? [...rest.slice(0, AFTER), "…"] : rest;
  const shown = [...left, ...right].join("").replace(/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}\p{Cf}]/gu, " ").trimEnd();
  return {
    line: before.length,
    column: start.length + 1,
    excerpt: `${shown}\n${" ".repeat(left.length)}^`,
  };
}

/** A place as messages tell it, ` (line 1, column 8)`; empty where it is not known. */
export function lineAndColumn(position: Position | undefined): string {
  return position === undefined ? "" : ` (line ${position.line}, column ${position.column})`;
}
