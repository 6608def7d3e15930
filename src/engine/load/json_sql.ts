/**
 * A JSON conversion writes a loaded column as JSON, inside DuckDB and with the text that `jsonText` gives a wire value.
 * DuckDB's own `to_json` writes decimals as doubles, binary as hex, and missing fields of a STRUCT as null.
 *
 * `v` DECIMAL(18,2) with 10.50 → `10.5`
 * @module
 */
import type { SqlType } from "../../catalog/sql_type.ts";
import { textLiteral } from "../../catalog/names.ts";
import { quoted } from "../values/column_type.ts";

/** Writes SQL of type VARCHAR: the JSON text of `value`, NULL for NULL. */
export function jsonTextSql(type: SqlType, value: string, depth = 0): string {
  switch (type.kind) {
    case "VARCHAR":
      return type.mixed ? mixedJsonSql(value) : `to_json(${value})::VARCHAR`;
    case "UNSEEN":
      return `to_json(${value})::VARCHAR`;
    case "JSON":
    case "BIGINT":
    case "BOOLEAN":
      return `(${value})::VARCHAR`;
    case "DOUBLE":
      return numberJsonSql(doubleTextSql(value));
    case "BLOB":
      return `to_json(to_base64(${value}))::VARCHAR`;
    case "DECIMAL":
      return decimalSql(type.scale, value);
    case "LIST": {
      const element = `e${depth}`;
      const text = `coalesce(${jsonTextSql(asTexts(type.element), element, depth + 1)}, 'null')`;
      return `('[' || array_to_string(list_transform(${value}, lambda ${element}: ${text}), ',') || ']')`;
    }
    case "MAP": {
      const entry = `e${depth}`;
      // `e.key` would not do: in ALTER TABLE, DuckDB takes that for a column.
      const member = `to_json(struct_extract(${entry}, 'key'))::VARCHAR || ':' || coalesce(${
        jsonTextSql(asTexts(type.value), `struct_extract(${entry}, 'value')`, depth + 1)
      }, 'null')`;
      const list = `list_transform(map_entries(${value}), lambda ${entry}: ${member})`;
      return `('{' || array_to_string(${list}, ',') || '}')`;
    }
    case "STRUCT": {
      // A missing key gives NULL, which array_to_string leaves out; of NULLs alone it makes NULL.
      const members = type.fields.map((field) => {
        const label = textLiteral(`${JSON.stringify(field.name)}:`);
        return `${label} || ${jsonTextSql(field.type, `(${value}).${quoted(field.name)}`, depth)}`;
      });
      const list = `coalesce(array_to_string([${members.join(", ")}], ','), '')`;
      return `CASE WHEN ${value} IS NOT NULL THEN '{' || ${list} || '}' END`;
    }
  }
}

/** Elements of lists and maps as texts: what holds anything else is kept aside as a whole (encode.ts). */
export function asTexts(type: SqlType): SqlType {
  if (type.kind === "VARCHAR") return { kind: "VARCHAR" };
  if (type.kind !== "STRUCT") return type;
  return {
    kind: "STRUCT",
    fields: type.fields.map((field) => ({ ...field, type: asTexts(field.type) })),
  };
}

/** A value of several scalar families: a text that looks like another family's value is kept aside (encode.ts). */
function mixedJsonSql(text: string): string {
  return `CASE WHEN regexp_full_match(${text}, '-?[0-9]+(\\.[0-9]+)?') THEN ${numberJsonSql(text)} ` +
    `WHEN ${text} IN ('true', 'false') THEN ${text} ELSE to_json(${text})::VARCHAR END`;
}

function decimalSql(scale: number, value: string): string {
  return scale === 0 ? `(${value})::VARCHAR` : numberJsonSql(plainTextSql(scale, value));
}

/** Writes a JSON number where every reader gets it exactly, else a JSON string. */
function numberJsonSql(text: string): string {
  const digits = `ltrim(regexp_replace(${text}, '[-.]', '', 'g'), '0')`;
  return `CASE WHEN length(${digits}) <= 15 OR NOT contains(${text}, '.') THEN ${text} ELSE '"' || ${text} || '"' END`;
}

/** Writes the shortest decimal text of a decimal. */
export function plainTextSql(scale: number, value: string): string {
  return scale === 0 ? `(${value})::VARCHAR` : `regexp_replace((${value})::VARCHAR, '\\.?0+$', '')`;
}

/** Writes the shortest decimal text of a double, without an exponent. */
export function doubleTextSql(value: string): string {
  const text = `(${value})::VARCHAR`;
  const digits = `replace(ltrim(split_part(${text}, 'e', 1), '-'), '.', '')`;
  const power = `try_cast(split_part(${text}, 'e', 2) AS INTEGER)`;
  const sign = `CASE WHEN ${value} < 0 THEN '-' ELSE '' END`;
  const small = `'0.' || repeat('0', -1 - ${power}) || ${digits}`;
  const large = `${digits} || repeat('0', ${power} + 1 - length(${digits}))`;
  return `CASE WHEN NOT contains(${text}, 'e') THEN regexp_replace(${text}, '\\.0$', '') ` +
    `WHEN ${power} < 0 THEN ${sign} || ${small} ELSE ${sign} || ${large} END`;
}
