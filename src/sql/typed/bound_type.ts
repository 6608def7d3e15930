/**
 * Types as DuckDB's binder gives them to expressions.
 * @module
 */
import { type Node, Numeral } from "../tree.ts";

/** A type of the engine. */
export interface BoundType {
  /** `BIGINT`, `DECIMAL`, `VARCHAR`, …; `JSON` for texts of that name. */
  readonly id: string;
  /** Of decimals; 0 of others. */
  readonly width: number;
  readonly scale: number;
  /** The element of a list or map. */
  readonly child: BoundType | null;
  /** Of structs, and of rows, whose fields have no name. */
  readonly fields: readonly { readonly name: string; readonly type: BoundType }[];
}

/** A type without parameters. */
export function plain(id: string): BoundType {
  return { id, width: 0, scale: 0, child: null, fields: [] };
}

/** DECIMAL(width, scale). */
export function decimal(width: number, scale: number): BoundType {
  return { ...plain("DECIMAL"), width, scale };
}

/** Digits of whole numbers' types; HUGEINT's are counted as those a decimal can hold. */
const INTEGERS: ReadonlyMap<string, number> = new Map([
  ["TINYINT", 3],
  ["SMALLINT", 5],
  ["INTEGER", 10],
  ["BIGINT", 19],
  ["UTINYINT", 3],
  ["USMALLINT", 5],
  ["UINTEGER", 10],
  ["UBIGINT", 20],
  ["HUGEINT", 38],
  ["UHUGEINT", 38],
]);

/** The digits that an exact number's type holds before and after the point; null for other types. */
export function digitsOf({ id, width, scale }: BoundType): { whole: number; scale: number } | null {
  if (id === "DECIMAL") return { whole: width - scale, scale };
  const whole = INTEGERS.get(id);
  return whole === undefined ? null : { whole, scale: 0 };
}

/** Whether the type is that of NULL. */
export function isNullType({ id }: BoundType): boolean {
  return id === "NULL" || id === '"NULL"';
}

/** Whether the type is of values with parts: lists, maps, structs and rows. */
export function isNested({ child, fields }: BoundType): boolean {
  return child !== null || fields.length > 0;
}

/** Whether the type is of whole numbers that are no decimals. */
export function isInteger({ id }: BoundType): boolean {
  return INTEGERS.has(id);
}

/** Whether the type is of floating numbers. */
export function isFloat({ id }: BoundType): boolean {
  return id === "DOUBLE" || id === "FLOAT";
}

/** Whether the type is of numbers. */
export function isNumber(type: BoundType): boolean {
  return isFloat(type) || digitsOf(type) !== null;
}

/** Whether some part of the type satisfies `wanted`. */
export function some(type: BoundType, wanted: (part: BoundType) => boolean): boolean {
  return wanted(type) || (type.child !== null && some(type.child, wanted)) ||
    type.fields.some((field) => some(field.type, wanted));
}

/** The narrowest type that holds the values of both without rounding; null where the engine has none. */
export function united(a: BoundType, b: BoundType): BoundType | null {
  if (a.id === "NULL" || a.id === '"NULL"') return b;
  if (b.id === "NULL" || b.id === '"NULL"') return a;
  const [left, right] = [digitsOf(a), digitsOf(b)];
  if (left !== null && right !== null) {
    if (isInteger(a) && isInteger(b)) return left.whole >= right.whole ? a : b;
    const scale = Math.max(left.scale, right.scale);
    const width = Math.max(left.whole, right.whole) + scale;
    return width <= 38 ? decimal(width, scale) : null;
  }
  if (isNumber(a) && isNumber(b)) return plain("DOUBLE");
  if (a.child !== null && b.child !== null && a.id === b.id) {
    const child = united(a.child, b.child);
    return child === null ? null : { ...a, child };
  }
  if (a.id === "STRUCT" && b.id === "STRUCT" && a.fields.length === b.fields.length) {
    const fields = a.fields.map(({ name, type }, at) => {
      const other = b.fields[at];
      return { name, type: other === undefined ? null : united(type, other.type) };
    });
    const whole = fields.flatMap(({ name, type }) => type === null ? [] : [{ name, type }]);
    return whole.length === fields.length ? { ...a, fields: whole } : null;
  }
  return a.id === b.id ? a : null;
}

/** Whether two types are the same. */
export function sameType(a: BoundType, b: BoundType): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** A type as the tree of a cast has it. */
export function treeType(type: BoundType): Node {
  // Not a type of the engine's own: it is looked up by its name.
  if (type.id === "JSON") {
    return info("UNBOUND", "UNBOUND_TYPE_INFO", {
      name: "json",
      catalog: "",
      schema: "",
      user_type_modifiers: [],
    });
  }
  if (type.id === "DECIMAL") {
    return info("DECIMAL", "DECIMAL_TYPE_INFO", {
      width: new Numeral(String(type.width)),
      scale: new Numeral(String(type.scale)),
    });
  }
  if (type.id === "STRUCT") {
    return info("STRUCT", "STRUCT_TYPE_INFO", {
      child_types: type.fields.map(({ name, type }) => ({ first: name, second: treeType(type) })),
    });
  }
  if (type.child !== null) return info(type.id, "LIST_TYPE_INFO", { child_type: treeType(type.child) });
  return { id: type.id, type_info: null };
}

function info(id: string, type: string, members: Node): Node {
  return { id, type_info: { type, alias: "", extension_info: null, ...members } };
}

/** A type as SQL writes it, for messages. */
export function shownType(type: BoundType): string {
  if (type.id === "DECIMAL") return `DECIMAL(${type.width},${type.scale})`;
  if (type.id === "LIST" && type.child !== null) return `${shownType(type.child)}[]`;
  return type.id;
}

/** Reads the engine's JSON of a type. */
export function readType(value: unknown): BoundType | null {
  if (typeof value !== "object" || value === null || !("id" in value) || typeof value.id !== "string") {
    return null;
  }
  const info = "type_info" in value && typeof value.type_info === "object" ? value.type_info : null;
  const member = (name: string): unknown =>
    info === null ? undefined : Object.entries(info).find(([each]) => each === name)?.[1];
  const number = (name: string) => typeof member(name) === "number" ? Number(member(name)) : 0;
  const children = member("child_types");
  const fields: { name: string; type: BoundType }[] = [];
  for (const each of Array.isArray(children) ? children : []) {
    const entry: { first?: unknown; second?: unknown } = each;
    const type = readType(entry.second);
    if (type === null) return null;
    fields.push({ name: typeof entry.first === "string" ? entry.first : "", type });
  }
  const alias = member("alias");
  return {
    id: alias === "JSON" ? "JSON" : value.id,
    width: number("width"),
    scale: number("scale"),
    child: readType(member("child_type")),
    fields,
  };
}
