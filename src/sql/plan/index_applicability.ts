/**
 * Index applicability: whether an index can stand for the table, which attributes it gives, and what a read of it can
 * filter by.
 *
 * `SELECT id FROM customers WHERE city = 'city1'`, with an index (city, age) → refused, as items without `age` are
 * not in the index; `… AND age > 30` → a candidate
 * @module
 */
import type { IndexDescription, KeySchema, TableDescription } from "../../catalog/description.ts";
import { quoteName } from "../../catalog/names.ts";
import type { Condition, Scalar } from "../../dynamodb/access.ts";
import { canBeKey } from "../../dynamodb/scalar.ts";
import { attributesRead, type CandidateRead, type Relation } from "../query.ts";
import { attributesIn } from "../resolve/conditions.ts";
import { projectedAttributes } from "./estimate.ts";
import { canHold, possibleValues } from "./key_values.ts";
import type { PlanOptions } from "./options.ts";
import { provesPresent, withoutAttributes } from "./residual.ts";

/** A read that could serve a relation, and how well. */
export interface Candidate extends CandidateRead {
  /** It gives exactly the items of the relation's condition: nothing is left to re-check. */
  readonly exact: boolean;
  /** It cannot be taken, whatever it costs. */
  readonly refused?: string;
  /** The order in which it gives the items, if it gives one. */
  readonly orderedBy: string | null;
  /** What it filters by, beyond its keys. */
  readonly filter: Condition | null;
  /** Average bytes read per item. */
  readonly itemBytes: number;
  /** Read units per item beside those: what an index does not hold is fetched from the table, a read each. */
  readonly fetchUnits: number;
  /** What its keys do not say of the condition, be it filtered by or not; null = nothing. */
  readonly rest: Condition | null;
}

/** Everything a candidate is built from. */
export interface Subject {
  readonly relation: Relation;
  readonly table: TableDescription;
  readonly condition: Condition;
  readonly options: PlanOptions;
}

/** The read of nothing. */
export function empty({ table }: { readonly table: TableDescription }): Candidate {
  return {
    access: { kind: "empty", table: table.physicalName },
    estimatedItems: 0,
    estimatedReadUnits: 0,
    leastReadUnits: 0,
    exact: true,
    orderedBy: null,
    filter: null,
    itemBytes: 0,
    fetchUnits: 0,
    rest: null,
  };
}

/** Attributes to ask for. Something must be asked for, so the partition key where nothing is needed. */
export function attributesOf({ relation, table }: Subject, whole: boolean): readonly string[] | null {
  if (relation.allColumns && whole) return null;
  const names = attributesWanted(relation, whole);
  return names.length === 0 ? [table.key.hash.name] : names;
}

/** What a relation asks for; of an index that does not hold everything, nothing is asked that only may be there. */
export function attributesWanted({ columns, probes = [] }: Relation, whole: boolean): readonly string[] {
  const names = attributesRead(columns);
  return !whole || probes.length === 0
    ? names
    : [...new Set([...names, ...probes.map(({ attribute }) => attribute)])];
}

/** The attributes of a key. */
export function keyNames({ hash, sort }: KeySchema): ReadonlySet<string> {
  return new Set(sort === undefined ? [hash.name] : [hash.name, sort.name]);
}

/** As found before: each candidate read of a relation asks for the values of its keys, and lists can be long. */
const known = new WeakMap<Condition, Map<string, readonly Scalar[] | null>>();

/** The values of a key attribute that items can have; null = not listed. */
export function keyValues(
  condition: Condition,
  { name, type }: { readonly name: string; readonly type: string },
  part: "hash" | "sort",
): readonly Scalar[] | null {
  const found = known.get(condition) ?? new Map<string, readonly Scalar[] | null>();
  known.set(condition, found);
  const asked = JSON.stringify([name, type, part]);
  const before = found.get(asked);
  if (before !== undefined) return before;
  const values =
    possibleValues(condition, name)?.filter((value) =>
      value.type === type && canBeKey(value, part) && canHold(condition, new Map([[name, value]]))
    ) ?? null;
  found.set(asked, values);
  return values;
}

/** What of the condition a read can filter by: no key of what it reads, nothing that an index does not hold. */
export function filterFor(
  condition: Condition,
  keys: ReadonlySet<string>,
  projected: ReadonlySet<string> | null,
): Condition | null {
  const hidden = projected === null
    ? []
    : [...attributesIn(condition)].filter((name) => !projected.has(name));
  return withoutAttributes(condition, new Set([...keys, ...hidden]));
}

/** Whether a read can check all of the condition that its key does not. */
export function coversFilter(
  condition: Condition,
  keys: ReadonlySet<string>,
  projected: ReadonlySet<string> | null,
): boolean {
  return projected === null ||
    [...attributesIn(condition)].every((name) => keys.has(name) || projected.has(name));
}

/** A local index fetches from the table what it does not hold, item by item. */
export function lsiFetches({ relation, table }: Subject, index: IndexDescription | null): boolean {
  return index?.type === "LSI" && missingIn(relation, table, index).length > 0;
}

/** The attributes that are wanted and that the index does not hold. */
export function missingIn(
  relation: Relation,
  table: TableDescription,
  index: IndexDescription,
): readonly string[] {
  const projected = projectedAttributes(table, index);
  if (projected === null) return [];
  return attributesRead(relation.columns).filter((name) => !projected.has(name));
}

/** Why an index cannot say which items the table has; undefined = it can. */
export function refusal(
  { table, condition, options }: Subject,
  index: IndexDescription,
): string | undefined {
  const absent = [index.key.hash, index.key.sort].find((key) =>
    key !== undefined && !isPrimaryKey(table, key.name) && !provesPresent(condition, key.name, key.type)
  );
  if (absent !== undefined) {
    const name = quoteName(absent.name);
    return `could serve this if every item had attribute ${name}; add ${name} IS NOT NULL to the query if items ` +
      "without it do not matter";
  }
  return index.type === "GSI" && options.consistentRead
    ? "could not serve this: a global index gives no consistent reads"
    : undefined;
}

function isPrimaryKey(table: TableDescription, name: string): boolean {
  return keyNames(table.key).has(name);
}
