/**
 * Evidence from a read: what its counts say to the catalogue, and which values the columns did not show.
 *
 * `SELECT note FROM orders`, `note` being text → 3 numbers met in `note` become evidence of `N` there, and a
 * contradiction `{ path: [], families: ["text"], count: 3 }`, of which a warning is made
 * @module
 */
import type { DynamoType, Evidence } from "../../catalog/description.ts";
import { elementEvidence } from "../../catalog/column_type.ts";
import { exactShareOf, type Family, familyOf, shareOf, typesOf, valuesIn } from "../../catalog/families.ts";
import { evidenceAt, type Path } from "../../catalog/path.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import { hasOdd, oddAt, type Tally } from "../values/tally.ts";
import { defined } from "../../lib/defined.ts";

/** The same evidence with counts of 0: it comes from chosen items, so its shares are not those of the table. */
export function uncounted(evidence: Evidence): Evidence {
  const { types, fields, rest, element } = evidence;
  return {
    ...evidence,
    types: Object.fromEntries(typesOf(types).map(([type]) => [type, 0])),
    bytes: 0,
    ...defined({
      fields: fields &&
        Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, uncounted(field)])),
      rest: rest && uncounted(rest),
      element: element && uncounted(element),
    }),
  };
}

/**
 * Makes evidence of a read's counts. Shares are of what was read, or of the whole table where that has more values: a
 * read that looks for odd items finds many of them, though the table may have few. If the whole table was read,
 * shares are exact.
 * @param known of the same place
 * @param perSampled items of the table for one of the sample
 */
export function tallied(
  tally: Tally,
  known: Evidence | undefined,
  perSampled: number,
  whole = false,
): Evidence | undefined {
  const { own, doubles } = tally;
  const read = own + oddAt(tally);
  const of = whole ? read : Math.max(read, known === undefined ? 0 : valuesIn(known) * perSampled);
  const counts = countsOf(tally, whole);
  const share = (count: number) => whole ? exactShareOf(count, of) : shareOf(count, of);
  const fields = [...tally.fields].flatMap(([name, field]) => {
    const evidence = tallied(field, evidenceAt(known, [name]), perSampled, whole);
    return evidence === undefined ? [] : [[name, evidence] as const];
  });
  const element = tally.element === null
    ? undefined
    : tallied(tally.element, known === undefined ? undefined : elementEvidence(known), perSampled, whole);
  // Values of a MAP are known by their keys, unless one contradicts the others.
  const rest = tally.rest === null || !hasOdd(tally.rest)
    ? undefined
    : tallied(tally.rest, undefined, perSampled);
  if (counts.size === 0 && fields.length === 0 && rest === undefined && element === undefined) {
    return undefined;
  }
  return {
    types: Object.fromEntries([...counts.keys()].map((type) => [type, 0])),
    shares: Object.fromEntries([...counts].map(([type, count]) => [type, share(count)])),
    ...(whole && counts.size > 0 ? { exact: true } : {}),
    ...(doubles ? {} : { number: { intDigits: 0, scale: 0, bigint: true, double: false } }),
    ...(fields.length === 0 ? {} : { fields: Object.fromEntries(fields) }),
    ...defined({ rest, element }),
    bytes: 0,
  };
}

/**
 * How many values of each type a place has; for a place that shows several families, only if the whole table was
 * read.
 */
function countsOf({ own, odd, kinds, type }: Tally, whole: boolean): ReadonlyMap<DynamoType, number> {
  const counts = new Map(odd);
  const add = (type: DynamoType, count: number) => counts.set(type, (counts.get(type) ?? 0) + count);
  let several = 0;
  for (const [type, count] of kinds) {
    several += count;
    if (whole) add(type, count);
  }
  // Values from before the place showed several families were of the first one.
  const first = whole ? own - several : own;
  if (type !== null && first > 0) add(type, first);
  return counts;
}

/** Values at one place that its type does not show. */
export interface Contradictions {
  /** From the column's own place. */
  readonly path: Path;
  /** What the place shows. */
  readonly families: readonly Family[];
  /** How many were met; 0 = only the catalogue knows of some. */
  readonly count: number;
}

const scalars: readonly Family[] = ["text", "number", "boolean", "binary"];

/** What the type of a place shows; null = everything. */
function shownBy(type: SqlType): readonly Family[] | null {
  switch (type.kind) {
    case "UNSEEN":
    case "JSON":
      return null;
    case "VARCHAR":
      return type.mixed ? scalars : ["text"];
    case "BOOLEAN":
      return ["boolean"];
    case "BLOB":
      return ["binary"];
    case "LIST":
      return ["list"];
    case "STRUCT":
    case "MAP":
      return ["map"];
    default:
      return ["number"];
  }
}

/** The values that a column does not show, in all its places. A place in a list or MAP is `0`. */
export function contradictionsIn(
  type: SqlType,
  tally: Tally | undefined,
  known: Evidence | undefined,
  path: Path = [],
): Contradictions[] {
  const families = shownBy(type);
  if (families === null) return [];
  const isOdd = (each: DynamoType) => {
    const family = familyOf(each);
    return family !== null && !families.includes(family);
  };
  const met: [DynamoType, number][] = tally === undefined ? [] : [...tally.odd];
  if (tally !== undefined && tally.type !== null) met.push([tally.type, tally.own]);
  const count = met.reduce((sum, [each, count]) => isOdd(each) ? sum + count : sum, 0);
  const knows = typesOf(known?.types ?? {}).some(([each]) => isOdd(each));
  return [
    ...(count > 0 || knows ? [{ path, families, count }] : []),
    ...belowOf(type, tally, known, path),
  ];
}

function belowOf(
  type: SqlType,
  tally: Tally | undefined,
  known: Evidence | undefined,
  path: Path,
): Contradictions[] {
  if (type.kind === "LIST") {
    const element = known === undefined ? undefined : elementEvidence(known);
    return contradictionsIn(type.element, tally?.element ?? undefined, element, [...path, 0]);
  }
  if (type.kind === "MAP") {
    return contradictionsIn(type.value, tally?.rest ?? undefined, undefined, [...path, 0]);
  }
  if (type.kind !== "STRUCT") return [];
  return type.fields.flatMap(({ name, type }) =>
    contradictionsIn(type, tally?.fields.get(name), evidenceAt(known, [name]), [...path, name])
  );
}
