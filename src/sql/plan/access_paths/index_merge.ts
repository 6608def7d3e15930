/**
 * An index merge reads each side of an OR by a Query of its own, by whatever key or index serves it, and no item
 * twice.
 *
 * `SELECT total FROM orders WHERE state = 'open' OR customer = 'c1'` → a Query of the index by `state`, and a Query
 * of the table with the filter `NOT state = 'open'`
 * @module
 */
import type { IndexDescription } from "../../../catalog/description.ts";
import type { Condition, QueryPart } from "../../../dynamodb/access.ts";
import { rangeCondition } from "../../../dynamodb/evaluate.ts";
import { allOf, attributesIn, isAlways, isNever } from "../../resolve/conditions.ts";
import { projectedAttributes } from "../estimate.ts";
import { type Candidate, keyNames, type Subject } from "../index_applicability.ts";
import { withValue } from "../key_values.ts";
import { joined, PARTS_MAX, query } from "./query.ts";
import { conjunctsOf } from "../residual.ts";
import type { AccessPath } from "./access_path.ts";
import { defined } from "../../../lib/defined.ts";

/** An OR of more sides is not merged. */
const SIDES_MAX = 20;

/** One Query for each side of an OR. */
export const indexMerge: AccessPath = { name: "index_merge", candidates: unions };

/** One read for each OR among the conjuncts whose sides can all be read by key. */
function unions(subject: Subject): readonly Candidate[] {
  const parts = conjunctsOf(subject.condition);
  return parts.flatMap((part) => {
    if (part.op !== "or" || part.args.length > SIDES_MAX) return [];
    const rest = parts.filter((each) => each !== part);
    const sides = part.args.map((side) => allOf([side, ...rest]));
    // A later side must leave out the items of earlier ones, and may lack the attributes for that; in the other order
    // it may have them.
    const found = unionOf(subject, sides) ?? unionOf(subject, sides.toReversed());
    return found === null ? [] : [found];
  });
}

function unionOf(subject: Subject, sides: readonly Condition[]): Candidate | null {
  const reads: Candidate[] = [];
  const given: Condition[] = [];
  for (const condition of sides) {
    if (isNever(condition)) continue;
    const side = cheapestOf({ ...subject, condition });
    if (side === null) return null;
    if (side.access.kind === "empty") continue;
    const alone = side.access.kind === "query" ? apart(subject, side, given) : null;
    if (alone === null) return null;
    reads.push(alone);
    if (alone.access.kind === "query") given.push(...[alone.access, ...alone.access.more ?? []].map(givenBy));
    if (given.length > PARTS_MAX) return null;
  }
  return reads.length < 2 ? null : joined(subject, reads);
}

function cheapestOf(subject: Subject): Candidate | null {
  const usable = query.candidates(subject).filter((candidate) => candidate.refused === undefined);
  const [first, ...others] = usable;
  return first === undefined
    ? null
    : others.reduce((best, each) => each.estimatedReadUnits < best.estimatedReadUnits ? each : best, first);
}

/** A condition that is true of exactly the items that a Query gives. */
function givenBy({ hash, sort, filter }: QueryPart): Condition {
  return allOf([
    { op: "in", attribute: hash.attribute, values: hash.values },
    ...(sort === undefined ? [] : [rangeCondition(sort.attribute, sort.range)]),
    ...(filter === null ? [] : [filter]),
  ]);
}

/**
 * The read without the items that earlier ones give; null where DynamoDB cannot leave them out: a filter names no key
 * of what is queried, and nothing that the index does not hold.
 */
function apart(subject: Subject, read: Candidate, given: readonly Condition[]): Candidate | null {
  if (read.access.kind !== "query" || given.length === 0) return read;
  const parts: QueryPart[] = [];
  const { more = [], ...access } = read.access;
  for (const part of [access, ...more]) {
    const { table } = subject;
    const index = table.indexes.find((each) => each.name === part.index) ?? null;
    for (const value of part.hash.values) {
      const seen = given.map((each) => withValue(each, part.hash.attribute, value)).filter((each) =>
        !isNever(each)
      );
      if (seen.some(isAlways)) continue;
      const left = seen.map((arg): Condition => ({ op: "not", arg }));
      if (left.some((each) => !canFilter(each, index, subject))) return null;
      const filter = allOf([...(part.filter === null ? [] : [part.filter]), ...left]);
      parts.push({
        ...part,
        hash: { ...part.hash, values: [value] },
        filter: isAlways(filter) ? null : filter,
      });
    }
  }
  const [first, ...others] = parts;
  if (first === undefined || parts.length > PARTS_MAX) return null;
  return {
    ...read,
    access: { ...access, ...first, ...defined({ more: others.length === 0 ? undefined : others }) },
  };
}

function canFilter(condition: Condition, index: IndexDescription | null, { table }: Subject): boolean {
  const keys = keyNames(index?.key ?? table.key);
  const held = index === null ? null : projectedAttributes(table, index);
  return [...attributesIn(condition)].every((name) => !keys.has(name) && (held === null || held.has(name)));
}
