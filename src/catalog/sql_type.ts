/**
 * The SQL types that columns over DynamoDB can have (docs/reference/sql_and_types.md#types), as plain data.
 * @module
 */

/** A column's type. */
export type SqlType =
  | { readonly kind: "BIGINT" | "BOOLEAN" | "BLOB" | "JSON" }
  /** `inexact`: the numbers fit no decimal and lose digits; else each number is the shortest text of its double. */
  | { readonly kind: "DOUBLE"; readonly inexact?: true }
  /** `mixed`: every scalar is shown, as text; else a value that is no text reads as NULL. */
  | { readonly kind: "VARCHAR"; readonly mixed?: true }
  /** No value was ever met here. It binds like NULL, and becomes the type of what is met. */
  | { readonly kind: "UNSEEN" }
  /** Width 18 where it fits (DuckDB's fast path), else 38. */
  | { readonly kind: "DECIMAL"; readonly width: 18 | 38; readonly scale: number }
  | { readonly kind: "STRUCT"; readonly fields: readonly StructField[] }
  | { readonly kind: "LIST"; readonly element: SqlType }
  /** A map with more keys than a STRUCT keeps, or with none: from texts to values of one type. `keyed`: with keys of no value. */
  | { readonly kind: "MAP"; readonly value: SqlType; readonly keyed?: true };

/** One field of a STRUCT. */
export interface StructField {
  /** The field's name. */
  readonly name: string;
  /** The field's type. */
  readonly type: SqlType;
}

/** Whether its values are numbers. */
export function isNumeric({ kind }: SqlType): boolean {
  return kind === "BIGINT" || kind === "DECIMAL" || kind === "DOUBLE";
}

/** Whether its values hold others. */
export function isContainer({ kind }: SqlType): boolean {
  return kind === "STRUCT" || kind === "LIST" || kind === "MAP";
}
