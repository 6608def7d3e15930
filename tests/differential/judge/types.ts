/**
 * The judge's own derivation of column types: from all values of a place, by the published table of types.
 * It shares no code with the catalogue, so that a mistake there shows.
 * @module
 */
import type { AttributeValue, Item } from "../../../src/dynamodb/access.ts";
import { isShortestOfDouble, shortestText, takeApart } from "./decimal_text.ts";

/** A column's type for plain DuckDB. */
export type JudgeType =
  | { readonly kind: "VARCHAR" | "BIGINT" | "DOUBLE" | "BOOLEAN" | "BLOB" | "JSON" }
  | { readonly kind: "DECIMAL"; readonly width: number; readonly scale: number }
  | { readonly kind: "LIST"; readonly element: JudgeType }
  | { readonly kind: "MAP"; readonly value: JudgeType }
  | {
    readonly kind: "STRUCT";
    readonly fields: readonly { readonly name: string; readonly type: JudgeType }[];
  };

/** What a value is, whatever it holds. */
export type Family = "text" | "number" | "boolean" | "binary" | "map" | "list";

/** Keys past which maps are dictionaries. */
const FIELDS_MOST = 64;
/** A family counts as one of an attribute's kinds above this share of the values seen. */
const RARE = 0.01;

/** Null: NULL, which is of no family. */
export function familyOf(value: AttributeValue): Family | null {
  if ("NULL" in value) return null;
  if ("S" in value) return "text";
  if ("N" in value) return "number";
  if ("BOOL" in value) return "boolean";
  if ("B" in value) return "binary";
  return "M" in value ? "map" : "list";
}

/** The families of a place that are more than 1 % of its values; where none is, the one seen most. */
export function familiesOf(values: readonly AttributeValue[]): readonly Family[] {
  const counts = new Map<Family, number>();
  for (const value of values) {
    const family = familyOf(value);
    if (family !== null) counts.set(family, (counts.get(family) ?? 0) + 1);
  }
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return [...counts].filter(([, count]) => count > total * RARE).map(([family]) => family).sort();
}

/** The type of a place that holds these values. */
export function typeOf(values: readonly AttributeValue[]): JudgeType {
  const families = familiesOf(values);
  const [family, ...others] = families;
  if (family === undefined) return { kind: "VARCHAR" };
  if (others.length > 0) {
    return { kind: families.some((each) => each === "map" || each === "list") ? "JSON" : "VARCHAR" };
  }
  switch (family) {
    case "text":
      return { kind: "VARCHAR" };
    case "boolean":
      return { kind: "BOOLEAN" };
    case "binary":
      return { kind: "BLOB" };
    case "number":
      return numberType(values.flatMap((value) => "N" in value ? [value.N] : []));
    case "list":
      return { kind: "LIST", element: typeOf(values.flatMap(membersOf)) };
    case "map":
      return mapType(values.flatMap((value) => "M" in value ? [value.M] : []));
  }
}

/** The members of a list or set; none for anything else. */
export function membersOf(value: AttributeValue): readonly AttributeValue[] {
  if ("L" in value) return value.L;
  if ("SS" in value) return value.SS.map((S) => ({ S }));
  if ("NS" in value) return value.NS.map((N) => ({ N }));
  return "BS" in value ? value.BS.map((B) => ({ B })) : [];
}

function numberType(texts: readonly string[]): JudgeType {
  let whole = 0;
  let scale = 0;
  let bigint = true;
  for (const text of texts) {
    const { digits, point } = takeApart(text);
    whole = Math.max(whole, digits === "" ? 0 : point);
    scale = Math.max(scale, digits.length - point);
    if (digits.length <= point) {
      const integer = BigInt(shortestText(text));
      bigint &&= BigInt.asIntN(64, integer) === integer;
    }
  }
  if (scale === 0 && bigint) return { kind: "BIGINT" };
  if (scale > 9 && texts.every(isShortestOfDouble)) return { kind: "DOUBLE" };
  // Three digits are left for the next number, which may be longer.
  if (whole + scale + 3 <= 18) return { kind: "DECIMAL", width: 18, scale };
  return whole + scale <= 38 ? { kind: "DECIMAL", width: 38, scale } : { kind: "DOUBLE" };
}

function mapType(maps: readonly Item[]): JudgeType {
  const places = new Map<string, AttributeValue[]>();
  for (const map of maps) {
    for (const [key, value] of Object.entries(map)) {
      const values = places.get(key);
      if (values === undefined) places.set(key, [value]);
      else values.push(value);
    }
  }
  const keys = [...places.keys()].sort();
  if (new Set(keys.map((key) => key.toLowerCase())).size < keys.length) return { kind: "JSON" };
  // A STRUCT has fields, and their names are not empty.
  if (keys.length === 0 || keys.length > FIELDS_MOST || keys[0] === "") {
    const value = typeOf([...places.values()].flat());
    const kinds = new Set(
      [...places.values()].flat().map((each) => Object.keys(each)[0]).filter((kind) => kind !== "NULL"),
    );
    // Values of several kinds show what they are.
    return { kind: "MAP", value: value.kind === "VARCHAR" && kinds.size > 1 ? { kind: "JSON" } : value };
  }
  return { kind: "STRUCT", fields: keys.map((name) => ({ name, type: typeOf(places.get(name) ?? []) })) };
}

/** DuckDB's name of a type. */
export function typeText(type: JudgeType): string {
  switch (type.kind) {
    case "DECIMAL":
      return `DECIMAL(${type.width},${type.scale})`;
    case "LIST":
      return `${typeText(type.element)}[]`;
    case "MAP":
      return `MAP(VARCHAR, ${typeText(type.value)})`;
    case "STRUCT":
      return `STRUCT(${type.fields.map(({ name, type }) => `${quoted(name)} ${typeText(type)}`).join(", ")})`;
    default:
      return type.kind;
  }
}

/** A name in quotes. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
