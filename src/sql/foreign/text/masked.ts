/**
 * Text whose quoted stretches are masked, so that only code is found in it; and calls that stand in it.
 *
 * `f('a, b', (c))` → a call of `f` with two arguments, whatever stands in the quotes
 * @module
 */
import { spans } from "../../text.ts";

/** The text with `'` for every character of a quoted text, and `"` for those of a quoted name. */
export function masked(text: string): string {
  return spans(text).map((span) =>
    span.kind === "code" ? span.text : (span.text.startsWith('"') ? '"' : "'").repeat(span.text.length)
  ).join("");
}

/** Blanks of the same length; ends of lines stay. */
export const blank = (text: string): string => text.replace(/[^\r\n]/g, " ");

/** A stretch of the text. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A call in the text. */
export interface TextCall extends Stretch {
  readonly arguments: readonly Stretch[];
}

/** The calls of a name, the last first, so that each can be replaced before the next is. */
export function callsOf(text: string, name: RegExp): readonly TextCall[] {
  const code = masked(text);
  return [...code.matchAll(new RegExp(`(?<![\\w."])(?:${name.source})\\s*\\(`, "gi"))].toReversed()
    .flatMap(({ 0: opening, index }) => {
      const inside = index + opening.length;
      const to = closingOf(code, inside);
      return to === null ? [] : [{ from: index, to: to + 1, arguments: argumentsIn(code, inside, to) }];
    });
}

/** The place of the parenthesis that closes what was opened before a place; null where none does. */
export function closingOf(code: string, inside: number): number | null {
  let depth = 1;
  for (let at = inside; at < code.length; at++) {
    if (/[([]/.test(code[at] ?? "")) depth++;
    else if (/[)\]]/.test(code[at] ?? "") && --depth === 0) return at;
  }
  return null;
}

function argumentsIn(code: string, from: number, to: number): readonly Stretch[] {
  const found: Stretch[] = [];
  let depth = 0;
  let start = from;
  for (let at = from; at < to; at++) {
    const char = code[at] ?? "";
    if (/[([]/.test(char)) depth++;
    else if (/[)\]]/.test(char)) depth--;
    else if (char === "," && depth === 0) {
      found.push(trimmed(code, start, at));
      start = at + 1;
    }
  }
  const last = trimmed(code, start, to);
  return found.length === 0 && last.from === last.to ? [] : [...found, last];
}

function trimmed(code: string, from: number, to: number): Stretch {
  const text = code.slice(from, to);
  return {
    from: from + text.length - text.trimStart().length,
    to: to - (text.length - text.trimEnd().length),
  };
}

/** The text with a stretch replaced; what is shorter is filled up with blanks, so that the rest keeps its place. */
export function replacedAt(text: string, { from, to }: Stretch, by: string): string {
  return text.slice(0, from) + by.padEnd(to - from) + text.slice(to);
}

/** What stands there. */
export const textAt = (text: string, { from, to }: Stretch): string => text.slice(from, to);

/** The text with each match in its code replaced. */
export function inCode(
  text: string,
  found: RegExp,
  change: (match: RegExpExecArray) => string | null,
): string {
  let written = text;
  for (const match of [...masked(text).matchAll(found)].toReversed()) {
    const by = change(match);
    if (by !== null) {
      written = replacedAt(written, { from: match.index, to: match.index + match[0].length }, by);
    }
  }
  return written;
}
