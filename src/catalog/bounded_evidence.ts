/**
 * A description that can be kept and sent, whatever the number and the length of a table's attribute names.
 * @module
 */
import type { Evidence, TableDescription } from "./description.ts";
import { utf8Length } from "./size.ts";

/** Bytes of the evidence as JSON, at most: some 30,000 names, that an engine reads in some milliseconds. */
const bytesMax = 2_000_000;
/** The same of evidence that does not get smaller by compression: a store takes so much of it. */
export const incompressibleMax = 500_000;

/**
 * The description with as much evidence as can be kept: of the keys, then of the attributes that most items have. One
 * that is left out is known like any that no item of the sample had. Counts of values go first: only the planner's
 * estimates rest on them.
 */
export function boundedEvidence(description: TableDescription, most = bytesMax): TableDescription {
  const { attributes, key, indexes, sample } = description;
  // Three bytes a character at most: nearly all tables are far from the bound.
  if (JSON.stringify(attributes).length * 3 <= most) return description;
  const all = Object.entries(attributes);
  const keys = new Set(
    [key, ...indexes.map((index) => index.key)].flatMap(({ hash, sort }) => [hash.name, sort?.name]),
  );
  const whole = all.map(([name, evidence]) => entryOf(name, evidence, keys.has(name)));
  if (total(whole) <= most) return description;
  const plain = all.map(([name, { distinct, ...evidence }]) =>
    entryOf(
      name,
      keys.has(name) && distinct !== undefined ? { ...evidence, distinct } : evidence,
      keys.has(name),
    )
  );
  plain.sort((one, other) =>
    one.rank === other.rank ? (one.name < other.name ? -1 : 1) : other.rank - one.rank
  );
  let room = most;
  const kept = plain.filter(({ bytes, isKey }) => {
    if (!isKey && bytes > room) return false;
    room -= bytes;
    return true;
  });
  return {
    ...description,
    attributes: Object.fromEntries(kept.map(({ name, evidence }) => [name, evidence])),
    sample: { ...sample, complete: sample.complete && kept.length === all.length },
  };
}

interface RankedAttribute {
  readonly name: string;
  readonly evidence: Evidence;
  readonly isKey: boolean;
  readonly bytes: number;
  readonly rank: number;
}

function entryOf(name: string, evidence: Evidence, isKey: boolean): RankedAttribute {
  const bytes = utf8Length(JSON.stringify(name)) + utf8Length(JSON.stringify(evidence)) + 2;
  return { name, evidence, isKey, bytes, rank: isKey ? Infinity : timesSeen(evidence) };
}

function total(entries: readonly RankedAttribute[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** How many values were seen of the attribute. */
function timesSeen({ types }: Evidence): number {
  return Object.values(types).reduce((sum, count) => sum + count, 0);
}
