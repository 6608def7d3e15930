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
  /** It gives exactly the items of the relation's condition, so that nothing is checked again. */
  readonly exact: boolean;
  /** Why it cannot be taken, whatever it costs. */
  readonly refused?: string;
  /** The order in which it gives the items, if it gives one. */
  readonly orderedBy: string | null;
  /** What it filters by, beyond its keys. */
  readonly filter: Condition | null;
  /** Average bytes read per item. */
  readonly itemBytes: number;
  /**
   * Further read units per item: attributes that an index does not hold are fetched from the table, with a read for
   * each item.
   */
  readonly fetchUnits: number;
  /** The part of the condition that its keys do not say, filtered by or not; null = none. */
  readonly rest: Condition | null;
}

/** Everything a candidate is built from. */
export interface Subject {
  readonly relation: Relation;
  readonly table: TableDescription;
  readonly condition: Condition;
  readonly options: PlanOptions;
  /** An attribute of which it does not matter that an index leaves out items without it. */
  readonly idle?: string;
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

/**
 * Attributes to ask for: the partition key where none is needed, as DynamoDB wants at least one; and those that tell
 * whether an index is complete.
 * @param held the attributes that the read can give without fetching; null = all
 */
export function attributesOf(
  { relation, table }: Subject,
  held: ReadonlySet<string> | null,
): readonly string[] | null {
  if (relation.allColumns && held === null) return null;
  const names = attributesWanted(relation, held === null);
  const watched = watchedFor(table).filter((name) => held === null || held.has(name));
  return [...new Set([...names.length === 0 ? [table.key.hash.name] : names, ...watched])];
}

/** The attributes that an item of the table must have if all indexes are complete that were declared so. */
export function watchedFor(table: TableDescription): readonly string[] {
  const own = keyNames(table.key);
  return table.indexes.flatMap(({ key, complete }) => complete === true ? [...keyNames(key)] : [])
    .filter((name) => !own.has(name));
}

/** The attributes that a relation needs. An index that does not hold all attributes is not asked for probes. */
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

/** Caches key values, as each candidate of a relation asks for them, and lists can be long. */
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

/**
 * The part of the condition that a read can filter by: without keys of what it reads, and attributes that its index
 * lacks.
 */
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

/** Whether a read's filter can check the whole rest of the condition. */
export function coversFilter(
  condition: Condition,
  keys: ReadonlySet<string>,
  projected: ReadonlySet<string> | null,
): boolean {
  return projected === null ||
    [...attributesIn(condition)].every((name) => keys.has(name) || projected.has(name));
}

/** Whether DynamoDB itself fetches, item by item, what a local index does not hold. */
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

/** Why an index cannot stand for the table; undefined = it can. */
export function refusal(subject: Subject, index: IndexDescription): string | undefined {
  const absent = mayLack(subject, index);
  if (absent === undefined) {
    return isConsistent(subject, index)
      ? undefined
      : "could not serve this: a global index gives no consistent reads";
  }
  const name = quoteName(absent);
  return `could serve this if every item had attribute ${name}; add ${name} IS NOT NULL to the query if items ` +
    "without it do not matter";
}

/** The attribute for which alone an index cannot stand for the table: it lacks items without it. Undefined = none. */
export function absentFor(subject: Subject, index: IndexDescription): string | undefined {
  return isConsistent(subject, index) ? mayLack(subject, index) : undefined;
}

function isConsistent({ options }: Subject, { type }: IndexDescription): boolean {
  return type !== "GSI" || !options.consistentRead;
}

/** The key of an index that items may lack which matter. */
function mayLack(
  { relation: { mattersWith = [] }, table, condition, idle: needless }: Subject,
  index: IndexDescription,
): string | undefined {
  if (index.complete === true) return undefined;
  // What a local index lacks, the table's own partition has: several relations can share that one's Query.
  const idle = index.type === "GSI" ? mattersWith : [];
  return [index.key.hash, index.key.sort].find((key) =>
    key !== undefined && !isPrimaryKey(table, key.name) && !idle.includes(key.name) &&
    key.name !== needless &&
    !provesPresent(condition, key.name, key.type)
  )?.name;
}

function isPrimaryKey(table: TableDescription, name: string): boolean {
  return keyNames(table.key).has(name);
}
