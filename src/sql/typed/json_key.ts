/**
 * Builds the sort key of JSON: numbers come first (9 before 10), then texts, then truth values, then lists and maps,
 * entry by entry. DuckDB orders JSON by its text.
 * @module
 */
import { nullConstant } from "../constant.ts";
import type { Node } from "../tree.ts";
import { type BoundType, decimal, isFloat, plain } from "./bound_type.ts";
import { withoutNulls } from "./json_nulls.ts";
import { isLongNumber, NUMBER_KINDS, rawString } from "./json_reading.ts";
import {
  both,
  call,
  caseOf,
  castTo,
  comparison,
  each,
  integer,
  isNullOf,
  isThere,
  lambda,
  once,
  text,
} from "./nodes.ts";
import { sortText } from "./json_sort.ts";
import { isFraction, numberAsText } from "./written.ts";

/** The decimal by which numbers below 1e19 are told apart. */
const DIGITS = decimal(38, 19);
const WHOLE = decimal(38, 0);

/** The type of the sort key. */
export const KEY_TYPE: BoundType = {
  ...plain("STRUCT"),
  fields: [
    { name: "rank", type: plain("INTEGER") },
    { name: "size", type: plain("DOUBLE") },
    { name: "digits", type: DIGITS },
    { name: "whole", type: WHOLE },
    { name: "text", type: plain("VARCHAR") },
  ],
};

const orZero = (said: Node, type: BoundType) =>
  call("ifnull", [castTo(said, type, true), castTo(integer(0), type)]);

/** The text of a fraction from 1e19 on. */
const fractionOfLarge = (said: Node) =>
  caseOf([{ when: isNullOf(castTo(said, DIGITS, true)), then: said }], text(""));

/** The sort key of JSON: its kind, then its number (exact where doubles do not tell), then its text. */
export function keyOf(of: Node): Node {
  return once(of, (value) => {
    const said = rawString(value);
    const kind = call("json_type", [value]);
    const is = (name: string) => comparison("COMPARE_EQUAL", kind, text(name));
    const numbers = call("regexp_full_match", [kind, text(NUMBER_KINDS.join("|"))]);
    const long = both(is("VARCHAR"), isLongNumber(said));
    const numeric = (then: Node, otherwise: Node) =>
      caseOf([{ when: numbers, then }, { when: long, then }], otherwise);
    const sized = (type: BoundType) => numeric(orZero(said, type), castTo(integer(0), type));
    const whole = wholeIn(said);
    const sizedWhole = numeric(orZero(whole, WHOLE), castTo(integer(0), WHOLE));
    const others = caseOf(
      [{ when: is("VARCHAR"), then: integer(1) }, { when: is("BOOLEAN"), then: integer(2) }],
      integer(3),
    );
    const key = packed({
      rank: numeric(integer(0), others),
      size: sized(plain("DOUBLE")),
      digits: sized(DIGITS),
      whole: sizedWhole,
      text: caseOf([
        { when: numbers, then: text("") },
        { when: long, then: fractionOfLarge(said) },
        { when: call("regexp_full_match", [kind, text("OBJECT|ARRAY")]), then: sortText(withoutNulls(said)) },
      ], said),
    });
    return caseOf([{ when: isNullOf(value), then: nullConstant() }], key);
  });
}

/** A number without its fraction, as a cast would round it; with an exponent, as it is. */
const wholeIn = (said: Node) => call("regexp_replace", [said, text(String.raw`\.\d*$`), text("")]);

/** The sort key of a number beside JSON: that of JSON which is this number. */
export function keyOfNumber(of: Node, type: BoundType): Node {
  return once(of, (value) => {
    // Of its text: as JSON has it. A double as a decimal is another number.
    const said = isFraction(type) ? numberAsText(value, type) : castTo(value, plain("VARCHAR"));
    const scaled = type.id === "DECIMAL" && type.scale > 0;
    const fraction = caseOf(
      [{ when: call("contains", [said, text(".")]), then: fractionOfLarge(said) }],
      text(""),
    );
    const key = packed({
      rank: integer(0),
      // As that of JSON is made: of the text.
      size: castTo(isFloat(type) ? value : said, plain("DOUBLE")),
      digits: orZero(said, DIGITS),
      whole: orZero(scaled ? wholeIn(said) : said, WHOLE),
      text: scaled ? fraction : text(""),
    });
    return caseOf([{ when: isNullOf(value), then: nullConstant() }], key);
  });
}

/** The sort key of a number in JSON; NULL for other JSON. */
export function keyOfNumbersIn(of: Node): Node {
  return once(of, (value) => {
    const is = (name: string) => comparison("COMPARE_EQUAL", call("json_type", [value]), text(name));
    const then = keyOf(value);
    return caseOf([
      ...NUMBER_KINDS.map((name) => ({ when: is(name), then })),
      { when: both(is("VARCHAR"), isLongNumber(rawString(value))), then },
    ], nullConstant());
  });
}

/** The sort key of a truth value beside JSON. */
export function keyOfTruth(of: Node): Node {
  return once(of, (value) => {
    const key = packed({
      rank: integer(2),
      size: castTo(integer(0), plain("DOUBLE")),
      digits: castTo(integer(0), DIGITS),
      whole: castTo(integer(0), WHOLE),
      text: castTo(value, plain("VARCHAR")),
    });
    return caseOf([{ when: isNullOf(value), then: nullConstant() }], key);
  });
}

/** A struct of these. */
export function packed(parts: Readonly<Record<string, Node>>): Node {
  const children = Object.entries(parts).map(([alias, part]) => ({ ...part, alias }));
  return { ...call("struct_pack", []), children };
}

/** Makes the sort key of a value. */
export type KeyOf = (of: Node) => Node;

/**
 * A list of JSON, or of what has JSON in it, in order.
 * @param how the direction and the place of NULLs, as `list_sort` takes them
 */
export function sortedList(of: Node, how: readonly Node[], key: KeyOf, name = "list_sort"): Node {
  const keyed = each(of, "__sorted", (value) =>
    caseOf(
      [{ when: isNullOf(value), then: nullConstant() }],
      packed({ key: key(value), value }),
    ));
  return each(
    call(name, [keyed, ...how]),
    "__entry",
    (entry) => call("struct_extract", [entry, text("value")]),
  );
}

/** The first (1) or the last (-1) in order of a list of JSON, or of what has JSON in it. */
export function extremeOf(list: Node, which: 1 | -1, key: KeyOf): Node {
  const there = call("list_filter", [sortedList(list, [], key), lambda("__there", isThere)]);
  return call("list_extract", [there, integer(which)]);
}

/** A value among others of which one is returned (`greatest`, `least`). */
export interface Met {
  /** Its sort key. */
  by(of: Node): Node;
  /** The result if it is the one. */
  give(of: Node): Node;
}

/** The first (1) or the last (-1) in order of several values that are there. */
export function extremeAmong(values: readonly Node[], met: readonly Met[], which: 1 | -1): Node {
  const entries = values.map((each, at) =>
    once(each, (value) => {
      const [key, given] = [met[at]?.by(value) ?? value, met[at]?.give(value) ?? value];
      return caseOf([{ when: isNullOf(value), then: nullConstant() }], packed({ key, value: given }));
    }, "__met")
  );
  const sorted = call("list_sort", [call("list_value", entries)]);
  const there = call("list_filter", [sorted, lambda("__there", isThere)]);
  return call("struct_extract", [call("list_extract", [there, integer(which)]), text("value")]);
}
