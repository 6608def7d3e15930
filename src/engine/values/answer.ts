/**
 * DuckDB's values → the JSON text of an answer (docs/reference/sql_and_types.md#values-in-json-answers).
 * @module
 */
import {
  DuckDBArrayType,
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBGeometryValue,
  DuckDBIntervalValue,
  DuckDBListType,
  DuckDBListValue,
  DuckDBListVector,
  DuckDBMapType,
  DuckDBMapValue,
  DuckDBStructType,
  DuckDBStructValue,
  DuckDBStructVector,
  DuckDBTimeNSValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeTZValue,
  DuckDBTimeValue,
  type DuckDBType,
  DuckDBTypeId,
  DuckDBUnionType,
  DuckDBUnionValue,
  type DuckDBValue,
  DuckDBVariantValue,
  type DuckDBVector,
} from "@duckdb/node-api";
import { answerNumber } from "./json_number.ts";
import { fromScaled } from "./number_text.ts";
import { type Field, isText, type TypeShape } from "./type_shape.ts";
import { strictJson } from "./strict_json.ts";
import { dateText, intervalText, offsetText, timestampText, timeText } from "./time_text.ts";

/** JSON text of a value, `null` for NULL. */
export type AnswerWriter = (value: DuckDBValue) => string;

/** What fields are called, by their names in DuckDB. */
export type FieldNames = ReadonlyMap<string, string>;

/** Reads one value of a vector as JSON text. */
export type AnswerReader = (vector: DuckDBVector, row: number) => string;

/**
 * The reader of a result column. Nested values are read from their vectors: a STRUCT's names need not be distinct.
 * @param shown what of it is shown: of STRUCTs, no other fields; absent = all
 * @param names what fields are called that have these names; absent = as they are
 */
export function answerReader(type: DuckDBType, shown?: TypeShape, names?: FieldNames): AnswerReader {
  if (type instanceof DuckDBListType) {
    const element = answerReader(type.valueType, shown?.kind === "list" ? shown.element : undefined, names);
    return (vector, row) => {
      const items = vector instanceof DuckDBListVector ? vector.getItemVector(row) : null;
      if (items === null) return "null";
      const texts: string[] = [];
      for (let at = 0; at < items.itemCount; at++) texts.push(element(items, at));
      return `[${texts.join(",")}]`;
    };
  }
  if (type instanceof DuckDBStructType) return structReader(type, shown, names);
  const write = answerWriter(type, shown, names);
  return (vector, row) => write(vector.getItem(row));
}

function structReader(type: DuckDBStructType, shown?: TypeShape, names?: FieldNames): AnswerReader {
  // row(…) makes a STRUCT without names: an array tells its order.
  const unnamed = isUnnamed(type);
  const only = shownFields(type, shown);
  const fields = type.entryNames.flatMap((inner, at) => {
    const name = names?.get(inner) ?? inner;
    if (only !== null && !only.has(name)) return [];
    const fieldType = type.entryTypes[at];
    return {
      at,
      label: `${JSON.stringify(name)}:`,
      read: fieldType === undefined ? () => "null" : answerReader(fieldType, only?.get(name), names),
    };
  });
  return (vector, row) => {
    if (!(vector instanceof DuckDBStructVector) || !vector.isItemValid(row)) return "null";
    const texts = fields.map(({ at, label, read }) =>
      (unnamed ? "" : label) + read(vector.entryVectorAt(at), row)
    );
    return unnamed ? `[${texts.join(",")}]` : `{${texts.join(",")}}`;
  };
}

function isUnnamed({ entryNames }: DuckDBStructType): boolean {
  return entryNames.length > 0 && entryNames.every((name) => name === "");
}

/** The fields that are shown; null = all. As a map without keys, none. */
function shownFields(
  type: DuckDBStructType,
  shown: TypeShape | undefined,
): ReadonlyMap<string, TypeShape> | null {
  if (isUnnamed(type)) return null;
  if (shown?.kind === "map") return new Map();
  if (shown?.kind !== "struct") return null;
  return new Map(shown.fields.map(({ name, shape }) => [name, shape]));
}

/** The writer of single values: what {@link answerReader} makes of them in a vector. */
export function answerWriter(type: DuckDBType, shown?: TypeShape, names?: FieldNames): AnswerWriter {
  const write = writerFor(type, shown, names);
  return (value) => value === null || value === undefined ? "null" : write(value);
}

function writerFor(type: DuckDBType, shown?: TypeShape, names?: FieldNames): AnswerWriter {
  switch (type.typeId) {
    case DuckDBTypeId.VARCHAR:
      return type.alias === "JSON" ? (value) => strictJson(String(value)) : JSON.stringify;
    case DuckDBTypeId.FLOAT:
      return (value) => typeof value === "number" ? doubleText(shortestFloat(value)) : scalarText(value);
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return type instanceof DuckDBListType || type instanceof DuckDBArrayType
        ? listWriter(type.valueType, shown, names)
        : scalarText;
    case DuckDBTypeId.STRUCT:
      return type instanceof DuckDBStructType ? structWriter(type, shown, names) : scalarText;
    case DuckDBTypeId.MAP:
      return type instanceof DuckDBMapType ? mapWriter(type, shown, names) : scalarText;
    case DuckDBTypeId.UNION:
      return type instanceof DuckDBUnionType ? unionWriter(type) : scalarText;
    default:
      return scalarText;
  }
}

function listWriter(elementType: DuckDBType, shown?: TypeShape, names?: FieldNames): AnswerWriter {
  const element = answerWriter(elementType, shown?.kind === "list" ? shown.element : undefined, names);
  return (value) =>
    value instanceof DuckDBListValue || value instanceof DuckDBArrayValue
      ? `[${value.items.map(element).join(",")}]`
      : scalarText(value);
}

function structWriter(type: DuckDBStructType, shown?: TypeShape, names?: FieldNames): AnswerWriter {
  const only = shownFields(type, shown);
  const fields = type.entryNames.flatMap((name, at) => {
    const own = names?.get(name) ?? name;
    if (only !== null && !only.has(own)) return [];
    const fieldType = type.entryTypes[at];
    const write = fieldType === undefined ? scalarText : answerWriter(fieldType, only?.get(own), names);
    return { name, label: `${JSON.stringify(own)}:`, write };
  });
  // row(…) makes a STRUCT without names: an array tells its order.
  const unnamed = fields.length > 0 && fields.every((field) => field.name === "");
  return (value) => {
    if (!(value instanceof DuckDBStructValue)) return scalarText(value);
    const texts = fields.map(({ name, label, write }) =>
      (unnamed ? "" : label) + write(value.entries[name] ?? null)
    );
    return unnamed ? `[${texts.join(",")}]` : `{${texts.join(",")}}`;
  };
}

function mapWriter(type: DuckDBMapType, shown?: TypeShape, names?: FieldNames): AnswerWriter {
  if (shown?.kind === "struct") return fieldsWriter(type, shown.fields);
  // It had no key, and so no type of values.
  if (shown?.kind === "map" && isText(shown.value) && type.valueType.typeId !== DuckDBTypeId.VARCHAR) {
    return () => "{}";
  }
  const key = answerWriter(type.keyType, undefined, names);
  const member = answerWriter(type.valueType, shown?.kind === "map" ? shown.value : undefined, names);
  const label = (text: string) => text.startsWith('"') ? text : JSON.stringify(text);
  return (value) =>
    value instanceof DuckDBMapValue
      ? `{${value.entries.map((entry) => `${label(key(entry.key))}:${member(entry.value)}`).join(",")}}`
      : scalarText(value);
}

/** A MAP as the STRUCT that it was before it had so many keys. */
function fieldsWriter(type: DuckDBMapType, fields: readonly Field[]): AnswerWriter {
  const members = fields.map(({ name, shape }) => ({
    name,
    label: `${JSON.stringify(name)}:`,
    write: answerWriter(type.valueType, shape),
  }));
  return (value) => {
    if (!(value instanceof DuckDBMapValue)) return scalarText(value);
    const entries = new Map(value.entries.map(({ key, value }) => [String(key), value]));
    const texts = members.map(({ name, label, write }) => label + write(entries.get(name) ?? null));
    return `{${texts.join(",")}}`;
  };
}

function unionWriter(type: DuckDBUnionType): AnswerWriter {
  const writers = new Map(type.memberTags.map((tag, at) => {
    const memberType = type.memberTypes[at];
    return [tag, memberType === undefined ? scalarText : answerWriter(memberType)];
  }));
  return (value) =>
    value instanceof DuckDBUnionValue
      ? (writers.get(value.tag) ?? scalarText)(value.value)
      : scalarText(value);
}

/** Any value by what it is. */
function scalarText(value: DuckDBValue): string {
  if (value === null) return "null";
  if (typeof value === "bigint") return answerNumber(fromScaled(value, 0));
  if (typeof value === "number") return doubleText(value);
  if (typeof value === "string" || typeof value === "boolean") return JSON.stringify(value);
  if (value instanceof DuckDBDecimalValue) return answerNumber(fromScaled(value.value, value.scale));
  if (value instanceof DuckDBBlobValue || value instanceof DuckDBGeometryValue) {
    return `"${value.bytes.toBase64()}"`;
  }
  if (value instanceof DuckDBVariantValue) {
    return value.type === undefined ? scalarText(value.value) : answerWriter(value.type)(value.value);
  }
  return momentText(value) ?? JSON.stringify(String(value));
}

/** Dates, times and intervals in quotes; null for other values. */
function momentText(value: DuckDBValue): string | null {
  if (value instanceof DuckDBDateValue) {
    // The value's own text of an infinite date is a day in the year 5881580.
    if (value.days === DuckDBDateValue.PosInf.days) return '"infinity"';
    return value.days === DuckDBDateValue.NegInf.days ? '"-infinity"' : `"${dateText(value.days)}"`;
  }
  if (value instanceof DuckDBTimestampValue) {
    return finite(value, () => timestampText(value.micros, 1_000_000n));
  }
  if (value instanceof DuckDBTimestampTZValue) {
    return finite(value, () => `${timestampText(value.micros, 1_000_000n)}Z`);
  }
  if (value instanceof DuckDBTimestampSecondsValue) {
    return finite(value, () => timestampText(value.seconds, 1n));
  }
  if (value instanceof DuckDBTimestampMillisecondsValue) {
    return finite(value, () => timestampText(value.millis, 1_000n));
  }
  if (value instanceof DuckDBTimestampNanosecondsValue) {
    return finite(value, () => timestampText(value.nanos, 1_000_000_000n));
  }
  if (value instanceof DuckDBTimeValue) return `"${timeText(value.micros)}"`;
  if (value instanceof DuckDBTimeNSValue) return `"${timeText(value.nanos, 1_000_000_000n)}"`;
  if (value instanceof DuckDBTimeTZValue) return `"${timeText(value.micros)}${offsetText(value.offset)}"`;
  if (value instanceof DuckDBIntervalValue) {
    return `"${intervalText(value.months, value.days, value.micros)}"`;
  }
  return null;
}

function finite(value: { readonly isFinite: boolean; toString(): string }, text: () => string): string {
  return value.isFinite ? `"${text()}"` : JSON.stringify(String(value));
}

function doubleText(value: number): string {
  if (Number.isFinite(value)) return JSON.stringify(value);
  return Number.isNaN(value) ? '"NaN"' : value > 0 ? '"Infinity"' : '"-Infinity"';
}

/** The double whose shortest text is the shortest that reads back as the same 32-bit float: 0.1 and not 0.10000000149. */
function shortestFloat(value: number): number {
  for (let digits = 6; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
