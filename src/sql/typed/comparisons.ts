/**
 * Rewrites comparisons of rows, lists and structs whose parts are JSON, or numbers of different types. DuckDB casts
 * one side to the type of the other, and rounds: `(id, total) = ('a', 10.46)` finds 10.5. Here both sides are cast to
 * a type that holds both.
 * @module
 */
import { type Node, node, nodes, str } from "../tree.ts";
import {
  type BoundType,
  decimal,
  digitsOf,
  isFloat,
  isNumber,
  plain,
  sameType,
  shownType,
  some,
  united,
} from "./bound_type.ts";
import { both, castTo, comparison, fenced } from "./nodes.ts";
import { halvesFor, inHalves, isInHalves } from "./halves.ts";
import { hasJson, read, readingsOf, typeRead } from "./json_parts.ts";
import { isMade, isWrittenFields } from "./made.ts";
import { callName, columnsIn, type Rewrite } from "./rewrite.ts";
import { comparedIn, withSides } from "./sides.ts";
import { hasFraction, isFraction, meeting, written } from "./written.ts";

const isRow = (of: Node) => callName(of) === "row";

const isEquality = (of: Node) => !/^COMPARE_(LESS|GREATER)THAN|BETWEEN/.test(str(of, "type"));

/** Rewrites comparisons of values with parts. */
export const comparisons: Rewrite = {
  wants(of, world) {
    const sides = comparedIn(of);
    const parts = sides.some(isMade) ||
      ((world.nested || (world.json && world.derived === true)) &&
        sides.every((side) => str(side, "class") !== "CONSTANT"));
    return sides.length > 1 && parts ? sides : [];
  },
  rewrite(of, typeOf, notes) {
    const types = comparedIn(of).map(typeOf);
    const all = types.filter((type) => type !== null);
    // Thousands of rows may be listed, all of a few types.
    const { distinct: found, places } = distinctOf(all);
    // Columns hold equal JSON as equal texts.
    const asHeld = isEquality(of) && found.every(hasJson) && !comparedIn(of).some(isMade);
    const readings = asHeld ? found.map(() => null) : readingsOf(found);
    const known = found.map((type, at) => typeRead(type, readings[at] ?? null));
    if (
      all.length !== types.length || !known.some((type) => type.child !== null || type.fields.length > 0)
    ) {
      return null;
    }
    // Beside text, a number becomes its shortest text.
    const texts = known.map((type) => meeting("VARCHAR", type, known.filter((other) => other !== type)));
    const held = known.map((type, at) => withTexts(type, texts[at] ?? type));
    const common = held.map((type) => held.reduce(towards, type));
    const targets = comparedIn(of).every(isRow) ? withHalves(common, held) : common;
    const between = str(of, "class") === "BETWEEN";
    const reads = readings.some((reading) => reading !== null);
    if (!between && !reads && targets.every((target, at) => sameType(target, known[at] ?? target))) {
      return null;
    }
    // What meets doubles is told of where it has so many digits.
    const exact = !known.some((type) => some(type, isFloat));
    if (exact && targets.some((target, at) => losesDigits(known[at] ?? target, target))) {
      notes.warn(
        `A comparison of ${
          columnsIn(of)
        } brings numbers together that need more than 38 digits: it is done in DOUBLE, ` +
          "which tells apart about 15 digits.",
      );
    }
    let side = 0;
    const bring = (given: Node): Node => {
      const at = places[side++] ?? 0;
      const [was, from, to, text] = [found[at], held[at], targets[at], texts[at]];
      const reading = readings[at] ?? null;
      if (was === undefined || from === undefined || to === undefined || text === undefined) return given;
      const value = read(given, was, reading);
      const said = hasFraction(text) ? written(value, text) : value;
      return brought(said, from, to) ?? said;
    };
    return (now) => {
      side = 0;
      const whole = withSides(now, bring);
      return between ? taken(whole) : whole;
    };
  },
};

/** The types without repetition, and which of these each is. */
function distinctOf(
  types: readonly BoundType[],
): { readonly distinct: readonly BoundType[]; readonly places: readonly number[] } {
  const places = new Map<string, number>();
  const distinct: BoundType[] = [];
  const each = types.map((type) => {
    const key = JSON.stringify(type);
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, distinct.length);
    return distinct.push(type) - 1;
  });
  return { distinct, places: each };
}

/** The type once what is a fraction in `texts` is text. */
function withTexts(type: BoundType, texts: BoundType): BoundType {
  if (isFraction(texts)) return plain("VARCHAR");
  return {
    ...type,
    child: type.child === null || texts.child === null ? type.child : withTexts(type.child, texts.child),
    fields: type.fields.map(({ name, type: inner }, at) => ({
      name,
      type: withTexts(inner, texts.fields[at]?.type ?? inner),
    })),
  };
}

/**
 * Writes BETWEEN as two comparisons, as DuckDB cannot run it over rows. They must have no operand in common, or
 * DuckDB makes BETWEEN of them again.
 */
export function taken(of: Node): Node {
  const [input, lower, upper] = ["input", "lower", "upper"].map((name) => node(of, name) ?? {});
  if (input === undefined || lower === undefined || upper === undefined) return of;
  return {
    ...both(
      comparison("COMPARE_GREATERTHANOREQUALTO", input, lower),
      comparison("COMPARE_LESSTHANOREQUALTO", fenced(input), upper),
    ),
    alias: str(of, "alias"),
  };
}

/** The type that `from` is brought to when it meets `other`: wider in its numbers, else as it is. */
export function towards(from: BoundType, other: BoundType): BoundType {
  if (isNumber(from) && isNumber(other)) return united(from, other) ?? plain("DOUBLE");
  if (from.id !== other.id) return from;
  if (from.child !== null && other.child !== null) {
    return { ...from, child: towards(from.child, other.child) };
  }
  return {
    ...from,
    fields: from.fields.map(({ name, type }, at) => {
      const by = other.fields[at];
      return { name, type: by === undefined ? type : towards(type, by.type) };
    }),
  };
}

/** The types of rows, with halves of a number where exact numbers need more than 38 digits together. */
function withHalves(targets: readonly BoundType[], held: readonly BoundType[]): readonly BoundType[] {
  return targets.map((target) => ({
    ...target,
    fields: target.fields.map(({ name, type }, at) => ({
      name,
      type: halvesFor(held.map(({ fields }) => fields[at]?.type ?? plain("NULL"))) ?? type,
    })),
  }));
}

/** An expression in another type; null where that cannot be written. */
export function brought(of: Node, from: BoundType, to: BoundType): Node | null {
  if (sameType(from, to)) return of;
  if (isInHalves(to) && (isNumber(from) || isInHalves(from))) return inHalves(of, from, to);
  const parts = nodes(of, "children");
  if (isWrittenFields(of)) {
    const fields = parts.map((part, at) => {
      const [was, is] = [from.fields[at]?.type, to.fields[at]?.type];
      const cast = was === undefined || is === undefined ? part : brought(part, was, is);
      return cast === null ? null : { ...cast, alias: str(part, "alias") };
    });
    return fields.includes(null) ? null : { ...of, children: fields };
  }
  // A row's fields have no names, so its type cannot be written.
  if (some(to, ({ fields }) => fields.some(({ name }) => name === ""))) return null;
  const nested = to.child !== null || to.fields.length > 0;
  return nested ? fenced(castTo(of, to)) : castTo(of, to);
}

function losesDigits(from: BoundType, to: BoundType): boolean {
  return some(to, ({ id }) => id === "DOUBLE") &&
    some(
      from,
      (part) => (digitsOf(part)?.whole ?? 0) > 15 || shownType(part) === shownType(decimal(38, part.scale)),
    );
}
