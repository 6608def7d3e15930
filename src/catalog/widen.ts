/**
 * Joining evidence: of two parts of one sample, and of what is kept with what was read later.
 * @module
 */
import { addDates, datesWiden, mostDates } from "./date_evidence.ts";
import type { DynamoType, Evidence } from "./description.ts";
import { type Attributes, fieldsMax } from "./evidence.ts";
import {
  familiesOf,
  type Family,
  isFewSeen,
  likelyFamiliesOf,
  shareOf,
  typesOf,
  valuesIn,
} from "./families.ts";
import { mergeNumbers } from "./number_evidence.ts";
import { defined } from "../lib/defined.ts";

/**
 * Evidence over the items of both: counts and sizes add up, the rest is the wider of the two.
 * @example A whole number and one with a fraction
 * ```ts
 * import { columnType, typeName } from "./column_type.ts";
 * import { observe } from "./evidence.ts";
 *
 * const [one, other] = [observe([{ n: { N: "7" } }]), observe([{ n: { N: "7.25" } }])];
 * assert.ok(one["n"] !== undefined && other["n"] !== undefined);
 * assert.equal(typeName(columnType(mergeEvidence(one["n"], other["n"]))), "DECIMAL(18,2)");
 * ```
 */
export function mergeEvidence(a: Evidence, b: Evidence): Evidence {
  const joined = join(a, b, summing, a.bytes + b.bytes);
  if (a.shares === undefined && b.shares === undefined) return joined;
  // The counts are of one sample: what they say, their sum says.
  const [one, other] = [a, b].map(({ shares = {} }): Evidence => ({ types: {}, shares, bytes: 0 }));
  const shares = joinShares({ types: joined.types, bytes: 0 }, one ?? a, other ?? b);
  return shares === undefined ? joined : { ...joined, shares };
}

const summing: Joining = {
  types(types, more) {
    const sum = { ...types };
    for (const [type, count] of typesOf(more)) sum[type] = (sum[type] ?? 0) + count;
    return sum;
  },
  dates: addDates,
  numerals: (a, b) => a + b,
  both: mergeEvidence,
  alone: (evidence) => evidence,
};

/** {@linkcode mergeEvidence} per attribute. */
export function mergeAttributes(a: Attributes, b: Attributes): Attributes {
  return joinNamed(a, b, mergeEvidence, (evidence) => evidence);
}

/**
 * The sample's evidence, widened by what was seen at another time. Its counts stay those of the sample, so that
 * presence and average size keep their meaning: a type new to it counts 0, and the shares say how much there is of it.
 */
export function widenEvidence(sample: Evidence, seen: Evidence): Evidence {
  const fresh = typesOf(seen.types).filter(([type]) => sample.types[type] === undefined).length;
  const bytes = sample.bytes + Math.round(averageBytes(seen) * fresh);
  const { distinct } = sample;
  return { ...joinWidening(sample, seen, bytes), ...(distinct === undefined ? {} : { distinct }) };
}

/** {@linkcode widenEvidence} per attribute. */
export function widenAttributes(sample: Attributes, seen: Attributes): Attributes {
  return joinNamed(
    sample,
    seen,
    widenEvidence,
    widenNothing,
  );
}

function widenNothing(seen: Evidence): Evidence {
  return widenEvidence({ types: {}, bytes: 0 }, seen);
}

/** Whether widening by `seen` would change what is known beyond counts and sizes. */
export function widens(known: Attributes, seen: Attributes): boolean {
  return Object.entries(seen).some(([name, evidence]) => {
    const before = Object.hasOwn(known, name) ? known[name] : undefined;
    return before === undefined || evidenceWidens(before, evidence);
  });
}

function evidenceWidens(known: Evidence, seen: Evidence): boolean {
  if (seen.deep && !known.deep) return true;
  if (typesOf(seen.types).some(([type]) => known.types[type] === undefined)) return true;
  if (seen.exact === true) {
    if (!isSame(familiesOf(known), familiesOf(widenEvidence(known, seen)))) return true;
  } else if (typesOf(seen.types).some(([type]) => keptShare(seen, type) > keptShare(known, type))) {
    return true;
  }
  if (seen.number !== undefined) {
    if (known.number === undefined || mergeNumbers(known.number, seen.number) !== known.number) return true;
  }
  if (seen.dates !== undefined && datesWiden(known.dates, seen.dates)) return true;
  if (seen.numerals !== undefined && known.numerals === undefined) return true;
  if (partWidens(known.element, seen.element) || partWidens(known.rest, seen.rest)) return true;
  const { fields = {} } = known;
  const full = Object.keys(fields).length >= fieldsMax;
  return Object.entries(seen.fields ?? {}).some(([name, evidence]) =>
    partWidens(Object.hasOwn(fields, name) || !full ? fields[name] : known.rest, evidence)
  );
}

function isSame(one: ReadonlySet<Family>, other: ReadonlySet<Family>): boolean {
  return one.size === other.size && one.isSubsetOf(other);
}

function partWidens(known: Evidence | undefined, seen: Evidence | undefined): boolean {
  return seen !== undefined && (known === undefined || evidenceWidens(known, seen));
}

/** The share of a type as it is kept: see `Evidence.shares`. NULL has none. */
function keptShare(evidence: Evidence, type: DynamoType): number {
  if (type === "NULL") return 0;
  if (evidence.exact === true) return evidence.shares?.[type] ?? 0;
  const sampled = valuesIn(evidence);
  const count = evidence.types[type] ?? 0;
  return Math.max(evidence.shares?.[type] ?? 0, count === 0 ? 0 : shareOf(count, sampled));
}

/** The shares of both that say more than the counts do. */
function joinShares(counts: Evidence, a: Evidence, b: Evidence): Evidence["shares"] {
  const shares: Partial<Record<DynamoType, number>> = {};
  for (const [type] of typesOf(counts.types)) {
    const most = Math.max(keptShare(a, type), keptShare(b, type));
    if (most > keptShare(counts, type)) shares[type] = most;
  }
  return Object.keys(shares).length === 0 ? undefined : shares;
}

type Types = Evidence["types"];

function joinWidening(sample: Evidence, seen: Evidence, bytes: number): Evidence {
  const joined = join(
    sample,
    seen,
    {
      types(types, more) {
        const union = { ...types };
        for (const [type] of typesOf(more)) union[type] ??= 0;
        return union;
      },
      dates: mostDates,
      numerals: Math.max,
      both: widenEvidence,
      alone: widenNothing,
    },
    bytes,
  );
  const whole = wholeShares(sample, seen);
  if (whole !== null) return { ...joined, shares: whole, exact: true };
  const shares = joinShares({ types: joined.types, bytes }, sample, seen);
  return shares === undefined ? joined : { ...joined, shares };
}

/** The shares of all values, where one of both was read whole; null where none was, or a sample is sure that it was otherwise. */
function wholeShares(sample: Evidence, seen: Evidence): NonNullable<Evidence["shares"]> | null {
  const { shares = {} } = seen;
  if (sample.exact === true) {
    if (seen.exact === true) return shares;
    const most = { ...sample.shares };
    for (const [type] of typesOf(seen.types)) most[type] = Math.max(most[type] ?? 0, shares[type] ?? 0);
    return most;
  }
  if (seen.exact !== true) return null;
  const families = familiesOf(seen);
  const { types, bytes } = sample;
  const sure = valuesIn(sample) === 0 || isFewSeen(sample) ? [] : [...likelyFamiliesOf({ types, bytes })];
  return sure.every((family) => families.has(family)) ? shares : null;
}

/** How parts are joined. */
interface Joining {
  types(a: Types, b: Types): Types;
  dates: typeof addDates;
  numerals(a: number, b: number): number;
  both(a: Evidence, b: Evidence): Evidence;
  /** What only the second has. */
  alone(b: Evidence): Evidence;
}

function join(a: Evidence, b: Evidence, how: Joining, bytes: number): Evidence {
  const number = a.number === undefined || b.number === undefined
    ? a.number ?? b.number
    : mergeNumbers(a.number, b.number);
  const dates = a.dates === undefined || b.dates === undefined
    ? a.dates ?? b.dates
    : how.dates(a.dates, b.dates);
  const numerals = a.numerals === undefined || b.numerals === undefined
    ? a.numerals ?? b.numerals
    : how.numerals(a.numerals, b.numerals);
  const element = joinPart(a.element, b.element, how);
  const { fields, rest } = joinFields(a, b, how);
  const types = how.types(a.types, b.types);
  const deep = a.deep || b.deep ? true : undefined;
  return defined({ types, number, dates, numerals, fields, rest, element, bytes, deep });
}

function joinPart(a: Evidence | undefined, b: Evidence | undefined, how: Joining): Evidence | undefined {
  if (b === undefined) return a;
  return a === undefined ? how.alone(b) : how.both(a, b);
}

/** The fields of both; those that are too many go to the rest. */
function joinFields(a: Evidence, b: Evidence, how: Joining): Pick<Evidence, "fields" | "rest"> {
  const fields = a.fields === undefined && b.fields === undefined
    ? undefined
    : joinNamed(a.fields ?? {}, b.fields ?? {}, how.both, how.alone);
  const rest = joinPart(a.rest, b.rest, how);
  const named = Object.entries(fields ?? {});
  if (named.length <= fieldsMax) {
    return defined({ fields, rest });
  }
  let all = rest;
  for (const [, evidence] of named.slice(fieldsMax)) all = joinPart(all, evidence, how);
  return defined({ fields: Object.fromEntries(named.slice(0, fieldsMax)), rest: all });
}

function joinNamed(
  a: Attributes,
  b: Attributes,
  both: (a: Evidence, b: Evidence) => Evidence,
  alone: (b: Evidence) => Evidence,
): Attributes {
  const joined = new Map(Object.entries(a));
  for (const [name, evidence] of Object.entries(b)) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? alone(evidence) : both(before, evidence));
  }
  return Object.fromEntries(joined);
}

function averageBytes({ types, bytes }: Evidence): number {
  const total = typesOf(types).reduce((sum, [, count]) => sum + count, 0);
  return total === 0 ? 0 : bytes / total;
}
