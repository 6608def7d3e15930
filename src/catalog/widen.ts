/**
 * Joining evidence: of two parts of one sample, and of what is kept with what was read later.
 * @module
 */
import { addDates, datesWiden, mostDates } from "./date_evidence.ts";
import type { DynamoType, Evidence } from "./description.ts";
import { type Attributes, fieldsMax } from "./evidence.ts";
import { namesCollide } from "./names.ts";
import { mergeNumbers } from "./number_evidence.ts";

/** Evidence over the items of both: counts and sizes add up, the rest is the wider of the two. */
export function mergeEvidence(a: Evidence, b: Evidence): Evidence {
  return join(
    a,
    b,
    (types, more) => {
      const sum = { ...types };
      for (const [type, count] of entries(more)) sum[type] = (sum[type] ?? 0) + count;
      return sum;
    },
    a.bytes + b.bytes,
    addDates,
  );
}

/** {@linkcode mergeEvidence} per attribute. */
export function mergeAttributes(a: Attributes, b: Attributes): Attributes {
  return joinNamed(a, b, mergeEvidence, (evidence) => evidence);
}

/**
 * The sample's evidence, widened by what was seen at another time. Its counts stay those of the sample, so that
 * presence and average size keep their meaning; a type new to it is counted once.
 */
function widenEvidence(sample: Evidence, seen: Evidence): Evidence {
  const fresh = entries(seen.types).filter(([type]) => sample.types[type] === undefined).length;
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
    (evidence) => widenEvidence({ types: {}, bytes: 0 }, evidence),
  );
}

/** Whether widening by `seen` would change what is known beyond counts and sizes. */
export function widens(known: Attributes, seen: Attributes): boolean {
  return Object.entries(seen).some(([name, evidence]) => {
    const before = Object.hasOwn(known, name) ? known[name] : undefined;
    return before === undefined || evidenceWidens(before, evidence);
  });
}

function evidenceWidens(known: Evidence, seen: Evidence): boolean {
  if (seen.irregular && !known.irregular) return true;
  if (entries(seen.types).some(([type]) => known.types[type] === undefined)) return true;
  if (seen.number !== undefined) {
    if (known.number === undefined || mergeNumbers(known.number, seen.number) !== known.number) return true;
  }
  if (seen.dates !== undefined && datesWiden(known.dates, seen.dates)) return true;
  if (seen.element !== undefined) {
    if (known.element === undefined || evidenceWidens(known.element, seen.element)) return true;
  }
  return !known.irregular && seen.fields !== undefined && widens(known.fields ?? {}, seen.fields);
}

type Types = Evidence["types"];

function joinWidening(sample: Evidence, seen: Evidence, bytes: number): Evidence {
  return join(
    sample,
    seen,
    (types, more) => {
      const union = { ...types };
      for (const [type] of entries(more)) union[type] ??= 1;
      return union;
    },
    bytes,
    mostDates,
    widenEvidence,
  );
}

function join(
  a: Evidence,
  b: Evidence,
  joinTypes: (a: Types, b: Types) => Types,
  bytes: number,
  joinDates: typeof addDates,
  joinNested: (a: Evidence, b: Evidence) => Evidence = mergeEvidence,
): Evidence {
  const number = a.number === undefined || b.number === undefined
    ? a.number ?? b.number
    : mergeNumbers(a.number, b.number);
  const dates = a.dates === undefined || b.dates === undefined
    ? a.dates ?? b.dates
    : joinDates(a.dates, b.dates);
  const element = a.element === undefined || b.element === undefined
    ? a.element ?? b.element
    : joinNested(a.element, b.element);
  const fields = a.fields === undefined || b.fields === undefined
    ? a.fields ?? b.fields
    : joinNamed(a.fields, b.fields, joinNested, (evidence) => evidence);
  const names = Object.keys(fields ?? {});
  const irregular = a.irregular || b.irregular || names.length > fieldsMax || namesCollide(names);
  return {
    types: joinTypes(a.types, b.types),
    ...(number === undefined ? {} : { number }),
    ...(dates === undefined ? {} : { dates }),
    ...(fields === undefined || irregular ? {} : { fields }),
    ...(element === undefined ? {} : { element }),
    bytes,
    ...(irregular ? { irregular: true } : {}),
  };
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
  const total = entries(types).reduce((sum, [, count]) => sum + count, 0);
  return total === 0 ? 0 : bytes / total;
}

function entries(types: Types): [DynamoType, number][] {
  // Object.entries forgets the key type of a Partial<Record>.
  return Object.entries(types) as [DynamoType, number][];
}
