/**
 * Makes numbers of texts that say a number with a fraction, where they are compared with a calculated number. DuckDB
 * would round them to the type of the other side: `count(*) = '5.5'` would be true of 6. Columns see {@linkcode
 * withNumbers}.
 * @module
 */
import { type Node, str } from "../tree.ts";
import { digitsOf, isNullType, isNumber } from "./bound_type.ts";
import { writtenType } from "./halves.ts";
import { comparedInHalves } from "./long_numbers.ts";
import { constantType } from "./nodes.ts";
import type { Rewrite } from "./rewrite.ts";
import { exactNumberOf, numberOf } from "./said_number.ts";
import { comparedIn, sidesOf, withSides } from "./sides.ts";
import { textOf } from "./unlike.ts";

/** Whether a text says a number that DuckDB would round, or may not read; digits alone it reads as they are. */
export const isNumberText = (of: Node) =>
  !/^\s*-?\d{0,18}\s*$/.test(textOf(of) ?? "") && exactNumberOf(textOf(of)) !== null;

/** Comparisons of numbers with such texts. */
export const textNumbers: Rewrite = {
  wants(of, world) {
    const sides = comparedIn(of);
    const others = sides.filter((side) => !isNumberText(side));
    if (others.length === sides.length) return [];
    // A table's own columns have been looked at in comparisons.
    const calculated = world.derived === true || sidesOf(of).length === 0 ||
      others.some((side) => str(side, "class") !== "COLUMN_REF");
    return calculated ? others : [];
  },
  rewrite(of, typeOf) {
    const sides = comparedIn(of);
    const types = sides.filter((side) => !isNumberText(side)).map(typeOf);
    if (!types.some((type) => type !== null && isNumber(type))) return null;
    if (!types.every((type) => type === null || isNumber(type))) return null;
    const exact = types.every((type) => type !== null && (isNullType(type) || digitsOf(type) !== null));
    const numbers = sides.map((side) => {
      if (!isNumberText(side)) return null;
      const number = exact ? exactNumberOf(textOf(side)) : numberOf(textOf(side));
      return number === null ? null : { ...number, query_location: side["query_location"] ?? null };
    });
    const read = (side: Node, at: number) => numbers[at] ?? side;
    const inHalves = exact
      ? comparedInHalves(
        sides.map(read),
        (side) => side === undefined ? null : writtenType(side) ?? constantType(side) ?? typeOf(side),
      )
      : null;
    return (now) => {
      const whole = withSides(now, read);
      return inHalves === null ? whole : inHalves(whole);
    };
  },
};
