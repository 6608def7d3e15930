/**
 * Reads texts that stand in a row, list or struct which is compared as the values that they say, where the other side has a
 * date, number or truth value at the same place: as beside a plain value. DuckDB makes text of both, so that
 * `(ts::TIMESTAMP, n) = ('2026-01-08T02:00:00Z', 2)` would compare spellings.
 * @module
 */
import { textInUtc } from "../text_dates/literals.ts";
import { castType } from "../text_dates/signatures.ts";
import { type Node, nodes, str } from "../tree.ts";
import { type BoundType, isNullType, isNumber, plain } from "./bound_type.ts";
import { isMade, isWrittenFields, isWrittenList } from "./made.ts";
import { castTo } from "./nodes.ts";
import type { Rewrite } from "./rewrite.ts";
import { comparedIn, withSides } from "./sides.ts";
import { numberOf, textOf } from "./unlike.ts";

const hasText = (of: Node): boolean =>
  isMade(of) && nodes(of, "children").some((part) => textOf(part) !== null || hasText(part));
const isWritten = (of: Node): boolean =>
  isMade(of) ? nodes(of, "children").every(isWritten) : str(of, "class") === "CONSTANT";

/** Comparisons of what is made of such texts. */
export const rowTexts: Rewrite = {
  wants(of) {
    const sides = comparedIn(of);
    if (sides.length < 2 || !sides.some(hasText)) return [];
    const others = sides.filter((side) => !isWritten(side));
    return others.length > 0 ? others : sides;
  },
  rewrite(of, typeOf) {
    const target = comparedIn(of).reduce<BoundType>((all, side) => {
      const type = typeOf(side);
      return type === null ? all : met(all, known(side, type));
    }, UNKNOWN);
    let isRead = false;
    const bring = (part: Node, to: BoundType): Node => {
      if (textOf(part) !== null) {
        const value = said(part, to);
        isRead ||= value !== null;
        return value === null ? part : { ...value, alias: str(part, "alias") };
      }
      if (!isMade(part)) return part;
      return {
        ...part,
        children: nodes(part, "children").map((each, at) => bring(each, placeIn(to, each, at) ?? UNKNOWN)),
      };
    };
    const change = (now: Node) => withSides(now, (side) => isMade(side) ? bring(side, target) : side);
    change(of);
    return isRead ? change : null;
  },
};

const UNKNOWN = plain("NULL");

/** The type at the place of a part of what is made. */
function placeIn({ child, fields }: BoundType, part: Node, at: number): BoundType | undefined {
  if (child !== null) return child;
  const name = str(part, "alias");
  return (fields.find((field) => name !== "" && field.name === name) ?? fields[at])?.type;
}

/** The type of an expression, without those of the texts that are written in it. */
function known(of: Node, type: BoundType): BoundType {
  if (textOf(of) !== null) return UNKNOWN;
  const parts = nodes(of, "children");
  if (isWrittenList(of) && type.child !== null) {
    const element = type.child;
    return { ...type, child: parts.map((part) => known(part, element)).reduce(met, UNKNOWN) };
  }
  if (!isWrittenFields(of)) return type;
  return {
    ...type,
    fields: type.fields.map(({ name, type: inner }, at) => {
      const part = parts[at];
      return { name, type: part === undefined ? inner : known(part, inner) };
    }),
  };
}

/** What is known of a place where both types stand. */
function met(a: BoundType, b: BoundType): BoundType {
  if (isNullType(a)) return b;
  if (isNullType(b)) return a;
  if (a.child !== null && b.child !== null) return { ...a, child: met(a.child, b.child) };
  if (a.fields.length > 0 && b.fields.length > 0) {
    return {
      ...a,
      fields: a.fields.map(({ name, type }, at) => {
        const other = (b.fields.find((field) => name !== "" && field.name === name) ?? b.fields[at])?.type;
        return { name, type: other === undefined ? type : met(type, other) };
      }),
    };
  }
  // Columns of text are read as dates there, too, but not as numbers.
  if (a.id === "VARCHAR") return castType(b.id) === null ? a : b;
  if (b.id === "VARCHAR") return castType(a.id) === null ? b : a;
  return a.id === "DATE" && castType(b.id) !== null ? b : a;
}

/** The value that a text says where it meets a type; null where it is a text there. */
function said(text: Node, type: BoundType): Node | null {
  const place = { query_location: text["query_location"] ?? null };
  const number = isNumber(type) ? numberOf(textOf(text)) : null;
  if (number !== null) return { ...number, ...place };
  const isRead = isNumber(type) || castType(type.id) !== null || ["BOOLEAN", "INTERVAL"].includes(type.id);
  return isRead ? { ...castTo(textInUtc(text) ?? text, type), ...place } : null;
}
