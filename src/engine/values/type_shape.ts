/**
 * A type shape tells from a type's name how values show in an answer: which are numbers, and what is in lists and maps.
 * @module
 */

/** The shape of a result type. */
export type TypeShape =
  /** Anything. */
  | { readonly kind: "any" }
  | { readonly kind: "number"; readonly double: boolean }
  | { readonly kind: "list"; readonly element: TypeShape }
  | { readonly kind: "struct"; readonly fields: readonly Field[] }
  | { readonly kind: "map"; readonly value: TypeShape }
  | { readonly kind: "other"; readonly name: string };

/** A field of a STRUCT. */
export interface Field {
  readonly name: string;
  readonly shape: TypeShape;
}

/** Whether it is text: also the values of a map that has no keys. */
export function isText(shape: TypeShape): boolean {
  return shape.kind === "other" && shape.name === "VARCHAR";
}

const WHOLE = /^(?:U?(?:TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL\(\d+,\d+\))$/;
const FLOATS = /^(?:DOUBLE|FLOAT)$/;
/** A quoted name, or a plain one, and the space behind it. */
const LABEL = /^(?:"((?:[^"]|"")*)"|([^\s"(),]+)) /;

/** The shape of a type by its name, as `resultTypeName` writes it. */
export function shapeOf(name: string): TypeShape {
  if (name.endsWith("[]")) return { kind: "list", element: shapeOf(name.slice(0, -2)) };
  if (WHOLE.test(name)) return { kind: "number", double: false };
  if (FLOATS.test(name)) return { kind: "number", double: true };
  const map = within(name, "MAP(");
  if (map !== null) {
    const [key, value] = map;
    if (map.length === 2 && key === "VARCHAR" && value !== undefined) {
      return { kind: "map", value: shapeOf(value) };
    }
  }
  const fields = within(name, "STRUCT(")?.map(fieldOf);
  if (fields?.every((field) => field !== null)) return { kind: "struct", fields };
  return { kind: "other", name };
}

function fieldOf(member: string): Field | null {
  const found = LABEL.exec(member);
  if (found === null) return null;
  const [label, quoted, plain] = found;
  return { name: quoted?.replaceAll('""', '"') ?? plain ?? "", shape: shapeOf(member.slice(label.length)) };
}

/** The members of a type between its brackets; null where it is another, or more than it. */
function within(name: string, start: string): string[] | null {
  if (!name.startsWith(start) || !name.endsWith(")")) return null;
  const members: string[] = [];
  let depth = 0;
  let from = start.length;
  for (let at = from; at < name.length - 1; at++) {
    const char = name[at];
    if (char === '"') at = name.indexOf('"', at + 1);
    else if (char === "(") depth++;
    else if (char === ")") depth--;
    else if (char === "," && depth === 0) {
      members.push(name.slice(from, at));
      from = at + 2;
    }
    if (depth < 0 || at < 0) return null;
  }
  members.push(name.slice(from, -1));
  return members;
}
