/**
 * A tally counts what a read found at the places of a column: how many values it shows, and how many of each other type
 * contradict it.
 * @module
 */
import type { AttributeValue } from "../../dynamodb/access.ts";
import type { DynamoType } from "../../catalog/description.ts";
import { familyOf } from "../../catalog/families.ts";

/** Counts at one place. Encoders count; whoever loads takes back what was not loaded after all. */
export interface Tally {
  /** Values that the column shows. */
  own: number;
  /** Values of other families, by their type: they read as NULL. */
  readonly odd: Map<DynamoType, number>;
  /** Values of a place that shows several families, by their type. */
  readonly kinds: Map<DynamoType, number>;
  /** The type that stands for the place's first family; null = nothing was met yet. */
  type: DynamoType | null;
  /** Every number that was loaded as it came is the shortest text of a double. */
  doubles: boolean;
  /** The places below: keys of a STRUCT, … */
  readonly fields: Map<string, Tally>;
  /** … the values of a MAP, … */
  rest: Tally | null;
  /** … and the elements of a list. */
  element: Tally | null;
  /** The counts to go back to. */
  marked: Pick<Tally, "own" | "doubles"> & { readonly odd: TypeCounts; readonly kinds: TypeCounts };
}

/** Values by type. */
export type TypeCounts = readonly (readonly [DynamoType, number])[];

const nothing: Tally["marked"] = { own: 0, doubles: true, odd: [], kinds: [] };

/** Nothing counted. */
export function newTally(): Tally {
  return {
    own: 0,
    odd: new Map(),
    kinds: new Map(),
    type: null,
    doubles: true,
    fields: new Map(),
    rest: null,
    element: null,
    marked: nothing,
  };
}

/** The counts of a key. */
export function fieldTally(tally: Tally, name: string): Tally {
  let field = tally.fields.get(name);
  if (field === undefined) tally.fields.set(name, field = newTally());
  return field;
}

/** Counts a value that contradicts its place. */
export function countOdd(tally: Tally, value: AttributeValue): void {
  // A wire value has one member, its type.
  const [type] = Object.keys(value) as DynamoType[];
  if (type !== undefined) tally.odd.set(type, (tally.odd.get(type) ?? 0) + 1);
}

/** Counts a value of a place that shows several families. */
export function countKind(tally: Tally, type: DynamoType): void {
  tally.kinds.set(type, (tally.kinds.get(type) ?? 0) + 1);
}

/** Values of other families at one place. */
export function oddAt(tally: Tally): number {
  let sum = 0;
  for (const count of tally.odd.values()) sum += count;
  return sum;
}

/** Whether anything contradicts the column anywhere. */
export function hasOdd(tally: Tally): boolean {
  return tally.odd.size > 0 || partsOf(tally).some(hasOdd);
}

/**
 * Goes on as the tally of another type, where places show other families than before, and there are new ones.
 * @param tally with the places of that type: nothing was counted at the new ones
 * @param fresh what the type counts of all values that contradicted the one before
 */
export function turnTally(tally: Tally, fresh: Tally): void {
  turn(tally, fresh);
  markTally(tally);
}

function turn(tally: Tally, fresh: Tally): void {
  const { own, odd, kinds, type } = tally;
  if (own === 0 && odd.size === 0 && kinds.size === 0) {
    tally.own = fresh.own;
    for (const [each, count] of fresh.odd) odd.set(each, count);
    for (const [each, count] of fresh.kinds) kinds.set(each, count);
  } else if (fresh.type !== null && type !== null && familyOf(fresh.type) !== familyOf(type)) {
    tally.own = 0;
    for (const [each, count] of [...odd]) {
      if (familyOf(each) !== familyOf(fresh.type)) continue;
      tally.own += count;
      odd.delete(each);
    }
    if (own > 0) odd.set(type, own + (odd.get(type) ?? 0));
    tally.type = fresh.type;
  }
  tally.doubles &&= fresh.doubles;
  for (const [name, field] of fresh.fields) turn(fieldTally(tally, name), field);
  if (fresh.rest !== null) turn(tally.rest ??= newTally(), fresh.rest);
  if (fresh.element !== null) turn(tally.element ??= newTally(), fresh.element);
}

/** What was counted so far stays. */
export function markTally(tally: Tally): void {
  const { own, doubles, odd, kinds } = tally;
  tally.marked = { own, doubles, odd: copied(odd), kinds: copied(kinds) };
  for (const part of partsOf(tally)) markTally(part);
}

const copied = (counts: ReadonlyMap<DynamoType, number>): TypeCounts => counts.size === 0 ? [] : [...counts];

/** Takes back what was counted since the mark. */
export function takeBack(tally: Tally): void {
  const { own, doubles, odd, kinds } = tally.marked;
  tally.own = own;
  tally.doubles = doubles;
  tally.odd.clear();
  for (const [type, count] of odd) tally.odd.set(type, count);
  tally.kinds.clear();
  for (const [type, count] of kinds) tally.kinds.set(type, count);
  for (const part of partsOf(tally)) takeBack(part);
}

function partsOf({ fields, rest, element }: Tally): Tally[] {
  return [...fields.values(), rest, element].filter((part) => part !== null);
}
