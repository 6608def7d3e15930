/**
 * Builds the sort text of maps and lists from their JSON: it sorts before another's text if the value comes before
 * the other value, at any depth: entry by entry, maps in the order of their keys, each key before its value.
 * @module
 */
import { booleanConstant } from "../constant.ts";
import type { Node } from "../tree.ts";
import { plain } from "./bound_type.ts";
import { isLongNumber } from "./json_reading.ts";
import {
  both,
  call,
  caseOf,
  castTo,
  comparison,
  each,
  integer,
  joined,
  once,
  operator,
  text,
} from "./nodes.ts";
import { numberAsText } from "./written.ts";

/** Strings, brackets, and what stands between them. */
const TOKENS = String.raw`"(?:[^"\\]|\\.)*"|[\[\]{}]|[^\[\]{}",:\s]+`;

/**
 * The first characters of tokens. An end comes before everything else: a list that is the beginning of another comes
 * first.
 */
const END = "0";
const NUMBER = "1";
const TEXT = "2";
const FALSE = "30";
const TRUE = "31";
const LIST = "4";
const MAP = "5";
const NOTHING = "6";

/** Digits that tell how many digits a number has before its point; and the most that they count. */
const COUNT_DIGITS = 3;
const COUNT_MAX = 999;

const negated = (of: Node) => comparison("COMPARE_EQUAL", of, booleanConstant(false));
const is = (one: Node, other: string) => comparison("COMPARE_EQUAL", one, text(other));

/**
 * The sort text of the JSON of a map or list.
 * @param json a text, its keys in order and its numbers as short as they can be
 */
export function sortText(json: Node): Node {
  const tokens = call("regexp_extract_all", [json, text(TOKENS)]);
  return call("array_to_string", [each(tokens, "__token", sorted), text("")]);
}

function sorted(token: Node): Node {
  const first = call("left", [token, integer(1)]);
  const within = call("trim", [token, text('"')]);
  return caseOf([
    { when: both(is(first, '"'), negated(isLongNumber(within))), then: string(token) },
    { when: call("contains", [text("]}"), first]), then: text(END) },
    { when: is(first, "{"), then: text(MAP) },
    { when: is(first, "["), then: text(LIST) },
    { when: is(token, "true"), then: text(TRUE) },
    { when: is(token, "false"), then: text(FALSE) },
    { when: is(token, "null"), then: text(NOTHING) },
  ], number(within));
}

/** A string ends before any character: in JSON, those below the blank are escaped. */
function string(token: Node): Node {
  const said = call("substr", [token, integer(2), operator("-", call("length", [token]), integer(2))]);
  return joined(text(TEXT), said, call("chr", [integer(1)]));
}

/** A number without an exponent. */
function spelledOut(said: Node): Node {
  const part = (at: number) => call("split_part", [said, text("e"), integer(at)]);
  const digits = call("regexp_replace", [part(1), text("[-.]"), text(""), text("g")]);
  const exponent = castTo(part(2), plain("INTEGER"), true);
  const zeros = call("repeat", [text("0"), operator("-", call("abs", [exponent]), integer(1))]);
  const sign = call("regexp_extract", [said, text("^-")]);
  const isSmall = comparison("COMPARE_LESSTHAN", exponent, integer(0));
  const whole = call("rpad", [digits, operator("+", exponent, integer(1)), text("0")]);
  const size = caseOf([{ when: isSmall, then: joined(text("0."), zeros, digits) }], whole);
  return caseOf([{ when: call("contains", [said, text("e")]), then: joined(sign, size) }], said);
}

/** A number: its sign, how many digits are before the point, and the digits; of a negative one, what they lack. */
function number(given: Node): Node {
  const plainly = numberAsText(castTo(given, plain("DOUBLE"), true), plain("DOUBLE"));
  const isPlain = call("regexp_full_match", [given, text(String.raw`-?\d+(\.\d+)?`)]);
  const shortest = caseOf([{ when: isPlain, then: given }], call("ifnull", [plainly, given]));
  return once(once(shortest, spelledOut, "__shortest"), (said) => {
    const digits = call("regexp_replace", [said, text(String.raw`\.0*$|[-.]`), text(""), text("g")]);
    const count = call("length", [call("regexp_extract", [said, text(String.raw`\d+`)])]);
    const counted = (of: Node) =>
      call("lpad", [castTo(of, plain("VARCHAR")), integer(COUNT_DIGITS), text("0")]);
    const lacking = call("translate", [digits, text("0123456789"), text("9876543210")]);
    return caseOf(
      [{
        when: call("starts_with", [said, text("-")]),
        then: joined(
          text(`${NUMBER}-`),
          counted(operator("-", integer(COUNT_MAX), count)),
          lacking,
          text("~"),
        ),
      }],
      joined(text(`${NUMBER}0`), counted(count), digits, text("/")),
    );
  }, "__number");
}
