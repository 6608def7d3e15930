/**
 * Kinds name, in words, the families of a column's values, as far as these are known.
 *
 * 90 numbers and 10 texts sampled → `90 % numbers, 10 % texts`
 * @module
 */
import { type Family, familyOf, isMuchSeen, shareOf, sharesOf, valuesIn } from "../../catalog/families.ts";
import type { Evidence } from "../../catalog/description.ts";
import { numberType } from "../../catalog/column_type.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import { widenEvidence } from "../../catalog/widen.ts";
import { learnedOf, type LoadColumn } from "./column.ts";

/** Several values of a family. */
const manyOf: Readonly<Record<Family, string>> = {
  text: "texts",
  number: "numbers",
  boolean: "booleans",
  binary: "binary values",
  map: "maps",
  list: "lists",
};

/** The evidence keeps shares found outside the sample up to this one. */
const MOST_KEPT = shareOf(1, 1);

/** What is known of a column: by the catalogue, and by what was read. */
export function evidenceOf(column: LoadColumn): Evidence | null {
  const { known } = column;
  const learned = learnedOf(column);
  if (learned === null) return known ?? column.seen;
  return known === undefined ? learned : widenEvidence(known, learned);
}

/** The type of its numbers; null where none was seen. */
export function numbersOf(column: LoadColumn): SqlType | null {
  const evidence = evidenceOf(column);
  return evidence?.number === undefined || evidence.types.N === undefined
    ? null
    : numberType(evidence.number);
}

/** The kinds of a column's values, the most frequent first: `90 % numbers, 10 % texts`. Empty where nothing is known. */
export function kindsOf(column: LoadColumn): string {
  const evidence = evidenceOf(column);
  if (evidence === null) return "";
  const sums = new Map<Family, { share: number; sampled: boolean }>();
  const looked = valuesIn(evidence);
  for (const [type, kept] of sharesOf(evidence)) {
    const family = familyOf(type);
    if (family === null) continue;
    const sum = sums.get(family) ?? { share: 0, sampled: false };
    const count = evidence.types[type] ?? 0;
    // A share at the upper bound may be larger, unless all was read: the sample says how large.
    const isExact = evidence.exact === true && kept !== MOST_KEPT;
    const share = isExact || kept < MOST_KEPT || looked === 0
      ? kept
      : Math.max(kept, count * 10_000 / looked);
    const sampled = sum.sampled || isExact || (looked > 0 && count > 0);
    sums.set(family, { share: sum.share + share, sampled });
  }
  const [first, ...others] = [...sums].sort(([, a], [, b]) => b.share - a.share);
  if (first === undefined) return "";
  if (others.length === 0) return `${manyOf[first[0]]} only`;
  const exact = others.every(([, { sampled }]) => sampled);
  return [
    exact
      ? percent(leading(first[1].share, others.map(([, { share }]) => share))) + manyOf[first[0]]
      // The share is not known: a few items may be of one kind by chance.
      : manyOf[first[0]],
    ...others.map(([family, { share, sampled }]) =>
      (sampled ? percent(share) : atLeast(share)) + manyOf[family]
    ),
  ].join(", ");
}

const percent = (share: number) => share < 100 ? "under 1 % " : `${Math.min(99, Math.round(share / 100))} % `;

/** The largest share is what the others leave: rounded one by one, shares may come to 101 %. */
function leading(share: number, others: readonly number[]): number {
  const all = others.reduce((sum, each) => sum + each, share);
  if (Math.abs(all - 10_000) >= 100) return share;
  return others.reduce((left, each) => left - (each < 100 ? 0 : 100 * Math.round(each / 100)), 10_000);
}

/** Writes a share that few items tell: its lower bound, or "some". */
const atLeast = (share: number) =>
  share >= MOST_KEPT ? `at least ${MOST_KEPT / 100} % ` : share < 100 ? "some " : percent(share);

/** Whether so much of a column was looked at that reading more of it will hardly change its type. */
export function isSettled(column: LoadColumn, complete: boolean): boolean {
  const evidence = evidenceOf(column);
  return column.key !== undefined || complete || column.settled ||
    (evidence !== null && isMuchSeen(evidence));
}
