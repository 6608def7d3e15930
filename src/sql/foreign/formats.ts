/**
 * Forms of dates as other engines write them, as `strftime` has them. What has no equal is not translated.
 *
 * `%Y-%m-%d %H:%i` (MySQL), `yyyy-MM-dd HH:mm` (Java), `YYYY-MM-DD HH24:MI` (PostgreSQL, Oracle) → `%Y-%m-%d %H:%M`
 * @module
 */
import type { Formats } from "./form.ts";

const SIGN = new Map(Object.entries({
  Y: "%Y",
  y: "%y",
  m: "%m",
  c: "%-m",
  d: "%d",
  e: "%-d",
  H: "%H",
  k: "%-H",
  h: "%I",
  I: "%I",
  l: "%-I",
  i: "%M",
  s: "%S",
  S: "%S",
  f: "%f",
  p: "%p",
  W: "%A",
  a: "%a",
  M: "%B",
  b: "%b",
  j: "%j",
  T: "%H:%M:%S",
  r: "%I:%M:%S %p",
  "%": "%%",
}));

const STRFTIME = new Map(Object.entries({
  Y: "%Y",
  y: "%y",
  m: "%m",
  d: "%d",
  H: "%H",
  I: "%I",
  M: "%M",
  S: "%S",
  p: "%p",
  A: "%A",
  a: "%a",
  B: "%B",
  b: "%b",
  j: "%j",
  F: "%Y-%m-%d",
  T: "%H:%M:%S",
  R: "%H:%M",
  G: "%G",
  V: "%V",
  "%": "%%",
}));

const JAVA = new Map(Object.entries({
  yyyy: "%Y",
  uuuu: "%Y",
  yy: "%y",
  MMMM: "%B",
  MMM: "%b",
  MM: "%m",
  M: "%-m",
  dd: "%d",
  d: "%-d",
  HH: "%H",
  H: "%-H",
  hh: "%I",
  h: "%-I",
  mm: "%M",
  m: "%-M",
  ss: "%S",
  s: "%-S",
  SSS: "%g",
  SSSSSS: "%f",
  a: "%p",
  EEEE: "%A",
  EEE: "%a",
  E: "%a",
  DDD: "%j",
}));

const LETTERS: readonly (readonly [letters: RegExp, form: string])[] = [
  [/^IYYY/i, "%G"],
  [/^YYYY/i, "%Y"],
  [/^YY/i, "%y"],
  [/^FMMonth/, "%B"],
  [/^FMDay/, "%A"],
  [/^FMMM(?!M)/i, "%-m"],
  [/^FMDD/i, "%-d"],
  [/^Mon(?!th)/, "%b"],
  [/^MI/i, "%M"],
  [/^MS/i, "%g"],
  // Snowflake's MMMM is the month's name.
  [/^MM(?!M)/i, "%m"],
  [/^DDD/i, "%j"],
  [/^DD/i, "%d"],
  [/^Dy/, "%a"],
  [/^HH24/i, "%H"],
  [/^HH(?:12)?/i, "%I"],
  [/^IW/i, "%V"],
  [/^SSSSS?/i, ""],
  [/^SS/i, "%S"],
  [/^US/i, "%f"],
  // Alone, FF has as many digits as the engine likes.
  [/^FF6(?!\d)/i, "%f"],
  [/^FF3/i, "%g"],
  [/^[AP]M/, "%p"],
];

/** Parts that have no fill to lose. */
const UNPADDED = /^(?:I?YYYY|Mon|Dy|[AP]M)$/i;

/** The form as `strftime` has it; null where a part of it has no equal there. */
export function asStrftime(format: string, formats: Formats): string | null {
  switch (formats) {
    case "sign":
      return bySign(format, SIGN);
    case "strftime":
      return bySign(format, STRFTIME);
    case "java":
      return byJava(format);
    case "either":
      return format.includes("%") ? bySign(format, SIGN) : byJava(format);
    case "letters":
      return byLetters(format);
  }
}

function bySign(format: string, known: ReadonlyMap<string, string>): string | null {
  let unknown = !format.includes("%");
  const form = format.replace(/%(.?)/gsu, (_, letter: string) => {
    const written = known.get(letter);
    unknown ||= written === undefined;
    return written ?? "";
  });
  return unknown ? null : form;
}

/** Texts stand in single quotes, `''` is one of these. */
function byJava(format: string): string | null {
  let unknown = format.includes("%");
  const form = format.replace(/'((?:[^']|'')*)'|([a-zA-Z])\2*/g, (run, text: string | undefined) => {
    const written = text === undefined ? JAVA.get(run) : text === "" ? "'" : text.replaceAll("''", "'");
    unknown ||= written === undefined;
    return written ?? "";
  });
  return unknown || form === format ? null : form;
}

/** Texts stand in double quotes. What is neither a letter nor one of them stands for itself, and `T` between a day and an hour. */
function byLetters(format: string): string | null {
  let form = "";
  let isFilled = false;
  for (let left = format; left !== "";) {
    const text = /^"([^"%]*)"/.exec(left) ?? /^([-/:. ,;_])/.exec(left) ?? /^(T)(?=HH24)/.exec(left);
    const letters = text === null ? LETTERS.find(([each]) => each.test(left)) : undefined;
    const run = text ?? letters?.[0].exec(left) ?? null;
    const written = text?.[1] ?? letters?.[1] ?? "";
    if (run === null || (text === null && written === "")) return null;
    // FM is of one part to PostgreSQL, and of all that follow to Oracle and Snowflake.
    if (isFilled && text === null && !UNPADDED.test(run[0])) return null;
    isFilled ||= /^FM/i.test(run[0]);
    form += written;
    left = left.slice(run[0].length);
  }
  return form.includes("%") ? form : null;
}

/**
 * Whether texts are read by such a form as every engine reads them. Where there is no year or month, each has its own; two
 * digits of a year are of other centuries; an hour of twelve is not known without its half of the day.
 * @param needsDay whether a month is no date
 */
export function isSureToRead(form: string, needsDay: boolean): boolean {
  if (!form.includes("%Y") || /%[yGVj]/.test(form)) return false;
  if (!/%-?[mbB]/.test(form) || (needsDay && !/%-?d/.test(form))) return false;
  return /%-?I/.test(form) === form.includes("%p");
}
