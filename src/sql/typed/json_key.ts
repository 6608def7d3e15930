/**
 * What JSON is ordered by: numbers first (9 before 10), then texts, then truth values, then maps and lists by their text.
 * DuckDB orders the texts of JSON instead.
 * @module
 */
import { nullConstant } from "../constant.ts";
import type { Node } from "../tree.ts";
import { type BoundType, decimal, plain } from "./bound_type.ts";
import { isLongNumber, jsonString, NUMBER_KINDS } from "./json_reading.ts";
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

/** What JSON is ordered by: its kind, then its number (exactly, where doubles do not tell), then its text. */
export function keyOf(of: Node): Node {
  return once(of, (value) => {
    const said = jsonString(value);
    const kind = call("json_type", [value]);
    const is = (name: string) => comparison("COMPARE_EQUAL", kind, text(name));
    const numbers = call("regexp_full_match", [kind, text(NUMBER_KINDS.join("|"))]);
    const long = both(is("VARCHAR"), isLongNumber(said));
    const numeric = (then: Node, otherwise: Node) =>
      caseOf([{ when: numbers, then }, { when: long, then }], otherwise);
    const sized = (type: BoundType) =>
      numeric(
        call("ifnull", [castTo(said, type, true), castTo(integer(0), type)]),
        castTo(integer(0), type),
      );
    const others = caseOf(
      [{ when: is("VARCHAR"), then: integer(1) }, { when: is("BOOLEAN"), then: integer(2) }],
      integer(3),
    );
    const key = packed({
      rank: numeric(integer(0), others),
      size: sized(plain("DOUBLE")),
      digits: sized(decimal(38, 19)),
      text: numeric(text(""), said),
    });
    return caseOf([{ when: isNullOf(value), then: nullConstant() }], key);
  });
}

function packed(parts: Readonly<Record<string, Node>>): Node {
  const children = Object.entries(parts).map(([alias, part]) => ({ ...part, alias }));
  return { ...call("struct_pack", []), children };
}

/**
 * A list of JSON in order.
 * @param how the direction and the place of NULLs, as `list_sort` takes them
 */
export function sortedList(of: Node, how: readonly Node[], name = "list_sort"): Node {
  const keyed = each(of, "__sorted", (value) =>
    caseOf(
      [{ when: isNullOf(value), then: nullConstant() }],
      packed({ key: keyOf(value), value }),
    ));
  return each(
    call(name, [keyed, ...how]),
    "__entry",
    (entry) => call("struct_extract", [entry, text("value")]),
  );
}

/** The first (1) or the last (-1) in order of a list of JSON. */
export function extremeOf(list: Node, which: 1 | -1): Node {
  const there = call("list_filter", [sortedList(list, []), lambda("__there", isThere)]);
  return call("list_extract", [there, integer(which)]);
}
