/**
 * A path goes astray in an item where it meets a value of another kind before its end. It reads as NULL there, and is
 * counted.
 *
 * `SELECT doc.price` over `{ doc: { S: "x" } }` → NULL, and `1 value of t.doc is not a map`
 * @module
 */
import type { AttributeValue, Item } from "../../dynamodb/access.ts";
import { columnType } from "../../catalog/column_type.ts";
import type { DynamoType, Evidence } from "../../catalog/description.ts";
import { familyOf, shareOf, typesOf, valuesIn } from "../../catalog/families.ts";
import { evidenceAt, evidenceOfWhole, type Path, valueAt } from "../../catalog/path.ts";
import { widenEvidence } from "../../catalog/widen.ts";

/** Counts, for each step of a path, the items that go astray at it. */
export interface Astray {
  /** Notes an item without a value at the path's place. */
  note(item: Item): void;
  /** Keeps what was noted so far. */
  mark(): void;
  /** Takes back what was noted since the mark. */
  takeBack(): void;
  /** The containers that the path goes through, one for each step. */
  readonly steps: readonly Container[];
}

/** The container at one step of a path: the values found there. */
export interface Container {
  /** The path to it, from the attribute. */
  readonly path: Path;
  /** The kind that the step needs. */
  readonly needs: "map" | "list";
  /** How many values are of that kind although the path ended further on. */
  passed: number;
  /** How many are not, by type. */
  odd: Map<DynamoType, number>;
}

/** Makes counters at zero. */
export function createAstray(path: Path, wholeIn: (item: Item) => AttributeValue | undefined): Astray {
  const steps = path.map((step, at): Container => ({
    path: path.slice(0, at),
    needs: typeof step === "string" ? "map" : "list",
    passed: 0,
    odd: new Map(),
  }));
  let marked = steps.map(({ passed, odd }) => ({ passed, odd: [...odd] }));
  return {
    steps,
    note(item) {
      let at = wholeIn(item);
      for (const [depth, container] of steps.entries()) {
        if (at === undefined || "NULL" in at) return;
        // A wire value has one member, its type.
        const [type] = Object.keys(at) as DynamoType[];
        if (type === undefined) return;
        if (familyOf(type) !== container.needs) {
          container.odd.set(type, (container.odd.get(type) ?? 0) + 1);
          return;
        }
        container.passed++;
        at = valueAt(at, path.slice(depth, depth + 1));
      }
    },
    mark() {
      marked = steps.map(({ passed, odd }) => ({ passed, odd: [...odd] }));
    },
    takeBack() {
      for (const [at, container] of steps.entries()) {
        container.passed = marked[at]?.passed ?? 0;
        container.odd = new Map(marked[at]?.odd);
      }
    },
  };
}

/**
 * What the catalogue may learn of the attribute; null where nothing went astray.
 * @param reached values at the path's place
 * @param whole what is known of the attribute
 */
export function learnedAstray(
  { steps }: Astray,
  reached: number,
  whole: Evidence | undefined,
  perSampled: number,
): Evidence | null {
  let learned: Evidence | null = null;
  for (const { path, needs, passed, odd } of steps) {
    if (odd.size === 0) continue;
    const fitting = passed + reached;
    const known = evidenceAt(whole, path);
    const all = fitting + sum(odd);
    const of = Math.max(all, known === undefined ? 0 : valuesIn(known) * perSampled);
    const counts: [DynamoType, number][] = [...odd];
    if (fitting > 0) counts.push([needs === "map" ? "M" : "L", fitting]);
    const evidence = evidenceOfWhole(path, {
      types: Object.fromEntries(counts.map(([type]) => [type, 0])),
      shares: Object.fromEntries(counts.map(([type, count]) => [type, shareOf(count, of)])),
      bytes: 0,
    });
    learned = learned === null ? evidence : widenEvidence(learned, evidence);
  }
  return learned;
}

/** A container that is of another kind in some items. */
export interface OddContainer {
  readonly path: Path;
  readonly needs: "map" | "list";
  /** How many were met; 0 = none, but the catalogue knows of some that are rare. */
  readonly count: number;
}

/** Finds the containers of a path that are of another kind in some items. */
export function oddContainers({ steps }: Astray, whole: Evidence | undefined): OddContainer[] {
  return steps.flatMap(({ path, needs, odd }) => {
    const count = sum(odd);
    return count > 0 || isRarelyOdd(evidenceAt(whole, path), needs) ? [{ path, needs, count }] : [];
  });
}

/** Whether the catalogue knows other kinds at a place, too rare to give it its type. */
function isRarelyOdd(evidence: Evidence | undefined, needs: "map" | "list"): boolean {
  const others = typesOf(evidence?.types ?? {}).some(([type]) => {
    const family = familyOf(type);
    return family !== null && family !== needs;
  });
  const { kind } = columnType(evidence);
  return others && (needs === "map" ? kind === "STRUCT" || kind === "MAP" : kind === "LIST");
}

function sum(counts: ReadonlyMap<DynamoType, number>): number {
  let all = 0;
  for (const count of counts.values()) all += count;
  return all;
}
