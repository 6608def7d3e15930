/**
 * Doubtful values are of a kind that a place shows because the sample had it, although it may be too rare in the table. With
 * complete evidence they would contradict, and read as NULL.
 *
 * 2 texts among 50 sampled values, 3 among the 10,000 that were read → a warning that names the place
 * @module
 */
import { elementEvidence } from "../../catalog/column_type.ts";
import type { DynamoType, Evidence } from "../../catalog/description.ts";
import { familiesOf, type Family, familyOf, typesOf, valuesIn } from "../../catalog/families.ts";
import { evidenceAt, type Path } from "../../catalog/path.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import type { Tally } from "../values/tally.ts";

/** The share from which on a kind counts. */
const COUNTS = 0.01;
/**
 * A kind is doubtful where one that is too rare would be found so often with more than this probability. Nobody is to see another
 * answer than who knows the whole table, so it is less than will ever happen: of 20 values 6 are certain, of 1,000 29.
 */
const CHANCE = 1e-6;
/** A read that holds this part of what is expected tells more than the sample. */
const MOST = 0.5;

/** Values at one place that are shown and may be too rare for that. */
export interface Doubtful {
  /** The path to it, from the column's own place. */
  readonly path: Path;
  readonly family: Family;
  /** How many were met. */
  readonly count: number;
}

/** What is known of a place and of its table. */
export interface KnownPlace {
  readonly tally: Tally | undefined;
  readonly known: Evidence | undefined;
  /** The same, with what was read. */
  readonly now: Evidence | null | undefined;
  /** How many items the table has for each item of the sample. */
  readonly perSampled: number;
  /** The sample held all items. */
  readonly complete: boolean;
}

/** Finds doubtful values at all places of a column. A MAP shows a kind however rare it is, so it has none. */
export function doubtfulIn(type: SqlType, column: KnownPlace, path: Path = []): Doubtful[] {
  const { tally, known, now } = column;
  if (tally === undefined || known === undefined) return [];
  switch (type.kind) {
    case "VARCHAR":
      return type.mixed ? doubtfulAt(type, tally, known, column, path) : [];
    case "JSON":
      return doubtfulAt(type, tally, known, column, path);
    case "LIST": {
      const element = {
        ...column,
        tally: tally.element ?? undefined,
        known: elementEvidence(known),
        now: now && elementEvidence(now),
      };
      return doubtfulIn(type.element, element, [...path, 0]);
    }
    case "STRUCT":
      return type.fields.flatMap(({ name, type }) => {
        const field = {
          ...column,
          tally: tally.fields.get(name),
          known: evidenceAt(known, [name]),
          now: now && evidenceAt(now, [name]),
        };
        return doubtfulIn(type, field, [...path, name]);
      });
    default:
      return [];
  }
}

function doubtfulAt(
  type: SqlType,
  tally: Tally,
  known: Evidence,
  { now, perSampled, complete }: KnownPlace,
  path: Path,
): Doubtful[] {
  const met = byFamily(countsIn(tally));
  const read = [...met.values()].reduce((sum, count) => sum + count, 0);
  const looked = byFamily(typesOf(known.types));
  const sampled = valuesIn(known);
  // More values than the table had when all of it was sampled: some were written since.
  if (complete && read <= sampled) return [];
  const all = Math.max(read, sampled, sampled * perSampled);
  const whole = read >= Math.max(sampled, all * MOST);
  const before = familiesOf(known);
  const shown = [...met.keys()].filter((family) => before.has(family) || isTooRare(now, family, type));
  const seen = (family: Family) => (met.get(family) ?? 0) + (looked.get(family) ?? 0);
  const [most] = [...new Set([...met.keys(), ...looked.keys()])].sort((one, other) =>
    seen(other) - seen(one)
  );
  return shown.flatMap((family) => {
    const count = met.get(family) ?? 0;
    if (count === 0 || family === most) return [];
    const rare = whole && count <= read * COUNTS;
    const found = looked.get(family) ?? 0;
    // So many count in a table of that size even if all others are of another kind.
    const counts = Math.max(found, count) > all * COUNTS;
    const chance = !counts && (now ?? known).exact !== true && sampled > 0 && found > 0 &&
      !isKnownToCount(known, family) &&
      atLeast(found, sampled * COUNTS) > CHANCE;
    return rare || chance || isTooRare(now, family, type) ? [{ path, family, count }] : [];
  });
}

/**
 * Whether a type shows a kind that is known to be too rare by now: on a later page, which has the columns of the first one, others
 * may have read the whole table since.
 */
function isTooRare(now: KnownPlace["now"], family: Family, { kind }: SqlType): boolean {
  if (!now || (kind === "VARCHAR" && (family === "map" || family === "list"))) return false;
  return typesOf(now.types).some(([type]) => familyOf(type) === family) && !familiesOf(now).has(family);
}

/** The values met at a place by type: those that it showed at first, and those since it shows several families. */
function countsIn({ own, odd, kinds, type }: Tally): readonly (readonly [DynamoType, number])[] {
  const several = [...kinds.values()].reduce((sum, count) => sum + count, 0);
  const first = type === null || own <= several ? [] : [[type, own - several] as const];
  return [...first, ...odd, ...kinds];
}

function byFamily(counts: readonly (readonly [DynamoType, number])[]): Map<Family, number> {
  const sums = new Map<Family, number>();
  for (const [type, count] of counts) {
    const family = familyOf(type);
    if (family !== null && count > 0) sums.set(family, (sums.get(family) ?? 0) + count);
  }
  return sums;
}

/** Whether a read has found more of the family than the sample did. */
function isKnownToCount({ types, shares = {} }: Evidence, family: Family): boolean {
  return typesOf(shares).some(([type, share]) =>
    familyOf(type) === family && share > COUNTS * 10_000 && (types[type] ?? 0) === 0
  );
}

/** The chance of `count` or more where `mean` are expected (Poisson). */
function atLeast(count: number, mean: number): number {
  let below = 0;
  let term = Math.exp(-mean);
  for (let number = 0; number < count; number++) {
    below += term;
    term *= mean / (number + 1);
  }
  return 1 - below;
}
