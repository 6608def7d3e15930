/**
 * A conversion gives a loaded column a wider type, inside DuckDB and exactly.
 *
 * `v` from BIGINT to VARCHAR → `("v")::VARCHAR`
 * @module
 */
import { typeName } from "../../catalog/column_type.ts";
import { isNumeric, type SqlType, type StructField } from "../../catalog/sql_type.ts";
import { textLiteral } from "../../catalog/names.ts";
import { quoted } from "../values/column_type.ts";
import { asTexts, doubleTextSql, jsonTextSql, plainTextSql } from "./json_sql.ts";

/**
 * Writes SQL of type `to`: the value as a column of that type would have loaded it, and NULL for what contradicts that.
 * @param value SQL of type `from`; the result repeats it
 */
export function convertSql(from: SqlType, to: SqlType, value: string, depth = 0): string {
  if (from.kind === "UNSEEN") return `NULL::${typeName(to)}`;
  if (to.kind === "JSON") return from.kind === "JSON" ? value : `(${jsonTextSql(from, value, depth)})::JSON`;
  if (to.kind === "VARCHAR" && to.mixed) return mixedSql(from, value);
  if (isNumeric(from) && isNumeric(to)) return numberSql(from, to, value);
  if (from.kind === "LIST" && to.kind === "LIST") {
    const element = `c${depth}`;
    return `list_transform(${value}, lambda ${element}: ${
      convertSql(asTexts(from.element), to.element, element, depth + 1)
    })`;
  }
  if (to.kind === "STRUCT" && (from.kind === "STRUCT" || from.kind === "MAP")) {
    return structSql(from.kind === "STRUCT" ? from.fields : [], to.fields, value, depth);
  }
  if (to.kind === "MAP" && from.kind === "MAP") return mapSql(from.value, to.value, value, depth);
  if (to.kind === "MAP" && from.kind === "STRUCT") return entriesSql(from.fields, to.value, value, depth);
  return from.kind === to.kind ? value : `NULL::${typeName(to)}`;
}

/**
 * Decimals become doubles, and doubles decimals, by their text: DuckDB's own casts divide by a power of ten, and round twice.
 */
function numberSql(from: SqlType, to: SqlType, value: string): string {
  const byText = (from.kind === "DOUBLE") !== (to.kind === "DOUBLE");
  return `(${value})${byText ? "::VARCHAR" : ""}::${typeName(to)}`;
}

function mixedSql(from: SqlType, value: string): string {
  switch (from.kind) {
    case "VARCHAR":
      return value;
    case "BIGINT":
    case "BOOLEAN":
      return `(${value})::VARCHAR`;
    case "DECIMAL":
      return plainTextSql(from.scale, value);
    case "DOUBLE":
      return doubleTextSql(value);
    case "BLOB":
      return `to_base64(${value})`;
    default:
      return "NULL::VARCHAR";
  }
}

function structSql(
  from: readonly StructField[],
  to: readonly StructField[],
  value: string,
  depth: number,
): string {
  const before = new Map(from.map(({ name, type }) => [name, type]));
  const fields = to.map(({ name, type }) => {
    const old = before.get(name);
    const field = old === undefined
      ? `NULL::${typeName(type)}`
      : convertSql(old, type, `(${value}).${quoted(name)}`, depth);
    return `${quoted(name)} := ${field}`;
  });
  return `CASE WHEN ${value} IS NOT NULL THEN struct_pack(${fields.join(", ")}) END`;
}

// `e.key` would not do: in ALTER TABLE, DuckDB takes that for a column.
function mapSql(from: SqlType, to: SqlType, value: string, depth: number): string {
  const entry = `c${depth}`;
  const member = convertSql(asTexts(from), to, `struct_extract(${entry}, 'value')`, depth + 1);
  return `map_from_entries(list_transform(map_entries(${value}), lambda ${entry}: ` +
    `{'k': struct_extract(${entry}, 'key'), 'v': ${member}}))`;
}

/** Leaves out keys that are NULL: they may have been missing. */
function entriesSql(fields: readonly StructField[], to: SqlType, value: string, depth: number): string {
  const entry = `c${depth}`;
  const entries = fields.map(({ name, type }) =>
    `{'k': ${textLiteral(name)}, 'v': ${convertSql(type, to, `(${value}).${quoted(name)}`, depth + 1)}}`
  );
  return `CASE WHEN ${value} IS NOT NULL THEN map_from_entries(list_filter([${
    entries.join(", ")
  }], lambda ${entry}: struct_extract(${entry}, 'v') IS NOT NULL)) END`;
}
