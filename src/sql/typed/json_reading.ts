/**
 * Reads values in JSON as the kind of value that they meet: text, number or truth value. A value that cannot be read
 * so is NULL. A number with a fraction and more than 15 digits is a string there (JSON's readers would take it for a
 * double): such strings are numbers.
 * @module
 */
import { nullConstant } from "../constant.ts";
import type { Node } from "../tree.ts";
import { decimal, plain } from "./bound_type.ts";
import { both, call, caseOf, castTo, comparison, integer, once, operator, text } from "./nodes.ts";
import { LOST_DIGITS } from "./widening.ts";
import { numberAsText } from "./written.ts";

/** What JSON is read as. */
export type JsonReading = "VARCHAR" | "DOUBLE" | "BOOLEAN" | Exact;

/** A decimal of 38 digits: a number that does not fit is an error, so that the statement runs again with doubles. */
export interface Exact {
  readonly scale: number;
}

/** Kinds of JSON that are numbers, as `json_type` has them. */
export const NUMBER_KINDS: readonly string[] = ["UBIGINT", "BIGINT", "DOUBLE", "HUGEINT"];

/** A plain decimal with a fraction, as short as it can be. */
const FRACTION = String.raw`-?(0|[1-9]\d*)\.\d*[1-9]`;
/** Digits that every double gives back. */
const DOUBLE_DIGITS = 15;
const MOST = 38;

/** The text of a JSON value as DuckDB has it: some numbers with an exponent, and some as `100.0`. */
export const rawString = (of: Node): Node => operator("->>", of, text("$"));

/** The text of a JSON value: a string's own, the shortest decimal of a number, else its JSON. */
export function jsonString(of: Node): Node {
  return once(of, (value) => {
    const kind = call("json_type", [value]);
    const nested = call("regexp_full_match", [kind, text("OBJECT|ARRAY")]);
    return caseOf(
      [{ when: nested, then: castTo(value, plain("VARCHAR")) }],
      shortestIn(rawString(value), kind),
    );
  }, "__said");
}

/** The text, the shortest decimal instead where it is that of a number which DuckDB writes in another way. */
export function shortestIn(said: Node, kind: Node): Node {
  const other = call("regexp_full_match", [said, text(String.raw`-?[\d.]+(e[-+]?\d+|\.0)`)]);
  const isNumber = comparison("COMPARE_EQUAL", kind, text("DOUBLE"));
  const number = numberAsText(castTo(said, plain("DOUBLE"), true), plain("DOUBLE"));
  return caseOf([{ when: both(other, isNumber), then: number }], said);
}

/** The JSON of a JSON value: a string's with its quotes, the shortest decimal of a number. */
export function shortJson(of: Node): Node {
  return once(
    of,
    (value) => shortestIn(castTo(value, plain("VARCHAR")), call("json_type", [value])),
    "__json",
  );
}

/** An expression of type JSON, read. */
export function jsonAs(reading: JsonReading, of: Node): Node {
  if (reading === "VARCHAR") return jsonString(of);
  return once(of, (value) => {
    const is = (name: string) => comparison("COMPARE_EQUAL", call("json_type", [value]), text(name));
    if (reading === "BOOLEAN") {
      return caseOf(
        [{ when: is("BOOLEAN"), then: castTo(value, plain("BOOLEAN"), true) }],
        nullConstant(),
      );
    }
    const said = rawString(value);
    const then = reading === "DOUBLE" ? castTo(said, plain("DOUBLE"), true) : exactly(said, reading.scale);
    return caseOf([
      ...NUMBER_KINDS.map((name) => ({ when: is(name), then })),
      { when: both(is("VARCHAR"), isLongNumber(said)), then },
    ], nullConstant());
  });
}

/** A list in JSON; other JSON is NULL. */
export function jsonList(of: Node): Node {
  return once(of, (value) => {
    const isList = comparison("COMPARE_EQUAL", call("json_type", [value]), text("ARRAY"));
    const entries = castTo(value, { ...plain("LIST"), child: plain("JSON") }, true);
    return caseOf([{ when: isList, then: entries }], nullConstant());
  });
}

/** Whether a string in JSON is a number that JSON's readers would lose digits of. */
export function isLongNumber(said: Node): Node {
  return both(
    hasManyDigits(said),
    call("regexp_full_match", [said, text(FRACTION)]),
  );
}

function hasManyDigits(said: Node): Node {
  const digits = call("replace", [call("ltrim", [said, text("-0.")]), text("."), text("")]);
  return comparison("COMPARE_GREATERTHAN", call("length", [digits]), integer(DOUBLE_DIGITS));
}

function exactly(said: Node, scale: number): Node {
  const type = decimal(MOST, scale);
  const lost = castTo(call("error", [text(LOST_DIGITS)]), type);
  // The cast would round. Numbers in JSON columns have no exponent.
  const rounds = call("regexp_matches", [said, text(String.raw`\.\d{${scale}}\d*[1-9]|[eE]-`)]);
  const read = castTo(said, type, true);
  return caseOf([{ when: rounds, then: lost }], call("ifnull", [read, lost]));
}

/** Digits before the point of 64-bit numbers, which most numbers are compared with, and as many after it. */
const HALF = 19;

/** How to read JSON that is compared with numbers of these types; doubles where no decimal holds all of them. */
export function exactBeside(digits: readonly ({ whole: number; scale: number } | null)[]): Exact | "DOUBLE" {
  let [whole, scale] = [HALF, 0];
  for (const each of digits) {
    if (each === null) return "DOUBLE";
    whole = Math.max(whole, each.whole);
    scale = Math.max(scale, each.scale);
  }
  return whole + scale > MOST ? "DOUBLE" : { scale: MOST - whole };
}
