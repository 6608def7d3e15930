/**
 * Reads the texts in a value as what they say, at any depth, where it meets a value with numbers, dates or truth values at
 * the same places.
 * @module
 */
import { nullConstant, textConstant } from "../constant.ts";
import { foldName } from "../resolve/identifiers.ts";
import { reading } from "../text_dates/readings.ts";
import { castType } from "../text_dates/signatures.ts";
import type { Node } from "../tree.ts";
import { type BoundType, decimal, digitsOf, isNullType, isNumber, plain, united } from "./bound_type.ts";
import { call, caseOf, castTo, each, integer, isNullOf, once } from "./nodes.ts";

/** The type of what nothing is known of. */
export const UNKNOWN: BoundType = plain("NULL");

/** Digits after the point of a text that is read as a number, at least; fewer beside numbers that leave no room for them. */
const FRACTION = 9;

/** What a text is read as beside values of a type; null where it is a text there, too. */
export function readAs(type: BoundType): BoundType | null {
  const digits = digitsOf(type);
  // A text beside whole numbers may say a fraction, which DuckDB would round.
  if (digits !== null) return decimal(38, Math.max(digits.scale, Math.min(FRACTION, 38 - digits.whole)));
  const isRead = isNumber(type) || castType(type.id) !== null || ["BOOLEAN", "INTERVAL"].includes(type.id);
  return isRead ? type : null;
}

/** The field of a struct that another's field meets: the one of its name; by its place where there are no names. */
export function fieldAt({ fields }: BoundType, name: string, at: number): BoundType | undefined {
  const named = name !== "" && fields.some((field) => field.name !== "");
  return (named ? fields.find((field) => foldName(field.name) === foldName(name)) : fields[at])?.type;
}

/**
 * What is known of a place where values of both types stand.
 * @param text whether a text makes texts of the others, as in a list that is written; it is read as they are otherwise
 */
export function met(a: BoundType, b: BoundType, text = false): BoundType {
  if (isNullType(a)) return b;
  if (isNullType(b)) return a;
  if (a.child !== null && b.child !== null) {
    return (a.id === "MAP") === (b.id === "MAP") ? { ...a, child: met(a.child, b.child, text) } : a;
  }
  if (a.fields.length > 0 && b.fields.length > 0) {
    return {
      ...a,
      fields: a.fields.map(({ name, type }, at) => {
        const other = fieldAt(b, name, at);
        return { name, type: other === undefined ? type : met(type, other, text) };
      }),
    };
  }
  if (a.id === "MAP" || b.id === "MAP") return a.id === "MAP" ? besideMap(b, a) : besideMap(a, b);
  if (a.id === "VARCHAR") return (readAs(b) === null) === text ? b : a;
  if (b.id === "VARCHAR") return (readAs(a) === null) === text ? a : b;
  if (isNumber(a) && isNumber(b)) return united(a, b) ?? plain("DOUBLE");
  return a.id === "DATE" && castType(b.id) !== null ? b : a;
}

/** What is known of a struct beside a map: what is written there is what the map holds. */
function besideMap(of: BoundType, map: BoundType): BoundType {
  const value = map.child?.fields[1]?.type ?? UNKNOWN;
  return {
    ...of,
    fields: of.fields.map(({ name, type }) => ({ name, type: isNullType(type) ? value : type })),
  };
}

/** A value with the texts in it read as what `to` has at their places; null where there are none. */
export function withTextsRead(of: Node, from: BoundType, to: BoundType, depth = 0): Node | null {
  if (from.id === "VARCHAR") {
    const type = readAs(to);
    const date = castType(to.id);
    return type === null ? null : date === null ? castTo(of, type) : reading(of, date, false);
  }
  if (!isRead(from, to)) return null;
  const name = `__text${depth}`;
  const read = (value: Node, was: BoundType, is: BoundType) =>
    withTextsRead(value, was, is, depth + 1) ?? value;
  const [child, other] = [from.child, to.child];
  if (child !== null && other !== null) {
    return from.id === "MAP"
      ? call("map_from_entries", [
        each(call("map_entries", [of]), name, (entry) => packed(entry, child, other, read)),
      ])
      : each(of, name, (value) => read(value, child, other));
  }
  return once(
    of,
    (value) => caseOf([{ when: isNullOf(value), then: nullConstant() }], packed(value, from, to, read)),
    name,
  );
}

/** Whether some text in values of a type is read as what another has at its place. */
function isRead(from: BoundType, to: BoundType): boolean {
  if (from.id === "VARCHAR") return readAs(to) !== null;
  if (from.child !== null && to.child !== null) {
    return (from.id === "MAP") === (to.id === "MAP") && isRead(from.child, to.child);
  }
  return from.fields.some(({ name, type }, at) => {
    const other = fieldAt(to, name, at);
    return other !== undefined && isRead(type, other);
  });
}

/** A struct or row that is there, its parts read. */
function packed(
  of: Node,
  from: BoundType,
  to: BoundType,
  read: (value: Node, was: BoundType, is: BoundType) => Node,
): Node {
  const isNamed = from.fields.some(({ name }) => name !== "");
  const children = from.fields.map(({ name, type }, at) => {
    const part = call("struct_extract", [of, isNamed ? textConstant(name) : integer(at + 1)]);
    const other = fieldAt(to, name, at);
    return { ...(other === undefined ? part : read(part, type, other)), alias: isNamed ? name : "" };
  });
  return { ...call(isNamed ? "struct_pack" : "row", []), children };
}
