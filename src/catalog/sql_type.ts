/**
 * The SQL types that columns over DynamoDB can have (SPEC section 6, "Types"), as plain data.
 * @module
 */

/** A column's type. */
export type SqlType =
  | { readonly kind: "VARCHAR" | "BIGINT" | "DOUBLE" | "BOOLEAN" | "BLOB" | "JSON" }
  /** Width 18 where it fits (DuckDB's fast path), else 38. */
  | { readonly kind: "DECIMAL"; readonly width: 18 | 38; readonly scale: number }
  | { readonly kind: "STRUCT"; readonly fields: readonly StructField[] }
  | { readonly kind: "LIST"; readonly element: SqlType };

/** One field of a STRUCT. */
export interface StructField {
  readonly name: string;
  readonly type: SqlType;
}
