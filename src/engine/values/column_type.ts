/**
 * SqlType → DuckDB's type object, for data chunks.
 * @module
 */
import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DECIMAL,
  DOUBLE,
  DuckDBStructType,
  type DuckDBType,
  DuckDBVarCharType,
  LIST,
  MAP,
  VARCHAR,
} from "@duckdb/node-api";
import type { SqlType } from "../../catalog/sql_type.ts";

/** The type of a chunk's vector. JSON travels as text. */
export function vectorType(type: SqlType): DuckDBType {
  return typeWith(type, VARCHAR);
}

const JSON_TEXT = DuckDBVarCharType.create("JSON");

/** The type of a parameter: with JSON by its own name, so that DuckDB finds nothing to convert. */
export function parameterType(type: SqlType): DuckDBType {
  return typeWith(type, JSON_TEXT);
}

function typeWith(type: SqlType, json: DuckDBType): DuckDBType {
  switch (type.kind) {
    case "VARCHAR":
    case "UNSEEN":
      return VARCHAR;
    case "JSON":
      return json;
    case "BIGINT":
      return BIGINT;
    case "DOUBLE":
      return DOUBLE;
    case "BOOLEAN":
      return BOOLEAN;
    case "BLOB":
      return BLOB;
    case "DECIMAL":
      return DECIMAL(type.width, type.scale);
    case "MAP":
      return MAP(VARCHAR, typeWith(type.value, json));
    case "LIST":
      return LIST(typeWith(type.element, json));
    case "STRUCT":
      // Not STRUCT({...}): a JS object would move integer-like names to the front.
      return new DuckDBStructType(
        type.fields.map((field) => field.name),
        type.fields.map((field) => typeWith(field.type, json)),
      );
  }
}

/** An identifier in double quotes. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
