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
  LIST,
  VARCHAR,
} from "@duckdb/node-api";
import type { SqlType } from "../../catalog/sql_type.ts";

/** The type of a chunk's vector. JSON travels as text. */
export function vectorType(type: SqlType): DuckDBType {
  switch (type.kind) {
    case "VARCHAR":
    case "JSON":
      return VARCHAR;
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
    case "LIST":
      return LIST(vectorType(type.element));
    case "STRUCT":
      // Not STRUCT({...}): a JS object would move integer-like names to the front.
      return new DuckDBStructType(
        type.fields.map((field) => field.name),
        type.fields.map((field) => vectorType(field.type)),
      );
  }
}

/** An identifier in double quotes. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
