/**
 * Evidence → SQL type (SPEC section 6, "Types"). Depends on the table's evidence alone, never on a query's rows.
 * @module
 */
import type { DynamoType, Evidence, KeyAttribute, NumberEvidence } from "./description.ts";
import type { SqlType } from "./sql_type.ts";

const scalars: readonly DynamoType[] = ["S", "N", "BOOL", "B"];

/**
 * A column's type. A key attribute takes its family from the table definition and only its number width from the
 * evidence. An attribute seen only as NULL is VARCHAR, a list seen only empty VARCHAR[]: the likeliest, until a value is seen.
 * Several scalar types make VARCHAR; any other mixture JSON. Inside maps and lists there is no mixing: a nested place
 * with several types makes the whole column JSON, so that a STRUCT or list never holds a re-written value.
 */
export function columnType(evidence: Evidence | undefined, key?: KeyAttribute): SqlType {
  if (key !== undefined) return keyType(key, evidence);
  const types = typesOf(evidence);
  if (evidence !== undefined && types.length <= 1) return agreedType(evidence) ?? { kind: "JSON" };
  return types.every((type) => scalars.includes(type)) ? { kind: "VARCHAR", mixed: true } : { kind: "JSON" };
}

/** The type of numbers with this evidence. None yet: BIGINT. */
export function numberType(number: NumberEvidence | undefined): SqlType {
  if (number === undefined || (number.bigint && number.scale === 0)) return { kind: "BIGINT" };
  const { intDigits, scale } = number;
  if (intDigits + scale <= 18) return { kind: "DECIMAL", width: 18, scale };
  return intDigits + scale <= 38 ? { kind: "DECIMAL", width: 38, scale } : { kind: "DOUBLE" };
}

/** DuckDB's name of the type, ready for DDL: `DECIMAL(18,2)`, `STRUCT("a" BIGINT, "b c" VARCHAR[])[]`. */
export function typeName(type: SqlType): string {
  switch (type.kind) {
    case "DECIMAL":
      return `DECIMAL(${type.width},${type.scale})`;
    case "LIST":
      return `${typeName(type.element)}[]`;
    case "STRUCT":
      return `STRUCT(${
        type.fields.map((field) => `${quote(field.name)} ${typeName(field.type)}`).join(", ")
      })`;
    case "MAP":
      return `MAP(VARCHAR, ${typeName(type.value)})`;
    case "UNSEEN":
      return "VARCHAR";
    default:
      return type.kind;
  }
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function keyType(key: KeyAttribute, evidence: Evidence | undefined): SqlType {
  if (key.type === "N") return numberType(evidence?.number);
  return { kind: key.type === "S" ? "VARCHAR" : "BLOB" };
}

/** The types seen, NULL aside. */
function typesOf(evidence: Evidence | undefined): DynamoType[] {
  // Object.keys forgets the key type of a Partial<Record>.
  return (Object.keys(evidence?.types ?? {}) as DynamoType[]).filter((type) => type !== "NULL");
}

/** The type where at most one was seen here and everywhere below, else null. */
function agreedType(evidence: Evidence): SqlType | null {
  const [type = "NULL", ...others] = typesOf(evidence);
  if (others.length > 0) return null;
  switch (type) {
    case "S":
    case "NULL":
      return { kind: "VARCHAR" };
    case "N":
      return numberType(evidence.number);
    case "BOOL":
      return { kind: "BOOLEAN" };
    case "B":
      return { kind: "BLOB" };
    case "SS":
      return { kind: "LIST", element: { kind: "VARCHAR" } };
    case "NS":
      return { kind: "LIST", element: numberType(evidence.number) };
    case "BS":
      return { kind: "LIST", element: { kind: "BLOB" } };
    case "L":
      return listType(evidence);
    case "M":
      return structType(evidence);
  }
}

function listType({ element, irregular }: Evidence): SqlType | null {
  if (irregular) return null;
  const type = element === undefined ? { kind: "VARCHAR" as const } : agreedType(element);
  return type === null ? null : { kind: "LIST", element: type };
}

/** A map without keys has no shape, and an empty key is no field name in SQL. */
function structType({ fields, irregular }: Evidence): SqlType | null {
  const named = Object.entries(fields ?? {});
  if (irregular || named.length === 0) return null;
  const typed = [];
  for (const [name, evidence] of named) {
    const type = name === "" ? null : agreedType(evidence);
    if (type === null) return null;
    typed.push({ name, type });
  }
  return { kind: "STRUCT", fields: typed };
}
