/**
 * A use of a base table while the statement is being resolved.
 * @module
 */
import { columnType } from "../../catalog/column_type.ts";
import type { DynamoType, Evidence, KeyAttribute, TableDescription } from "../../catalog/description.ts";
import type { Condition } from "../../dynamodb/access.ts";
import type { RelationColumn } from "../query.ts";
import type { Site } from "./context.ts";
import { foldName } from "./identifiers.ts";

/** What a predicate says about the items that can matter. */
export interface Fact {
  readonly condition: Condition;
  /** True of exactly the items that pass the predicate. */
  readonly exact: boolean;
  /** Where it was said; absent where it follows from elsewhere. */
  readonly site?: Site;
}

/** A relation under construction. */
export interface Draft {
  readonly id: number;
  readonly loadName: string;
  readonly alias: string;
  readonly table: TableDescription;
  /** All known attributes, then the sparse ones that the statement names. */
  readonly columns: RelationColumn[];
  readonly needed: Set<string>;
  allNeeded: boolean;
  /** Needed by something else than the WHERE of the SELECT it is the FROM of. Meaningful for that case only. */
  neededBesideWhere: ReadonlySet<string>;
  readonly facts: Fact[];
}

/** A fresh relation over a table. */
export function newDraft(
  id: number,
  names: { readonly loadName: string; readonly alias: string },
  table: TableDescription,
): Draft {
  return {
    id,
    ...names,
    table,
    columns: tableColumns(table),
    needed: new Set(),
    allNeeded: false,
    neededBesideWhere: new Set(),
    facts: [],
  };
}

/** A table's attributes as columns, in order: partition key, sort key, then as the catalogue lists them. */
export function tableColumns(table: TableDescription): RelationColumn[] {
  const keys = keyAttributes(table);
  const primary = [table.key.hash.name, ...(table.key.sort === undefined ? [] : [table.key.sort.name])];
  const names = [...new Set([...primary, ...Object.keys(table.attributes), ...keys.keys()])];
  const internal = internalNames(names);
  return names.map((attribute) => {
    const evidence = table.attributes[attribute];
    const key = keys.get(attribute);
    return {
      attribute,
      column: internal.get(attribute) ?? attribute,
      type: columnType(evidence, key),
      text: key === undefined && isMixed(evidence) ? "mixed" : "S",
    };
  });
}

/** An attribute that no sampled item had: anything may be in it. */
export function sparseColumn(attribute: string): RelationColumn {
  return { attribute, column: attribute, type: { kind: "JSON" }, text: "S" };
}

/** The attributes that are keys of the table or of an index, by name: the table definition fixes their types. */
export function keyAttributes(table: TableDescription): ReadonlyMap<string, KeyAttribute> {
  const schemas = [...table.indexes.map((index) => index.key), table.key];
  const keys = schemas.flatMap(({ hash, sort }) => sort === undefined ? [hash] : [hash, sort]);
  return new Map(keys.map((key) => [key.name, key]));
}

function isMixed(evidence: Evidence | undefined): boolean {
  const scalars: readonly DynamoType[] = ["S", "N", "BOOL", "B"];
  return scalars.filter((type) => (evidence?.types[type] ?? 0) > 0).length > 1;
}

/** Column names for attributes whose own names differ only by case: DuckDB cannot tell those apart. */
function internalNames(attributes: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set(attributes.map(foldName));
  const internal = new Map<string, string>();
  for (const [folded, group] of Map.groupBy(attributes, foldName)) {
    if (group.length === 1) continue;
    let number = 0;
    for (const attribute of group) {
      do number++; while (taken.has(`${folded}#${number}`));
      taken.add(`${folded}#${number}`);
      internal.set(attribute, `${attribute}#${number}`);
    }
  }
  return internal;
}
