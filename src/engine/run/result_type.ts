/**
 * DuckDB's names of result types, and what can be kept in a table.
 * @module
 */
import {
  DuckDBArrayType,
  DuckDBEnumType,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
  DuckDBUnionType,
} from "@duckdb/node-api";
import { quoted } from "../values/column_type.ts";

/** The type's name, as `typeof()` writes it; an ENUM without its members. */
export function resultTypeName(type: DuckDBType): string {
  if (type.typeId === DuckDBTypeId.SQLNULL) return "NULL";
  if (type instanceof DuckDBEnumType) return "ENUM";
  if (type.alias !== undefined) return type.alias;
  if (type instanceof DuckDBListType) return `${resultTypeName(type.valueType)}[]`;
  if (type instanceof DuckDBArrayType) return `${resultTypeName(type.valueType)}[${type.length}]`;
  if (type instanceof DuckDBMapType) {
    return `MAP(${resultTypeName(type.keyType)}, ${resultTypeName(type.valueType)})`;
  }
  if (type instanceof DuckDBStructType) return `STRUCT(${members(type.entryNames, type.entryTypes)})`;
  if (type instanceof DuckDBUnionType) return `UNION(${members(type.memberTags, type.memberTypes)})`;
  return type.toString();
}

function members(names: readonly string[], types: readonly DuckDBType[]): string {
  return types.map((type, at) => {
    const name = names[at] ?? "";
    return name === "" ? resultTypeName(type) : `${labelOf(name)} ${resultTypeName(type)}`;
  }).join(", ");
}

/** A type's name with the names of its fields that a caller knows. */
export function restoredType(type: string, fields: ReadonlyMap<string, string>): string {
  return [...fields].reduce(
    (said, [inner, own]) => said.replaceAll(`${labelOf(inner)} `, () => `${labelOf(own)} `),
    type,
  );
}

const labelOf = (name: string) => /^[a-z_][a-z0-9_]*$/i.test(name) ? name : quoted(name);

/** False for a type that no table can have: a STRUCT without names, as `row(…)` makes it. */
export function isStorable(type: DuckDBType): boolean {
  if (type instanceof DuckDBListType || type instanceof DuckDBArrayType) return isStorable(type.valueType);
  if (type instanceof DuckDBMapType) return isStorable(type.keyType) && isStorable(type.valueType);
  if (type instanceof DuckDBStructType) {
    return type.entryNames.every((name) => name !== "") && type.entryTypes.every(isStorable);
  }
  return true;
}
