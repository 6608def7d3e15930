/**
 * Families of types, and which of them a place has (docs/reference/sql_and_types.md#families): the rarest, together at
 * most 1 % of the values, are contradictions, and do not count.
 * @module
 */
import type { DynamoType, Evidence } from "./description.ts";

/** What a column shows as one kind of value. Lists and sets are one. */
export type Family = "text" | "number" | "boolean" | "binary" | "map" | "list";

/** In ten-thousandths: the most that contradictions may be of all values. */
const TOLERATED = 100;
/** Shares above it say no more: what is not tolerated is not. */
const SHARE_MAX = 200;
/** Values that may all be of those that are one in a hundred. */
const FEW = 2;
/** First values of a place that tell its families: fewer may have a rare one among them by chance. */
const FIRST_TELLING = 100;
/** So many values tell that a kind which none of them has is rare: below 1 %, with a certainty of 95 %. */
const ENOUGH = 300;
/** The rounding of a few sums. */
const ROUNDING = 1e-6;

const families: Readonly<Record<Exclude<DynamoType, "NULL">, Family>> = {
  S: "text",
  N: "number",
  BOOL: "boolean",
  B: "binary",
  M: "map",
  L: "list",
  SS: "list",
  NS: "list",
  BS: "list",
};

/** The family of a type; null for NULL, which has none. */
export function familyOf(type: DynamoType): Family | null {
  return type === "NULL" ? null : families[type];
}

/** A share of all values, as evidence keeps it. */
export function shareOf(count: number, of: number): number {
  return Math.min(SHARE_MAX, Math.ceil(count * 10_000 / Math.max(count, of, 1) - ROUNDING));
}

/** A share of all values there are. */
export function exactShareOf(count: number, of: number): number {
  return count * 10_000 / Math.max(count, of, 1);
}

/** Values of the sample at this place, NULLs aside. */
export function valuesIn({ types }: Evidence): number {
  return typesOf(types).reduce((sum, [type, count]) => type === "NULL" ? sum : sum + count, 0);
}

/** The largest share known of each type, in ten-thousandths; of a sample's own types as exact as its counts. */
export function sharesOf(evidence: Evidence): ReadonlyMap<DynamoType, number> {
  const { types, shares = {}, exact = false } = evidence;
  const sampled = exact ? 0 : valuesIn(evidence);
  const found = new Map<DynamoType, number>();
  for (const [type, count] of typesOf(types)) {
    if (type === "NULL") continue;
    found.set(type, Math.max(sampled === 0 ? 0 : count * 10_000 / sampled, shares[type] ?? 0));
  }
  // Nothing was counted: what was seen, was.
  if ([...found.values()].every((share) => share === 0)) {
    for (const type of found.keys()) found.set(type, SHARE_MAX);
  }
  return found;
}

/** The families that a place has, the contradictions left out; empty where no value was seen. */
export function familiesOf(evidence: Evidence, tolerant = true): ReadonlySet<Family> {
  const sums = new Map<Family, number>();
  for (const [type, share] of sharesOf(evidence)) {
    const family = familyOf(type);
    if (family !== null) sums.set(family, (sums.get(family) ?? 0) + share);
  }
  const present = new Set(sums.keys());
  if (!tolerant) return present;
  const byShare = [...sums].sort(([one, a], [other, b]) => a - b || (one < other ? -1 : 1));
  let left = 0;
  for (const [family, share] of byShare.slice(0, -1)) {
    left += share;
    if (left > TOLERATED + ROUNDING) break;
    present.delete(family);
  }
  return present;
}

/**
 * The families that a place is likely to have: a sample's share of a rare one is by chance, and may be a few times what it is
 * of all values. What was found of all values, or at least of so many, is certain.
 */
export function likelyFamiliesOf(evidence: Evidence): ReadonlySet<Family> {
  const sampled = valuesIn(evidence);
  if (evidence.exact === true || sampled === 0) return familiesOf(evidence);
  const counts = new Map<Family, { sampled: number; found: number }>();
  for (const [type, count] of typesOf(evidence.types)) {
    const family = familyOf(type);
    if (family === null) continue;
    const sums = counts.get(family) ?? { sampled: 0, found: 0 };
    sums.sampled += count;
    sums.found += evidence.shares?.[type] ?? 0;
    counts.set(family, sums);
  }
  const likely = new Set(counts.keys());
  const byCount = [...counts].sort(([one, a], [other, b]) =>
    a.sampled - b.sampled || a.found - b.found || (one < other ? -1 : 1)
  );
  // So many of 1 % come into one sample of a thousand: the mean, three deviations, and one.
  const most = sampled / 100 + 3 * Math.sqrt(sampled / 100) + 1;
  const left = { sampled: 0, found: 0 };
  for (const [family, sums] of byCount.slice(0, -1)) {
    left.sampled += sums.sampled;
    left.found += sums.found;
    if (left.sampled > most || left.found > TOLERATED + ROUNDING) break;
    likely.delete(family);
  }
  return likely;
}

/**
 * The families of a place by the first values that are read of it, which may be anything but many: the most frequent one,
 * until there are enough to say more.
 */
export function firstFamiliesOf(evidence: Evidence): ReadonlySet<Family> {
  const seen = valuesIn(evidence);
  if (seen === 0 || seen >= FIRST_TELLING) return likelyFamiliesOf(evidence);
  const counts = new Map<Family, number>();
  for (const [type, count] of typesOf(evidence.types)) {
    const family = familyOf(type);
    if (family !== null) counts.set(family, (counts.get(family) ?? 0) + count);
  }
  const [[first] = []] = [...counts].sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1));
  return new Set(first === undefined ? [] : [first]);
}

/** Whether so few values were sampled that all of them may be the odd ones. */
export function isFewSeen(evidence: Evidence): boolean {
  const sampled = valuesIn(evidence);
  return evidence.exact !== true && sampled > 0 && sampled <= FEW;
}

/** Whether so many values were sampled that a kind which none of them has is rare. */
export function isMuchSeen(evidence: Evidence): boolean {
  return valuesIn(evidence) >= ENOUGH;
}

/** The counts of types. */
export function typesOf(types: Evidence["types"]): [DynamoType, number][] {
  // Object.entries forgets the key type of a Partial<Record>.
  return Object.entries(types) as [DynamoType, number][];
}
