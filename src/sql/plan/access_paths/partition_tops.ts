/**
 * The access path by the ends of partitions reads of each partition the first items alone, in the order of the sort
 * key, where no other item of a group matters.
 *
 * `SELECT customer, max(placed) FROM orders WHERE customer IN ('c1', 'c2') GROUP BY customer`, with the key (customer,
 * placed) → a Query backwards of one item of each of 2 partitions
 * @module
 */
import type { IndexDescription } from "../../../catalog/description.ts";
import type { Condition, PartitionTop, QueryPart } from "../../../dynamodb/access.ts";
import type { AssumedTypes, Relation, TopPerGroup } from "../../query.ts";
import { allOf, anyOf, isAlways } from "../../resolve/conditions.ts";
import { defined } from "../../../lib/defined.ts";
import { indexOf } from "../access_kinds.ts";
import { identified } from "../access_kinds/query.ts";
import { selectivity, UNIT_BYTES, unitsFor } from "../estimate.ts";
import { certainly } from "../foreign.ts";
import { type Candidate, type Subject } from "../index_applicability.ts";
import type { AccessPath } from "./access_path.ts";
import { query } from "./query.ts";

/** Of each Query that gives its partitions in the order that is asked for. */
export const partitionTops: AccessPath = {
  name: "partition_tops",
  candidates(subject) {
    const { topPerGroup } = subject.relation;
    if (topPerGroup === undefined) return [];
    const reads = (of: Subject) =>
      query.candidates(of).flatMap((candidate) => topOf(candidate, of, topPerGroup) ?? []);
    const found = reads(subject);
    if (!topPerGroup.missingLast) return found;
    const { attribute, items } = topPerGroup;
    const usable = new Set(found.filter(isUsable).map(indexOfRead));
    const sparse = reads({ ...subject, idle: attribute })
      .filter((read) => isUsable(read) && !usable.has(indexOfRead(read)) && read.estimatedItems >= items)
      .map((read) => ({ ...read, enough: items }));
    return [...found, ...sparse];
  },
};

const isUsable = ({ refused }: Candidate) => refused === undefined;
const indexOfRead = ({ access }: Candidate) => indexOf(access);

function topOf(candidate: Candidate, subject: Subject, top: TopPerGroup): Candidate | null {
  const { access, exact, estimatedItems, itemBytes, fetchUnits } = candidate;
  const { table, relation } = subject;
  if (access.kind !== "query" || !exact || access.more !== undefined || fetchUnits > 0 || access.countOnly) {
    return null;
  }
  const index = table.indexes.find(({ name }) => name === access.index) ?? null;
  if (!isInOrder(top, index, subject)) return null;
  const passing = Math.max(1e-6, selectivity(candidate.rest, table));
  const perPartition = Math.min(
    Math.ceil(top.items / passing),
    Math.ceil(estimatedItems / access.hash.values.length),
  );
  const read = (end: TopPerGroup["ends"][number]): QueryPart => ({
    ...access,
    top: {
      items: top.items,
      reverse: end === "last",
      of: counting(relation, top),
      lookAt: lookAt(perPartition, itemBytes),
    } satisfies PartitionTop,
  });
  const [first, ...more] = top.ends.map(read);
  if (first === undefined) return null;
  const units = unitsFor(perPartition * itemBytes, access.consistent) * access.hash.values.length *
    top.ends.length;
  const together = { ...access, ...first };
  return {
    ...candidate,
    // The two ends of a small partition have items in common.
    access: more.length === 0 ? together : identified({ ...together, more: more.map(partOf) }, table, true),
    estimatedItems: perPartition * access.hash.values.length * top.ends.length,
    estimatedReadUnits: Math.min(units, candidate.estimatedReadUnits * top.ends.length),
    exact: false,
    orderedBy: null,
  };
}

/** Whether the partitions of a table or index mix no groups, and have the order. */
function isInOrder(
  { attribute, within, unique }: TopPerGroup,
  index: IndexDescription | null,
  { table }: Subject,
) {
  const { hash, sort } = index?.key ?? table.key;
  return sort?.name === attribute && within.every((each) => each === hash.name) &&
    (!unique || index === null);
}

/** What an item must satisfy to count: all that is asked of it, and no value whose column may come to show it. */
function counting({ condition, assumed = [] }: Pick<Relation, "condition" | "assumed">, top: TopPerGroup) {
  const certain = certainly(condition, assumed);
  const of = allOf([...(certain === null ? [] : [certain]), ...top.present.map(shows)]);
  return isAlways(of) ? null : of;
}

function shows({ attribute, shown }: AssumedTypes): Condition {
  return anyOf(shown.map((type) => ({ op: "type", attribute, type })));
}

/** A whole block costs no more than a part of it. */
function lookAt(items: number, itemBytes: number): number {
  const perBlock = UNIT_BYTES / Math.max(1, itemBytes);
  return Math.max(1, Math.floor(Math.ceil(items / perBlock) * perBlock));
}

function partOf({ index, hash, sort, filter, top }: QueryPart): QueryPart {
  return defined({ index, hash, sort, filter, top });
}
