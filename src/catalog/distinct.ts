/**
 * Estimates the distinct values of an attribute from sampled items: how many there are in all, and how many items share
 * one. No value is kept.
 * @module
 */
import type { Item } from "../dynamodb/access.ts";
import type { Distinct } from "./description.ts";
import type { Attributes } from "./evidence.ts";

/** Longer values are no keys (Developer Guide, "Partition keys and sort keys": 2,048 bytes). */
const LENGTH_MAX = 2_048;

/** Counts values item by item. */
export interface DistinctCounter {
  add(item: Item): void;
  /** The evidence, with the counts of each attribute whose scalars were all counted. */
  withCounts(attributes: Attributes): Attributes;
}

/** Nothing counted yet. */
export function createDistinctCounter(): DistinctCounter {
  const counts = new Map<string, Map<string, number> | null>();
  return {
    add(item) {
      for (const name of Object.keys(item)) {
        const text = scalarText(item, name);
        if (text === null) continue;
        let values = counts.get(name);
        if (values === undefined) counts.set(name, values = new Map());
        if (values === null) continue;
        if (text.length > LENGTH_MAX) counts.set(name, null);
        else values.set(text, (values.get(text) ?? 0) + 1);
      }
    },
    withCounts: (attributes) =>
      Object.fromEntries(
        Object.entries(attributes).map(([name, evidence]) => {
          const values = counts.get(name);
          return [name, values ? { ...evidence, distinct: summary(values) } : evidence];
        }),
      ),
  };
}

/** The value as text with its type, if it is one that a key can have. */
function scalarText(item: Item, name: string): string | null {
  const value = item[name];
  if (value === undefined) return null;
  if ("S" in value) return `S${value.S}`;
  if ("N" in value) return `N${value.N}`;
  return "B" in value ? `B${value.B}` : null;
}

function summary(values: ReadonlyMap<string, number>): Distinct {
  let [items, once, pairs] = [0, 0, 0];
  for (const count of values.values()) {
    items += count;
    if (count === 1) once++;
    pairs += count * (count - 1);
  }
  return { items, values: values.size, once, pairs };
}
