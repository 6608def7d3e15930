/**
 * The families of every place that items hold.
 * @module
 */
import type { AttributeValue, Item } from "../../src/dynamodb/access.ts";
import { familiesOf, familyOf, membersOf } from "../differential/judge/types.ts";

/** Families by place, for example `doc.price`; `attributes` null = of all. Places that hold nothing are left out. */
export function familiesAt(
  items: readonly Item[],
  attributes: readonly string[] | null,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...placesIn(items, attributes)].map(([place, values]) => [place, familiesOf(values).join("|")] as const)
      .filter(([, families]) => families !== "")
      .sort(([a], [b]) => a < b ? -1 : 1),
  );
}

function placesIn(
  items: readonly Item[],
  attributes: readonly string[] | null,
): Map<string, AttributeValue[]> {
  const places = new Map<string, AttributeValue[]>();
  for (const item of items) {
    for (const [name, value] of Object.entries(item)) {
      if (attributes === null || attributes.includes(name)) collect(places, name, value);
    }
  }
  return places;
}

/** Whether some place has values of several families, however few, of which only a part was seen. */
export function areSeveral(
  all: readonly Item[],
  seen: readonly Item[],
  attributes: readonly string[] | null,
): boolean {
  const met = placesIn(seen, attributes);
  return [...placesIn(all, attributes)].some(([place, values]) =>
    new Set(values.map(familyOf).filter((family) => family !== null)).size > 1 &&
    (seen.length < all.length || (met.get(place)?.length ?? 0) < values.length)
  );
}

function collect(places: Map<string, AttributeValue[]>, place: string, value: AttributeValue): void {
  const values = places.get(place);
  if (values === undefined) places.set(place, [value]);
  else values.push(value);
  if ("M" in value) {
    for (const [key, member] of Object.entries(value.M)) collect(places, `${place}.${key}`, member);
  } else {
    for (const member of membersOf(value)) collect(places, `${place}[]`, member);
  }
}
